"""Pages printed sideways or upside down: turned upright for finding rows and tables, boxes kept where they are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.grid import Grid
from ingest.lines import Place
from ingest.placed import PlacedWord, Rule

Sides = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Upright:
    """A page's words and rules as if its text stood upright; the words carry their boxes."""

    words: tuple[PlacedWord, ...]
    rules: tuple[Rule, ...]
    width_pt: float
    height_pt: float


def upright(
    words: Sequence[PlacedWord], rules: Sequence[Rule], place: Place, *, width_pt: float, height_pt: float
) -> Upright:
    """The page as it is, or turned by quarters where most of its words are."""
    turns = Counter(word.turns for word in words).most_common(1)[0][0] if words else 0
    if not turns:
        return Upright(tuple(words), tuple(rules), width_pt, height_pt)

    def back(sides: Sides) -> Sides:
        x0, y0, x1, y1 = sides
        wide, high = width_pt, height_pt
        for _ in range(turns):  # a quarter turn against the clock
            x0, y0, x1, y1 = y0, wide - x1, y1, wide - x0
            wide, high = high, wide
        return x0, y0, x1, y1

    turned = []
    for word in words:
        x0, y0, x1, y1 = back((word.x0, word.y0, word.x1, word.y1))
        sound = word.turns == turns
        middle, half = (y0 + y1) / 2, 0.55 * word.size_pt
        top, bottom = (min(y0, middle - half), max(y1, middle + half)) if sound else (y0, y1)
        box = word.box or place((word.x0, word.y0, word.x1, word.y1))
        left = (word.turns - turns) % 4
        turned.append(replace(word, x0=x0, y0=y0, x1=x1, y1=y1, top=top, bottom=bottom, box=box, turns=left))
    lines = tuple(Rule(*back((rule.x0, rule.y0, rule.x1, rule.y1))) for rule in rules)
    wide, high = (height_pt, width_pt) if turns % 2 else (width_pt, height_pt)
    return Upright(tuple(turned), lines, wide, high)


def parted(words: Sequence[PlacedWord], tables: Sequence[Grid]) -> tuple[list[PlacedWord], list[list[PlacedWord]]]:
    """The words that stand upright or in a table, and the others, by the way they are turned."""
    main: list[PlacedWord] = []
    askew: dict[int, list[PlacedWord]] = {}
    for word in words:
        x, y = (word.x0 + word.x1) / 2, (word.y0 + word.y1) / 2
        if not word.turns or any(grid.xs[0] <= x <= grid.xs[-1] and grid.ys[0] <= y <= grid.ys[-1] for grid in tables):
            main.append(word)
        else:
            askew.setdefault(word.turns, []).append(word)
    return main, list(askew.values())
