"""Paragraphs, parts, provisions, tables, by small papers; and the laws that hold for any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from extract.compose import compose
from extract.labels import read_label
from extract.structure import Structure, structure
from vanthu.records import Cell, DocumentText, Line, Page, PageSource, Span

CASES = Path(__file__).parents[1] / "cases"


def built(text: str) -> tuple[DocumentText, Structure]:
    pages = [
        Page(n, None, None, PageSource.FILE, tuple(Line(row) for row in sheet.split("\n")))
        for n, sheet in enumerate(text.split("\f"), 1)
    ]
    composed = compose(pages)
    return composed, structure(composed)


def paths(text: str) -> list[str]:
    return [provision.path for provision in built(text)[1].provisions]


def labels(text: str) -> list[str]:
    return [provision.label for provision in built(text)[1].provisions]


def flowed(text: str) -> list[str]:
    composed, made = built(text)
    return [" ".join(p.flow(composed.text).split()) for p in made.paragraphs]


@pytest.mark.parametrize("case", yaml.safe_load((CASES / "labels.yaml").read_text("utf-8")), ids=lambda c: c["text"])
def test_a_line_begins_with_its_label(case: dict[str, str]) -> None:
    found = read_label(case["text"])
    assert (found.form if found else None) == case["form"]
    if found:
        assert found.value == case["value"]


DECISION = """THỦ TƯỚNG CHÍNH PHỦ
CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
Số: 01/QĐ-TTg
QUYẾT ĐỊNH
Ban hành Quy chế mẫu
Căn cứ Luật Tổ chức Chính phủ;
QUYẾT ĐỊNH:
Điều 1. Ban hành kèm theo Quyết định này Quy chế mẫu.
Điều 2. Tổ chức thực hiện
1. Bộ Tài chính:
a) Chủ trì việc thứ nhất;
b) Chủ trì việc thứ hai.
2. Bộ Y tế phối hợp.
TM. CHÍNH PHỦ
THỦ TƯỚNG
Nguyễn Văn A
QUY CHẾ
MẪU VỀ LÀM VIỆC
(Kèm theo Quyết định số 01/QĐ-TTg ngày 02 tháng 01 năm 2026 của Thủ tướng Chính phủ)
Chương I
QUY ĐỊNH CHUNG
Điều 1. Phạm vi
Quy chế này quy định việc mẫu.
PHỤ LỤC I
DANH MỤC VIỆC
1. Việc một.
"""


def test_an_attached_regulation_has_a_numbering_of_its_own() -> None:
    assert paths(DECISION) == [
        "dieu-1",
        "dieu-2",
        "dieu-2/khoan-1",
        "dieu-2/khoan-1/diem-a",
        "dieu-2/khoan-1/diem-b",
        "dieu-2/khoan-2",
        "quy-che",
        "quy-che/chuong-i",
        "quy-che/chuong-i/dieu-1",
        "phu-luc-i",
        "phu-luc-i/khoan-1",
    ]


def test_labels_read_from_the_top_down() -> None:
    said = labels(DECISION)
    assert "Điều 2 khoản 1 điểm a" in said
    assert "Quy chế chương I điều 1" in said
    assert "Phụ lục I khoản 1" in said


def test_head_and_tail_are_no_text() -> None:
    _, made = built(DECISION)
    kinds = {p.kind for p in made.paragraphs[:5]}
    assert kinds == {"head"}
    assert [p.kind for p in made.paragraphs].count("tail") == 3


def test_dotted_numbers_take_the_place_of_the_number_above() -> None:
    text = "1. Việc chung\n1.1. Việc đầu\na) Ý một;\n1.2. Việc sau\n2. Việc riêng\n"
    assert labels(text) == ["khoản 1", "khoản 1.1", "khoản 1.1 điểm a", "khoản 1.2", "khoản 2"]


def test_d_and_dd_are_two_points() -> None:
    made = paths("Điều 1. Việc\nd) Một\nđ) Hai\na) Ba\n")
    assert len(set(made)) == len(made)


def test_a_label_that_repeats_gets_an_ordinal() -> None:
    assert paths("1. Một\n2. Hai\n1. Lại một\n") == ["khoan-1", "khoan-2", "khoan-1#2"]


def test_a_number_out_of_its_series_is_no_provision() -> None:
    assert paths("1. Một\n2. Hai\n2026. Không phải\n40. Cũng không\n3. Ba\n") == ["khoan-1", "khoan-2", "khoan-3"]


def test_quoted_amendments_are_not_numbered_here() -> None:
    text = (
        "Điều 1. Sửa đổi Điều 5 như sau:\n“Điều 5. Việc cũ\n1. Một.\n2. Hai.”\nĐiều 2. Hiệu lực\n"
        "Nghị định này có hiệu lực.\n"
    )
    _, made = built(text)
    assert [p.path for p in made.provisions] == ["dieu-1", "dieu-2"]
    assert [p.kind for p in made.paragraphs].count("quoted") == 3


def test_a_quotation_mark_that_is_never_closed_quotes_nothing() -> None:
    assert paths("Điều 1. Việc như sau:\n“1. Một.\nĐiều 2. Hai\n") == ["dieu-1", "dieu-2"]


WRAPPED = """      1. Bộ Tài chính chủ trì, phối hợp với các bộ, cơ quan liên quan xây dựng, trình
Chính phủ ban hành nghị định quy định chi tiết việc quản lý, sử dụng kinh phí của
                     CÔNG BÁO/Số 242/Ngày 22-04-2026                        50
