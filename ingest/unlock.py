"""Protected files: opened with one of the passwords that were given, as a copy in the reader's own folder.

The door to msoffcrypto. No password is written, logged or told in a reason.
"""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from ingest import pdfium
from vanthu.errors import Unreadable
from vanthu.records import State

ENCRYPTED: Final = "application/x-encrypted-office"
_OLD_OFFICE: Final = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})
_OPEN_DOCUMENT: Final = "application/vnd.oasis.opendocument."
_MANIFEST_BYTES: Final = 4 << 20
_EXCELS_OWN: Final = "VelvetSweatshop"  # with which Excel protects what is only to be kept from changes
_NONE: Final = "Tệp {} được bảo vệ bằng mật khẩu."
_WRONG: Final = "Tệp {} được bảo vệ bằng mật khẩu, và không mật khẩu nào đã cho mở được tệp này."


def unlocked(path: Path, media_type: str, passwords: Sequence[str]) -> Path | None:
    """A copy that anybody can open, None where the file is not protected (or no file that is opened so). Raises
    Unreadable (needs_password)."""
    if media_type == "application/pdf":
        return _pdf(path, passwords) if pdfium.is_locked(path) else None
    if media_type.startswith(_OPEN_DOCUMENT) and _is_locked_document(path):
        raise Unreadable(
            State.NEEDS_PASSWORD,
            _NONE.format("OpenDocument"),
            next_step="Mở tệp bằng LibreOffice, lưu lại không có mật khẩu (hoặc thành PDF) rồi nạp lại.",
        )
    if media_type == ENCRYPTED or media_type in _OLD_OFFICE:
        return _office(path, passwords)
    return None


def needs_password(kind: str, passwords: Sequence[str]) -> Unreadable:
    """What is said of a protected file of this kind."""
    return Unreadable(State.NEEDS_PASSWORD, (_WRONG if passwords else _NONE).format(kind))


def _pdf(path: Path, passwords: Sequence[str]) -> Path:
    for password in passwords:
        copy = _new(".pdf")
        if pdfium.save_unlocked(path, password, copy):
            return copy
    raise needs_password("PDF", passwords)


def _office(path: Path, passwords: Sequence[str]) -> Path | None:
    import msoffcrypto

    with path.open("rb") as file:
        try:
            office: Any = msoffcrypto.OfficeFile(file)
            if not office.is_encrypted():
                return None
        except Exception:  # a broken file: its reader says how
            return None
        for password in (*passwords, _EXCELS_OWN):
            copy = _new("")
            if _decrypted(office, password, copy):
                return copy
    raise needs_password("Office", passwords)


def _is_locked_document(path: Path) -> bool:
    """Whether the list of an OpenDocument file's parts says that they are encrypted."""
    try:
        with zipfile.ZipFile(path) as archive, archive.open("META-INF/manifest.xml") as manifest:
            return b"encryption-data" in manifest.read(_MANIFEST_BYTES)
    except Exception:  # a broken file: its reader says how
        return False


def _decrypted(office: Any, password: str, copy: Path) -> bool:
    try:
        office.load_key(password=password)
        with copy.open("wb") as out:
            office.decrypt(out)
    except Exception:  # the library has no common error for a wrong password
        return False
    return _opens(copy)


def _opens(copy: Path) -> bool:
    """Whether what came out is an Office file: older protections do not tell a wrong password."""
    with copy.open("rb") as file:
        return file.read(4) in (b"PK\3\4", b"\xd0\xcf\x11\xe0")


def _new(suffix: str) -> Path:
    with tempfile.NamedTemporaryFile(prefix="opened-", suffix=suffix, delete=False) as file:
        return Path(file.name)
