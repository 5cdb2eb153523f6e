"""Obligations in paragraphs: each point with an act of its own, under whoever its heading or its words name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import regex

from extract.actions import DIRECTIVE, NORM, REPORT, Clause, any_of, clauses
from extract.anaphora import Addressees
from extract.deadlines import find_deadlines
from extract.mask import Masked
from extract.norms import APPLIES_TO, CARRIES_OUT, HOLDS, everybody
from extract.obligations_draft import Draft, Manner, Passage
from extract.obligations_headings import Heading, read_heading
from extract.obligations_lines import Lines, read_lines
from extract.pipe import sentences
from extract.sureness import sure
from vanthu.records import BodyMention, Span

TOPIC: Final = "topic"
"""The rule of a point that names nobody and has points of its own, while lines may still name its addressee."""


@dataclass(frozen=True, slots=True)
class Context:
    """Whom a heading or an opening sentence has named for what follows it."""

    lead: tuple[BodyMention, ...]
    coordinating: tuple[BodyMention, ...]
    span: Span
    rule: str
    duty: bool = True


def read_passages(masked: Masked, passages: Sequence[Passage], manner: Manner, addressees: Addressees) -> list[Draft]:
    """The obligations of the running text, in order."""
    return list(_Reader(masked, manner, addressees).read(passages))


class _Reader:
    """Goes through the passages once, with the headings in force."""

    def __init__(self, masked: Masked, manner: Manner, addressees: Addressees) -> None:
        self.masked, self.manner, self.addressees = masked, manner, addressees
        self.contexts: dict[str | None, Context] = {}
        self.asked: tuple[BodyMention, ...] = ()  # whom the letter has asked last
        self.carrying: set[str | None] = set()  # provisions that say who carries the paper out
        self.waiting: list[Draft] = []  # drafts that lines after them may still complete
        self.told: list[int] = []  # those of them that the lines just before spoke about
        self.applies: set[str | None] = set()  # articles that say whom and what the rules are about
        self.section: str | None = None
        self.over: str | None = None

    def read(self, passages: Sequence[Passage]) -> Iterator[Draft]:
        for passage in passages:
            if _section(passage) != self.section:
                yield from self.addressed()
                self.section = _section(passage)
            if not self.is_over(passage):
                told = self.told
                found = self.passage(passage)  # may complete those that wait
                if found or self.told is told:
                    self.told = []
                if found:
                    self.waiting = [draft for draft in self.waiting if draft.rule != TOPIC]
                self.waiting += found
        yield from self.addressed()

    def addressed(self) -> Iterator[Draft]:
        """The drafts that waited for lines after them, without those that nobody was named for."""
        yield from (draft for draft in self.waiting if draft.lead)
        self.waiting, self.told = [], []

    def is_over(self, passage: Passage) -> bool:
        """Whether the part has ended: recipients and signatures stand after its last task."""
        if passage.part == self.over and passage.kind not in ("phu-luc", "part"):
            return True
        over = _end().match(self.masked.words, passage.span.start, passage.span.end)
        self.over = passage.part if over else None
        return bool(over)

    def passage(self, passage: Passage) -> list[Draft]:
        manner = self.manner.at(passage.part)
        span = passage.span
        if manner != NORM:
            lines = read_lines(self.masked, span, self.manner.issued, after_task=bool(self.waiting))
            if lines:
                if not self.masked.words[span.start : lines.span.start].strip(" .-–+*"):
                    self.complete(lines)
                    return []
                drafts = self.passage(replace(passage, span=Span(span.start, lines.span.start)))
                if any(not draft.lead for draft in self.waiting):
                    self.complete(lines)
                return [completed(draft, lines, self.masked) for draft in drafts] or self.named_after(passage, lines)
        if _idle().match(self.masked.words, span.start, span.end) or self.is_basis(passage):
            return []
        if passage.heading and APPLIES_TO.match(self.masked.words, span.start, span.end):
            self.applies.add(passage.path)
        if not self.applies.isdisjoint(passage.parents):
            return []
        if passage.heading and CARRIES_OUT.match(self.masked.words, span.start, span.end):
            self.carrying.add(passage.path)
        heading = read_heading(self.masked, span, branch=passage.branch)
        if heading and (manner != REPORT or heading.asked) and self.heads(passage, heading):
            context = _of_heading(heading, duty=self.carries_out(passage))
            if heading.rest is None:
                self.contexts[passage.path] = context
                return []
            if passage.leads_on:
                self.contexts[passage.path] = context
            return self.acts(passage, Span(heading.rest, span.end), context, manner)
        if passage.heading and not heading:
            self.contexts.pop(passage.path, None)
        return self.acts(passage, span, self.context(passage), manner)

    def carries_out(self, passage: Passage) -> bool:
        """Whether the paragraph stands under "Tổ chức thực hiện": what it says a body does is that body's task, in
        rules too."""
        return not self.carrying.isdisjoint(passage.parents)

    def is_basis(self, passage: Passage) -> bool:
        """Whether the paragraph only names what the paper rests on: "Căn cứ Luật …;" before the first number."""
        words = self.masked.words[passage.span.start : passage.span.end].strip()
        if not words.startswith("căn cứ"):
            return False
        return words.endswith((";", ",")) or (passage.path is None and not _asks().search(words))

    def is_topic(self, passage: Passage) -> bool:
        """Whether the paragraph only says what the points or paragraphs below it are about."""
        words = self.masked.words[passage.span.start : passage.span.end].rstrip()
        return passage.heading and passage.leads_on and (passage.branch or not words.endswith((".", ";")))

    def says(self, passage: Passage, clause: Clause) -> bool:
        """Whether a paragraph with points of its own is a whole sentence about a body of its own all the same: "1. Bộ X
        theo dõi … ." above points that name others."""
        words = self.masked.words[passage.span.start : passage.span.end].rstrip()
        return bool(clause.lead) and passage.branch and words.endswith(".")

    def heads(self, passage: Passage, heading: Heading) -> bool:
        """Whether a name at the head of a paragraph makes its body responsible for what follows: always after a list
        label; without one only before a colon (a letterhead or a signature has none)."""
        if passage.heading:
            return True
        if {body.name for body in heading.lead} <= self.manner.issuers and self.manner.reticent:
            return False
        return self.masked.words[heading.span.end : heading.span.end + 1] == ":"

    def context(self, passage: Passage) -> Context | None:
        for path in passage.parents:
            if path in self.contexts:
                return self.contexts[path] if self.contexts[path].lead else None
        return self.contexts.get(None)

    def complete(self, lines: Lines) -> None:
        """Lines speak about all tasks since the last such lines or the last heading; several lines, each a paragraph
        of its own, about the same."""
        others = [n for n, draft in enumerate(self.waiting) if not draft.rule.endswith("+lines")]
        self.told = list(self.told or others)
        for n in self.told:
            self.waiting[n] = completed(self.waiting[n], lines, self.masked)

    def named_after(self, passage: Passage, lines: Lines) -> list[Draft]:
        """A task whose addressee only stands in the lines after it."""
        span = self.masked.trimmed(passage.span.start, lines.span.start)
        if not lines.lead or span.end - span.start < 12:
            return []
        draft = Draft(
            passage.evidence(span), passage.evidence(span), (), (), passage.path, passage.label, "after", sure("after")
        )
        return [completed(draft, lines, self.masked)]

    def acts(self, passage: Passage, span: Span, context: Context | None, manner: str) -> list[Draft]:
        """The obligations of one paragraph."""
        usable = context if context and _binds(context, manner) and self.reaches(passage, context, manner) else None
        found: list[Clause] = []
        for sentence in self.sentences(span):
            due = manner == NORM and (self.carries_out(passage) or self.by_when(sentence))
            found += clauses(self.masked, sentence, manner=manner, addressed=usable is not None, due=due)
        if not found:
            return []
        self.asked = next((clause.lead for clause in found if clause.rule == "order" and clause.lead), self.asked)
        ends_open = found[-1].opens or self.masked.words[span.start : span.end].rstrip().endswith(":")
        if ends_open and manner == NORM and HOLDS.search(self.masked.words, span.start, span.end):
            self.contexts[passage.path] = Context((), (), span, "contents")
        elif ends_open and not (found[-1].lead and _CONTENTS.search(self.masked.words, span.start, span.end)):
            opening = found.pop()
            if opening.lead and not self.about_issuer(opening, manner) and self.announces(opening):
                self.contexts[passage.path] = Context(
                    opening.lead, opening.coordinating, opening.span, opening.rule, opening.rule != "subject"
                )
            elif not opening.lead and opening.coordinating and context:
                self.contexts[passage.path] = _joined(context, opening)
        topic = self.is_topic(passage)
        return [
            draft
            for run in self.runs(found, usable)
            if (draft := self.draft(passage, run, usable, manner)) is not None
            and not (topic and draft.rule.startswith(("heading", "subject")) and not self.says(passage, run[0]))
        ]

    def reaches(self, passage: Passage, context: Context, manner: str) -> bool:
        """Whether a heading speaks about a paragraph so far below it: in a law one that names only a collective speaks
        about its own points ("Trách nhiệm của các cơ quan, đơn vị": what is under them names its own body)."""
        if manner != NORM or not all(body.group for body in context.lead):
            return True
        return any(self.contexts.get(path) is context for path in (*passage.parents[:2], None))

    def announces(self, opening: Clause) -> bool:
        """Whether an opening sentence says that tasks follow ("… thực hiện các nhiệm vụ sau:"), not a report or a
        meeting ("Đoàn kiểm tra lập kế hoạch như sau:")."""
        words = self.masked.words[opening.span.start : opening.span.end]
        return opening.rule != "subject" or bool(_tasks().search(words))

    def sentences(self, span: Span) -> Iterator[Span]:
        text = self.masked.text[span.start : span.end].replace("\n", " ").replace("\f", " ")
        for sentence in sentences(text):
            yield Span(span.start + sentence.start, span.start + sentence.end)

    def runs(self, found: list[Clause], context: Context | None) -> Iterator[list[Clause]]:
        """Clauses that are one obligation: neighbours with one addressee, unless several have deadlines of their own.

        A clause that names nobody goes on about the one before it, or goes back to the heading's addressee where the
        paragraph began with that one."""
        due = {self.due(clause) for clause in found} if len(found) > 1 else set()
        apart = len(due - {None}) > 1
        own = context if context and found and not found[0].lead else None
        run: list[Clause] = []
        for clause in found:
            if run and (apart or not _same(run[0], clause, own) or (not clause.lead and self.is_sent(clause.span))):
                yield run
                run = []
            run.append(clause)
        if run:
            yield run

    def by_when(self, sentence: Span) -> bool:
        """Whether a sentence names a point of time, not the days of a procedure ("trong thời hạn 05 ngày")."""
        text = self.masked.text[sentence.start : sentence.end].replace("\n", " ")
        return any(d.rel in ("before", "by", "in") for d in find_deadlines(text, issued=self.manner.issued))

    def due(self, clause: Clause) -> str | None:
        text = self.masked.text[clause.span.start : clause.span.end].replace("\n", " ")
        for deadline in find_deadlines(text, issued=self.manner.issued):
            if deadline.rel != "ongoing":
                return f"{deadline.rel} {deadline.value}"
        return None

    def is_sent(self, span: Span) -> bool:
        """Whether a sentence says where and by when something is sent: "Ý kiến tham gia gửi về Sở X trước ngày …"."""
        return bool(_SENT.match(self.masked.words, span.start, span.end)) and self.by_when(span)

    def about_issuer(self, clause: Clause, manner: str) -> bool:
        """Whether the issuer of a letter only says what he does himself; in rules it is his duty."""
        own = {body.name for body in clause.lead} <= self.manner.issuers
        return own and manner != NORM and self.manner.reticent and clause.rule == "subject"

    def is_act(self, span: Span, action: Span) -> bool:
        """Whether a point that names nobody begins like something to be done."""
        words = self.masked.words
        label = _LABEL.match(words, span.start, span.end)  # "Công tác huấn luyện: Tổ chức …"
        starts = (span.start, action.start, *((label.end(),) if label else ()))
        acts = any(_act().match(words, start, span.end) for start in starts)
        return acts and not (
            _not_a_task().match(words, span.start, span.end) or _noun().match(words, span.start, span.end)
        )

    def is_case(self, span: Span) -> bool:
        """Whether a sentence of a law says how cases are dealt with, or nothing of its own."""
        words = self.masked.words
        return bool(_CASE.match(words, span.start, span.end) or _PROCEDURE.search(words, span.start, span.end))

    def draft(self, passage: Passage, run: list[Clause], context: Context | None, manner: str) -> Draft | None:
        first = run[0]
        span = self.masked.trimmed(first.span.start, run[-1].span.end)
        if span.end - span.start < 8 or (manner == NORM and self.is_case(span)):
            return None
        lead, joint, rule = first.lead, first.coordinating, first.rule
        for clause in run[1:]:
            joint = _more(joint, clause.coordinating)
        if not lead and manner != NORM:
            lead, rule = self.addressees.of(self.masked, span), "addressee"
            if not lead and self.is_sent(span):
                lead, rule = self.asked or self.addressees.bodies, "sent"
        if lead and self.about_issuer(first, manner):
            return None
        heading: tuple[Span, ...] = ()
        if context and (not lead or _names(lead) <= _names(context.lead)):
            if not lead and not self.is_act(span, first.action):
                return None
            if not lead and manner == NORM and _NOT_THEIRS.match(self.masked.words, span.start, span.end):
                return None
            lead = _more(lead or context.lead, first.joint)
            joint = _more(context.coordinating, joint)
            heading, rule = (context.span,), f"heading-{context.rule}"
        elif not lead:
            if not self.waits(passage, span, manner):
                return None
            rule = TOPIC if self.is_topic(passage) else "named"
        joint = tuple(body for body in joint if body.name not in _names(lead))
        action = Span(min(first.action.start, span.end), span.end)
        own = (passage.evidence(span), passage.evidence(action))
        return Draft(*own, lead, joint, passage.path, passage.label, rule, sure(rule, law=manner == NORM), heading)

    def waits(self, passage: Passage, span: Span, manner: str) -> bool:
        """Whether lines after a point that names nobody may still name its addressee; of a point with points of its
        own only where those are the lines."""
        if manner != DIRECTIVE or passage.kind not in ("khoan", "diem", "gach"):
            return False
        return not _not_a_task().match(self.masked.words, span.start, span.end)