\f                   CÔNG BÁO/Số 242/Ngày 22-04-2026                        51

chương trình, hoàn thành trong năm 2026 theo quy định tại khoản 2 Điều 7 và điểm
a) khoản 3 của Luật này.
      2. Bộ Y tế chủ trì.
"""


def test_a_paragraph_goes_on_over_a_page_break_without_the_running_head() -> None:
    composed, made = built(WRAPPED)
    first = made.paragraphs[0]
    said = " ".join(first.flow(composed.text).split())
    assert said.startswith("1. Bộ Tài chính")
    assert said.endswith("của Luật này.")
    assert "CÔNG BÁO" not in said
    assert len(first.flow(composed.text)) == first.span.end - first.span.start
    assert len(made.paragraphs) == 2
    assert "CÔNG BÁO" not in composed.quote(made.evidence((first.span,)))


def test_a_letter_at_the_beginning_of_a_line_in_mid_sentence_is_no_point() -> None:
    assert paths(WRAPPED) == ["khoan-1", "khoan-2"]


def test_an_article_named_after_its_clause_at_the_beginning_of_a_line_is_none_that_begins() -> None:
    text = """CHÍNH PHỦ
NGHỊ ĐỊNH
Điều 1. Sửa đổi một số cụm từ
1. Thay thế cụm từ “điểm a và b khoản 3” thành “điểm a, b và d khoản 3” tại khoản 1
Điều 6.
2. Thay thế cụm từ “trang thiết bị y tế” thành cụm từ “thiết bị y tế” tại khoản 2 này.
Điều 2. Hiệu lực thi hành
Nghị định này có hiệu lực thi hành kể từ ngày 01 tháng 7 năm 2025 trên cả nước."""
    assert [path for path in paths(text) if "/" not in path] == ["dieu-1", "dieu-2"]


def test_paragraph_per_line_files_keep_their_lines() -> None:
    text = "Một đoạn dài " * 20 + "\nHai đoạn dài " * 20 + ".\nBa.\n"
    assert len(flowed(text)) == text.count("\n")


PIPES = """| TT | Nhiệm vụ | Cơ quan chủ trì | Cơ quan phối hợp | Thời gian hoàn thành |
|---|---|---|---|---|
| I | NHÓM VIỆC CHUNG |  |  |  |
| 1 | Xây dựng **đề án** | Bộ Y tế<br>Bộ Nội vụ | Các bộ, ngành | Quý IV/2026 |
| 2 | Trình nghị định | Bộ Tài chính |  | Năm 2027 |
"""


def test_a_pipe_table_has_roles_groups_and_rows() -> None:
    composed, made = built("PHỤ LỤC\n" + PIPES)
    (table,) = made.tables
    assert table.roles == ("number", "task", "lead", "coordinating", "deadline")
    assert [row.kind for row in table.rows] == ["group", "data", "data"]
    row = table.rows[1]
    assert composed.quote(table.cell(row, "lead")) == "Bộ Y tế Bộ Nội vụ"
    assert composed.quote(row.groups[0]) == "I NHÓM VIỆC CHUNG"
    assert table.rows[2].path == "phu-luc/muc-2"


def cells(n: int, table: int, rows: list[list[str]]) -> Page:
    lines = tuple(
        Line(text, cell=Cell(table, r, c)) for r, row in enumerate(rows) for c, text in enumerate(row) if text
    )
    return Page(n, 595.0, 842.0, PageSource.TEXT, lines)


HEAD = ["TT", "Nhiệm vụ", "Cơ quan chủ trì", "Thời hạn"]


def test_a_row_over_a_page_break_is_one_row_and_the_repeated_head_is_dropped() -> None:
    first = cells(1, 1, [HEAD, ["1", "Rà soát việc", "Bộ Y tế", "2026"], ["2", "Xây dựng cơ sở", "Bộ Nội vụ", "2027"]])
    second = cells(2, 2, [HEAD, ["", "dữ liệu quốc gia", "", ""], ["3", "Sơ kết", "Bộ Tài chính", "2028"]])
    composed = compose([first, second])
    (table,) = structure(composed).tables
    said = [[composed.quote(cell) for cell in row.cells] for row in table.rows]
    assert said == [
        ["1", "Rà soát việc", "Bộ Y tế", "2026"],
        ["2", "Xây dựng cơ sở dữ liệu quốc gia", "Bộ Nội vụ", "2027"],
        ["3", "Sơ kết", "Bộ Tài chính", "2028"],
    ]


def test_a_merged_cell_stands_in_every_row_it_covers() -> None:
    rows = [HEAD, ["1", "Rà soát", "", "2026"], ["2", "Sơ kết", "", "2027"]]
    made = cells(1, 1, rows)
    lead = Line("Bộ Y tế", cell=Cell(1, 1, 2, row_span=2))
    lines = (*made.lines[:6], lead, *made.lines[6:])
    composed = compose([Page(1, 595.0, 842.0, PageSource.TEXT, lines)])
    (table,) = structure(composed).tables
    assert [composed.quote(table.cell(row, "lead")) for row in table.rows] == ["Bộ Y tế", "Bộ Y tế"]


PIECES = st.sampled_from(
    [
        *("Điều 1. Việc", "Điều 2.", "1. Một", "2. Hai", "1.1. Ý", "a) Ý", "b) Ý;", "- gạch", "+ cộng", "Chương I"),
        *("I. MỤC", "II. MỤC", "PHỤ LỤC", "PHỤ LỤC I", "QUY CHẾ", "(Kèm theo Quyết định số 1)", "TM. CHÍNH PHỦ"),
        *("“Điều 5. cũ", "hết.”", "Nơi nhận:", "| TT | Nhiệm vụ | Chủ trì |", "| 1 | a |", "", "\f"),
        *("văn bản thường", "chữ " * 40, "CÔNG BÁO/Số 1/Ngày 2-3-2026  5"),
    ]
)


@settings(deadline=None)
@given(st.lists(st.one_of(PIECES, st.text(max_size=12)), max_size=40).map("\n".join))
def test_for_any_text_provisions_nest_and_paragraphs_are_apart(text: str) -> None:
    composed, made = built(text)
    size = len(composed.text)
    assert len(made.reading(composed)) == size
    spans = [p.span for p in made.paragraphs]
    assert all(0 <= s.start < s.end <= size for s in spans)
    assert all(a.end <= b.start for a, b in pairwise(spans))
    by_path = {p.path: p for p in made.provisions}
    assert len(by_path) == len(made.provisions)
    for provision in made.provisions:
        assert provision.span.start <= provision.heading.start <= provision.heading.end <= provision.own.end
        assert provision.own.end <= provision.span.end <= size
        if provision.parent:
            above = by_path[provision.parent].span
            assert above.start <= provision.span.start
            assert provision.span.end <= above.end
    owns = sorted((p.own for p in made.provisions), key=lambda own: own.start)
    assert all(a.end <= b.start for a, b in pairwise(owns))
    for table in made.tables:
        for row in table.rows:
            assert all(isinstance(span, Span) and span.end <= size for cell in row.cells for span in cell)
