"""Where a paper begins in a scan, and which pictures go on: signs, reasons, and what is no beginning."""

from __future__ import annotations

from itertools import pairwise

import pytest

from extract.papers import (
    AFTER_AN_END,
    BARE,
    CONTINUED,
    DATED,
    LETTERHEAD,
    NUMBERED,
    RESTARTED,
    continues,
    signs,
    starts,
)
from vanthu.records import Line, LineKind, Page, PageSource, Word

HEAD = """UBND TỈNH MẪU
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Số: 12/KH-UBND
KẾ HOẠCH"""
PARTY = "ĐẢNG BỘ TỈNH MẪU\nĐẢNG CỘNG SẢN VIỆT NAM\nSố 5-KH/TU\nKẾ HOẠCH"
BODY = "Điều 2. Giao Sở Tài chính rà soát.\nCác đơn vị báo cáo kết quả."
END = f"{BODY}\nNơi nhận:\n- Như trên;\n- Lưu: VT."
SIGNED = f"{BODY}\nKT. BỘ TRƯỞNG\nTHỨ TRƯỞNG\nNguyễn Văn A"
DATED_HEAD = HEAD.replace("Số: 12", "Số: 162/2026").replace("KẾ", "Hà Nội, ngày 15 tháng 5 năm 2026\nKẾ")
LETTER = """ỦY BAN NHÂN DÂN
TỈNH MẪU
Số:      /UBND-XD
V/v triển khai thực hiện
các giải pháp kỹ thuật
nâng cao an toàn
đối với các cơ sở
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
Tỉnh Mẫu, ngày    tháng 7 năm 2026"""
ANNEX = f"Phụ lục I\n(Kèm theo Kế hoạch số 12/KH-UBND)\n{HEAD}"
ATTACHED = """CHÍNH PHỦ
_________
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Độc lập - Tự do - Hạnh phúc
CHƯƠNG TRÌNH HÀNH ĐỘNG CỦA CHÍNH PHỦ
thực hiện Nghị quyết mẫu
về công tác mẫu giai đoạn 2026 - 2030
(Kèm theo Nghị quyết số 100/NQ-CP
ngày 6 tháng 4 năm 2026 của Chính phủ)"""
FORM = "Mẫu số 01\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nSố: ……/QĐ-UBND"
DOTTED = f"{HEAD}\n" + "\n".join(f"{n}. Họ tên: ............................" for n in range(8))
QUOTED = f"{BODY}\ntheo mẫu “CỘNG HÒA XÃ HỘI” của các đơn vị."
DAMAGED = "CỌNG HOÀ XÃ HỌI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự đo - Hạnh phức\nSố: 13 /KH-UBND"


def page(n: int, text: str, printed: int | None = None) -> Page:
    lines = tuple(Line(row, (Word(0, len(row)),) if row else ()) for row in text.split("\n"))
    number = (Line(str(printed), (Word(0, 1),), LineKind.PAGE_NUMBER),) if printed else ()
    return Page(n, 595.0, 842.0, PageSource.OCR, (*number, *lines))


def found(*texts: str | tuple[str, int]) -> dict[int, tuple[str, ...]]:
    pages = [page(n, *(text if isinstance(text, tuple) else (text,))) for n, text in enumerate(texts, start=1)]
    return {start.page: start.reasons for start in starts(pages)}


@pytest.mark.parametrize(
    ("texts", "expected"),
    [
        ((HEAD, END, HEAD), {3: (LETTERHEAD, NUMBERED, AFTER_AN_END)}),
        ((HEAD, (BODY, 2), (END, 3), HEAD), {4: (LETTERHEAD, NUMBERED, RESTARTED, AFTER_AN_END)}),
        ((HEAD, SIGNED, DATED_HEAD), {3: (LETTERHEAD, NUMBERED, DATED, AFTER_AN_END)}),
        ((HEAD, BODY, LETTER), {3: (LETTERHEAD, DATED)}),
        ((PARTY, PARTY), {2: (LETTERHEAD, NUMBERED)}),
        ((HEAD, (BODY, 2), DAMAGED), {3: (LETTERHEAD, NUMBERED, RESTARTED)}),
        ((HEAD, END, HEAD, END, PARTY), dict.fromkeys((3, 5), (LETTERHEAD, NUMBERED, AFTER_AN_END))),
        ((HEAD, BODY, END), {}),
        ((HEAD, END, ANNEX), {}),
        ((HEAD, END, FORM), {}),
        ((HEAD, SIGNED, ATTACHED), {}),
        ((HEAD, END, DOTTED), {}),
        ((HEAD, END, BODY), {}),
        ((HEAD, END, QUOTED), {}),
        ((HEAD,), {}),
        ((), {}),
        ((HEAD, "", HEAD), {3: (LETTERHEAD, NUMBERED)}),
    ],
)  # fmt: skip
def test_where_papers_begin_and_why(texts: tuple[str, ...], expected: dict[int, tuple[str, ...]]) -> None:
    assert found(*texts) == expected


@pytest.mark.parametrize(
    ("before", "here", "reasons"),
    [
        (page(1, HEAD), page(1, BODY, 2), (CONTINUED, BARE)),
        (page(1, BODY, 2), page(1, BODY, 3), (CONTINUED, BARE)),
        (page(1, HEAD), page(1, BODY), (BARE,)),
        (page(1, BODY, 2), page(1, BODY, 5), ()),
        (page(1, HEAD), page(1, HEAD), ()),
        (page(1, END), page(1, BODY), ()),
        (page(1, HEAD), page(1, ""), ()),
        (page(1, HEAD), page(1, FORM), ()),
        (page(1, HEAD), page(1, "Số: 9/CV-X\n" + BODY), ()),
    ],
)
def test_which_picture_goes_on_from_the_one_before(before: Page, here: Page, reasons: tuple[str, ...]) -> None:
    assert continues(signs(before), signs(here)) == reasons


def test_a_number_alone_on_the_first_or_last_line_is_the_pages() -> None:
    assert signs(page(1, f"- 2 -\n{BODY}")).printed == 2
    assert signs(page(1, f"{BODY}\n3")).printed == 3
    assert signs(page(1, BODY)).printed is None


def test_very_long_lines_cost_no_more_than_their_length() -> None:
    text = "Số " * 200_000 + "." * 200_000
    assert not any(start for start in pairwise(starts([page(1, text), page(2, text)])))
