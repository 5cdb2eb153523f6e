"""Corrections laid over pages as read: where each belongs, and the pages as they stand with them.

A correction says which words of the page it meant; after another reading it is looked for by its words and its box.
One that finds no place is not applied and is told of (`loose`): a person decides. Pages themselves never change.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

from vanthu.records import Box, Correction, Entry, Line, Page, Word
from vanthu.viet import nfc

SURE: Final = 1.0
"""The confidence of a word that a person wrote."""
_CONTEXT: Final = 3
_OVERLAP: Final = 0.3
"""Boxes of the same words, read another time, share at least so much."""


@dataclass(frozen=True, slots=True)
class Slot:
    """A place of the page: one word as read, or the words of a correction, with what stands there now. `first` and
    `count` are words of the page as read, `line` the line they are on; `old` as read before any correction, `read` as
    the page has it (what a correction is made of); `entry` is the correction."""

    first: int
    count: int
    line: int
    text: str
    read: str
    old: str
    box: Box | None
    confidence: float | None
    entry: str | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A page as it stands: its slots in order, and the ids of corrections that found no place."""

    slots: tuple[Slot, ...]
    loose: tuple[str, ...] = ()


def standing_page(page: Page, corrections: Iterable[Entry]) -> Standing:
    """The page with the corrections (entries that hold, in their order; those of other pages are passed over).

    A later correction stands in place of those it covers."""
    read = _words(page)
    placed: dict[str, tuple[range, Correction]] = {}
    loose: list[str] = []
    for entry in corrections:
        what = entry.what
        if not isinstance(what, Correction) or what.page != page.n:
            continue
        at = _place(read, what)
        if at is None:
            loose.append(entry.id)
            continue
        for other, (there, _) in list(placed.items()):
            if _meet(at, there):
                del placed[other]
                if not (at.start <= there.start and there.stop <= at.stop):
                    loose.append(other)
        placed[entry.id] = (at, what)
    return Standing(_slots(read, placed), tuple(loose))


def corrected(pages: Sequence[Page], entries: Iterable[Entry]) -> tuple[tuple[Page, ...], tuple[str, ...]]:
    """The pages with the corrections among the entries, and the ids of those that found no place (on a page that is
    not there, too)."""
    wanted: dict[int, list[Entry]] = {}
    for entry in entries:
        if isinstance(entry.what, Correction):
            wanted.setdefault(entry.what.page, []).append(entry)
    if not wanted:
        return tuple(pages), ()
    loose = [entry.id for n in wanted.keys() - {page.n for page in pages} for entry in wanted[n]]
    out = []
    for page in pages:
        if page.n in wanted:
            there = standing_page(page, wanted[page.n])
            loose += there.loose
            page = _written(page, there.slots)
        out.append(page)
    return tuple(out), tuple(loose)


