"""Bodies named in a text, with their canonical names: the one entry for everyone who asks "who is this?".

Single bodies come from the authority file by spaCy's PhraseMatcher, local ones with their unit and place; collectives
by their grammar (`groups`); bodies that no list knows ("Vụ Nuôi trồng thủy sản") by their head word. The longest wins.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import regex

from extract.authority import Authority, Body, Name, Succession, authority, local_name, unitless
from extract.ellipsis import find_parts
from extract.groups import find_groups
from extract.pipe import PhraseBook
from extract.places import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, Place, place_at, province
from extract.words import any_of, load
from vanthu.records import BodyMention, Span
from vanthu.viet import canonical, fold

__all__ = ["Authority", "Body", "Name", "Succession", "authority", "find_bodies", "home_place"]

VIETNAMESE: Final = ("official", "former", "short", "abbreviation")


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    name: str
    body: str | None = None
    group: bool = False
    post: str | None = None
    rule: str = "body"


def find_bodies(text: str, *, home: str | None = None) -> tuple[BodyMention, ...]:
    """The bodies named in a text, in order, not overlapping; evidence counts in `text`.

    `home` (a province or commune, or a body of one: "Sở Công Thương tỉnh Lào Cai") is what local bodies without a
    place take. A name of three words or more may have an accent misread (rule "body-damaged"). A post at the head of
    one body is that body (`post` has the words); a group keeps it in its name."""
    words = canonical(text)
    place = home_place(home)
    best: list[_Found] = []
    for found in ((*_listed(text, words, place), *_parts(text, place), *_collective(text)), _unlisted(text)):
        best = _longest((*best, *sorted(found, key=lambda f: (f.start - f.end, f.body is None, f.start))))
    grown = (_with_post(text, _with_organ(text, item)) for item in sorted(best, key=lambda f: f.start))
    return tuple(_mention(item) for item in _apart(_owned(text, _apart(grown))))


def _longest(items: Iterable[_Found]) -> list[_Found]:
    """The items, an earlier one before a later one where they overlap."""
    taken: list[_Found] = []
    starts: list[int] = []
    for item in items:
        at = bisect_left(starts, item.start)
        if (at == 0 or taken[at - 1].end <= item.start) and (at == len(taken) or item.end <= taken[at].start):
            starts.insert(at, item.start)
            taken.insert(at, item)
    return taken


def _owner(text: str, item: _Found) -> str:
    """A body's name after "của": "Đảng" stays as printed, the collective is named like that."""
    return "Đảng" if text[item.start : item.end] == "Đảng" else item.name


_OF: Final = regex.compile(r"\s+(?:trực\s+thuộc|thuộc|của)\s+")


def _owned(text: str, items: Iterable[_Found]) -> Iterator[_Found]:
    """ "Các đơn vị chức năng" + thuộc + Bộ Thủy sản: the collective of that body."""
    last: _Found | None = None
    for item in items:
        if last is not None and last.group and not item.group and _OF.fullmatch(text, last.end, item.start):
            between = " ".join(text[last.end : item.start].split())
            item = replace(
                last, end=item.end, name=f"{last.name} {between} {_owner(text, item)}", body=None, rule="group-of"
            )
            last = None
        elif last is not None and _is_school_of(text, last, item):
            item = replace(last, end=item.end, name=f"{last.name} - {item.name}", body=None)
            last = None
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


_DASH: Final = regex.compile(r"\s*[-–,]\s*")


def _is_school_of(text: str, school: _Found, item: _Found) -> bool:
    """ "Trường Đại học Khoa học Tự nhiên - Đại học Quốc gia Hà Nội": a member of a university."""
    names = school.name.startswith("Trường Đại học") and item.name.startswith("Đại học ")
    return names and _DASH.fullmatch(text, school.end, item.start) is not None


def _apart(items: Iterable[_Found]) -> Iterator[_Found]:
    """The items in order, without one that a grown neighbour covers."""
    last: _Found | None = None
    for item in items:
        if last is not None and item.start < last.end:
            if item.start <= last.start and item.end >= last.end:
                last = item
            continue
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _mention(item: _Found) -> BodyMention:
    return BodyMention(item.name, (Span(item.start, item.end),), item.body, item.group, item.post, item.rule)


# --- bodies of the authority file -----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Entry:
    phrase: str
    name: Name
    body: Body


@dataclass(frozen=True, slots=True)
class _Books:
    book: PhraseBook
    entries: dict[str, tuple[_Entry, ...]]


