"""Marks that are no text and hang on a word: specks, bits of a rule, dots of a line to be filled in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from ingest.drafts import Draft

_QUOTED: Final = 60  # words that are quoted at most, within a sentence
_OPENED: Final = re.compile(r'["“][^\W\d_A-ZĐ][^"”“]*$')
_ODDS: Final = 6.0
_MARKS: Final = (
    (re.compile(r"^[_~‹›¡¦|„ˆ`´¬‡]+(?=[^\W_]{2}|\d|[-–]$)"), ""),  # _2. ¡độ ~-
    (re.compile(r"^[,.:;](?=[^\W\d_]{2})"), ""),  # ,hàng
    (re.compile(r"(?<=[^\W_])[_~¬]+$"), ""),  # TƯ_
    (re.compile(r"(?<=[^\W_])[-_~=]{2,}[.:]?$"), ""),  # hoạt---:
    (re.compile(r"^'(?=[^\W\d_]{2}[^']*$)"), ""),  # 'khoản
    (re.compile("[Ðð]"), "Đ"),  # the Icelandic letter looks the same
    (re.compile("ĐĐ(?=-|$)"), "Đ"),
)


def freed(rows: Sequence[Draft]) -> list[Draft]:
    """The lines, words freed of such marks."""
    out = [row.with_texts({n: _freed(text) for n, text in enumerate(row.texts)}, _ODDS) for row in rows]
    for k, n in _never_closed(out):
        out[k] = out[k].with_texts({n: out[k].texts[n][1:]}, _ODDS)
    return out


def _never_closed(rows: Sequence[Draft]) -> Iterator[tuple[int, int]]:
    """Words in small letters, within a line, with a quotation mark that nothing closes."""
    open_at: tuple[int, int] | None = None
    age = 0
    for k, row in enumerate(rows):
        for n, text in enumerate(row.texts):
            age += 1
            if open_at and (age > _QUOTED or _OPENED.match(text)):
                yield open_at
                open_at = None
            if n and _OPENED.match(text):
                open_at, age = (k, n), 0
            elif re.search(r"[\"”“]", text):
                open_at = None
    if open_at:
        yield open_at


def _freed(text: str) -> str:
    for pattern, instead in _MARKS:
        text = pattern.sub(instead, text)
    return text
