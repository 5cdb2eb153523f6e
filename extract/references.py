"""Words that mean something named elsewhere: "Nghị quyết này", "Nghị định nêu trên", "Đề án 06", "Bộ này", "các cơ quan
nêu trên", "cơ quan chủ trì". What each means is looked for before it, in what was found already; what cannot be told is
said to be open, with the reason.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import regex

from extract.citation_context import pinpoint
from extract.shortnames import ShortName, short_names
from extract.structure import Structure
from vanthu.records import BodyMention, Citation, Evidence, Metadata, Obligation, Reference, Span
from vanthu.viet import canonical

KINDS: Final = (
    "nghị quyết", "nghị định", "quyết định", "thông tư liên tịch", "thông tư", "chỉ thị", "kế hoạch", "chương trình",
    "đề án", "quy chế", "quy định", "điều lệ", "bộ luật", "luật", "pháp lệnh", "công văn", "công điện", "thông báo",
    "kết luận", "hướng dẫn", "báo cáo", "tờ trình", "văn bản", "phương án", "chiến lược",
)  # fmt: skip
_KIND: Final = "(?P<kind>" + "|".join(kind.replace(" ", r"\s+") for kind in KINDS) + ")"
_ABOVE: Final = (
    r"(?:(?:đã\s+)?(?:được\s+)?(?:nêu|nói|kể|dẫn|ghi)\s+(?:ở\s+)?trên|trên\s+đây"
    r"|trên(?=\s*[,.;:)]|\s*$|\s+(?:và|theo|có|được|phải|là)\s))"
)
_THIS: Final = regex.compile(rf"(?<!\w){_KIND}\s+này(?!\w)")
_PAPERS_ABOVE: Final = regex.compile(rf"(?<!\w)(?P<many>(?:các|những|hai|ba|bốn)\s+)?{_KIND}\s+(?:{_ABOVE})(?!\w)")
_HEAD: Final = (
    r"(?P<head>ban\s+chỉ\s+đạo|tổ\s+công\s+tác|uỷ\s+ban\s+nhân\s+dân|uỷ\s+ban|hội\s+đồng|trung\s+tâm|bộ|sở|cục|vụ|viện"
    r"|cơ\s+quan|đơn\s+vị|địa\s+phương|ngành)"
)
_BODY_THIS: Final = regex.compile(
    rf"(?<!\w)(?<!các\s)(?:thủ\s+trưởng\s+)?{_HEAD}\s+(?:này|nói\s+trên|nêu\s+trên)(?!\w)"
)
_BODIES_ABOVE: Final = regex.compile(
    rf"(?<!\w)(?:thủ\s+trưởng\s+)?các\s+{_HEAD}(?:\s*,\s*(?:\w+\s?){{1,3}}){{0,3}}\s+(?:{_ABOVE}|này)(?!\w)"
)
_ROLE: Final = regex.compile(
    r"(?<!\w)(?:cơ\s+quan|đơn\s+vị)\s+"
    r"(?:được\s+(?:giao|phân\s+công)(?:\s+chủ\s+trì)?|chủ\s+trì(?:\s+soạn\s+thảo)?|soạn\s+thảo|trình)"
    r"(?=\s*[,.;)]|\s+(?:có|phải|chịu|báo|gửi|tổng|xây|nghiên|tiếp|phối|kịp|tổ\s+chức|hoàn|để|và|về)\s|\s*$)"
)
_ATTACHES: Final = regex.compile(
    rf"(?:về\s+việc\s+)?(?:ban\s+hành|phê\s+duyệt|công\s+bố)\s+(?:kèm\s+theo\s+)?{_KIND}(?!\w)"
)
_LABELS: Final = regex.compile(r"(điều|khoản|điểm)\s+(\w+)(?P<more>\s*(?:,|và|hoặc|đến)\s+\w{1,3}(?!\w))?")
_ANY: Final = ("cơ quan", "đơn vị")
_NAME_GOES_ON: Final = regex.compile(r"\s+(?:\p{Lu}|số\s|này\b)")
_NEAR: Final = 700
_SENTENCE: Final = regex.compile(r"[.;:\n]\s")


@dataclass(frozen=True, slots=True)
class Found:
    """What was found in the paper before; `text` is what evidence counts in."""

    text: str
    built: Structure
    head: Metadata
    citations: Sequence[Citation]
    bodies: Sequence[BodyMention]
    tasks: Sequence[Obligation]


def find_references(found: Found) -> tuple[Reference, ...]:
    """The references of a paper in order; `id`, `quote` and `provision` are left to the caller."""
    reader = _Reader(found)
    out: list[Reference] = []
    for paragraph in found.built.paragraphs:
        if paragraph.kind in ("text", "quoted", "footnote", "cell"):
            words = canonical(paragraph.flow(found.text))
            kind = paragraph.kind
            out += reader.read(words, paragraph.span.start, quoted=kind in ("quoted", "footnote"), cell=kind == "cell")
    return tuple(sorted(out, key=lambda one: (one.evidence[0], -one.evidence[0].end)))


class _Reader:
    """Looks back from each reference; the lists are in order, so that each look is a bisection."""

    def __init__(self, found: Found) -> None:
        self.found = found
        self.cited = [one.evidence[0].start for one in found.citations if one.evidence]
        self.named = [one.evidence[0].start for one in found.bodies if one.evidence]
        self.tasks = sorted(found.tasks, key=lambda task: task.act[0])
        self.acts = [task.act[0].start for task in self.tasks]
        self.own = _own_kinds(found)
        self.consolidated = any(kind.startswith("văn bản hợp nhất") for kind in self.own)
        self.paths = tuple(provision.path for provision in found.built.provisions)
        self.defined: list[ShortName] = list(short_names(found.text, found.citations))

    def read(self, words: str, base: int, *, quoted: bool, cell: bool = False) -> Iterator[Reference]:
        """The references of one paragraph, whose words begin at `base`."""
        if "này" in words:
            for match in _THIS.finditer(words):
                yield self.this_paper(words, base, match, quoted=quoted)
            for match in _BODY_THIS.finditer(words):
                head = base + match.start("head")
                if match["head"][:2] in ("cơ", "đơ") or self.found.text[head].isupper():  # not: nhiệm vụ này
                    yield self.body(base, match)
        if " trên" in words:
            for match in _PAPERS_ABOVE.finditer(words):
                yield self.papers(base, match)
        if "các" in words and (" trên" in words or " này" in words):
            for match in _BODIES_ABOVE.finditer(words):
                yield self.several(base, match)
        for match in () if cell else _ROLE.finditer(words):
            if not words[match.end() :].lstrip().startswith(":"):
                yield self.role(base, match)
        for short in self.defined:
            if short.end <= base + len(words) and short.words in words:
                yield from self.short(words, base, short)

    # --- papers

    def this_paper(self, words: str, base: int, match: regex.Match[str], *, quoted: bool) -> Reference:
        kind = " ".join(match["kind"].split())
        if (kind in self.own or kind == "văn bản" or self.consolidated) and not quoted:
            said, start = pinpoint(words, words, match.start())
            path = self.path(said) if said else None
            span = Span(base + start, base + match.end())
            return Reference("", (span,), "", "self", (), self.own.get(kind, ()), "this-paper", path=path)
        before = self.amended(base + match.start(), kind) if quoted else self.last_cited(base + match.start(), kind)
        if before is None:
            why = (
                f"“{kind} này” nằm trong lời trích, văn bản được trích không rõ"
                if quoted
                else f"không có {kind} nào được nêu trước đó"
            )
            return _open(base, match, "this-paper", why)
        return _meaning(base, match, "paper", (before,), "this-cited", 0.7)

    def path(self, said: str) -> str | None:
        """The path of a provision of this paper: "điểm a khoản 2 Điều 5" is dieu-5/khoan-2/diem-a."""
        labels = [match.group(1, 2) for match in _LABELS.finditer(canonical(said)) if not match["more"]]
        if len({name for name, _ in labels}) != len(labels) or not labels:
            return None  # several provisions
        order = {"điều": "dieu", "khoản": "khoan", "điểm": "diem"}
        known = dict(labels)
        wanted = "/".join(f"{slug}-{known[name].replace('đ', 'dd')}" for name, slug in order.items() if name in known)
        return next((path for path in self.paths if path == wanted or path.endswith("/" + wanted)), None)

    def papers(self, base: int, match: regex.Match[str]) -> Reference:
        kind = " ".join(match["kind"].split())
        start = base + match.start()
        if not match["many"]:
            before = self.last_cited(start, kind, within=4 * _NEAR)
            if before is None:
                return _open(base, match, "paper-above", f"không có {kind} nào được nêu trước đó")
            return _meaning(base, match, "paper", (before,), "paper-above", 0.8)
        all_before = [one for one in self.cited_before(start, 3 * _NEAR) if kind == "văn bản" or one.type == kind]
        if not all_before:
            return _open(base, match, "paper-above", f"không có {kind} nào được nêu trước đó")
        return _meaning(base, match, "paper", tuple(all_before), "papers-above", 0.6)

    def cited_before(self, start: int, within: int) -> list[Citation]:
        last = bisect_left(self.cited, start)
        first = bisect_left(self.cited, start - within)
        return [one for one in self.found.citations[first:last] if one.evidence[-1].end <= start]

    def amended(self, start: int, kind: str) -> Citation | None:
        """The paper of this kind that was said last to be amended: whose words a quotation gives."""
        known = (one for one in reversed(self.cited_before(start, start)) if one.relation == "amends")
        return next((one for one in known if one.type == kind), None)

    def last_cited(self, start: int, kind: str, within: int = 20 * _NEAR) -> Citation | None:
        known = (one for one in reversed(self.cited_before(start, within)) if kind in (one.type, "văn bản"))
        return next(known, None)

    def short(self, words: str, base: int, short: ShortName) -> Iterator[Reference]:
        for match in regex.finditer(rf"(?<!\w){regex.escape(short.words)}(?!\w)", words):
            span = Span(base + match.start(), base + match.end())
            printed = self.found.text[span.start : span.end]
            if span.start < short.end or not printed[0].isupper() or printed.isupper() or self.inside(span):
                continue
            if _NAME_GOES_ON.match(self.found.text, span.end):  # "Luật" of "Luật Đất đai"
                continue
            names = (short.citation.number or short.citation.resolved or short.citation.name or short.citation.quote,)
            yield Reference("", (span,), "", "paper", names, short.citation.evidence, "short-name", 0.9)

    def inside(self, span: Span) -> bool:
        """Whether a stretch is inside of a citation's own words."""
        at = bisect_left(self.cited, span.start + 1) - 1
        return at >= 0 and self.found.citations[at].evidence[-1].end >= span.end

    # --- bodies

    def bodies_before(self, start: int, head: str) -> list[BodyMention]:
        last, first = bisect_left(self.named, start), bisect_left(self.named, start - _NEAR)
        near = [one for one in self.found.bodies[first:last] if not one.group and one.evidence[-1].end <= start]
        if head in _ANY:
            return near
        word = "sở" if head == "ngành" else head
        return [one for one in near if canonical(one.name).startswith(word) or (head == "tỉnh" and "tỉnh" in one.name)]

    def body(self, base: int, match: regex.Match[str]) -> Reference:
        head = " ".join(match["head"].split())
        before = self.bodies_before(base + match.start(), head)
        if not before:
            return _open(base, match, "body-this", f"không có {head} nào được nêu ngay trước đó")
        return _named(base, match, (before[-1],), "body-this", 0.7 if head in _ANY else 0.8)

    def several(self, base: int, match: regex.Match[str]) -> Reference:
        head = " ".join(match["head"].split())
        before = self.bodies_before(base + match.start(), "cơ quan" if head in ("địa phương", "ngành") else head)
        chain = _last_list(self.found.text, before)
        if not chain:
            return _open(base, match, "bodies-above", f"không có các {head} nào được liệt kê ngay trước đó")
        return _named(base, match, tuple(chain), "bodies-above", 0.6)

    def role(self, base: int, match: regex.Match[str]) -> Reference:
        """ "cơ quan chủ trì": who leads the tasks before it in the same article, where those have one lead."""
        start = base + match.start()
        here = self.found.built.provision_at(start)
        at = bisect_left(self.acts, start + 1)
        before = [
            task
            for task in self.tasks[max(0, at - 12) : at]
            if task.path and here and _article(task.path) == _article(here.path) and task.act[-1].end <= start
        ]
        leads = {tuple(body.name for body in task.lead) for task in before if task.lead}
        if len(leads) != 1 or any(body.rule == "role" for task in before for body in task.lead):
            why = (
                "các nhiệm vụ trước đó trong điều này nêu nhiều cơ quan"
                if leads
                else "trước đó trong điều này không nêu cơ quan nào"
            )
            return _open(base, match, "role-of-task", why)
        return _named(base, match, before[-1].lead, "role-of-task", 0.5)


