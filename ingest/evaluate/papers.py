"""Papers with transcripts: what recognition is measured on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.evaluate.errors import Score, score, score_beginning
from vanthu.errors import BadRequest

SUFFIXES: Final = (".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff", ".webp", ".bmp")


@dataclass(frozen=True, slots=True)
class Paper:
    """A scan and its transcript: UTF-8, lines as printed, pages parted by a form feed; `beginning`: the transcript
    goes on beyond the pages and keeps no lines."""

    name: str
    scan: Path
    truth: Path
    beginning: bool = False

    def transcript(self) -> list[list[str]]:
        """Its pages as lines. Raises BadRequest where it is no UTF-8 text."""
        try:
            return [page.split("\n") for page in self.truth.read_text("utf-8").removesuffix("\f").split("\f")]
        except UnicodeDecodeError as error:
            raise BadRequest(f"“{self.truth}” không phải văn bản UTF-8.") from error

    def scored(self, found: Sequence[Sequence[str]]) -> Score:
        """The errors of a reading given as pages of lines: page by page where both have as many."""
        truth = self.transcript()
        if self.beginning:
            return score_beginning(_joined(truth), _joined(found))
        read = [*found, *([[]] * (len(truth) - len(found)))]  # blank pages at the end
        if len(truth) == len(read):
            return sum((score(a, b) for a, b in zip(truth, read, strict=True)), Score())
        return score(_joined(truth), _joined(read))


def pairs(folder: Path) -> list[Paper]:
    """The scans in a folder (and those below) that have a transcript of the same name beside them, by name."""
    return [
        Paper(path.relative_to(folder).as_posix(), path, path.with_suffix(".txt"))
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES and path.with_suffix(".txt").is_file()
    ]


def _joined(pages: Sequence[Sequence[str]]) -> list[str]:
    return [line for page in pages for line in page]
