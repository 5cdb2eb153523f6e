"""`vanthu batch` and `vanthu add` on whole batches: passports, decisions, lists of papers, watched folders."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from vanthu import cli
from vanthu.commands import watch
from vanthu.commands.batch import beside
from vanthu.commands.intake import batch_of, minutes
from vanthu.commands.watch import AT_REST_S, Eye
from vanthu.errors import BadRequest, OperatorError
from vanthu.ports import Services
from vanthu.settings import Settings
from vanthu.store.seal import Keys, read_seal
from vanthu.wiring import open_services


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing from the environment."""
    for name in ("DATABASE_URL", "BLOBS_URL", "SEARCH_URL", "BROKER_URL"):
        monkeypatch.delenv(f"VANTHU_{name}", raising=False)
    monkeypatch.setattr("signal.signal", lambda *_: None)


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("papers") / "hop"
    folder.mkdir()
    for name in ("a.txt", "b.txt", "c.txt"):
        (folder / name).write_text(f"Giao Bộ Tài chính rà soát {name}.")
    return folder


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, papers: Path) -> Path:
    """A folder with an archive that holds the papers, and their passport."""
    folder = tmp_path_factory.mktemp("made")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("VANTHU_HOME", str(folder / "home"))
        patch.setattr("signal.signal", lambda *_: None)
        open_services(Settings(folder / "home")).close()
        shutil.copytree(folder / "home", folder / "bare")
        assert cli.main(["add", "--no-wait", str(papers)]) == 0
        assert cli.main(["batch", "manifest", batch_of(papers), "--out", str(folder / "passport.json")]) == 0
    return folder


