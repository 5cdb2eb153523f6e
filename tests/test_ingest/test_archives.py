"""Containers: members are handed on under labels, and no archive costs more than its budget."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import os
import shutil
import stat
import subprocess
import tarfile
import zipfile
from typing import Any

import pytest

from ingest import foreign
from ingest.labels import label, printable, unique
from ingest.limits import Limits
from ingest.readers import archive
from ingest.sink import ListSink
from tests.test_ingest.conftest import missing
from vanthu.errors import Unreadable
from vanthu.records import State


def zipped(members: list[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return body.getvalue()


def tarred(members: list[tuple[str, bytes]], mode: str = "w") -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode=mode) as archive:  # type: ignore[call-overload]
        for name, content in members:
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return body.getvalue()


def link(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.external_attr = (stat.S_IFLNK | 0o777) << 16
    return info


OK = ("ok.txt", b"noi dung")


@pytest.mark.parametrize(
    ("content", "members", "state"),
    [
        (zipped([OK]), ["ok.txt"], State.DONE),
        (zipped([("a/b.txt", b"1"), ("a/c.txt", b"2")]), ["a/b.txt", "a/c.txt"], State.DONE),
        (zipped([("Quyết định.txt", b"1")]), ["Quyết định.txt"], State.DONE),
        (zipped([("../../etc/passwd", b"1"), OK]), ["etc/passwd", "ok.txt"], State.DONE_WITH_WARNINGS),
        (zipped([("C:\\a\\..\\b.txt", b"1")]), ["a/b.txt"], State.DONE_WITH_WARNINGS),
        (zipped([(link("l"), b"/etc/passwd"), OK]), ["ok.txt"], State.DONE_WITH_WARNINGS),
        (zipped([("in.zip", zipped([OK])), OK]), ["in.zip/ok.txt", "ok.txt"], State.DONE),
        (zipped([("in.tar", tarred([OK]))]), ["in.tar/ok.txt"], State.DONE),
        (tarred([OK, ("ok.txt", b"2")]), ["ok.txt", "ok (2).txt"], State.DONE),
        (tarred([OK], "w:gz"), ["ok.txt"], State.DONE),
        (gzip.compress(b"mot tep"), ["noi-dung"], State.DONE),
        (bz2.compress(b"mot tep"), ["noi-dung"], State.DONE),
        (tarred([OK], "w:xz"), ["ok.txt"], State.DONE),
        (bz2.compress(b"mot tep" * 100)[:-9], [], State.CORRUPT),
        (lzma.compress(b"mot tep" * 100)[:-9], [], State.CORRUPT),
        (b"Rar!\x1a\x07\x01\x00" + bytes(40), [], State.CORRUPT),
        (zipped([]), [], State.EMPTY),
        (zipped([("a/", b"")]), [], State.EMPTY),
        (zipped([OK])[:-30], [], State.CORRUPT),
        (tarred([OK])[:515], [], State.CORRUPT),
        (gzip.compress(b"mot tep" * 100)[:-10], [], State.CORRUPT),
    ],
)
def test_members_are_handed_on(content: bytes, members: list[str], state: State, reading: Any) -> None:
    outcome, sink = reading("a", content)
    assert [name for name, _ in sink.members] == members
    assert (outcome.state, outcome.members) == (state, len(members))


def test_members_have_their_bytes(reading: Any) -> None:
    _, sink = reading("a.zip", zipped([("a.txt", b"mot"), ("b.txt", b"hai")]))
    assert [path.read_bytes() for _, path in sink.members] == [b"mot", b"hai"]


BOMB = ("zeros", bytes(40 << 20))
ENCRYPTED = (
    zipped([OK])
    .replace(b"PK\3\4\x14\0\0\0", b"PK\3\4\x14\0\1\0")
    .replace(b"PK\1\2\x14\3\x14\0\0\0", b"PK\1\2\x14\3\x14\0\1\0")
)
NESTED = zipped([("1.zip", zipped([("2.zip", zipped([("3.zip", zipped([OK]))]))]))])


@pytest.mark.parametrize(
    ("content", "limits", "state", "detail", "members"),
    [
        (zipped([BOMB]), {}, State.LIMIT_EXCEEDED, "ratio", 0),
        (zipped([BOMB, OK]), {}, State.PARTIAL, "", 1),
        (zipped([BOMB]), {"ratio": 10**6}, State.DONE, "", 1),
        (zipped([(f"{n}.txt", b"x") for n in range(9)]), {"members": 5}, State.LIMIT_EXCEEDED, "entries", 5),
        (NESTED, {"depth": 2}, State.LIMIT_EXCEEDED, "depth", 0),
        (NESTED, {"depth": 4}, State.DONE, "", 1),
        (zipped([("a", b"x" * 900), ("b", b"y" * 900)]), {"tree_bytes": 1000}, State.LIMIT_EXCEEDED, "bytes", 1),
        (gzip.compress(bytes(40 << 20)), {}, State.LIMIT_EXCEEDED, "ratio", 0),
        (ENCRYPTED, {}, State.NEEDS_PASSWORD, "", 0),
    ],
)
def test_no_container_costs_more_than_its_budget(
    content: bytes, limits: dict[str, int], state: State, detail: str, members: int, reading: Any
) -> None:
    outcome, sink = reading("a", content, **limits)
    assert (outcome.state, outcome.detail, len(sink.members)) == (state, detail, members)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a/b.txt", "a/b.txt"),
        ("/a//./../b.txt", "a/b.txt"),
        ("a\u202etxt.exe", "a_txt.exe"),
        ("a\nb", "a_b"),
        ("..", "khong-ten"),
        ("n" * 400 + ".txt", "n" * 146 + ".txt"),
        ("<img src=x>", "<img src=x>"),
    ],
)
def test_a_label_is_no_path(name: str, shown: str) -> None:
    assert label(name) == shown


def test_names_of_the_file_system_stay_different_and_printable() -> None:
    names = [b"a\xff.txt", b"a\xfe.txt", "Điều.txt".encode(), b"a\n.txt"]
    shown = [printable(name.decode("utf-8", "surrogateescape")) for name in names]
    assert shown == ["a\\xff.txt", "a\\xfe.txt", "Điều.txt", "a\\u000a.txt"]


def test_a_taken_name_gets_a_number() -> None:
    taken: set[str] = set()
    assert [unique(name, taken) for name in ("a.txt", "a.txt", "a.txt", "b", "b")] == [
        "a.txt",
        "a (2).txt",
        "a (3).txt",
        "b",
        "b (2)",
    ]


@pytest.mark.parametrize("form", ["7zip", "cpio"])
def test_other_archives_give_their_members_too(form: str, tmp_path: Any, reading: Any) -> None:
    if shutil.which("bsdtar") is None:
        missing("bsdtar")
    (tmp_path / "Công văn.txt").write_bytes(b"noi dung")
    made = tmp_path / "made"
    environment = {**os.environ, "LC_ALL": "C.UTF-8"}
    command = ["bsdtar", "-c", "-f", str(made), "--format", form, "Công văn.txt"]
    subprocess.run(command, cwd=tmp_path, check=True, env=environment)
    outcome, sink = reading("a", made.read_bytes())
    assert [(name, path.read_bytes()) for name, path in sink.members] == [("Công văn.txt", b"noi dung")]
    assert outcome.state is State.DONE
    assert reading("a", made.read_bytes(), tree_bytes=7)[0].detail == "bytes"


def test_without_the_program_it_is_said_what_is_missing(tmp_path: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr(foreign, "has", lambda program: False)
    (tmp_path / "a").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(40))
    with pytest.raises(Unreadable, match="bsdtar") as refused:
        archive.read(tmp_path / "a", ListSink(), Limits())
    assert refused.value.state == State.UNSUPPORTED_TYPE
