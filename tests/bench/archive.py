"""An archive of very many small files, made up here: how fast they are taken in, in how much memory, what a second run
costs, whether lists stay fast, what is sent again after a kill, and how many are read in a given time.

    python tests/bench/archive.py --files 100000 [--folder FOLDER] [--read-seconds 600] [--workers 2]

Of ten files seven are PDFs with a text layer, three are text; all are different. Nothing is taken from any document.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import random
import resource
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import time
import warnings
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from search_api.web.app import build
from vanthu.commands.intake import batch_of
from vanthu.settings import Settings
from vanthu.wiring import open_services

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from starlette.testclient import TestClient

IN_FOLDER: Final = 1000
RESENT: Final = 10_000
"""So many files are added, killed and added again."""
MARKS: Final = (10_000, 50_000, 100_000)
BODIES: Final = ("Bộ Tài chính", "Bộ Công an", "Bộ Nội vụ", "Bộ Khoa học và Công nghệ", "Văn phòng Chính phủ")
ACTS: Final = ("rà soát hồ sơ", "xây dựng cơ sở dữ liệu", "báo cáo kết quả", "hướng dẫn thực hiện", "kiểm tra tiến độ")
WORDS: Final = [
    "văn",
    "bản",
    "kế",
    "hoạch",
    "nhiệm",
    "vụ",
    "thử",
    "nghiệm",
    "dữ",
    "liệu",
    "lưu",
    "trữ",
    "hồ",
    "sơ",
    "đơn",
    "vị",
    "địa",
    "phương",
    "công",
    "tác",
    "triển",
    "khai",
]


def paper(n: int) -> list[str]:
    """The lines of the nth paper."""
    chance = random.Random(n)
    body, other = chance.sample(BODIES, 2)
    filling = [" ".join(chance.choices(WORDS, k=12)).capitalize() + "." for _ in range(12)]
    return [
        "ỦY BAN NHÂN DÂN TỈNH MẪU",
        f"Số: {n + 1}/KH-UBND",
        f"Mẫu, ngày {n % 28 + 1} tháng {n % 12 + 1} năm 2025",
        "KẾ HOẠCH",
        f"Triển khai nhiệm vụ thử nghiệm số {n + 1}",
        *filling,
        f"1. Giao {body} chủ trì, phối hợp với {other} {chance.choice(ACTS)} trước ngày {n % 28 + 1}/12/2025.",
        f"2. Căn cứ Nghị quyết số {n % 900 + 10}/NQ-CP, {other} {chance.choice(ACTS)} trong quý III năm 2025.",
        "Nguyễn Văn A",
    ]


def pdf(lines: list[str]) -> bytes:
    """A page with these lines: a font that is not embedded, its codes the characters themselves."""
    shown = [b"BT /F 11 Tf 16 TL 60 780 Td"]
    shown += [b"<" + line.encode("utf-16-be").hex().encode() + b"> Tj T*" for line in lines]
    content = zlib.compress(b"\n".join([*shown, b"ET"]))
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap /CMapName /M def /CMapType 2 def "
        b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffff> <0000> endbfrange "
        b"endcmap end"
    )
    parts = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>",
        b"<</Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type0/BaseFont/Serif/Encoding/Identity-H/DescendantFonts[6 0 R]/ToUnicode 7 0 R>>",
        b"<</Type/Font/Subtype/CIDFontType2/BaseFont/Serif/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
        b"/Supplement 0>>/DW 500/FontDescriptor 8 0 R>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(cmap), cmap),
        b"<</Type/FontDescriptor/FontName/Serif/Flags 4/FontBBox[0 -200 1000 900]/ItalicAngle 0/Ascent 900"
        b"/Descent -200/CapHeight 700/StemV 80>>",
    ]
    out, places = bytearray(b"%PDF-1.5\n"), []
    for number, part in enumerate(parts, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(parts) + 1, table)
    return bytes(out + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (len(parts) + 1, end))


def make(folder: Path, files: int) -> None:
    """Makes the files that are not there yet."""
    for n in range(files):
        place = folder / f"{n // IN_FOLDER:03}"
        if n % IN_FOLDER == 0:
            place.mkdir(parents=True, exist_ok=True)
        path = place / (f"{n:06}.txt" if n % 10 >= 7 else f"{n:06}.pdf")
        if not path.exists():
            lines = paper(n)
            path.write_bytes(("\n".join(lines) + "\n").encode() if n % 10 >= 7 else pdf(lines))


def make_pdfs(folder: Path, files: int) -> None:
    """Makes so many, PDFs alone."""
    folder.mkdir(parents=True, exist_ok=True)
    for n in range(files):
        path = folder / f"{n:06}.pdf"
        if not path.exists():
            path.write_bytes(pdf(paper(n)))


def started(home: Path, *arguments: object, workers: int = 0) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-P", "-m", "vanthu.cli", *map(str, arguments)]
    environment = {**os.environ, **Settings(home, workers=workers).as_environment()}
    return subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def received(home: Path) -> int:
    return int(asked(home, "SELECT count(*) FROM receipts") or 0)


def asked(home: Path, question: str) -> Any:
    try:
        with contextlib.closing(sqlite3.connect(f"file:{home}/vanthu.sqlite3?mode=ro", uri=True)) as store:
            return store.execute(question).fetchone()[0]
    except sqlite3.OperationalError:
        return None


def peak_mb(pid: int) -> float:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
    return 0.0


def add(home: Path, folder: Path, files: int) -> float:
    """Takes everything in, saying the peak of the adding process on the way; answers the seconds."""
    began, spent = time.monotonic(), cpu_of_children()
    program = started(home, "add", "--no-wait", folder)
    marks = [*(mark for mark in MARKS if mark < files), files]
    peak = 0.0
    while program.poll() is None:
        peak = max(peak, peak_mb(program.pid))
        if marks and (count := received(home)) >= marks[0]:
            seconds = time.monotonic() - began
            say(f"taken in {count}", f"{seconds:.1f} s, {count / seconds:.0f} files/s, peak {peak:.0f} MB")
            marks.pop(0)
        time.sleep(0.2)
    seconds, cpu = time.monotonic() - began, cpu_of_children() - spent
    assert program.returncode == 0, program.returncode
    figures = (
        f"{seconds:.1f} s, {files / seconds:.0f} files/s, peak {peak:.0f} MB, {1000 * cpu / files:.2f} CPU ms a file"
    )
    say(f"taken in, whole ({received(home)})", figures)
    return seconds


def cpu_of_children() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def resend(home: Path, folder: Path, files: int) -> None:
    """Kills an add at a third, and measures what the next one writes again."""
    program = started(home, "add", "--no-wait", folder)
    while received(home) < files // 3 and program.poll() is None:
        time.sleep(0.02)
    program.send_signal(signal.SIGKILL)
    program.wait()
    before = {str(path): path.stat().st_ino for path in (home / "blobs").glob("??/*") if path.name[0] != "."}
    known = received(home)
    add(home, folder, files)
    again = [path for path, inode in before.items() if Path(path).stat().st_ino != inode]
    sent = sum(Path(path).stat().st_size for path in again)
    whole = sum(path.stat().st_size for path in (home / "blobs").glob("??/*"))
    assert received(home) == files
    say(
        "killed at a third", f"{known} recorded, {len(again)} files sent again: {100 * sent / whole:.3f} % of the bytes"
    )


def lists(home: Path, folder: Path) -> None:
    """The lists that people and programs look at."""
    settings = Settings(home)
    services = open_services(settings)
    batch = batch_of(folder)
    client = TestClient(build(services, settings), base_url="http://127.0.0.1:8470")
    middle = asked(home, "SELECT id FROM receipts ORDER BY path LIMIT 1 OFFSET (SELECT count(*) / 2 FROM receipts)")
    for path in (
        f"/lo/{batch}",
        f"/lo/{batch}?sau={middle}",
        "/nap",
        "/api/v1/batches",
        f"/api/v1/batches/{batch}",
        f"/api/v1/batches/{batch}/receipts?after={middle}&size=500",
    ):
        say(f"GET {path.replace(middle, '…').replace(batch, '{batch}')}", timed(lambda path=path: got(client, path)))
    say("status: totals, jobs", timed(lambda: (services.store.totals(), services.store.jobs())))
    say("a page of 1000 from the middle", timed(lambda: services.store.receipts(after=middle)))
    say("which of 1000 digests are missing", timed(lambda: services.store.missing([f"{n:064}" for n in range(1000)])))
    services.close()
    for command in (("status",), ("list",), ("batch", "list"), ("batch", "show", batch)):
        began = time.monotonic()
        started(home, *command).wait()
        say(f"vanthu {command[0]} {' '.join(command[1:2])}".strip(), f"{time.monotonic() - began:.2f} s with its start")


def got(client: Any, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code, answer.text[:300])


def timed(do: Any, times: int = 5) -> str:
    taken = []
    for _ in range(times):
        began = time.perf_counter()
        do()
        taken.append(1000 * (time.perf_counter() - began))
    return f"{sorted(taken)[times // 2]:.0f} ms"


def read(home: Path, seconds: float, workers: int) -> None:
    """Reads for so long, and says how many were done in each quarter: whether it stays as fast."""
    program = started(home, "work", workers=workers)
    try:
        before = done(home)
        for quarter in range(4):
            time.sleep(seconds / 4)
            now = done(home)
            rate = (now - before) / (seconds / 4)
            left = asked(home, "SELECT count(*) FROM outbox")
            say(f"read, quarter {quarter + 1}", f"{now - before} files, {rate:.1f} files/s, {left} not yet indexed")
            before = now
            if not asked(home, "SELECT count(*) FROM jobs"):
                break
    finally:
        program.terminate()
        program.wait()


def done(home: Path) -> int:
    return int(asked(home, "SELECT count(*) FROM documents WHERE version > 0") or 0)


def say(what: str, figures: str) -> None:
    print(f"{what:48} {figures}", flush=True)


@contextlib.contextmanager
def workplace(folder: Path | None) -> Iterator[Path]:
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        yield folder
        return
    with tempfile.TemporaryDirectory(prefix="vanthu-archive-") as made:
        yield Path(made)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=2000)
    parser.add_argument("--folder", type=Path, help="where the files are made and kept; the home too")
    parser.add_argument("--read-seconds", type=float, default=0.0)
    parser.add_argument("--workers", type=int, default=2)
    arguments = parser.parse_args()
    with workplace(arguments.folder) as place:
        papers, home = place / f"papers-{arguments.files}", place / "home"
        make(papers, arguments.files)
        for old in (home, place / "killed"):
            shutil.rmtree(old, ignore_errors=True)
        add(home, papers, arguments.files)
        began = time.monotonic()
        started(home, "add", "--no-wait", papers).wait()
        say("a second run, nothing new", f"{time.monotonic() - began:.1f} s")
        lists(home, papers)
        some = place / f"papers-{min(arguments.files, RESENT)}"
        make(some, min(arguments.files, RESENT))
        resend(place / "killed", some, min(arguments.files, RESENT))
        shutil.rmtree(place / "killed")
        if arguments.read_seconds:
            read(home, arguments.read_seconds, arguments.workers)
            lists(home, papers)


if __name__ == "__main__":
    main()
