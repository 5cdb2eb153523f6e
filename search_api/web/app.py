"""The FastAPI application: `/api/v1` for programs, pages for people."""

from __future__ import annotations

from typing import Final

from fastapi import FastAPI, Request, Response
from fastapi.staticfiles import StaticFiles

from extract.authority import authority
from ingest.limits import Limits
from search_api.index.answers import Archive
from search_api.web import api, pages
from search_api.web.description import described
from search_api.web.desk import Desk
from search_api.web.edge import LOCAL, Edge
from search_api.web.pictures import Pictures
from search_api.web.problems import EXPECTED, problem_of
from search_api.web.render import FOLDER, problem_page
from vanthu.ports import Services
from vanthu.settings import Settings

VERSION: Final = "1"


def build(services: Services, settings: Settings, *, most_bytes: int = Limits().file_bytes) -> FastAPI:
    """The application over opened services, which it does not close. Hosts that it answers to: this machine's local
    names, `settings.host` and those of `settings.hosts`. `most_bytes` may be handed in with one request."""
    app = FastAPI(title="vanthu", version=VERSION, docs_url=None, redoc_url=None, openapi_url="/api/v1/openapi.json")
    archive = Archive(services.store, services.index, authority())
    pictures = Pictures(settings.home / "cache" / "pictures", services.blobs)
    app.state.desk = Desk(services, settings, archive, pictures, most_bytes)
    app.include_router(api.router())
    app.include_router(pages.router())
    app.mount("/tinh", StaticFiles(directory=FOLDER / "static"), name="static")
    for kind in EXPECTED:
        app.add_exception_handler(kind, _answered)
    app.add_middleware(Edge, hosts=LOCAL | {settings.host.lower(), *_names(settings.hosts)})
    app.openapi = lambda: described(app)  # type: ignore[method-assign]
    return app


def _names(hosts: str) -> set[str]:
    return {host.strip().lower() for host in hosts.split(",") if host.strip()}


async def _answered(request: Request, error: Exception) -> Response:
    problem = problem_of(error)
    if request.url.path.startswith("/api/"):
        return problem.response()
    return problem_page(request, problem)
