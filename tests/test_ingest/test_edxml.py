"""edXML envelopes: their fields as a page, their files as members, whatever offices make of the form."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from extract.compose import compose
from extract.envelope import TITLE
from extract.envelope import envelope as stated
from ingest import edxml
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import Page, PageSource, State

NAMESPACE = 'xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"'


def envelope(head: str, files: str = "", before: str = '<?xml version="1.0" encoding="UTF-8"?>') -> bytes:
    inside = (
        f"<e:edXMLEnvelope><e:edXMLHeader><e:MessageHeader>{head}</e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope>"
    )
    return f"{before}<e:edXML {NAMESPACE}>{inside}<e:AttachmentEncoded>{files}</e:AttachmentEncoded></e:edXML>".encode()


def attachment(name: str, content: str, prefix: str = "e") -> str:
    return (
        f"<{prefix}:Attachment><{prefix}:AttachmentName>{name}</{prefix}:AttachmentName>"
        f"<{prefix}:ContentTransferEncoded>{content}</{prefix}:ContentTransferEncoded></{prefix}:Attachment>"
    )


HEAD = (
    "<e:From><e:OrganName>Văn phòng MẪU</e:OrganName></e:From><e:To><e:OrganName>Sở Nội vụ</e:OrganName></e:To>"
    "<e:To><e:OrganName>Sở Tài chính</e:OrganName></e:To>"
    "<e:Code><e:CodeNumber>12</e:CodeNumber><e:CodeNotation>VP-TH</e:CodeNotation></e:Code>"
    "<e:PromulgationInfo><e:Place>Hà Nội</e:Place>"
    "<e:PromulgationDate>2026/1/5</e:PromulgationDate></e:PromulgationInfo>"
    "<e:DocumentType><e:TypeName>Công văn</e:TypeName></e:DocumentType><e:Subject> Về việc  MẪU </e:Subject>"
    "<e:SignerInfo><e:FullName>Nguyễn Văn A</e:FullName></e:SignerInfo>"
    "<e:OtherInfo><e:Priority>2</e:Priority></e:OtherInfo>"
)
GOOD = base64.b64encode(b"noi dung").decode()


def test_the_fields_are_lines_and_the_files_members() -> None:
    found = edxml.envelope(envelope(HEAD, attachment("a.txt", f"\n {GOOD[:4]}\n{GOOD[4:]} ")))
    assert [line.text for line in found.lines()] == [
        TITLE,
        "Số, ký hiệu: 12/VP-TH",
        "Loại văn bản: Công văn",
        "Cơ quan ban hành: Văn phòng MẪU",
        "Nơi ban hành: Hà Nội",
        "Ngày ban hành: 05/01/2026",
        "Trích yếu: Về việc MẪU",
        "Người ký: Nguyễn Văn A",
        "Độ khẩn: Thượng khẩn",
        "Nơi nhận: Sở Nội vụ; Sở Tài chính",
    ]
    assert found.files == (("a.txt", b"noi dung"),)


@pytest.mark.parametrize(
    ("content", "files", "damaged"),
    [
        (envelope(HEAD, attachment("a", "${file}")), (), ("a",)),
        (envelope(HEAD, attachment("a", GOOD, "undeclared")), (("a", b"noi dung"),), ()),
        (envelope(HEAD, attachment("a", GOOD), before='1212<?xml version="1.0"?>'), (("a", b"noi dung"),), ()),
        (envelope(HEAD), (), ()),
    ],
)
def test_what_offices_get_wrong_costs_no_more_than_it_must(content: bytes, files: Any, damaged: Any) -> None:
    found = edxml.envelope(content)
    assert (found.files, found.damaged) == (files, damaged)
    assert len(found.fields) == 9


@pytest.mark.parametrize(
    "content",
    [
        b"<!DOCTYPE e [<!ENTITY x SYSTEM 'file:///etc/hostname'>]>" + envelope(HEAD, before=""),
        envelope(HEAD)[:-60],
        b"<edXML></edXML>",
        b"",
    ],
)
def test_what_is_broken_or_reaches_out_is_refused(content: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        edxml.envelope(content)
    assert refused.value.state == State.CORRUPT


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (envelope(HEAD), "application/x-edxml"),
        (envelope(HEAD, before="1212"), "application/x-edxml"),
        (b"<?xml version='1.0'?><other/>", "text/xml"),
        ("Văn bản về <edXML>".encode(), "text/plain"),
    ],
)
def test_an_envelope_is_known_by_its_root(content: bytes, media_type: str, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(content)
    assert sniff(tmp_path / "x") == media_type


def test_what_an_envelope_says_is_the_header_of_its_page_each_value_where_it_stands() -> None:
    lines = edxml.envelope(envelope(HEAD)).lines()
    text = compose([Page(1, None, None, PageSource.FILE, lines)])
    found = stated(text)
    assert found is not None
    single = (found.number, found.type, found.issued, found.place, found.title, found.urgency)
    assert [field and field.value for field in single] == [
        "12/VP-TH", "công văn", "2026-01-05", "Hà Nội", "Về việc MẪU", "Thượng khẩn",
    ]  # fmt: skip
    several = (*found.issuer, *found.signers, *found.recipients)
    assert [text.quote(field.evidence) for field in several] == [
        "Văn phòng MẪU", "Nguyễn Văn A", "Sở Nội vụ", "Sở Tài chính",
    ]  # fmt: skip
    assert stated(compose([Page(1, None, None, PageSource.FILE, lines[1:])])) is None
