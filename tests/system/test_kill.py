"""SIGKILL from outside, at any moment, to everything at once: then the work goes on and ends as if nothing had been.

What is compared: receipts with their states, documents with pages and facts, the index, and that the blobs are exactly
those the store speaks of. The test is tried with the lease and with the outbox taken away; both must be noticed.
"""

from __future__ import annotations

import contextlib
import hashlib
import io
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import pytest
from PIL import Image, ImageDraw, ImageFont
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen import canvas

from vanthu.ports import Services
from vanthu.records import Permission, Receipt
from vanthu.settings import Settings
from vanthu.store.codec import extraction_to_bytes, pages_to_bytes
from vanthu.wiring import open_services

pytestmark = pytest.mark.slow

KILLS = 50
START_S = 120
"""Work has begun by then, however busy the machine."""
SABOTAGE = Path(__file__).with_name("sabotage.py")
FONT = next(iter(sorted(Path("/usr/share/fonts").rglob("LiberationSerif-Regular.ttf"))), None)
ALL = Permission(everything=True)
BODIES = ("Bộ Tài chính", "Bộ Công an", "Bộ Khoa học và Công nghệ", "Bộ Nội vụ", "Văn phòng Chính phủ")


def lines(n: int) -> list[str]:
    """A small paper of our own."""
    return [
        "MẪU",
        f"Số: {n + 1}/KH-UBND",
        "KẾ HOẠCH",
        f"Triển khai nhiệm vụ thử nghiệm số {n + 1}",
        f"1. Giao {BODIES[n % 5]} chủ trì, phối hợp với {BODIES[(n + 1) % 5]} rà soát hồ sơ,",
        f"xong trước ngày {n + 1}/6/2025.",
        f"2. Căn cứ Nghị quyết số {n + 10}/NQ-CP, {BODIES[(n + 2) % 5]} báo cáo kết quả trong quý III năm 2025.",
        "Nguyễn Văn A",
    ]


def make_papers(folder: Path) -> None:
    """Twenty inputs: text, HTML, PDF, Word, a picture, archives, and what cannot be read."""
    folder.mkdir()
    for n in range(9):
        (folder / f"text-{n}.txt").write_text("\n".join(lines(n)) + "\n", encoding="utf-8")
    (folder / "text-copy.txt").write_text("\n".join(lines(3)) + "\n", encoding="utf-8")
    (folder / "pages.txt").write_text("\f".join("\n".join(lines(20 + n)) for n in range(4)), encoding="utf-8")
    for n in range(3):
        make_pdf(folder / f"paper-{n}.pdf", n + 30)
    make_word(folder / "word.docx", 40)
    make_picture(folder / "picture.png")
    with zipfile.ZipFile(folder / "archive.zip", "w") as archive:
        for name, n in (("one.txt", 50), ("two.txt", 51), ("one-again.txt", 50)):
            archive.writestr(zipfile.ZipInfo(name), "\n".join(lines(n)))
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7\nnothing that follows is a PDF\n")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "program.bin").write_bytes(b"\x7fELF" + bytes(200))


def make_pdf(path: Path, n: int) -> None:
    assert FONT is not None
    pdfmetrics.registerFont(TTFont("Serif", FONT))
    page = canvas.Canvas(str(path), invariant=True)
    for sheet in range(2):
        page.setFont("Serif", 11)
        for row, line in enumerate(lines(n + sheet)):
            page.drawString(50, 780 - 20 * row, line)
        page.showPage()
    page.save()


def make_word(path: Path, n: int) -> None:
    paper = docx.Document()
    for line in lines(n):
        paper.add_paragraph(line)
    out = io.BytesIO()
    paper.save(out)
    path.write_bytes(out.getvalue())


def make_picture(path: Path) -> None:
    assert FONT is not None
    sheet = Image.new("L", (1000, 400), 255)
    pen = ImageDraw.Draw(sheet)
    for row, line in enumerate(("KẾ HOẠCH MẪU", "Giao Bộ Tài chính rà soát hồ sơ.")):
        pen.text((60, 80 + 90 * row), line, font=ImageFont.truetype(str(FONT), 44), fill=0)
    sheet.save(path, dpi=(200, 200))


@dataclass
class Told:
    """What was done: kills, and what was going on when they came."""

    kills: int = 0
    during: Counter[str] = field(default_factory=Counter)
    rounds: int = 0


