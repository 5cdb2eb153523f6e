"""The sample archive: it can be made again, its letters arrive, it is marked as what it is."""

import json
import re
import zipfile
from collections import Counter
from pathlib import Path

import pypdfium2
import pytest

from samples.make import BUNDLE, FORMS, make
from samples.source import load

SAMPLES = Path(__file__).parent.parent / "samples"
SOURCES = sorted((SAMPLES / "src").glob("*.txt"))
DIGITAL = [path for path in SOURCES if load(path).head["form"] == "pdf"]


def pdf_of(stem: str) -> bytes:
    """A digital sample's bytes, from its own file or from the bundle."""
    path = SAMPLES / "files" / f"{stem}.pdf"
    if path.exists():
        return path.read_bytes()
    with zipfile.ZipFile(SAMPLES / "files" / BUNDLE) as bundle:
        return bundle.read(f"ho so/{stem}.pdf")


def letters(text: str) -> Counter[str]:
    return Counter(re.sub(r"\s", "", text))


@pytest.mark.parametrize("path", DIGITAL, ids=lambda p: p.stem)
def test_every_letter_of_a_digital_sample_arrives_in_its_text_layer(path: Path) -> None:
    document = pypdfium2.PdfDocument(pdf_of(path.stem))
    try:
        found = "".join(page.get_textpage().get_text_range() for page in document)
    finally:
        document.close()
    truth = (SAMPLES / "truth" / f"{path.stem}.txt").read_text(encoding="utf-8")
    missing = letters(truth) - letters(found)
    assert not missing


@pytest.mark.parametrize("path", SOURCES, ids=lambda p: p.stem)
def test_every_sample_says_that_it_is_one_and_names_nobody(path: Path) -> None:
    source = load(path)
    truth = json.loads((SAMPLES / "truth" / f"{path.stem}.json").read_text(encoding="utf-8"))
    assert truth["metadata"]["signers"] == ["Nguyễn Văn A"]
    assert source.head["form"] in FORMS
    for task in truth["obligations"]:
        assert task["lead"], task["quote"]
        deadline = task["deadline"]
        assert not deadline or deadline["quote"].lower() in (SAMPLES / "src" / path.name).read_text("utf-8").lower()


@pytest.mark.slow
def test_the_archive_is_made_again_with_the_same_truth_and_files_of_the_same_size(tmp_path: Path) -> None:
    made = make(tmp_path)
    kept = {path.name: path.stat().st_size for path in (SAMPLES / "files").iterdir()}
    assert made.keys() == kept.keys()
    assert sum(kept.values()) < 3_000_000
    for path in (SAMPLES / "truth").iterdir():
        assert (tmp_path / "truth" / path.name).read_bytes() == path.read_bytes()


def test_the_bundle_holds_one_paper_twice() -> None:
    with zipfile.ZipFile(SAMPLES / "files" / BUNDLE) as bundle:
        digests = Counter(bundle.read(name) for name in bundle.namelist())
    assert sorted(digests.values()) == [1, 2]


def test_the_old_encoding_keeps_the_letter_that_many_readers_drop() -> None:
    data = (SAMPLES / "files" / "13-quyet-dinh-tcvn3.txt").read_bytes()
    assert data.count(b"\xad") == (SAMPLES / "truth" / "13-quyet-dinh-tcvn3.txt").read_text("utf-8").lower().count("ư")
