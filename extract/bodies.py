"""Bodies named in a text, with their canonical names: the one entry for everyone who asks "who is this?".

Single bodies come from the authority file by spaCy's PhraseMatcher, local ones with their unit and place; collectives
by their grammar (`groups`); bodies that no list knows ("Vụ Nuôi trồng thủy sản") by their head word. The longest wins.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Final

import regex

from extract.authority import Authority, Body, Name, Succession, authority, local_name, unitless
from extract.beside import Found, find_posts, with_branch, with_organ, with_post
from extract.branches import branch_after
from extract.companies import with_companies
from extract.ellipsis import find_committees, find_parts
from extract.groups import find_groups
from extract.pipe import PhraseBook, spelt
from extract.places import COMMUNE_KINDS, DISTRICT_KINDS, PROVINCE_KINDS, Place, place_at, province
from extract.words import any_of, load
from vanthu.records import BodyMention, Span
from vanthu.viet import canonical, fold

__all__ = ["Authority", "Body", "Name", "Succession", "authority", "find_bodies", "home_place"]

VIETNAMESE: Final = ("official", "former", "short", "abbreviation")


def find_bodies(text: str, *, home: str | None = None) -> tuple[BodyMention, ...]:
    """The bodies named in a text, in order, not overlapping; evidence counts in `text`.

    `home` (a province or commune, or a body of one: "Sở Công Thương tỉnh Lào Cai") is what local bodies without a
    place take. A name of three words or more may have an accent misread (rule "body-damaged"). A post at the head of
    one body is that body (`post` has the words); a group keeps it in its name."""
    words = spelt(text)
    place = home_place(home)
    best: list[Found] = []
    for found in (
        (*_listed(text, words, place), *_parts(text, place), *find_posts(text), *_collective(text)),
        _unlisted(text),
    ):
        best = _longest((*best, *sorted(found, key=lambda f: (f.start - f.end, f.body is None, f.start))))
    grown = (
        with_post(text, with_organ(text, with_branch(text, words, item)))
        for item in sorted(best, key=lambda f: f.start)
    )
    single = tuple(_apart(_owned(text, _apart(grown))))
    return tuple(_mention(item) for item in with_companies(text, single))


def _longest(items: Iterable[Found]) -> list[Found]:
    """The items, an earlier one before a later one where they overlap."""
    taken: list[Found] = []
    starts: list[int] = []
    for item in items:
        at = bisect_left(starts, item.start)
        if (at == 0 or taken[at - 1].end <= item.start) and (at == len(taken) or item.end <= taken[at].start):
            starts.insert(at, item.start)
            taken.insert(at, item)
    return taken


def _owner(text: str, item: Found) -> str:
    """A body's name after "của": "Đảng" stays as printed, the collective is named like that."""
    return "Đảng" if text[item.start : item.end] == "Đảng" else item.name


_OF: Final = regex.compile(r"\s+(?:trực\s+thuộc|thuộc|của)\s+")


def _owned(text: str, items: Iterable[Found]) -> Iterator[Found]:
    """ "Các đơn vị chức năng" + thuộc + Bộ Thủy sản: the collective of that body."""
    last: Found | None = None
    for item in items:
        if last is not None and last.group and _owns(text, last, item):
            between = " ".join(text[last.end : item.start].split())
            name = " ".join(filter(None, (last.name, between, _owner(text, item))))
            item = replace(last, end=item.end, name=name, body=None, rule="group-of")
            last = None
        elif last is not None and _is_school_of(text, last, item):
            item = replace(last, end=item.end, name=f"{last.name} - {item.name}", body=None)
            last = None
        if last is not None:
            yield last
        last = item
    if last is not None:
        yield last


def _owns(text: str, group: Found, item: Found) -> bool:
    """Whether a collective is of the body after it: "các đơn vị" thuộc Bộ X, "các cơ quan chuyên môn" thuộc Ủy ban nhân
    dân cấp tỉnh; "trực thuộc" may be taken in already."""
    if item.group and not _COMMITTEES.match(item.name):
        return False
    between = text[group.end : item.start]
    return bool(_OF.fullmatch(between) or (between.isspace() and text[: group.end].endswith("thuộc")))


_COMMITTEES: Final = regex.compile(r"Ủy ban nhân dân (?:cấp|các)")
_DASH: Final = regex.compile(r"\s*[-–,]\s*")


def _is_school_of(text: str, school: Found, item: Found) -> bool:
    """ "Trường Đại học Khoa học Tự nhiên - Đại học Quốc gia Hà Nội": a member of a university."""
    names = school.name.startswith("Trường Đại học") and item.name.startswith("Đại học ")
    return names and _DASH.fullmatch(text, school.end, item.start) is not None


def _apart(items: Iterable[Found]) -> Iterator[Found]:
    """The items in order, without one that a grown neighbour covers."""
    last: Found | None = None
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