@lru_cache(maxsize=1)
def _books() -> _Books:
    """The phrases of all single bodies in Vietnamese without their accents, built once per process."""
    entries: dict[str, list[_Entry]] = {}
    for phrase, name, body in authority().phrases(VIETNAMESE):
        if not body.group and _usable(name):
            entries.setdefault(fold(phrase), []).append(_Entry(phrase, name, body))
    return _Books(PhraseBook(entries), {phrase: tuple(known) for phrase, known in entries.items()})


def _usable(name: Name) -> bool:
    return len(name.text) > 1 and name.text not in load("groups.yaml")["ambiguous"]


def _listed(text: str, words: str, home: Place | None) -> Iterator[_Found]:
    books = _books()
    for start, end, phrase in books.book.find(fold(text)):
        if (start and (words[start - 1].isalnum() or words[start - 1] in "/&")) or words[end : end + 1] in ("&", "/"):
            continue
        if phrase == "dang" and _PARTY_WORD.match(words, end):
            continue
        read = " ".join(words[start:end].split())
        printed = text[start:end]
        known = [e for e in books.entries[phrase] if e.phrase == read]
        rule = "body" if known else "body-damaged"
        known = known or [e for e in books.entries[phrase] if _damaged(read, e.phrase)]
        entries = [(e.name, e.body) for e in known if _printed_as(printed, e.name)]
        plain = next(((n, b) for n, b in entries if b.level != "local"), None)
        local = [(n, b) for n, b in entries if b.level == "local"]
        if local and (item := _local(text, start, end, local, home)):
            yield item
        elif plain:
            name, body = plain
            yield _Found(start, end, _name_used(name, body), body.id, rule=rule)


def _damaged(read: str, phrase: str) -> bool:
    """Whether the words are a name with an accent misread ("Bộ Tài chinh"): three or more, most of them right."""
    one, other = read.split(), phrase.split()
    wrong = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) >= 3 and 3 * wrong <= len(one) and one[0] == other[0]


_PARTY_WORD: Final = regex.compile(r"\s+(?:uỷ|bộ|viên|đoàn|phí|phái|cộng)(?!\w)")


def _printed_as(printed: str, name: Name) -> bool:
    """Whether the letters' case fits: abbreviations exactly, names with a capital first letter."""
    if name.kind == "abbreviation" or name.text.isupper():
        return " ".join(printed.split()) == name.text or (" " in name.text and printed[:1].isupper())
    return printed[:1].isupper() or (printed[:1] in _COMMITTEE and name.text.startswith("Ủy ban nhân dân"))


_COMMITTEE: Final = ("ủ", "u")
"""How "Ủy ban nhân dân" begins in running text of fonts without that capital (and in careless typing)."""


_CONGRESS: Final = regex.compile(r"\b[XVI]+\b")


def _name_used(name: Name, body: Body) -> str:
    """The canonical name: a former name stays, a congress keeps its number, everything else is the official one."""
    if body.id == "dai-hoi-dai-bieu-toan-quoc" and (number := _CONGRESS.search(name.text)):
        return f"Đại hội đại biểu toàn quốc lần thứ {number.group()} của Đảng"
    return name.text if name.kind == "former" else body.name


_BLANK: Final = regex.compile(r"\s+")
_UNIT: Final = regex.compile(
    r"\s+(?:của\s+|tại\s+)?(?P<unit>tỉnh|thành\s+phố|tp\.?|huyện|quận|thị\s+xã|thị\s+trấn|xã|phường|đặc\s+khu)(?!\w)\s*",
    regex.I,
)
_KINDS: Final = {"tp": "thành phố", "tp.": "thành phố"}


def _local(text: str, start: int, end: int, entries: list[tuple[Name, Body]], home: Place | None) -> _Found | None:
    """The local body whose head ends at `end`, with the unit and place that follow or come from home."""
    unit = _UNIT.match(text, end)
    kind = _KINDS.get(canonical(unit["unit"]), " ".join(canonical(unit["unit"]).split())) if unit else None
    fitting = [(n, b) for n, b in entries if kind is None or kind in b.units or unitless(b)]
    if unit and kind and fitting:
        for level, kinds in (("province", PROVINCE_KINDS), ("district", DISTRICT_KINDS), ("commune", COMMUNE_KINDS)):
            at = place_at(text, unit.end(), level, known=kind == "thành phố") if kind in kinds else None
            if at:
                return _placed(start, at[0], _at_level(fitting, level), kind, at[1], level)
        name, body = _of_home(fitting, kind, home)
        if home and kind == home.kind:
            return _placed(start, unit.end("unit"), (name, body), kind, home.name, home.level, rule="body-home")
        head = _head(name, body)
        return _Found(start, unit.end("unit"), head if unitless(body) else f"{head} {kind}", body.id)
    blank = _BLANK.match(text, end)
    at = place_at(text, blank.end(), "province", known=True) if blank else None
    if at and (where := province(at[1])):
        return _placed(start, at[0], _at_level(entries, "province"), where.kind, at[1], "province")
    alone = [(n, b) for n, b in entries if b.alone]
    if not alone:
        return None
    name, body = alone[0]
    if home and home.level == "province" and _provincial(body):
        return _placed(start, end, (name, body), home.kind, home.name, "province", rule="body-home")
    return _Found(start, end, _head(name, body), body.id)


