"""THE table of what is indexed: mapping, parameters, facets and pages derive from it. A facet is one row here."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from vanthu.errors import BadRequest
from vanthu.records import Unit


class Kind(StrEnum):
    """How a field's values are kept. TEXT is searched by its words; KEYWORD whole; NUMBER and DATE (an ISO day) by
    range; FLAG is "true" or "false"; DATA is only handed back (JSON as a string, or what pages show)."""

    TEXT = "text"
    KEYWORD = "keyword"
    NUMBER = "number"
    DATE = "date"
    FLAG = "flag"
    DATA = "data"


@dataclass(frozen=True, slots=True)
class Field:
    """One row. `many`: a tuple of values. `facet`: may be counted by; `sort`: may be sorted by; `stored` is false only
    where the words are searched but not handed back. Filters work on KEYWORD and FLAG, ranges on NUMBER and DATE."""

    name: str
    kind: Kind
    units: frozenset[Unit]
    vi: str
    en: str
    many: bool = False
    facet: bool = False
    sort: bool = False
    stored: bool = True
    head: bool = False  # words here count for more: title, number
    shown: bool = True  # offered to people as a filter or facet


_P, _D, _O = Unit.PASSAGE, Unit.DOCUMENT, Unit.OBLIGATION
_ALL: Final = frozenset(Unit)
_PO: Final = frozenset({_P, _O})
_ONLY_P: Final = frozenset({_P})
_ONLY_D: Final = frozenset({_D})
_ONLY_O: Final = frozenset({_O})
_TEXT, _KEY, _NUM, _DATE, _DATA = Kind.TEXT, Kind.KEYWORD, Kind.NUMBER, Kind.DATE, Kind.DATA

FIELDS: Final = (
    # The document that everything stands in.
    Field("document", _KEY, _ALL, "Văn bản", "Document", facet=True, shown=False),
    Field("name", _DATA, _ALL, "Tên tệp", "File name"),
    Field("number", _TEXT, _ALL, "Số, ký hiệu", "Number", head=True),
    Field("number_key", _KEY, _ALL, "Số, ký hiệu", "Number", shown=False),
    Field("numbers", _KEY, _ALL, "Số được nêu", "Numbers named", many=True, shown=False),
    Field("type", _KEY, _ALL, "Loại văn bản", "Type", facet=True),
    Field("issuer", _KEY, _ALL, "Cơ quan ban hành", "Issuing body", many=True, facet=True),
    Field("issuer_id", _KEY, _ALL, "Cơ quan ban hành", "Issuing body", many=True, shown=False),
    Field("issued", _DATE, _ALL, "Ngày ban hành", "Date of issue", sort=True),
    Field("year", _KEY, _ALL, "Năm ban hành", "Year of issue", facet=True),
    Field("title", _TEXT, _ALL, "Trích yếu", "Abstract", head=True),
    # A document as a whole; its words are searched, its pages hold them.
    Field("text", _TEXT, _ONLY_D, "Toàn văn", "Text", stored=False),
    Field("signers", _DATA, _ONLY_D, "Người ký", "Signed by", many=True),
    Field("state", _KEY, _ONLY_D, "Chất lượng đọc", "Quality of reading", facet=True),
    Field("pages", _NUM, _ONLY_D, "Số trang", "Pages", sort=True),
    Field("tasks", _NUM, _ONLY_D, "Số nhiệm vụ", "Tasks"),
    # A provision or paragraph, or a task: where it stands.
    Field("provision", _DATA, _PO, "Vị trí", "Provision"),
    Field("path", _KEY, _PO, "Vị trí", "Provision", shown=False),
    Field("page", _NUM, _PO, "Trang", "Page", sort=True),
    Field("start", _NUM, _PO, "Vị trí đầu", "Start", sort=True),
    Field("evidence", _DATA, _PO, "Dẫn chứng", "Evidence"),
    Field("boxes", _DATA, _PO, "Khung trên trang", "Boxes"),
    Field("passage", _TEXT, _ONLY_P, "Đoạn", "Passage"),
    Field("relations", _KEY, _ONLY_P, "Quan hệ viện dẫn", "Relations", many=True, facet=True, shown=False),
    Field("citations", _DATA, _ONLY_P, "Viện dẫn", "Citations"),
    # A task: who must do what by when.
    Field("quote", _TEXT, _ONLY_O, "Lời văn bản", "Words of the document"),
    Field("action", _TEXT, _ONLY_O, "Nhiệm vụ", "Task"),
    Field("lead", _KEY, _ONLY_O, "Cơ quan chủ trì", "Lead body", many=True, facet=True),
    Field("lead_id", _KEY, _ONLY_O, "Cơ quan chủ trì", "Lead body", many=True, facet=True, shown=False),
    Field("coordinating", _KEY, _ONLY_O, "Cơ quan phối hợp", "Coordinating body", many=True, facet=True),
    Field("coordinating_id", _KEY, _ONLY_O, "Cơ quan phối hợp", "Coordinating body", many=True, shown=False),
    Field("body", _KEY, _ONLY_O, "Cơ quan", "Body", many=True, facet=True, shown=False),
    Field("body_id", _KEY, _ONLY_O, "Cơ quan", "Body", many=True, facet=True, shown=False),
    Field("group", _KEY, _ONLY_O, "Tên gọi chung", "Collective", many=True, facet=True, shown=False),
    Field("product", _TEXT, _ONLY_O, "Sản phẩm", "Product"),
    Field("due_kind", _KEY, _ONLY_O, "Kiểu thời hạn", "Kind of deadline", facet=True, shown=False),
    Field("due_quote", _DATA, _ONLY_O, "Thời hạn", "Deadline"),
    Field("due_rel", _KEY, _ONLY_O, "Thời hạn", "Deadline", shown=False),
    Field("due_value", _DATA, _ONLY_O, "Thời hạn", "Deadline"),
    Field("due_from", _DATE, _ONLY_O, "Bắt đầu từ", "From", sort=True),
    Field("due_to", _DATE, _ONLY_O, "Thời hạn", "Deadline", sort=True),
    Field("due_day", _DATA, _ONLY_O, "Ngày trong kỳ", "Day of the period"),
    Field("due_month", _DATA, _ONLY_O, "Tháng trong kỳ", "Month of the period"),
    Field("due_in", _KEY, _ONLY_O, "Tháng đến hạn", "Month due", facet=True, shown=False),
    Field("due_why", _DATA, _ONLY_O, "Cách tính hạn", "How the day is counted"),
    Field("due_why_en", _DATA, _ONLY_O, "Cách tính hạn (tiếng Anh)", "How the day is counted, in English"),
    Field("due_estimated", _DATA, _ONLY_O, "Hạn ước tính", "The day is an estimate"),
    Field("rule", _DATA, _ONLY_O, "Quy tắc", "Rule"),
    Field("confidence", _DATA, _ONLY_O, "Độ tin", "Confidence"),
)

MAIN: Final = {Unit.PASSAGE: "passage", Unit.DOCUMENT: "title", Unit.OBLIGATION: "quote"}
"""The stored text of a unit that snippets are cut from."""

_BY_NAME: Final = {field.name: field for field in FIELDS}
_UNITS: Final = {unit: tuple(field for field in FIELDS if unit in field.units) for unit in Unit}


def fields_of(unit: Unit) -> tuple[Field, ...]:
    """The fields of a unit, in the order of the table."""
    return _UNITS[unit]


def facets_of(unit: Unit) -> tuple[Field, ...]:
    """The fields that people may count and filter a unit by."""
    return tuple(field for field in fields_of(unit) if field.facet and field.shown)


def field_of(name: str, unit: Unit, kinds: Iterable[Kind] | None = None) -> Field:
    """The unit's field of this name. Raises BadRequest where it has none, or none of these kinds."""
    field = _BY_NAME.get(name)
    if field is None or unit not in field.units or (kinds is not None and field.kind not in kinds):
        raise BadRequest(f"Không có trường {name!r} để dùng như vậy với {unit.value}.")
    return field
