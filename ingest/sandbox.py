"""Runs one job in one limited child and hands over what it says; a killed child is an ending, not an accident.

The children come from a fork server (`ingest.forkserver`) that this process starts once, when it is first needed. Any
thread may run a job, several at once.
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from ingest.confine import Guards
from ingest.forkserver import REQUEST_BYTES
from ingest.limits import Limits
from ingest.wire import HEAD, Broken, Message, receive
from vanthu.errors import DiskFull, OperatorError

_START: Final = (
    "import sys, json; sys.path[:] = json.loads(sys.argv[2]); import ingest.forkserver as f; f.main(int(sys.argv[1]))"
)
_KEPT_ENVIRONMENT: Final = (
    "PATH",
    "TESSDATA_PREFIX",
    "TMPDIR",
    "SAL_USE_VCLPLUGIN",
    "FONTCONFIG_PATH",
    "FONTCONFIG_FILE",
)
_ENVIRONMENT: Final = {
    "LANG": "C.UTF-8",
    "OMP_THREAD_LIMIT": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
_OUT_OF_MEMORY: Final = 77
_TOO_MANY: Final = 78
_STATUS_BYTES: Final = 4096


class End(StrEnum):
    """How a child ended."""

    FINISHED = "finished"
    TIME = "time"
    MEMORY = "memory"
    OUTPUT = "output"
    CRASH = "crash"


@dataclass(frozen=True, slots=True)
class Ending:
    """How a child ended, and what it and all it started cost. `signal` where one ended it."""

    end: End
    signal: int | None = None
    cpu_seconds: float = 0.0
    memory_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Job:
    """What a child is to do: `call` is "module:function", called with (this job as a dictionary, socket, Limits).

    `load` names modules that the fork server keeps loaded from now on. `arguments` are JSON values."""

    call: str
    document: Path
    load: tuple[str, ...] = ()
    arguments: Mapping[str, Any] = field(default_factory=dict)


class Sandbox:
    """A fork server and the way to it. `path` is put before its module path; without `walls` the children keep the
    network, see other processes and files, as on a system that has no namespaces and no Landlock."""

    def __init__(self, *, path: tuple[str, ...] = (), walls: bool = True) -> None:
        self._path, self._walls = path, walls
        self._lock = threading.Lock()
        self._server: subprocess.Popen[bytes] | None = None
        self._control: socket.socket | None = None
        self._owner = 0

    def run(self, job: Job, limits: Limits, hear: Callable[[Message, Path], Message | None]) -> Ending:
        """Runs a job to its end. `hear` gets each message of the child and the child's folder; what it answers is
        sent back. An exception of `hear` ends the child and comes out here. Raises DiskFull, OperatorError."""
        try:
            folder = Path(tempfile.mkdtemp(prefix="vanthu-"))
        except OSError as error:
            raise DiskFull(f"Không tạo được thư mục tạm ({error.strerror}): giải phóng chỗ trên đĩa.") from error
        data, childs_data = socket.socketpair()
        status, servers_status = socket.socketpair()
        try:
            with childs_data, servers_status:
                self._send(_request(job, limits, folder, self._walls), (childs_data.fileno(), servers_status.fileno()))
            end = _listen(data, limits, hear, folder)
            if end is not End.FINISHED:
                status.shutdown(socket.SHUT_WR)  # the server sees the end of it and kills the child
            return _ending(end, status)
        finally:
            data.close()
            status.close()
            shutil.rmtree(folder, ignore_errors=True)

    def guards(self) -> Guards:
        """Which of the system's walls stand around a child here (for `doctor`)."""
        found: list[Guards] = []
        job = Job("ingest.forkserver:guards", Path(os.devnull))
        self.run(job, Limits(), lambda message, _: found.append(Guards(**message)))
        return found[0]

    def close(self) -> None:
        """Ends the fork server and every child of it."""
        with self._lock:
            self._stop()

    def _send(self, request: bytes, fds: tuple[int, int]) -> None:
        for attempt in (1, 2):
            with self._lock:
                control = self._started()
                try:
                    socket.send_fds(control, [request], fds)
                    return
                except OSError as error:
                    self._stop()
                    if attempt == 2:
                        raise OperatorError(f"Không khởi động được tiến trình đọc tệp: {error.strerror}.") from error

    def _started(self) -> socket.socket:
        if self._control is not None and self._server is not None and self._owner == os.getpid():
            if self._server.poll() is None:
                return self._control
            self._stop()
        here, there = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        here.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * REQUEST_BYTES)
        path = [*self._path, *(os.path.abspath(entry) for entry in sys.path)]
        kept = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        with there:
            self._server = subprocess.Popen(
                [sys.executable, "-c", _START, str(there.fileno()), json.dumps(path)],
                pass_fds=(there.fileno(),),
                env={**kept, **_ENVIRONMENT},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
                cwd="/",
            )
        self._control, self._owner = here, os.getpid()
        atexit.register(self.close)
        return here

    def _stop(self) -> None:
        if self._control is not None:
            self._control.close()
        if self._server is not None and self._owner == os.getpid():
            with suppress(subprocess.TimeoutExpired):
                self._server.wait(5)
            self._server.kill()
            self._server.wait()
        self._control = self._server = None
        atexit.unregister(self.close)


