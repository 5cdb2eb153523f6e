"""`vanthu ocr`: writes each file's text as plain text, hOCR, ALTO or a PDF that can be searched; keeps nothing else."""

from __future__ import annotations

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from ingest.limits import Limits, adjusted
from ingest.read import read as read_file
from ingest.sink import ListSink
from ingest.writers.pdf.searchable import searchable
from ingest.writers.table import WRITERS
from vanthu.commands.read import out_names
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest, OperatorError, Unreadable
from vanthu.keys import from_file
from vanthu.records import NEEDS_SOMEONE, Outcome, Page, State
from vanthu.settings import Settings
from workers.steps import STEPS

SUFFIXES: Final = {"pdf": ".pdf", **{name: suffix for name, (suffix, _) in WRITERS.items()}}
DEFAULT: Final = "txt,pdf"
_PDF: Final = "application/pdf"
_NO_PAGES: Final = "Không có bản PDF: tệp không có trang của riêng nó, hoặc thiếu LibreOffice để dựng trang."
_UNLOCKED: Final = "bản gốc được bảo vệ bằng mật khẩu; bản này không có mật khẩu"
_LIMITS: Final = next(step.limits for step in STEPS if step.name == "read")


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be written, and how files are read."""

    formats: tuple[str, ...]
    force_ocr: bool
    passwords: tuple[str, ...] = ()
    limits: Limits = field(default_factory=lambda: _LIMITS)


@dataclass(frozen=True, slots=True)
class Written:
    """What became of one file, and of its members (label → the same)."""

    outcome: Outcome
    files: tuple[Path, ...] = ()
    confidence: float | None = None
    remarks: tuple[str, ...] = ()
    complete: bool = True  # every format that the file can have could be made
    members: tuple[tuple[str, Written], ...] = ()

    def told(self, doc: str) -> dict[str, Any]:
        """As a JSON object."""
        found = self.outcome
        return {
            "doc": doc,
            "state": _state(found),
            "reason": found.reason,
            "next": found.next,
            "pages": found.pages,
            "confidence": self.confidence,
            "files": [str(path) for path in self.files],
            "warnings": list(found.warnings),
            "remarks": list(self.remarks),
            **({"members": [member.told(label) for label, member in self.members]} if self.members else {}),
        }

    def each(self, doc: str) -> Iterator[tuple[str, Written]]:
        """This and all members, with their names."""
        yield doc, self
        for label, member in self.members:
            yield from member.each(f"{doc}/{label}")


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("files", metavar="TỆP", nargs="+", type=Path, help="tệp cần đọc")
    parser.add_argument("--out", metavar="THƯ-MỤC", type=Path, required=True, help="thư mục ghi kết quả")
    parser.add_argument(
        "--format",
        metavar="DẠNG",
        default=DEFAULT,
        help=f"các dạng cần ghi, cách nhau bằng dấu phẩy: {', '.join(SUFFIXES)}",
    )
    parser.add_argument(
        "--force-ocr", action="store_true", help="nhận dạng lại mọi trang PDF, kể cả trang đã có lớp chữ"
    )
    parser.add_argument("--password-file", metavar="TỆP", type=Path, help="mật khẩu để mở tệp, mỗi dòng một mật khẩu")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Reads the files, several at a time, and names what was written in the order given."""
    files: list[Path] = args.files
    passwords = from_file(args.password_file) if args.password_file else ()
    wish = Wish(_formats(args.format), args.force_ocr, tuple(passwords), adjusted(_LIMITS, settings.limits))
    places = [args.out / name for name in out_names([path.name for path in files])]
    _check(files, places, wish)
    bad = False
    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        done = threads.map(lambda pair: written(pair[0], pair[1], wish), zip(files, places, strict=True))
        for i, (path, one) in enumerate(zip(files, done, strict=True)):
            screen.progress(f"Đã đọc {i + 1}/{len(files)} tệp")
            if screen.as_json:
                screen.json(one.told(str(path)))
            for doc, each in one.each(str(path)):
                bad = bad or each.outcome.state in NEEDS_SOMEONE or not each.complete
                if not screen.as_json:
                    _tell(screen, doc, each)
    return 1 if bad else 0


