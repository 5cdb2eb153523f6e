"""Sums in running text that do not add up: "2.307 thủ tục, trong đó 1.856 cấp tỉnh và 436 cấp xã" (they make 2.292).

A doubt is only told where the parts can hardly be anything but the whole: two or more, counted in the same unit (or in
none), joined to the end of the list. After "trong đó", which may name only some of the parts or overlapping ones, the
parts must come within a twentieth of the total; after "gồm" within a fifth. Percentages are no parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.languages.counts import number_of
from extract.pipe import flat
from extract.quantities import value_of
from extract.words import load
from vanthu.records import Finding, Span
from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class _Grammar:
    """How a language says it. `whole`: what follows are all parts; `among`: perhaps; `after`: the same behind the first
    part's number; `also`: "and" before the last part; `names`: words after which a number names something."""

    number: str
    whole: str
    among: str
    after: str
    also: str
    value: Callable[[str], float]
    names: str = r"(?!)"

    @property
    def last(self) -> str:
        """What may join the last of all parts."""
        return rf"(?:{self.also}|; |, )"


_DOTS: Final = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_SPACES: Final = r"\d{1,3}(?:[. ]\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
_COMMAS: Final = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_GRAMMARS: Final = {
    "vi": _Grammar(
        _DOTS,
        r"(?:bao gồm|gồm|chia ra|được chia thành|chia thành)(?: có| là)?",
        r"trong đó(?: có| gồm)?|trong số đó(?: có)?|cụ thể(?: là| có)?",
        r"(?!)",
        r"(?:,? và )",
        value_of,
        r"(?:điều|khoản|điểm|mục|số|ngày|tháng|năm|quý|phụ lục|biểu|bảng|chương|phần|nhóm|cấp|loại|giai đoạn|khu|tổ"
        r"|nghị quyết|nghị định|kế hoạch|đề án|chỉ thị|thông tư|quyết định|luật|mức|hệ số|từ|đến|dưới|trên|hơn)",
    ),
    "id": _Grammar(_DOTS, r"terdiri (?:dari|atas)|meliputi", r"termasuk|yaitu", r"di antaranya", r"(?:,? dan )",
                   lambda words: number_of(words, "id")),
    "nb": _Grammar(_SPACES, r"bestående av|fordelt på", r"hvorav|derav|inkludert", r"av (?:disse|dem)", r"(?:,? og )",
                   lambda words: number_of(words, "nb")),
    "ru": _Grammar(_SPACES, r"состоящ\w+ из", r"в том числе|из них|включая", r"из (?:них|которых)", r"(?:,? и )",
                   lambda words: number_of(words, "ru")),
    "en": _Grammar(_COMMAS, r"comprising|consisting of|made up of", r"including|of which", r"of (?:them|which)",
                   r"(?:,? and )", lambda words: number_of(words, "en")),
}  # fmt: skip

_NEAR_WHOLE: Final = 0.2
_NEAR_AMONG: Final = 0.05
_SMALLEST_AMONG: Final = 20
_REACH: Final = 100
_LONGEST: Final = 400
_SENTENCE_END: Final = regex.compile(r"[.!?](?: |$)|\n")
_INSIDE: Final = regex.compile(r"\([^()]*\)")
_WORD: Final = regex.compile(r" ?(\p{L}+)")


@lru_cache(maxsize=8)
def _patterns(code: str) -> tuple[Any, Any, Any]:
    rules = _GRAMMARS[code]
    number = rf"(?<![\w/.,–-])(?P<n>{rules.number})(?![\w/]|[.,]\d| ?[–-] ?\d)"
    opener = regex.compile(
        rf"[ (](?:(?P<whole>{rules.whole})|(?P<among>{rules.among}))(?: |:)"
        rf"|; (?={rules.number})(?=[\d.,]+ (?P<after>{rules.after}))"
    )
    total = regex.compile(rf"{number}(?P<unit> [^\d.;:,()\n]{{2,70}}?)?(?P<mark>[ ,;:–-]*\(?)$")
    return opener, total, regex.compile(number)


