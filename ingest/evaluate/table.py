"""The table of a measurement: each paper read each way, and all papers together."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from ingest.evaluate.errors import Score
from ingest.evaluate.papers import Paper
from ingest.evaluate.ways import Read, Way

ALL: Final = "**all**"
HEADER: Final = (
    "| set | pages | way | CER % | WER % | CER without marks % | words lost % | lines exact % | CPU s/page "
    "| pages/min |\n"
    "|---|---|---|---|---|---|---|---|---|---|"
)


@dataclass(frozen=True, slots=True)
class Row:
    """Papers read one way: their errors, and what it cost in seconds."""

    name: str
    way: str
    pages: int
    score: Score
    cpu_s: float
    wall_s: float

    def markdown(self) -> str:
        """A row under HEADER."""
        exact = "–" if self.score.exact is None else f"{self.score.exact:.1f}"
        return (
            f"| {self.name} | {self.pages} | {self.way} | {self.score.cer:.2f} | {self.score.wer:.2f} "
            f"| {self.score.bare_cer:.2f} | {self.score.lost:.2f} | {exact} "
            f"| {self.cpu_s / max(self.pages, 1):.2f} | {60 * self.pages / max(self.wall_s, 1e-9):.0f} |"
        )

    def values(self) -> dict[str, object]:
        """The same for programs; shares in per cent."""
        score = self.score
        return {
            "set": self.name,
            "way": self.way,
            "pages": self.pages,
            "cer": round(score.cer, 4),
            "wer": round(score.wer, 4),
            "cer_without_marks": round(score.bare_cer, 4),
            "words_lost": round(score.lost, 4),
            "lines_exact": None if score.exact is None else round(score.exact, 4),
            "cpu_s_per_page": round(self.cpu_s / max(self.pages, 1), 4),
            "pages_per_minute": round(60 * self.pages / max(self.wall_s, 1e-9), 2),
        }


def rows(papers: Sequence[Paper], ways: Mapping[str, Way]) -> Iterator[Row]:
    """Each paper read each way, one after the other, as soon as it is known. Raises ToolMissing, Unreadable."""
    for paper in papers:
        for name, way in ways.items():
            read = way(paper.scan)
            pages = max(len(read.pages), 0 if paper.beginning else len(paper.transcript()))
            yield Row(paper.name, name, pages, paper.scored(read.pages), read.cpu_s, read.wall_s)


def totals(found: Sequence[Row]) -> list[Row]:
    """All papers together, by way."""
    return [
        Row(
            ALL,
            way,
            sum(row.pages for row in found if row.way == way),
            sum((row.score for row in found if row.way == way), Score()),
            sum(row.cpu_s for row in found if row.way == way),
            sum(row.wall_s for row in found if row.way == way),
        )
        for way in dict.fromkeys(row.way for row in found)
    ]


def ratio(found: Sequence[Row], one: str, other: str) -> float | None:
    """Pages per CPU second, one way to another; None where one of them has no rows."""
    cost = {row.way: row.cpu_s / max(row.pages, 1) for row in totals(found)}
    return cost[other] / cost[one] if cost.get(one) and cost.get(other) else None


def kept(way: Way, name: str, folder: Path) -> Way:
    """A way whose readings are kept in a folder, by the file's bytes: for what does not change."""

    def read(path: Path) -> Read:
        digest = sha256(name.encode() + path.read_bytes()).hexdigest()[:24]
        place = folder / f"{digest}.json"
        if place.is_file():
            pages, cpu, wall = json.loads(place.read_text("utf-8"))
            return Read(tuple(tuple(page) for page in pages), cpu, wall)
        found = way(path)
        folder.mkdir(parents=True, exist_ok=True)
        place.write_text(json.dumps([found.pages, found.cpu_s, found.wall_s], ensure_ascii=False), "utf-8")
        return found

    return read
