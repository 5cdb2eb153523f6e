"""The door to LibreOffice: one conversion, in a profile of its own, one at a time on this machine."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

_MACRO_OFF: Final = (
    ("Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("Office.Common/Misc", "UseLocking", "false"),
    ("Office.Writer/Content/Update", "Link", "0"),
    ("Office.Common/Save/Document", "AutoSave", "false"),
)
_ITEM: Final = (
    '<item oor:path="/org.openoffice.{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
)
_PROFILE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema"'
    ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">{items}</oor:items>'
)
_START_AGAIN: Final = 81
_READ_AS: Final = {".html": "HTML (StarWriter)"}  # as pages; by itself it is taken for a screen, and loses text
_FILTERS: Final = {
    "pdf": "pdf:writer_pdf_Export",
    "docx": "docx:MS Word 2007 XML",
    "xlsx": "xlsx:Calc MS Excel 2007 XML",
    "pptx": "pptx:Impress MS PowerPoint 2007 XML",
}
_PRINTED_BY: Final = {".pptx": "pdf:impress_pdf_Export"}


def program() -> str | None:
    """Where LibreOffice is, None where it is not installed."""
    script = shutil.which("soffice") or shutil.which("libreoffice")
    if script is None:
        return None
    real = Path(os.path.realpath(script))  # the script around it starts it again by itself, which must not be here
    return str(real.with_name("soffice.bin")) if real.with_name("soffice.bin").exists() else script


def convert(path: Path, suffix: str, to: str, *, timeout_s: float) -> Path | None:
    """The file as `to` (pdf, docx, xlsx, pptx), None where LibreOffice is missing, fails or takes too long.

    `suffix` (".docx") tells LibreOffice what the file is. The result is in a temporary folder of this process."""
    soffice = program()
    if soffice is None:
        return None
    folder = Path(tempfile.mkdtemp(prefix="soffice-"))
    source = folder / f"in{suffix}"
    try:
        os.link(path, source)
    except OSError:
        shutil.copyfile(path, source)
    due = time.monotonic() + timeout_s
    written = _PRINTED_BY.get(suffix, _FILTERS[to]) if to == "pdf" else _FILTERS[to]
    with _alone(soffice, due):
        read_as = [f"--infilter={_READ_AS[suffix]}"] if suffix in _READ_AS else []
        wish = [*read_as, "--convert-to", written, "--outdir", str(folder / "out"), str(source)]
        _run(soffice, wish, folder, due)
    made = folder / "out" / f"in.{to}"
    return made if made.is_file() and made.stat().st_size else None


def _write_profile(profile: Path) -> None:
    items = "".join(_ITEM.format(path=path, name=name, value=value) for path, name, value in _MACRO_OFF)
    (profile / "user").mkdir(parents=True)
    (profile / "user" / "registrymodifications.xcu").write_text(_PROFILE.format(items=items), "utf-8")


def _run(soffice: str, wish: list[str], folder: Path, due: float) -> None:
    """Runs LibreOffice in a fresh profile. It sets the profile up, then asks to be started again: under another name,
    since the socket that is named after the profile cannot be removed from inside."""
    profile = folder / "profile-1"
    _write_profile(profile)
    for again in (2, 3):
        options = (f"-env:UserInstallation={profile.as_uri()}", "--headless", "--norestore", "--nologo")
        if _wait([soffice, *options, "--nolockcheck", "--nodefault", *wish], folder, due) != _START_AGAIN:
            return
        profile = profile.rename(folder / f"profile-{again}")


def _wait(command: list[str], folder: Path, due: float) -> int | None:
    """The exit status, None where it took too long; nothing of it lives on."""
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        env={**os.environ, "HOME": str(folder), "TMPDIR": str(folder), "SAL_USE_VCLPLUGIN": "svp"},
    )
    try:
        return process.wait(max(due - time.monotonic(), 1.0))
    except subprocess.TimeoutExpired:
        return None
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


@contextmanager
def _alone(soffice: str, due: float) -> Iterator[None]:
    """One conversion at a time: a lock on the program's own file, given up with the process; not waited for beyond
    half of the time there is."""
    with open(os.path.realpath(soffice), "rb") as lock:
        patience = time.monotonic() + (due - time.monotonic()) / 2
        while time.monotonic() < patience:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except OSError:
                time.sleep(0.1)
        yield
