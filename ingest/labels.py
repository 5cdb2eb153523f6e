"""Names that others gave: a label to show, never a path to open."""

from __future__ import annotations

import os
import unicodedata
from typing import Final

MOST: Final = 150  # characters of one part


def printable(path: str | os.PathLike[str]) -> str:
    """A path of the file system for people: bytes that are no UTF-8 as \\xNN, control and direction marks as \\u….

    Two different paths stay different."""
    raw = os.fsencode(path).decode("utf-8", "backslashreplace")
    return "".join(letter if _shows(letter) else f"\\u{ord(letter):04x}" for letter in raw)


def label(name: str) -> str:
    """The name of a member of a container: parts joined by "/", without drive, "..", control and direction marks."""
    name = name.replace("\\", "/")
    if len(name) > 1 and name[1] == ":" and name[0].isalpha():
        name = name[2:]
    parts = ["".join(letter if _shows(letter) else "_" for letter in part) for part in name.split("/")]
    parts = [_short(part) for part in parts if part not in ("", ".", "..")]
    return "/".join(parts[-32:]) or "khong-ten"


def unique(name: str, taken: set[str]) -> str:
    """The name, or with a number where it is taken; from now on it is."""
    stem, dot, suffix = name.rpartition(".")
    if not dot or "/" in suffix:
        stem, suffix = name, ""
    candidate, n = name, 1
    while candidate in taken:
        n += 1
        candidate = f"{stem} ({n}){dot if suffix else ''}{suffix}"
    taken.add(candidate)
    return candidate


def _short(part: str) -> str:
    if len(part) <= MOST:
        return part
    stem, dot, suffix = part.rpartition(".")
    tail = f".{suffix}" if dot and len(suffix) <= 10 else ""
    return (stem if tail else part)[: MOST - len(tail)] + tail


def _shows(letter: str) -> bool:
    return unicodedata.category(letter) not in ("Cc", "Cf", "Cs", "Zl", "Zp")
