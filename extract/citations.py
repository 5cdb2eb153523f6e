"""Citations: mentions of other papers by number, of laws by name, of resolutions by their congress or issuer.

A citation's words run kind → number → date → issuer, without title and pinpoint. What is printed once for a list
("các Luật số 43/2024/QH15, số 47/2024/QH15"; a common date and issuer at its end) holds for each of the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import regex

from extract.bodies import find_bodies, home_place
from extract.dates import DAY, read_date
from extract.kinds import by_word, issuer_of, kind_of
from extract.laws import LawMention, find_laws
from extract.numbers import NumberMention, find_numbers
from vanthu.records import BodyMention, Citation, Span
from vanthu.viet import canonical

_S: Final = r"[\s\u00a0]+"
_B: Final = r"[\s\u00a0]*"
_DAY: Final = DAY.replace(" ?", r"\s*")  # written for flat text, here any white space


@dataclass(slots=True)
class _Draft:
    """A citation being read: `start:end` are its words so far."""

    start: int
    end: int
    number: str | None
    kind: str | None
    rule: str
    issued: str | None = None
    issuer: tuple[str, ...] = ()
    listed: bool = False  # it continues a list: no kind's word of its own
    name: str | None = None
    score: float = field(default=1.0)


@dataclass(frozen=True, slots=True)
class _Page:
    """A text with what was found in it beforehand."""

    text: str
    words: str
    bodies: dict[int, BodyMention]
    ends: dict[int, BodyMention]
    home: str | None


def find_citations(
    text: str, *, home: str | None = None, bodies: Sequence[BodyMention] | None = None
) -> tuple[Citation, ...]:
    """All citations of a text in order; evidence counts in `text`, `id` and `provision` are left to the caller.

    `home` as in `find_bodies`; `bodies` are its findings where the caller has them. An issuer that is not printed is
    taken from the number's letters where they name one. The paper's own number in its head ("Số: …") is none."""
    found = bodies if bodies is not None else find_bodies(text, home=home)
    starts = {b.evidence[0].start: b for b in found}
    ends = {b.evidence[0].end: b for b in found}
    page = _Page(text, canonical(text), starts, ends, home)
    laws = list(find_laws(text))
    drafts = _numbered(page, laws)
    taken = [(d.start, d.end) for d in drafts]
    drafts += [d for d in _short(page) if not any(s < d.end and d.start < e for s, e in taken)]
    taken = [(d.start, d.end) for d in drafts]
    drafts += _by_name(page, laws, taken)
    drafts += [d for d in _by_issuer(page) if not any(s < d.end and d.start < e for s, e in taken)]
    drafts.sort(key=lambda d: (d.start, -d.end))
    _share(page, drafts)
    return tuple(_citation(page, draft) for draft in drafts)


# --- by number ------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _kind_before() -> Any:
    words = "|".join(w.replace(" ", _S) for w in sorted(by_word(), key=len, reverse=True))
    return regex.compile(rf"(?<!\w)(?P<kind>{words})(?:{_S}mật)?{_B},?{_B}$")


_NO: Final = regex.compile(rf"(?<!\w)(?:số|so|sô|no\.?){_B}:?{_B}$")
_BREAK: Final = regex.compile(r"[.;\n]\s")
_INSIDE: Final = regex.compile(r"(?:[^.;/]{0,380}(?:,|và)\s+(?:các\s+)?)?")
# "… của Luật Đất đai số 31/2024/QH15, Luật Nhà ở số 27/2023/QH15": each number is its own law's.
_NEXT_NUMBERED: Final = regex.compile(r"\s*(?:,|và)\s+(?:bộ\s+)?luật\s+[^.;/]{3,90}?\s+số\s+\d")
_AND_ONLY: Final = regex.compile(r"\s+và\s+")
_YEAR_IN: Final = regex.compile(r"/((?:19|20)\d\d)/")
_JOIN: Final = regex.compile(rf"^{_B}(?:,|;|và|,{_B}và|hoặc){_S}(?:và{_S})?(?:các{_S})?(?:văn{_S}bản{_S})?$")
_HEAD: Final = regex.compile(rf"(?:^|[\n\f|]){_B}số{_B}:?{_B}$")


def _numbered(page: _Page, laws: Sequence[LawMention]) -> list[_Draft]:
    drafts: list[_Draft] = []
    law_ends = {law.end: law for law in laws}
    for number in find_numbers(page.text):
        draft = _lead(page, number, law_ends, drafts[-1] if drafts else None)
        if draft is None:
            continue
        _tail(page, draft)
        drafts.append(draft)
    return drafts


def _lead(page: _Page, number: NumberMention, laws: dict[int, LawMention], last: _Draft | None) -> _Draft | None:
    """What stands before a number: the kind's word or a law's name, "số", or the list that it continues."""
    at, end = number.span.start, number.span.end
    floor = max(0, at - 60)
    no = _NO.search(page.words, floor, at)
    here = no.start() if no else at
    law = laws.get(len(page.text[:here].rstrip()))
    if law and not law.amends:
        own = _NEXT_NUMBERED.match(page.words, end) is not None
        start, name = (law.start, _name(page, law)) if own else _whole_law(page, law, laws)
        return _Draft(start, end, number.number, law.kind, "law-number", name=name)
    kind = _kind_before().search(page.words, floor, here)
    if kind and _written(page.text[kind.start()], kind["kind"]):
        name = by_word()[" ".join(kind["kind"].split())].name
        if name in ("văn bản", "công văn"):
            name = kind_of(number.number) or name
        return _Draft(kind.start(), end, number.number, name, "number")
    joined = last is not None and at - last.end < 60 and _JOIN.match(page.words[last.end : here] + " ")
    if joined and last is not None:
        return _Draft(here, end, number.number, kind_of(number.number) or last.kind, "number-list", listed=True)
    if _HEAD.search(page.words, max(0, at - 80), at):
        return None
    if not (_DATED.match(page.words, end) or _year(number.number) or kind_of(number.number)):
        return None
    return _Draft(here, end, number.number, kind_of(number.number), "number-alone", score=0.8)


def _written(first: str, word: str) -> bool:
    """Whether a kind's word may be one: short forms (NQ, TT, CT) only in capitals."""
    return (len(word) > 3 and "luật" not in word) or first.isupper()


