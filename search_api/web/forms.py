"""A form with files, read as it comes: each file is written beside the archive, none into the system's own folder."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header
from starlette.concurrency import run_in_threadpool

from vanthu.errors import BadRequest

MOST_PARTS: Final = 1020
_MOST_HEADER: Final = 8_000
_MOST_VALUE: Final = 4_000


@dataclass(frozen=True, slots=True)
class Sent:
    """What a form brought: (name as sent, where its bytes are) of each file, in order; what other fields say."""

    files: list[tuple[str, Path]] = field(default_factory=list)
    said: dict[str, str] = field(default_factory=dict, repr=False)


async def sent(
    chunks: AsyncIterator[bytes],
    content_type: str,
    name: str,
    scratch: Callable[[], Path],
    *,
    fields: Collection[str] = (),
) -> Sent:
    """The files of the fields called `name`, and what these other `fields` say (in memory alone). `scratch` makes a
    new empty file, which is the caller's to remove. Raises BadRequest for a broken form, OSError."""
    kind, options = parse_options_header(content_type)
    if kind != b"multipart/form-data" or not options.get(b"boundary"):
        raise BadRequest("Biểu mẫu không đọc được: gửi lại từ trang nạp văn bản.")
    reading = _Reading(name, scratch, {field.encode(): field for field in fields})
    try:
        parser = MultipartParser(options[b"boundary"], reading.callbacks())
        async for chunk in chunks:
            await run_in_threadpool(parser.write, chunk)
        parser.finalize()
    except FormParserError as error:
        raise BadRequest("Biểu mẫu bị hỏng trên đường truyền: gửi lại.") from error
    finally:
        reading.close()
    if not reading.ended:
        raise BadRequest("Biểu mẫu bị cắt cụt trên đường truyền: gửi lại.")
    values = {name: bytes(value).decode("utf-8", "replace") for name, value in reading.values.items()}
    return Sent(reading.files, values)


class _Reading:
    """What the parser tells, a part at a time."""

    def __init__(self, name: str, scratch: Callable[[], Path], fields: dict[bytes, str]) -> None:
        self._name, self._scratch, self._fields = name, scratch, fields
        self._into: bytearray | None = None
        self._field, self._value = b"", b""
        self._headers: dict[bytes, bytes] = {}
        self._open: IO[bytes] | None = None
        self._parts = 0
        self.files: list[tuple[str, Path]] = []
        self.values: dict[str, bytearray] = {}
        self.ended = False

    def callbacks(self) -> Any:
        return {
            "on_part_begin": self._begin,
            "on_header_field": self._on_field,
            "on_header_value": self._on_value,
            "on_header_end": self._on_header,
            "on_headers_finished": self._on_headers,
            "on_part_data": self._on_data,
            "on_part_end": self.close,
            "on_end": self._on_end,
        }

    def close(self) -> None:
        if self._open is not None:
            self._open.close()
        self._open, self._into = None, None

    def _begin(self) -> None:
        self._parts += 1
        self._headers = {}
        if self._parts > MOST_PARTS:
            raise BadRequest("Quá nhiều tệp trong một biểu mẫu: chia nhỏ.")

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._field += data[start:end]
        self._check()

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]
        self._check()

    def _check(self) -> None:
        if len(self._field) + len(self._value) > _MOST_HEADER:
            raise BadRequest("Tên tệp trong biểu mẫu quá dài.")

    def _on_header(self) -> None:
        self._headers[self._field.lower()] = self._value
        self._field, self._value = b"", b""

    def _on_headers(self) -> None:
        _, options = parse_options_header(self._headers.get(b"content-disposition", b""))
        filename = options.get(b"filename", b"")
        if options.get(b"name") == self._name.encode() and filename:
            path = self._scratch()
            self._open = path.open("wb")
            self.files.append((filename.decode("utf-8", "replace"), path))
        elif not filename and (field := self._fields.get(options.get(b"name", b""))):
            self._into = self.values.setdefault(field, bytearray())

    def _on_data(self, data: bytes, start: int, end: int) -> None:
        if self._open is not None:
            self._open.write(data[start:end])
        elif self._into is not None:
            self._into += data[start:end]
            if len(self._into) > _MOST_VALUE:
                raise BadRequest("Một ô của biểu mẫu quá dài.")

    def _on_end(self) -> None:
        self.ended = True
