"""What people say about a page: a word put right, the page found right, something taken back. The API and the pages do
it by these."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from extract.corrections import Slot, corrected, correction, reading_of, standing_page
from search_api.web.desk import Desk
from vanthu.errors import BadRequest, Conflict, NotFound, QueueUnavailable
from vanthu.records import Document, Entry, Job, Page, Seen, Undo, What, standing

MOST_LETTERS: Final = 4000
"""Of one correction, of one field of a decision."""
_CHANGED: Final = "Chỗ này vừa được sửa, nay là “{now}”. Xem lại rồi sửa tiếp."


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a document as it stands: its slots in order, the corrections that found no place, and everything said
    about the document; `after` is where that log stands."""

    document: Document
    page: Page
    slots: tuple[Slot, ...]
    loose: tuple[Entry, ...]
    log: tuple[Entry, ...]

    @property
    def after(self) -> int:
        """The sequence of the last entry."""
        return max((entry.sequence for entry in self.log), default=0)

    def at(self, first: int, count: int) -> tuple[Slot, ...]:
        """The slots that words of the page as read are in: whole ones of one line, from the first to the last word.
        Raises BadRequest where there are no such words."""
        chosen = [slot for slot in self.slots if slot.first < first + count and first < slot.first + slot.count]
        if count < 1 or not chosen or chosen[-1].first + chosen[-1].count < first + count:
            raise BadRequest("Trang này không có chữ ở vị trí đó.")
        if len({slot.line for slot in chosen}) != 1:
            raise BadRequest("Mỗi lần chỉ sửa chữ trong một dòng.")
        return tuple(chosen)


def as_it_stands(desk: Desk, document: str, n: int) -> Page:
    """The page with its corrections, as the text has it. Raises NotFound."""
    permission = desk.permission()
    page = desk.services.store.page(document, n, permission)
    return corrected([page], standing(desk.services.store.entries(document, permission)))[0][0]


def words(slots: Sequence[Slot]) -> str:
    """What stands in the slots."""
    return " ".join(slot.text for slot in slots if slot.text)


def sheet(desk: Desk, document: str, n: int) -> Sheet:
    """The page as it stands. Raises NotFound."""
    permission = desk.permission()
    store = desk.services.store
    found = store.document(document, permission)
    log = store.entries(document, permission)
    page = store.page(document, n, permission)
    there = standing_page(page, standing(log))
    loose = tuple(entry for entry in log if entry.id in there.loose)
    return Sheet(found, page, there.slots, loose, log)


def correct(desk: Desk, at: Sheet, *, first: int, count: int, old: str, new: str) -> Entry:
    """Puts `new` in the place of words of the page as read, where `old` is what the speaker saw there; the same words
    are the word of a person that they are right. Saying the same again is no news. Raises BadRequest, NotFound,
    Conflict (`current` is what stands there) where somebody was quicker."""
    chosen = at.at(first, count)
    first, count = chosen[0].first, sum(slot.count for slot in chosen)
    new = clean(new)
    now = words(chosen)
    if new == now and len(chosen) == 1 and chosen[0].entry:
        return next(entry for entry in at.log if entry.id == chosen[0].entry)
    if " ".join(old.split()) != now:
        raise Conflict(_CHANGED.format(now=now), now)
    return say(desk, at.document.id, correction(at.page, at.slots, first, count, new), after=at.after)


def mark_seen(desk: Desk, at: Sheet, *, after: int) -> Entry:
    """The page was looked at and is right, as it stood when the log was at `after`. Raises Conflict where somebody
    corrected it since."""
    return say(desk, at.document.id, Seen(at.page.n, reading_of(at.page)), after=min(after, at.after))


def undo(desk: Desk, document: str, entry: str) -> Entry:
    """Takes an entry back. Raises NotFound, Conflict where it is taken back already."""
    log = desk.services.store.entries(document, desk.permission())
    target = next((one for one in log if one.id == entry), None)
    if target is None:
        raise NotFound(entry)
    taken = [one for one in log if isinstance(one.what, Undo) and one.what.entry == entry]
    held = {one.id for one in log} - _gone(log)
    if any(one.id in held for one in taken):
        raise Conflict("Lần sửa này đã được hoàn tác rồi.")
    return say(desk, document, Undo(entry), after=max(one.sequence for one in log))


def _gone(log: Sequence[Entry]) -> set[str]:
    """The entries, undos too, that do not hold now."""
    gone: set[str] = set()
    for entry in reversed(log):
        if entry.id not in gone and isinstance(entry.what, Undo):
            gone.add(entry.what.entry)
    return gone


def say(desk: Desk, document: str, what: What, *, after: int) -> Entry:
    """Adds to the log as the reader, and hints that there is work. Raises NotFound, BadRequest, Conflict."""
    services = desk.services
    entry = services.store.add_entry(document, what, after=after, by=desk.reader.id, permission=desk.permission())
    if not isinstance(what, Seen):
        with contextlib.suppress(QueueUnavailable):  # only a hint: the store is asked again
            services.queue.offer([Job(f"extract:{document}", "extract", document)])
    return entry


def clean(text: str) -> str:
    """Words as they are kept: single blanks. Raises BadRequest for what is no text."""
    text = " ".join(text.split())
    if len(text) > MOST_LETTERS:
        raise BadRequest(f"Mỗi ô không quá {MOST_LETTERS} chữ cái.")
    if any(unicodedata.category(letter) in ("Cc", "Cs", "Co", "Cn") for letter in text):
        raise BadRequest("Chữ mới có ký tự không dùng được.")
    return text