def _provincial(body: Body) -> bool:
    return "tỉnh" in body.units or (unitless(body) and body.id != "huyen-uy")


def _head(name: Name, body: Body) -> str:
    return name.text if name.kind == "former" else body.name


_LEVEL_KINDS: Final = {"province": "tỉnh", "district": "huyện", "commune": "xã"}


def _at_level(entries: list[tuple[Name, Body]], level: str) -> tuple[Name, Body]:
    kind = _LEVEL_KINDS[level]
    return next(((n, b) for n, b in entries if kind in b.units), entries[0])


def _of_home(entries: list[tuple[Name, Body]], kind: str, home: Place | None) -> tuple[Name, Body]:
    if home and home.kind == kind:
        return _at_level(entries, home.level)
    return entries[0]


def _placed(
    start: int, end: int, entry: tuple[Name, Body], kind: str, place: str, level: str, rule: str = "body"
) -> _Found:
    name, body = entry
    if level == "province" and (where := province(place)):
        kind, place = (where.kind if kind != "thành phố" else kind), where.name
    shown = local_name(_head(name, body), kind, place, unit_in_name=not unitless(body))
    return _Found(start, end, shown, f"{body.id}:{Place(place, kind, level).slug}", rule=rule)


@lru_cache(maxsize=64)
def home_place(home: str | None) -> Place | None:
    """The place in a name or id: "Lào Cai", "xã Yên Bình", "Sở Công Thương tỉnh Lào Cai", "tinh-uy:lao-cai"."""
    if not home:
        return None
    if ":" in home and (body := authority().by_id(home)):
        return body.place
    whole = province(home)
    if whole:
        return whole
    for match in reversed(list(_UNIT.finditer(" " + home))):
        kind = " ".join(canonical(match["unit"]).split())
        kind = _KINDS.get(kind, kind)
        for level, kinds in (("province", PROVINCE_KINDS), ("district", DISTRICT_KINDS), ("commune", COMMUNE_KINDS)):
            at = place_at(" " + home, match.end(), level) if kind in kinds else None
            if at:
                return province(at[1]) if level == "province" and province(at[1]) else Place(at[1], kind, level)
    for match in regex.finditer(r"\p{Lu}", home):
        at = place_at(home, match.start(), "province", known=True)
        if at and at[0] == len(home):
            return province(at[1])
    return None


def _parts(text: str, home: Place | None) -> Iterator[_Found]:
    """ "các Bộ: Quốc phòng, Công an": each by its full name, local ones at home."""
    for part in find_parts(text):
        name, body = part.name, part.body
        if body.level == "local" and home and home.level == "province" and _provincial(body):
            item = _placed(part.start, part.end, (name, body), home.kind, home.name, "province", rule="list-home")
        else:
            item = _Found(part.start, part.end, _name_used(name, body), body.id, rule="list")
        yield item


# --- collectives and unlisted bodies --------------------------------------------------------------------------------


def _collective(text: str) -> Iterator[_Found]:
    for match in find_groups(text):
        known = authority().by_name_listed(match.name)
        yield _Found(
            match.start, match.end, match.name, known, group=True, rule="group-bare" if match.bare else "group"
        )


_WORD: Final = r"[\p{L}\d][\p{L}\d&’'.]*(?:-\p{L}+)?"


@lru_cache(maxsize=1)
def _unlisted_pattern() -> Any:
    """A head word, a name that begins in a capital letter, and words up to one that names do not have."""
    words: dict[str, list[str]] = load("groups.yaml")
    head, end = (any_of([w.replace(" ", r"\s+") for w in words[name]]) for name in ("bodies", "ends"))
    begins = r"(?=\p{Lu}|\d+\p{Lu}?(?!\p{L}|\d)|(?:các|số)\s+(?:\p{Lu}|\d)|công\s+trình\s)"
    between = r"(?:\s+(?:-\s+|và\s+|&\s+)?|,\s+(?=\p{L}+(?:\s+\p{L}+){0,4}\s+và\s+))"
    return regex.compile(
        rf"(?<![\p{{L}}\d/-]){head}\s+(?P<tail>(?!{head}){begins}{_WORD}(?:{between}(?!{end})(?!{head}){_WORD}){{0,10}})"
    )


