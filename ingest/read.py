"""A file → pages of words: the one entry, for `vanthu read` and the workers alike."""

from __future__ import annotations

import logging
import stat
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from ingest import outcomes, signatures, wire
from ingest.limits import Limits
from ingest.readers.table import DOCX, READERS
from ingest.sandbox import SHARED, End, Ending, Job, Sandbox
from ingest.sink import Keeper
from ingest.sniff import HEAD, OLE, first_look
from vanthu.errors import DiskFull, ToolMissing
from vanthu.records import Outcome, Page, PageSource, SealState, Signature, State

_LOG: Final = logging.getLogger("vanthu.ingest")


_PDF: Final = "application/pdf"
# What the first bytes may turn out to be: these readers the fork server keeps loaded.
_LIKELY: Final = {"application/zip": ("application/zip", DOCX), OLE: ("application/msword",)}


def read(
    path: Path,
    name: str,
    sink: Keeper,
    limits: Limits,
    *,
    sandbox: Sandbox = SHARED,
    force_ocr: bool = False,
    passwords: Sequence[str] = (),
    depth: int = 0,
) -> Outcome:
    """Reads a file into `sink` and says how it ended; `name` is the name it was given, a label. With `force_ocr` the
    pages of a PDF are recognised on their pictures, whatever text they carry. `passwords` are tried on a file that is
    protected, and on what is in it; they are kept nowhere. `depth` counts the containers that the file came in.

    Every input ends in a named state with a sentence for the clerk; pages handed to the sink stay. A page that kills
    its reader is left out, and the pages after it are read. Raises DiskFull, ToolMissing, OperatorError, and whatever
    the sink raises."""
    refused = _refused(path, limits)
    if refused:
        return refused
    reading = _Reading(path, name, sink, limits, sandbox, force_ocr, tuple(passwords), depth)
    outcome = _settled(reading.run(), reading)
    if outcome.media_type == _PDF and outcome.pages and signatures.signed(path):
        outcome = replace(outcome, signatures=_signatures(path, limits, sandbox))
    return outcome


def _signatures(path: Path, limits: Limits, sandbox: Sandbox) -> tuple[Signature, ...]:
    """The digital signatures, checked in a child of their own: whatever becomes of it, the pages are there."""
    found: list[Signature] = []

    def hear(message: wire.Message, _: Path) -> None:
        if message.get("kind") != "signatures":
            raise wire.Broken("not what a check of signatures says")
        found.extend(map(wire.unpack_signature, wire.value(message, "signatures", list)))

    ending = sandbox.run(Job("ingest.signatures:check", path, ("ingest.signatures",)), limits, hear)
    return tuple(found) if ending.end is End.FINISHED else (Signature(SealState.UNCHECKED),)


def _refused(path: Path, limits: Limits) -> Outcome | None:
    """What needs no reader: files that are not files, cannot be opened, are empty or too large."""
    try:
        found = path.stat()
        if not stat.S_ISREG(found.st_mode):
            return outcomes.unsupported("inode/other")
        with path.open("rb"):
            pass
    except OSError as error:
        return outcomes.unreadable(error)
    if found.st_size == 0:
        return outcomes.ended("application/x-empty", State.EMPTY, "Tệp rỗng (0 byte).")
    if found.st_size > limits.file_bytes:
        figures = f"{found.st_size / 1e6:.0f} MB, cho phép {limits.file_bytes / 1e6:.0f} MB"
        return outcomes.over("application/octet-stream", "bytes", figures)
    return None


class _TooManyPages(Exception):
    """The file has more pages than are read: none of them is begun."""