@pytest.fixture
def home(made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty archive of the test's own."""
    shutil.copytree(made / "bare", tmp_path / "home")
    monkeypatch.setenv("VANTHU_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.fixture
def batch(made: Path, home: Path, papers: Path) -> str:
    """The batch of the papers, in an archive of the test's own."""
    shutil.rmtree(home)
    shutil.copytree(made / "home", home)
    return batch_of(papers)


@pytest.fixture
def passport(made: Path, batch: str, tmp_path: Path) -> Path:
    for name in ("passport.json", "passport.json.sig"):
        shutil.copy(made / name, tmp_path / name)
    return tmp_path / "passport.json"


@pytest.fixture
def services(home: Path, batch: str) -> Iterator[Services]:
    opened = open_services(Settings(home))
    yield opened
    opened.close()


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> list[dict[str, Any]]:
    capsys.readouterr()
    cli.main([*arguments, "--json"])
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_passport_accounts_for_every_file_and_is_canonical(passport: Path, batch: str) -> None:
    text = passport.read_text("utf-8")
    whole = json.loads(text)
    assert text == json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert whole["batch"] == batch
    assert whole["received"] == len(whole["files"]) == sum(whole["states"].values()) == 3
    assert [file["path"] for file in whole["files"]] == ["hop/a.txt", "hop/b.txt", "hop/c.txt"]
    assert all(len(file["sha256"]) == 64 and file["state"] == "queued" for file in whole["files"])


def test_a_passport_is_verified_against_the_archive(passport: Path) -> None:
    assert cli.main(["batch", "verify", str(passport)]) == 0


@pytest.mark.parametrize(
    "forge",
    [
        lambda passport: passport.write_text(passport.read_text().replace('"size":', '"size":1', 1)),
        lambda passport: passport.write_bytes(passport.read_bytes() + b" "),
        lambda passport: beside(passport).write_text(beside(passport).read_text().replace('"key": "', '"key": "00')),
        lambda passport: beside(passport).write_text(beside(passport).read_text().replace('re": "', 're": "AA')),
        lambda passport: beside(passport).write_text("{}"),
        lambda passport: beside(passport).unlink(),
        lambda passport: Keys(passport.parent / "home" / "keys").file.unlink(),
    ],
)
def test_a_forged_passport_or_one_of_another_archive_is_refused(passport: Path, forge: Any) -> None:
    forge(passport)
    assert cli.main(["batch", "verify", str(passport)]) in (1, 2)


def test_a_passport_of_another_archive_is_believed_by_its_key(
    passport: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    key = json.loads(beside(passport).read_text())["key"]
    monkeypatch.setenv("VANTHU_HOME", str(tmp_path / "other"))
    assert cli.main(["batch", "verify", str(passport)]) == 1
    faults = said(capsys, "batch", "verify", str(passport), "--key", key)
    assert [row.get("fault") for row in faults] == ["missing_receipt"] * 3 + [None]
    assert faults[-1]["signature"] == "valid"


def test_a_changed_and_a_lost_blob_and_a_later_file_are_found(
    passport: Path, papers: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    digests = [file["sha256"] for file in json.loads(passport.read_text("utf-8"))["files"]]
    changed, lost = (home / "blobs" / digest[:2] / digest[2:] for digest in digests[:2])
    changed.chmod(0o600)
    changed.write_bytes(b"X" * changed.stat().st_size)
    lost.unlink()
    (papers / "later.txt").write_text("later")
    try:
        assert cli.main(["add", "--no-wait", str(papers)]) == 0
    finally:
        (papers / "later.txt").unlink()
    found = {row["path"]: row["fault"] for row in said(capsys, "batch", "verify", str(passport)) if "fault" in row}
    # Adding again has brought the lost one back; the changed one has the right size and is found by its digest.
    assert found == {"hop/a.txt": "changed_bytes", "hop/later.txt": "not_listed"}
    lost.unlink()
    assert cli.main(["batch", "verify", str(passport)]) == 1


def test_the_key_is_made_once_and_is_its_owners_alone(tmp_path: Path) -> None:
    keys = Keys(tmp_path / "keys")
    assert keys.public() is None
    one = keys.ensured()
    assert Keys(tmp_path / "keys").ensured() == keys.public() == keys.seal("ab").key == one
    assert stat.S_IMODE(keys.file.stat().st_mode) == 0o600
    assert stat.S_IMODE(keys.folder.stat().st_mode) == 0o700
    assert [path.name for path in keys.folder.iterdir()] == [keys.file.name]
    keys.file.write_bytes(b"short")
    with pytest.raises(OperatorError):
        keys.seal("ab")


def test_a_seal_stands_for_its_own_digest_alone(tmp_path: Path) -> None:
    seal = read_seal(Keys(tmp_path / "keys").seal("ab" * 32).text())
    assert seal.stands("ab" * 32)
    assert not seal.stands("cd" * 32)
    for text in ("", "[]", "x" * 20_000, '{"algorithm": "none"}', "[" * 9_000):
        with pytest.raises(BadRequest):
            read_seal(text)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ("", "bản kê"),
        ("{}", "bản kê"),
        ('{"a":1,"files":[1]}', "hỏng"),
        ('{"a":1,"files":[{"path":"x"}],"format":"y"}', "khác"),
    ],
)
def test_what_is_no_passport_is_refused(
    passport: Path, home: Path, capsys: pytest.CaptureFixture[str], content: str, reason: str
) -> None:
    passport.write_text(content)
    seal = Keys(home / "keys").seal(hashlib.sha256(content.encode()).hexdigest())
    beside(passport).write_text(seal.text())
    assert cli.main(["batch", "verify", str(passport)]) == 2
    assert reason in capsys.readouterr().err


def test_decisions_about_a_batch(batch: str, services: Services, capsys: pytest.CaptureFixture[str]) -> None:
    def state() -> str:
        return str(said(capsys, "batch", "show", batch)[0]["state"])

    assert cli.main(["batch", "pause", batch]) == 0
    assert (state(), services.store.jobs()["held"]) == ("paused", 3)
    assert cli.main(["batch", "resume", batch]) == 0
    assert (state(), services.store.jobs()["queued"]) == ("open", 3)
    assert said(capsys, "batch", "cancel", batch) == [{"batch": batch, "action": "cancel", "count": 3}]
    assert (state(), services.store.totals()) == ("cancelled", {"cancelled": 3})
    assert said(capsys, "batch", "retry", batch) == [{"batch": batch, "action": "retry", "count": 3}]
    assert (state(), services.store.jobs()["queued"]) == ("open", 3)
    assert said(capsys, "batch", "redo", batch)[0]["count"] == 0
    shown = said(capsys, "batch", "list")
    assert [(row["id"], row["received"], row["states"]) for row in shown] == [(batch, 3, {"queued": 3})]


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["batch"], 2),
        (["batch", "show"], 2),
        (["batch", "show", "none"], 1),
        (["batch", "explode", "x"], 2),
        (["batch", "verify", "none.json"], 2),
        (["batch", "pause", "none"], 1),
        (["add", "--move", "x", "."], 2),
    ],
)
def test_wrong_usage_and_unknown_batches(home: Path, arguments: list[str], status: int) -> None:
    assert cli.main(arguments) == status


