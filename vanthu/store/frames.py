"""Pages on their way into a blob: a frame each, with what is counted of it."""

from __future__ import annotations

from typing import Final, NamedTuple

from vanthu.records import LineKind, Page
from vanthu.store import codec

_TEXT_KINDS: Final = frozenset({LineKind.BODY, LineKind.FOOTNOTE, LineKind.HANDWRITING})


class Frame(NamedTuple):
    """A page's number, its characters (blanks aside), its bytes."""

    n: int
    characters: int
    frame: bytes


def frame_of(page: Page) -> Frame:
    """A page as a frame."""
    characters = sum(len("".join(line.text.split())) for line in page.lines if line.kind in _TEXT_KINDS)
    return Frame(page.n, characters, codec.page_to_bytes(page))