@dataclass(slots=True)
class _Reading:
    """One file on its way through as many children as it kills."""

    path: Path
    name: str
    sink: Keeper
    limits: Limits
    sandbox: Sandbox
    force_ocr: bool = False
    passwords: tuple[str, ...] = ()
    depth: int = 0
    expected: int = 0
    members: int = 0
    lost: list[tuple[int, Ending]] = field(default_factory=list)
    pages: dict[int, Page] = field(default_factory=dict)
    outcome: Outcome | None = None
    tool: str | None = None
    full: bool = False
    cpu_seconds: float = 0.0

    def run(self) -> Outcome:
        """Starts children until one comes to an end, or too many pages killed theirs."""
        self.pages.update({page.n: page for page in self.sink.kept()})
        with self.path.open("rb") as file:
            guess = first_look(file.read(HEAD)) or "text/plain"
        while True:
            try:
                ending = self.sandbox.run(self._job(guess), self.limits, self._hear)
            except _TooManyPages as error:
                return outcomes.over(guess, "pages", f"{error} trang, cho phép {self.limits.pages}")
            self.cpu_seconds += ending.cpu_seconds
            if self.tool is not None:
                raise ToolMissing(self.tool)
            if self.full:
                raise DiskFull("Ổ đĩa tạm đã đầy khi đang đọc tệp: giải phóng chỗ rồi thử lại.")
            if self.outcome is not None and ending.end is End.FINISHED:
                return self.outcome
            self.outcome = None
            page = self._page_in_work()
            _LOG.warning("step=read outcome=%s signal=%s page=%s", ending.end, ending.signal, page)
            if page is None or len(self.lost) >= self.limits.lost_pages:
                return outcomes.killed(guess, ending.end, self.limits, page=page)
            self.lost.append((page, ending))

    def _job(self, guess: str) -> Job:
        known = sorted({*self.pages, *(page for page, _ in self.lost)})
        load = ("ingest.child", *(READERS[one] for one in _LIKELY.get(guess, (guess,)) if one in READERS))
        return Job(
            "ingest.child:read",
            self.path,
            load,
            {
                "name": self.name,
                "known": known,
                "force_ocr": self.force_ocr,
                "passwords": self.passwords,
                "depth": self.depth,
            },
        )

    def _page_in_work(self) -> int | None:
        """The page a killed child was at: readers go through them in order."""
        done = {*self.pages, *(page for page, _ in self.lost)}
        return next((n for n in range(1, self.expected + 1) if n not in done), None)

    def _hear(self, message: wire.Message, folder: Path) -> wire.Message | None:
        kind = message.get("kind")
        if kind == "page":
            self._take(wire.unpack_page(wire.value(message, "page", dict)))
        elif kind == "expect":
            self.expected = max(0, wire.value(message, "pages", int))
            if self.expected > self.limits.pages:
                raise _TooManyPages(self.expected)
            self.sink.expect(self.expected)
        elif kind in ("member", "view"):
            self._hand_on(message, folder)
            return {}
        elif kind == "outcome":
            self.outcome = wire.unpack_outcome(wire.value(message, "outcome", dict))
        elif kind == "missing_tool":
            self.tool = wire.value(message, "message", str)
        elif kind == "disk_full":
            self.full = True
        elif kind == "defect":
            where = " ".join(map(str, wire.value(message, "where", list)))
            _LOG.error("step=read outcome=defect error=%s where=%s", wire.value(message, "error", str), where)
        else:
            raise wire.Broken(f"unknown message {kind!r}")
        return None

    def _take(self, page: Page) -> None:
        if page.n in self.pages or page.n > self.limits.pages:
            raise wire.Broken(f"page {page.n} was not asked for")
        self.sink.page(page)
        self.pages[page.n] = page

    def _hand_on(self, message: wire.Message, folder: Path) -> None:
        """A file of the child: only a plain one in its own folder is looked at."""
        label = wire.value(message, "file", str)
        path = folder / label
        try:
            plain = Path(label).name == label and stat.S_ISREG(path.lstat().st_mode)
        except (OSError, ValueError):
            plain = False
        if not plain:
            raise wire.Broken("not a file in the child's folder")
        if message["kind"] == "view":
            self.sink.view(path, wire.value(message, "media_type", str))
            return
        self.members += 1
        if self.members > self.limits.members:
            raise wire.Broken("more members than allowed")
        self.sink.member(wire.value(message, "name", str), path)


def _settled(outcome: Outcome, reading: _Reading) -> Outcome:
    """The state that follows from the pages themselves, so that a resumed reading ends like an uninterrupted one."""
    pages = reading.pages
    missing = [n for n in range(1, max(outcome.pages_expected, reading.expected) + 1) if n not in pages]
    warnings = (
        *outcome.warnings,
        *(outcomes.lost_page(page, ending.end, reading.limits) for page, ending in reading.lost),
        *(warning for page in pages.values() for warning in page.warnings),
    )
    outcome = replace(
        outcome,
        warnings=warnings,
        pages=len(pages),
        pages_expected=max(outcome.pages_expected, reading.expected),
        members=max(outcome.members, reading.members),
        seconds={**(outcome.seconds or {}), "all": round(reading.cpu_seconds, 4)},
    )
    has_words = any(line.words for page in pages.values() for line in page.lines)
    if outcome.state is not State.DONE:
        return outcomes.partial(outcome, missing) if has_words and outcome.state in outcomes.FATAL else outcome
    if missing:
        if not pages and reading.lost:
            page, ending = reading.lost[0]
            killed = outcomes.killed(outcome.media_type, ending.end, reading.limits, page=page)
            return replace(outcome, state=killed.state, detail=killed.detail, reason=killed.reason, next=killed.next)
        return outcomes.partial(outcome, missing)
    if not has_words and not outcome.members and not outcome.warnings:
        looked_at = [page.n for page in pages.values() if page.source is not PageSource.FILE]
        if looked_at:  # a sheet of paper with nothing on it is read when somebody has looked at it
            return outcomes.stated(outcome, State.DONE, outcomes.blank(looked_at))
        return outcomes.stated(outcome, State.EMPTY)
    if outcome.warnings:
        return outcomes.stated(outcome, State.DONE_WITH_WARNINGS, outcome.warnings[0])
    return outcomes.stated(outcome, State.DONE, outcomes.members_told(outcome.members))
