"""What made pages: a mark that changes whenever the readers or their data do."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@lru_cache(maxsize=1)
def made_by() -> str:
    """ "read-" and a hash of this room's sources and data: pages with another mark were read by other readers."""
    digest = hashlib.sha256()
    for name, entry in sorted(_sources(files("ingest"), ""), key=lambda pair: pair[0]):
        content = entry.read_bytes()
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"read-{digest.hexdigest()[:16]}"


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, Traversable]]:
    found: list[tuple[str, Traversable]] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, f"{prefix}{entry.name}/")
        elif entry.is_file() and not entry.name.endswith(".pyc"):
            found.append((prefix + entry.name, entry))
    return found
