"""Citations: mentions of other papers by number, of laws by name, of resolutions by their congress or issuer.

A citation's words run kind → number → date → issuer, without title and pinpoint. What is printed once for a list
("các Luật số 43/2024/QH15, số 47/2024/QH15"; a common date and issuer at its end) holds for each of the list.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import accumulate, pairwise
from typing import Any, Final

import regex

from extract.bodies import find_bodies, home_place
from extract.citation_context import CARRIED, LIST, pinpoint, relation
from extract.citation_draft import CitationDraft
from extract.dates import DAY, read_date
from extract.kinds import by_word, issuer_of, kind_of
from extract.laws import LawMention, find_laws
from extract.numbers import NumberMention, find_numbers
from extract.pipe import spelt
from vanthu.records import BodyMention, Citation
from vanthu.viet import canonical, fold

_S: Final = r"[\s\u00a0]+"
_B: Final = r"[\s\u00a0]*"
_DAY: Final = DAY.replace(" ?", r"\s*")  # written for flat text, here any white space


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with what was found in it beforehand."""

    text: str
    words: str
    bodies: dict[int, BodyMention]
    ends: dict[int, BodyMention]
    home: str | None
    amending: tuple[LawMention, ...]
    kinds: tuple[int, ...]
    """Where a kind's word may begin that a citation without a number of its own begins with: in a capital letter."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """Stretches that citations have taken, by their beginnings, each with the furthest end up to it: asked by
    bisection."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    reach: tuple[int, ...]

    @classmethod
    def by(cls, drafts: Sequence[CitationDraft]) -> _Taken:
        ordered = sorted((draft.start, draft.end) for draft in drafts)
        ends = tuple(end for _, end in ordered)
        return cls(tuple(start for start, _ in ordered), ends, tuple(accumulate(ends, max)))

    def meets(self, start: int, end: int) -> bool:
        """Whether one shares a character with the stretch."""
        before = bisect_left(self.starts, end)
        return before > 0 and self.reach[before - 1] > start

    def holds(self, start: int, end: int) -> bool:
        """Whether the stretch lies inside of one."""
        before = bisect_right(self.starts, start)
        return before > 0 and self.reach[before - 1] >= end

    def begins_with(self, start: int, end: int) -> bool:
        """Whether one begins with the stretch: a law is then the very one that a number was read for, and not one
        inside an amending law's name."""
        here = bisect_right(self.starts, start)
        return here > 0 and self.starts[here - 1] == start and self.ends[here - 1] >= end


def find_citations(
    text: str, *, home: str | None = None, bodies: Sequence[BodyMention] | None = None
) -> tuple[Citation, ...]:
    """All citations of a text in order; evidence counts in `text`, `id` and `provision` are left to the caller.

    `home` as in `find_bodies`; `bodies` are its findings where the caller has them. An issuer that is not printed is
    taken from the number's letters where they name one. The paper's own number in its head ("Số: …") is none."""
    found = bodies if bodies is not None else find_bodies(text, home=home)
    starts = {b.evidence[0].start: b for b in found}
    ends = {b.evidence[0].end: b for b in found}
    kinds = tuple(match.start() for match in _kind_begins().finditer(text))
    laws = list(find_laws(text))
    page = _Page(text, spelt(text), starts, ends, home, tuple(law for law in laws if law.amends), kinds)
    drafts = _numbered(page, laws)
    taken = _Taken.by(drafts)
    drafts += [d for d in _short(page) if not taken.meets(d.start, d.end)]
    taken = _Taken.by(drafts)
    drafts += _by_name(page, laws, taken)
    drafts += [d for d in _by_issuer(page) if not taken.meets(d.start, d.end)]
    drafts.sort(key=lambda d: (d.start, -d.end))
    _share(page, drafts)
    return tuple(_citations(page, drafts))


