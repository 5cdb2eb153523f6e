"""A letter by mail as people see it: who to whom, when, about what, its text, and the files that came with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, Final, cast

from ingest.htmltext import read_text
from ingest.oldtext import decode
from ingest.readers.text import words
from vanthu.records import Line

LABELS: Final = {"From": "Từ", "To": "Đến", "Cc": "Đồng gửi", "Date": "Ngày gửi", "Subject": "Tiêu đề"}
"""What is told of a letter's head, in this order."""
_DEEPEST: Final = 100
_MOST_PARTS: Final = 2000


@dataclass(frozen=True, slots=True)
class Letter:
    """A letter: its head as (name, value), its text, its files as (name, bytes)."""

    head: tuple[tuple[str, str], ...]
    body: tuple[Line, ...]
    files: tuple[tuple[str, bytes], ...]

    def lines(self) -> tuple[Line, ...]:
        """The head, a line for each value, and the text."""
        told = [" ".join(f"{LABELS[name]}: {value}".split()) for name, value in self.head if value.strip()]
        return (*(Line(text, words(text)) for text in told), *self.body)


def eml(path: Path) -> Letter:
    """The letter in a file of mail. Letters that are forwarded inside it are part of its text, as mail programs show
    them; nothing that it points to is loaded."""
    with path.open("rb") as file:
        message = BytesParser(policy=policy.default.clone(raise_on_defect=False)).parse(file)
    head = tuple((name, _header(message, name)) for name in LABELS)
    body: list[Line] = []
    files: list[tuple[str, bytes]] = []
    for part in _parts(message):
        if part.get_content_type() == "message/rfc822":
            inner = part.get_payload()
            if isinstance(inner, list) and inner:
                forwarded = cast(EmailMessage, inner[0])
                body += Letter(tuple((name, _header(forwarded, name)) for name in LABELS), (), ()).lines()
        elif _is_file(part):
            with suppress(LookupError, ValueError, TypeError):
                files.append((_name(part, len(files) + 1), _bytes(part)))
        else:
            body += _text(part)
    return Letter(head, tuple(body), tuple(files))


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts that say something, in order; of several ways to say the same the plainest that has any text."""
    todo: list[tuple[EmailMessage, int]] = [(message, 0)]
    count = 0
    while todo:
        part, depth = todo.pop(0)
        count += 1
        if depth > _DEEPEST or count > _MOST_PARTS:
            return
        kind = part.get_content_type()
        inner: list[Any] = []
        if part.is_multipart():
            inner = [one for one in cast(list[Any], part.get_payload()) if hasattr(one, "get_payload")]
        if kind == "message/rfc822":
            yield part
            todo = [(one, depth + 1) for one in inner] + todo
        elif kind == "multipart/alternative":
            todo = [(one, depth + 1) for one in _chosen(inner)] + todo
        elif inner:
            todo = [(one, depth + 1) for one in inner] + todo
        elif not kind.startswith("multipart/"):
            yield part


def _chosen(ways: Sequence[EmailMessage]) -> list[EmailMessage]:
    """HTML keeps tables, so it is preferred; plain text where there is no HTML."""
    html = [one for one in ways if one.get_content_type() == "text/html" or one.get_content_maintype() == "multipart"]
    return html[:1] or [one for one in ways if one.get_content_type() == "text/plain"][:1] or list(ways[:1])


def _is_file(part: EmailMessage) -> bool:
    inline_text = part.get_content_type() in ("text/plain", "text/html") and not part.get_filename()
    return part.get_content_disposition() == "attachment" or not inline_text


def _header(message: EmailMessage, name: str) -> str:
    try:
        value = str(message.get(name, ""))
    except (ValueError, TypeError, LookupError, AttributeError, IndexError):  # the library on broken headers
        return ""
    if name == "Date" and value:
        with suppress(ValueError, TypeError):
            moment = parsedate_to_datetime(value)
            return f"{moment.day:02d}/{moment.month:02d}/{moment.year} {moment:%H:%M}"
    return value.encode("utf-8", "replace").decode("utf-8")


def _bytes(part: EmailMessage) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _text(part: EmailMessage) -> list[Line]:
    data = _bytes(part)
    charset = (part.get_content_charset() or "").lower()
    text: str | None = None
    if charset not in ("", "us-ascii", "iso-8859-1", "windows-1252"):  # what old programs say of anything
        with suppress(LookupError, UnicodeDecodeError):
            text = data.decode(charset)
    if text is None:
        found = decode(data)
        text = found.text if found else data.decode("utf-8", "replace")
    return text_lines(text, html=part.get_content_type() == "text/html")


def text_lines(text: str, *, html: bool) -> list[Line]:
    """The lines of a letter's text."""
    if html:
        return list(read_text(text)[0])
    rows = (row.rstrip() for row in text.replace("\r\n", "\n").replace("\0", "").split("\n"))
    return [Line(row, words(row)) for row in rows if row.strip()]


def _name(part: EmailMessage, number: int) -> str:
    with suppress(ValueError, TypeError, LookupError, AttributeError):
        name = part.get_filename()
        if name:
            return name
    endings = {"text/html": ".html", "text/plain": ".txt", "image/jpeg": ".jpg", "image/png": ".png"}
    return f"{number}{endings.get(part.get_content_type(), '')}"
