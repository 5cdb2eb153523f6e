"""How fast work goes, counted a minute: what estimates are made from."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from sqlalchemy import Connection, func, select

from vanthu.store.engine import insert_new
from vanthu.store.jobs import QUICK, READ, SLOW
from vanthu.store.tables import pace

RECOGNISE: Final = "recognise"
"""What reading is called where it is slow work."""
PACES: Final[Mapping[int, str]] = {QUICK: READ, SLOW: RECOGNISE}
"""The rank of a reading → under which name it is counted."""
MEASURED_MINUTES: Final = 10
_KEPT_MINUTES: Final = 24 * 60
_MINUTE_US: Final = 60_000_000
_LEAST_US: Final = 5_000_000
"""Nothing is told from less than five seconds."""


def count_pace(connection: Connection, step: str, now_us: int, done: int = 1) -> None:
    """Counts pieces of work that this transaction brings to their end."""
    minute = now_us // _MINUTE_US
    key = (pace.c.step == step) & (pace.c.minute == minute)
    if insert_new(connection, pace, {"step": step, "minute": minute, "done": done}):
        connection.execute(pace.delete().where(pace.c.minute < minute - _KEPT_MINUTES))
    else:
        connection.execute(pace.update().where(key).values(done=pace.c.done + done))


def per_minute(connection: Connection, now_us: int) -> dict[str, float]:
    """Pieces of work a minute by step, over the last minutes in which there was any."""
    since = now_us // _MINUTE_US - MEASURED_MINUTES + 1
    wanted = select(pace.c.step, func.min(pace.c.minute), func.sum(pace.c.done)).where(pace.c.minute >= since)
    found = {}
    for step, first, done in connection.execute(wanted.group_by(pace.c.step)):
        passed = now_us - first * _MINUTE_US
        if passed >= _LEAST_US:
            found[step] = float(done) * _MINUTE_US / passed
    return found