SHARED: Final = Sandbox()
"""The one of this process; its server starts with the first job."""


def _request(job: Job, limits: Limits, folder: Path, walls: bool) -> bytes:
    wanted = {
        "walls": walls,
        "call": job.call,
        "load": job.load,
        "document": str(job.document.absolute()),
        "folder": str(folder),
        "limits": asdict(limits),
        "arguments": dict(job.arguments),
    }
    body = json.dumps(wanted).encode()
    if len(body) > REQUEST_BYTES:
        raise OperatorError("Yêu cầu đọc tệp quá dài.")
    return body


def _listen(data: socket.socket, limits: Limits, hear: Callable[[Message, Path], Message | None], folder: Path) -> End:
    """Hears the child until it closes its end, or breaks a limit, or talks rubbish."""
    last = time.monotonic() + limits.file_seconds
    room = limits.output_bytes
    while True:
        due = min(time.monotonic() + limits.page_seconds, last)
        try:
            head = receive(data, HEAD.size, due)
            if not head:
                return End.FINISHED
            (length,) = HEAD.unpack(head)
            room -= length
            if room < 0:
                return End.OUTPUT
            answer = hear(_message(receive(data, length, due)), folder)
            if answer is not None:
                data.settimeout(max(due - time.monotonic(), 1.0))
                body = json.dumps(answer).encode()
                data.sendall(HEAD.pack(len(body)) + body)
        except TimeoutError:
            return End.TIME
        except (EOFError, ConnectionError):
            return End.FINISHED  # killed in the middle of a word: the status says by what
        except Broken:
            return End.CRASH


def _message(body: bytes) -> Message:
    try:
        message = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Broken("not JSON") from error
    if not isinstance(message, dict):
        raise Broken("not a message")
    return message


def _ending(end: End, status: socket.socket) -> Ending:
    due = time.monotonic() + 30.0
    try:
        (length,) = HEAD.unpack(receive(status, HEAD.size, due) or bytes(HEAD.size))
        told = json.loads(receive(status, min(length, _STATUS_BYTES), due) or b"{}")
    except (TimeoutError, EOFError, ConnectionError):
        told = {}
    code = told.get("exit", -9)
    signalled = code - 128 if code > 128 else -code if code < 0 else None
    cost = (float(told.get("cpu_seconds", 0.0)), int(told.get("memory_bytes", 0)))
    if end is End.FINISHED and code != 0:
        end = End.MEMORY if code == _OUT_OF_MEMORY else End.CRASH
    return Ending(end, signalled, *cost)