def reading_of(page: Page) -> str:
    """A digest of what was read on a page: its words and what kind of lines they are in."""
    digest = hashlib.sha256()
    for line in page.lines:
        digest.update(f"{line.kind.value}\0{line.text}\0".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()[:16]


def correction(page: Page, slots: Sequence[Slot], first: int, count: int, new: str) -> Correction:
    """The correction that puts `new` in the place of these words of the page as read, with what finds it again.

    Raises ValueError where the words are not whole slots of one line."""
    chosen = [slot for slot in slots if first <= slot.first < first + count]
    if not chosen or chosen[0].first != first or sum(slot.count for slot in chosen) != count:
        raise ValueError("not words of the page")
    if len({slot.line for slot in chosen}) != 1:
        raise ValueError("words of several lines")
    read = _words(page)
    words = read[first : first + count]
    return Correction(
        page=page.n,
        first=first,
        count=count,
        old=_joined(words),
        new=" ".join(nfc(new).split()),
        box=_hull(word.box for word in words),
        before=_joined(read[max(first - _CONTEXT, 0) : first]),
        after=_joined(read[first + count : first + count + _CONTEXT]),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    """A word as read, and the line it is on."""

    line: int
    text: str
    box: Box | None
    confidence: float | None
    raw: str | None


def _words(page: Page) -> list[_Read]:
    return [
        _Read(i, nfc(line.text[word.start : word.end]), word.box, word.confidence, word.raw)
        for i, line in enumerate(page.lines)
        for word in line.words
    ]


def _joined(words: Iterable[_Read]) -> str:
    return " ".join(word.text for word in words)


def _place(read: Sequence[_Read], what: Correction) -> range | None:
    """The words that are meant: those at the old place if they still are the same, else the nearest same words, else
    those inside the box that read as corrected by now."""
    if what.count < 1:
        return None
    meant = range(what.first, what.first + what.count)
    if _same(read, meant, what.old) and _near(read, meant, what):
        return meant
    found = [at for at in _runs(read, what.old) if _near(read, at, what)]
    if found:
        return max(found, key=lambda at: (_likeness(read, at, what), -abs(at.start - what.first)))
    inside = _inside(read, what.box)
    return inside if inside is not None and _same(read, inside, what.new) else None


def _same(read: Sequence[_Read], at: range, words: str) -> bool:
    if not 0 <= at.start < at.stop <= len(read):
        return False
    there = read[at.start : at.stop]
    return _joined(there) == words and len({word.line for word in there}) == 1


def _runs(read: Sequence[_Read], words: str) -> list[range]:
    """Every run of words on one line that reads so."""
    pieces = words.split()
    if not pieces:
        return []
    starts = [i for i, word in enumerate(read) if word.text.split()[:1] == pieces[:1]]
    lengths = range(1, len(pieces) + 1)
    return [range(i, i + n) for i in starts for n in lengths if _same(read, range(i, i + n), words)]


def _near(read: Sequence[_Read], at: range, what: Correction) -> bool:
    """Whether the words are where the box is; without boxes, whether they stand beside the same words."""
    there = _hull(word.box for word in read[at.start : at.stop])
    if what.box is None or there is None:
        return any(_beside(read, at, what))
    return _shared(what.box, there) >= _OVERLAP


def _likeness(read: Sequence[_Read], at: range, what: Correction) -> float:
    """How much the place is the one that was meant: by the box, and by the words beside it."""
    there = _hull(word.box for word in read[at.start : at.stop])
    box = _shared(what.box, there) if what.box and there else 0.0
    return box + 0.5 * sum(_beside(read, at, what))


def _beside(read: Sequence[_Read], at: range, what: Correction) -> tuple[bool, bool]:
    """Whether the words before and those after are the same."""
    before = _joined(read[max(at.start - _CONTEXT, 0) : at.start])
    after = _joined(read[at.stop : at.stop + _CONTEXT])
    return before == what.before, after == what.after


def _inside(read: Sequence[_Read], box: Box | None) -> range | None:
    """The run of words whose middle lies in the box."""
    if box is None:
        return None
    here = [i for i, word in enumerate(read) if word.box and _holds(box, word.box)]
    return range(here[0], here[-1] + 1) if here and here[-1] - here[0] == len(here) - 1 else None


def _holds(box: Box, other: Box) -> bool:
    x, y = (other.x0 + other.x1) / 2, (other.y0 + other.y1) / 2
    return box.page == other.page and box.x0 <= x <= box.x1 and box.y0 <= y <= box.y1


def _meet(one: range, other: range) -> bool:
    return one.start < other.stop and other.start < one.stop


def _slots(read: Sequence[_Read], placed: Mapping[str, tuple[range, Correction]]) -> tuple[Slot, ...]:
    begins = {at.start: (at, what, entry) for entry, (at, what) in placed.items()}
    slots: list[Slot] = []
    i = 0
    while i < len(read):
        if i in begins:
            at, what, entry = begins[i]
            words = read[at.start : at.stop]
            old = " ".join(word.text if word.raw is None else word.raw for word in words)
            box = _hull(word.box for word in words)
            slots.append(Slot(i, len(at), words[0].line, what.new, _joined(words), old, box, SURE, entry))
            i = at.stop
        else:
            word = read[i]
            old = word.text if word.raw is None else word.raw
            slots.append(Slot(i, 1, word.line, word.text, word.text, old, word.box, word.confidence))
            i += 1
    return tuple(slots)


def _written(page: Page, slots: Sequence[Slot]) -> Page:
    """The page with its corrected words: lines of other lengths, a line without words left out."""
    by_line = {n: tuple(group) for n, group in groupby(slots, key=lambda slot: slot.line)}
    starts = _line_starts(page)
    lines = []
    for n, line in enumerate(page.lines):
        mine = by_line.get(n, ())
        if not any(slot.entry for slot in mine):
            lines.append(line)
        elif (made := _line(line, mine, starts[n])).text.strip():
            lines.append(made)
    return replace(page, lines=tuple(lines))


def _line_starts(page: Page) -> list[int]:
    """For each line the number of its first word on the page."""
    starts, at = [], 0
    for line in page.lines:
        starts.append(at)
        at += len(line.words)
    return starts


def _line(line: Line, slots: Sequence[Slot], start: int) -> Line:
    pieces: list[str] = []
    words: list[Word] = []
    at = length = 0
    for slot in slots:
        mine = line.words[slot.first - start : slot.first - start + slot.count]
        gap = line.text[at : mine[0].start]
        at = mine[-1].end
        if (slot.entry and not slot.text) or not length:
            gap = gap.lstrip()
        pieces.append(gap)
        length += len(gap)
        pieces.append(slot.text if slot.entry else line.text[mine[0].start : mine[0].end])
        if slot.entry:
            raws = [line.text[word.start : word.end] if word.raw is None else word.raw for word in mine]
            words += _new_words(slot, mine, raws, length)
        else:
            words.append(replace(mine[0], start=length, end=length + len(pieces[-1])))
        length += len(pieces[-1])
    return replace(line, text="".join(pieces) + line.text[at:], words=tuple(words))


def _new_words(slot: Slot, old: Sequence[Word], raws: Sequence[str], start: int) -> list[Word]:
    """The words that a person wrote: each in the box of the word it stands for, or in its share of all their boxes."""
    pieces = slot.text.split()
    words = []
    for i, piece in enumerate(pieces):
        if len(pieces) == len(old):
            box, raw = old[i].box, raws[i]
        else:
            box, raw = _share(slot.box, pieces, i), slot.old if i == 0 else ""
        words.append(Word(start, start + len(piece), box, SURE, raw))
        start += len(piece) + 1
    return words


def _share(box: Box | None, pieces: Sequence[str], i: int) -> Box | None:
    """The stretch of the box that a word takes, by the number of its letters."""
    if box is None:
        return None
    whole = len(" ".join(pieces))
    before = sum(len(piece) + 1 for piece in pieces[:i])
    width = box.x1 - box.x0
    x0 = box.x0 + width * before / whole
    return Box(box.page, x0, box.y0, x0 + width * len(pieces[i]) / whole, box.y1)


def _hull(boxes: Iterable[Box | None]) -> Box | None:
    there = [box for box in boxes if box is not None]
    if not there:
        return None
    return Box(
        there[0].page,
        min(box.x0 for box in there),
        min(box.y0 for box in there),
        max(box.x1 for box in there),
        max(box.y1 for box in there),
    )


def _shared(one: Box, other: Box) -> float:
    """The area that two boxes share, of the area they cover together."""
    if one.page != other.page:
        return 0.0
    width = min(one.x1, other.x1) - max(one.x0, other.x0)
    height = min(one.y1, other.y1) - max(one.y0, other.y0)
    both = max(width, 0.0) * max(height, 0.0)
    areas = sum((box.x1 - box.x0) * (box.y1 - box.y0) for box in (one, other))
    return both / (areas - both) if areas > both else float(one == other)
