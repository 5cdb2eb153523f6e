"""One frozen Settings: the only place where the environment is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path

import platformdirs

from vanthu.errors import BadRequest


@dataclass(frozen=True, slots=True)
class Settings:
    """Where vanthu keeps things and what it talks to; see DESIGN's table of adapters.

    An empty URL means the embedded default: SQLite and a folder of blobs under `home`, tantivy under `home`, the
    in-process queue. `hosts`: names, with commas between, that the web page may be asked for by, beside `host` and the
    local ones. `review_below`: pages whose words were read less surely than so many per cent wait to be looked at.
    `limits`: what one file may cost at most, where it is not the usual (`ingest.limits`: "pages=500,file_bytes=200M").
    """

    home: Path
    database_url: str = ""
    blobs_url: str = ""
    search_url: str = ""
    broker_url: str = ""
    host: str = "127.0.0.1"
    hosts: str = ""
    port: int = 8470
    workers: int = 2
    language: str = "vi"
    limits: str = ""
    review_below: int = 94

    @property
    def store_url(self) -> str:
        """The SQLAlchemy URL of the store."""
        return self.database_url or f"sqlite:///{self.home / 'vanthu.sqlite3'}"

    def as_environment(self) -> dict[str, str]:
        """The variables from which `from_environment` makes these settings again: for a process of our own."""
        return {f"VANTHU_{field.name.upper()}": str(getattr(self, field.name)) for field in fields(self)}


def from_environment(environ: Mapping[str, str]) -> Settings:
    """The settings that `environ` (VANTHU_HOME, VANTHU_DATABASE_URL, …) asks for.

    Raises BadRequest when a number is not one.
    """
    return Settings(
        home=Path(environ.get("VANTHU_HOME") or platformdirs.user_data_dir("vanthu")).absolute(),
        database_url=environ.get("VANTHU_DATABASE_URL", ""),
        blobs_url=environ.get("VANTHU_BLOBS_URL", ""),
        search_url=environ.get("VANTHU_SEARCH_URL", ""),
        broker_url=environ.get("VANTHU_BROKER_URL", ""),
        host=environ.get("VANTHU_HOST", "127.0.0.1"),
        hosts=environ.get("VANTHU_HOSTS", ""),
        port=_number(environ, "VANTHU_PORT", 8470),
        workers=_number(environ, "VANTHU_WORKERS", 2),
        language=environ.get("VANTHU_LANGUAGE", "vi"),
        limits=environ.get("VANTHU_LIMITS", ""),
        review_below=_number(environ, "VANTHU_REVIEW_BELOW", 94),
    )


def _number(environ: Mapping[str, str], name: str, default: int) -> int:
    value = environ.get(name) or str(default)
    if not value.isascii() or not value.isdigit():
        raise BadRequest(f"{name}={value!r} is not a number: set it to a whole number or leave it out.")
    return int(value)