def _citations(page: _Page, drafts: Sequence[CitationDraft]) -> Iterator[Citation]:
    """The drafts with their pinpoints and relations; a change holds for each paper of a list."""
    last: tuple[int, str] | None = None
    for draft in drafts:
        pinned, start = pinpoint(page.text, page.words, draft.start)
        why = relation(page.words, start, draft.end)
        joined = last is not None and last[0] <= start and LIST.fullmatch(page.words[last[0] : start] or "", 0)
        if why == "refers" and joined and last is not None and last[1] in CARRIED:
            why = last[1]
        last = (draft.end, why)
        yield draft.citation(page.text, pinpoint=pinned, relation=why)


# --- by number ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _kind_before() -> Any:
    words = "|".join(w.replace(" ", _S) for w in sorted(by_word(), key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?P<kind>{words})(?:{_S}mật)?{_B}[,:]?{_B}$")


@lru_cache(maxsize=1)
def _misread_kinds() -> tuple[Any, dict[str, str]]:
    """Kinds of two words or more by their letters without accents: "Quyêt định số", "Nghi quyết số"."""
    names = {fold(word): word for word in by_word() if " " in word}
    words = "|".join(w.replace(" ", _S) for w in sorted(names, key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?P<kind>{words}){_B},?{_B}$"), names


_NO: Final = regex.compile(rf"(?<!\w)(?:số|so|sô|no\.?){_B}:?{_B}$")
_BREAK: Final = regex.compile(r"[.;\n]\s")
_INSIDE: Final = regex.compile(r"(?:[^.;/]{0,380}(?:,|và)\s+(?:các\s+)?)?")
# "… của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15": each number is its own law's.
_NEXT_NUMBERED: Final = regex.compile(r"\s*(?:,|và)\s+(?:bộ\s+)?luật\s+[^.;/]{3,90}?\s+số\s+\d")
_AND_ONLY: Final = regex.compile(r"\s+và\s+")
_YEAR_IN: Final = regex.compile(r"/((?:19|20)\d\d)/")
_JOIN: Final = regex.compile(rf"^{_B}(?:,|;|và|,{_B}và|hoặc){_S}(?:và{_S})?(?:các{_S})?(?:văn{_S}bản{_S})?$")
_HEAD: Final = regex.compile(rf"(?:^|[\n\f|]){_B}số{_B}:?{_B}$")


def _numbered(page: _Page, laws: Sequence[LawMention]) -> list[CitationDraft]:
    drafts: list[CitationDraft] = []
    law_ends = {law.end: law for law in laws}
    for number in find_numbers(page.text):
        draft = _lead(page, number, law_ends, drafts[-1] if drafts else None)
        if draft is None:
            continue
        _tail(page, draft)
        drafts.append(draft)
    return drafts


def _lead(
    page: _Page, number: NumberMention, laws: dict[int, LawMention], last: CitationDraft | None
) -> CitationDraft | None:
    """What stands before a number: the kind's word or a law's name, "số", or the list that it continues."""
    at, end = number.span.start, number.span.end
    floor = max(0, at - 60)
    no = _NO.search(page.words, floor, at)
    here = no.start() if no else at
    law = laws.get(len(page.text[:here].rstrip()))
    if law and not law.amends:
        own = _NEXT_NUMBERED.match(page.words, end) is not None
        start, name = (law.start, _name(page, law)) if own else _whole_law(page, law)
        return CitationDraft(start, end, number.number, law.kind, "law-number", name=name)
    kind = _kind_before().search(page.words, floor, here)
    if kind and _written(page.text[kind.start()], kind["kind"]):
        name = by_word()[" ".join(kind["kind"].split())].name
        if name in ("văn bản", "công văn"):
            name = kind_of(number.number) or name
        return CitationDraft(kind.start(), end, number.number, name, "number")
    misread = _misread(page, floor, here) if no else None
    if misread:
        return CitationDraft(misread[0], end, number.number, misread[1], "number-misread", score=0.8)
    joined = last is not None and at - last.end < 60 and _JOIN.match(page.words[last.end : here] + " ")
    if joined and last is not None:
        return CitationDraft(here, end, number.number, kind_of(number.number) or last.kind, "number-list", listed=True)
    if _HEAD.search(page.words, max(0, at - 80), at):
        return None
    if not (_DATED.match(page.words, end) or _year(number.number) or kind_of(number.number)):
        return None
    return CitationDraft(here, end, number.number, kind_of(number.number), "number-alone", score=0.8)


def _misread(page: _Page, floor: int, end: int) -> tuple[int, str] | None:
    """Where a kind's words with an accent misread begin before a number, and the kind; most letters are right."""
    pattern, names = _misread_kinds()
    match = pattern.search(fold(page.text[floor:end]))
    if match is None:
        return None
    read = page.words[floor + match.start("kind") : floor + match.end("kind")]
    word = names[" ".join(match["kind"].split())]
    wrong = sum(a != b for a, b in zip(" ".join(read.split()), word, strict=False))
    if wrong > 2 or not page.text[floor + match.start()].isupper():
        return None
    return floor + match.start(), by_word()[word].name


def _written(first: str, word: str) -> bool:
    """Whether a kind's word may be one: short forms (NQ, TT, CT) only in capitals."""
    return (len(word) > 3 and "luật" not in word) or first.isupper()


def _whole_law(page: _Page, law: LawMention) -> tuple[int, str]:
    """A law with the words before it that make it the amending one: "Luật sửa đổi, bổ sung … của Luật X"."""
    start = law.start
    for other in page.amending:
        if other.start < start <= other.end + 400 and not _BREAK.search(page.text, other.end, start):
            between = canonical(page.text[other.end : law.start])
            if _INSIDE.fullmatch(between):
                start = other.start
    return start, " ".join(page.text[start : law.end].split())


def _name(page: _Page, law: LawMention) -> str:
    return " ".join(page.text[law.start : law.end].split())


# --- date and issuer ------------------------------------------------------------------------------------------------

_DATED: Final = regex.compile(rf"{_B},?{_B}(?:(?:ban{_S}hành|ký){_S})?(?P<day>{_DAY})(?![\w/])")
_OF: Final = regex.compile(rf"{_S}(?:của|do){_S}(?:liên{_S}(?:bộ|ngành)?:?{_B})?")
_AND: Final = regex.compile(rf"{_B}(?:,|và|-|–){_S}")
_SESSION: Final = regex.compile(rf"{_S}(?=hội{_S}nghị|ban{_S}chấp{_S}hành)")
_AT: Final = regex.compile(rf"{_S}tại{_S}(?:các{_S})?$")


def _tail(page: _Page, draft: CitationDraft) -> None:
    """Reads the date and the issuer behind, in either order, and an issuer before ("theo đề nghị của X tại …")."""
    for _ in range(2):
        dated = None if draft.issued else _DATED.match(page.words, draft.end)
        if dated and (day := read_date(dated["day"])):
            draft.issued, draft.end = day, dated.end()
        if not draft.issuer:
            _issuer(page, draft)
    if not draft.issuer and draft.kind in ("tờ trình", "báo cáo", "văn bản", "công văn"):
        before = _AT.search(page.words, max(0, draft.start - 20), draft.start)
        body = page.ends.get(before.start()) if before else None
        if body:
            draft.issuer = (body.name,)


def _issuer(page: _Page, draft: CitationDraft) -> None:
    of = _OF.match(page.words, draft.end) or _SESSION.match(page.words, draft.end)
    body = page.bodies.get(of.end()) if of else None
    if body is None:
        return
    names = [body.name]
    end = body.evidence[0].end
    while draft.kind and "liên tịch" in draft.kind and (joint := _AND.match(page.words, end)):
        body = page.bodies.get(joint.end())
        if body is None:
            break
        names.append(body.name)
        end = body.evidence[0].end
    draft.issuer, draft.end = tuple(names), end


def _share(page: _Page, drafts: list[CitationDraft]) -> None:
    """Gives the kind, date and issuer printed once to each of a list; the rest takes the issuer from its number."""
    for later, earlier in zip(reversed(drafts), reversed(drafts[:-1]), strict=False):
        if not earlier.issued and not earlier.issuer and earlier.number and _one_list(page, earlier, later):
            earlier.issuer = later.issuer
            if later.issued and _year(earlier.number) in (None, later.issued[:4]):
                earlier.issued = later.issued
    for before, draft in pairwise(drafts):
        if (
            draft.listed
            and not draft.issuer
            and before.issuer
            and draft.kind in ("tờ trình", "báo cáo", "văn bản", "công văn")
        ):
            draft.issuer = before.issuer
    for draft in drafts:
        if not draft.issuer and draft.number:
            draft.issuer = issuer_of(draft.number, home_place(page.home))


def _one_list(page: _Page, earlier: CitationDraft, later: CitationDraft) -> bool:
    """Whether two citations are joined: by a list ("số … , số …") or by "và" and the same kind's word."""
    if later.start < earlier.end or later.kind != earlier.kind:
        return False
    return later.listed or _AND_ONLY.fullmatch(page.words, earlier.end, later.start) is not None


def _year(number: str) -> str | None:
    match = _YEAR_IN.search(number)
    return match[1] if match else None


_SHORT_KINDS: Final = "nghị quyết|chỉ thị|kết luận|nghị định|đề án|quyết định|thông tư|kế hoạch|công điện"
_SHORT: Final = regex.compile(
    rf"(?<!\w)(?P<kind>{_SHORT_KINDS.replace(' ', _S)})"
    rf"(?:{_S}(?P<no>số):?)?{_S}(?P<number>\d{{2,4}}(?:/(?:19|20)\d\d)?)(?![\w/.%-]|,\d|{_S}(?:ngày|tháng|năm){_S}(?:kể|làm|sau))"
)


_SURE: Final = ("nghị quyết", "chỉ thị", "kết luận", "đề án")


_MORE: Final = regex.compile(
    rf"{_B}(?:,|và|,{_B}và){_S}(?P<number>\d{{2,4}})(?![\w/.%-]|,\d|{_S}(?:ngày|tháng|năm|%|nhiệm|chỉ))"
)


def _short(page: _Page) -> Iterator[CitationDraft]:
    """ "Nghị quyết 57" · "Chỉ thị số 32 của Ban Bí thư" · "Nghị quyết 57, 59, 66, 68": numbers without letters."""
    for match in _at_kinds(page, _SHORT):
        kind = " ".join(match["kind"].split())
        found = [CitationDraft(match.start(), match.end(), match["number"], kind, "number-short", score=0.7)]
        while kind in _LISTED and (more := _MORE.match(page.words, found[-1].end)):
            begin, end = more.span("number")
            found.append(CitationDraft(begin, end, more["number"], kind, "number-short", listed=True, score=0.6))
        last = found[-1]
        _tail(page, last)
        named = bool(match["no"]) or kind in _LISTED
        sure = (named and kind in _SURE) or "/" in match["number"]
        if (sure or last.issued or last.issuer) and (named or last.issuer):
            yield from found


_LISTED: Final = ("nghị quyết", "chỉ thị", "kết luận")


# --- by name, by issuer ---------------------------------------------------------------------------------------------


def _by_name(page: _Page, laws: Sequence[LawMention], taken: _Taken) -> Iterator[CitationDraft]:
    """Laws without a number. An amending law with its date is one, whatever laws it names; without a date it is still
    to be made, and those that it amends are cited."""
    amended: dict[int, list[CitationDraft]] = {}
    for law in laws:
        covered = taken.holds(law.start, law.end)
        if law.amends or (covered and taken.begins_with(law.start, law.end)):
            continue
        rule, score = ("law-name", 1.0) if law.known else ("law-guess", 0.7)
        draft = CitationDraft(law.start, law.end, None, law.kind, rule, score=score, name=_name(page, law))
        whole, name = _whole_law(page, law)
        if whole < law.start and not covered:
            inner = amended.setdefault(whole, [])
            outer = replace(draft, start=whole, name=name)
            inner[:] = [outer] if _DATED.match(page.words, law.end) else [*inner, draft]
            continue
        if not covered:
            dated = _DATED.match(page.words, law.end)
            if dated and (day := read_date(dated["day"])):
                draft.issued, draft.end = day, dated.end()
        yield draft
    for drafts in amended.values():
        if drafts[0].start in amended:
            _tail(page, drafts[0])
        yield from drafts


_ISSUED_KINDS: Final = "nghị quyết|kết luận|chỉ thị|quyết định|nghị định|thông tư|quy định|thông báo kết luận|thông báo"
_CONGRESS: Final = regex.compile(
    rf"(?<!\w)(?P<kind>nghị{_S}quyết){_S}(?:của{_S})?(?=đại{_S}hội{_S}(?:đại{_S}biểu|đảng|[xvi]+|lần))"
)
# Nghị quyết Trung ương 6 khóa XII · Nghị quyết Hội nghị lần thứ sáu Ban Chấp hành Trung ương khóa XII
_SESSION_OF: Final = regex.compile(
    rf"(?<!\w)(?P<kind>nghị{_S}quyết|kết{_S}luận){_S}(?:của{_S})?(?:hội{_S}nghị{_S})?(?:lần{_S}thứ{_S}\w+{_S})?(?:ban{_S}chấp{_S}hành{_S})?"
    rf"trung{_S}ương(?:{_S}đảng)?(?:{_S}(?:lần{_S}thứ{_S})?(?:\d{{1,2}}|[ivx]+))?{_B},?{_B}\(?kho(?:á|á){_S}[ivx]+\)?(?!\w)"
)
_NAMELESS: Final = regex.compile(
    rf"(?<!\w)(?P<kind>{_ISSUED_KINDS.replace(' ', _S)})(?:{_S}(?P<day>{_DAY}))?{_S}của{_S}"
)
_ABOUT: Final = regex.compile(rf"{_S}về{_S}(?:[^\s;.,()]+{_S}?){{2,24}}")
_NEW: Final = regex.compile(
    rf"(?:dự{_S}thảo|xây{_S}dựng|ban{_S}hành|trình|soạn{_S}thảo|thông{_S}qua|ra|có|hoặc|và|,|các|bằng|một|những|theo|thuộc|phê{_S}duyệt){_S}$"
)


@lru_cache(maxsize=1)
def _kind_begins() -> re.Pattern[str]:
    """The first syllables of the kinds above, beginning in a capital letter."""
    first = sorted({kind.split()[0] for kind in f"{_SHORT_KINDS}|{_ISSUED_KINDS}".split("|")}, key=len, reverse=True)
    capitals = {"đ": "[ĐÐ]"}
    return re.compile("|".join(f"{capitals.get(word[0], word[0].upper())}(?i:{word[1:]})" for word in first))


_LONGEST: Final = 400
"""Characters: more than such a citation has."""


def _at_kinds(page: _Page, pattern: Any) -> Iterator[Any]:
    """The matches of a pattern that begins with a kind's word, where that begins in a capital letter. With an end: else
    the engine looks through the rest of the text for words that the pattern cannot do without."""
    matches = (pattern.match(page.words, start, start + _LONGEST) for start in page.kinds)
    return (match for match in matches if match)


def _by_issuer(page: _Page) -> Iterator[CitationDraft]:
    """ "Nghị quyết Đại hội XIV của Đảng" · "Kết luận của Ban Bí thư về …" · "Thông báo ngày 5/6/2026 của …"."""
    for match in _at_kinds(page, _CONGRESS):
        body = page.bodies.get(match.end())
        if body:
            yield CitationDraft(
                match.start(), body.evidence[0].end, None, "nghị quyết", "congress", issuer=(body.name,)
            )
    for match in _at_kinds(page, _SESSION_OF):
        kind = " ".join(match["kind"].split())
        issuer = ("Ban Chấp hành Trung ương Đảng",)
        yield CitationDraft(match.start(), match.end(), None, kind, "session", issuer=issuer, score=0.9)
    for match in _at_kinds(page, _NAMELESS):
        body = page.bodies.get(match.end())
        if body is None or body.group:
            continue
        end, day = body.evidence[0].end, read_date(match["day"]) if match["day"] else None
        about = _ABOUT.match(page.words, end)
        if day or (about and not _NEW.search(page.words, max(0, match.start() - 20), match.start())):
            kind = " ".join(match["kind"].split())
            end = about.end() if about and not day else end
            yield CitationDraft(match.start(), end, None, kind, "issuer", day, (body.name,), score=0.6)
