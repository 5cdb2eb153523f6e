"""`vanthu read`: prints the extraction record of each file; needs no services and keeps nothing."""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import Any, Final

from extract.akn import akoma_ntoso
from extract.record import failure_record, record
from ingest.limits import Limits, adjusted
from ingest.outcomes import ended
from ingest.read import read as read_file
from ingest.sink import ListSink
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest, OperatorError, Unreadable
from vanthu.keys import from_file
from vanthu.records import NEEDS_SOMEONE, Extraction, Outcome, State
from vanthu.settings import Settings
from vanthu.store.blobs_folder import digest_of
from vanthu.store.codec import pages_to_bytes
from vanthu.store.results import final
from workers.extracting import extracted
from workers.steps import STEPS

_LIMITS: Final = {step.name: step.limits for step in STEPS}
Record = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """What became of one file: its record, and those of its members (label → reading)."""

    record: Record
    state: State
    members: tuple[tuple[str, Reading], ...] = ()
    extraction: Extraction | None = None

    def whole(self) -> Record:
        """The record with those of the members inside."""
        if not self.members:
            return self.record
        return {**self.record, "members": [{**member.whole(), "doc": label} for label, member in self.members]}

    def bad(self) -> bool:
        """Whether this or a member wants a person."""
        return self.state in NEEDS_SOMEONE or any(member.bad() for _, member in self.members)


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("files", metavar="TỆP", nargs="+", type=Path, help="tệp cần đọc")
    parser.add_argument("--password-file", metavar="TỆP", type=Path, help="mật khẩu để mở tệp, mỗi dòng một mật khẩu")
    parser.add_argument("--out", metavar="THƯ-MỤC", type=Path, help="ghi mỗi bản ghi vào một tệp trong thư mục này")
    parser.add_argument(
        "--format",
        choices=("json", "akn"),
        default="json",
        help="json: bản ghi trích xuất; akn: Akoma Ntoso 3.0 (XML), tệp không có chữ thì không có bản XML",
    )


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Reads the files, several at a time, and shows their records in the order given."""
    files: list[Path] = args.files
    for path in files:
        if path.is_dir():
            raise BadRequest(f"“{path}” là thư mục: `vanthu read` nhận tệp (ví dụ {path}/*.pdf).")
        if not path.exists():
            raise BadRequest(f"Không có tệp nào tên “{path}”: kiểm tra lại đường dẫn.")
    passwords = from_file(args.password_file) if args.password_file else ()
    limits = adjusted(_LIMITS["read"], settings.limits)
    names = out_names([path.name for path in files])
    bad = False

    def reading_of(path: Path) -> Reading:
        return read_one(path, passwords=passwords, limits=limits)

    with ThreadPoolExecutor(max_workers=os.cpu_count() or 1) as threads:
        for i, (path, reading) in enumerate(zip(files, threads.map(reading_of, files), strict=True)):
            screen.progress(f"Đã đọc {i + 1}/{len(files)} tệp")
            bad = bad or reading.bad()
            if args.out:
                _write(args.out, names[i], reading, args.format)
            elif args.format == "akn":
                _print_akn(reading)
            else:
                screen.json(reading.whole())
            if reading.bad() and not screen.as_json:
                screen.complain(f"{path}: {reading.record['state']}: {reading.record['reason']}")
    return 1 if bad else 0


def read_one(
    path: Path,
    name: str = "",
    *,
    passwords: Sequence[str] = (),
    limits: Limits = _LIMITS["read"],
    depth: int = 0,
) -> Reading:
    """Reads and extracts one file, and the members of a container; `passwords` open what is protected, `depth` counts
    the containers that it came in. Raises OperatorError."""
    name = name or path.name
    with tempfile.TemporaryDirectory(prefix="vanthu-read-") as folder:
        sink = ListSink(Path(folder))
        outcome = read_file(path, name, sink, limits, passwords=passwords, depth=depth)
        digest = _digest(path)
        reading = _extracted(sink, outcome, name, digest, Path(folder), _LIMITS["extract"])
        inner = [(label, copy) for label, copy in sink.members if copy]
        members = tuple(
            (label, read_one(copy, label, passwords=passwords, limits=limits, depth=depth + 1)) for label, copy in inner
        )
    return replace(reading, members=members)


def _extracted(sink: ListSink, outcome: Outcome, name: str, digest: str, folder: Path, limits: Limits) -> Reading:
    short = PurePosixPath(name).name
    if not sink.pages:
        return Reading(failure_record(doc=short, sha256=digest, outcome=outcome), outcome.state)
    pages = folder / "pages"
    pages.write_bytes(pages_to_bytes(sorted(sink.pages, key=lambda page: page.n)))
    try:
        extraction = extracted(pages, limits)
    except Unreadable as error:
        outcome = ended(outcome.media_type, State(error.state), error.reason, detail=error.detail)
        return Reading(failure_record(doc=short, sha256=digest, outcome=outcome), outcome.state)
    outcome = final(outcome, extraction)
    made = record(extraction, doc=short, sha256=digest, outcome=outcome)
    return Reading(made, outcome.state, extraction=extraction)


def out_names(labels: Sequence[str]) -> list[str]:
    """For each label its name in the output folder: the stem; with the extension where stems collide."""
    stems = Counter(safe_name(PurePosixPath(label).stem) for label in labels)
    names: list[str] = []
    taken: set[str] = set()
    for label in labels:
        name = safe_name(PurePosixPath(label).stem)
        name = name if stems[name] == 1 else safe_name(PurePosixPath(label).name)
        while name in taken:  # the same name from two folders
            name += "_"
        taken.add(name)
        names.append(name)
    return names


def _write(folder: Path, name: str, reading: Reading, form: str) -> None:
    for path, each in _places(folder / name, reading, "xml" if form == "akn" else "json"):
        content = akoma_ntoso(each.extraction) if form == "akn" and each.extraction else None
        if form == "json":
            content = f"{json.dumps(each.record, ensure_ascii=False, indent=1)}\n".encode("utf-8", "replace")
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            if content is not None:
                path.write_bytes(content)
        except OSError as error:
            raise OperatorError(f"Không ghi được {path}: {error.strerror}.") from error


def _print_akn(reading: Reading) -> None:
    if reading.extraction:
        print(akoma_ntoso(reading.extraction).decode("utf-8"))
    for _, member in reading.members:
        _print_akn(member)


def _places(place: Path, reading: Reading, ending: str) -> Iterator[tuple[Path, Reading]]:
    """`DIR/<stem>.json`, and of a container `DIR/<stem>/<member>.json`; a member's name is a label, never a path."""
    yield place.with_name(f"{place.name}.{ending}"), reading
    names = out_names([label for label, _ in reading.members])
    for name, (_, member) in zip(names, reading.members, strict=True):
        yield from _places(place / name, member, ending)


def safe_name(label: str) -> str:
    """A label as one file name: separators and what a file system may take amiss replaced."""
    plain = "".join(c if c.isprintable() and c not in '/\\:*?"<>|' else "_" for c in label).strip(". ")
    return plain[:150] or "_"


def _digest(path: Path) -> str:
    try:
        return digest_of(path)
    except OSError:
        return ""
