"""The ASGI entry: `uvicorn --factory search_api.main:app` (the distributed set-up; `vanthu serve` builds its own)."""

from __future__ import annotations

import os

from fastapi import FastAPI

from search_api.web.app import build
from vanthu.settings import from_environment
from vanthu.wiring import open_services


def app() -> FastAPI:
    """The application for the settings of the environment."""
    settings = from_environment(os.environ)
    return build(open_services(settings), settings)
