"""Who holds a lease: a name that tells whether its process, and the program it belongs to, are still there."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Final

from vanthu.ports import Work

_SEPARATOR: Final = "|"


def name(supervisor: int | None = None) -> str:
    """The name of this process as an owner of leases; `supervisor` is the process that looks after it.

    Host, boot and process namespace, then supervisor and process with the times they began: numbers are used again."""
    mine = _process(os.getpid())
    return _SEPARATOR.join((_here(), _process(supervisor) if supervisor else mine, mine))


def clear_dead(store: Work) -> int:
    """Takes back what processes that died on this machine still hold; answers how many jobs.

    One whose supervisor lives died alone: its work may be the cause. Where the whole program is gone it is not."""
    taken = 0
    for owner in store.owners():
        here, _, who = owner.partition(_SEPARATOR)
        supervisor, _, process = who.partition(_SEPARATOR)
        if here == _here() and process and not _lives(process):
            taken += store.abandon(owner, crashed=supervisor != process and _lives(supervisor))
    return taken


def _here() -> str:
    """This machine, since it was started, as seen from this namespace."""
    try:
        boot = Path("/proc/sys/kernel/random/boot_id").read_text().strip()
        space = os.readlink("/proc/self/ns/pid")
    except OSError:
        boot = space = ""
    return f"{socket.gethostname()}/{boot}/{space}".replace(_SEPARATOR, "-")


def _process(pid: int) -> str:
    return f"{pid}@{_began(pid) or ''}"


def _lives(process: str) -> bool:
    pid, _, began = process.partition("@")
    if not pid.isdigit():
        return False
    if began:
        return _began(int(pid)) == began
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _began(pid: int) -> str | None:
    """When a process began, in the system's own clock ticks; None where it is gone, dead and not yet buried, or not
    to be found out."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    except (OSError, IndexError):
        return None
    return None if fields[0] in "ZX" else fields[19]