def start(home: Path, papers: Path, missing: str, workers: int = 2) -> subprocess.Popen[bytes]:
    """`vanthu add` in a process group of its own."""
    settings = Settings(home, workers=workers)
    return subprocess.Popen(
        [sys.executable, "-P", str(SABOTAGE), missing, "add", str(papers)],
        env={**os.environ, **settings.as_environment()}, start_new_session=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip


def kill(program: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()


@contextlib.contextmanager
def opened(home: Path) -> Iterator[Services]:
    services = open_services(Settings(home))
    try:
        yield services
    finally:
        services.close()


def interrupted(home: Path, papers: Path, missing: str, chance: random.Random, longest: float, told: Told) -> bool:
    """Starts, waits a random moment, kills; answers whether it was still running. Most kills come up to `longest`
    seconds after work has begun, every sixth while the program is still starting."""
    program = start(home, papers, missing, workers=chance.choice((1, 2)))
    if chance.random() > 1 / 6:
        until = time.monotonic() + START_S
        while program.poll() is None and not held(home):
            assert time.monotonic() < until, "no work has begun"
            time.sleep(0.03)
    try:
        program.wait(chance.uniform(0.0, longest))
        return False
    except subprocess.TimeoutExpired:
        kill(program)
    told.kills += 1
    told.during.update(held(home) or ["no step"])
    return True


def held(home: Path) -> list[str]:
    """The steps that somebody has a lease on."""
    try:
        with contextlib.closing(sqlite3.connect(f"file:{home}/vanthu.sqlite3?mode=ro", uri=True)) as store:
            leases = store.execute("SELECT 'index' FROM leases WHERE owner IS NOT NULL").fetchall()
            return [
                row[0] for row in store.execute("SELECT step FROM jobs WHERE owner IS NOT NULL").fetchall() + leases
            ]
    except sqlite3.OperationalError:  # not made yet
        return []


def finish(home: Path, papers: Path, missing: str, patience: float) -> bool:
    """Lets the work run to its end; answers whether it came to one."""
    program = start(home, papers, missing)
    try:
        program.wait(patience)
        return True
    except subprocess.TimeoutExpired:
        return False
    finally:
        kill(program)


def content(home: Path) -> dict[str, object]:
    """Everything that must be the same: no times, no attempts; a view made by LibreOffice has its date inside, so
    there only that it is kept counts."""
    with opened(home) as services:
        store = services.store
        documents = store.documents(ALL, limit=1000)
        spoken = {row.sha256 for row in store.receipts() if row.sha256}
        views = {document.view for document in documents if document.view and document.view not in spoken}
        blobs = {*spoken, *views}
        facts = {}
        for document in documents:
            pages, found = store.pages(document.id, ALL), store.extraction(document.id, ALL)
            kept = (pages_to_bytes(pages), extraction_to_bytes(found))
            blobs |= {hashlib.sha256(each).hexdigest() for each in kept}
            shown = (document.view in views, document.view in spoken)
            facts[document.id] = (
                document.name, document.media_type, document.state, document.pages, document.version,
                document.text_id, document.made_by, document.warnings, shown, kept,
            )  # fmt: skip
        stored = set(services.blobs)
        return {
            "receipts": sorted(outline(row) for row in store.receipts()),
            "documents": facts,
            "blobs without a row": sorted(stored - blobs),
            "rows without a blob": sorted(blobs - stored),
            "index": services.index.digest(),
            "indexed": dict(services.index.versions()) == dict(store.versions()),
            "jobs": dict(store.jobs()),
            "owners": store.owners(),
        }


def outline(row: Receipt) -> tuple[object, ...]:
    return (
        row.path, row.id, row.sha256, row.state, row.detail, row.reason, row.container, row.document, row.pages,
        row.characters,
    )  # fmt: skip


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("kill") / "papers"
    make_papers(folder)
    return folder


@pytest.fixture(scope="module")
def few(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Papers that are quickly read, to see what a missing safeguard does to them."""
    folder = tmp_path_factory.mktemp("kill") / "few"
    folder.mkdir()
    for n in range(8):
        (folder / f"text-{n}.txt").write_text("\n".join(lines(n)) + "\n", encoding="utf-8")
    return folder


def uninterrupted(papers: Path, home: Path) -> tuple[dict[str, object], float]:
    """The content after an uninterrupted run, and how long it took."""
    began = time.monotonic()
    assert finish(home, papers, "none", 180)
    return content(home), time.monotonic() - began


@pytest.fixture(scope="module")
def whole(papers: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    return uninterrupted(papers, tmp_path_factory.mktemp("whole"))


@pytest.fixture(scope="module")
def whole_of_few(few: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, object], float]:
    return uninterrupted(few, tmp_path_factory.mktemp("few"))


def test_an_uninterrupted_run_is_complete(whole: tuple[dict[str, object], float]) -> None:
    found, _ = whole
    assert len(found["receipts"]) == 23  # type: ignore[arg-type]
    states = Counter(str(row[3]) for row in found["receipts"])  # type: ignore[attr-defined]
    assert states["duplicate_of"] == 2
    assert not set(states) & {"received", "queued", "working", "retry_at", "failed_final"}
    assert found["blobs without a row"] == found["rows without a blob"] == found["owners"] == []
    assert found["indexed"]


def test_killed_at_fifty_moments_it_ends_as_if_it_had_not_been(
    whole: tuple[dict[str, object], float], papers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    expected, seconds = whole
    longest = min(seconds / 5, 4.0)
    seed = random.SystemRandom().randrange(1 << 32)
    chance, told = random.Random(seed), Told()
    while told.kills < KILLS:
        told.rounds += 1
        home = tmp_path / f"home-{told.rounds}"
        while told.kills < KILLS and interrupted(home, papers, "none", chance, longest, told):
            pass
        assert finish(home, papers, "none", 180), f"seed {seed}"
        found = content(home)
        for part in expected:
            assert found[part] == expected[part], f"{part} differs after {told.kills} kills, seed {seed}"
    with capsys.disabled():
        print(f"\nkill test: {told.kills} kills in {told.rounds} homes, {dict(told.during)}, seed {seed}")
    assert sum(told.during[step] for step in ("read", "extract", "index")) >= KILLS // 2


@pytest.mark.parametrize("missing", ["lease", "outbox"])
def test_without_a_safeguard_the_difference_is_seen(
    whole_of_few: tuple[dict[str, object], float], few: Path, tmp_path: Path, missing: str
) -> None:
    expected, seconds = whole_of_few
    chance, told = random.Random(7), Told()
    for attempt in range(5):
        home = tmp_path / f"home-{attempt}"
        for _ in range(4):
            if not interrupted(home, few, missing, chance, seconds, told):
                break
        if not finish(home, few, missing, seconds + 8) or content(home) != expected:
            return
    pytest.fail(f"{told.kills} kills without the {missing} and no difference")