def written(path: Path, place: Path, wish: Wish, name: str = "", *, depth: int = 0) -> Written:
    """Reads one file and writes `place` with each format's suffix; the members of a container go into the folder
    `place`; `depth` counts the containers that it came in. Raises OperatorError."""
    name = name or path.name
    with tempfile.TemporaryDirectory(prefix="vanthu-ocr-") as folder:
        sink = ListSink(Path(folder))
        outcome = read_file(
            path, name, sink, wish.limits, force_ocr=wish.force_ocr, passwords=wish.passwords, depth=depth
        )
        pages = sorted(sink.pages, key=lambda page: page.n)
        files = tuple(_write(pages, outcome, name, place, wish.formats)) if pages else ()
        remarks: tuple[str, ...] = ()
        complete = True
        if pages and "pdf" in wish.formats:
            try:
                made, remarks = _searchable(path, outcome.media_type, sink, place, wish.limits)
                files = (*files, made)
            except Unreadable as error:
                remarks, complete = (error.reason,), error.state == State.UNSUPPORTED_TYPE
        labels = [label for label, _ in sink.members]
        members = tuple(
            (label, written(copy, place / below, wish, label, depth=depth + 1))
            for below, (label, copy) in zip(out_names(labels), sink.members, strict=True)
            if copy
        )
    return Written(outcome, files, _confidence(pages), remarks, complete, members)


def _write(pages: Sequence[Page], outcome: Outcome, name: str, place: Path, formats: Sequence[str]) -> Iterator[Path]:
    for one in (one for one in formats if one in WRITERS):
        suffix, write = WRITERS[one]
        content = write(pages, name.rpartition("/")[2], outcome.pages_expected)
        yield _put(_target(place, suffix), content.encode("utf-8", "replace"))


def _searchable(
    path: Path, media_type: str, sink: ListSink, place: Path, limits: Limits
) -> tuple[Path, tuple[str, ...]]:
    """Makes the PDF of a file that was read; where it stands, and what is to be said about it."""
    own = media_type == _PDF or media_type.startswith("image/")
    if not own and sink.rendition is None:
        raise Unreadable(State.UNSUPPORTED_TYPE, _NO_PAGES)
    source, kind = (sink.rendition, _PDF) if sink.rendition else (path, media_type)
    with tempfile.TemporaryDirectory(prefix="vanthu-ocr-") as folder:
        made = Path(folder) / "made.pdf"
        told = searchable(source, kind, sink.pages, made, limits)
        target = _put(_target(place, SUFFIXES["pdf"]), made.read_bytes())
    locked = (_UNLOCKED,) if own and sink.rendition else ()
    return target, (*locked, *told.remarks) if own else ()


def _put(path: Path, content: bytes) -> Path:
    """Writes a file whole or not at all."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, prefix=".new-", delete=False) as file:
            file.write(content)
        Path(file.name).chmod(0o666 & ~_umask())
        return Path(file.name).replace(path)
    except OSError as error:
        raise OperatorError(f"Không ghi được {path}: {error.strerror}.") from error


def _umask() -> int:
    mask = os.umask(0o022)
    os.umask(mask)
    return mask


def _target(place: Path, suffix: str) -> Path:
    return place.with_name(place.name + suffix)


def _formats(asked: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(one.strip().lower() for one in asked.split(",") if one.strip()))
    unknown = [one for one in wanted if one not in SUFFIXES]
    if unknown or not wanted:
        raise BadRequest(f"Không có dạng “{', '.join(unknown) or asked}”: chọn trong {', '.join(SUFFIXES)}.")
    return wanted


def _check(files: Sequence[Path], places: Sequence[Path], wish: Wish) -> None:
    for path in files:
        if path.is_dir():
            raise BadRequest(f"“{path}” là thư mục: `vanthu ocr` nhận tệp (ví dụ {path}/*.pdf).")
        if not path.exists():
            raise BadRequest(f"Không có tệp nào tên “{path}”: kiểm tra lại đường dẫn.")
    given = {path.resolve() for path in files}
    for place in places:
        for one in wish.formats:
            target = _target(place, SUFFIXES[one])
            if target.resolve() in given:
                raise BadRequest(f"Kết quả sẽ ghi đè tệp gốc “{target}”: chọn thư mục khác cho --out.")


def _tell(screen: Screen, doc: str, one: Written) -> None:
    found = one.outcome
    if found.state in NEEDS_SOMEONE:
        screen.complain(f"{doc}: {_state(found)}: {found.reason}")
        return
    sure = "" if one.confidence is None else f", độ tin cậy {100 * one.confidence:.0f} %"
    names = ", ".join(map(str, one.files)) or found.reason
    screen.line(f"{doc} → {names}" + (f" ({found.pages} trang{sure})" if one.files else ""))
    for remark in (*found.warnings, *one.remarks):
        screen.line(f"  lưu ý: {remark}")


def _state(outcome: Outcome) -> str:
    return f"{outcome.state}:{outcome.detail}" if outcome.detail else str(outcome.state)


def _confidence(pages: Sequence[Page]) -> float | None:
    sure = [
        word.confidence for page in pages for line in page.lines for word in line.words if word.confidence is not None
    ]
    return round(sum(sure) / len(sure), 4) if sure else None
