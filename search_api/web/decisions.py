"""What a person decides about facts: a task accepted, rejected, changed or added, a field of the header put right."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Final

from extract.authority import Authority
from extract.deadlines import find_deadlines
from extract.decisions import SEVERAL, SINGLE, task_of
from extract.selectors import places, selector
from search_api.web.corrections import clean, say
from search_api.web.desk import Desk
from vanthu.errors import BadRequest, NotFound
from vanthu.records import (
    Deadline,
    Decision,
    DocumentText,
    Entry,
    Extraction,
    NamedBody,
    Obligation,
    Selector,
    Span,
    Task,
    Verdict,
    standing,
)
from vanthu.viet import nfc, same

FIELDS: Final = (*SINGLE, *SEVERAL)
MOST_BODIES: Final = 40
_DATED: Final = frozenset({"before", "by", "until"})
_NOT_WRITTEN: Final = (
    "Không thấy “{words}” trong văn bản. Chép đúng lời văn bản; nếu máy đọc sai thì sửa chữ của trang trước."
)


@dataclass(frozen=True, slots=True)
class Wanted:
    """A task as a person words it: `words` those of its act in the paper, bodies by any of their names, the deadline
    in the words of the paper, `day` where those are not enough, `page` where the words stand on several."""

    words: str
    lead: tuple[str, ...] = ()
    coordinating: tuple[str, ...] = ()
    deadline: str = ""
    day: date | None = None
    product: str = ""
    page: int | None = None


def decide_task(
    desk: Desk, document: str, fact: str, verdict: Verdict, *, after: int, wanted: Wanted | None = None
) -> Entry:
    """Accepts, rejects or (with `wanted`) changes the task with this id; one that was rejected can be accepted again.
    Raises NotFound, BadRequest for words that are not in the paper, Conflict."""
    facts = desk.services.store.extraction(document, desk.permission())
    stood = next((one for one in facts.obligations if one.id == fact), None)
    task = task_of(facts.text, stood) if stood else _said_before(desk, document, fact)
    found = _found_act(desk, document, fact) or task.act
    if wanted is not None:
        task = _changed(desk.archive.authority, facts, stood, task, wanted)
    return say(desk, document, Decision(fact, verdict, task, found=found if found != task.act else ()), after=after)


def add_task(desk: Desk, document: str, wanted: Wanted, *, after: int) -> Entry:
    """Adds a task that was not found. Raises NotFound, BadRequest, Conflict."""
    facts = desk.services.store.extraction(document, desk.permission())
    empty = Task(())
    task = _changed(desk.archive.authority, facts, None, empty, wanted)
    place = f"{document}\0{task.act!r}"
    fact = "o" + hashlib.sha256(place.encode("utf-8", "surrogatepass")).hexdigest()[:24]
    return say(desk, document, Decision(fact, Verdict.ADD, task), after=after)


def decide_field(desk: Desk, document: str, field: str, values: Sequence[str], *, after: int) -> Entry:
    """A field of the header is these values; without any the paper has none. Raises NotFound, BadRequest, Conflict."""
    if field not in FIELDS:
        raise BadRequest("Không có trường này.")
    facts = desk.services.store.extraction(document, desk.permission())
    wanted = tuple(dict.fromkeys(value for each in values if (value := clean(each))))
    if field in SINGLE and len(wanted) > 1:
        raise BadRequest("Trường này chỉ có một giá trị.")
    wanted = tuple(_value(desk.archive.authority, field, each) for each in wanted[:MOST_BODIES])
    where = next((_selected(facts.text, each) for each in wanted if places(facts.text.text, each)), None)
    verdict = Verdict.EDIT if wanted else Verdict.REJECT
    return say(desk, document, Decision(field, verdict, values=wanted, where=where), after=after)


def rejected(log: Sequence[Entry]) -> list[tuple[Entry, Decision]]:
    """The tasks that are rejected now, by the last word about each."""
    last: dict[str, tuple[Entry, Decision]] = {}
    for entry in standing(log):
        if isinstance(entry.what, Decision) and entry.what.task is not None:
            last[entry.what.fact] = (entry, entry.what)
    return [pair for pair in last.values() if pair[1].verdict is Verdict.REJECT]


def _value(authority: Authority, field: str, value: str) -> str:
    if field == "issued":
        try:
            return date.fromisoformat(value).isoformat()
        except ValueError as error:
            raise BadRequest("Ngày ban hành viết theo dạng ngày/tháng/năm.") from error
    if field == "number":
        return re.sub(r"\s+", "", value)
    if field == "type":
        return value.lower()
    if field == "issuer":
        body = authority.by_name(value)
        return body.name if body else value
    return value


def _found_act(desk: Desk, document: str, fact: str) -> tuple[Selector, ...]:
    """The act as the rules found it, where a person set it otherwise before."""
    log = desk.services.store.entries(document, desk.permission())
    said = [one.what for one in log if isinstance(one.what, Decision) and one.what.fact == fact]
    return next((what.found for what in reversed(said) if what.found), ())


def _said_before(desk: Desk, document: str, fact: str) -> Task:
    log = desk.services.store.entries(document, desk.permission())
    said = [one.what for one in log if isinstance(one.what, Decision) and one.what.fact == fact]
    task = next((what.task for what in reversed(said) if what.task), None)
    if task is None:
        raise NotFound(fact)
    return task


def _changed(authority: Authority, facts: Extraction, stood: Obligation | None, task: Task, wanted: Wanted) -> Task:
    text = facts.text
    words = clean(wanted.words)
    unchanged = bool(task.act) and same(words, " ".join(piece.exact for piece in task.act))
    act = task.act if unchanged else (_selected(text, words, near=stood, page=wanted.page),)
    action = task.action if same(task.action, words) or places(words, task.action) else ""
    return replace(
        task,
        act=act,
        action=action,
        lead=_bodies(authority, facts, wanted.lead),
        coordinating=_bodies(authority, facts, wanted.coordinating),
        deadline=_deadline(facts, task.deadline, clean(wanted.deadline), wanted.day),
        product=clean(wanted.product),
    )


def _selected(text: DocumentText, words: str, *, near: Obligation | None = None, page: int | None = None) -> Selector:
    """The words in the paper: nearest to where the task stood, on the page asked for. Raises BadRequest."""
    found = places(text.text, words)
    if not found:
        raise BadRequest(_NOT_WRITTEN.format(words=words[:80]) if words else "Chưa có lời văn bản của nhiệm vụ.")

    def away(span: Span) -> tuple[bool, int]:
        start = near.act[0].start if near and near.act else 0
        return page is not None and text.page_of((span,)) != page, abs(span.start - start)

    return selector(text, min(found, key=away))


def _bodies(authority: Authority, facts: Extraction, names: Sequence[str]) -> tuple[NamedBody, ...]:
    """The bodies meant: as the paper's own facts name them, else by the authority file, else by their name alone."""
    cleaned = [name for each in names if (name := clean(each))]
    if len(cleaned) > MOST_BODIES:
        raise BadRequest(f"Không quá {MOST_BODIES} cơ quan.")
    return tuple(dict.fromkeys(_body(authority, facts, name) for name in cleaned))


