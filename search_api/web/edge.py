"""The edge: what holds for every request and every answer, before and after the routes."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from typing import Final
from urllib.parse import unquote_to_bytes, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import ClientDisconnect
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from search_api.web.problems import INTERNAL, NotAllowed, Problem, TooLarge, problem_of
from vanthu.errors import BadRequest

_LOG: Final = logging.getLogger("vanthu.web")

POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = (
    ("Content-Security-Policy", POLICY),
    ("X-Content-Type-Options", "nosniff"),
    ("X-Frame-Options", "DENY"),
    ("Referrer-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(), microphone=(), geolocation=()"),
    ("Cache-Control", "no-store"),
)
"""On every answer that does not set them itself."""
LOCAL: Final = frozenset({"127.0.0.1", "localhost", "[::1]"})
SAFE: Final = frozenset({"GET", "HEAD", "OPTIONS"})
MOST_URL_BYTES: Final = 16_000
SPOKEN: Final = ("/ra-soat/", "/van-ban/", "/api/v1/documents/")
"""Where people say something about papers: a body there is small, and says how long it is."""
MOST_SPOKEN_BYTES: Final = 200_000


class Edge:
    """Middleware: refuses foreign hosts and sites, text that is no text and bodies that are too large; adds the
    headers; turns whatever went wrong into a problem, without a word about the inside."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str]) -> None:
        self._app, self._hosts = app, frozenset(hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = False

        async def with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS:
                    headers.setdefault(name, value)
            await send(message)

        try:
            self._check(scope)
            await self._app(scope, receive, with_headers)
        except BadRequest as error:
            await _response(scope, problem_of(error))(scope, receive, with_headers)
        except ClientDisconnect:
            _LOG.info("route=%s outcome=left", scope.get("path", "")[:200])
        except Exception:
            _LOG.exception("route=%s outcome=failed", scope.get("path", "")[:200])
            if not started:
                await _response(scope, INTERNAL)(scope, receive, with_headers)

    def _check(self, scope: Scope) -> None:
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if _name(host) not in self._hosts:
            raise NotAllowed("Máy chủ này không mang tên đó: thêm tên vào VANTHU_HOSTS nếu là tên của nó.")
        raw = (scope.get("raw_path") or scope["path"].encode()) + b"?" + scope["query_string"]
        if len(raw) > MOST_URL_BYTES:
            raise BadRequest("Địa chỉ quá dài.")
        _check_text(raw)
        if scope["method"] not in SAFE:
            _check_origin(headers, host)
            if scope["path"].startswith(SPOKEN):
                _check_length(headers)


def _response(scope: Scope, problem: Problem) -> Response:
    """Before the routes there is no page to show: a sentence for people, the problem for programs."""
    if scope["path"].startswith("/api/"):
        return problem.response()
    return PlainTextResponse(f"{problem.title}. {problem.detail}", problem.status)


def _name(host: str) -> str:
    """The name in a Host header, without its port."""
    host = host.lower()
    return host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host


def _check_text(raw: bytes) -> None:
    """Text is UTF-8 without NUL: everything behind this point may rely on it."""
    try:
        text = unquote_to_bytes(raw.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError as error:
        raise BadRequest("Địa chỉ không phải là chữ UTF-8.") from error
    if "\0" in text:
        raise BadRequest("Địa chỉ có ký tự NUL.")


def _check_length(headers: Headers) -> None:
    told = headers.get("content-length", "0" if "transfer-encoding" not in headers else "")
    if not told.isascii() or not told.isdigit():
        raise BadRequest("Yêu cầu phải cho biết độ dài.")
    if len(told) > 9 or int(told) > MOST_SPOKEN_BYTES:
        raise TooLarge("Nội dung gửi lên quá dài.")


def _check_origin(headers: Headers, host: str) -> None:
    """Another site must not make the reader's browser do anything here."""
    origin = headers.get("origin")
    foreign = headers.get("sec-fetch-site") in ("cross-site", "same-site")
    if foreign or (origin is not None and urlsplit(origin).netloc.lower() != host.lower()):
        raise NotAllowed("Yêu cầu đến từ một trang khác.")
