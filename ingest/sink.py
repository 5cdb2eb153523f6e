"""Where a reader puts what it finds, page by page, so that a killed one loses only the page in work."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from vanthu.records import Page


class Sink(Protocol):
    """What a reader writes to. A reader goes through its pages in ascending order, leaves out those in `known()`,
    and hands each over as soon as it is done."""

    def known(self) -> frozenset[int]:
        """Pages (from 1) that need not be read: an earlier attempt has them, or they cannot be read."""

    def expect(self, pages: int) -> None:
        """How many pages the file has, said once before the first page (a container or a text file need not)."""

    def page(self, page: Page) -> None:
        """A page that is done."""

    def member(self, name: str, path: Path) -> None:
        """A member of a container; `name` is a label with `/` between its parts, never a path to open. The bytes at
        `path` are there until this returns."""

    def view(self, path: Path, media_type: str) -> None:
        """A rendition (PDF) to make page pictures from instead of the file itself; there until this returns."""


class Keeper(Sink, Protocol):
    """What `ingest.read.read` is given: a sink that also remembers what earlier attempts put into it."""

    def kept(self) -> tuple[Page, ...]:
        """The pages of earlier attempts, in order: `known()` are their numbers."""


@dataclass(slots=True)
class ListSink:
    """Keeps everything in memory; members and the rendition are copied to `folder` (dropped, but named, without one).

    `members` are (label, copy) in order of arrival."""

    folder: Path | None = None
    pages: list[Page] = field(default_factory=list)
    members: list[tuple[str, Path | None]] = field(default_factory=list)
    rendition: Path | None = None
    rendition_type: str | None = None
    expected: int = 0

    def known(self) -> frozenset[int]:
        return frozenset(page.n for page in self.pages)

    def kept(self) -> tuple[Page, ...]:
        return tuple(self.pages)

    def expect(self, pages: int) -> None:
        self.expected = pages

    def page(self, page: Page) -> None:
        self.pages.append(page)

    def member(self, name: str, path: Path) -> None:
        self.members.append((name, self._copy(path, f"member-{len(self.members)}")))

    def view(self, path: Path, media_type: str) -> None:
        self.rendition, self.rendition_type = self._copy(path, "view"), media_type

    def _copy(self, path: Path, name: str) -> Path | None:
        return Path(shutil.copyfile(path, self.folder / name)) if self.folder else None
