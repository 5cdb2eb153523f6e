"""The OpenAPI description of `/api/v1`."""

from __future__ import annotations

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from search_api.web.problems import MEDIA_TYPE

_UNUSED: Final = ("HTTPValidationError", "ValidationError")


def described(app: FastAPI) -> dict[str, Any]:
    """The description, made once: only the API's paths, validation as the 400 it is here, every error in the media
    type it comes in."""
    if not app.openapi_schema:
        whole = get_openapi(title=app.title, version=app.version, routes=app.routes)
        whole["paths"] = {path: row for path, row in whole["paths"].items() if path.startswith("/api/")}
        for operations in whole["paths"].values():
            for operation in operations.values():
                operation["responses"] = _responses(operation["responses"])
        for name in _UNUSED:
            whole["components"]["schemas"].pop(name, None)
        app.openapi_schema = whole
    return app.openapi_schema


def _responses(told: dict[str, Any]) -> dict[str, Any]:
    return {
        status: _problem(answer) if status >= "400" else answer for status, answer in told.items() if status != "422"
    }


def _problem(answer: dict[str, Any]) -> dict[str, Any]:
    return {**answer, "content": {MEDIA_TYPE: answer["content"]["application/json"]}}
