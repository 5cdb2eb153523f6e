"""What every route is given: the archive, who asks, the time."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta, timezone
from typing import Annotated, Final

from fastapi import Depends, Request

from search_api.index.answers import Archive
from search_api.web.gate import Gate
from search_api.web.pictures import Pictures
from vanthu.ports import Services
from vanthu.records import Permission, Reader
from vanthu.settings import Settings

VIETNAM: Final = timezone(timedelta(hours=7))
"""Days of deadlines begin and end there."""
LOCAL: Final = Reader("local")
"""The single reader of the embedded set-up."""


@dataclass(frozen=True, slots=True)
class Desk:
    """Where questions are taken. The single local reader has all rights by the same road as any other."""

    services: Services
    settings: Settings
    archive: Archive
    pictures: Pictures
    most_bytes: int  # of one request that hands files in
    reader: Reader = LOCAL
    gate: Gate = field(default_factory=Gate)  # how many hand files in at once

    def today(self) -> date:
        """The day it is in Vietnam."""
        return self.services.clock.now().astimezone(VIETNAM).date()

    @property
    def review_below(self) -> float:
        """Pages read less surely than this wait to be looked at: 0..1."""
        return self.settings.review_below / 100

    def permission(self) -> Permission:
        """What the reader may see now."""
        return self.services.store.permission(self.reader)


def _desk(request: Request) -> Desk:
    desk: Desk = request.app.state.desk
    return desk


AtDesk = Annotated[Desk, Depends(_desk)]
"""A route's parameter of this type is the desk."""
