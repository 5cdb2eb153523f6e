"""The door to olefile: a letter that Outlook saved (MSG), read from the streams of its properties."""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final

import olefile

from ingest.mail import LABELS, Letter, text_lines
from ingest.oldtext import decode
from vanthu.errors import Unreadable
from vanthu.records import Line, State

# Properties by their number (MS-OXPROPS), each in a stream of its own.
_SUBJECT, _SENDER, _SENDER_MAIL, _TO, _CC = "0037", "0C1A", "0C1F", "0E04", "0E03"
_BODY, _HTML, _RTF = "1000", "1013", "1009"
_FILE, _LONG_NAME, _SHORT_NAME, _SHOWN_NAME = "3701", "3707", "3704", "3001"
_TIMES: Final = (0x0039, 0x0E06)  # sent, delivered
_UNICODE, _EIGHT_BIT, _BINARY, _OBJECT = "001F", "001E", "0102", "000D"
_EPOCH: Final = datetime(1601, 1, 1)
_WINDOW: Final = 4096
_MOST_FILES: Final = 500
_MOST_BYTES: Final = 256 << 20


def msg(path: Path) -> Letter:
    """The letter in an Outlook file; a letter attached to it is part of its text. Raises Unreadable (corrupt)."""
    try:
        with olefile.OleFileIO(str(path)) as ole:
            return _letter(ole, "", 0)
    except Unreadable:
        raise
    except Exception as error:  # a broken file makes anything of the library
        raise Unreadable(State.CORRUPT, "Thư Outlook (MSG) bị hỏng, không mở được.") from error


def _letter(ole: Any, folder: str, depth: int) -> Letter:
    sender = _string(ole, folder, _SENDER)
    address = _string(ole, folder, _SENDER_MAIL)
    head = {
        "From": f"{sender} <{address}>" if "@" in address and address != sender else sender or address,
        "To": _string(ole, folder, _TO),
        "Cc": _string(ole, folder, _CC),
        "Date": _sent(ole, folder, 32 if not folder else 24),
        "Subject": _string(ole, folder, _SUBJECT),
    }
    body = _body(ole, folder)
    files: list[tuple[str, bytes]] = []
    for attachment in _folders(ole, folder, "__attach_version1.0_"):
        inner = f"{attachment}/__substg1.0_{_FILE}{_OBJECT}"
        if ole.exists(f"{inner}/__properties_version1.0") and depth < 5:
            letter = _letter(ole, inner, depth + 1)
            body += letter.lines()
            files += letter.files
            continue
        data = _stream(ole, f"{attachment}/__substg1.0_{_FILE}{_BINARY}")
        named = (_string(ole, attachment, key) for key in (_LONG_NAME, _SHORT_NAME, _SHOWN_NAME))
        if data is not None:
            files.append((next(filter(None, named), f"{len(files) + 1}"), data))
    return Letter(tuple((name, head[name]) for name in LABELS), tuple(body), tuple(files[:_MOST_FILES]))


def _folders(ole: Any, folder: str, start: str) -> Iterator[str]:
    depth = len(folder.split("/")) if folder else 0
    found = {
        "/".join(entry[: depth + 1])
        for entry in ole.listdir()
        if len(entry) > depth and entry[depth].startswith(start) and "/".join(entry[:depth]) == folder
    }
    yield from sorted(found)


def _body(ole: Any, folder: str) -> list[Line]:
    """HTML where there is some, since it keeps tables; else the plain text; else what RTF says."""
    html = _stream(ole, _path(folder, _HTML, _BINARY))
    if html:
        found = decode(html)
        return text_lines(found.text if found else html.decode("utf-8", "replace"), html=True)
    plain = _string(ole, folder, _BODY)
    if plain:
        return text_lines(plain, html=False)
    packed = _stream(ole, _path(folder, _RTF, _BINARY))
    return text_lines(_words_of_rtf(unpacked(packed)), html=False) if packed else []


def _string(ole: Any, folder: str, key: str) -> str:
    wide = _stream(ole, _path(folder, key, _UNICODE))
    if wide is not None:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    data = _stream(ole, _path(folder, key, _EIGHT_BIT))
    if data is None:
        return ""
    found = decode(data.rstrip(b"\0"))
    return found.text if found else data.decode("cp1252", "replace")


def _path(folder: str, key: str, kind: str) -> str:
    return f"{folder}/__substg1.0_{key}{kind}".lstrip("/")


def _stream(ole: Any, path: str) -> bytes | None:
    if not ole.exists(path) or ole.get_type(path) != olefile.STGTY_STREAM or ole.get_size(path) > _MOST_BYTES:
        return None
    return bytes(ole.openstream(path).read())


def _sent(ole: Any, folder: str, start: int) -> str:
    """When it was sent, in the time zone of Vietnam."""
    data = _stream(ole, f"{folder}/__properties_version1.0".lstrip("/")) or b""
    times: dict[int, int] = {}
    for at in range(start, len(data) - 15, 16):
        kind, key, _, value = struct.unpack_from("<HHIQ", data, at)
        if kind == 0x0040:
            times[key] = value
    for key in _TIMES:
        with suppress(OverflowError, ValueError):
            if times.get(key):
                return f"{_EPOCH + timedelta(microseconds=times[key] // 10, hours=7):%d/%m/%Y %H:%M}"
    return ""


_RTF_START: Final = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript "
    b"\\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n"
    b"\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)
"""What every packed RTF may point back to (MS-OXRTFCP)."""


def unpacked(data: bytes) -> bytes:
    """RTF as Outlook packs it (MS-OXRTFCP), unpacked; no more than its head says. Raises ValueError, IndexError."""
    size, kind = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if kind == b"MELA":
        return data[16 : 16 + size]
    if kind != b"LZFu" or size > _MOST_BYTES:
        raise ValueError(kind)
    window = bytearray(_RTF_START + bytes(_WINDOW - len(_RTF_START)))
    write, out, at = len(_RTF_START), bytearray(), 16

    def say(byte: int) -> None:
        nonlocal write
        out.append(byte)
        window[write % _WINDOW] = byte
        write += 1

    while len(out) < size and at < len(data):
        flags, at = data[at], at + 1
        for bit in range(8):
            if at >= len(data):
                break
            if not flags & 1 << bit:
                say(data[at])
                at += 1
                continue
            word, at = int.from_bytes(data[at : at + 2], "big"), at + 2
            offset, length = word >> 4, (word & 15) + 2
            if offset == write % _WINDOW:
                return bytes(out)
            for step in range(length):
                say(window[(offset + step) % _WINDOW])
    return bytes(out)


_RTF_WORD: Final = re.compile(
    rb"\\'([0-9a-fA-F]{2})|\\u(-?\d+) ?\??|\\(par|line|tab)\b ?|\\[a-z]+-?\d* ?|\\[^a-z]|[{}]|[\r\n]"
)


def _words_of_rtf(data: bytes) -> str:
    """The letters of RTF without its commands: enough for a letter that has nothing else."""
    body = re.sub(rb"\{\\(?:fonttbl|colortbl|stylesheet|\*\\[a-z]+)(?:[^{}]|\{[^{}]*\})*\}", b"", data)

    def one(found: re.Match[bytes]) -> bytes:
        if found[1]:
            return bytes([int(found[1], 16)])
        if found[2]:
            return chr(int(found[2]) & 0xFFFF).encode("utf-8", "replace")
        return {b"par": b"\n", b"line": b"\n", b"tab": b" "}.get(found[3] or b"", b"")

    text = decode(_RTF_WORD.sub(one, body))
    return text.text if text else ""
