"""What made a fact: a mark that changes whenever the rules or their data do."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from importlib.resources import files
from importlib.resources.abc import Traversable


@lru_cache(maxsize=1)
def made_by() -> str:
    """ "extract-" and a hash of this room's sources and data: facts with another mark were found by other rules."""
    digest = hashlib.sha256()
    for name, content in sorted(_sources(files("extract"), "")):
        digest.update(f"{name}\0{len(content)}\0".encode())
        digest.update(content)
    return f"extract-{digest.hexdigest()[:16]}"


def _sources(folder: Traversable, prefix: str) -> list[tuple[str, bytes]]:
    found: list[tuple[str, bytes]] = []
    for entry in folder.iterdir():
        if entry.is_dir() and entry.name != "__pycache__":
            found += _sources(entry, f"{prefix}{entry.name}/")
        elif entry.name.endswith((".py", ".yaml", ".tsv")):
            found.append((prefix + entry.name, entry.read_bytes()))
    return found
