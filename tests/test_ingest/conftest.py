"""What may be missing at home and must not be missing in CI; how a file is read in a test."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ingest import soffice
from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from vanthu.records import Line, Outcome

Reading = Callable[..., tuple[Outcome, ListSink]]


def missing(what: str) -> None:
    """Skips at home, fails in CI."""
    if os.environ.get("CI"):
        pytest.fail(f"{what} is missing")
    pytest.skip(f"{what} is missing")


@pytest.fixture(scope="session")
def office() -> None:
    """LibreOffice is there."""
    if soffice.program() is None:
        missing("LibreOffice")


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The folder of shared test material."""
    folder = Path(__file__).resolve().parents[3] / "shared" / "data"
    if not folder.is_dir():
        missing(str(folder))
    return folder


@pytest.fixture
def reading(tmp_path: Path) -> Reading:
    """Reads bytes (or a file) as a file of this name, and answers how it ended and what was found."""

    def go(name: str, content: bytes | Path, **limits: float) -> tuple[Outcome, ListSink]:
        path = content if isinstance(content, Path) else tmp_path / "content"
        if isinstance(content, bytes):
            path.write_bytes(content)
        folder = tmp_path / "members"
        folder.mkdir(exist_ok=True)
        sink = ListSink(folder)
        return read(path, name, sink, replace(Limits(), **limits)), sink

    return go


def lines(sink: ListSink) -> list[Line]:
    """All lines that were found."""
    return [line for page in sink.pages for line in page.lines]
