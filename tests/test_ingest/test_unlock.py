"""Protected files: opened with a password that was given, and told to want one otherwise."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from msoffcrypto.format.ooxml import OOXMLFile
from pypdfium2 import PdfDocument
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from ingest.limits import Limits
from ingest.read import read
from ingest.sink import ListSink
from tests.test_ingest.conftest import missing
from vanthu.records import Outcome, State

PASSWORD = "mật khẩu 1"
TEXT = "Giao So Noi vu chu tri"


def pdf(password: str) -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body, encrypt=StandardEncryption(password, ownerPassword="other", strength=128))
    canvas.drawString(72, 720, TEXT)
    canvas.save()
    return body.getvalue()


def docx(password: str) -> bytes:
    plain, body = io.BytesIO(), io.BytesIO()
    document = Document()
    document.add_paragraph(TEXT)
    document.save(plain)
    plain.seek(0)
    OOXMLFile(plain).encrypt(password, body)
    return body.getvalue()


def seven_zip(folder: Path, password: str, *options: str) -> bytes:
    if shutil.which("7zz") is None:
        missing("7zz")
    (folder / "Công văn.txt").write_text(TEXT)
    made = folder / "made"
    command = ["7zz", "a", "-bso0", "-bd", f"-p{password}", *options, str(made), "Công văn.txt"]
    subprocess.run(command, cwd=folder, check=True, stdin=subprocess.DEVNULL)
    return next(folder.glob("made*")).read_bytes()


def tried(path: Path, name: str, *passwords: str, folder: Path) -> tuple[Outcome, ListSink]:
    folder.mkdir(exist_ok=True)
    sink = ListSink(folder)
    return read(path, name, sink, Limits(), passwords=passwords), sink


KINDS = {
    "a.pdf": lambda folder: pdf("mat khau"),
    "a.docx": lambda folder: docx("mat khau"),
    "a.7z": lambda folder: seven_zip(folder, "mat khau", "-t7z"),
    "hidden names.7z": lambda folder: seven_zip(folder, "mat khau", "-t7z", "-mhe=on"),
    "aes.zip": lambda folder: seven_zip(folder, "mat khau", "-tzip", "-mem=AES256"),
    "old.zip": lambda folder: seven_zip(folder, "mat khau", "-tzip", "-mem=ZipCrypto"),
}


SLOW = {"a.docx"}


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.slow if name in SLOW else ()) for name in KINDS])
def test_a_protected_file_opens_with_its_password_alone(name: str, tmp_path: Path) -> None:
    made: Any = KINDS[name]
    path = tmp_path / "protected"
    path.write_bytes(made(tmp_path))
    for wrong in ((), ("sai", "mat khau 2")):
        outcome, sink = tried(path, name, *wrong, folder=tmp_path / "out")
        assert (outcome.state, sink.pages, sink.members) == (State.NEEDS_PASSWORD, [], [])
        assert "mat khau" not in outcome.reason + outcome.next
    outcome, sink = tried(path, name, "sai", "mat khau", folder=tmp_path / "out")
    assert outcome.state is State.DONE
    words = [line.text for page in sink.pages for line in page.lines]
    assert words == [TEXT] or [copy.read_text() for _, copy in sink.members if copy] == [TEXT]


def test_the_pages_of_an_opened_pdf_are_shown_from_a_copy_that_opens(tmp_path: Path) -> None:
    path = tmp_path / "protected"
    path.write_bytes(pdf("a"))
    _, sink = tried(path, "a.pdf", "a", folder=tmp_path / "out")
    assert sink.rendition is not None
    assert len(PdfDocument(sink.rendition)) == 1
    assert path.read_bytes() != sink.rendition.read_bytes()


def test_an_archive_with_some_protected_members_gives_the_others(tmp_path: Path) -> None:
    body = seven_zip(tmp_path, "x", "-tzip", "-mem=ZipCrypto")
    path = tmp_path / "protected"
    path.write_bytes(body)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("open.txt", TEXT)
    outcome, sink = tried(path, "a.zip", folder=tmp_path / "out")
    assert [name for name, _ in sink.members] == ["open.txt"]
    assert (outcome.state, outcome.detail) == (State.PARTIAL, State.NEEDS_PASSWORD)


def test_a_protected_opendocument_file_says_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "protected"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        archive.writestr("META-INF/manifest.xml", "<manifest><encryption-data/></manifest>")
    outcome, _ = tried(path, "a.odt", "x", folder=tmp_path / "out")
    assert outcome.state is State.NEEDS_PASSWORD
    assert "LibreOffice" in outcome.next


def test_passwords_are_in_no_message_of_a_reading(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "broken"
    path.write_bytes(pdf("a")[:600])
    outcome, _ = tried(path, "a.pdf", PASSWORD, folder=tmp_path / "out")
    assert PASSWORD not in caplog.text + repr(outcome)
