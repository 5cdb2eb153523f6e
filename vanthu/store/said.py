"""Entries as plain values and back: for the database, and for the child that extracts."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from vanthu.errors import Defect
from vanthu.records import Correction, Decision, Entry, Seen, Undo, What
from vanthu.store import plain

KINDS: Final[Mapping[str, type[What]]] = {"correction": Correction, "seen": Seen, "decision": Decision, "undo": Undo}
_NAMES: Final = {kind: name for name, kind in KINDS.items()}


def kind_of(what: What) -> str:
    """The name of a kind of entry."""
    return _NAMES[type(what)]


def what_of(kind: str, data: str) -> What:
    """What was said. Raises Defect for a kind that this version does not know."""
    if kind not in KINDS:
        raise Defect(f"An entry of an unknown kind {kind!r}: it was written by another version.")
    return plain.load(KINDS[kind], data)


def to_plain(entry: Entry) -> dict[str, Any]:
    """An entry as JSON values."""
    return {
        "id": entry.id,
        "document": entry.document,
        "sequence": entry.sequence,
        "by": entry.by,
        "at": entry.at.isoformat(),
        "kind": kind_of(entry.what),
        "data": plain.dump(entry.what),
    }


def from_plain(value: Mapping[str, Any]) -> Entry:
    """The entry that `to_plain` was given."""
    what = what_of(value["kind"], value["data"])
    return Entry(
        value["id"], value["document"], value["sequence"], value["by"], datetime.fromisoformat(value["at"]), what
    )
