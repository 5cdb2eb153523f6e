"""Tables laid out in blanks: nothing in them is a sentence, a point or a task; what only looks like one is left."""

from __future__ import annotations

from extract.columns import laid_in_columns
from extract.compose import compose
from extract.rows import rows
from vanthu.records import Line, Page, PageSource

PROSE = "Các bộ, ngành, địa phương tổ chức thực hiện nghiêm các nhiệm vụ được giao tại chương trình mẫu này."
TABLE = """
TT   NHIỆM VỤ                          CƠ QUAN CHỦ TRÌ        THỜI HẠN
1    Xây dựng đề án mẫu về             Bộ Tài chính chủ       Quý II/2026
     quản lý dữ liệu                   trì theo dõi
2    Rà soát quy định mẫu              Bộ Nội vụ              Quý III/2026
                                       và các địa phương
3    Ban hành hướng dẫn mẫu            Bộ Y tế                Quý IV/2026
4    Tổ chức tập huấn mẫu              Bộ Công an             Quý IV/2026
"""
LETTERHEAD = """
THỦ TƯỚNG CHÍNH PHỦ                CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
                                      Độc lập - Tự do - Hạnh phúc
Số: 98/QĐ-TTg                      Hà Nội, ngày 05 tháng 5 năm 2026
"""
LIST = "\n".join(f"{n}. Thống kê viên bậc {n}             - Mã số: 23.26{n}" for n in range(1, 8))


def fenced(text: str) -> list[str]:
    """The rows that are taken for a table's."""
    composed = compose((Page(1, None, None, PageSource.FILE, tuple(Line(row) for row in text.split("\n"))),))
    found = rows(composed, ())
    laid = laid_in_columns(found)
    return [row.text for row in found if row.span.start in laid]


def test_the_rows_of_a_table_are_fenced_off_and_the_prose_around_is_not() -> None:
    found = fenced(f"{PROSE}\n{PROSE}\n{PROSE}\n{TABLE}\n{PROSE}\n{PROSE}\n{PROSE}")
    assert len(found) == len(TABLE.split("\n")) - 2
    assert PROSE not in found


def test_letterheads_lists_and_prose_are_no_tables() -> None:
    assert fenced(f"{LETTERHEAD}\n{PROSE}\n{PROSE}") == []
    assert fenced(f"{PROSE}\n{PROSE}\n{PROSE}\n{LIST}\n{PROSE}\n{PROSE}\n{PROSE}") == []