# In the text of a law: how an application or a case is dealt with, step by step, by whoever receives it.
_PROCEDURE: Final = regex.compile(
    r"\d+\s+(?:\([^()]{1,20}\)\s*)?(?:ngày|giờ|tháng)(?:\s+làm\s+việc)?\s*,?\s+(?:kể\s+)?từ\s+(?:ngày|khi|thời\s+điểm|lúc)\s+"
    r"(?:(?:\ue000\ue001*|\p{L}+)\s+){0,3}?(?:nhận|tiếp\s+nhận|có\s+đủ|đủ\s+hồ)"
)
# In the text of a law: what holds in a case ("Trường hợp …, X phải …"), and no act of its own ("thực hiện nhiệm vụ
# quy định tại …").
_CASE: Final = regex.compile(
    r"\W*(?:(?:trong\s+)?trường\s+hợp|trong\s+thời\s+gian\s+này|(?:sau\s+)?khi\s+(?:phát\s+hiện|nhận|tiếp\s+nhận))(?!\w)"
    r"|\W*thực\s+hiện\s+theo\s+(?:quy\s+định\s+)?tại(?!\w)|\W*thực\s+hiện\s+(?:các\s+)?nhiệm\s+vụ(?:,\s+quyền\s+hạn)?\s+khác(?!\w)|\W*(?:[^.;]*\ue001\s+(?:(?:có|chịu)\s+trách\s+nhiệm\s+)?|[^.;,]{0,30},\s+)?thực\s+hiện\s+(?:đầy\s+đủ\s+|đúng\s+|nghiêm\s+)?(?:các\s+)?"
    r"(?:trách\s+nhiệm|nhiệm\s+vụ|nội\s+dung|quy\s+định|nghĩa\s+vụ)(?:,\s+quyền\s+hạn)?(?:\s+trong\s+lĩnh\s+vực[^.;,]{0,80})?\s+(?:(?:được\s+)?quy\s+định\s+tại|tại\s+(?:điều|khoản|luật|nghị)|theo\s+(?:quy\s+định|kết\s+luận)|đối\s+với)"
)
# In the text of a law, under a heading: words about somebody else, a mere answerability, a case that entitles.
_NOT_THEIRS: Final = regex.compile(
    r"\W*(?:các\s+)?\ue000|\W*chịu\s+trách\s+nhiệm\s+(?:về|trước|toàn\s+diện)[^;]*$"
    r"|\W*trường\s+hợp\s[^.;]{0,300}?\sđược\s+(?:thanh|quyết|hưởng|áp|tiếp\s+tục|coi|xem|miễn|giảm|phép|cấp|hoàn)(?!\w)"
)
# "Ý kiến tham gia gửi về Sở X trước …" · "Báo cáo gửi về Phòng X …"     not: Báo cáo gửi kèm
_SENT: Final = regex.compile(
    r"\W*(?:(?:các|mọi|toàn\s+bộ)\s+)?(?:ý\s+kiến|văn\s+bản|báo\s+cáo|hồ\s+sơ|kết\s+quả|nội\s+dung|tài\s+liệu|thông\s+tin|số\s+liệu|danh\s+sách)"
    r"(?!\w)[^.;:\ue000]{0,90}?\s?gửi\s+(?:về|tới|đến|cho|trước|\ue000)"
)
# "… đề nghị Bộ X trình Chính phủ sửa đổi Nghị định theo hướng:" — what follows is the content of the act.
# "X có trách nhiệm báo cáo trong các trường hợp sau đây:" — what follows are its cases.
_CONTENTS: Final = regex.compile(
    r"(?:theo\s+(?:các\s+)?hướng|trong\s+(?:các|những)\s+trường\s+hợp)(?:\s+(?:sau|như\s+sau|sau\s+đây))?\s*:\s*$"
)
_LABEL: Final = regex.compile(r"\W*(?:[^\s.;:,\ue000]+\s+){0,9}[^\s.;:,\ue000]+:\s+")