def find_sums(text: str, code: str = "vi") -> Iterator[Finding]:
    """What does not add up in a text, in order; evidence (the total, then each part) counts in `text`, `id`, `quote`
    and `provision` are left to the caller."""
    opener, total, _ = _patterns(code)
    words, at = flat(text)
    for match in opener.finditer(words):
        floor = max(0, match.start() - _REACH)
        before = words[floor : match.start() + 1 if words[match.start()] == "(" else match.start()]
        head = total.search(before)
        if head is None or "\n" in text[at(floor + head.start("n")) : at(match.start())]:
            continue
        found = _parts(text, words, at, match, head, code)
        if found is None:
            continue
        values, spans = found
        value = _GRAMMARS[code].value(head["n"])
        if not _doubtful(value, values, bool(match["whole"]), len(values)):
            continue
        start = floor + head.start("n")
        whole = Span(at(start), at(start + len(head["n"]) - 1) + 1)
        yield told(value, values, (whole, *spans), "sum-in-text", 0.8 if match["whole"] else 0.7)


def _doubtful(total: float, parts: list[float], whole: bool, count: int) -> bool:
    made = sum(parts)
    if count < 2 or total <= 0 or abs(made - total) < 0.005 * max(1, count) or max(parts) > total:
        return False
    near = _NEAR_WHOLE if whole else _NEAR_AMONG
    return abs(made - total) <= near * total and (whole or total >= _SMALLEST_AMONG)


def _parts(text: str, words: str, at: Any, match: Any, head: Any, code: str) -> tuple[list[float], list[Span]] | None:
    """The numbers of the list after the opener; None where it is no plain list of parts of one kind."""
    rules = _GRAMMARS[code]
    opener, _, number = _patterns(code)
    begin = match.end()
    tail = words[begin : begin + _LONGEST]
    line = text.find("\n", at(begin - 1))
    if line >= 0:
        tail = tail[: max(0, next((n for n in range(len(tail)) if at(begin + n) >= line), len(tail)))]
    bracketed = "(" in head["mark"] or words[match.start()] == "("
    tail = _cut(tail, bracketed)
    tail = _INSIDE.sub(lambda inside: " " * len(inside.group()), tail)
    if opener.search(" " + tail, 1) and not match["after"]:
        return None
    unit = _first(head["unit"] or "")
    values: list[float] = []
    spans: list[Span] = []
    end = 0
    for part in number.finditer(tail):
        after = tail[part.end() :]
        said = _first(after)
        named = said != unit and regex.search(rf"(?<!\w){rules.names} $", tail[: part.start()])
        if named or regex.match(r" ?[%‰]", after):
            continue
        if said != unit and _is_unit(after, code):
            return None
        values.append(rules.value(part["n"]))
        spans.append(Span(at(begin + part.start()), at(begin + part.end() - 1) + 1))
        end = part.start()
    last = rules.last if match["whole"] else rules.also
    if len(values) < 2 or not regex.search(last, tail[:end][-90:]):
        return None
    return values, spans


def _cut(tail: str, bracketed: bool) -> str:
    """The list up to the end of the sentence, or of the bracket that it stands in."""
    if bracketed:
        depth = 0
        for n, letter in enumerate(tail):
            depth += (letter == "(") - (letter == ")")
            if depth < 0:
                return tail[:n]
    stop = _SENTENCE_END.search(tail)
    return tail[: stop.start()] if stop else tail


def _first(words: str) -> str:
    match = _WORD.match(words)
    return match[1] if match else ""


@lru_cache(maxsize=1)
def _units() -> Any:
    data: dict[str, list[str]] = load("counted.yaml")
    listed = sorted({canonical(str(word)) for words in data.values() for word in words}, key=len, reverse=True)
    return regex.compile(r" ?\L<units>(?!\w)", units=listed)


def _is_unit(after: str, code: str) -> bool:
    """Whether the words after a number count something of their own; in other languages any word may."""
    return bool(_units().match(after)) if code == "vi" else False


# --- in words -------------------------------------------------------------------------------------------------------


def told(total: float, parts: list[float], evidence: tuple[Span, ...], rule: str, score: float) -> Finding:
    """The finding for a total and parts that do not make it."""
    made = sum(parts)
    vi = " + ".join(map(number_vi, parts)) if len(parts) <= 6 else f"{len(parts)} số thành phần"
    en = " + ".join(f"{part:,.10g}" for part in parts) if len(parts) <= 6 else f"{len(parts)} parts"
    return Finding(
        id="",
        kind="sum",
        says=f"Tổng ghi {number_vi(total)}, nhưng {vi} = {number_vi(made)} (chênh {number_vi(abs(made - total))}).",
        says_en=f"The total reads {total:,.10g}, but {en} = {made:,.10g} (off by {abs(made - total):,.10g}).",
        evidence=evidence,
        quote="",
        rule=rule,
        score=score,
    )


def number_vi(value: float) -> str:
    """A number in Vietnamese writing: 2.307,5."""
    return f"{round(value, 6):,.10g}".translate(str.maketrans(",.", ".,"))
