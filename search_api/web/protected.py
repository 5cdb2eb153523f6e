"""Protected files: the password that comes with an upload or afterwards, and having them read again once there is one.

Passwords live in `vanthu.keys` alone: they are part of no address, no record and no log."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from vanthu.errors import BadRequest
from vanthu.keys import MOST_CHARACTERS
from vanthu.ports import Services
from vanthu.records import MOVING, Receipt, State

FIELD: Final = "mat-khau"
"""The field of forms."""
MOST: Final = MOST_CHARACTERS
HEADER: Final = "Vanthu-Password"
"""Percent-encoded UTF-8, since a header carries no other letters. Never in an address, which is logged on its way."""


def password_of(value: str | None) -> str:
    """The password in a header's value, "" without one. Raises BadRequest."""
    try:
        return unquote(value or "", errors="strict")
    except UnicodeDecodeError as error:
        raise BadRequest(f"Tiêu đề {HEADER} phải là UTF-8 mã hóa phần trăm.") from error


def read_again(services: Services, receipt: Receipt) -> bool:
    """Has a file that wanted a password read again, now that there are some: this one, or that it is a duplicate of;
    of an archive also where only some members wanted one. Answers whether it is."""
    if receipt.state is State.DUPLICATE_OF and receipt.detail:
        receipt = services.store.receipt(receipt.detail)
    wanted = receipt.state is State.NEEDS_PASSWORD or receipt.detail == State.NEEDS_PASSWORD.value
    return wanted and services.store.retry(receipt.batch, {receipt.state}) > 0


def handed_in(services: Services, receipt: Receipt, password: str) -> Receipt:
    """The receipt of a file that came with a password: one that was here before and wanted it is read again. A
    duplicate is read in its own batch, which is told the password too."""
    if receipt.state is State.DUPLICATE_OF and receipt.detail:
        services.keys.give(services.store.receipt(receipt.detail).batch, [password])
    return services.store.receipt(receipt.id) if read_again(services, receipt) else receipt


def unlock(services: Services, batch: str, password: str) -> int:
    """From now on the password is tried on files of the batch; those that wanted one are read again, archives also
    where only some members did. Answers how many. Raises BadRequest, NotFound."""
    if not password:
        raise BadRequest("Chưa có mật khẩu nào.")
    services.store.batch(batch)
    services.keys.give(batch, [password])
    ended = set(State) - MOVING - {State.NEEDS_PASSWORD}
    return services.store.retry(batch, {State.NEEDS_PASSWORD}) + services.store.retry(
        batch, ended, detail=State.NEEDS_PASSWORD.value
    )
