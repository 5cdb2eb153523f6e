"""What a person's question means: bodies, roles, deadlines, numbers, kinds, years; the rest are free words.

Each reading is a chip that can be switched off; its words are then searched as they stand. A question is read by the
same finders as the documents.

    văn bản giao Bộ KH&CN trước 30/6/2025    → Cơ quan, Vai trò: chủ trì, Thời hạn: đến hết 29/6/2025
    57-NQ/TW · 57 nq tw · 03-NQ/CP           → Số, ký hiệu
    kế hoạch của Bộ Công an năm 2025         → Loại, Cơ quan ban hành, Năm
    các nhiệm vụ quá hạn của Bộ Tài chính    → Trạng thái, Cơ quan
    Bộ Công an và dữ liệu                    → nothing: words (nobody asked what it has to do)
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise
from typing import Any, Final

import regex

from extract.bodies import Authority, find_bodies
from extract.deadlines import find_deadlines
from extract.due import due_day
from extract.numbers import TYPE_CODES, key
from extract.numbers import canonical as canonical_number
from search_api.index.answers import Chip
from search_api.index.due import DueState
from search_api.index.project import name_key
from search_api.index.words import accented
from vanthu.errors import BadRequest
from vanthu.viet import canonical, fold, nfc

MAX_QUESTION: Final = 1000


@dataclass(frozen=True, slots=True)
class Understood:
    """A question read. `body` and `issuer` are body keys; `due_to` the last day asked for (from, to); `numbers` keys
    of document numbers; `words` and `phrases` what is searched as text."""

    chips: tuple[Chip, ...] = ()
    switched_off: tuple[Chip, ...] = ()
    words: str = ""
    phrases: tuple[str, ...] = ()
    body: str | None = None
    body_name: str | None = None
    role: str = "any"
    due: tuple[str | None, str | None] = (None, None)
    issued: tuple[str | None, str | None] = (None, None)
    issuer: str | None = None
    numbers: tuple[str, ...] = ()
    type: str | None = None
    year: str | None = None
    states: tuple[DueState, ...] = ()

    @property
    def about_tasks(self) -> bool:
        """Whether it asks what somebody has to do, or by when."""
        return self.body is not None or self.due != (None, None) or bool(self.states)


@dataclass(frozen=True, slots=True)
class _Reading:
    """A chip, where its words stand, and what it sets."""

    chip: Chip
    start: int
    end: int
    sets: Mapping[str, Any]


TYPES: Final = (
    *("nghị quyết", "quyết định", "chỉ thị", "kết luận", "kế hoạch", "thông báo", "báo cáo", "công văn", "tờ trình"),
    *("hướng dẫn", "quy định", "quy chế", "chương trình", "đề án", "nghị định", "thông tư", "công điện", "luật"),
    *("pháp lệnh", "thông tri", "biên bản", "phương án", "quy hoạch"),
)
# Words that only ask; left out of the text search when something else of the question was understood.
_ASKING_WORDS: Final = (
    r"(?<!\w)(?:(?:những|các) (?:văn bản|việc|nhiệm vụ)(?: nào)?|văn bản nào|văn bản|liệt kê"
    r"|tìm(?: kiếm)?|cho biết|hãy|những|nào|gì|là gì|khi nào|bao giờ|ở đâu"
    r"|phải làm gì|phải làm|đã giao|được giao|giao|cho|nhiệm vụ|việc|thời hạn|hạn"
    r"|hoàn thành|chủ trì|phối hợp(?: với)?|có|của|do|ban hành|thực hiện|về việc|và|với|số|trong|từ|đến)(?!\w)"
)
_ASKING: Final = regex.compile(_ASKING_WORDS)
_ASKING_BARE: Final = regex.compile(fold(_ASKING_WORDS))
_TASK_WORDS: Final = (
    r"(?<!\w)(?:giao(?! thông| dịch| lưu)|chủ trì|phối hợp|nhiệm vụ|phải làm|thời hạn|đến hạn|quá hạn|hoàn thành"
    r"|việc gì|làm gì|chịu trách nhiệm)(?!\w)"
)
_TASK: Final = regex.compile(f"{_TASK_WORDS}|{fold(_TASK_WORDS)}")
_ISSUING_WORDS: Final = regex.compile(r"(?<!\w)(?:do|của|ban hành)(?!\w)")
_ISSUED: Final = regex.compile(r"(?<!\w)(?:do\s+$|của\s+$)")
_ISSUING: Final = regex.compile(r"^\s+ban hành(?!\w)")
_DATE_OF_ISSUE: Final = regex.compile(r"(?:ban hành|ký|ra)\s+(?:từ\s+|vào\s+)?$")
_PHRASE: Final = regex.compile(r'["“”„]([^"“”„]{1,300})["“”„]')
_YEAR: Final = regex.compile(r"(?<![\w/.-])năm (?P<year>(?:19|20)\d\d)(?![\w/-])")
_CODES: Final = sorted({fold(code) for code in TYPE_CODES} | {"qh\\d{1,2}"}, key=len, reverse=True)
# 57-NQ/TW, 57 nq tw, 1131/qd-ttg, 43/2024/qh15: a figure, then the letters of a kind of paper, then those of bodies.
_NUMBER: Final = regex.compile(
    r"(?<![\w/.,-])(?:\d{1,5}[a-z]?\s?/\s?[a-z]{2,10}\s?-\s?[a-z]{1,10}(?![\w/-])|"
    rf"\d{{1,5}}[a-z]?(?:[.]\d{{1,3}})?(?:\s?[/-]\s?(?:19|20)\d\d)?\s?[/ –-]\s?(?:{'|'.join(_CODES)})"
    r"(?:\s?[/–-]\s?[a-z]{2,10}|\s(?:tw|cp|ttg|ubnd|hdnd|tu|bcdtw|bcd|vpcp|ctn)){0,3}(?![\w/-]))"
)

# "Nghị quyết số … ngày 22/12/2024": its kind and day say nothing more than the number does.
_BEFORE_NUMBER: Final = regex.compile(rf"(?<!\w)(?:(?:{'|'.join(TYPES)})\s+(?:số\s*:?\s*)?|số\s*:?\s*)$")
_AFTER_NUMBER: Final = regex.compile(r"\s+ngày \d{1,2}(?:[/.-]\d{1,2}[/.-]\d{4}| tháng \d{1,2} năm \d{4})(?!\w)")
STATES: Final = {"quá hạn": DueState.LATE, "sắp đến hạn": DueState.SOON, "còn hạn": DueState.OK}
_STATE: Final = regex.compile(rf"(?<!\w)(?:{'|'.join(STATES)})(?!\w)")


def understand(text: str, authority: Authority, *, without: Sequence[str] = (), exact: bool = False) -> Understood:
    """What the question means, with the chips in `without` switched off (`exact`: all but numbers and phrases).

    Raises BadRequest for one that is longer than 1,000 characters."""
    if len(text) > MAX_QUESTION:
        raise BadRequest(f"Câu hỏi dài quá {MAX_QUESTION} ký tự: hãy rút ngắn.")
    question = nfc(" ".join(text.split()))
    taken = [m.span() for m in _PHRASE.finditer(question)]
    phrases = tuple(m[1].strip() for m in _PHRASE.finditer(question) if m[1].strip())
    readings = _apart([r for r in _readings(question, authority) if not exact or r.chip.kind == "number"], taken)
    on = [r for r in readings if r.chip.key not in without]
    sets: dict[str, Any] = {}
    for reading in on:
        sets.update(reading.sets)
    return replace(
        Understood(**sets),
        chips=tuple(r.chip for r in on),
        switched_off=tuple(r.chip for r in readings if r.chip.key in without),
        words=_rest(question, [*taken, *((r.start, r.end) for r in on)], asked=bool(on)),
        phrases=phrases,
    )


def _readings(question: str, authority: Authority) -> list[_Reading]:
    words = canonical(question)
    found = [*_numbers(question), *_deadlines(question, words)]
    for match in _STATE.finditer(words):
        chip = Chip("state", f"state:{STATES[match.group()].value}", match.group(), question[slice(*match.span())])
        found.append(_Reading(chip, match.start(), match.end(), {"states": (STATES[match.group()],)}))
    found.extend(_body(question, words, authority))
    found.extend(_type(question, words))
    for match in _YEAR.finditer(words):
        year = match["year"]
        chip = Chip("year", f"year:{year}", year, match.group())
        found.append(_Reading(chip, match.start(), match.end(), {"year": year}))
    return found


def _apart(readings: Sequence[_Reading], taken: Sequence[tuple[int, int]]) -> list[_Reading]:
    """The readings that do not overlap (an earlier one of the list wins), each `sets` once."""
    kept: list[_Reading] = []
    spans = list(taken)
    for reading in readings:
        twice = any(set(reading.sets) & set(other.sets) for other in kept)
        if twice or any(reading.start < end and start < reading.end for start, end in spans if end > start):
            continue
        kept.append(reading)
        spans.append((reading.start, reading.end))
    return kept


def _rest(question: str, spans: Sequence[tuple[int, int]], *, asked: bool) -> str:
    letters = list(question)
    for start, end in spans:
        letters[start:end] = [" "] * (end - start)
    rest = "".join(letters)
    if asked:
        asking = _ASKING if accented(question) else _ASKING_BARE
        for match in reversed(list(asking.finditer(canonical(rest)))):
            rest = rest[: match.start()] + " " * (match.end() - match.start()) + rest[match.end() :]
    rest = " ".join(rest.split()).strip(" ?,.;:")
    return rest.removeprefix("về ") if asked else rest


def number_keys(text: str) -> tuple[tuple[int, int, str], ...]:
    """Document numbers of a question, in any spelling a person may type: start, end, key."""
    folded = fold(text)
    return tuple((*m.span(), key_of(m.group())) for m in _NUMBER.finditer(folded))


def key_of(number: str) -> str:
    """The key (`extract.numbers.key`) of a number typed with blanks instead of its marks, too."""
    return key(regex.sub(r"[\s–]+", "/", regex.sub(r"\s*([/-])\s*", r"\1", number.strip())))


def _numbers(question: str) -> list[_Reading]:
    found = number_keys(question)
    if not found:
        return []
    start, end = found[0][0], found[-1][1]
    keys = tuple(each for _, _, each in found)
    shown = ", ".join(_shown(question[a:b]) for a, b, _ in found)
    if any(question[a[1] : b[0]].strip(" ,;và") for a, b in pairwise(found)):
        start, end, keys, shown = *found[0][:2], found[0][2:], _shown(question[slice(*found[0][:2])])
    words = canonical(question)
    before, after = _BEFORE_NUMBER.search(words[:start]), _AFTER_NUMBER.match(words[end:])
    begins, ends = before.start() if before else start, end + (after.end() if after else 0)
    chip = Chip("number", f"number:{','.join(keys)}", shown, question[begins:ends])
    return [_Reading(chip, begins, ends, {"numbers": keys})]


def _shown(number: str) -> str:
    """The number in its one spelling where its marks were typed, else as typed in capitals."""
    marked = regex.search(r"[/-]", number) and not regex.search(r"[^\W\d] [^\W\d]|\d [^\W\d]", number)
    return canonical_number(number) if marked else number.upper()


def _deadlines(question: str, words: str) -> list[_Reading]:
    for deadline in find_deadlines(question):
        start, end = deadline.evidence[0].start, deadline.evidence[-1].end
        found = due_day(deadline)
        first, last = found.first, found.last
        if last is None:
            continue
        begins = first.isoformat() if first and deadline.rel in ("in", "period") else None
        shown = f"đến hết {_day(last)}" if begins is None else f"từ {_day(first or last)} đến hết {_day(last)}"
        issue = _DATE_OF_ISSUE.search(words[:start])
        tasks = _TASK.search(words) is not None
        if deadline.rel in ("in", "until") and not tasks and _YEAR.search(words[start:end]):
            continue  # "kế hoạch năm 2025": the year of the paper
        kind = "issued" if issue or (deadline.rel in ("in", "period") and not tasks) else "due"
        at = issue.start() if issue else start
        chip = Chip(kind, f"{kind}:{begins or ''}/{last.isoformat()}", shown, question[at:end])
        return [_Reading(chip, at, end, {kind: (begins, last.isoformat())})]
    return []


def _day(day: date) -> str:
    return f"{day.day}/{day.month}/{day.year}"


def _body(question: str, words: str, authority: Authority) -> list[_Reading]:
    tasks = _TASK.search(words) is not None
    due = any(d.rel in ("before", "by") for d in find_deadlines(question))
    if not (tasks or due or _ISSUING_WORDS.search(words)):
        return []  # nobody is asked about: the finders are not even loaded
    for start, end, key_, name in _named(question, authority):
        before, after = words[:start], words[end:]
        if _ISSUING.match(after) or (not tasks and _ISSUED.search(before) and _starts_with_type(words)):
            left, right = regex.search(r"(?:do|của)\s+$", before), _ISSUING.match(after)
            stop = end + (right.end() if right else 0)
            chip = Chip("issuer", f"issuer:{key_}", name, question[start:end])
            return [_Reading(chip, left.start() if left else start, stop, {"issuer": key_})]
        if not tasks and not due:
            continue
        role, lead = _role(before, after)
        out = [
            _Reading(
                Chip("body", f"body:{key_}", name, question[start:end]), start, end, {"body": key_, "body_name": name}
            )
        ]
        if role != "any":
            value = {"lead": "chủ trì", "coordinating": "phối hợp"}[role]
            out.append(_Reading(Chip("role", f"role:{role}", value, lead), start, start, {"role": role}))
        return out
    return []


def _role(before: str, after: str) -> tuple[str, str]:
    if regex.match(r"\s*(?:được giao\s+)?phối hợp", after) or regex.search(r"phối hợp(?: với)?\s+$", before):
        return "coordinating", "phối hợp"
    if regex.match(r"\s*(?:được giao\s+)?chủ trì", after) or regex.search(r"chủ trì\s+(?:là\s+)?$", before):
        return "lead", "chủ trì"
    if regex.search(r"(?<!\w)giao(?: cho)?(?: nhiệm vụ)?(?: cho)?\s+$", before):
        return "lead", "giao"
    return "any", ""


def _named(question: str, authority: Authority) -> list[tuple[int, int, str, str]]:
    found = [
        (m.evidence[0].start, m.evidence[-1].end, m.body or name_key(m.name), m.name)
        for m in find_bodies(_without_task_words(question))
        if not m.group
    ]
    return found or _unaccented(question, authority)


def _without_task_words(question: str) -> str:
    """ "nhiệm vụ của Bộ Nội vụ": the vụ of nhiệm vụ is no body. Every offset is kept."""
    letters = list(question)
    for match in _TASK.finditer(canonical(question)):
        letters[match.start() : match.end()] = ";" * (match.end() - match.start())
    return "".join(letters)


def _unaccented(question: str, authority: Authority) -> list[tuple[int, int, str, str]]:
    """A body typed without accents ("bo cong an"): the longest official or short name of three words or more."""
    if accented(question):
        return []
    best: tuple[int, int, str, str] | None = None
    for phrase, name, body in authority.phrases(("official", "former")):
        if body.group or phrase.count(" ") < 2 or (best and len(phrase) <= best[1] - best[0]):
            continue
        at = f" {fold(question)} ".find(f" {fold(phrase)} ")
        if at >= 0:
            best = (at, at + len(phrase), body.id, name.text)
    return [best] if best else []


def _starts_with_type(words: str) -> bool:
    return any(words.startswith(f"{kind} ") for kind in TYPES)


def _type(question: str, words: str) -> list[_Reading]:
    """A kind of paper at the beginning, before words that say it is meant as one."""
    for kind in TYPES:
        if regex.match(rf"{kind}(?: (?:nào|số|của|do|năm|ngày|giao|ban hành|trước|về)\b|$)", words) and words != kind:
            chip = Chip("type", f"type:{kind}", kind, question[: len(kind)])
            return [_Reading(chip, 0, len(kind), {"type": kind})]
    return []
