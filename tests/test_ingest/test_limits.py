"""Every limit holds, and is what holds: the same file under a wider limit is read."""

from __future__ import annotations

import gzip
import io
import struct
import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.pdfgen.canvas import Canvas

from ingest import unpack
from ingest.limits import Limits
from ingest.readers import archive
from ingest.sink import ListSink
from tests.test_ingest.test_archives import zipped
from vanthu.records import State


def pdf(pages: int) -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body)
    for n in range(pages):
        canvas.drawString(72, 720, f"Trang {n + 1}")
        canvas.showPage()
    canvas.save()
    return body.getvalue()


def picture(side: int) -> bytes:
    body = io.BytesIO()
    Image.new("L", (side, side), 255).save(body, "PNG")
    return body.getvalue()


def nested(depth: int) -> bytes:
    inner = zipped([("a.txt", b"noi dung")])
    for n in range(depth - 1):
        inner = zipped([(f"{n}.zip", inner)])
    return inner


CASES: dict[str, tuple[str, bytes, dict[str, Any], dict[str, Any]]] = {
    "pages": ("a.pdf", pdf(3), {"pages": 2}, {"pages": 3}),
    "bytes of a file": ("a.txt", b"x" * 2000, {"file_bytes": 1999}, {"file_bytes": 2000}),
    "bytes of a part": ("a.txt", b"x" * 2000, {"part_bytes": 1999}, {"part_bytes": 2000}),
    "bytes of a tree": ("a.zip", zipped([("a", b"x" * 900)]), {"tree_bytes": 899}, {"tree_bytes": 900}),
    "bytes handed over": ("a.txt", b"chu " * 5000, {"output_bytes": 20_000}, {}),
    "pixels": ("a.png", picture(120), {"pixels": 14_399}, {"pixels": 14_400}),
    "time": ("a.pdf", pdf(1), {"page_seconds": 0.001}, {}),
    "memory": ("a.pdf", pdf(1), {"memory_bytes": 1 << 20}, {}),
    "ratio": (
        "a.zip",
        zipped([("a", bytes(1 << 20))]),
        {"ratio_from": 1 << 19},
        {"ratio_from": 1 << 19, "ratio": 2000},
    ),
    "ratio of gzip": ("a.gz", gzip.compress(bytes(1 << 20)), {"ratio_from": 1 << 19}, {}),
    "entries": ("a.zip", zipped([(f"{n}", b"x") for n in range(4)]), {"members": 3}, {"members": 4}),
    "depth": ("a.zip", nested(3), {"depth": 2}, {"depth": 3}),
}


@pytest.mark.parametrize("case", CASES)
def test_a_limit_holds_and_nothing_else_does(case: str, reading: Any) -> None:
    name, content, tight, wide = CASES[case]
    refused, _ = reading(name, content, **tight)
    assert f"{refused.state}:{refused.detail}" == f"limit_exceeded:{case.split()[0]}"
    assert refused.reason
    taken, _ = reading(name, content, **wide)
    assert taken.state is State.DONE


def overlapping(members: int) -> bytes:
    """A ZIP whose list names the same data many times."""
    whole = zipped([("a.txt", b"noi dung " * 20)])
    start = whole.index(b"PK\1\2")
    end = whole.index(b"PK\5\6")
    entry = whole[start:end]
    tail = struct.pack("<4s4H2IH", b"PK\5\6", 0, 0, members, members, len(entry) * members, start, 0)
    return whole[:start] + entry * members + tail


def _zipfile_checks(path: Path) -> bool:
    """Whether this Python's zipfile refuses members that overlap (3.11.8, 3.12.2, and Debian's 3.11.2)."""
    with zipfile.ZipFile(path) as made:
        try:
            for name in made.infolist():
                made.open(name).close()
        except zipfile.BadZipFile:
            return True
    return False


def test_members_that_share_their_data_are_refused_by_the_guard_for_that(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    with zipfile.ZipFile(io.BytesIO(overlapping(3))) as made:
        assert len(made.infolist()) == 3
    path.write_bytes(overlapping(30))
    refused = archive.read(path, ListSink(tmp_path), Limits())
    assert (refused.state, refused.detail, refused.members) == (State.LIMIT_EXCEEDED, "overlap", 0)
    monkeypatch.setattr(unpack, "_overlap", lambda *_: False)
    # A Python whose zipfile has a check of its own stops after the first.
    assert archive.read(path, ListSink(tmp_path), Limits()).members == (1 if _zipfile_checks(path) else 30)


def test_what_is_inside_another_container_has_a_smaller_budget() -> None:
    whole = replace(Limits(), members=1000, tree_bytes=1 << 30)
    assert [whole.inside(depth).members for depth in (0, 1, 2, 9)] == [1000, 125, 15, 1]
    assert [whole.inside(depth).tree_bytes >> 20 for depth in (0, 1, 2)] == [1024, 256, 64]
