"""What is on the disk for certain, and a disk's errors as ours."""

from __future__ import annotations

import contextlib
import errno
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from vanthu.errors import DiskFull, OperatorError, StoreUnavailable

_FULL: Final = (errno.ENOSPC, errno.EDQUOT)


def sync(path: Path) -> None:
    """A file's content, or the entries of a folder, survive a power cut when this returns. Raises OSError."""
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)


@contextlib.contextmanager
def disk_errors(target: Path) -> Iterator[None]:
    """An OSError inside is raised as one of ours."""
    try:
        yield
    except OSError as error:
        raise disk_error(error, target) from error


def disk_error(error: OSError, target: Path) -> OperatorError:
    """A disk's error as one of ours, with what to do."""
    if error.errno in _FULL:
        return DiskFull(f"Ổ đĩa chứa {target.parent} đã đầy: giải phóng chỗ rồi chạy lại. Chưa có gì được ghi nhận.")
    return StoreUnavailable(f"Không ghi được {target}: {error.strerror or error}")
