"""`vanthu add --watch`: a folder that scanners and people put files into; each is taken in when it has come to rest."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, NoReturn

from vanthu.commands.intake import Crew, batch_of, counted, moving, summary, take_in
from vanthu.commands.screen import Screen, state_name
from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.records import NEEDS_SOMEONE

LOOK_EVERY_S: Final = 1.0
AT_REST_S: Final = 2.0
"""A file whose size and time have not changed for so long is taken to be whole."""

_Stamp = tuple[int, int]


@dataclass(slots=True)
class Eye:
    """What was seen of files: which have come to rest and are not taken yet."""

    seen: dict[Path, tuple[_Stamp, float]] = field(default_factory=dict)
    taken: dict[Path, _Stamp] = field(default_factory=dict)

    def look(self, paths: Sequence[Path], now: float) -> set[Path]:
        """Files at rest at `now` (seconds of a clock that only goes forward) that are new or have changed."""
        found = dict(stamp for path in paths for stamp in _stamps(path))
        self.seen = {
            path: (stamp, self.seen[path][1] if path in self.seen and self.seen[path][0] == stamp else now)
            for path, stamp in found.items()
        }
        self.taken = {path: stamp for path, stamp in self.taken.items() if path in found}
        return {
            path
            for path, (stamp, since) in self.seen.items()
            if self.taken.get(path) != stamp and now - since >= AT_REST_S
        }

    def took(self, paths: set[Path]) -> None:
        """These were taken in as they were seen."""
        self.taken.update({path: self.seen[path][0] for path in paths if path in self.seen})


def watch(services: Services, paths: Sequence[Path], crew: Crew, screen: Screen, *, move: Path | None) -> NoReturn:
    """Takes in what comes into the paths until it is interrupted. With `move` a file that is safe in the archive goes
    there; it keeps its place under the watched folder."""
    folders = [path.resolve() for path in paths]
    if move is not None:
        move = move.resolve()
        if any(move.is_relative_to(folder) or not folder.is_dir() for folder in folders):
            raise BadRequest("--move: theo dõi thư mục, và thư mục đích phải nằm ngoài thư mục được theo dõi.")
    batches, eye, told = [batch_of(path) for path in paths], Eye(), ""
    screen.line(f"Đang theo dõi {', '.join(map(str, folders))} (Ctrl-C để dừng).")
    while True:
        ready = eye.look(folders, time.monotonic())
        if ready:
            count = sum(_take(services, path, ready, crew, screen) for path in paths)
            eye.took(ready)
            if move is not None:
                for path in sorted(ready):
                    _move(path, folders, move)
            screen.line(f"Đã nhận {count} tệp.")
        totals = counted(services, batches)
        if moving(totals):
            crew.needed()
            screen.progress(summary(totals))
        elif totals and summary(totals) != told:
            told = summary(totals)
            screen.line(told)
        time.sleep(LOOK_EVERY_S)


def _take(services: Services, path: Path, ready: set[Path], crew: Crew, screen: Screen) -> int:
    count = 0
    for receipt in take_in(services, path, crew, screen, ready=ready.__contains__):
        count += 1
        if receipt.state in NEEDS_SOMEONE:
            screen.line(f"{state_name(receipt)}: {receipt.path}: {receipt.reason} {receipt.next}")
    return count


def _stamps(path: Path) -> Iterator[tuple[Path, _Stamp]]:
    """Plain files at or under the path, with what changes when they are written to."""
    for folder, _, names in os.walk(path) if path.is_dir() else ((path.parent, (), [path.name]),):
        for name in names:
            file = Path(folder) / name
            try:
                found = file.lstat()
            except OSError:
                continue
            if os.path.isfile(file) and not file.is_symlink():
                yield file, (found.st_mtime_ns, found.st_size)


def _move(path: Path, folders: Sequence[Path], target: Path) -> None:
    """Out of the watched folder; a name that is taken there gets a number."""
    top = next(folder for folder in folders if path.is_relative_to(folder))
    place = target / path.relative_to(top)
    place.parent.mkdir(parents=True, exist_ok=True)
    number = 2
    while place.exists():
        place = place.with_name(f"{path.stem} ({number}){path.suffix}")
        number += 1
    shutil.move(path, place)