def _names(bodies: Sequence[BodyMention]) -> set[str]:
    return {body.name for body in bodies}


def _more(bodies: tuple[BodyMention, ...], others: tuple[BodyMention, ...]) -> tuple[BodyMention, ...]:
    """The bodies and those of the others that are not among them."""
    return bodies + tuple(body for body in others if body.name not in _names(bodies))


def completed(draft: Draft, lines: Lines, masked: Masked) -> Draft:
    """The draft with what the lines after it say."""
    named = {body.name for body in draft.coordinating}
    lead = lines.lead or draft.lead
    joint = draft.coordinating + tuple(b for b in lines.coordinating if b.name not in named)
    rule = draft.rule.removesuffix("+lines") + "+lines"
    return replace(
        draft,
        lead=lead,
        coordinating=tuple(b for b in joint if b.name not in {body.name for body in lead}),
        deadline=lines.deadline or draft.deadline,
        product=(lines.product,) if lines.product else draft.product,
        rule=rule,
        score=sure(rule),
        heading=(*draft.heading, lines.span),
    )


def _binds(context: Context, manner: str) -> bool:
    """Whether a heading gives tasks: in a law only one that says so, to somebody in particular."""
    if manner == DIRECTIVE:
        return True
    return (context.duty or context.rule == "order") and not everybody(context.lead)


