"""Passwords: known where they are given and in the workers that are told, and nowhere else."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from vanthu.errors import BadRequest
from vanthu.keys import MOST, Keys, from_file


def test_a_password_is_tried_on_its_batch_alone_and_one_for_any_on_all() -> None:
    keys = Keys()
    keys.give("hộp 1", ["một"])
    keys.give("", ["mọi"])
    assert (keys.of("hộp 1"), keys.of("hộp 2")) == (("một", "mọi"), ("mọi",))


def test_a_worker_knows_what_was_given_before_and_after_it_began() -> None:
    parent, worker = Keys(), Keys()
    parent.give("a", ["trước"])
    reading, writing = os.pipe()
    try:
        worker.listen(reading)
        parent.tell(lambda line: os.write(writing, line) and None)
        parent.give("a", ["sau"])
        assert worker.of("a") == ("sau", "trước")
        assert worker.of("b") == ()
    finally:
        os.close(reading)
        os.close(writing)


def test_half_a_message_waits_for_the_other_half() -> None:
    worker = Keys()
    reading, writing = os.pipe()
    try:
        worker.listen(reading)
        os.write(writing, b'["a", ["m\\u1ed9')
        assert worker.of("a") == ()
        os.write(writing, b't"]]\n')
        assert worker.of("a") == ("một",)
    finally:
        os.close(reading)
        os.close(writing)


def test_what_is_no_pipe_is_not_listened_to() -> None:
    worker = Keys()
    with open(os.devnull, "rb") as nothing:
        worker.listen(nothing.fileno())
        assert worker.of("a") == ()


def test_passwords_are_not_shown() -> None:
    keys = Keys()
    keys.give("a", ["bí mật"])
    assert "bí mật" not in f"{keys!r}{keys!s}"


@pytest.mark.parametrize("passwords", [["x"] * (MOST + 1), ["x" * 500]])
def test_more_than_make_sense_are_refused(passwords: list[str]) -> None:
    with pytest.raises(BadRequest):
        Keys().give("a", passwords)


def test_where_others_read_the_files_it_is_said_at_once() -> None:
    with pytest.raises(BadRequest, match="hàng đợi"):
        Keys(usable=False).give("a", ["x"])


def test_a_file_of_passwords_has_one_a_line(tmp_path: Path) -> None:
    path = tmp_path / "passwords"
    path.write_bytes("\ufeffmật khẩu 1\r\n\r\n two words \n".encode())
    assert from_file(path) == ("mật khẩu 1", " two words ")
    path.write_bytes(b"\xff\xfe\x00")
    with pytest.raises(BadRequest):
        from_file(path)
