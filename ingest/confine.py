"""What a child gives up before it opens a document: network, other processes, other people's files, resources.

Everything here is asked of the kernel by the process itself, for itself. What the system does not allow is left out and
said so in `Guards`; limits on resources and the death of grandchildren are always there.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import socket
import struct
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from ingest.limits import Limits

_NEWUSER: Final = 0x10000000
_NEWPID: Final = 0x20000000
_NEWNET: Final = 0x40000000
_NEWIPC: Final = 0x08000000
_PDEATHSIG: Final = 1
_CHILD_SUBREAPER: Final = 36
_NO_NEW_PRIVS: Final = 38
_CAPABILITY_VERSION: Final = 0x20080522
_DAC_READ_SEARCH: Final = 2
_LANDLOCK_CREATE: Final = 444  # the same number on every architecture
_LANDLOCK_ADD: Final = 445
_LANDLOCK_SELF: Final = 446

_EXECUTE: Final = 1 << 0
_WRITE_FILE: Final = 1 << 1
_READ_FILE: Final = 1 << 2
_READ_DIR: Final = 1 << 3
_MAKE_SOCKET: Final = 1 << 9
_TRUNCATE: Final = 1 << 14
_READING: Final = _EXECUTE | _READ_FILE | _READ_DIR
_OF_A_FILE: Final = _EXECUTE | _WRITE_FILE | _READ_FILE | _TRUNCATE
_ALL_BY_ABI: Final = ((1 << 13) - 1, (1 << 14) - 1, (1 << 15) - 1)

# What programs and libraries need to read; documents, the store and home folders are not here.
_SYSTEM: Final = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/etc", "/opt", "/proc", "/sys", "/dev")
_SYSTEM_TOO: Final = ("/var/lib", "/var/cache", "/var/spool/libreoffice", "/nix", "/snap")
_PROJECT: Final = Path(__file__).resolve().parents[1]  # where the import packages lie, installed or not
_SOCKETS: Final = "/tmp"  # LibreOffice makes its socket there, whatever TMPDIR says  # noqa: S108
_DEVICES: Final = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty")


@dataclass(frozen=True, slots=True)
class Guards:
    """Which of the system's own walls stand around a child; `doctor` shows them."""

    network: bool  # no network at all
    processes: bool  # sees no process but its own; they all die with it, whatever happens
    files: bool  # reads programs and its document, writes its own folder


def die_with_parent() -> None:
    """SIGKILL for this process when its parent ends."""
    _libc().prctl(_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def adopt_orphans() -> None:
    """Descendants whose parent ends become children of this process."""
    _libc().prctl(_CHILD_SUBREAPER, 1, 0, 0, 0)


def leave_network() -> bool:
    """Into a network without interfaces, and (for the children from now on) into a process namespace of their own.
    Answers whether the system allowed it."""
    uid, gid = os.geteuid(), os.getegid()
    libc = _libc()
    apart = _NEWNET | _NEWPID | _NEWIPC
    if uid == 0 and libc.unshare(apart) == 0:
        return True
    if libc.unshare(_NEWUSER | apart) != 0:
        return False
    with suppress(OSError):
        Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {gid} 1")
    return True


def limit_resources(limits: Limits) -> None:
    """Memory, processor time, file size and open files of this process and of each that it starts."""
    seconds = int(limits.file_seconds) + 1
    for what, most in (
        (resource.RLIMIT_AS, limits.memory_bytes),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, limits.scratch_bytes),
        (resource.RLIMIT_NOFILE, limits.open_files),
        (resource.RLIMIT_CORE, 0),
    ):
        _lower(what, most)
    if os.geteuid() != 0:  # counted over all processes of the user, so room is left for those that are not ours
        _lower(resource.RLIMIT_NPROC, 4096 + limits.processes)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing too much is an error (EFBIG), not a death


def leave_powers() -> None:
    """No program started from here gets more rights than its caller; root keeps of its powers only that to read."""
    libc = _libc()
    libc.prctl(_NO_NEW_PRIVS, 1, 0, 0, 0)
    if os.geteuid() == 0:
        kept = 1 << _DAC_READ_SEARCH
        libc.capset(struct.pack("=Ii", _CAPABILITY_VERSION, 0), struct.pack("=6I", kept, kept, 0, 0, 0, 0))


def leave_files(document: Path, folder: Path) -> bool:
    """Keeps this process and those it starts from writing outside `folder` and from reading more than programs,
    libraries and the document. Answers whether the kernel can do that (Landlock)."""
    libc = _libc()
    abi = libc.syscall(_LANDLOCK_CREATE, None, ctypes.c_size_t(0), 1)
    if abi < 1:
        return False
    all_of_it = _ALL_BY_ABI[min(abi, len(_ALL_BY_ABI)) - 1]
    wanted = struct.pack("=Q", all_of_it)
    rules = libc.syscall(_LANDLOCK_CREATE, wanted, ctypes.c_size_t(len(wanted)), 0)
    if rules < 0:
        return False
    try:
        data = os.environ.get("TESSDATA_PREFIX", "")  # where tesseract's languages are, if not in the usual place
        readable = (data, *_SYSTEM, *_SYSTEM_TOO, sys.prefix, sys.base_prefix, *sys.path, str(_PROJECT))
        _allow(rules, readable, _READING & all_of_it)
        _allow(rules, (str(document),), _READ_FILE)
        _allow(rules, _DEVICES, (_READ_FILE | _WRITE_FILE | _TRUNCATE) & all_of_it)
        _allow(rules, (_SOCKETS,), _MAKE_SOCKET)
        _allow(rules, (str(folder),), all_of_it)
        return bool(libc.syscall(_LANDLOCK_SELF, rules, 0) == 0)
    finally:
        os.close(rules)


def clear_sockets() -> None:
    """Removes the sockets that LibreOffice was not allowed to remove itself, those that nobody listens at."""
    for path in Path(_SOCKETS).glob(f"OSL_PIPE_{os.geteuid()}_SingleOfficeIPC_*"):
        with suppress(OSError), socket.socket(socket.AF_UNIX) as caller:
            try:
                caller.connect(str(path))
            except ConnectionRefusedError:
                path.unlink()


def _allow(rules: int, paths: Iterable[str], rights: int) -> None:
    for path in paths:
        if not path:
            continue
        try:
            place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            continue
        is_folder = os.path.isdir(path)
        rule = struct.pack("=Qi", rights if is_folder else rights & _OF_A_FILE, place)
        _libc().syscall(_LANDLOCK_ADD, rules, 1, rule, 0)
        os.close(place)


def _lower(what: int, most: int) -> None:
    _, hard = resource.getrlimit(what)
    value = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(what, (value, value))


def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)
