"""A file → pages of words: the one entry, for `vanthu read` and the workers alike."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from ingest import outcomes
from ingest.limits import Limits
from ingest.readers.table import reader
from ingest.sink import Keeper
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State


def read(path: Path, name: str, sink: Keeper, limits: Limits) -> Outcome:
    """Reads a file into `sink` and says how it ended; `name` is only for the sentences.

    Every input ends in a named state. Raises OperatorError alone (disk full, a missing program)."""
    media_type = sniff(path)
    find = reader(media_type)
    if find is None:
        return outcomes.unsupported(media_type)
    try:
        outcome = find(path, sink, limits)
    except Unreadable as error:
        return outcomes.ended(media_type, State(error.state), error.reason, detail=error.detail)
    return replace(outcome, media_type=media_type)
