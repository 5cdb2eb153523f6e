"""What is shipped is what the page of the architecture says: five packages, their data, all under the layers."""

import re
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
PACKAGES = {"vanthu", "ingest", "extract", "search_api", "workers"}
DOORS = {
    "pytesseract": "ingest/tesseract_process.py",
    "tesserocr": "ingest/tesseract_kept.py",
    "pypdfium2": "ingest/pdfium.py",
    "pikepdf": "ingest/writers/pdf/",
    "pdfplumber": "ingest/plumb.py",
    "spacy": "extract/pipe.py",
    "tantivy": "search_api/index/embedded.py",
    "opensearchpy": "search_api/index/opensearch.py",
    "dramatiq": "workers/actors.py",
    "fsspec": "vanthu/store/blobs_fsspec.py",
    "zstandard": "vanthu/store/columns.py",
    "cryptography": "vanthu/store/seal.py",
    "jinja2": "search_api/web/render.py",
    "pydantic": "search_api/web/shapes.py",
    "pyhanko": "ingest/signatures.py",
    "olefile": "ingest/outlook.py",
    "msoffcrypto": "ingest/unlock.py",
    "pi_heif": "ingest/readers/image.py",
    "platformdirs": "vanthu/settings.py",
}
"""Library → the one module, or folder, that knows its name."""
UNLAYERED = {"vanthu", "search_api", "workers"}  # parents whose parts have layers of their own


def modules() -> set[str]:
    """Every package and every module directly in a top package."""
    found = set()
    for top in PACKAGES:
        for path in (PROJECT / top).rglob("*.py"):
            parts = path.relative_to(PROJECT).with_suffix("").parts
            found.add(".".join(parts[:-1] if parts[-1] == "__init__" else parts))
    return found


def test_no_module_stands_outside_the_layers() -> None:
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"]
    assert set(settings["root_packages"]) == PACKAGES
    layers = [
        name.strip().strip("()")
        for line in settings["contracts"][0]["layers"]
        for name in line.replace(":", "|").split("|")
    ]
    outside = {
        module
        for module in modules() - UNLAYERED
        if not any(module == layer or module.startswith(f"{layer}.") for layer in layers)
    }
    assert outside == set()


@pytest.mark.parametrize(("library", "door"), DOORS.items(), ids=DOORS)
def test_a_library_has_one_door(library: str, door: str) -> None:
    names = re.compile(rf"^\s*(?:import|from) {library}\b", re.M)
    knowing = {
        path.relative_to(PROJECT).as_posix()
        for top in PACKAGES
        for path in (PROJECT / top).rglob("*.py")
        if names.search(path.read_text("utf-8"))
    }
    assert {door if door.endswith("/") and path.startswith(door) else path for path in knowing} == {door}


@pytest.mark.slow
def test_the_wheel_holds_the_five_packages_and_their_data(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in PACKAGES:
        shutil.copytree(PROJECT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    build = "import setuptools.build_meta as b; print(b.build_wheel('..'))"
    made = subprocess.run([sys.executable, "-c", build], cwd=copy, check=True, capture_output=True, text=True).stdout
    with zipfile.ZipFile(tmp_path / made.split()[-1]) as wheel:
        names = set(wheel.namelist())
    assert {name.split("/")[0] for name in names if ".dist-info/" not in name} == PACKAGES
    data = {
        path.relative_to(PROJECT).as_posix()
        for top in PACKAGES
        for path in (PROJECT / top).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert data - names == set()
