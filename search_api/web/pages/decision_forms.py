"""What the document page needs for its forms: how the header stands, what is rejected, what no longer fits."""

from __future__ import annotations

from dataclasses import dataclass

from extract.decisions import SEVERAL
from search_api.web.decisions import FIELDS, rejected
from search_api.web.desk import Desk
from search_api.web.history import just_said, told_entry
from vanthu.records import Decision, Document, Extraction, Field, standing


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field of the header: `word` is its name in the table of words, `values` one a line."""

    name: str
    word: str
    values: tuple[str, ...]
    several: bool
    decided: bool


def decision_forms(desk: Desk, paper: Document, facts: Extraction, said: str) -> dict[str, object]:
    """The context of the forms."""
    log = desk.services.store.entries(paper.id, desk.permission())
    loose = {entry.id for entry in standing(log)} & set(facts.loose)
    return {
        "after": max((entry.sequence for entry in log), default=0),
        "flash": just_said(desk, said),
        "fields": [_field(facts, name) for name in FIELDS],
        "rejected": [told_entry(entry, log) for entry, _ in rejected(log)],
        "lost": [told_entry(one, log) for one in log if one.id in loose and isinstance(one.what, Decision)],
    }


def _field(facts: Extraction, name: str) -> HeaderField:
    found = getattr(facts.metadata, name)
    fields: tuple[Field, ...] = found if isinstance(found, tuple) else (found,) if found else ()
    word = "abstract" if name == "title" else name
    decided = any(field.decided for field in fields)
    return HeaderField(name, word, tuple(field.value for field in fields), name in SEVERAL, decided)
