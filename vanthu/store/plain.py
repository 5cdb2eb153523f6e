"""Records as plain JSON values and back, by their annotations: facts in the store are JSON, never pickle.

Fields that have their default are left out, so that a field added later reads as its default in older rows.
"""

from __future__ import annotations

import dataclasses
import json
import types
from collections.abc import Mapping
from enum import Enum
from functools import cache
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from vanthu.errors import Defect

T = TypeVar("T")


def dump(record: object) -> str:
    """A record as compact JSON."""
    return json.dumps(to_plain(record), ensure_ascii=True, separators=(",", ":"))


def load(kind: type[T], text: str) -> T:
    """The record that `dump` was given. Raises Defect when it is no such record."""
    try:
        return cast(T, from_plain(kind, json.loads(text)))
    except (KeyError, TypeError, ValueError) as error:
        raise Defect(f"A stored {kind.__name__} cannot be read back: {error}") from error


def to_plain(value: Any) -> Any:
    """Dataclasses as objects, tuples as lists, enums as their values."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: to_plain(getattr(value, field.name))
            for field in dataclasses.fields(value)
            if field.init and getattr(value, field.name) != _default(field)
        }
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, Mapping):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def from_plain(kind: Any, value: Any) -> Any:
    """The value of type `kind` that became this plain value."""
    origin = get_origin(kind)
    if value is None:
        return None
    if origin in (Union, types.UnionType):
        return from_plain(next(arg for arg in get_args(kind) if arg is not type(None)), value)
    if origin is tuple:
        item = get_args(kind)[0]
        return tuple(from_plain(item, each) for each in value)
    if origin is dict:
        return dict(value)
    if isinstance(kind, type) and dataclasses.is_dataclass(kind):
        hints = _hints(kind)
        return kind(**{name: from_plain(hints[name], each) for name, each in value.items() if name in hints})
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind(value)
    if kind is float:
        return float(value)
    return value


def _default(field: dataclasses.Field[Any]) -> Any:
    if field.default_factory is not dataclasses.MISSING:
        return field.default_factory()
    return field.default


@cache
def _hints(kind: type) -> dict[str, Any]:
    return get_type_hints(kind)