def _own_kinds(found: Found) -> dict[str, Evidence]:
    """The kinds that this paper and its attached parts are, with where they say so."""
    own: dict[str, Evidence] = {}
    if found.head.type:
        own[canonical(found.head.type.value)] = found.head.type.evidence
    if found.head.title and (attached := _ATTACHES.match(canonical(found.head.title.value))):
        own[" ".join(attached["kind"].split())] = found.head.title.evidence
    for part in found.built.parts:
        title = " ".join(canonical(found.text[part.heading.start : part.heading.end]).split())[:80]
        for kind in KINDS:
            if kind in title and regex.search(rf"(?:^|\b(?:số|phụ lục \w+)[ :.]+){kind}\b", title):
                own.setdefault(kind, (part.heading,))
    return own


def _article(path: str) -> str:
    """The path up to its article (or its top)."""
    pieces = path.split("/")
    for n, piece in enumerate(pieces):
        if piece.startswith("dieu-"):
            return "/".join(pieces[: n + 1])
    return pieces[0]


def _last_list(text: str, bodies: Sequence[BodyMention]) -> list[BodyMention]:
    """The last two or more bodies that stand in one sentence."""
    chain: list[BodyMention] = []
    for body in reversed(bodies):
        if chain and _SENTENCE.search(text, body.evidence[-1].end, chain[0].evidence[0].start):
            if len(chain) > 1:
                break
            chain = []
        chain.insert(0, body)
    return chain if len(chain) > 1 else []


def _span(base: int, match: regex.Match[str]) -> Evidence:
    return (Span(base + match.start(), base + match.end()),)


def _open(base: int, match: regex.Match[str], rule: str, why: str) -> Reference:
    return Reference("", _span(base, match), "", "", (), (), rule, 0.0, why=f"Chưa rõ: {why}.")


def _meaning(
    base: int, match: regex.Match[str], means: str, papers: Iterable[Citation], rule: str, score: float
) -> Reference:
    listed = tuple(papers)
    names = tuple(dict.fromkeys(one.number or one.resolved or one.name or one.quote for one in listed))
    where = tuple(span for one in listed for span in one.evidence)
    return Reference("", _span(base, match), "", means, names, where, rule, score)


def _named(base: int, match: regex.Match[str], bodies: Sequence[BodyMention], rule: str, score: float) -> Reference:
    names = tuple(dict.fromkeys(body.name for body in bodies))
    where = tuple(span for body in bodies for span in body.evidence)
    return Reference("", _span(base, match), "", "body", names, where, rule, score)
