"""The word lists of `extract/data`, each read once per process."""

from __future__ import annotations

from functools import lru_cache
from importlib.resources import files
from typing import Any

import yaml


@lru_cache(maxsize=32)
def load(name: str) -> Any:
    """What a YAML file of `extract/data` holds. Callers do not change it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return yaml.load((files("extract") / "data" / name).read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def rows(name: str) -> list[list[str]]:
    """The rows of a TSV file of `extract/data`, without its heading."""
    text = (files("extract") / "data" / name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines()[1:]]


def any_of(words: list[str]) -> str:
    """A pattern for one of these words, the longest first, as a whole word."""
    return "(?:" + "|".join(sorted(words, key=len, reverse=True)) + r")(?!\w)"
