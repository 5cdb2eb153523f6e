"""A backup, and the archive restored from it: equal, or refused with nothing done."""

from __future__ import annotations

import json
import shutil
import stat
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from tests.test_search_api.archive import Site
from vanthu import cli
from vanthu.errors import BadRequest, BlobMissing
from vanthu.ports import Services
from vanthu.records import Permission
from vanthu.settings import Settings
from vanthu.store.backup import DATABASE, LIST, backup, restore
from vanthu.store.codec import extraction_to_bytes
from vanthu.store.seal import Keys
from vanthu.wiring import open_services

ALL = Permission(everything=True)


@pytest.fixture(scope="module")
def kept(site: Site, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A backup of the archive, made while it is open."""
    Keys(site.settings.home / "keys").ensured()
    target = tmp_path_factory.mktemp("backup") / "kept"
    backup(site.settings.home, target)
    return target


@pytest.fixture
def copy(kept: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(kept, tmp_path / "copy"))


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DATABASE_URL", "BLOBS_URL", "SEARCH_URL", "BROKER_URL"):
        monkeypatch.delenv(f"VANTHU_{name}", raising=False)
    monkeypatch.setattr("signal.signal", lambda *_: None)


def content(services: Services) -> dict[str, Any]:
    store = services.store
    documents = store.documents(ALL, limit=1000)
    return {
        "receipts": store.receipts(),
        "batches": [store.batch(name) for name in store.batches()],
        "documents": documents,
        "facts": [extraction_to_bytes(store.extraction(one.id, ALL)) for one in documents],
        "pages": [store.pages(one.id, ALL) for one in documents],
        "blobs": set(services.blobs),
        "index": services.index.digest(),
        "jobs": dict(store.jobs()),
    }


@pytest.mark.slow
def test_the_restored_archive_is_equal_and_searchable(
    site: Site, kept: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    monkeypatch.setenv("VANTHU_HOME", str(home))
    assert cli.main(["restore", str(kept)]) == 0
    services = open_services(Settings(home))
    assert content(services) == content(site.services)
    assert all(services.blobs.get(digest) for digest in services.blobs)
    services.close()
    assert Keys(home / "keys").public() == Keys(site.settings.home / "keys").public()
    assert stat.S_IMODE(Keys(home / "keys").file.stat().st_mode) == 0o600


def test_a_second_backup_adds_only_what_is_new(site: Site, copy: Path) -> None:
    told = backup(site.settings.home, copy)
    assert told.new == 0
    assert told.blobs == len(set(site.services.blobs))


def spoil_blob(copy: Path) -> None:
    path = next(iter(sorted((copy / "blobs").glob("??/*"))))
    path.chmod(0o600)
    path.write_bytes(b"\0" * path.stat().st_size)


@pytest.mark.parametrize(
    ("harm", "error"),
    [
        (spoil_blob, BlobMissing),
        (lambda copy: next(iter((copy / "blobs").glob("??/*"))).unlink(), BlobMissing),
        (lambda copy: shutil.rmtree(copy / "blobs"), BlobMissing),
        (lambda copy: (copy / DATABASE).write_bytes((copy / DATABASE).read_bytes() + b"x"), BlobMissing),
        (lambda copy: next((copy / "keys").iterdir()).write_bytes(b"x" * 32), BlobMissing),
        (lambda copy: (copy / LIST).unlink(), BadRequest),
        (lambda copy: (copy / LIST).write_text("{}"), BadRequest),
        (lambda copy: (copy / LIST).write_text((copy / LIST).read_text().replace("keys/", "../../x/")), BadRequest),
        (lambda copy: (copy / DATABASE).unlink(), BadRequest),
    ],
)
def test_a_damaged_backup_is_refused_and_nothing_is_left(copy: Path, tmp_path: Path, harm: Any, error: type) -> None:
    harm(copy)
    with pytest.raises(error):
        restore(copy, tmp_path / "home")
    assert not (tmp_path / "home").exists()


def test_only_an_empty_home_is_restored_into(kept: Path, tmp_path: Path) -> None:
    (tmp_path / "home").mkdir()
    (tmp_path / "home" / "something").write_text("mine")
    with pytest.raises(BadRequest):
        restore(kept, tmp_path / "home")
    assert (tmp_path / "home" / "something").read_text() == "mine"


def test_a_backup_never_overwrites_what_is_none(site: Site, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(BadRequest):
        backup(site.settings.home, tmp_path)
    with pytest.raises(BadRequest):
        backup(tmp_path / "no archive", tmp_path / "out")
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_changed_blob_is_found_while_backing_up_and_the_backup_is_none(site: Site, tmp_path: Path) -> None:
    home = Path(shutil.copytree(site.settings.home, tmp_path / "home"))
    path = next(iter(sorted((home / "blobs").glob("??/*"))))
    path.chmod(0o600)
    path.write_bytes(b"\0" * path.stat().st_size)
    with pytest.raises(BlobMissing):
        backup(home, tmp_path / "out")
    with pytest.raises(BadRequest):
        restore(tmp_path / "out", tmp_path / "again")


def test_an_archive_on_servers_is_not_backed_up_this_way(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    settings = replace(site.settings, database_url="postgresql://x/y")
    for name, value in settings.as_environment().items():
        monkeypatch.setenv(name, value)
    assert cli.main(["backup", str(tmp_path / "out")]) == 2
    assert cli.main(["restore", str(tmp_path / "out")]) == 2
    assert "VANTHU_DATABASE_URL" in capsys.readouterr().err


def test_the_command_says_what_it_kept(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("VANTHU_HOME", str(site.settings.home))
    assert cli.main(["backup", str(tmp_path / "out"), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["blobs"] == len(set(site.services.blobs))
