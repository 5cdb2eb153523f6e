"""Marks that are no text and hang on a word: specks, bits of a rule, dots of a line to be filled in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from ingest.drafts import Draft

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
    return [row.with_texts({n: _freed(text) for n, text in enumerate(row.texts)}, _ODDS) for row in rows]


def _freed(text: str) -> str:
    for pattern, instead in _MARKS:
        text = pattern.sub(instead, text)
    return text
