"""What people decided about a paper, as a gold record: the form that `vanthu eval extract` compares with.

Only what a person said is in it. Of tasks: those accepted, changed or added count; those that nobody decided on are
marked optional (finding them or not counts neither way); those rejected are left out, so that finding them again is an
error. Fields of the header are there where a person set them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from extract.decisions import SEVERAL
from vanthu.records import Deadline, Decision, Entry, Extraction, Obligation, Task, Verdict, standing

Record = dict[str, Any]


def gold_record(extraction: Extraction, log: Sequence[Entry], *, doc: str, sha256: str) -> Record | None:
    """The record of a document with decisions, None where none holds. `extraction` has the decisions laid over."""
    last: dict[str, Decision] = {}
    for entry in standing(log):
        if isinstance(entry.what, Decision):
            last[entry.what.fact] = entry.what
    if not last:
        return None
    record: Record = {"doc": doc, "source": {"file": doc, "sha256": sha256}}
    if metadata := {what.fact: _header(what) for what in last.values() if what.task is None}:
        record["metadata"] = metadata
    decided = {what.fact: what.task for what in last.values() if what.task is not None}
    if decided:
        record["obligations"] = _obligations(extraction, log, last)
        rejected = [task for fact, task in decided.items() if last[fact].verdict is Verdict.REJECT]
        record["rejected"] = [{"quote": _quote(task), "page": _page(task)} for task in rejected]
    return record


def _header(what: Decision) -> object:
    if what.fact in SEVERAL:
        return list(what.values)
    return what.values[0] if what.values else None


def _obligations(extraction: Extraction, log: Sequence[Entry], last: dict[str, Decision]) -> list[Record]:
    found = [_found(extraction, one) for one in extraction.obligations]
    lost = [
        entry.what
        for entry in standing(log)
        if entry.id in extraction.loose and isinstance(entry.what, Decision) and entry.what.task is not None
    ]
    said = [what.task for what in lost if last.get(what.fact) == what and what.verdict is not Verdict.REJECT]
    return [*found, *(_said(task) for task in said if task is not None)]


def _found(extraction: Extraction, one: Obligation) -> Record:
    record: Record = {
        "page": extraction.text.page_of(one.act),
        "quote": one.quote,
        "lead": [body.name for body in one.lead],
        "coordinating": [body.name for body in one.coordinating],
        "action": one.action,
        "deadline": _deadline(one.deadline),
        "product": one.product.value if one.product else None,
        "provision": one.provision,
    }
    return record if one.decided else {**record, "optional": True}


def _said(task: Task) -> Record:
    """A decision that found no place in this reading: the words as they stood when it was made."""
    return {
        "page": _page(task),
        "quote": _quote(task),
        "lead": [body.name for body in task.lead],
        "coordinating": [body.name for body in task.coordinating],
        "action": task.action or _quote(task),
        "deadline": _deadline(task.deadline),
        "product": task.product or None,
        "provision": None,
    }


def _quote(task: Task) -> str:
    return " ".join(piece.exact for piece in task.act)


def _page(task: Task) -> int | None:
    return next((box.page for piece in task.act for box in piece.boxes), None)


def _deadline(due: Deadline | None) -> Record | None:
    if due is None:
        return None
    made: Record = {"quote": due.quote, "rel": due.rel, "value": due.value}
    return made | {name: value for name, value in (("day", due.day), ("month", due.month)) if value is not None}