def _whole_law(page: _Page, law: LawMention, laws: dict[int, LawMention]) -> tuple[int, str]:
    """A law with the words before it that make it the amending one: "Luật sửa đổi, bổ sung … của Luật X"."""
    start = law.start
    for other in laws.values():
        if other.amends and other.start < start <= other.end + 400 and not _BREAK.search(page.text, other.end, start):
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


def _tail(page: _Page, draft: _Draft) -> None:
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


def _issuer(page: _Page, draft: _Draft) -> None:
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


def _share(page: _Page, drafts: list[_Draft]) -> None:
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


def _one_list(page: _Page, earlier: _Draft, later: _Draft) -> bool:
    """Whether two citations are joined: by a list ("số … , số …") or by "và" and the same kind's word."""
    if later.start < earlier.end or later.kind != earlier.kind:
        return False
    return later.listed or _AND_ONLY.fullmatch(page.words, earlier.end, later.start) is not None


def _year(number: str) -> str | None:
    match = _YEAR_IN.search(number)
    return match[1] if match else None


_SHORT: Final = regex.compile(
    rf"(?<!\w)(?P<kind>nghị{_S}quyết|chỉ{_S}thị|kết{_S}luận|nghị{_S}định|đề{_S}án|quyết{_S}định|thông{_S}tư|kế{_S}hoạch|công{_S}điện)"
    rf"(?:{_S}(?P<no>số):?)?{_S}(?P<number>\d{{2,4}}(?:/(?:19|20)\d\d)?)(?![\w/.%-]|,\d|{_S}(?:ngày|tháng|năm){_S}(?:kể|làm|sau))"
)


_SURE: Final = ("nghị quyết", "chỉ thị", "kết luận", "đề án")


def _short(page: _Page) -> Iterator[_Draft]:
    """ "Nghị quyết 57" · "Chỉ thị số 32 của Ban Bí thư" · "Quyết định số 49/2024": numbers without their letters."""
    for match in _SHORT.finditer(page.words):
        kind = " ".join(match["kind"].split())
        if not page.text[match.start()].isupper() or not (match["no"] or kind in ("nghị quyết", "chỉ thị", "kết luận")):
            continue
        draft = _Draft(match.start(), match.end(), match["number"], kind, "number-short", score=0.7)
        _tail(page, draft)
        if kind in _SURE or draft.issued or draft.issuer or "/" in match["number"]:
            yield draft


# --- by name, by issuer ---------------------------------------------------------------------------------------------


def _by_name(page: _Page, laws: Sequence[LawMention], taken: Sequence[tuple[int, int]]) -> Iterator[_Draft]:
    """Laws without a number. An amending law with its date is one, whatever laws it names; without a date it is still
    to be made, and those that it amends are cited."""
    by_end = {law.end: law for law in laws}
    amended: dict[int, list[_Draft]] = {}
    for law in laws:
        covered = any(start <= law.start and law.end <= end for start, end in taken)
        if law.amends or (covered and _covers_alone(page, law, taken)):
            continue
        rule, score = ("law-name", 1.0) if law.known else ("law-guess", 0.7)
        draft = _Draft(law.start, law.end, None, law.kind, rule, score=score, name=_name(page, law))
        whole, name = _whole_law(page, law, by_end)
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


def _covers_alone(page: _Page, law: LawMention, taken: Sequence[tuple[int, int]]) -> bool:
    """Whether the law is the very one that a number was read for (and not one inside an amending law's name)."""
    return any(start == law.start and law.end <= end for start, end in taken)


