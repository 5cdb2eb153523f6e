"""Copies of a paper are known for what they are, and papers that are only alike for that."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from extract.document import extract
from extract.likeness import FEW, keys, related
from vanthu.records import Box, KinKind, Likeness, Line, Page, PageSource, Word

SYLLABLES = "giao bo tai chinh chu tri phoi hop voi cac dia phuong xay dung ke hoach thuc hien nghi quyet so ve phat"


def sentences(seed: int, count: int = 40) -> list[str]:
    """Lines of text that differ from seed to seed."""
    drawn = random.Random(seed)
    return [" ".join(drawn.choices(SYLLABLES.split(), k=12)) for _ in range(count)]


def paper(
    body: list[str],
    *,
    number: str = "Số: 57/UBND-KT",
    day: str = "Hà Nội, ngày 5 tháng 3 năm 2025",
    to: tuple[str, ...] = ("Kính gửi: Sở Tài chính",),
    sure: float | None = None,
    head_sure: float | None = None,
    dpi: float | None = None,
    look: str = "",
) -> Likeness:
    """A letter as read: `sure` is the confidence of its words, `head_sure` that of number and day."""
    head = ["ỦY BAN NHÂN DÂN TỈNH LÀO CAI", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"]
    rows = [(text, sure) for text in head] + [(number, head_sure or sure), (day, head_sure or sure)]
    rows += [(text, sure) for text in (*to, *body)]
    lines = tuple(made(text, 0.02 * k, confidence) for k, (text, confidence) in enumerate(rows) if text)
    source = PageSource.TEXT if sure is None else PageSource.OCR
    page = Page(1, 595.0, 842.0, source, lines, dpi=dpi, look=look)
    found = extract([page]).likeness
    assert found is not None
    return found


def made(text: str, top: float, confidence: float | None) -> Line:
    words, at = [], 0
    for word in text.split():
        at = text.index(word, at)
        words.append(Word(at, at + len(word), Box(1, 0.1, min(top, 0.98), 0.2, min(top + 0.01, 1.0)), confidence))
        at += len(word)
    return Line(text, tuple(words))


def misread(body: list[str], share: float, seed: int = 1) -> list[str]:
    """So many of the syllables read as something else."""
    drawn = random.Random(seed)
    return [" ".join("xyz" if drawn.random() < share else word for word in row.split()) for row in body]


BODY = sentences(1)
ORIGINAL = replace(paper(BODY), title=("giao", "quan", "ly", "tai", "san", "cong"))
OTHER_DAY = "Hà Nội, ngày 9 tháng 4 năm 2025"


@pytest.mark.parametrize(
    ("copy", "kind"),
    [
        (paper(BODY), KinKind.SAME),
        (paper(misread(BODY, 0.03), sure=0.92, dpi=200), KinKind.SAME),
        (paper(misread(BODY, 0.08), sure=0.7, dpi=100), KinKind.SAME),
        (paper(misread(BODY, 0.03), number="Số: S7/UBND-KT", sure=0.92, head_sure=0.5), KinKind.SAME),
        (paper(BODY[:16]), KinKind.SAME),
        (paper(BODY, number="Số: 57/UBND-KI", sure=0.95), KinKind.SAME),
        (paper(BODY, number="Số: 57/UBND-TH"), KinKind.LIKE),
        (paper(BODY, number="Số: 58/UBND-KT"), KinKind.LIKE),
        (paper(BODY, number="Số: 58/UBND-KT", sure=0.95), KinKind.LIKE),
        (paper(BODY, day=OTHER_DAY), KinKind.LIKE),
        (paper(BODY, to=("Kính gửi: Sở Nội vụ",)), KinKind.LIKE),
        (replace(ORIGINAL, title=("quyet", "toan", "kinh", "phi", "nam", "2024")), KinKind.LIKE),
        (replace(ORIGINAL, title=ORIGINAL.title[:5]), KinKind.SAME),
        (replace(ORIGINAL, title=("xyz", *ORIGINAL.title[1:]), confidence=0.9), KinKind.SAME),
        (paper([*BODY[:36], *sentences(2, 4)], number="Số: 90/UBND-KT", day=OTHER_DAY), KinKind.LIKE),
        (paper(sentences(3)), None),
        (paper(sentences(3), number="Số: 58/UBND-KT"), None),
    ],
)
def test_copies_are_the_same_paper_and_others_at_most_alike(copy: Likeness, kind: KinKind | None) -> None:
    found = related(ORIGINAL, copy)
    assert (found[0] if found else None) is kind
    assert related(copy, ORIGINAL) == found
    if kind:
        assert set(keys(ORIGINAL)) & set(keys(copy)) or copy.number == ORIGINAL.number


def test_without_number_and_day_the_text_decides_alone() -> None:
    bare = {"number": "", "day": ""}
    assert related(paper(BODY, **bare), paper(misread(BODY, 0.01), **bare)) is not None
    assert related(paper(BODY, **bare), paper([*BODY[:24], *sentences(5, 16)], **bare)) is None


def test_listed_addressees_are_read_to_their_end() -> None:
    to = ("Kính gửi:", "- Sở Tài chính;", "- Sở Nội vụ.")
    assert paper(BODY, to=to).to == ("so", "tai", "chinh", "so", "noi", "vu")


def test_the_digital_original_is_the_better_copy_then_the_surer_then_the_finer_scan() -> None:
    digital, sure = ORIGINAL, paper(BODY, sure=0.95, dpi=200)
    fine, poor = replace(sure, dpi=300.0), replace(sure, confidence=0.7)
    assert sorted([poor, digital, sure, fine], key=lambda one: one.rank) == [poor, sure, fine, digital]


@pytest.mark.parametrize(
    ("look", "alike"), [("0f0f33cc55aa7781", True), ("0f0f33cc55aa778f", True), ("f00f33cc55a07700", False)]
)
def test_papers_with_hardly_any_text_are_compared_by_how_they_look(look: str, alike: bool) -> None:
    few = {"number": "", "day": "", "to": ()}
    one, other = (paper(["chữ"], sure=0.5, look=each, **few) for each in ("0f0f33cc55aa7781", look))  # type: ignore[arg-type]
    assert one.shingles < FEW
    found = related(one, other)
    assert (found is not None and found[0] is KinKind.LIKE) is alike
    assert not alike or set(keys(one)) & set(keys(other))


def test_pages_that_look_like_nothing_are_like_nothing() -> None:
    blank = paper([], number="", day="", to=(), sure=0.9, look="0" * 16)
    assert (blank.look, keys(replace(blank, shingles=0))) == ("", ())


def test_keys_fit_into_a_database_and_do_not_change() -> None:
    assert all(0 <= key < 2**63 for key in keys(ORIGINAL))
    assert len(set(keys(ORIGINAL))) == 16
