"""`vanthu doctor`: what is installed, which walls stand around readers, whether store, blobs and index agree."""

from __future__ import annotations

import argparse
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

from ingest.sandbox import SHARED
from vanthu.commands.screen import Screen
from vanthu.errors import VanthuError
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.wiring import open_services

ROOM_BYTES: Final = 1 << 30
LANGUAGES: Final = ("vie", "eng", "osd")
TIMEOUT_S: Final = 20.0


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at. `ok` is None for what is only worth knowing."""

    name: str
    ok: bool | None
    says: str


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say: nothing more."""


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Shows every finding; 1 when one is bad."""
    bad = False
    for finding in _findings(settings):
        bad = bad or finding.ok is False
        if screen.as_json:
            screen.json({"name": finding.name, "ok": finding.ok, "says": finding.says})
        else:
            mark = {True: "được ", False: "HỎNG ", None: "lưu ý"}[finding.ok]
            screen.line(f"{mark}  {finding.name}: {finding.says}")
    return 1 if bad else 0


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _tesseract()
    yield _soffice()
    yield _archives()
    yield from _guarded("Ngăn cách trình đọc", _walls)
    yield from _guarded("Ổ đĩa", lambda: _disk(settings))
    try:
        services = open_services(settings)
    except VanthuError as error:
        yield Finding("Kho", False, str(error))
        return
    try:
        yield Finding("Kho", True, settings.database_url or str(settings.home))
        yield from _guarded("Tệp gốc", lambda: _blobs(services))
        yield from _guarded("Chỉ mục", lambda: _index(services))
    finally:
        services.close()


def _guarded(name: str, look: Callable[[], Finding]) -> Iterator[Finding]:
    try:
        yield look()
    except VanthuError as error:
        yield Finding(name, False, str(error))


def _tesseract() -> Finding:
    said = _said("tesseract", "--list-langs")
    if said is None:
        return Finding("OCR", False, "chưa có tesseract: cài tesseract-ocr và tesseract-ocr-vie.")
    missing = [language for language in LANGUAGES if language not in said.split()]
    if missing:
        return Finding("OCR", False, "tesseract thiếu ngôn ngữ: " + ", ".join(f"tesseract-ocr-{m}" for m in missing))
    return Finding("OCR", True, "tesseract có tiếng Việt.")


def _soffice() -> Finding:
    if shutil.which("soffice"):
        return Finding("Word", True, "LibreOffice dựng được trang cho tệp Word và HTML.")
    return Finding("Word", None, "không có LibreOffice: tệp Word và HTML vẫn đọc được, nhưng không có hình trang.")


def _archives() -> Finding:
    missing = [
        package for program, package in (("bsdtar", "libarchive-tools"), ("7zz", "7zip")) if not shutil.which(program)
    ]
    if missing:
        return Finding(
            "Tệp nén", None, f"chưa cài {', '.join(missing)}: 7Z, RAR và tệp nén có mật khẩu AES chưa đọc được."
        )
    return Finding("Tệp nén", True, "mở được 7Z, RAR và tệp nén có mật khẩu.")


def _said(*command: str) -> str | None:
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=TIMEOUT_S, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return done.stdout + done.stderr


def _walls() -> Finding:
    guards = SHARED.guards()
    walls = {"mạng": guards.network, "tiến trình khác": guards.processes, "tệp khác": guards.files}
    open_to = [name for name, shut in walls.items() if not shut]
    if open_to:
        return Finding("Ngăn cách trình đọc", None, f"hệ điều hành không ngăn được: {', '.join(open_to)}.")
    return Finding("Ngăn cách trình đọc", True, "không mạng, không thấy tiến trình và tệp khác.")


def _disk(settings: Settings) -> Finding:
    folder = next(each for each in (settings.home, *settings.home.parents) if each.exists())
    free = shutil.disk_usage(folder).free
    return Finding("Ổ đĩa", free > ROOM_BYTES, f"còn {free / 1e9:.1f} GB cho {settings.home}.")


def _blobs(services: Services) -> Finding:
    """Every byte that the store speaks of is there (that it is unchanged is checked whenever it is read)."""
    missing, after, count = 0, "", 0
    while page := services.store.receipts(after=after):
        wanted = {receipt.sha256 for receipt in page if receipt.sha256}
        count += len(page)
        missing += sum(digest not in services.blobs for digest in wanted)
        after = page[-1].id
    if missing:
        return Finding("Tệp gốc", False, f"{missing} tệp gốc không còn: khôi phục từ bản sao lưu.")
    return Finding("Tệp gốc", True, f"đủ cho {count} biên nhận.")


def _index(services: Services) -> Finding:
    have, want = services.index.versions(), services.store.versions()
    differ = sum(have.get(document) != want.get(document) for document in {*have, *want})
    if differ:
        return Finding("Chỉ mục", False, f"{differ} văn bản khác với kho: chạy `vanthu reindex --repair`.")
    return Finding("Chỉ mục", True, f"khớp với kho: {len(want)} văn bản.")
