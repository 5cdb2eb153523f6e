"""Papers from before Unicode, made in every encoding and container that offices have of them, come back as written."""

from __future__ import annotations

import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.test_ingest.sheetfile import sheet_file
from tests.test_ingest.test_encodings import written
from vanthu.records import State

LINES = [
    "Cộng hòa xã hội chủ nghĩa Việt Nam",
    "Thủ tướng Chính phủ giao Bộ Tài chính chủ trì, phối hợp với Ngân hàng Nhà nước và các cơ quan liên quan",
    "Những đơn vị được hưởng ưu đãi thuế phải báo cáo kết quả trước ngày 30 tháng 6 năm 2006 (bản mẫu 01)",
    "Kỳ họp thứ mười; quỹ dự phòng; sửa đổi, bổ sung Điều lệ; kiểm tra việc thực hiện nghĩa vụ",
]
FONTS = {"tcvn3": ".VnTime", "vni": "VNI-Times", "vps": "VPS Times", "viscii": "VI Times", "cp1258": "Times New Roman"}
"""The font that shows an encoding; CP1258 has none of its own."""


def rtf(encodings: list[str]) -> bytes:
    """The lines, each paragraph in the next of the encodings."""
    table = b"".join(b"{\\f%d\\fnil %s;}" % (k, FONTS[one].encode()) for k, one in enumerate(encodings))
    body = b""
    for k, line in enumerate(LINES):
        encoding = encodings[k % len(encodings)]
        letters = written(line, encoding)
        safe = b"".join(b"\\'%02x" % byte if byte > 127 else bytes([byte]) for byte in letters)
        body += b"\\pard\\f%d %s\\par\n" % (k % len(encodings), safe)
    return b"{\\rtf1\\ansi\\ansicpg1252{\\fonttbl%s}\n%s}" % (table, body)


def through(source: bytes, suffix: str, to: str, folder: Path) -> bytes:
    """The file as LibreOffice writes it in another form."""
    (folder / f"in{suffix}").write_bytes(source)
    home = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", to, f"in{suffix}"]
    subprocess.run(command, cwd=folder, check=True, capture_output=True)
    return (folder / f"in.{to}").read_bytes()


CASES: dict[str, Callable[[Path], bytes]] = {
    "mixed.rtf": lambda folder: rtf(["tcvn3", "vni", "viscii"]),
    "vni and vps.doc": lambda folder: through(rtf(["vni", "vps"]), ".rtf", "doc", folder),
}


def read_lines(name: str, content: bytes, reading: Any) -> list[str]:
    outcome, sink = reading(name, content)
    assert outcome.state is State.DONE
    found = [line.text for page in sink.pages for line in page.lines]
    return [unicodedata.normalize("NFC", line) for line in found]


@pytest.mark.slow
@pytest.mark.parametrize("name", CASES)
def test_every_line_of_an_old_paper_comes_back(name: str, office: None, reading: Any, tmp_path: Path) -> None:
    folder = tmp_path / "made"
    folder.mkdir()
    assert read_lines(name, CASES[name](folder), reading) == LINES


@pytest.mark.slow
def test_every_cell_of_an_old_sheet_comes_back(office: None, reading: Any, tmp_path: Path) -> None:
    rows = [[(written(line, "tcvn3").decode("latin-1"), 2)] for line in LINES]  # in .VnTime, ruled
    assert read_lines("a.xls", through(sheet_file({"a": rows}), ".xlsx", "xls", tmp_path), reading) == LINES


@pytest.mark.parametrize("encoding", FONTS)
def test_every_line_of_an_old_text_file_comes_back(encoding: str, reading: Any) -> None:
    content = b"\r\n".join(written(line, encoding) for line in LINES)
    assert read_lines("a.txt", content, reading) == LINES
