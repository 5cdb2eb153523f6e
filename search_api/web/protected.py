"""Protected files: the password that comes with an upload, and having them read again once there is one."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.records import Receipt, State

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