def _body(authority: Authority, facts: Extraction, name: str) -> NamedBody:
    named = [*facts.mentions, *(body for task in facts.obligations for body in (*task.lead, *task.coordinating))]
    for mention in named:
        if same(mention.name, name):
            return NamedBody(mention.name, mention.body, mention.group)
    known = authority.by_name(name)
    return NamedBody(known.name, known.id, known.group) if known else NamedBody(nfc(name))


def _deadline(facts: Extraction, stood: Deadline | None, words: str, day: date | None) -> Deadline | None:
    if not words:
        if day is not None:
            raise BadRequest("Ghi cả lời văn bản về thời hạn, không chỉ ngày.")
        return None
    if stood is not None and same(stood.quote, words) and day is None:
        return stood
    if not places(facts.text.text, words):
        raise BadRequest(_NOT_WRITTEN.format(words=words[:80]))
    issued = facts.metadata.issued.value if facts.metadata.issued else None
    read = next(iter(find_deadlines(words, issued=issued)), None)
    if read is None and day is None:
        raise BadRequest(f"Không tính được ngày từ “{words[:80]}”. Ghi thêm ngày đến hạn.")
    if read is not None and day is None:
        return replace(read, evidence=(), quote=words)
    rel = read.rel if read is not None and read.rel in _DATED else "by"
    return Deadline((), words, rel, day.isoformat() if day else None)
