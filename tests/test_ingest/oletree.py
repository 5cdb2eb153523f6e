"""OLE files for tests, from a tree of storages and small streams: what Outlook keeps a letter in."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import Any, Final

Tree = Mapping[str, Any]
"""Name → bytes (a stream) or another tree (a storage)."""

_SECTOR: Final = 512
_MINI: Final = 64
_END: Final = 0xFFFFFFFE
_FREE: Final = 0xFFFFFFFF


def ole_file(tree: Tree) -> bytes:
    """The file: every stream in the mini stream, siblings in a chain in the order that names have."""
    entries: list[dict[str, Any]] = [{"name": "Root Entry", "kind": 5, "start": 0, "size": 0}]
    mini, mini_fat = bytearray(), list[int]()
    _add(tree, 0, entries, mini, mini_fat)
    entries[0]["size"] = len(mini)
    parts = [_directory(entries), struct.pack(f"<{len(mini_fat)}I", *mini_fat), bytes(mini)]
    parts = [part + bytes(-len(part) % _SECTOR) for part in parts]
    fat: list[int] = []
    starts = []
    for part in parts:
        starts.append(len(fat))
        count = len(part) // _SECTOR
        fat += [*range(len(fat) + 1, len(fat) + count), _END] if count else []
    fat.append(0xFFFFFFFD)  # the sector of this table itself
    fat += [_FREE] * (128 - len(fat))
    if len(fat) > 128:
        raise ValueError("too much for one table of sectors")
    entries[0]["start"] = starts[2] if mini else _END
    directory = _directory(entries)
    parts[0] = directory + bytes(-len(directory) % _SECTOR)
    head = struct.pack(
        "<8s16xHHHHH6xIIIIIIIII",
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, starts[0], 0, 4096,
        starts[1] if mini_fat else _END, len(parts[1]) // _SECTOR, _END, 0,
    )  # fmt: skip
    table = struct.pack("<109I", fat.index(0xFFFFFFFD), *[_FREE] * 108)
    return head + table + b"".join(parts) + struct.pack("<128I", *fat)


def _add(tree: Tree, parent: int, entries: list[dict[str, Any]], mini: bytearray, mini_fat: list[int]) -> None:
    last = None
    for name in sorted(tree, key=lambda one: (len(one), one.upper())):
        content = tree[name]
        at = len(entries)
        entries.append({"name": name, "kind": 2 if isinstance(content, bytes) else 1, "start": _END, "size": 0})
        if last is None:
            entries[parent]["child"] = at
        else:
            entries[last]["right"] = at
        last = at
        if not isinstance(content, bytes):
            _add(content, at, entries, mini, mini_fat)
        elif content:
            entries[at] |= {"start": len(mini_fat), "size": len(content)}
            sectors = -(-len(content) // _MINI)
            mini_fat += [*range(len(mini_fat) + 1, len(mini_fat) + sectors), _END]
            mini += content + bytes(-len(content) % _MINI)


def _directory(entries: list[dict[str, Any]]) -> bytes:
    out = b""
    for entry in entries:
        name = entry["name"].encode("utf-16-le") + b"\0\0"
        out += struct.pack(
            "<64sHBBIII16xIQQIQ", name, len(name), entry["kind"], 1, _FREE, entry.get("right", _FREE),
            entry.get("child", _FREE), 0, 0, 0, entry["start"], entry["size"],
        )  # fmt: skip
    return out