@pytest.fixture
def own(home: Path, papers: Path, tmp_path: Path) -> Path:
    """A folder of papers that the test may change."""
    return Path(shutil.copytree(papers, tmp_path / "hop"))


def test_a_list_beside_the_files_is_met_with_them(own: Path, capsys: pytest.CaptureFixture[str], home: Path) -> None:
    rows = "Tên tệp,Số ký hiệu,Trích yếu\na.txt,1/QĐ,Về lưu trữ\nb.txt,2/QĐ,Hai\nmissing.txt,3/QĐ,Ba\n"
    (own / "danh-muc.csv").write_text(rows, encoding="utf-8")
    assert cli.main(["add", "--no-wait", str(own)]) == 0
    assert "khớp 2 tệp" in capsys.readouterr().out
    assert cli.main(["batch", "papers", batch_of(own)]) == 0
    told = capsys.readouterr().out
    assert "không có tệp cho dòng 3: missing.txt" in told
    assert "không có trong danh mục: hop/c.txt" in told
    assert "danh-muc.csv\n" not in told.replace("Danh mục danh-muc.csv", "")
    services = open_services(Settings(home))
    listed = services.store.listed([row.id for row in services.store.receipts()])
    assert sorted(one.values["number"] for one in listed.values()) == ["1/QĐ", "2/QĐ"]
    services.close()


def test_a_spreadsheet_that_names_no_file_is_a_paper_like_others(own: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (own / "table.csv").write_text("Tên tệp,Trích yếu\nother.pdf,x\n", encoding="utf-8")
    (own / "plain.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert cli.main(["add", "--no-wait", str(own)]) == 0
    assert "Danh mục" not in capsys.readouterr().out
    assert cli.main(["add", "--no-wait", str(own), "--list", str(own / "plain.csv")]) == 2


def test_a_file_is_taken_when_it_has_come_to_rest_and_once(tmp_path: Path) -> None:
    eye, file = Eye(), tmp_path / "scan.pdf"
    file.write_bytes(b"half")
    assert eye.look([tmp_path], 0.0) == set()
    file.write_bytes(b"half and more")
    assert eye.look([tmp_path], AT_REST_S) == set()  # it has grown meanwhile
    assert eye.look([tmp_path], 2 * AT_REST_S - 0.1) == set()
    assert eye.look([tmp_path], 2 * AT_REST_S) == {file}
    eye.took({file})
    assert eye.look([tmp_path], 99.0) == set()
    os.utime(file, (1, 1))
    assert eye.look([tmp_path], 100.0) == set()
    assert eye.look([tmp_path], 110.0) == {file}  # changed, it is a new one
    file.unlink()
    assert eye.look([tmp_path], 120.0) == set()
    assert not eye.taken


def test_links_and_what_is_no_file_are_left_alone(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("/etc/hostname")
    os.mkfifo(tmp_path / "pipe")
    eye = Eye()
    eye.look([tmp_path], 0.0)
    assert eye.look([tmp_path], 99.0) == set()


def test_a_watched_folder_hands_over_what_comes_and_moves_it(
    tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    inbox, done = tmp_path / "inbox", tmp_path / "done"
    (inbox / "box").mkdir(parents=True)
    (inbox / "box" / "a.txt").write_text("one")
    (done / "box").mkdir(parents=True)
    (done / "box" / "a.txt").write_text("an earlier one")
    clock = iter(float(n) for n in range(0, 1000, 5))
    monkeypatch.setattr(watch.time, "monotonic", lambda: next(clock))
    turns = iter([None, None, KeyboardInterrupt])

    def sleep(_: float) -> None:
        if next(turns):
            raise KeyboardInterrupt

    monkeypatch.setattr(watch.time, "sleep", sleep)
    monkeypatch.setattr(watch.Crew, "needed", lambda self: None)
    assert cli.main(["add", "--watch", "--move", str(done), str(inbox)]) == 130
    assert not (inbox / "box" / "a.txt").exists()
    assert (done / "box" / "a (2).txt").read_text() == "one"
    services = open_services(Settings(home))
    assert [row.path for row in services.store.receipts()] == ["inbox/box/a.txt"]
    services.close()
    assert cli.main(["add", "--watch", "--move", str(inbox / "box"), str(inbox)]) == 2


@pytest.mark.parametrize(("seconds", "told"), [(1, "1 phút"), (61, "2 phút"), (7199, "2 giờ"), (90000, "25 giờ")])
def test_lengths_of_time_for_people(seconds: float, told: str) -> None:
    assert minutes(seconds) == told
