"""Worker processes that belong to a program (`vanthu add`, `serve`, `work`): started, looked after, ended with it."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Final

from vanthu.keys import Keys
from vanthu.ports import Work
from workers import owners

COMMAND: Final = (sys.executable, "-P", "-m", "workers.main")
LOG_BYTES: Final = 10 << 20
GRACE_S: Final = 10.0
LOOK_EVERY_S: Final = 5.0


class Pool:
    """`count` processes of `command`, each with `environment` added to this one's. Use as a context: leaving it ends
    them, and what they had begun is given back. `log` is a file that their messages are added to. Passwords that
    `keys` is given are told to each on its standard input."""

    def __init__(
        self,
        store: Work,
        count: int,
        *,
        environment: Mapping[str, str],
        log: Path | None = None,
        command: Sequence[str] = COMMAND,
        keys: Keys | None = None,
    ) -> None:
        self.store, self.count, self.command = store, count, tuple(command)
        self._environment = {**os.environ, **environment}
        self._log_path = log
        self._keys = keys
        self._ways: dict[int, Callable[[bytes], None]] = {}  # process → how it is told of passwords
        self._processes: list[subprocess.Popen[bytes]] = []
        self._restarts = 0
        self._looked = 0.0

    def __enter__(self) -> Pool:
        owners.clear_dead(self.store)
        self._processes = [self._start() for _ in range(self.count)]
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def watch(self) -> None:
        """To be called now and then: replaces processes that died, and takes back the work of the dead."""
        for i, process in enumerate(self._processes):
            if process.poll() is not None:
                self._forget(process)
                owners.clear_dead(self.store)
                self._restarts += 1
                # One that cannot start at all must not be started in a tight circle.
                time.sleep(min(0.1 * self._restarts, 5.0))
                self._processes[i] = self._start()
        if time.monotonic() - self._looked > LOOK_EVERY_S:
            self._looked = time.monotonic()
            owners.clear_dead(self.store)

    def stop(self) -> None:
        """Asks the processes to end, and ends those that do not."""
        for process in self._processes:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGTERM)
        patience = time.monotonic() + GRACE_S
        for process in self._processes:
            try:
                process.wait(max(patience - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self._forget(process)
        self._processes = []

    def _start(self) -> subprocess.Popen[bytes]:
        with self._log() as log:
            process = subprocess.Popen(
                (*self.command, str(os.getpid())),
                env=self._environment,
                stdin=subprocess.PIPE if self._keys else subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        if self._keys and process.stdin:
            self._ways[process.pid] = _way(process.stdin)
            self._keys.tell(self._ways[process.pid])
        return process

    def _forget(self, process: subprocess.Popen[bytes]) -> None:
        """Ends the way to a process that has ended."""
        way = self._ways.pop(process.pid, None)
        if way and self._keys:
            self._keys.forget(way)
        if process.stdin:
            with contextlib.suppress(OSError):
                process.stdin.close()

    @contextlib.contextmanager
    def _log(self) -> Iterator[IO[bytes]]:
        path = self._log_path or Path(os.devnull)
        if self._log_path:
            path.parent.mkdir(parents=True, exist_ok=True)
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_size > LOG_BYTES:
                    path.replace(path.with_suffix(".old"))
        with path.open("ab") as stream:
            yield stream


def _way(stdin: IO[bytes]) -> Callable[[bytes], None]:
    """Tells a process something; never waits for one that does not listen."""
    os.set_blocking(stdin.fileno(), False)

    def tell(line: bytes) -> None:
        with contextlib.suppress(OSError):
            os.write(stdin.fileno(), line)

    return tell
