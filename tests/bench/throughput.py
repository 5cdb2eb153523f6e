"""How many files are read to the end, and what each costs: CPU by stage, waits for the disk.

    python tests/bench/throughput.py [--files 3000] [--workers 2] [--folder FOLDER]

Made-up PDFs with a text layer, one page each, all different, taken in, read, extracted and indexed by `vanthu add`.
The CPU of each stage is that of its processes as the system counts it: the workers (store, index), the two fork
servers of each worker, and the limited children of these.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import time
from collections import defaultdict
from pathlib import Path
from typing import Final

from tests.bench.archive import asked, cpu_of_children, make_pdfs, started, workplace

TICK: Final = 1000 / os.sysconf("SC_CLK_TCK")
ROLES: Final = {
    "add": "taking in, waiting",
    "worker": "worker: store, blobs, index",
    "read server": "fork server of reading",
    "read": "children that read",
    "extract server": "fork server of extraction",
    "extract": "children that extract",
}


class Meter:
    """CPU milliseconds (own and of the system) by role, as last seen of each process."""

    def __init__(self) -> None:
        self._seen: dict[tuple[str, int], tuple[float, float]] = {}
        self.writes: dict[int, int] = {}

    def look(self, program: int) -> None:
        for worker in children(program):
            self._own("worker", worker)
            for number, server in enumerate(sorted(children(worker))):
                name = "extract" if number else "read"
                self._own(f"{name} server", server)
                self._seen[name, server] = times(server, 15)
        self._own("add", program)

    def _own(self, role: str, pid: int) -> None:
        self._seen[role, pid] = times(pid, 13)

    def told(self) -> dict[str, tuple[float, float]]:
        whole: dict[str, tuple[float, float]] = defaultdict(lambda: (0.0, 0.0))
        for (role, _), (own, system) in self._seen.items():
            whole[role] = (whole[role][0] + own, whole[role][1] + system)
        return whole


def children(pid: int) -> list[int]:
    try:
        return [
            int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()
        ]
    except OSError:
        return []


def times(pid: int, at: int) -> tuple[float, float]:
    """User and system milliseconds: of the process (`at` 13) or of those it has waited for (15)."""
    try:
        told = re.sub(r"^.*\) ", "", Path(f"/proc/{pid}/stat").read_text()).split()
    except OSError:
        return 0.0, 0.0
    return int(told[at - 2]) * TICK, int(told[at - 1]) * TICK


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=3000)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--folder", type=Path)
    arguments = parser.parse_args()
    with workplace(arguments.folder) as place:
        papers, home = place / f"pdfs-{arguments.files}", place / "home"
        make_pdfs(papers, arguments.files)
        shutil.rmtree(home, ignore_errors=True)
        meter, began, spent = Meter(), time.monotonic(), cpu_of_children()
        program = started(home, "add", papers, workers=arguments.workers)
        while program.poll() is None:
            meter.look(program.pid)
            time.sleep(0.25)
        seconds, cpu = time.monotonic() - began, cpu_of_children() - spent
        done = asked(home, "SELECT count(*) FROM documents WHERE version > 0")
        assert program.returncode == 0, program.returncode
        assert done == arguments.files, done
        each = 1000 / arguments.files
        load = os.getloadavg()[0]
        print(
            f"{done} files in {seconds:.0f} s: {done / seconds:.1f} files/s; {cpu * each:.1f} CPU ms a file; load "
            f"{load:.1f}"
        )
        for role, (own, system) in meter.told().items():
            print(f"    {ROLES[role]:32} {own * each / 1000:6.1f} ms own {system * each / 1000:6.1f} ms system, a file")


if __name__ == "__main__":
    main()