# "Văn phòng Sở", "Thanh tra Bộ": an office of the body that the paper is from.
_OFFICE_OF: Final = regex.compile(
    r"(?<!\p{L})(?:Văn\s+phòng|Thanh\s+tra|Ban\s+Giám\s+đốc|Lãnh\s+đạo)\s+(?:Sở|Bộ)(?!\s+\p{Lu}|\p{L})"
)


def _unlisted(text: str) -> Iterator[_Found]:
    """Bodies by their head word and a name that begins in a capital letter: "Vụ Nuôi trồng thủy sản"."""
    for match in _OFFICE_OF.finditer(text):
        yield _Found(match.start(), match.end(), " ".join(match.group().split()), rule="unlisted")
    for match in _unlisted_pattern().finditer(text):
        printed = " ".join(match.group().split()).rstrip(".’'")
        if printed.isupper() or len(match["tail"]) < 2:
            continue
        end = match.start() + len(match.group().rstrip(".’'"))
        yield _Found(match.start(), end, printed[:1].upper() + printed[1:], rule="unlisted")


# --- what stands before a body --------------------------------------------------------------------------------------

_ORGAN: Final = regex.compile(
    r"(?<!\p{L})(?P<organ>Ban\s+Thường\s+vụ(?:\s+Đảng\s+(?:ủy|uỷ))?|(?<!tịch\s)(?<!thư\s)Thường\s+trực|Ban\s+Thường\s+trực|Ban\s+Chấp\s+hành"
    r"|Văn\s+phòng|Thanh\s+tra|[Ll]ãnh\s+đạo|Ban\s+Giám\s+đốc|Đảng\s+(?:ủy|uỷ|bộ)|Hội\s+đồng\s+quản\s+trị"
    r"|Ủy\s+ban\s+Kiểm\s+tra|Ban\s+cán\s+sự\s+đảng)\s+$"
)


def _with_organ(text: str, item: _Found) -> _Found:
    """ "Ban Thường vụ" + Tỉnh ủy …: an organ of the body, named after it."""
    if item.group or (item.rule == "unlisted" and not item.name.startswith("Sở ")):
        return item
    match = _ORGAN.search(text, max(0, item.start - 40), item.start)
    if match is None:
        return item
    organ = " ".join(match["organ"].split()).replace("uỷ", "ủy")
    return replace(
        item, start=match.start("organ"), name=f"{organ[:1].upper()}{organ[1:]} {item.name}", body=None, rule="organ"
    )


_POST_BEGINS: Final = regex.compile(r"\p{Lu}|đồng|các|thủ|người")
_POST: Final = regex.compile(
    r"(?<!\p{L})(?P<post>(?:(?:các\s+)?đồng\s+chí\s+)?(?:Bộ\s+trưởng(?:,\s+(?:Phó\s+)?Chủ\s+nhiệm)?|Thứ\s+trưởng|Người\s+đứng\s+đầu|(?:Phó\s+)?(?:Thủ\s+trưởng"
    r"|Chủ\s+tịch(?:\s+Hội\s+đồng\s+thành\s+viên|\s+HĐTV)?|(?:Tổng\s+)?Giám\s+đốc|Chánh\s+(?:Văn\s+phòng|án|Thanh\s+tra)"
    r"|Thống\s+đốc|Tổng\s+Thanh\s+tra|Chủ\s+nhiệm|Trưởng\s+(?:ban|phòng|đoàn)|(?:Vụ|Cục|Viện|Tổng\s+cục|Chi\s+cục|Hiệu)\s+trưởng"
    r"|Bí\s+thư))(?:\s+(?:của|Thường\s+trực))?)\s+$",
    regex.I,
)


def _with_post(text: str, item: _Found) -> _Found:
    """ "Bộ trưởng" + Bộ Tài chính, "Chủ tịch" + Ủy ban nhân dân tỉnh …: the body, with the post kept beside it."""
    if item.group:
        return item
    match = _POST.search(text, max(0, item.start - 60), item.start)
    if match is None or not _POST_BEGINS.match(match["post"]):
        return item
    post = " ".join(text[match.start("post") : item.end].split())
    return replace(item, start=match.start("post"), post=post)