def _joined(context: Context, opening: Clause) -> Context:
    """The same addressee, with those whom a point that opens others ("đ) Phối hợp với …:") names beside him."""
    named = {body.name for body in (*context.lead, *context.coordinating)}
    more = tuple(body for body in opening.coordinating if body.name not in named)
    return replace(context, coordinating=context.coordinating + more)


def _of_heading(heading: Heading, *, duty: bool) -> Context:
    rule = "order" if heading.asked else "body"
    return Context(heading.lead, heading.coordinating, heading.span, rule, heading.duty or duty)


def _section(passage: Passage) -> str | None:
    """What lines after a task may reach back over: the numbered provision around letters, dashes and plain
    paragraphs."""
    for path in passage.parents:
        if not _POINT.fullmatch(path.rpartition("/")[2]):
            return path
    return passage.path


_POINT: Final = regex.compile(r"(?:gach|diem)-.*")


@lru_cache(maxsize=1)
def _act() -> Any:
    return regex.compile(
        rf"\W*(?:{any_of('verbs')}|{any_of('adverbials')}|{any_of('orders')}|(?:mỗi|không|tuyệt\s+đối|mọi|toàn\s+bộ|chỉ)(?!\w))"
    )


@lru_cache(maxsize=1)
def _tasks() -> Any:
    return regex.compile(
        r"(?:nhiệm\s+vụ|giải\s+pháp|công\s+việc|biện\s+pháp|yêu\s+cầu)[^.;:]*:\s*$|(?:phải|cần|có\s+trách\s+nhiệm|tập\s+trung)[^.;:]*:\s*$"
    )


