"""Papers that lost their letterhead: kind, title and issuer stand in running letters above the first "Căn cứ"."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import regex

from extract.bodies import find_bodies
from extract.kinds import by_word
from extract.places import place_at
from vanthu.records import BodyMention, Field, Span
from vanthu.viet import canonical

Said = tuple[str, int]
"""A paragraph's words on one line (as long as its span), and where they begin."""

_NO_KIND: Final = ("luật", "lệnh", "thư", "văn bản")
_BODY_BEGINS: Final = regex.compile(r"[-–\s]*(?:Căn cứ|Xét|Theo đề nghị|Thực hiện|Để|Trên cơ sở|QUYẾT|Quyết|Điều 1)\b")
# "Khoá XIV, kỳ họp thứ 16" below or behind a council's name
_SESSION: Final = regex.compile(r"[\s,-]*(?:kho[áa]|kh[óo]a|kỳ\s+họp)\s.*", regex.I)
_PLACE: Final = regex.compile(r"(?:[Tt]ỉnh|[Tt]hành\s+[Pp]hố)\s+(?=\p{Lu})")
# "…, Bộ trưởng Bộ Tư pháp hướng dẫn …" · "Uỷ ban nhân dân tỉnh chỉ thị:"        not: theo quy định của Bộ Y tế
_SPEAKS: Final = regex.compile(
    r"(?:^|[,;.]\s+|nay\s+)(?P<who>\p{Lu}[^,;.:]{3,120}?)\s+(?:chỉ\s+thị|yêu\s+cầu|hướng\s+dẫn|quy\s+định|ban\s+hành|thông\s+báo|quyết\s+nghị"
    r"|thống\s+nhất\s+(?:hướng|ban|quy))(?!\w)"
)
_MOST: Final = 40


def kind_and_title(paragraphs: Sequence[Said]) -> tuple[Field | None, Field | None, tuple[Field, ...]]:
    """Kind, title and issuers of a paper that begins with its kind in running letters; None, None, () of others."""
    if not paragraphs:
        return None, None, ()
    words, start = paragraphs[0]
    named = _kind(words)
    if named is None:
        return None, None, ()
    kind, length = named
    above = _above(paragraphs)
    home = _home(paragraphs)
    last = next((n for n in range(len(above) - 1, 0, -1) if _whole(above[n][0], home)), 0)
    titled = above[: last or 1]
    rest = " ".join([" ".join(titled[0][0][length:].split()), *(" ".join(said.split()) for said, _ in titled[1:])])
    rest = rest.strip(" :.")
    spans = (
        Span(start + length + 1, start + len(words)),
        *(Span(at, at + len(said)) for said, at in titled[1:]),
    )
    title = Field(rest[:1].upper() + rest[1:], spans, "after-kind", 0.7) if rest else None
    issuers = _named(above[last], home) if last else _speaking(paragraphs[1:_MOST], home)
    return Field(kind, (Span(start, start + length),), "kind-in-words", 0.7), title, issuers


def _kind(words: str) -> tuple[str, int] | None:
    """The kind that a paragraph begins with, and the length of its words. The kind itself comes before its own longer
    forms ("thông báo", then what it tells: "kết luận …"), but a joint circular is one."""
    said = canonical(words)
    if len(words) > 400 or words.rstrip().endswith((";", ":")):
        return None
    for word, known in sorted(by_word().items(), key=lambda item: ("liên tịch" not in item[0], len(item[0]))):
        if len(word) > 3 and said.startswith(word + " ") and known.name not in _NO_KIND:
            return known.name, len(word)
    return None


def _above(paragraphs: Sequence[Said]) -> Sequence[Said]:
    """The paragraphs before the body begins, a council's session left out; the first alone where none soon begins."""
    for n, (words, _) in enumerate(paragraphs[1:6], 1):
        if _BODY_BEGINS.match(words):
            return [each for each in paragraphs[:n] if not _SESSION.fullmatch(each[0])]
    return paragraphs[:1]


def _whole(words: str, home: str | None) -> BodyMention | None:
    """The body that a line names, in whatever case, and nothing else."""
    line = _SESSION.sub("", words).strip(" :.-")
    titled = _capitalised(line)
    found = find_bodies(titled, home=home)
    return found[0] if len(found) == 1 and found[0].evidence == (Span(0, len(titled)),) else None


def _capitalised(words: str) -> str:
    """Each word with a capital letter: names in a line that lost them are known again. As long as the words."""
    return " ".join(word[:1].upper() + word[1:] for word in words.split(" "))


def _named(line: Said, home: str | None) -> tuple[Field, ...]:
    found = _whole(line[0], home)
    span = Span(line[1], line[1] + len(line[0]))
    return (Field(found.name, (span,), "below-title", 0.8),) if found else ()


def _speaking(paragraphs: Sequence[Said], home: str | None) -> tuple[Field, ...]:
    """Whoever orders or instructs in the first sentence where a body does."""
    for who, at in _speakers(paragraphs):
        found = find_bodies(who, home=home)
        if len(found) == 1 and not found[0].group and found[0].evidence == (Span(0, len(who)),):
            return (Field(found[0].name, (Span(at, at + len(who)),), "speaks", 0.6),)
    return ()


def _speakers(paragraphs: Sequence[Said]) -> Iterator[Said]:
    for words, start in paragraphs:
        for match in _SPEAKS.finditer(words):
            yield match["who"], start + match.start("who")


def _home(paragraphs: Sequence[Said]) -> str | None:
    """The province that the paper mostly speaks of, by name; None where there is none."""
    named: Counter[str] = Counter()
    for words in (_capitalised(paragraphs[0][0]), *(words for words, _ in paragraphs[1 : _MOST * 2])):
        for match in _PLACE.finditer(words):
            at = place_at(words, match.end(), "province")
            if at:
                named[at[1]] += 1
    first = named.most_common(2)
    if not first or (len(first) > 1 and first[0][1] < 2 * first[1][1]):
        return None
    return first[0][0]
