"""The door to bsdtar and 7zz: archives that Python has no reader for, each in a process of its own.

bsdtar (libarchive) turns 7z, RAR, CPIO and their like into one TAR stream, which is then taken apart like any other
TAR, under the same budget. 7zz opens what is protected by a password, which it is told on its standard input.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final

BSDTAR: Final = "bsdtar"
SEVEN_ZIP: Final = "7zz"
_PATIENCE_S: Final = 5.0
_LISTING_BYTES: Final = 64 << 20


class Locked(Exception):
    """The archive, or what is in it, wants a password."""


class Broken(Exception):
    """The program could not read the archive to its end."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in an archive as 7zz lists it."""

    name: str
    size: int
    plain: bool  # a regular file
    locked: bool


def has(program: str) -> bool:
    """Whether the program is installed."""
    return shutil.which(program) is not None


@contextmanager
def as_tar(path: Path) -> Iterator[IO[bytes]]:
    """The archive as a TAR stream. Raises Locked, Broken when the block ends and the program did not end well."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [BSDTAR, "-c", "-f", "-", "--format", "pax", f"@{path}"],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(),
        )
        assert process.stdout is not None
        try:
            yield process.stdout
            while process.stdout.read(1 << 16):
                pass  # padding after the last member
        except Exception as error:
            why = _ended(process, said)
            if isinstance(why, Locked):
                raise why from error
            raise
        why = _ended(process, said)
        if why is not None:
            raise why


def entries(path: Path, password: str) -> list[Entry]:
    """What is in an archive that a password protects. Raises Locked where this is not the password, Broken."""
    listing = _run(["l", "-slt", "--", str(path)], password, _LISTING_BYTES)
    found = []
    for block in listing.partition("\n----------\n")[2].split("\n\n"):
        values = dict(line.split(" = ", 1) for line in block.splitlines() if " = " in line)
        if "Path" in values and not values.get("Attributes", "").startswith("D"):
            unix = values.get("Attributes", "").split()[-1:]
            plain = not (unix and unix[0][:1] in "lbcps" and len(unix[0]) == 10)
            found.append(Entry(values["Path"], int(values.get("Size") or 0), plain, values.get("Encrypted") == "+"))
    return found


@contextmanager
def member(path: Path, name: str, password: str) -> Iterator[IO[bytes]]:
    """The bytes of one member. Raises Locked, Broken when the block ends and the program did not end well."""
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen(
            [SEVEN_ZIP, "x", "-so", "-spd", "-bd", "-bb0", "--", str(path), name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=said,
            env=_environment(),
        )
        assert process.stdout is not None
        assert process.stdin is not None
        try:
            _tell(process.stdin, password)
            yield process.stdout
        except BaseException:
            _ended(process, said)
            raise
        why = _ended(process, said)
        if why is not None:
            raise why


def _ended(process: subprocess.Popen[bytes], said: IO[bytes]) -> Exception | None:
    """Ends the program where it has not by itself; why it was not content, None where it was."""
    assert process.stdout is not None
    process.stdout.close()  # one that still writes ends of it
    try:
        status = process.wait(_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        status = process.wait()
    return None if status == 0 else _why(said)


def _run(arguments: list[str], password: str, most: int) -> str:
    with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as out:
        process = subprocess.Popen(
            [SEVEN_ZIP, *arguments], stdin=subprocess.PIPE, stdout=out, stderr=said, env=_environment()
        )
        assert process.stdin is not None
        _tell(process.stdin, password)
        if process.wait() != 0:
            raise _why(said)
        out.seek(0)
        return out.read(most).decode("utf-8", "replace").replace("\r\n", "\n")


def _tell(stdin: IO[bytes], password: str) -> None:
    """Says the password; a program that did not ask has closed its end."""
    try:
        stdin.write(password.encode("utf-8", "replace") + b"\n")
        stdin.close()
    except BrokenPipeError:
        pass


def _why(said: IO[bytes]) -> Exception:
    said.seek(0)
    words = said.read(1 << 16).lower()
    return Locked() if b"encrypt" in words or b"password" in words or b"passphrase" in words else Broken()


def _environment() -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8"}
