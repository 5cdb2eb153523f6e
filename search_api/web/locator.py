"""The locator: a page in small with bars at the true place of the words, and ticks for all pages of the document."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from markupsafe import Markup

from vanthu.records import Box

_WIDTH: Final = 42.0
_HEIGHT: Final = 59.0
_MOST_BARS: Final = 12
_MOST_TICKS: Final = 24
_PAGE: Final = (
    '<path class="pg" d="M0 0h42v59H0Z"/>'
    '<path class="ln" d="M6 9h18M6 15h30M6 21h30M6 27h26M6 33h30M6 39h30M6 45h22M6 51h28"/>'
)


def locator(boxes: Sequence[Box], page: int | None, *, pages: int = 0, hits: Iterable[int] = ()) -> Markup:
    """SVG of about 400 bytes: only numbers of ours are put into it. `pages` > 1 adds the ticks, tall for `hits`."""
    bars = "".join(_bar(box) for box in [box for box in boxes if box.page == page][:_MOST_BARS])
    ticks = _ticks(pages, {*hits, *([page] if page else [])}) if pages > 1 else ""
    height = 70 if ticks else 61
    return Markup(  # noqa: S704 - numbers only
        f'<svg viewBox="-1 -1 44 {height}" aria-hidden="true" focusable="false">{_PAGE}{bars}{ticks}</svg>'
    )


def _bar(box: Box) -> str:
    x, y = _inside(box.x0) * _WIDTH, _inside(box.y0) * _HEIGHT
    width = max((_inside(box.x1) - _inside(box.x0)) * _WIDTH, 3.0)
    height = max((_inside(box.y1) - _inside(box.y0)) * _HEIGHT, 2.4)
    return f'<rect class="hl" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def _ticks(pages: int, hits: set[int]) -> str:
    """One tick a page; many pages share one."""
    count = min(pages, _MOST_TICKS)
    tall = {min((hit - 1) * count // pages, count - 1) for hit in hits if 1 <= hit <= pages}
    step = _WIDTH / count
    return "".join(_tick(i * step + 0.4, max(step - 0.8, 0.6), tall=i in tall) for i in range(count))


def _tick(x: float, width: float, *, tall: bool) -> str:
    shape = 'height="5" class="hl"' if tall else 'height="2"'
    return f'<rect x="{x:.1f}" y="63" width="{width:.1f}" fill="currentColor" {shape}/>'


def _inside(fraction: float) -> float:
    return min(max(float(fraction), 0.0), 1.0)