_SCORES: Final = {"body-damaged": 0.7, "unlisted": 0.8, "group-bare": 0.7, "branch": 0.9}
"""How sure a rule is of its bodies, where it is not quite."""


def _mention(item: Found) -> BodyMention:
    span, score = (Span(item.start, item.end),), _SCORES.get(item.rule, 1.0)
    return BodyMention(item.name, span, item.body, item.group, item.post, item.rule, score)


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


def _listed(text: str, words: str, home: Place | None) -> Iterator[Found]:
    books = _books()
    for start, end, phrase in books.book.find(fold(text).replace("–", "-")):
        if (start and (words[start - 1].isalnum() or words[start - 1] in "/&")) or words[end : end + 1] in ("&", "/"):
            continue
        if phrase == "dang" and _PARTY_WORD.match(words, end):
            continue
        read = _DASHES.sub(" - ", " ".join(words[start:end].split())) if "-" in phrase else None
        read = read or " ".join(words[start:end].split())
        printed = text[start:end]
        known = [e for e in books.entries[phrase] if e.phrase == read]
        rule = "body" if known else "body-damaged"
        known = known or [e for e in books.entries[phrase] if _damaged(read, e.phrase)]
        entries = [(e.name, e.body) for e in known if _printed_as(printed, e.name)]
        plain = next(((n, b) for n, b in entries if b.level != "local"), None)
        local = [(n, b) for n, b in entries if b.level == "local"]
        if local and (item := _local(text, start, end, local, home) or _in_area(words, start, end, local)):
            yield item
        elif plain:
            name, body = plain
            yield Found(start, end, _name_used(name, body), body.id, rule=rule)


def _in_area(words: str, start: int, end: int, local: list[tuple[Name, Body]]) -> Found | None:
    """ "Bảo hiểm xã hội" before "khu vực XIII", which `_with_branch` takes in."""
    named = ((n, b) for n, b in local if branch_after(words, end, b.id))
    return next((Found(start, end, _head(n, b), b.id) for n, b in named), None)


def _damaged(read: str, phrase: str) -> bool:
    """Whether the words are a name with an accent misread ("Bộ Tài chinh"): three or more, most of them right."""
    one, other = read.split(), phrase.split()
    wrong = sum(a != b for a, b in zip(one, other, strict=False))
    return len(one) == len(other) >= 3 and 3 * wrong <= len(one) and one[0] == other[0]


_DASHES: Final = regex.compile(r"\s*[-–]\s*")
"""A dash in a name, with blanks around it or not."""
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
    r"\s+(?:của\s+|tại\s+)?(?P<unit>tỉnh|tinh(?=\s+\p{Lu})|thành\s+phố|tp\.?|huyện|quận|thị\s+xã|thị\s+trấn|xã|phường|đặc\s+khu)(?!\w)\s*",
    regex.I,
)
_KINDS: Final = {"tp": "thành phố", "tp.": "thành phố", "tinh": "tỉnh"}


def _local(text: str, start: int, end: int, entries: list[tuple[Name, Body]], home: Place | None) -> Found | None:
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
        return Found(start, unit.end("unit"), head if unitless(body) else f"{head} {kind}", body.id)
    blank = _BLANK.match(text, end)
    at = place_at(text, blank.end(), "province", known=True) if blank else None
    if at and (where := province(at[1])) and (fit := _of_kind(entries, where)):
        if fit[0][1].id == "huyen-uy":  # Thành ủy + a town that has its province's name
            return _placed(start, at[0], fit[0], "thành phố", at[1], "district")
        return _placed(start, at[0], _at_level(fit, "province"), where.kind, at[1], "province")
    of_district = [(n, b) for n, b in entries if b.id == "huyen-uy"]
    at = place_at(text, blank.end(), "district", known=True) if blank and of_district else None
    if at:
        return _placed(start, at[0], of_district[0], "huyện", at[1], "district")
    alone = [(n, b) for n, b in entries if b.alone]
    if not alone:
        return None
    fit = _of_kind(alone, home) if home and home.level == "province" else alone
    name, body = min(fit or alone, key=lambda entry: entry[1].id == "huyen-uy")
    if home and home.level == "province" and _provincial(body):
        return _placed(start, end, (name, body), home.kind, home.name, "province", rule="body-home")
    return Found(start, end, _head(name, body), body.id)


_PARTY_OF: Final = {"tỉnh": "thanh-uy", "thành phố": "huyen-uy"}
"""Which party committee a province of this kind does not have ("Thành ủy" is of a city, or of a town in a province)."""


def _of_kind(entries: list[tuple[Name, Body]], where: Place) -> list[tuple[Name, Body]]:
    return [(n, b) for n, b in entries if b.id != _PARTY_OF.get(where.kind)]


def _provincial(body: Body) -> bool:
    return "tỉnh" in body.units or (unitless(body) and body.id != "huyen-uy")


