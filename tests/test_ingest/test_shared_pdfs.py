"""The reader on real papers of ../shared: how much of their text comes back."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ingest.evaluate import errors
from ingest.limits import Limits
from ingest.pdfium import opened
from ingest.readers import pdf
from ingest.sink import ListSink
from tests.bench import text_coverage
from vanthu.records import LineKind, PageSource

SHARED = Path(__file__).resolve().parents[3] / "shared"
ORIGINALS = sorted((SHARED / "data/docs/orig").glob("*.pdf"))
SCAN = SHARED / "data/docs/orig/cb-quyet-dinh-so-109-qd-btc-468842.pdf"
TRANSCRIPT = SHARED / "gold/gazette-text/cb-quyet-dinh-so-109-qd-btc-468842.txt"

pytestmark = [pytest.mark.shared, pytest.mark.slow]


@pytest.fixture(autouse=True)
def _shared() -> None:
    if not SHARED.is_dir():
        (pytest.fail if os.environ.get("CI") else pytest.skip)("no ../shared beside the project")


def digital_pages(path: Path) -> str | None:
    """The text of a PDF whose pages all have a text layer, else None."""
    found = []
    with opened(path) as document:
        for n in range(1, len(document) + 1):
            with document.page(n) as page:
                words = page.words()
                if sum(not word.hidden for word in words) < 5:
                    return None
                found.append(pdf.read_page(page, n, Limits()))
    if any(page.source is not PageSource.TEXT for page in found):
        return None
    return "\n".join(
        word.raw or line.text[word.start : word.end] for p in found for line in p.lines for word in line.words
    )


def test_digital_papers_come_back_whole() -> None:
    shares = {}
    for path in ORIGINALS:
        reference = SHARED / "data/docs/txt" / f"{path.stem}.txt"
        text = digital_pages(path) if reference.exists() else None
        if text is not None:
            shares[path.stem] = text_coverage.coverage(text, reference.read_text("utf-8").replace("\f", "\n"))
    assert len(shares) >= 20
    assert {name: share for name, share in shares.items() if share[0] < 0.95 or share[1] < 0.97} == {}


def test_a_scanned_gazette_paper_is_read_with_few_errors_table_and_all() -> None:
    sink = ListSink()
    pdf.read(SCAN, sink, Limits())
    truth = [page.split("\n") for page in TRANSCRIPT.read_text("utf-8").split("\f")]
    left_out = (LineKind.RUNNING_HEAD, LineKind.STAMP)
    found = [[line.text for line in page.lines if line.kind not in left_out] for page in sink.pages]
    total = sum((errors.score(a, b) for a, b in zip(truth, found, strict=True)), errors.Score())
    assert total.cer < 2.5
    assert [max((line.cell.column for line in page.lines if line.cell), default=None) for page in sink.pages] == [
        None,
        None,
        4,
        4,
        4,
    ]
