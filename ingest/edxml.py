"""An edXML envelope (QCVN 102:2016/BTTTT): what it says about the paper it carries, and its files."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from lxml import etree

from extract.envelope import TITLE
from ingest import ooxml
from ingest.ooxml import Element
from ingest.readers.text import words
from vanthu.errors import Unreadable
from vanthu.records import Line, State

# What people call a field, and where it stands under the header.
_FIELDS: Final = (
    ("Loại văn bản", ("DocumentType", "TypeName")),
    ("Cơ quan ban hành", ("From", "OrganName")),
    ("Nơi ban hành", ("PromulgationInfo", "Place")),
    ("Ngày ban hành", ("PromulgationInfo", "PromulgationDate")),
    ("Trích yếu", ("Subject",)),
    ("Nội dung", ("Content",)),
    ("Chức vụ người ký", ("SignerInfo", "Position")),
    ("Người ký", ("SignerInfo", "FullName")),
    ("Hạn xử lý", ("DueDate",)),
    ("Độ khẩn", ("OtherInfo", "Priority")),
    ("Số trang", ("OtherInfo", "PageAmount")),
    ("Trả lời văn bản", ("ResponseFor", "Code")),
    ("Mã định danh văn bản", ("DocumentId",)),
)
_PRIORITIES: Final = {"0": "Thường", "1": "Khẩn", "2": "Thượng khẩn", "3": "Hỏa tốc", "4": "Hỏa tốc hẹn giờ"}
_DAY: Final = re.compile(r"(\d{4})[/-](\d{1,2})[/-](\d{1,2})\b")
_BROKEN: Final = "Phong bì edXML bị hỏng: XML bên trong không đúng."


@dataclass(frozen=True, slots=True)
class Envelope:
    """What an envelope says (label, value), its files (name, bytes), and the names of files that cannot be decoded."""

    fields: tuple[tuple[str, str], ...]
    files: tuple[tuple[str, bytes], ...]
    damaged: tuple[str, ...]

    def lines(self) -> tuple[Line, ...]:
        """A line for each value, under a title."""
        told = [TITLE, *(f"{label}: {value}" for label, value in self.fields)]
        return tuple(Line(text, words(text)) for text in told)


def envelope(data: bytes) -> Envelope:
    """The envelope in a file. Raises Unreadable (corrupt)."""
    root = _root(data)
    header = next((one for one in root.iter() if name(one) == "MessageHeader"), None)
    if header is None:
        raise Unreadable(State.CORRUPT, "Phong bì edXML không có phần thông tin văn bản (MessageHeader).")
    files: list[tuple[str, bytes]] = []
    damaged: list[str] = []
    for attachment in (one for one in root.iter() if name(one) == "Attachment"):
        label = _text(child(attachment, "AttachmentName")) or f"{len(files) + 1}"
        body = child(attachment, "ContentTransferEncoded")
        try:
            files.append((label, base64.b64decode("".join(_all(body).split()), validate=True)))
        except (binascii.Error, ValueError):
            damaged.append(label)
    return Envelope(tuple(_fields(header)), tuple(files), tuple(damaged))


def _root(data: bytes) -> Element:
    """XML as offices send it: a prefix that nobody declared, or rubbish before it, is no reason to lose the paper."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=True, recover=True, remove_comments=True
    )
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise Unreadable(State.CORRUPT, _BROKEN)
    try:
        root = etree.fromstring(data[max(data.find(b"<"), 0) :], parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(State.CORRUPT, _BROKEN) from error
    fatal = [one for one in parser.error_log if one.level_name == "FATAL"]
    if root is None or fatal or root.getroottree().docinfo.doctype:
        raise Unreadable(State.CORRUPT, _BROKEN)
    return root


def _fields(header: Element) -> Iterator[tuple[str, str]]:
    code = child(header, "Code")
    number = [_text(child(code, "CodeNumber")), _text(child(code, "CodeNotation"))]
    if any(number):
        yield "Số, ký hiệu", "/".join(filter(None, number))
    for label, path in _FIELDS:
        value = _text(child(header, *path))
        if label == "Độ khẩn":
            value = _PRIORITIES.get(value, value)
        if value:
            yield label, _day(value) if label.startswith(("Ngày", "Hạn")) else value
    receivers = [_text(child(one, "OrganName")) for one in header if name(one) == "To"]
    places = [_text(one) for one in (child(header, "ToPlaces"),) if one is not None for one in one]
    told = "; ".join(dict.fromkeys(filter(None, (*receivers, *places))))
    if told:
        yield "Nơi nhận", told


def name(element: Element) -> str:
    """The local name of an element, also behind a prefix that nobody declared."""
    return ooxml.name(element).rpartition(":")[2]


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of the first child … with these names."""
    for step in path:
        element = None if element is None else next((one for one in element if name(one) == step), None)
    return element


def _day(value: str) -> str:
    found = _DAY.match(value)
    return f"{int(found[3]):02d}/{int(found[2]):02d}/{found[1]}" if found else value


def _text(element: Element | None) -> str:
    return " ".join(_all(element).split())


def _all(element: Element | None) -> str:
    return "" if element is None else "".join(element.itertext())