def _head(name: Name, body: Body) -> str:
    """The name before the place: a former one stays; "Quận ủy", "Thị ủy" are not made "Huyện ủy"."""
    if body.id == "huyen-uy":
        return name.text.replace("uỷ", "ủy") if name.kind != "abbreviation" else body.name
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
) -> Found:
    name, body = entry
    if level == "province" and (where := province(place)):
        kind, place = (where.kind if kind != "thành phố" else kind), where.name
    shown = local_name(_head(name, body), kind, place, unit_in_name=not unitless(body))
    return Found(start, end, shown, f"{body.id}:{Place(place, kind, level).slug}", rule=rule)


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


def _parts(text: str, home: Place | None) -> Iterator[Found]:
    """ "các Bộ: Quốc phòng, Công an": each by its full name, local ones at home."""
    for part in find_parts(text):
        name, body = part.name, part.body
        if body.level == "local" and home and home.level == "province" and _provincial(body):
            item = _placed(part.start, part.end, (name, body), home.kind, home.name, "province", rule="list-home")
        else:
            item = Found(part.start, part.end, _name_used(name, body), body.id, rule="list")
        yield item
    for unit in find_committees(text):
        committee = authority().by_id(_COMMITTEE_OF[unit.level])
        if committee is not None:
            official = next(name for name in committee.names if name.kind == "official")
            yield _placed(unit.start, unit.end, (official, committee), unit.kind, unit.place, unit.level, rule="list")


_COMMITTEE_OF: Final = {"commune": "uy-ban-nhan-dan-xa", "district": "uy-ban-nhan-dan-huyen"}


# --- collectives and unlisted bodies --------------------------------------------------------------------------------


def _collective(text: str) -> Iterator[Found]:
    for match in find_groups(text):
        known = authority().by_name_listed(match.name)
        yield Found(match.start, match.end, match.name, known, group=True, rule="group-bare" if match.bare else "group")


_WORD: Final = r"[\p{L}\d][\p{L}\d&’'.]*(?:-\p{L}+)?"


@lru_cache(maxsize=1)
def _unlisted_pattern() -> Any:
    """A head word, a name that begins in a capital letter, and words up to one that names do not have."""
    words: dict[str, list[str]] = load("groups.yaml")
    head, end = (any_of([w.replace(" ", r"\s+") for w in words[name]]) for name in ("bodies", "ends"))
    begins = r"(?=\p{Lu}|\d+\p{Lu}?(?!\p{L}|\d)|(?:các|số)\s+(?:\p{Lu}|\d)|công\s+trình\s)"
    between = r"(?:\s+(?:-\s+|và\s+|&\s+)?|,\s+(?=\p{L}+(?:\s+\p{L}+){0,4}\s+và\s+))"
    return regex.compile(
        rf"(?<![\p{{L}}\d/-]){head}\s+(?P<tail>(?!{head})(?!\d+\.\s){begins}{_WORD}(?:{between}(?!{end})(?!{head})(?!\d+\.\s){_WORD}){{0,10}})"
    )


@lru_cache(maxsize=1)
def _unlisted_begins() -> re.Pattern[str]:
    """The first syllables of the head words: few places of a text, where the grammar is tried."""
    first = {head.split()[0] for head in load("groups.yaml")["bodies"]}
    return re.compile("|".join(sorted(first, key=len, reverse=True)))


# "Văn phòng Sở", "Thanh tra Bộ": an office of the body that the paper is from; "Quân khu 2".
_OFFICE_OF: Final = regex.compile(
    r"(?<!\p{L})(?:(?:Văn\s+phòng|Thanh\s+tra|Ban\s+Giám\s+đốc|Lãnh\s+đạo)\s+(?:Sở|Bộ)(?!\s+\p{Lu}|\p{L})"
    r"|(?:Bộ\s+Tư\s+lệnh\s+)?Quân\s+khu\s+[1-9](?!\d|[/.]\d))"
)


_TRAILING: Final = regex.compile(r"[.’']+$|\s+và$")


def _unlisted(text: str) -> Iterator[Found]:
    """Bodies by their head word and a name that begins in a capital letter: "Vụ Nuôi trồng thủy sản"."""
    for match in _OFFICE_OF.finditer(text):
        yield Found(match.start(), match.end(), " ".join(match.group().split()), rule="unlisted")
    end = 0
    for begins in _unlisted_begins().finditer(text):
        match = _unlisted_pattern().match(text, begins.start()) if begins.start() >= end else None
        if match is None:
            continue
        end = match.end()
        said = _TRAILING.sub("", match.group())
        printed = " ".join(said.split())
        if printed.isupper() or len(match["tail"]) < 2:
            continue
        last = match.start() + len(said)
        yield Found(match.start(), last, printed[:1].upper() + printed[1:], rule="unlisted")
