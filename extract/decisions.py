"""What people decided about facts, laid over what the rules found: their word stands, whatever is read another time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Final

from extract.selectors import find, find_all, places, selector
from vanthu.records import (
    BodyMention,
    Deadline,
    Decision,
    DocumentText,
    Entry,
    Evidence,
    Extraction,
    Field,
    Metadata,
    NamedBody,
    Obligation,
    Span,
    Task,
    Verdict,
)
from vanthu.viet import same

PERSON: Final = "person"
"""The rule of what a person said."""
SINGLE: Final = ("number", "type", "issued", "title")
SEVERAL: Final = ("issuer",)
"""The header fields that people decide on."""
_HALF: Final = 0.5


def decided_header(head: Metadata, text: DocumentText, entries: Iterable[Entry]) -> Metadata:
    """The header with the fields that people decided on (entries that hold, in their order)."""
    for entry in entries:
        what = entry.what
        if isinstance(what, Decision) and what.fact in SINGLE + SEVERAL:
            fields = _fields(getattr(head, what.fact), text, entry.id, what)
            value = fields if what.fact in SEVERAL else next(iter(fields), None)
            head = replace(head, **{what.fact: value})  # type: ignore[arg-type]
    return head


def _fields(found: Field | tuple[Field, ...] | None, text: DocumentText, entry: str, what: Decision) -> list[Field]:
    if what.verdict is Verdict.REJECT:
        return []
    before = found if isinstance(found, tuple) else (found,) if found else ()
    place = find(text, what.where) if what.where else None
    fields = []
    for value in what.values:
        stood = next((field.evidence for field in before if field.value == value), ())
        evidence = stood or ((place,) if place else ()) or tuple(span for field in before for span in field.evidence)
        fields.append(Field(value, evidence, PERSON, decided=entry))
    return fields


def decided(found: Extraction, entries: Iterable[Entry]) -> Extraction:
    """The extraction with the obligations that people accepted, changed or added in place of what the rules found, and
    without those that they rejected. What finds no place is in `loose`."""
    last: dict[str, tuple[str, Decision]] = {}
    for entry in entries:
        if isinstance(entry.what, Decision) and entry.what.task is not None:
            last.pop(entry.what.fact, None)
            last[entry.what.fact] = (entry.id, entry.what)
    if not last:
        return found
    tasks, loose = list(found.obligations), list(found.loose)
    for entry_id, what in last.values():
        assert what.task is not None
        act = find_all(found.text, what.task.act)
        at = _index(tasks, what.fact, (act, find_all(found.text, what.found)))
        if what.verdict is Verdict.REJECT:
            if at is not None:
                del tasks[at]
        elif act is None:
            loose.append(entry_id)
        else:
            made = _obligation(found, tasks[at] if at is not None else None, act, what, entry_id)
            tasks[slice(at, at + 1) if at is not None else slice(len(tasks), None)] = [made]
    tasks.sort(key=lambda task: (task.act[0].start, task.act[-1].end) if task.act else (0, 0))
    return replace(found, obligations=tuple(tasks), loose=tuple(loose))


def task_of(text: DocumentText, one: Obligation) -> Task:
    """An obligation as a decision carries it: with what finds it again."""
    return Task(
        act=tuple(selector(text, span) for span in one.act),
        action=one.action,
        lead=tuple(NamedBody(body.name, body.body, body.group) for body in one.lead),
        coordinating=tuple(NamedBody(body.name, body.body, body.group) for body in one.coordinating),
        deadline=replace(one.deadline, evidence=()) if one.deadline else None,
        product=one.product.value if one.product else "",
    )


def _index(tasks: Sequence[Obligation], fact: str, acts: Sequence[Evidence | None]) -> int | None:
    """Which of the obligations is meant: the one of that id (its words and its place are the same), else the one that
    shares most of the act, as a person set it or as it was found."""
    named = next((i for i, task in enumerate(tasks) if task.id == fact), None)
    if named is not None:
        return named
    shares = [max((_shared(task.act, act) for act in acts if act), default=0.0) for task in tasks]
    best = max(range(len(tasks)), key=lambda i: shares[i], default=None)
    return best if best is not None and shares[best] >= _HALF else None


def _shared(one: Evidence, other: Evidence) -> float:
    """The characters that two stretches share, of those they cover together."""
    here = {i for span in one for i in range(span.start, span.end)}
    there = {i for span in other for i in range(span.start, span.end)}
    return len(here & there) / len(here | there) if here | there else 0.0


def _obligation(found: Extraction, stood: Obligation | None, act: Evidence, what: Decision, entry: str) -> Obligation:
    task, text = what.task, found.text
    assert task is not None
    quote = text.quote(act)
    around = stood if stood is not None else None
    provision = _provision(found, act[0].start)
    return Obligation(
        id=around.id if around else what.fact,
        act=act,
        quote=quote,
        action=task.action or quote,
        lead=tuple(_mention(found, stood, act, body) for body in task.lead),
        coordinating=tuple(_mention(found, stood, act, body) for body in task.coordinating),
        deadline=_deadline(text, stood, act, task),
        product=_product(text, stood, act, task.product),
        provision=around.provision if around else provision[0],
        path=around.path if around else provision[1],
        rule=PERSON,
        heading=around.heading if around else (),
        decided=entry,
    )


def _provision(found: Extraction, at: int) -> tuple[str | None, str | None]:
    """Label and path of the finest provision around a place."""
    around = [one for one in found.provisions if one.span.start <= at < one.span.end]
    finest = min(around, key=lambda one: one.span.end - one.span.start, default=None)
    return (finest.label or None, finest.path) if finest else (None, None)


def _mention(found: Extraction, stood: Obligation | None, act: Evidence, named: NamedBody) -> BodyMention:
    """The body with the place where it is named: as it stood, in the act, else the nearest before it."""
    stands = (*stood.lead, *stood.coordinating) if stood else ()
    for mention in stands:
        if _is(mention, named):
            return replace(mention, name=named.name, body=named.body, group=named.group, rule=PERSON)
    before = [one for one in found.mentions if _is(one, named) and one.evidence[0].start < act[-1].end]
    nearest = max(before, key=lambda one: one.evidence[0].start, default=None)
    evidence = nearest.evidence if nearest else _inside(found.text, act, named.name)
    return BodyMention(named.name, evidence, named.body, named.group, None, PERSON)


def _is(mention: BodyMention, named: NamedBody) -> bool:
    return mention.body == named.body if named.body and mention.body else same(mention.name, named.name)


def _deadline(text: DocumentText, stood: Obligation | None, act: Evidence, task: Task) -> Deadline | None:
    if task.deadline is None:
        return None
    was = stood.deadline if stood else None
    kept = was is not None and same(was.quote, task.deadline.quote)
    evidence = was.evidence if was and kept else _inside(text, act, task.deadline.quote)
    return replace(task.deadline, evidence=evidence, rule=PERSON)


def _product(text: DocumentText, stood: Obligation | None, act: Evidence, value: str) -> Field | None:
    if not value:
        return None
    was = stood.product if stood else None
    evidence = was.evidence if was and same(was.value, value) else _inside(text, act, value)
    return Field(value, evidence, PERSON)


def _inside(text: DocumentText, act: Evidence, words: str) -> Evidence:
    """The first place of the words in the act, else the nearest in the text; none where they are not written."""
    every = places(text.text, words)
    inside = [span for span in every if any(a.start <= span.start and span.end <= a.end for a in act)]
    nearest = min(every, key=lambda span: _away(span, act), default=None)
    return (inside[0],) if inside else (nearest,) if nearest else ()


def _away(span: Span, act: Evidence) -> int:
    return min(abs(span.start - act[0].start), abs(span.start - act[-1].end))
