"""Lists of papers that come with files (`danh mục`)."""

from __future__ import annotations

from pathlib import Path

from vanthu.commands.screen import Screen
from vanthu.ports import Services


def listed(services: Services, path: Path, papers: Path | None, screen: Screen) -> None:
    """To come."""


def catalogue(services: Services, batch: str, file: Path, screen: Screen) -> None:
    """To come."""
