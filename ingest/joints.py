"""Words that were cut in two and words that ran together: "10. 000.000 đồng", "29/2025/NĐ- CP", "VIPHẠM"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from ingest.drafts import Draft
from ingest.language import UNKNOWN, Language
from vanthu import viet

_ODDS: Final = 5.0
_GAP: Final = 1.2  # of the line's height, between halves of one word
_SUM: Final = re.compile(r"\d{1,3}(?:[.,:]\d{3})*[.,:]")
_ZEROS: Final = re.compile(r"000(?:[.,:]000)*[.,:;]?")
_SYMBOL: Final = re.compile(r"\d+/(?:\d{4}/)?[A-ZĐ]{2,}-|\d+-[A-ZĐ]{2,}/")
_ISSUER: Final = re.compile(r"(?:[A-ZĐ]{2,}|TTg)(?:-[A-ZĐ]+)*[.,;:)]*")
_CLOSING: Final = re.compile(r"[\"”][.,;:)]*")
_LABELLED: Final = re.compile(r"((?:[IVX]{1,5}|\d{1,2})[.-])([^\W\d_]{2,}[.,:;]?)")
_CHAIN: Final = re.compile(r"(?:[^\W\d_]+[-_]){2,}[^\W\d_]+[.,;:]?")
_WORD: Final = re.compile(r"([^\W\d_]{4,})([.,;:)]*)")


def mended(rows: Sequence[Draft], model: Language) -> list[Draft]:
    """The lines, halves put together and words set apart; what is set apart stays one word with its one box."""
    return [_apart(_together(row), model) for row in rows]


def _together(row: Draft) -> Draft:
    n = 0
    while n + 1 < len(row.texts):
        one, other = row.texts[n : n + 2]
        after = row.texts[n + 2] if n + 2 < len(row.texts) else ""
        joined = _joined(one, other, after, row.texts[:n])
        if joined and row.open(n) and row.open(n + 1) and _near(row, n):
            row = row.with_joined(n, joined, _ODDS)
        else:
            n += 1
    return row


def _joined(one: str, other: str, after: str, before: Sequence[str]) -> str | None:
    """What the two are together, None where they are two."""
    if _SUM.fullmatch(one) and _ZEROS.fullmatch(other):
        number = re.sub(r"[,:](?=\d)", ".", one + other)
        return number.rstrip(".,:") if viet.lower(after).startswith("đồng") else number
    if _SYMBOL.fullmatch(one) and _ISSUER.fullmatch(other):
        return one + other
    if _CLOSING.fullmatch(other) and one[-1].isalnum() and (len(other) > 1 or _is_open(one, before)):
        return one + other
    return None


def _is_open(one: str, before: Sequence[str]) -> bool:
    """Whether a quotation begun on the line is not at its end yet."""
    text = " ".join((*before, one))
    return text.count('"') % 2 == 1 or text.count("“") > text.count("”")


def _near(row: Draft, n: int) -> bool:
    one, other = row.line.words[n].box, row.line.words[n + 1].box
    return one is None or other is None or other.x0 - one.x1 < _GAP * max(one.y1 - one.y0, other.y1 - other.y0)


def _apart(row: Draft, model: Language) -> Draft:
    changes = {n: now for n, text in enumerate(row.texts) if (now := _parted(text, model)) != text}
    if len(row.texts) > 1 and (found := _LABELLED.fullmatch(row.texts[0])) and found[2][0].isupper():
        changes[0] = f"{found[1]} {found[2]}"
    return row.with_texts(changes, _ODDS) if changes else row


def _parted(text: str, model: Language) -> str:
    """The word as the two that it is made of, or a chain without its hyphens (a ruled line through the print)."""
    if _CHAIN.fullmatch(text) and text.islower():
        parts = re.findall(r"[^\W\d_]+", text)
        known = [_known(a, b, model) for a, b in pairwise(parts)]
        return re.sub("[-_]", " ", text) if sum(known) >= len(known) - 1 else text
    found = _WORD.fullmatch(text)
    if not found or model.id(viet.canonical(found[1])) != UNKNOWN or viet.fold(found[1]) == viet.lower(found[1]):
        return text
    word = found[1]
    if not (word.isupper() or word[1:].islower()):
        return text
    cuts = [k for k in range(2, len(word) - 1) if _known(word[:k], word[k:], model)]
    return f"{word[: cuts[0]]} {word[cuts[0] :]}{found[2]}" if len(cuts) == 1 else text


def _known(one: str, other: str, model: Language) -> bool:
    first, second = model.id(viet.canonical(one)), model.id(viet.canonical(other))
    return UNKNOWN not in (first, second) and model.knows(first, second)