@lru_cache(maxsize=1)
def _end() -> Any:
    return regex.compile(r"\s*(?:nơi\s+nhận\s*:|(?:(?:kt|tm|tl|tuq|t/m|k/t|q)\s*\.|[tk]/[mtl](?=\s))\s*\p{L})")


def _same(one: Clause, other: Clause, context: Context | None) -> bool:
    """Whether a clause goes on about the addressee of the one before it; without one of its own it goes back to the
    heading's where there is one."""
    inherited = {b.name for b in context.lead} if context else set()
    before = {b.name for b in one.lead} or inherited
    return before == ({b.name for b in other.lead} or inherited or before)


@lru_cache(maxsize=1)
def _noun() -> Any:
    """What begins like a verb and is a noun ("Trình độ …", "Thu nhập …"), or says what something is."""
    return regex.compile(
        r"\W*(?:trình\s+(?:độ|tự)|thu\s+nhập|cấp\s+(?:tỉnh|xã|huyện|uỷ|trên|dưới)|quyết\s+định\s+(?:số|này)|báo\s+cáo\s+(?:viên|số)"
        r"|thông\s+tin\s+(?:về|liên)|lãnh\s+đạo\s+(?:các|sở|tỉnh)|phòng\s+(?!ngừa|chống)\p{L}+|chịu\s+(?:tác|ảnh)|kế\s+hoạch|yêu\s+cầu\s+(?:trong|về|đối|của|chung|đặt))(?!\w)"
        r"|[^,;.:\ue000]{3,80}\slà\s+(?:một\s+)?(?:trong\s+những\s+)?(?:nhiệm\s+vụ|trách\s+nhiệm|yêu\s+cầu|khâu|giải\s+pháp|nội\s+dung)(?!\w)"
    )


