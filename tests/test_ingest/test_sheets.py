"""Spreadsheets: cells as they are shown, ruled regions as tables, from which tasks are found."""

from __future__ import annotations

from typing import Any

import pytest

from extract.document import extract
from ingest import markup
from ingest.numberformat import shown
from tests.test_ingest.sheetfile import DAY, OLD, OLD_CAPITALS, PLAIN, sheet_file
from vanthu.records import Cell, State

HEAD = ("STT", "Nhiệm vụ", "Cơ quan chủ trì", "Cơ quan phối hợp", "Thời hạn")
TASKS = [
    [("ỦY BAN NHÂN DÂN TỈNH MẪU", PLAIN), (None, PLAIN), (None, PLAIN), ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", PLAIN)],
    [("Số: 12/KH-UBND", PLAIN), (None, PLAIN), (None, PLAIN), ("Hà Nội, ngày 05 tháng 01 năm 2026", PLAIN)],
    [],
    [("PHỤ LỤC NHIỆM VỤ NĂM 2026", PLAIN)],
    [],
    list(HEAD),
    [1, "Xây dựng kế hoạch số hóa hồ sơ", "Sở Nội vụ", "Sở Tài chính", "Trước ngày 30/6/2026"],
    [2, "Báo cáo kết quả thực hiện", "Văn phòng UBND tỉnh", None, (46022, DAY)],
    [],
    [("TM. ỦY BAN NHÂN DÂN", PLAIN)],
]


@pytest.fixture(autouse=True)
def no_pages(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> None:
    """Without LibreOffice, which takes seconds and is not what these are about."""
    if "office" not in request.fixturenames:
        monkeypatch.setattr(markup, "printed", lambda *_: None)


def found(content: bytes) -> tuple[Any, list[tuple[str, Cell | None]]]:
    """How the reader, in this process, ends, and the lines it hands over."""
    import tempfile
    from pathlib import Path

    from ingest.limits import Limits
    from ingest.readers import sheet
    from ingest.sink import ListSink

    with tempfile.NamedTemporaryFile() as copy:
        copy.write(content)
        copy.flush()
        sink = ListSink()
        outcome = sheet.read(Path(copy.name), sink, Limits())
    return (outcome, sink), [(line.text, line.cell) for page in sink.pages for line in page.lines]


def test_a_ruled_region_is_a_table_and_the_rest_is_lines_left_column_first() -> None:
    _, lines = found(sheet_file({"Nhiệm vụ": TASKS}))
    plain = [text for text, cell in lines if cell is None]
    assert plain == [
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        "Số: 12/KH-UBND",
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Hà Nội, ngày 05 tháng 01 năm 2026",
        "PHỤ LỤC NHIỆM VỤ NĂM 2026",
        "TM. ỦY BAN NHÂN DÂN",
    ]
    cells = {(cell.row, cell.column): text for text, cell in lines if cell}
    assert [cells[0, column] for column in range(5)] == list(HEAD)
    assert [cells.get((2, column)) for column in range(5)] == [
        "2", "Báo cáo kết quả thực hiện", "Văn phòng UBND tỉnh", None, "31/12/2025",
    ]  # fmt: skip


@pytest.mark.slow  # loads the language model
def test_the_tasks_of_a_task_table_are_found() -> None:
    (_, sink), _ = found(sheet_file({"Nhiệm vụ": TASKS}))
    facts = extract(sink.pages)
    told = [([one.name for one in task.lead], [one.name for one in task.coordinating]) for task in facts.obligations]
    assert [lead for lead, _ in told] != []
    first = facts.obligations[0]
    assert "Xây dựng kế hoạch số hóa hồ sơ" in first.quote
    assert "Sở Nội vụ" in told[0][0][0]
    assert "Sở Tài chính" in told[0][1][0]
    assert first.deadline is not None
    assert first.deadline.value == "2026-06-30"


def test_a_merged_cell_stands_once_and_says_how_far_it_goes() -> None:
    _, lines = found(sheet_file({"a": [["Chung", "b"], [None, "c"], ["d", "e"]]}, merged=["A1:A2"]))
    assert ("Chung", Cell(0, 0, 0, 2, 1)) in lines
    assert ("c", Cell(0, 1, 1)) in lines


def test_cells_in_old_fonts_are_converted() -> None:
    rows = [[("b¸o c¸o t\xe6ng hîp", OLD), ("Unicode: Báo cáo", PLAIN)], [("bé tµi chÝnh", OLD_CAPITALS)]]
    _, lines = found(sheet_file({"a": rows}))
    assert [text for text, _ in lines] == ["báo cáo tổng hợp", "Unicode: Báo cáo", "BỘ TÀI CHÍNH"]


def test_hidden_sheets_are_left_out_and_named() -> None:
    (outcome, _), lines = found(sheet_file({"Chính": [["a", "b"]], "Nháp": [["x", "y"]]}, hidden="Nháp"))
    assert [text for text, _ in lines] == ["a", "b"]
    assert "Nháp" in outcome.warnings[0]


def test_sheets_have_tables_of_their_own() -> None:
    _, lines = found(sheet_file({"1": [["a", "b"], ["c", "d"]], "2": [["a", "b"]]}))
    assert [cell.table for _, cell in lines if cell] == [0, 0, 0, 0, 1, 1]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        ("12", "General", "12"),
        ("145518547", "#,##0", "145518547"),
        ("0.15", "0%", "15%"),
        ("92.048573", "0.0", "92.048573"),
        ("92.125", "0.00", "92,125"),  # with a point it would be ninety-two thousand
        ("1.1368421052631579E1", "General", "11.36842105"),
        ("46022", "dd\\/mm\\/yyyy", "31/12/2025"),
        ("46022", "[$-42A]mmm-yy;@", "12/2025"),
        ("0.5", "h:mm", "12:00"),
        ("46022.75", "d/m/yyyy h:mm", "31/12/2025 18:00"),
        ("5", '"ngày" 0', "5"),
        ("-3", "d/m/yyyy", "-3"),
        ("1E300", "General", "1" + "0" * 300),
        ("x", "General", "x"),
    ],
)
def test_a_number_is_shown_with_all_it_says(value: str, number_format: str, text: str) -> None:
    assert shown(value, number_format)[:12] == text[:12]


def test_one_text_in_very_many_cells_is_refused(reading: Any) -> None:
    rows = [["x" * 20_000] * 26 for _ in range(8)]
    assert reading("a.xlsx", sheet_file({"a": rows}), part_bytes=1 << 20)[0].detail == "bytes"


@pytest.mark.slow
@pytest.mark.parametrize("suffix", ["xls"])
def test_older_sheets_say_the_same_through_libreoffice(suffix: str, office: None, reading: Any, tmp_path: Any) -> None:
    import subprocess

    source = tmp_path / "in.xlsx"
    source.write_bytes(sheet_file({"Nhiệm vụ": TASKS}))
    home = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(["soffice", home, "--headless", "--convert-to", suffix, str(source)], cwd=tmp_path, check=True)
    outcome, sink = reading(f"a.{suffix}", tmp_path / f"in.{suffix}")
    assert outcome.state is State.DONE
    texts = [line.text for page in sink.pages for line in page.lines if line.cell]
    assert texts[:5] == list(HEAD)
    assert all(word.box for page in sink.pages for line in page.lines for word in line.words)
