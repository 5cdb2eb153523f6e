"""The stamp of receipt is kept apart from the paper's own lines."""

from __future__ import annotations

import pytest

from ingest import receipt
from ingest.lines import lines, on_page
from ingest.placed import PlacedWord
from vanthu.records import LineKind

HIGH = 840.0


def row(y: float, x: float, *words: tuple[str, float], size: float = 10.0) -> list[PlacedWord]:
    """Words side by side from x, each with how surely it was read."""
    out = []
    for text, sure in words:
        wide = 0.55 * size * len(text)
        out.append(PlacedWord(text, x, y, x + wide, y + size, y, y + size, size, confidence=sure))
        x += wide + 0.3 * size
    return out


NAME = row(160, 40, ("VĂN", 0.9), ("PHÒNG", 0.9), ("SỞ", 0.9), size=7)
ARRIVED = row(180, 40, ("ĐẾN", 0.9), ("Số:...5!...", 0.4))
RUN_IN = row(180, 40, ("ĐẾNG6:..5..", 0.5))
DAY = row(196, 66, ("Ngày:.0/", 0.4), ("(2o19", 0.3))
TITLE = [
    *row(180, 210, ("Quy", 0.97), ("định", 0.97), ("chi", 0.97), ("tiết", 0.97)),
    *row(196, 190, ("trong", 0.97), ("lĩnh", 0.97), ("vực", 0.97)),
]
GOAL = row(180, 40, ("ĐẾN", 0.97), ("NĂM", 0.97), ("2030", 0.97))
MIDDLE = row(180, 40, ("TỪ", 0.97), ("NAY", 0.97), ("ĐẾN", 0.97), ("ngày", 0.5))


@pytest.mark.parametrize(
    ("words", "stamped"),
    [
        ([*NAME, *ARRIVED, *DAY, *TITLE], ["VĂN PHÒNG SỞ", "ĐẾN Số:...5!...", "Ngày:.0/ (2o19"]),
        ([*ARRIVED, *DAY, *TITLE], ["ĐẾN Số:...5!...", "Ngày:.0/ (2o19"]),
        ([*NAME, *RUN_IN, *DAY, *TITLE], ["VĂN PHÒNG SỞ", "ĐẾNG6:..5..", "Ngày:.0/ (2o19"]),
        ([*NAME, *GOAL, *TITLE], []),
        ([*MIDDLE, *DAY], []),
        (row(180, 40, ("ĐẾN", 0.97)), []),
        ([*row(600, 40, ("ĐẾN", 0.9), ("Số:...5", 0.4)), *row(616, 66, ("Ngày:.0/", 0.4))], []),
    ],
    ids=[
        "beside the title",
        "without a name",
        "its field run in",
        "a goal in a title",
        "words of a row",
        "nothing written",
        "low down",
    ],
)
def test_a_stamp_of_receipt_is_known_by_its_fields(words: list[PlacedWord], stamped: list[str]) -> None:
    rows, rest = receipt.parted(words, HIGH)
    assert [" ".join(word.text for word in row) for row in rows] == stamped
    assert len(rest) == len(words) - sum(map(len, rows))


def test_a_title_beside_a_stamp_is_whole_and_the_stamp_no_text() -> None:
    found = lines([*NAME, *ARRIVED, *DAY, *TITLE], on_page(1, 595, HIGH), width_pt=595, height_pt=HIGH)
    assert [line.text for line in found if line.kind is LineKind.BODY] == ["Quy định chi tiết", "trong lĩnh vực"]
    assert sum(line.kind is LineKind.STAMP for line in found) == 3


def test_text_that_was_in_the_file_has_no_stamp() -> None:
    words = [*NAME, *ARRIVED, *DAY]
    printed = [PlacedWord(w.text, w.x0, w.y0, w.x1, w.y1, w.top, w.bottom, w.size_pt) for w in words]
    assert receipt.parted(printed, HIGH) == ([], printed)
