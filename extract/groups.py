"""Collectives named as such: "các bộ, ngành, địa phương", "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương".

A collective keeps its words as printed, with a capital first letter; only abbreviations are written out.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.pipe import flat
from extract.words import any_of, load


@dataclass(frozen=True, slots=True)
class GroupMatch:
    """A collective in a text: `text[start:end]`, its name. `bare`: a list without "các" or a qualifier."""

    start: int
    end: int
    name: str
    bare: bool = False


_W: Final = r"(?!\w)"
_UNIT: Final = rf"(?:tỉnh|thành phố|tp|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu){_W}"
_TRUNG: Final = r"(?:trung ương|tw)"
_QUALIFIER: Final = (
    rf"(?: (?:(?:có )?liên quan(?: khác)?|khác(?: có liên quan)?|ở trung ương|{_TRUNG}(?: và (?:các )?địa phương)?"
    rf"|trực thuộc(?: (?:{_TRUNG}|sở|bộ|tỉnh|quận|huyện))?"
    r"|thuộc (?:bộ, cơ quan ngang bộ(?:, cơ quan thuộc chính phủ)?|bộ, ngành|bộ|sở|tỉnh|quận|huyện|thành phố|chính phủ)"
    r"|được kiểm tra|ngoài công lập|công lập|chức năng|của (?:tỉnh|thành phố|bộ|sở)|tỉnh|thành phố|quận|huyện"
    r"|nêu trên|còn lại|nhà nước|cùng cấp|các cấp|ở địa phương"
    rf"|về [^,.;:()]{{3,40}}? cấp (?:tỉnh|xã|huyện)"
    rf"|trên địa bàn(?: (?:tỉnh|thành phố))?|chủ chương trình|chủ quản|quản lý chuyên ngành|ven biển){_W}){{1,3}}"
)
_AND: Final = r"(?:, ?(?:và )?| và )"
_NOUN: Final = rf"\L<nouns>{_W}(?! hợp{_W})"  # not: các trường hợp
# "các" begins another collective, except in the set phrase "bộ, ngành và các địa phương".
_LIST: Final = rf"{_NOUN}(?:{_AND}{_NOUN}| và các địa phương{_W})*"
_POST: Final = r"\L<posts>(?:,? )(?=các|cơ|bộ|đơn|sở|ban|ngành)"
_EACH: Final = (
    rf"(?:các|\d+|mỗi) {_UNIT}(?:{_AND}(?:các )?{_UNIT})*"
    rf"(?: trực thuộc {_TRUNG}{_W})?(?: ven biển)?(?: (?:có )?liên quan)?"
)
_MANY: Final = (
    rf"(?:(?:các|\d+|mỗi|những) {_UNIT}(?:{_AND}(?:các )?{_UNIT})*|{_UNIT}(?:{_AND}{_UNIT})+|các cấp|cùng cấp"
    rf"|cấp (?:tỉnh|huyện|xã){_W}(?:, ?(?:cấp )?(?:huyện|xã){_W})*|(?:các )?địa phương{_W})"
    rf"(?: trực thuộc {_TRUNG}{_W})?(?: ven biển)?(?: (?:có )?liên quan)?"
)


@lru_cache(maxsize=1)
def _pattern() -> Any:
    """For flat text (`pipe.flat`): its alternatives are tried in this order where one of the first words stands."""
    words: dict[str, list[str]] = load("groups.yaml")
    nouns, heads, posts, determiners = (words[name] for name in ("nouns", "heads", "posts", "determiners"))
    return regex.compile(
        r"(?:"
        r"(?P<whole>cả hệ thống chính trị)"
        rf"|(?P<headed>(?:\L<posts> )?(?:các )?\L<heads> {_MANY})"
        rf"|(?P<offices>(?:\L<posts> )?(?:các )?(?:sở|phòng|chi cục)(?P<kind> [^,.;:()\d]{{2,40}}?) {_EACH})"
        rf"|(?P<legal>(?:các )?tổ chức pháp chế(?: các bộ, ngành)?{_W})"
        rf"|(?P<posts>các (?:bộ|thứ) trưởng{_W})"
        rf"|(?P<listed>(?:{_POST})?\L<determiners> {_LIST}(?:{_QUALIFIER})?(?:{_AND}{_NOUN}{_QUALIFIER})?)"
        rf"|(?P<plain>(?:{_POST})?(?!{_UNIT}){_LIST}(?P<qualified>{_QUALIFIER})?))",
        nouns=nouns,
        heads=heads,
        posts=posts,
        determiners=determiners,
    )


@lru_cache(maxsize=1)
def _first() -> re.Pattern[str]:
    """Where a collective may begin: one word or two, so that the grammar is tried at few places."""
    words: dict[str, list[str]] = load("groups.yaml")
    listed = (name for kind in ("nouns", "heads", "posts", "determiners") for name in words[kind])
    first = {" ".join(name.split()[:2]).rstrip(",") for name in (*listed, "cả hệ", "chi cục", "sở", "phòng")}
    by_letter: dict[str, list[str]] = {}
    for name in sorted(first, key=len, reverse=True):
        by_letter.setdefault(name[0], []).append(re.escape(name[1:]))
    tails = "|".join(f"{letter}(?:{'|'.join(rest)})" for letter, rest in sorted(by_letter.items()))
    return re.compile(rf"(?<![\w&/-])(?=[{''.join(sorted(by_letter))}])(?=(?:{tails})(?!\w))")


def _matches_in(words: str) -> Iterator[Any]:
    """The collectives of flat text, not overlapping."""
    pattern, end = _pattern(), 0
    for place in _first().finditer(words):
        if place.start() >= end and (match := pattern.match(words, place.start())):
            yield match
            end = match.end()


# Lists without "các" that are bodies all the same: "bộ, ngành", "Thủ trưởng cơ quan ngang bộ", "cơ quan, đơn vị", and
# members whose name says enough: "cơ quan bảo hiểm xã hội".
_SPEAKS: Final = regex.compile(
    r"(?:thủ trưởng|người đứng đầu|lãnh đạo)\b|bộ trưởng$|(?:bộ|sở|phòng|cơ quan|đơn vị|ban),"
    r"|(?:cơ quan|cơ sở|đơn vị)(?:,? \w+){4}"
)
# A list without "các" begins with a member that is one by itself, or after a mark or word that lets one begin: not
# "nhiệm vụ", "văn bản của Bộ", "cơ cấu tổ chức của Bộ".
_STRONG: Final = regex.compile(
    r"(?:thủ trưởng|người đứng đầu|lãnh đạo|bộ trưởng|cơ quan|đơn vị|địa phương|doanh nghiệp|chính quyền)(?!\w)"
    r"|(?:bộ|sở|tổ chức|cá nhân|hiệp hội|tập đoàn|cơ sở)(?:,| có| liên)|(?:bộ )?ngành(?:,| liên quan| có)"
    r"|tổ chức (?:chính trị|xã hội|đảng|nhân dân|đoàn thể|hỗ trợ|khoa học|tín dụng|kinh tế)"
    r"|cơ sở (?:giáo dục|đào tạo|khám bệnh|nghiên cứu|sản xuất)"
)
_LETS_BEGIN: Final = regex.compile(r"(?:^|[,;:.(–|+-]|\b(?:với|giao|và|cùng|đề nghị|yêu cầu|gồm)) ?$")


# "phối hợp với Bộ Xây dựng và địa phương"; not: trung ương và địa phương.
_AND_LOCALITIES: Final = regex.compile(r"(?<!trung ương)(?:,| và) $")


def _begins(words: str, start: int, plain: str) -> bool:
    before = words[max(0, start - 12) : start]
    return _STRONG.match(plain) is not None or ("," in plain and _LETS_BEGIN.search(before) is not None)


# "chính quyền địa phương" + "cơ quan liên quan"
_THEN_OTHERS: Final = regex.compile(r"(?<=chính quyền địa phương)(?:, | và )(?=(?:cơ quan|đơn vị)\b)")
_THEN_OFFICES: Final = regex.compile(r", (?=cơ quan (?:trực )?thuộc chính phủ)")


def find_groups(text: str) -> Iterator[GroupMatch]:
    """All collectives of a text in order. Single nouns ("địa phương") count only with "các" or a qualifier."""
    words, at = flat(text)
    for match in _matches_in(words):
        plain = match["plain"]
        if plain and not _begins(words, match.start(), plain):
            continue
        if plain == "địa phương" and _AND_LOCALITIES.search(words, max(0, match.start() - 24), match.start()):
            yield from _matches(text, words, at, match, bare=True)
            continue
        if plain and not match["qualified"]:
            capital = text[at(match.start())].isupper()
            if not (_SPEAKS.match(plain) or (capital and ("," in plain or " và " in plain))):
                continue
        if match["qualified"] in _WEAK or (match["offices"] and _ends().search(match["kind"])):
            continue
        yield from _matches(text, words, at, match, bare=bool(plain) and not match["qualified"])


@lru_cache(maxsize=1)
def _ends() -> Any:
    return regex.compile(r"(?<!\w)" + any_of(load("groups.yaml")["ends"]))


def _matches(text: str, words: str, at: Callable[[int], int], match: Any, *, bare: bool) -> Iterator[GroupMatch]:
    """A match as one collective, or as two: "Thủ trưởng cơ quan ngang bộ" + "cơ quan thuộc Chính phủ"."""
    cut = _THEN_OFFICES.search(words, match.start(), match.end()) if _HEADED.match(match.group()) else None
    cut = cut or _THEN_OTHERS.search(words, match.start(), match.end())
    pieces = ((match.start(), cut.start()), (cut.end(), match.end())) if cut else (match.span(),)
    for first, last in pieces:
        start, end = at(first), at(last - 1) + 1
        end = _before_a_name(text, start, end)
        yield GroupMatch(start, end, group_name(text[start:end]), bare)


_HEADED: Final = regex.compile(r"(?:thủ trưởng|người đứng đầu|lãnh đạo)\b")
_OWNER: Final = regex.compile(r"\s+(?:trực\s+thuộc|thuộc|của)\s+\p{Lu}\p{Ll}*$")


# "các bộ, cơ quan ngang bộ, Bộ" + Tài chính: the last item is the head of a name.
_HEAD_OF_NAME: Final = regex.compile(r"(?:\s*,(?:\s+và)?|\s+và)\s+\p{Lu}\p{Ll}*(?:\s+\p{Ll}+){0,2}$")
_NAME_GOES_ON: Final = regex.compile(r"\s+\p{Lu}(?:\p{Ll}|\s+\p{Ll})")


def _before_a_name(text: str, start: int, end: int) -> int:
    """Where the collective ends when its last item belongs to a name that follows."""
    if not _NAME_GOES_ON.match(text, end):
        return end
    head = _HEAD_OF_NAME.search(text, start, end) or _OWNER.search(text, start, end)
    return head.start() if head else end


_WEAK: Final = frozenset(
    (" tỉnh", " thành phố", " quận", " huyện", " chức năng", " nhà nước", " trên địa bàn", " trực thuộc", " khác")
)
_PEOPLE: Final = regex.compile(r"^(\p{L}+ \p{L}+ |Phó Chủ tịch )?(?:Uỷ|ủy|uỷ|Ủy) ban nhân dân")
_FORMS: Final = tuple(
    (regex.compile(form), long)
    for form, long in (
        (r"\bUBND\b", "Ủy ban nhân dân"),
        (r"\bHĐND\b", "Hội đồng nhân dân"),
        (r"\bMTTQ\b", "Mặt trận Tổ quốc"),
        (r"\bLĐLĐ\b", "Liên đoàn Lao động"),
        (r"\b([Bb])ộ ngành\b", r"\1ộ, ngành"),
        (r"\b(?:Trung ương|TW|TƯ)\b", "trung ương"),
        (r"(?<=^(?:Các|các|Từng|Mỗi|Những) )Bộ(?=,| |$)(?! \p{Lu})", "bộ"),
        (r"(?<=ngang )Bộ\b", "bộ"),
    )
)


@lru_cache(maxsize=2048)
def group_name(words: str) -> str:
    """A collective's canonical name: its words with a capital first letter, abbreviations written out."""
    name = " ".join(words.split())
    if name.isupper():
        name = name.lower().replace("chính phủ", "Chính phủ")
    for form, long in _FORMS:
        name = form.sub(long, name)
    name = _PEOPLE.sub(lambda m: (m[1] or "") + "Ủy ban nhân dân", name)
    return str(name[:1].upper() + name[1:])
