"""Pages and outcomes between a reader's child and its parent: JSON, and frames that say their length.

What comes out of a child is checked while it is built up again: a child taken over by its document can hand over a
wrong text, and nothing else.
"""

from __future__ import annotations

import json
import socket
import struct
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final, TypeVar

from vanthu.records import (
    Box,
    Cell,
    Line,
    LineKind,
    Outcome,
    Page,
    PageSource,
    SealState,
    Signature,
    State,
    Word,
)

HEAD: Final = struct.Struct(">I")

Message = dict[str, Any]


class Broken(Exception):
    """What arrived is not what a well-behaved child sends."""


_Value = TypeVar("_Value", int, str, dict[str, Any], list[Any])


def value(message: Message, key: str, kind: type[_Value]) -> _Value:
    """A value of a message. Raises Broken where it is missing or of another kind."""
    found = message.get(key)
    if type(found) is not kind:
        raise Broken(f"{key} is not a {kind.__name__}")
    return found


def send(sock: socket.socket, message: Mapping[str, object]) -> None:
    """Sends one message. Lone surrogates survive; NaN is refused."""
    body = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
    sock.sendall(HEAD.pack(len(body)) + body)


def receive(sock: socket.socket, length: int, due: float | None = None) -> bytes:
    """Exactly so many bytes; none where the other end has closed. Raises TimeoutError when `due` (monotonic) is past,
    EOFError when the other end closes half-way."""
    chunks = bytearray()
    while len(chunks) < length:
        if due is not None:
            left = due - time.monotonic()
            if left <= 0:
                raise TimeoutError
            sock.settimeout(left)
        chunk = sock.recv(min(length - len(chunks), 1 << 20))
        if not chunk:
            if chunks:
                raise EOFError
            return b""
        chunks += chunk
    return bytes(chunks)


def pack_page(page: Page) -> Message:
    """A page as JSON values."""
    return {
        "n": page.n,
        "size": [page.width_pt, page.height_pt],
        "source": page.source.value,
        "reason": page.reason,
        "dpi": page.dpi,
        "language": page.language,
        "warnings": page.warnings,
        "look": page.look,
        "lines": [_pack_line(line) for line in page.lines],
    }


def unpack_page(value: Message) -> Page:
    """The page again. Raises Broken."""
    try:
        width, height = value["size"]
        return Page(
            _whole(value["n"], 1),
            _number(width),
            _number(height),
            PageSource(value["source"]),
            tuple(_unpack_line(line) for line in value["lines"]),
            _text(value["reason"]),
            _number(value["dpi"]),
            _text(value["language"]),
            _texts(value["warnings"]),
            _text(value["look"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(f"not a page: {type(error).__name__}") from error


def pack_outcome(outcome: Outcome) -> Message:
    """An outcome as JSON values."""
    return {
        "media_type": outcome.media_type,
        "state": outcome.state.value,
        "detail": outcome.detail,
        "reason": outcome.reason,
        "next": outcome.next,
        "pages": outcome.pages,
        "pages_expected": outcome.pages_expected,
        "members": outcome.members,
        "warnings": outcome.warnings,
        "seconds": outcome.seconds,
    }


def unpack_outcome(value: Message) -> Outcome:
    """The outcome again. Raises Broken."""
    try:
        seconds = value["seconds"]
        return Outcome(
            _text(value["media_type"]),
            State(value["state"]),
            _text(value["detail"]),
            _text(value["reason"]),
            _text(value["next"]),
            _whole(value["pages"]),
            _whole(value["pages_expected"]),
            _whole(value["members"]),
            _texts(value["warnings"]),
            None if seconds is None else {_text(step): float(cost) for step, cost in seconds.items()},
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise Broken(f"not an outcome: {type(error).__name__}") from error


def unpack_signature(value: Message) -> Signature:
    """A signature from its JSON values. Raises Broken."""
    try:
        at, valid = value["signed_at"], value["certificate_valid"]
        if at is not None:
            datetime.fromisoformat(_text(at))
        return Signature(
            SealState(value["state"]),
            signer=_text(value["signer"]),
            organisation=_text(value["organisation"]),
            issuer=_text(value["issuer"]),
            signed_at=at,
            stamped=value["stamped"] is True,
            whole=value["whole"] is True,
            certificate_valid=None if valid is None else valid is True,
            weak=value["weak"] is True,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Broken(f"not a signature: {type(error).__name__}") from error


def _pack_line(line: Line) -> list[object]:
    cell = line.cell
    place = None if cell is None else [cell.table, cell.row, cell.column, cell.row_span, cell.column_span]
    return [line.text, line.kind.value, place, [_pack_word(word) for word in line.words]]


def _pack_word(word: Word) -> list[object]:
    box = word.box
    place = None if box is None else [box.page, box.x0, box.y0, box.x1, box.y1]
    return [word.start, word.end, place, word.confidence, word.raw]


def _unpack_line(value: list[Any]) -> Line:
    text, kind, place, words = value
    cell = None if place is None else Cell(*(_whole(number) for number in place))
    return Line(_text(text), tuple(_unpack_word(word, len(text)) for word in words), LineKind(kind), cell)


def _unpack_word(value: list[Any], length: int) -> Word:
    start, end, place, confidence, raw = value
    if not 0 <= _whole(start) <= _whole(end) <= length:
        raise ValueError(start, end)
    box = None
    if place is not None:
        page, x0, y0, x1, y1 = place
        box = Box(_whole(page, 1), float(x0), float(y0), float(x1), float(y1))
    return Word(start, end, box, _number(confidence), None if raw is None else _text(raw))


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(value)
    return tuple(_text(one) for one in value)


def _whole(value: object, least: int = 0) -> int:
    if not isinstance(value, int) or value < least:
        raise ValueError(value)
    return value


def _number(value: float | None) -> float | None:
    return None if value is None else float(value)
