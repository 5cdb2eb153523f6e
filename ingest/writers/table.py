"""Format → what writes it from the pages alone: the one table. A PDF needs the file too."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ingest.writers.alto import alto
from ingest.writers.hocr import hocr
from ingest.writers.text import text
from vanthu.records import Page

Write = Callable[[Sequence[Page], str, int], str]

WRITERS: Final[dict[str, tuple[str, Write]]] = {
    "txt": (".txt", lambda pages, _, expected: text(pages, expected=expected)),
    "hocr": (".hocr", lambda pages, name, _: hocr(pages, name)),
    "alto": (".alto.xml", lambda pages, name, _: alto(pages, name)),
}
"""Format → (suffix, writer). A writer is given the pages, the file's name, and how many pages the file says it has."""
