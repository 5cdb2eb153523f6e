"""Mail: a letter's head and text as people see them, its files as members under limits."""

from __future__ import annotations

import struct
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest

from ingest import mail, markup, outlook
from ingest.limits import Limits
from ingest.readers import mail as reader
from ingest.sink import ListSink
from tests.test_ingest.oletree import ole_file
from vanthu.records import Outcome, State

HEAD = [
    "Từ: Nguyễn Văn A <a@example.org>",
    "Đến: b@example.org",
    "Ngày gửi: 05/01/2026 08:30",
    "Tiêu đề: Gửi kế hoạch MẪU",
]


@pytest.fixture(autouse=True)
def no_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without LibreOffice, which takes seconds and is not what these are about."""
    monkeypatch.setattr(markup, "printed", lambda *_: None)


def letter(text: str = "Kính gửi Sở Nội vụ.") -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Nguyễn Văn A <a@example.org>"
    message["To"] = "b@example.org"
    message["Date"] = "Mon, 05 Jan 2026 08:30:00 +0700"
    message["Subject"] = "Gửi kế hoạch MẪU"
    message.set_content(text)
    return message


def read(content: bytes, tmp_path: Path, **options: Any) -> tuple[Outcome, ListSink, list[str]]:
    path = tmp_path / "letter"
    path.write_bytes(content)
    sink = ListSink(tmp_path)
    outcome = reader.read(path, sink, Limits(**options.pop("limits", {})), **options)
    return outcome, sink, [line.text for page in sink.pages for line in page.lines]


def test_a_letter_is_its_head_its_text_and_its_files(tmp_path: Path) -> None:
    message = letter()
    message.add_attachment(b"%PDF-1.7", maintype="application", subtype="pdf", filename="Kế hoạch.pdf")
    message.add_attachment(b"a;b", maintype="text", subtype="csv", filename="../../b.csv")
    outcome, sink, lines = read(bytes(message), tmp_path)
    assert lines == [*HEAD, "Kính gửi Sở Nội vụ."]
    assert [name for name, _ in sink.members] == ["Kế hoạch.pdf", "b.csv"]
    assert [copy.read_bytes() for _, copy in sink.members if copy] == [b"%PDF-1.7", b"a;b"]
    assert (outcome.state, outcome.members) == (State.DONE, 2)


def test_html_keeps_its_tables_and_loads_nothing(tmp_path: Path) -> None:
    message = letter("bản chữ")
    html = "<p>Chào</p><table border=1><tr><td>STT</td><td>Việc</td></tr></table><img src=http://example.org/x>"
    message.add_alternative(html, subtype="html")
    _, sink, lines = read(bytes(message), tmp_path)
    assert lines[len(HEAD) :] == ["Chào", "STT", "Việc"]
    assert [line.cell.column for page in sink.pages for line in page.lines if line.cell] == [0, 1]


def test_a_forwarded_letter_is_part_of_the_text(tmp_path: Path) -> None:
    outer, inner = letter("Chuyển tiếp"), letter("Nội dung cũ")
    del outer["Subject"]
    outer.add_attachment(inner)
    _, sink, lines = read(bytes(outer), tmp_path)
    assert lines == [*HEAD[:3], "Chuyển tiếp", *HEAD, "Nội dung cũ"]
    assert sink.members == []


def test_a_page_saved_as_mail_is_read(tmp_path: Path) -> None:
    content = (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\nSubject: Trang\r\n\r\n--x\r\n"
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        b"<p>=C4=90i=E1=BB=81u 1</p>\r\n--x--\r\n"
    )
    assert read(content, tmp_path)[2] == ["Tiêu đề: Trang", "Điều 1"]


def test_old_encodings_that_claim_to_be_western_are_told(tmp_path: Path) -> None:
    text = "Céng hoµ x· héi chñ nghÜa ViÖt Nam, th«ng b¸o cña Bé Tµi chÝnh"
    content = b"Subject: x\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    lines = read(content + text.encode("latin-1"), tmp_path)[2]
    assert lines[-1] == "Cộng hoà xã hội chủ nghĩa Việt Nam, thông báo của Bộ Tài chính"


@pytest.mark.parametrize(
    ("limits", "depth", "given", "why"),
    [
        ({}, 0, 3, ""),
        ({"members": 2}, 0, 2, "quá nhiều tệp"),
        ({"file_bytes": 1000}, 0, 2, "dung lượng quá lớn"),
        ({"tree_bytes": 100}, 0, 2, "dung lượng quá lớn"),
        ({}, 5, 0, "lồng quá 5 lớp"),
        ({"members": 16}, 1, 2, "quá nhiều tệp"),  # inside another container there is less left
    ],
)
def test_files_beyond_a_limit_are_left_out_and_named(
    limits: dict[str, int], depth: int, given: int, why: str, tmp_path: Path
) -> None:
    message = letter()
    for name, size in (("a.txt", 10), ("b.txt", 20), ("c.txt", 2000)):
        message.add_attachment(b"x" * size, maintype="application", subtype="octet-stream", filename=name)
    outcome, sink, _ = read(bytes(message), tmp_path, limits=limits, depth=depth)
    assert len(sink.members) == outcome.members == given
    assert all(why in warning for warning in outcome.warnings)
    assert len(outcome.warnings) == 3 - given


@pytest.mark.parametrize(
    "content",
    [
        b"Subject: =?utf-8?b?////?=\r\nDate: nonsense\r\nContent-Type: text/plain; charset=\xff\xff\r\n\r\nx",
        b"From: (((\r\nTo: ,,;;\r\nContent-Type: multipart/mixed\r\n\r\nx",
        b"Content-Type: message/rfc822\r\n\r\n" * 300 + b"\r\nx",
        b"Subject: x\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!!",
    ],
)
def test_no_broken_letter_is_an_accident(content: bytes, tmp_path: Path) -> None:
    assert read(content, tmp_path)[0].state is State.DONE


def stream(key: str, text: str) -> dict[str, bytes]:
    return {f"__substg1.0_{key}001F": text.encode("utf-16-le")}


def properties(head: int) -> bytes:
    sent = 134120502000000000  # 5 January 2026, 01:30 UTC
    return bytes(head) + struct.pack("<HHIQ", 0x0040, 0x0039, 6, sent)


MSG = {
    "__properties_version1.0": properties(32),
    **stream("0C1A", "Nguyễn Văn A"),
    **stream("0C1F", "a@example.org"),
    **stream("0E04", "b@example.org"),
    **stream("0037", "Gửi kế hoạch MẪU"),
    **stream("1000", "Kính gửi Sở Nội vụ.\r\n"),
    "__attach_version1.0_#00000000": {**stream("3707", "Kế hoạch.pdf"), "__substg1.0_37010102": b"%PDF-1.7"},
    "__attach_version1.0_#00000001": {
        "__substg1.0_3701000D": {
            "__properties_version1.0": properties(24),
            **stream("0037", "Thư cũ"),
            **stream("1000", "Cũ"),
        }
    },
}


def test_a_letter_of_outlook_says_the_same(tmp_path: Path) -> None:
    outcome, sink, lines = read(ole_file(MSG), tmp_path)
    assert lines == [*HEAD, "Kính gửi Sở Nội vụ.", HEAD[2], "Tiêu đề: Thư cũ", "Cũ"]
    assert [name for name, _ in sink.members] == ["Kế hoạch.pdf"]
    assert outcome.media_type == "application/vnd.ms-outlook"


def test_an_outlook_file_cut_short_is_corrupt(reading: Any) -> None:
    assert reading("a.msg", ole_file(MSG)[:1500])[0].state in (State.CORRUPT, State.UNSUPPORTED_TYPE)


def test_packed_rtf_comes_out_and_broken_one_ends() -> None:
    plain = b"{\\rtf1 Hello}"
    raw = struct.pack("<II4sI", len(plain) + 12, len(plain), b"MELA", 0) + plain
    assert outlook.unpacked(raw) == plain
    # Nine letters said one by one, then six of them again from the window (207 is where what is said begins).
    back = (207 << 4 | (6 - 2)).to_bytes(2, "big")
    body = b"\x00" + b"abcdefgh" + b"\x02" + b"i" + back
    packed = struct.pack("<II4sI", 0, 15, b"LZFu", 0) + body
    assert outlook.unpacked(packed) == b"abcdefghiabcdef"
    with pytest.raises((ValueError, struct.error)):
        outlook.unpacked(b"")
    assert len(outlook.unpacked(packed[:20])) < 15


def test_a_name_that_is_none_gets_a_number(tmp_path: Path) -> None:
    content = b"Content-Type: image/png\r\n\r\nx"
    path = tmp_path / "x"
    path.write_bytes(content)
    assert [name for name, _ in mail.eml(path).files] == ["1.png"]
