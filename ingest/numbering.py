"""Word's automatic numbers as they are printed: "Điều 3.", "II.", "a)", "2.1."."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from ingest.encodings import from_font
from ingest.ooxml import Element, attribute, child, is_on, name, whole

_PLACE: Final = re.compile(r"%([1-9])")
_ROMAN: Final = (
    *((1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC")),
    *((50, "L"), (40, "XL"), (10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")),
)
# Bullets are signs of symbol fonts, in Unicode's private area: what is seen there.
_BULLETS: Final = {
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "➢",
    "\uf0fc": "✓",
    "\uf0e0": "→",
    "\uf02d": "-",
    "\uf076": "❖",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: where it starts, how its number is written, and around it what."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    blank: str = " "
    legal: bool = False  # all numbers decimal, whatever their level says
    restart: int | None = None  # restarts only after a number of this level or a higher one; 0 is never
    style: str | None = None


@dataclass(frozen=True, slots=True)
class Lists:
    """The lists of a document: `levels[num][level]`, which lists count together, and the starts they are given."""

    levels: Mapping[str, Mapping[int, Level]]
    family: Mapping[str, str]
    starts: Mapping[str, Mapping[int, int]]


@dataclass(slots=True)
class Counter:
    """Counts through the document, paragraph by paragraph."""

    lists: Lists
    _counts: dict[str, dict[int, int]] = field(default_factory=dict)
    _started: set[tuple[str, int]] = field(default_factory=set)

    def next(self, num: str, level: int) -> str:
        """The printed number of the next paragraph at this place, with the blank after it; "" where it has none."""
        levels = self.lists.levels.get(num)
        if levels is None or level not in levels:
            return ""
        own = levels[level]
        counts = self._counts.setdefault(self.lists.family[num], {})
        given = self.lists.starts.get(num, {}).get(level)
        if given is not None and (num, level) not in self._started:
            counts[level] = given
        else:
            counts[level] = counts[level] + 1 if level in counts else own.start
        self._started.add((num, level))
        for deeper in [one for one in counts if one > level and self._restarts(levels, one, level)]:
            del counts[deeper]
        if own.form == "none" and not own.text:
            return ""
        label = _PLACE.sub(lambda found: self._number(levels, counts, int(found.group(1)) - 1, own), own.text)
        return label + own.blank if label else ""

    @staticmethod
    def _restarts(levels: Mapping[int, Level], deeper: int, level: int) -> bool:
        rule = levels[deeper].restart if deeper in levels else None
        return rule is None or (rule > 0 and level < rule)

    @staticmethod
    def _number(levels: Mapping[int, Level], counts: Mapping[int, int], level: int, own: Level) -> str:
        other = levels.get(level, Level())
        return written(counts.get(level, other.start), "decimal" if own.legal else other.form)


def written(number: int, form: str) -> str:
    """A number in one of Word's forms; one that is not known is decimal."""
    if form == "none":
        return ""
    if form in ("upperRoman", "lowerRoman") and 0 < number < 4000:
        return _roman(number) if form == "upperRoman" else _roman(number).lower()
    if form in ("upperLetter", "lowerLetter") and number > 0:
        letter = chr(ord("A") + (number - 1) % 26) * ((number - 1) // 26 + 1)
        return letter[:40] if form == "upperLetter" else letter[:40].lower()
    if form == "decimalZero":
        return f"{number:02}"
    return str(number)


def _roman(number: int) -> str:
    out = ""
    for value, letters in _ROMAN:
        out += letters * (number // value)
        number %= value
    return out


def lists(root: Element | None, style_lists: Mapping[str, str]) -> Lists:
    """The lists that numbering.xml declares; `style_lists` says which list a list style has."""
    if root is None:
        return Lists({}, {}, {})
    abstract = {attribute(one, "abstractNumId") or "": one for one in root if name(one) == "abstractNum"}
    used = {
        attribute(one, "numId") or "": attribute(child(one, "abstractNumId")) or ""
        for one in root
        if name(one) == "num"
    }
    levels: dict[str, dict[int, Level]] = {}
    family: dict[str, str] = {}
    starts: dict[str, dict[int, int]] = {}
    for one in root:
        if name(one) != "num":
            continue
        num = attribute(one, "numId") or ""
        source = abstract.get(used[num])
        link = attribute(child(source, "numStyleLink")) if source is not None else None
        if link is not None and link in style_lists:
            source = abstract.get(used.get(style_lists[link], ""), source)
        family[num] = attribute(source, "abstractNumId") or num
        levels[num] = _levels(source)
        for override in (part for part in one if name(part) == "lvlOverride"):
            at = whole(override, "ilvl") or 0
            start = whole(child(override, "startOverride"))
            if start is not None:
                starts.setdefault(num, {})[at] = start
            if child(override, "lvl") is not None:
                levels[num].update(_levels(override))
    return Lists(levels, family, starts)


def _levels(parent: Element | None) -> dict[int, Level]:
    return {} if parent is None else {whole(one, "ilvl") or 0: _level(one) for one in parent if name(one) == "lvl"}


def _level(element: Element) -> Level:
    form = attribute(child(element, "numFmt")) or "decimal"
    text = attribute(child(element, "lvlText")) or ""
    fonts = child(element, "rPr", "rFonts")
    if form == "bullet":
        text = "".join(_BULLETS.get(sign, "•" if "\ue000" <= sign <= "\uf8ff" else sign) for sign in text)
    else:
        text = from_font(text, attribute(fonts, "ascii") or "")
    start = whole(child(element, "start"))
    return Level(
        1 if start is None else start,
        form,
        text,
        "" if attribute(child(element, "suff")) == "nothing" else " ",
        is_on(child(element, "isLgl")),
        whole(child(element, "lvlRestart")),
        attribute(child(element, "pStyle")),
    )
