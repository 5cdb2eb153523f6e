"""The page of an edXML envelope: what the sending office says about the paper in it, a line for each field."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Final

from vanthu.records import DocumentText, Field, Metadata, Span

TITLE: Final = "Phong bì văn bản điện tử (edXML)"
"""The first line of an envelope's page."""

MEANINGS: Final = {
    "Số, ký hiệu": "number",
    "Loại văn bản": "type",
    "Cơ quan ban hành": "issuer",
    "Ngày ban hành": "issued",
    "Trích yếu": "title",
}
"""Label of a line → the field of a header, as lists of papers name it."""

_DAY: Final = re.compile(r"(\d{2})/(\d{2})/(\d{4})")
_RULE: Final = "envelope"
_USUAL: Final = "Thường"


def envelope(text: DocumentText) -> Metadata | None:
    """The header that an envelope states, None for any other paper. Each value stands in its line."""
    if not text.text.startswith(TITLE):
        return None
    said = dict(_values(text))
    issued = said.get("Ngày ban hành")
    day = _DAY.fullmatch(issued.value) if issued else None
    kind, urgency = said.get("Loại văn bản"), said.get("Độ khẩn")
    return Metadata(
        number=said.get("Số, ký hiệu"),
        type=Field(kind.value.lower(), kind.evidence, _RULE) if kind else None,
        issuer=_one(said.get("Cơ quan ban hành")),
        issued=Field(f"{day[3]}-{day[2]}-{day[1]}", issued.evidence, _RULE) if issued and day else None,
        place=said.get("Nơi ban hành"),
        title=said.get("Trích yếu"),
        signers=_one(said.get("Người ký")),
        recipients=tuple(_parts(said.get("Nơi nhận"))),
        urgency=urgency if urgency and urgency.value != _USUAL else None,
    )


def stated(lines: Iterable[str]) -> Mapping[str, str]:
    """What the lines of an envelope's page say about the papers in it, by meaning; nothing for any other page."""
    first, *rest = [*lines, ""]
    pairs = [line.partition(": ") for line in rest] if first == TITLE else []
    return {MEANINGS[label]: value.strip() for label, _, value in pairs if label in MEANINGS and value.strip()}


def _values(text: DocumentText) -> Iterator[tuple[str, Field]]:
    for line in text.lines:
        label, sign, value = text.text[line.start : line.end].partition(": ")
        if sign and value.strip():
            start = line.start + len(label) + len(sign)
            yield label, Field(value.strip(), (Span(start, start + len(value.rstrip())),), _RULE)


def _one(field: Field | None) -> tuple[Field, ...]:
    return () if field is None else (field,)


def _parts(field: Field | None) -> Iterator[Field]:
    if field is None:
        return
    at = field.evidence[0].start
    for part in field.value.split("; "):
        yield Field(part, (Span(at, at + len(part)),), _RULE)
        at += len(part) + 2
