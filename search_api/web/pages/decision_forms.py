"""What the document page needs for its forms: how the header stands, what is rejected, what no longer fits."""

from __future__ import annotations

from dataclasses import dataclass

from extract.decisions import SEVERAL
from extract.listed import RULES, day
from search_api.web.decisions import FIELDS, rejected
from search_api.web.desk import Desk
from search_api.web.history import just_said, told_entry
from vanthu.records import Decision, Document, Extraction, Field, Listed, standing
from vanthu.viet import same
from workers.catalogues import beside


@dataclass(frozen=True, slots=True)
class HeaderField:
    """A field of the header: `word` is its name in the table of words, `values` one a line. `source` is what its value
    is from where the paper does not say it (`danh-muc`, `phong-bi`); `beside` what that says where the paper says
    something else."""

    name: str
    word: str
    values: tuple[str, ...]
    several: bool
    decided: bool
    source: str = ""
    beside: str = ""
    beside_source: str = ""


def decision_forms(desk: Desk, paper: Document, facts: Extraction, said: str) -> dict[str, object]:
    """The context of the forms."""
    log = desk.services.store.entries(paper.id, desk.permission())
    said_beside = beside(desk.services.store, paper.id)
    loose = {entry.id for entry in standing(log)} & set(facts.loose)
    return {
        "after": max((entry.sequence for entry in log), default=0),
        "flash": just_said(desk, said),
        "fields": [_field(facts, name, said_beside) for name in FIELDS],
        "rejected": [told_entry(entry, log) for entry, _ in rejected(log)],
        "lost": [told_entry(one, log) for one in log if one.id in loose and isinstance(one.what, Decision)],
    }


def _field(facts: Extraction, name: str, said: Listed | None) -> HeaderField:
    found = getattr(facts.metadata, name)
    fields: tuple[Field, ...] = found if isinstance(found, tuple) else (found,) if found else ()
    word = "abstract" if name == "title" else name
    decided = any(field.decided for field in fields)
    values = tuple(field.value for field in fields)
    source = next((field.rule for field in fields if field.rule in RULES), "")
    written = " ".join(said.values.get(name, "").split()) if said and not source else ""
    written = (day(written) or written) if name == "issued" else written
    differs = said is not None and written and not any(same(written, value) for value in values)
    rule, text = (said.rule, written) if said and differs else ("", "")
    return HeaderField(name, word, values, name in SEVERAL, decided, source, text, rule)
