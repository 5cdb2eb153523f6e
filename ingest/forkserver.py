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
    confine.adopt_orphans()
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
            jobs = _reaped(jobs)
            if control in ready and not _accept(control, jobs):
                return
    finally:
        for job in jobs:
            _kill(job)
            os.waitpid(job.warden, 0)
        _sweep(set())
        for job in jobs:
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


def _reaped(jobs: list[_Job]) -> list[_Job]:
    """Ends what is left of the jobs whose warden ended, and tells their callers; answers the jobs still running."""
    ended = [job for job in jobs if os.waitid(os.P_PID, job.warden, os.WEXITED | os.WNOHANG | os.WNOWAIT)]
    running = [job for job in jobs if job not in ended]
    reports = []
    for job in ended:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(job.warden, signal.SIGKILL)  # not reaped yet, so the number cannot be another's
        _, status, usage = os.wait4(job.warden, 0)
        code, cpu_seconds = os.waitstatus_to_exitcode(status), usage.ru_utime + usage.ru_stime
        reports.append({"exit": code, "cpu_seconds": cpu_seconds, "memory_bytes": usage.ru_maxrss * 1024})
    _sweep({job.warden for job in running})
    if ended:
        confine.clear_sockets()
    for job, report in zip(ended, reports, strict=True):
        try:
            wire.send(job.status, report)
        except OSError:  # the caller is gone, so the folder is ours to remove
            shutil.rmtree(job.folder, ignore_errors=True)
        job.status.close()
    return running


def _sweep(wardens: set[int]) -> None:
    """Kills what outlived its warden and was left to this process: a grandchild in a session of its own, where there
    is no process namespace that would have ended with it."""
    for _ in range(64):
        orphans = [pid for pid in _children(os.getpid(), os.getpid()) if pid not in wardens]
        if not orphans:
            return
        for pid in orphans:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            with suppress(ChildProcessError):
                os.waitpid(pid, 0)


def _children(pid: int, task: int) -> list[int]:
    try:
        return [int(one) for one in Path(f"/proc/{pid}/task/{task}/children").read_text().split()]
    except (OSError, ValueError):
        return []


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
    apart = bool(request["walls"]) and confine.leave_network()
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
            return _TOO_MANY if processes > limits.processes else _OUT_OF_MEMORY
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
            resident, shared = map(int, Path(f"/proc/{pid}/statm").read_text().split()[1:3])
            memory += (resident - shared) * resource.getpagesize()
            for task in map(int, os.listdir(f"/proc/{pid}/task")):
                threads += 1
                todo += _children(pid, task)
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
    confine.leave_powers()
    files = bool(request["walls"]) and confine.leave_files(Path(request["document"]), folder)
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
