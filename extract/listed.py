"""What a list of papers, or the envelope that it came in, says beside the paper itself: it fills what was not found,
and differences are told."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Final

from extract.numbers import key
from vanthu.records import Extraction, Field, Metadata
from vanthu.viet import fold, lower

RULE: Final = "danh-muc"
"""The rule of a field that is only in the list: it has no evidence on the page."""
ENVELOPE: Final = "phong-bi"
"""The rule of a field that only the edXML envelope says which the paper came in."""
RULES: Final = {RULE: "Danh mục ghi ", ENVELOPE: "Phong bì ghi "}
"""What speaks beside the paper, and how its differences are told."""
SCORE: Final = 0.5
_DAY: Final = re.compile(r"(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*(\d{4})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?", re.ASCII)
_ALIKE: Final = 0.4
"""Titles that share fewer of their words than this are not the same."""


def with_list(extraction: Extraction, values: Mapping[str, str], rule: str = RULE) -> Extraction:
    """The extraction with what the list (or envelope, by its `rule`) adds; what a person or the paper says stays as it
    is."""
    extraction = _without(extraction)
    about = extraction.metadata
    issued = day(values.get("issued", ""))
    filled = replace(
        about,
        number=about.number or _field("".join(values.get("number", "").split()), rule),
        issued=about.issued or _field(issued or "", rule),
        title=about.title or _field(values.get("title", ""), rule),
        type=about.type or _field(lower(values.get("type", "")), rule),
        issuer=about.issuer or tuple(filter(None, [_field(values.get("issuer", ""), rule)])),
    )
    told = tuple(f"{RULES[rule]}{what}" for what in _differences(about, values, issued))
    return replace(extraction, metadata=filled, warnings=(*extraction.warnings, *told))


def _without(extraction: Extraction) -> Extraction:
    """The extraction as it was before any list: laying one beside it twice is laying it once."""
    about = extraction.metadata
    printed = replace(
        about,
        number=_printed(about.number),
        issued=_printed(about.issued),
        title=_printed(about.title),
        type=_printed(about.type),
        issuer=tuple(field for field in about.issuer if field.rule not in RULES),
    )
    warnings = tuple(warning for warning in extraction.warnings if not warning.startswith(tuple(RULES.values())))
    return replace(extraction, metadata=printed, warnings=warnings)


def _printed(field: Field | None) -> Field | None:
    return None if field is not None and field.rule in RULES else field


def day(written: str) -> str | None:
    """30/6/2025, 30.06.2025 or 2025-06-30 as an ISO date; None for anything else."""
    written = written.strip()
    try:
        if found := _DAY.fullmatch(written):
            return date(int(found[3]), int(found[2]), int(found[1])).isoformat()
        if found := _ISO.fullmatch(written):
            return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return None
    return None


def _field(value: str, rule: str) -> Field | None:
    value = " ".join(value.split())
    return Field(value, (), rule, SCORE) if value else None


def _differences(about: Metadata, values: Mapping[str, str], issued: str | None) -> Iterator[str]:
    number, title, issuer = (values.get(name, "") for name in ("number", "title", "issuer"))
    if number and about.number and key("".join(number.split())) != key(about.number.value):
        yield f"số {number}, trên văn bản là {about.number.value}."
    if issued and about.issued and about.issued.value != issued:
        yield f"ngày ban hành {issued}, trên văn bản là {about.issued.value}."
    if title and about.title and _likeness(title, about.title.value) < _ALIKE:
        yield f"trích yếu “{title}”, khác với trên văn bản."
    if issuer and about.issuer and not any(_within(issuer, field.value) for field in about.issuer):
        yield f"cơ quan ban hành {issuer}, trên văn bản là {about.issuer[0].value}."


def _likeness(one: str, other: str) -> float:
    first, second = (set(re.findall(r"\w+", fold(text))) for text in (one, other))
    return len(first & second) / max(min(len(first), len(second)), 1)


def _within(one: str, other: str) -> bool:
    first, second = (" ".join(fold(text).split()) for text in (one, other))
    return first in second or second in first