@lru_cache(maxsize=1)
def _asks() -> Any:
    return regex.compile(rf"{any_of('orders')}\s+(?:các\s+)?\ue000")


@lru_cache(maxsize=1)
def _idle() -> Any:
    return regex.compile(rf"\s*[-–+*(]?\s*{any_of('idle')}")


@lru_cache(maxsize=1)
def _not_a_task() -> Any:
    """Under a heading that names a body: what is no act of his all the same (numbers, conditions, permissions)."""
    return regex.compile(
        r"\s*(?:(?:thời\s+gian|địa\s+điểm|đối\s+tượng|nội\s+dung|kinh\s+phí|phương\s+tiện|phương\s+thức|hình\s+thức|thành\s+phần|phạm\s+vi|hồ\s+sơ|số\s+lượng|mục\s+tiêu|nguồn|cơ\s+cấu)(?!\w)[^.:;]{0,50}:|"
        r"được(?!\s+giao)|có\s+thể|có\s+quyền|không\s+phải|là(?!\s+(?:cơ\s+quan\s+)?(?:đầu|đơn))|gồm|bao\s+gồm|\d+(?:[.,]\d+)?\s*%|trường\s+hợp\s+[^,]*$|trường\s+hợp\s[^.;]{0,200}?\s(?:thì\s+)?(?:phải\s+)?chịu\s+trách\s+nhiệm\s+trước|ông(?!\w)|bà(?!\w)|đồng\s+chí|đ/c)(?!\w)"
    )