_ISSUED_KINDS: Final = "nghị quyết|kết luận|chỉ thị|quyết định|nghị định|thông tư|quy định|thông báo kết luận|thông báo"
_CONGRESS: Final = regex.compile(
    rf"(?<!\w)(?P<kind>nghị{_S}quyết){_S}(?:của{_S})?(?=đại{_S}hội{_S}(?:đại{_S}biểu|đảng|[xvi]+|lần))"
)
_NAMELESS: Final = regex.compile(
    rf"(?<!\w)(?P<kind>{_ISSUED_KINDS.replace(' ', _S)})(?:{_S}(?P<day>{_DAY}))?{_S}của{_S}"
)
_ABOUT: Final = regex.compile(rf"{_S}về{_S}(?:[^\s;.,()]+{_S}?){{2,24}}")
_NEW: Final = regex.compile(
    rf"(?:dự{_S}thảo|xây{_S}dựng|ban{_S}hành|trình|soạn{_S}thảo|thông{_S}qua|ra|có|hoặc|và|,|các|bằng|một|những|theo|thuộc|phê{_S}duyệt){_S}$"
)


def _by_issuer(page: _Page) -> Iterator[_Draft]:
    """ "Nghị quyết Đại hội XIV của Đảng" · "Kết luận của Ban Bí thư về …" · "Thông báo ngày 5/6/2026 của …"."""
    for match in _CONGRESS.finditer(page.words):
        body = page.bodies.get(match.end())
        if body and page.text[match.start()].isupper():
            yield _Draft(match.start(), body.evidence[0].end, None, "nghị quyết", "congress", issuer=(body.name,))
    for match in _NAMELESS.finditer(page.words):
        body = page.bodies.get(match.end())
        if body is None or body.group or not page.text[match.start()].isupper():
            continue
        end, day = body.evidence[0].end, read_date(match["day"]) if match["day"] else None
        about = _ABOUT.match(page.words, end)
        if day or (about and not _NEW.search(page.words, max(0, match.start() - 20), match.start())):
            kind = " ".join(match["kind"].split())
            end = about.end() if about and not day else end
            yield _Draft(match.start(), end, None, kind, "issuer", day, (body.name,), score=0.6)


# --- pinpoint and relation ------------------------------------------------------------------------------------------

_LABEL: Final = r"(?:\d{1,3}[a-zđ]?(?:\.\d+)*|[a-zđ]|[ivx]{1,5})(?!\w)"
_PINPOINT: Final = regex.compile(
    rf"(?P<pin>(?:(?:tiết|điểm|khoản|điều|phụ{_S}lục|chương|mục){_S}{_LABEL}(?:{_B}(?:,|và|-){_B}{_LABEL})*{_B},?{_B}(?:và{_S})?){{1,8}})"
    rf"(?:(?:của|tại|ban{_S}hành{_S}kèm{_S}theo|kèm{_S}theo){_S})?(?:các{_S})?$"
)
# Tried in this order on the words before a citation.
_RELATIONS: Final = tuple(
    (relation, regex.compile(pattern.replace(" ", _S), regex.VERBOSE))
    for relation, pattern in (
        ("amends", r"(?:sửa đổi|bổ sung)[^.;]{0,60}$"),
        ("replaces", r"thay thế[^.;]{0,40}$"),
        ("repeals", r"(?:bãi bỏ|hủy bỏ|huỷ bỏ)[^.;]{0,60}$"),
        ("suspends", r"(?:ngưng hiệu lực|tạm ngưng|đình chỉ|tạm dừng)[^.;]{0,60}$"),
        ("implements", r"(?:thực hiện|triển khai|thi hành|quán triệt|hướng dẫn|cụ thể hoá)[^.;]{0,40}$"),
    )
)
_BASIS: Final = regex.compile(r"(?:^|[\n.;:]|\s{2,})\s*(?:căn\s+cứ|theo\s+đề\s+nghị|xét\s+đề\s+nghị|xét)\s+[^\n;]*$")


def _pinpoint(page: _Page, start: int) -> tuple[str | None, int]:
    match = _PINPOINT.search(page.words, max(0, start - 120), start)
    if match is None:
        return None, start
    return " ".join(page.text[match.start("pin") : match.end("pin")].split()).rstrip(" ,"), match.start()


def _relation(page: _Page, start: int) -> str:
    before = page.words[max(0, start - 400) : start]
    if _BASIS.search(before):
        return "basis"
    near = before[-90:]
    return next((relation for relation, pattern in _RELATIONS if pattern.search(near)), "refers")


def _citation(page: _Page, draft: _Draft) -> Citation:
    pinpoint, start = _pinpoint(page, draft.start)
    return Citation(
        id="",
        evidence=(Span(draft.start, draft.end),),
        quote=" ".join(page.text[draft.start : draft.end].split()),
        number=draft.number,
        type=draft.kind,
        issued=draft.issued,
        issuer=draft.issuer,
        pinpoint=pinpoint,
        relation=_relation(page, start),
        rule=draft.rule,
        score=draft.score,
        name=draft.name,
    )
