"""A page's picture, drawn in a limited child: what the web page shows of a document."""

from __future__ import annotations

import os
import socket
import stat
from pathlib import Path
from typing import Any, Final

from ingest import wire
from ingest.limits import Limits, MiB
from ingest.sandbox import SHARED, End, Job, Sandbox
from vanthu.errors import NotFound, Unreadable

LIMITS: Final = Limits(page_seconds=30.0, file_seconds=40.0, output_bytes=1 * MiB, scratch_bytes=256 * MiB)
MOST_BYTES: Final = 64 * MiB
_FILE: Final = "picture"


def picture(path: Path, media_type: str, n: int, *, width_px: int, sandbox: Sandbox = SHARED) -> bytes:
    """JPEG or PNG bytes of page `n` as displayed (`ingest.render.page_picture`), drawn in a limited child.

    Raises NotFound for a page the file does not have, Unreadable where it cannot be drawn, OperatorError."""
    heard: list[bytes | Exception] = []

    def hear(message: wire.Message, folder: Path) -> wire.Message | None:
        heard.append(_answer(message, folder))
        return None if message.get("kind") != _FILE else {}

    job = Job("ingest.picture:draw", path, ("ingest.picture", "ingest.render"), _arguments(media_type, n, width_px))
    ending = sandbox.run(job, LIMITS, hear)
    answer = heard[-1] if heard else Unreadable("limit_exceeded", "Không vẽ được hình trang này.", detail=ending.end)
    if isinstance(answer, Exception):
        raise answer
    if ending.end is not End.FINISHED:
        raise Unreadable("limit_exceeded", "Không vẽ được hình trang này.", detail=ending.end)
    return answer


def _arguments(media_type: str, n: int, width_px: int) -> dict[str, Any]:
    return {"media_type": media_type, "n": n, "width_px": width_px}


def _answer(message: wire.Message, folder: Path) -> bytes | Exception:
    kind = message.get("kind")
    if kind == _FILE:
        return _bytes(folder / _FILE)
    if kind == "absent":
        return NotFound("Văn bản không có trang này.")
    if kind == "unreadable":
        state, reason, detail = (wire.value(message, name, str) for name in ("state", "reason", "detail"))
        return Unreadable(state, reason, detail=detail)
    raise wire.Broken(f"unknown message {kind!r}")


def _bytes(path: Path) -> bytes:
    """The child's file: a plain one of a sane size, whatever the child became."""
    try:
        with open(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), "rb") as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode) or found.st_size > MOST_BYTES:
                raise wire.Broken("not a picture")
            return file.read(MOST_BYTES)
    except OSError as error:
        raise wire.Broken("no picture") from error


def draw(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of a picture job: messages picture (a file in the child's folder), absent or unreadable."""
    from ingest.render import page_picture

    wanted = request["arguments"]
    try:
        drawn = page_picture(Path(request["document"]), wanted["media_type"], wanted["n"], width_px=wanted["width_px"])
    except NotFound:
        wire.send(data, {"kind": "absent"})
        return 0
    except Unreadable as error:
        wire.send(data, {"kind": "unreadable", "state": error.state, "reason": error.reason, "detail": error.detail})
        return 0
    Path(_FILE).write_bytes(drawn)
    wire.send(data, {"kind": _FILE})
    (length,) = wire.HEAD.unpack(wire.receive(data, wire.HEAD.size))  # until the parent has it
    wire.receive(data, length)
    return 0
