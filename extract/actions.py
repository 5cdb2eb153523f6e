"""Who is told to do what, in one sentence: the grammar of assigning, over text with its bodies masked.

giao/yêu cầu/đề nghị X … · X có trách nhiệm … · X chủ trì, phối hợp với Y … · Trên cơ sở …, X khẩn trương …
not: đã giao X, theo đề nghị của X, bàn giao, giao thông, X chủ trì cuộc họp, X quyết định ban hành
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from importlib.resources import files
from itertools import islice
from typing import Any, Final

import regex
import yaml

from extract.mask import BODY, Masked
from extract.norms import BARE_OFFICE, EACH_YEAR, POWER, SERVES, everybody, particular
from vanthu.records import BodyMention, Span
from vanthu.viet import canonical

_S: Final = r"\s+"
_SEP: Final = r"(?:\s*[,;/]\s*(?:và\s+)?|\s+(?:và|cùng|cùng\s+với|hoặc)\s+)(?:(?:các\s+)?đồng\s+chí\s+|các\s+)?"
# "Bộ trưởng Bộ Tài chính - Phó Trưởng Ban Chỉ đạo …": the second post of the same person.
_POST: Final = r"(?:phó\s+)?(?:trưởng|chủ\s+tịch|chủ\s+nhiệm)"
_ALSO: Final = rf"(?:\s+[-–]\s+{_POST}(?:\s+(?:ban\b[^,.;:\ue000]{{0,60}})?{BODY}|\s+ban\b[^,.;:]{{0,90}}?))?"
_QUALIFIED: Final = rf"{BODY}(?:\s+(?:có\s+)?liên\s+quan(?:\s+khác)?)?(?:\s*\((?:[^()]|\([^()]*\)){{1,160}}\))?{_ALSO}"
LIST: Final = rf"(?:{_QUALIFIED}(?:{_SEP}{_QUALIFIED}){{0,60}})"
"""The pattern of a list of bodies: names, "và", qualifiers; no more than papers have in one sentence, so that a text
made of names takes no longer than others."""
_MOST_PLACES: Final = 80

NORM: Final = "norm"
DIRECTIVE: Final = "directive"
REPORT: Final = "report"


@dataclass(frozen=True, slots=True)
class Clause:
    """A stretch of a sentence with one addressee. `lead` is empty where it names none (the heading's then).

    `action` is what is to be done, `opens` says that the tasks follow after its colon, `joint` who leads beside the
    one that the heading names ("đồng chủ trì với Y"). `rule` names the wording."""

    span: Span
    action: Span
    lead: tuple[BodyMention, ...] = ()
    coordinating: tuple[BodyMention, ...] = ()
    rule: str = ""
    opens: bool = False
    joint: tuple[BodyMention, ...] = ()


@lru_cache(maxsize=1)
def words() -> dict[str, list[str]]:
    """The words of assigning (data/acts.yaml), by group, in canonical form."""
    data = yaml.safe_load(files("extract").joinpath("data/acts.yaml").read_text(encoding="utf-8"))
    listed = {key: value.split("|") if isinstance(value, str) else value for key, value in data.items()}
    return {key: [canonical(" ".join(word.split())) for word in value] for key, value in listed.items()}


def any_of(group: str) -> str:
    """A pattern for one of the words of a group, whole words, longest first; by their first letter, so that most places
    of a text are told by one look."""
    by_letter: dict[str, list[str]] = {}
    for word in sorted(words()[group], key=len, reverse=True):
        by_letter.setdefault(word[0], []).append(word[1:].replace(" ", r"\s+"))
    return "(?:" + "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in by_letter.items()) + r")(?!\w)"


@dataclass(frozen=True, slots=True)
class _Grammar:
    """The compiled patterns."""

    order: Any
    subject: Any
    duty: Any
    adverbial: Any
    coordination: Any
    opening: Any
    joint: Any
    strong: Any
    goes_on: Any


@lru_cache(maxsize=1)
def _grammar() -> _Grammar:
    """Compiled when first needed: importing does nothing."""
    relative = rf"(?:,?\s+{any_of('relatives')}(?:\s+[^\s.;:\ue000]+){{0,14}}?)?"
    long_relative = rf"(?:,?\s+{any_of('relatives')}[^.;:]{{0,260}}?)?"
    start = (
        r"\s*(?:(?:đồng\s+thời|ngoài\s+ra|vì\s+vậy|do\s+đó|do\s+vậy|theo\s+đó|trong\s+đó|trước\s+mắt|xin)\s*[,:]?\s+)?"
    )
    between = r"(?:\s*,)?\s+(?:(?:sẽ|chủ\s+động|khẩn\s+trương|nghiêm\s+túc|kịp\s+thời)\s*,?\s*)*"
    return _Grammar(
        order=regex.compile(
            rf"{start}(?:{LIST}\s+(?:đã\s+có\s+ý\s+kiến\s+)?)?(?P<order>{any_of('orders')})\s+(?:cho\s+|với\s+|tới\s+|quý\s+|toàn\s+thể\s+)?"
            rf"(?P<lead>{LIST})"
            rf"(?:[^:;.\ue000]{{0,40}}\s(?:bao\s+)?gồm\s*:?\s*(?P<members>{LIST}))?(?=[\s,:])"
        ),
        subject=regex.compile(rf"{start}(?P<lead>{LIST}){relative}(?P<verb>{between}{any_of('verbs')})"),
        duty=regex.compile(rf"{start}(?P<lead>{LIST}){long_relative}(?P<verb>{between}{any_of('duties')})"),
        adverbial=regex.compile(rf"\s*(?:[-–+]\s*)?{any_of('adverbials')}"),
        coordination=regex.compile(
            rf"(?:(?<!\w)(?:phối|kết|liên)\s+hợp(?:\s+(?:chặt\s+chẽ|trực\s+tiếp|đồng\s+bộ|thường\s+xuyên|hiệu\s+quả|tốt)"
            rf"|\s*,\s*(?:hỗ\s+trợ|thống\s+nhất|trao\s+đổi))*(?:\s+(?:cùng|với|cùng\s+với))?"
            rf"|(?<=^\s*)cùng\s+với|(?<=chủ\s+trì,?\s+)cùng(?:\s+với)?|(?<!\w)(?:với\s+)?sự\s+(?:tham\s+gia|phối\s+hợp)\s+của)\s+(?P<list>{LIST})"
        ),
        opening=regex.compile(
            rf"(?:[\s,]*(?:{any_of('duties')}|(?:cần|phải|chịu)(?!\w)|và))*"
            rf"[\s,]*(?:(?:đồng\s+)?chủ\s+trì)?[\s,]*(?:{_COORDINATE}\s+{LIST}[\s,]*(?:trong\s+việc|để|thực\s+hiện\s+việc)?)?[\s,]*(?:có\s+trách\s+nhiệm|cần|phải)?[\s,:]*"
        ),
        joint=regex.compile(rf"đồng\s+chủ\s+trì\s+(?:với|cùng|cùng\s+với)\s+(?P<list>{LIST})"),
        goes_on=regex.compile(
            rf"[,;:]\s*(?:và\s+)?(?:{any_of('verbs')}|{any_of('duties')})|\s(?:có\s+trách\s+nhiệm|giúp)(?!\w)"
        ),
        strong=regex.compile(rf"(?:phải|cần|khẩn\s+trương|nghiêm\s+túc)(?!\w)|{any_of('duties')}"),
    )


_COORDINATE: Final = (
    r"(?:phối|kết)\s+hợp(?:\s+(?:chặt\s+chẽ|trực\s+tiếp))?(?:\s*,\s*hỗ\s+trợ)?(?:\s+(?:cùng|với|cùng\s+với))?"
)

# After "giao X": what shows that it was no task (a title, a power to make rules, a thing handed over).
_NO_TASK: Final = regex.compile(
    r"\s*(?:\)|tại(?!\w)|về(?:\s+việc)?(?!\w)|số(?!\w)|ngày(?!\w)|của(?!\w)|báo\s+cáo\s+về(?!\w)|ban\s+hành\s+kèm|đã(?!\w)|như\s+sau\s*$|là(?!\s+(?:(?:cơ\s+quan|đơn\s+vị)\s+)?(?:đầu\s+mối|thường\s+trực|đơn\s+vị))(?!\w))"
)
# "X là cơ quan thường trực của Ban Chỉ đạo.": what a body is; a task only with what it does ("…, tổng hợp …").
_STANDING: Final = regex.compile(r"[\s,]*là\s+(?:cơ\s+quan|đơn\s+vị)\s+thường\s+trực")
# "X có ý kiến về … tại Công văn số …": an opinion that was given.
_GIVEN: Final = regex.compile(
    r"[\s,]*có\s+ý\s+kiến[^.;]{0,90}\s(?:tại|theo)\s+(?:công\s+văn|văn\s+bản|tờ\s+trình|báo\s+cáo|phiếu)\s"
)
_DELEGATION: Final = regex.compile(r"\s*quy\s+định(?!\w)|\s*hướng\s+dẫn\s+(?:chi\s+tiết|thi\s+hành)|\s*chi\s+tiết")
# Under a heading these are the act itself: "Thực hiện nghiêm các yêu cầu …, bảo đảm …".
_AMBIGUOUS: Final = regex.compile(r"\W*(?:thực\s+hiện|thông\s+qua|tiếp\s+thu|đồng\s+thời)(?!\w)")
# A sentence about what was, or a rule that speaks of the body: not "X khẩn trương …".
_PAST: Final = regex.compile(
    r"\s*(?:,\s*)?(?:đã|vừa|từng|hiện|được|đang|chưa|ghi\s+nhận|đánh\s+giá\s+cao|biểu\s+dương|hoan\s+nghênh|nhất\s+trí|sẽ\s+được|không|cũng|có\s+thể)(?!\w)"
)
# "X có chức năng …, hỗ trợ …": what a body is for.
_IS_FOR: Final = regex.compile(r"\s+có\s+(?:chức\s+năng|thẩm\s+quyền)(?![^.;]*trách\s+nhiệm)")
_MEETING: Final = regex.compile(
    r"\s*(?:đồng\s+)?chủ\s+trì\s+(?:cuộc\s+họp|hội\s+nghị|buổi|phiên|họp|tại|điểm\s+cầu)|\s*chủ\s+trì,\s+phát\s+biểu"
)
# "X chịu trách nhiệm thi hành Quyết định này": the closing clause, no task of its own.
_EXECUTION: Final = regex.compile(
    r"(?:chịu|có)\s+trách\s+nhiệm\s+(?:tổ\s+chức\s+)?(?:thi\s+hành|thực\s+hiện|triển\s+khai(?:,\s+tổ\s+chức)?\s+thực\s+hiện)(?:\s+theo)?\s+"
    r"(?:các\s+)?(?:nghiêm\s+)?(?:quyết\s+định|nghị\s+quyết|nghị\s+định|thông\s+tư|chỉ\s+thị|kế\s+hoạch|quy\s+định|quy\s+chế|luật|pháp\s+lệnh|thông\s+tư\s+liên\s+tịch|chương\s+trình)\s+(?:(?:tại|của)\s+\p{L}+\s+\p{L}+\s+)?(?:liên\s+tịch\s+)?này"
)
_RESPONSIBLE_BEFORE: Final = regex.compile(
    r"chịu\s+trách\s+nhiệm\s+(?:trước|toàn\s+diện|chung|về\s+tính|cá\s+nhân|liên\s+đới|bồi)"
)


def clauses(
    masked: Masked, span: Span, *, manner: str = DIRECTIVE, addressed: bool = False, due: bool = False
) -> tuple[Clause, ...]:
    """The clauses of one sentence, in order, covering it; only those that name an addressee have a `lead`.

    `manner` says how much a wording must say to be a task: everything in a directive; in the text of a law only
    duties in so many words; in a report only requests. `addressed`: a heading has named the addressee, so that the
    sentence need not. `due`: it says by when, so that its subject is told to act even where rules are made ("Điều 2.
    Sở X hướng dẫn … trong quý IV năm 2006")."""
    heads = list(_heads(masked, span, manner, addressed, due))
    if not heads:
        return (_inherited(masked, span),)
    out: list[Clause] = []
    first = heads[0].span.start
    before = masked.words[span.start : first].rstrip()
    if addressed and (before.endswith(";") or (heads[0].rule != "order" and ";" in before)):
        out.append(_inherited(masked, Span(span.start, first)))
    else:
        heads[0] = replace(heads[0], span=Span(span.start, heads[0].span.end))
    ends = [head.span.start for head in heads[1:]] + [span.end]
    for head, end in zip(heads, ends, strict=True):
        out.append(_completed(masked, replace(head, span=Span(head.span.start, end))))
    return tuple(out)


def _inherited(masked: Masked, span: Span) -> Clause:
    opening = _grammar().opening.match(masked.words, span.start, span.end)
    action = masked.trimmed(opening.end() if opening else span.start, span.end)
    joint = joint_leads(masked, span)
    return Clause(span, action, coordinating=_coordinating(masked, span, joint), joint=joint)


def joint_leads(masked: Masked, span: Span) -> tuple[BodyMention, ...]:
    """Y in "đồng chủ trì với Y": who leads beside the one that the heading names."""
    joint = _grammar().joint.search(masked.words, span.start, span.end)
    return masked.bodies(*joint.span("list")) if joint else ()


def _completed(masked: Masked, clause: Clause) -> Clause:
    span = clause.span
    opening = _grammar().opening.match(masked.words, clause.action.start, span.end)
    start = opening.end() if opening else clause.action.start
    ends_open = masked.words[span.start : span.end].rstrip().endswith(":")
    lead = clause.lead + tuple(b for b in joint_leads(masked, span) if b not in clause.lead)
    coordinating = _coordinating(masked, Span(clause.action.start, span.end), lead)
    return replace(
        clause, action=masked.trimmed(start, span.end), lead=lead, coordinating=coordinating, opens=ends_open
    )


def _coordinating(masked: Masked, span: Span, lead: tuple[BodyMention, ...]) -> tuple[BodyMention, ...]:
    """Everybody after "phối hợp với", unless the act is to make somebody else work together."""
    named = {body.name for body in lead}
    out: dict[str, BodyMention] = {}
    for match in _grammar().coordination.finditer(masked.words, span.start, span.end):
        before = regex.split(r"[,;.:]", masked.words[span.start : match.start()])[-1]
        if "\ue000" in before and regex.search(
            r"(?:chỉ đạo|đôn đốc|hướng dẫn|yêu cầu|đề nghị|kiểm tra|giao)\s", before
        ):
            continue
        for body in masked.bodies(*match.span("list")):
            if body.name not in named:
                out.setdefault(body.name, body)
    return tuple(out.values())


# "… đã được các cấp, | các ngành quan tâm": a list that the passive governs, torn at its comma.
_PASSIVE: Final = regex.compile(r"(?<!\w)(?:được|bởi)\s+(?:(?:các|\ue000)[^,;.:]{1,40},\s+){1,3}$")


# "Căn cứ đề nghị của Bộ X, | các bộ, ngành liên quan, chủ trì …": whose proposals they are, not who leads.
_GOVERNED: Final = regex.compile(
    r"(?<!\w)(?:đề\s+nghị|ý\s+kiến|đề\s+xuất|báo\s+cáo|yêu\s+cầu)\s+của\s+(?:các\s+)?\ue000\ue001*+,\s+$"
)
_APART: Final = regex.compile(rf"{LIST},\s")
_SECOND_POST: Final = regex.compile(r"[-–]\s+(?:phó\s+)?(?:trưởng|chủ\s+tịch|chủ\s+nhiệm)\s+(?:ban\b[^,.;:\ue000]*)?$")


_EXCEPT: Final = regex.compile(r"(?<!\w)(?:trừ|ngoài)\s+$")


def _leads(masked: Masked, span: tuple[int, int]) -> tuple[BodyMention, ...]:
    """The bodies of a list, second posts left out, each once."""
    out: dict[str, BodyMention] = {}
    for body in masked.bodies(*span):
        at = body.evidence[0].start
        if _EXCEPT.search(masked.words, max(span[0], at - 12), at):
            continue
        if not _SECOND_POST.search(masked.words, max(span[0], at - 80), at):
            out.setdefault(body.name, body)
    return _without_owner(tuple(out.values()))


def _without_owner(bodies: tuple[BodyMention, ...]) -> tuple[BodyMention, ...]:
    """ "Trung tâm Công nghệ thông tin, Bộ Nội vụ": an office, then the ministry it is of."""
    if len(bodies) == 2 and _OFFICE.match(bodies[0].name) and bodies[1].name.startswith("Bộ ") and not bodies[1].group:
        return bodies[:1]
    return bodies


_OFFICE: Final = regex.compile(r"(?:Vụ|Cục|Tổng cục|Trung tâm|Viện|Thanh tra)\s")


def coordinating(masked: Masked, span: Span) -> tuple[BodyMention, ...]:
    """Everybody named after "phối hợp với" in the stretch."""
    return _coordinating(masked, span, ())


def _heads(masked: Masked, span: Span, manner: str, addressed: bool, due: bool) -> Iterator[Clause]:
    """Each place of the sentence where an addressee is named and told something."""
    text = masked.words
    adverbial = bool(_grammar().adverbial.match(text, span.start, span.end)) and not (
        addressed and _AMBIGUOUS.match(text, span.start, span.end)
    )
    at = span.start
    named: tuple[str, ...] = ()
    for place, strong in _places(text, span):
        if place < at or (not strong and _PASSIVE.search(text, max(span.start, place - 90), place)):
            continue
        if not strong and _GOVERNED.search(text, max(span.start, place - 300), place) and _APART.match(text, place):
            continue
        after = 0 if place == span.start else 2 if strong else 1
        if manner == NORM and EACH_YEAR.fullmatch(text, span.start, place):
            after = 0
        own = manner == DIRECTIVE or (addressed and (after == 0 or (adverbial and not named)))
        own = own or (due and after == 0)
        head = _head(masked, place, span.end, manner, addressed, after=after, own=own)
        if head is None or (
            head.rule != "order" and place > span.start and not strong and not (adverbial and not named)
        ):
            continue
        if manner == NORM and head.rule != "order" and place > span.start:
            head = replace(head, lead=_listed_before(masked, span.start, place) + head.lead)
        names = tuple(body.name for body in head.lead)
        at = head.action.start
        if names != named:
            yield head
            named = names


def _listed_before(masked: Masked, start: int, place: int) -> tuple[BodyMention, ...]:
    """The bodies of the same list before a place: one that no list knows has broken it ("Văn phòng A, phòng nọ của B,
    Văn phòng C có trách nhiệm …")."""
    before: tuple[BodyMention, ...] = ()
    pieces = regex.split(r"(?<=[,;]\s)", masked.words[start:place].replace("\n", " "))
    for piece in reversed([piece for piece in pieces if piece]):
        if not _LISTED.match(piece) or ";" in piece:
            break
        first = place - len(piece)
        found = masked.bodies(first, place)
        begins = [body for body in found if not masked.words[first : body.evidence[0].start].strip(" ,")]
        before, place = (*begins, *before), first
    return before


_LISTED: Final = regex.compile(r"(?:và\s+|các\s+)*(?:\p{L}+\s+){0,4}\ue000\ue001*[^\ue000,;.:]{0,40}[,;]\s$")


def _places(text: str, span: Span) -> Iterator[tuple[int, bool]]:
    """Where a clause may begin: the sentence, after a semicolon (strong), after a comma."""
    yield span.start, True
    for match in islice(_MARK.finditer(text, span.start, span.end), _MOST_PLACES):
        if not _quoted(text, span.start, match.end()):
            yield match.end(), match.group()[0] == ";"


_MARK: Final = regex.compile(r"[;,:]\s")


def _quoted(text: str, start: int, at: int) -> bool:
    """Whether a place stands between quotation marks: the words of somebody else."""
    opened = text.rfind("“", start, at)
    return opened >= 0 and not any(mark in text[opened:at] for mark in '”"')


def _head(
    masked: Masked, place: int, end: int, manner: str, addressed: bool, *, after: int, own: bool
) -> Clause | None:
    """The clause that begins at a place, if one does. `own`: a subject with any act counts, not only with a duty."""
    grammar, text = _grammar(), masked.words
    order = grammar.order.match(text, place, end)
    if order and manner == REPORT and _TOLD_OF.match(text, place, end):
        order = None
    if order and (not addressed or _stands(text, order, after)):
        group = "members" if order["members"] else "lead"
        lead, rest = _leads(masked, order.span(group)), order.end(group)
        told = manner != NORM or _orders(text, place, order, lead)
        told = told or (own and after == 0 and not addressed and _PLEASE.match(text, place) and not everybody(lead))
        if told and not _refused(text, rest, end, manner):
            return Clause(Span(place, end), Span(rest, end), lead, rule="order")
    if manner == REPORT:
        return None
    subject = _subject(text, place, end, own=own, manner=manner, after=after)
    if subject is None and manner == NORM and after == 0:
        subject = _service(masked, place, end)
    if subject is None:
        return None
    lead = _leads(masked, subject.span("lead"))
    verb = subject.start("verb")
    if _PAST.match(text, subject.end("lead"), end) or _refused(text, verb, end, manner):
        return None
    if manner == NORM and not order and _IS_FOR.match(text, subject.end("lead"), end):
        return None
    if manner == NORM and lead[-1].name.endswith((" cơ quan", " đơn vị")) and BARE_OFFICE.match(text, verb):
        return None
    if manner == NORM and (
        everybody(lead) or _RESPONSIBLE_BEFORE.search(text, verb, end) or _ANSWERS.match(text, verb, end)
    ):
        return None
    duty = bool(grammar.strong.search(text, verb, min(end, subject.end("verb") + 1)))
    return Clause(Span(place, end), Span(verb, end), lead, rule="duty" if duty else "subject")


# "X chịu trách nhiệm về việc phát ngôn của …": mere answerability, no act.
_ANSWERS: Final = regex.compile(r"[\s,]*chịu\s+trách\s+nhiệm\s+về(?!\s+việc\s+tổ\s+chức)[^;]*$")
# "5. Đề nghị Ủy ban Trung ương Mặt trận Tổ quốc Việt Nam giám sát …" where rules say who carries them out.
_PLEASE: Final = regex.compile(r"\s*(?:trân\s+trọng\s+)?đề\s+nghị(?!\w)")


def _stands(text: str, order: Any, after: int) -> bool:
    """Whether an order under a heading that has named the addressee names another all the same: "giao Y …", or whoever
    gives it is named ("Uỷ ban nhân dân tỉnh đề nghị Bộ X …")."""
    said = BODY[0] in text[order.start() : order.start("order")]
    return after != 1 and (said or order["order"].split()[0] in ("giao", "yêu", "phân"))


def _subject(text: str, place: int, end: int, *, own: bool, manner: str, after: int) -> Any:
    """The match of a body and its verb: in the text of a law a duty in so many words before any act, and no act that is
    a power ("X quyết định thành lập …", "X quy định chi tiết …") or the law's own carrying out."""
    grammar = _grammar()
    duty = grammar.duty.match(text, place, end) if not own or after == 0 else None
    if not own or (duty and manner == NORM):
        return duty
    subject = grammar.subject.match(text, place, end)
    if subject and manner == NORM:
        rest = subject.end("lead")
        if POWER.match(text, rest, end) or _EXECUTION.search(text, rest, min(end, rest + 400)):
            return None
    return subject or duty


def _service(masked: Masked, place: int, end: int) -> Any:
    """The match of a sentence of a law about what particular bodies are there to do."""
    subject = _grammar().subject.match(masked.words, place, end)
    if subject is None or not SERVES.match(masked.words, subject.end("lead"), end):
        return None
    named = masked.bodies(*subject.span("lead"))
    return subject if all(particular(body) for body in named) else None


# "Kế hoạch gồm: mục đích; phân công đơn vị chủ trì, đơn vị phối hợp; kinh phí": parts of something.
_CONSISTS: Final = regex.compile(r"(?<!\w)(?:gồm|bao\s+gồm)(?:\s+các\s+nội\s+dung(?:\s+\p{L}+){0,3})?\s*:?[^.:]*$")
# In a report: what another paper says ("Luật số …, trong đó giao Uỷ ban nhân dân cấp tỉnh quy định …").
_TOLD_OF: Final = regex.compile(r"\s*(?:trong\s+đó|theo\s+đó)(?!\w)")


def _orders(text: str, place: int, order: Any, lead: tuple[BodyMention, ...]) -> bool:
    """Whether an order in the text of a law is the law's own: it hands something over; "X đề nghị Y phối hợp …" and
    "4. Kiến nghị Quốc hội …" is what somebody may do, "X giao đơn vị trực thuộc …" how he goes about it."""
    if _CONSISTS.search(text, max(0, place - 250), place):
        return False
    hands_over = order["order"].split()[0] in ("giao", "phân", "uỷ")
    if BODY[0] in text[order.start() : order.start("order")] and not any(particular(body) for body in lead):
        return False
    return hands_over and not everybody(lead) and any(body.rule != "shape" for body in lead)


def _refused(text: str, at: int, end: int, manner: str) -> bool:
    rest = text[at:end]
    if not rest.strip(" .,;:/"):
        return ":" not in rest  # "… đề nghị Bộ X:" opens a list
    if _NO_TASK.match(rest) or _MEETING.match(rest) or _GIVEN.match(rest) or _EXECUTION.match(rest.lstrip(" ,")):
        return True
    if (standing := _STANDING.match(rest)) and not _grammar().goes_on.search(rest, standing.end()):
        return True
    return manner == NORM and bool(_DELEGATION.match(rest))
