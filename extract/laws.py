"""Laws cited by name: where "Luật Tổ chức chính quyền địa phương" begins and ends in running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.pipe import flat
from extract.words import load
from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class LawMention:
    """A law's name in a text: `text[start:end]`, its kind (luật, bộ luật, pháp lệnh, hiến pháp). `amends`: it is the
    law that amends others ("Luật sửa đổi, bổ sung một số điều của Luật Điện lực"), `known`: the list has the name."""

    start: int
    end: int
    kind: str
    amends: bool = False
    known: bool = True


# Words that do not belong to a law's name: it ends before them.
_STOP: Final = (
    "có|được|bị|quy định|là|này|về|theo|tại|trong|để|do|khi|đã|đang|sẽ|gồm|cho|hoặc|với|nhằm|trên|từ|đến|ban hành|số"
    "|ngày|năm|không|phải|thì|mà|nêu|đối với|cần|trước|sau|chưa|hiện hành|trình|thông qua|hướng dẫn|sửa đổi|bổ sung"
    "|gửi|bảo đảm|đảm bảo|như|thay|căn cứ|thực hiện|giao|yêu cầu|nghị|các|bộ|sở|mục|triển khai|luật|bộ luật|pháp lệnh"
    "|thông tư|quyết định|khoản|điều|điểm|chương|và các|liên quan|của quốc hội|mới|phù hợp|phát sinh"
)


@lru_cache(maxsize=1)
def _pattern() -> Any:
    data: dict[str, list[str]] = load("laws.yaml")
    names = {kind.replace(" ", "_"): [canonical(name) for name in listed] for kind, listed in data.items()}
    stop = "|".join(sorted(_STOP.split("|"), key=len, reverse=True))
    word = r"[\w’'-]+"
    guess = (
        rf"(?!(?:{stop})(?!\w)){word}(?:(?: - | | và |, (?={word}(?: {word}){{0,5}} và {word})"
        rf"|, )(?!(?:{stop})(?!\w))(?!và ){word}){{0,7}}"
    )
    tail = r"(?: ?\(sửa đổi\)| \(sửa đổi, bổ sung\))?(?: (?:năm )?(?:19|20)\d\d(?![\d/.-]))?"
    return regex.compile(
        r"(?<!\w)(?:"
        rf"(?P<amends>luật sửa đổi, bổ sung (?:một số |các )?điều của (?:các )?(?=luật|bộ luật|pháp lệnh|\d+ luật))"
        rf"|(?P<code>bộ luật) (?:(?P<code_known>\L<bộ_luật>(?!\w))|(?P<code_guess>{guess})){tail}"
        rf"|(?P<ordinance>pháp lệnh) (?:(?P<ordinance_known>\L<pháp_lệnh>(?!\w))|(?P<ordinance_guess>{guess})){tail}"
        rf"|(?P<law>luật) (?:(?P<law_known>\L<luật>(?!\w))|(?P<law_guess>{guess})){tail}"
        r"|(?P<constitution>hiến pháp)(?: nước cộng hoà xã hội chủ nghĩa việt nam)?(?: năm (?:19|20)\d\d)?)",
        **names,
    )


_KIND_IN_CAPITALS: Final = regex.compile(r"Bộ\s+luật|Luật|Pháp\s+lệnh|Hiến\s+pháp")
_CAPITAL: Final = regex.compile(
    r"(?:Bộ\s+luật|BỘ\s+LUẬT|Luật|LUẬT|Pháp\s+lệnh|PHÁP\s+LỆNH)\s+\p{Lu}|Hiến\s+pháp|HIẾN\s+PHÁP|Luật\s+sửa"
)


_BEGINS: Final = re.compile(r"bộ luật|luật|pháp lệnh|hiến pháp")


def find_laws(text: str) -> Iterator[LawMention]:
    """All laws named in a text, in order. The kind's word begins in a capital letter, an unknown name too ("pháp
    luật" and "Luật này" are none); a name that no list has ends before a word that names do not have."""
    words, at = flat(text)
    place = 0
    while begins := _BEGINS.search(words, place):
        place = begins.start() + 1  # "đồng bộ Luật Hóa chất": what begins as "bộ luật" may begin later
        match = _pattern().match(words, begins.start())
        if match is None:
            continue
        start = at(match.start())
        groups = match.groupdict()
        kind = next(k for g, k in _KIND.items() if groups[g])
        known = not any(groups[g] for g in ("code_guess", "ordinance_guess", "law_guess"))
        if not (_CAPITAL.match(text, start) or (known and _KIND_IN_CAPITALS.match(text, start))):
            continue
        if not known and text[start : start + 8].isupper():
            continue
        end = _without_column(text, start, at(match.end() - 1) + 1)
        place = match.end()
        yield LawMention(start, end, kind, bool(groups["amends"]), known)


_BESIDE: Final = regex.compile(r"(?<!năm)(?:\s{2,}|[\n\f\t|])\s*(?:19|20)\d\d$", regex.I)


def _without_column(text: str, start: int, end: int) -> int:
    """Where the name ends, without a bare year that stands in the next column of a table."""
    beside = _BESIDE.search(text, start, end)
    return beside.start() if beside else end


_KIND: Final = {
    "amends": "luật", "code": "bộ luật", "ordinance": "pháp lệnh", "law": "luật", "constitution": "hiến pháp",
}  # fmt: skip
