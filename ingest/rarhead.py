"""Whether the files in a RAR archive are protected, from its block headers: the program that opens it does not say."""

from __future__ import annotations

import struct
from pathlib import Path
from typing import IO, Final

_NEW: Final = b"Rar!\x1a\x07\x01\x00"
_OLD: Final = b"Rar!\x1a\x07\x00"
_MOST_BLOCKS: Final = 1000
_OLD_FILE, _OLD_MAIN, _OLD_LOCKED, _OLD_LONG = 0x74, 0x73, 0x04, 0x8000
_MAIN_LOCKED: Final = 0x80
_FILE, _SERVICE, _CRYPT = 2, 3, 4
_EXTRA, _DATA = 1, 2
_ENCRYPTION: Final = 1


def is_locked(path: Path) -> bool:
    """Whether a member (or the list of them) wants a password; False for what is no RAR or is broken."""
    with path.open("rb") as file:
        start = file.read(8)
        try:
            if start == _NEW:
                return _new(file)
            if start.startswith(_OLD):
                file.seek(7)
                return _old(file)
        except (struct.error, IndexError, OverflowError, OSError):
            return False
    return False


def _old(file: IO[bytes]) -> bool:
    for _ in range(_MOST_BLOCKS):
        at = file.tell()
        _, kind, flags, size = struct.unpack("<HBHH", file.read(7))
        if (kind == _OLD_FILE and flags & _OLD_LOCKED) or (kind == _OLD_MAIN and flags & _MAIN_LOCKED):
            return True
        added = struct.unpack("<I", file.read(4))[0] if kind == _OLD_FILE or flags & _OLD_LONG else 0
        if size < 7:
            return False
        file.seek(at + size + added)
    return False


def _new(file: IO[bytes]) -> bool:
    for _ in range(_MOST_BLOCKS):
        file.seek(4, 1)  # the header's checksum
        size = _number(file)
        head = file.read(min(size, 1 << 20))
        kind, at = _number_in(head, 0)
        flags, at = _number_in(head, at)
        extra, at = _number_in(head, at) if flags & _EXTRA else (0, at)
        data, at = _number_in(head, at) if flags & _DATA else (0, at)
        if kind == _CRYPT or (
            kind in (_FILE, _SERVICE) and _has_encryption(head[len(head) - extra :] if extra else b"")
        ):
            return True
        if size == 0:
            return False
        file.seek(data, 1)
    return False


def _has_encryption(extra: bytes) -> bool:
    at = 0
    while at < len(extra):
        size, at = _number_in(extra, at)
        if size == 0:
            return False
        if _number_in(extra, at)[0] == _ENCRYPTION:
            return True
        at += size
    return False


def _number(file: IO[bytes]) -> int:
    """A number of seven bits a byte."""
    value = 0
    for shift in range(0, 70, 7):
        byte = file.read(1)[0]
        value |= (byte & 127) << shift
        if byte < 128:
            break
    return value


def _number_in(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, 70, 7):
        byte = data[at]
        at += 1
        value |= (byte & 127) << shift
        if byte < 128:
            break
    return value, at
