"""How much one file may cost: bytes, pages, pixels, seconds, memory, members of a container."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Final

from vanthu.errors import BadRequest

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


def adjusted(limits: Limits, wish: str) -> Limits:
    """The limits with those changed that an operator names: "pages=500, file_bytes=200M, page_seconds=60"; K, M and G
    are powers of 1024. Raises BadRequest for a name that there is not, and for what is no positive number."""
    known = {one.name: type(getattr(limits, one.name)) for one in fields(limits)}
    changes: dict[str, Any] = {}
    for part in filter(None, (one.strip() for one in wish.split(","))):
        name, _, value = (one.strip() for one in part.partition("="))
        if name not in known:
            raise BadRequest(f"VANTHU_LIMITS: không có giới hạn “{name}”. Các giới hạn: {', '.join(sorted(known))}.")
        number = _number(value)
        if not number > 0:
            raise BadRequest(f"VANTHU_LIMITS: “{part}” cần một số lớn hơn 0 (ví dụ {name}=100).")
        changes[name] = known[name](number)
    return replace(limits, **changes)


def _number(value: str) -> float:
    factor = {"K": 1 << 10, "M": 1 << 20, "G": 1 << 30}.get(value[-1:].upper(), 1)
    try:
        return float(value[:-1] if factor > 1 else value) * factor
    except ValueError:
        return 0.0
