"""The process that children are forked from: one thread, few modules, so that a fork is cheap and safe.

The caller (which may have threads) talks to it over a socket. For each job it hands over two more: `data`, on which
the child speaks, and `status`, on which this process says how the child ended. When the caller closes `status`, the
child is killed; when the caller is gone, all children are killed and their folders removed.

    caller ── control ──▶ server ── fork ──▶ warden (session and group of its own, counts memory)
                                               └── fork ──▶ child (namespaces, limits) ─▶ tesseract, soffice …
"""

from __future__ import annotations

import json
import os
import resource
import select
import shutil
import signal
import socket
import sys
import tempfile
import time
from contextlib import suppress
from dataclasses import asdict, dataclass
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from ingest import confine, wire
from ingest.limits import Limits

REQUEST_BYTES: Final = 1 << 17
_LOOK_EVERY_S: Final = 0.25
_OUT_OF_MEMORY: Final = 77  # the warden's exit status when it ended the child for its memory
_TOO_MANY: Final = 78


@dataclass(slots=True)
class _Job:
    warden: int
    status: socket.socket
    folder: str


def main(control_fd: int) -> None:
    """Serves until the caller is gone."""
    control = socket.socket(fileno=control_fd)
    wake, waker = os.pipe()
    for end in (wake, waker):
        os.set_blocking(end, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(waker, warn_on_full_buffer=False)
    jobs: list[_Job] = []
    try:
        while True:
            heard: list[socket.socket | int] = [control, wake, *(job.status for job in jobs)]
            ready, _, _ = select.select(heard, [], [])
            if wake in ready:
                with suppress(BlockingIOError):
                    os.read(wake, 4096)
            for job in jobs:
                if job.status in ready:  # closed by the caller: it no longer wants the job
                    _kill(job)
            jobs = [job for job in jobs if not _ended(job)]
            if control in ready and not _accept(control, jobs):
                return
    finally:
        for job in jobs:
            _kill(job)
            os.waitpid(job.warden, 0)
            shutil.rmtree(job.folder, ignore_errors=True)


def _accept(control: socket.socket, jobs: list[_Job]) -> bool:
    body, fds, _, _ = socket.recv_fds(control, REQUEST_BYTES, 2)
    if not body:
        return False
    data, status = (socket.socket(fileno=fd) for fd in fds)
    for sock in (data, status):
        sock.set_inheritable(False)
    request = json.loads(body)
    for name in request["load"]:
        with suppress(Exception):  # the child meets the same error and reports it
            import_module(name)
    warden = os.fork()
    if warden == 0:
        _leave(lambda: _watch(request, data, [control, status, *(job.status for job in jobs)]))
    data.close()
    jobs.append(_Job(warden, status, request["folder"]))
    return True


def _ended(job: _Job) -> bool:
    """Reaps the job's warden if it ended, kills what its group left behind, tells the caller."""
    if os.waitid(os.P_PID, job.warden, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
        return False
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(job.warden, signal.SIGKILL)  # not reaped yet, so the number cannot be another's
    _, status, usage = os.wait4(job.warden, 0)
    with suppress(OSError):
        wire.send(
            job.status,
            {
                "exit": os.waitstatus_to_exitcode(status),
                "cpu_seconds": usage.ru_utime + usage.ru_stime,
                "memory_bytes": usage.ru_maxrss * 1024,
            },
        )
    job.status.close()
    return True


def _kill(job: _Job) -> None:
    for end in (os.killpg, os.kill):
        with suppress(ProcessLookupError, PermissionError):
            end(job.warden, signal.SIGKILL)


def _watch(request: dict[str, Any], data: socket.socket, strangers: list[socket.socket]) -> int:
    """The warden: separates itself from the rest, starts the child, ends it when it takes too much."""
    os.setsid()
    confine.die_with_parent()
    signal.set_wakeup_fd(-1)
    for sock in strangers:
        sock.close()
    limits = Limits(**request["limits"])
    apart = confine.leave_network()
    child = os.fork()
    if child == 0:
        _leave(lambda: _be_child(request, data, limits, apart))
    data.close()
    while True:
        pid, status = os.waitpid(child, os.WNOHANG)
        if pid:
            code = os.waitstatus_to_exitcode(status)
            return code if code >= 0 else 128 - code
        memory, processes = _weigh(child)
        if memory > limits.memory_bytes or processes > limits.processes:
            os.kill(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return _OUT_OF_MEMORY if memory > limits.memory_bytes else _TOO_MANY
        _sleep(child)


def _sleep(child: int) -> None:
    """Until the child ends or it is time to look again."""
    try:
        handle = os.pidfd_open(child)
    except OSError:
        time.sleep(_LOOK_EVERY_S / 10)
        return
    select.select([handle], [], [], _LOOK_EVERY_S)
    os.close(handle)


def _weigh(child: int) -> tuple[int, int]:
    """Resident bytes and number of threads of the child and all its descendants."""
    memory = threads = 0
    todo = [child]
    seen: set[int] = set()
    while todo:
        pid = todo.pop()
        if pid in seen:
            continue
        seen.add(pid)
        try:
            memory += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * resource.getpagesize()
            for task in os.listdir(f"/proc/{pid}/task"):
                threads += 1
                todo += map(int, Path(f"/proc/{pid}/task/{task}/children").read_text().split())
        except (OSError, ValueError, IndexError):
            continue
    return memory, threads


def _be_child(request: dict[str, Any], data: socket.socket, limits: Limits, apart: bool) -> int:
    confine.die_with_parent()
    folder = Path(request["folder"])
    os.chdir(folder)
    os.environ.update(TMPDIR=str(folder), HOME=str(folder))
    tempfile.tempdir = str(folder)
    confine.limit_resources(limits)
    files = confine.leave_files(Path(request["document"]), folder)
    module, function = request["call"].split(":")
    if function == "guards":
        wire.send(data, asdict(confine.Guards(network=apart, processes=apart, files=files)))
        return 0
    return int(getattr(import_module(module), function)(request, data, limits))


def _leave(run: Any) -> NoReturn:
    """Runs in a forked process and ends it: nothing of the server's own ending is run twice."""
    code = 1
    try:
        signal.signal(signal.SIGCHLD, signal.SIG_DFL)
        code = run()
    except MemoryError:
        code = _OUT_OF_MEMORY
    finally:
        os._exit(code)


if __name__ == "__main__":
    main(int(sys.argv[1]))
