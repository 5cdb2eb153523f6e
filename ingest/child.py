"""What runs inside the limited child: tell the type, run the one reader, hand its pages over as they come."""

from __future__ import annotations

import errno
import os
import resource
import shutil
import socket
import traceback
from dataclasses import replace
from pathlib import Path
from typing import Any

from ingest import outcomes, wire
from ingest.limits import Limits
from ingest.readers.table import LAYERED, NESTING, reader
from ingest.sniff import sniff
from ingest.unlock import unlocked
from vanthu.errors import ToolMissing, Unreadable
from vanthu.records import Outcome, Page, State


def read(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of a reading job: messages expect, page, member, view, and at the end outcome or missing_tool."""
    path = Path(request["document"])
    arguments = request["arguments"]
    try:
        sink = SocketSink(data, frozenset(arguments["known"]))
        outcome = _outcome(path, arguments, sink, limits)
    except ToolMissing as error:
        wire.send(data, {"kind": "missing_tool", "message": str(error)})
        return 0
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        wire.send(data, {"kind": "disk_full"})
        return 0
    seconds = {"parse": _cpu_seconds(resource.RUSAGE_SELF), "tools": _cpu_seconds(resource.RUSAGE_CHILDREN)}
    outcome = replace(outcome, seconds=outcome.seconds or seconds)
    wire.send(data, {"kind": "outcome", "outcome": wire.pack_outcome(outcome)})
    return 0


def _options(media_type: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """What a reader of this type is told besides."""
    if media_type in NESTING:
        return {"depth": arguments["depth"], "passwords": arguments["passwords"]}
    return {"force_ocr": True} if arguments["force_ocr"] and media_type in LAYERED else {}


def _outcome(path: Path, arguments: dict[str, Any], sink: SocketSink, limits: Limits) -> Outcome:
    media_type = sniff(path, arguments["name"])
    try:
        opened = unlocked(path, media_type, arguments["passwords"])
        if opened is not None:
            path, media_type = opened, sniff(opened, arguments["name"])
            if media_type in LAYERED:
                sink.view(path, media_type)  # pages are shown from what can be opened
        if media_type in outcomes.REFUSED:
            return outcomes.refused(media_type)
        options = _options(media_type, arguments)
        read_it = reader(media_type)
        if read_it is None:
            return outcomes.unsupported(media_type)
        return replace(read_it(path, sink, limits, **options), media_type=media_type)
    except Unreadable as error:
        return outcomes.ended(
            media_type, State(error.state), error.reason, detail=error.detail, next_step=error.next_step
        )
    except MemoryError:
        return outcomes.over(media_type, "memory")
    except ToolMissing:
        raise
    except OSError as error:
        if error.errno == errno.EFBIG:
            return outcomes.over(media_type, "bytes")
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise
        return _defect(media_type, sink, error)
    except Exception as error:
        return _defect(media_type, sink, error)


def _defect(media_type: str, sink: SocketSink, error: Exception) -> Outcome:
    sink.defect(error)
    return outcomes.ended(media_type, State.FAILED_FINAL, detail="internal")


class SocketSink:
    """A sink at whose other end the parent sits."""

    def __init__(self, data: socket.socket, known: frozenset[int]) -> None:
        self._data, self._known = data, known
        self._copies = 0

    def known(self) -> frozenset[int]:
        return self._known

    def expect(self, pages: int) -> None:
        wire.send(self._data, {"kind": "expect", "pages": pages})

    def page(self, page: Page) -> None:
        wire.send(self._data, {"kind": "page", "page": wire.pack_page(page)})

    def member(self, name: str, path: Path) -> None:
        self._hand_over(path, {"kind": "member", "name": name})

    def view(self, path: Path, media_type: str) -> None:
        self._hand_over(path, {"kind": "view", "media_type": media_type})

    def defect(self, error: Exception) -> None:
        """Where in our code something went wrong that should not have: no word of the document."""
        steps = traceback.extract_tb(error.__traceback__)
        where = [f"{os.path.basename(step.filename)}:{step.lineno}" for step in steps]
        wire.send(self._data, {"kind": "defect", "error": type(error).__name__, "where": where[-8:]})

    def _hand_over(self, path: Path, message: dict[str, Any]) -> None:
        """Puts the file where the parent looks for it, and waits until the parent has it."""
        self._copies += 1
        place = Path(f"handed-{self._copies}")
        try:
            os.link(path, place)
        except OSError:
            shutil.copyfile(path, place)
        wire.send(self._data, {**message, "file": place.name})
        (length,) = wire.HEAD.unpack(wire.receive(self._data, wire.HEAD.size))
        wire.receive(self._data, length)
        place.unlink(missing_ok=True)


def _cpu_seconds(who: int) -> float:
    used = resource.getrusage(who)
    return round(used.ru_utime + used.ru_stime, 4)
