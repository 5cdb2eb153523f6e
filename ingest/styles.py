"""What a Word style says that is seen in the text: its list, its font, capitals, hidden letters, a table's borders."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeVar

from ingest.ooxml import Element, attribute, child, name

_Found = TypeVar("_Found")
_DEEPEST: Final = 20


@dataclass(frozen=True, slots=True)
class Styles:
    """The styles of a document by id; `usual` the paragraph style of paragraphs that name none."""

    by_id: Mapping[str, Element] = field(default_factory=dict)
    usual: str | None = None
    defaults: Element | None = None  # the run properties of everything

    def chain(self, style: str | None) -> Iterator[Element]:
        """A style and those it is based on, nearest first."""
        for _ in range(_DEEPEST):
            element = self.by_id.get(style) if style else None
            if element is None:
                return
            yield element
            style = attribute(child(element, "basedOn"))

    def first(self, style: str | None, ask: Callable[[Element], _Found | None]) -> _Found | None:
        """What the nearest style that says anything says."""
        return next((found for found in map(ask, self.chain(style)) if found is not None), None)

    def list_of(self, style: str | None) -> tuple[str | None, int | None, str | None]:
        """The list, the level and the style that says so, of a paragraph style."""
        num = level = owner = None
        for element in self.chain(style):
            properties = child(element, "pPr", "numPr")
            if properties is None:
                continue
            owner = owner or attribute(element, "styleId")
            num = num if num is not None else attribute(child(properties, "numId"))
            if level is None and child(properties, "ilvl") is not None:
                level = int(attribute(child(properties, "ilvl")) or 0)
        return num, level, owner

    def font(self, run: Element | None, style: str | None) -> str:
        """The font of a run with these properties in a paragraph of this style, "" where nothing says it."""
        of_style = (self._font(attribute(child(run, "rStyle"))), self._font(style), font_of(self.defaults))
        return font_of(run) or next(filter(None, of_style), "")

    def _font(self, style: str | None) -> str | None:
        return self.first(style, lambda element: font_of(child(element, "rPr")))

    def flag(self, style: str | None, flag: str) -> Element | None:
        """A property of letters (caps, vanish) as a style has it."""
        return self.first(style, lambda element: child(element, "rPr", flag))

    def lists(self) -> dict[str, str]:
        """List styles and the list each has."""
        found = {}
        for style, element in self.by_id.items():
            num = attribute(child(element, "pPr", "numPr", "numId"))
            if attribute(element, "type") == "numbering" and num:
                found[style] = num
        return found


def styles(root: Element | None) -> Styles:
    """The styles that styles.xml declares."""
    if root is None:
        return Styles()
    found = {attribute(one, "styleId") or "": one for one in root if name(one) == "style"}
    usual = next(
        (
            style
            for style, one in found.items()
            if attribute(one, "type") == "paragraph" and attribute(one, "default") in ("1", "true")
        ),
        None,
    )
    return Styles(found, usual, child(root, "docDefaults", "rPrDefault", "rPr"))


def font_of(properties: Element | None) -> str | None:
    """The font that run properties name for Latin letters."""
    fonts = child(properties, "rFonts")
    return attribute(fonts, "hAnsi") or attribute(fonts, "ascii")  # letters beyond ASCII are shown in hAnsi
