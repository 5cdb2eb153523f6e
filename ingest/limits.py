"""How much one file may cost: bytes, pages, pixels, seconds, memory, members of a container."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

MiB: Final = 1 << 20
GiB: Final = 1 << 30


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits a file is read under. Breaking one ends in `limit_exceeded:<name>`, pages already read are kept.

    Names in brackets are the `detail` of that state."""

    file_bytes: int = 1 * GiB  # [bytes] of the file as handed in
    pages: int = 3000  # [pages]
    pixels: int = 150_000_000  # [pixels] of one picture, looked up in its header before it is decoded
    page_seconds: float = 120.0  # [time] wall clock until the first, or between two pages
    file_seconds: float = 4 * 3600.0  # [time] wall clock for the whole file
    memory_bytes: int = 2 * GiB  # [memory] address space of each process; also the resident size of all together
    scratch_bytes: int = 2 * GiB  # [bytes] of one temporary file
    output_bytes: int = 512 * MiB  # [bytes] of what a reader hands over (pages, not members)
    processes: int = 64  # threads and processes of one reader (where the system can count them)
    open_files: int = 512
    lost_pages: int = 3  # pages that may kill their reader before the file is given up
    members: int = 10_000  # [entries] of a container with all containers inside it
    depth: int = 5  # [depth] containers inside containers
    tree_bytes: int = 4 * GiB  # [bytes] of all members together
    ratio: int = 100  # [ratio] unpacked to packed, looked at above `ratio_from`
    ratio_from: int = 32 * MiB
    part_bytes: int = 64 * MiB  # [bytes] of one XML part, HTML file or twice packed PDF stream to be parsed

    def inside(self, depth: int) -> Limits:
        """What is left of the budget of the whole tree for a container that came in `depth` others."""
        return replace(self, members=max(self.members >> 3 * depth, 1), tree_bytes=self.tree_bytes >> 2 * depth)
