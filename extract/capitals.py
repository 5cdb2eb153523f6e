"""Capitals of old fonts: TCVN3 has no capital letters with a tone, a capital font showed the small ones as capitals.
As plain text they arrive small: "CHủ TịCH", "QUYếT ĐịNH", "ủy BAN NHÂN DÂN"."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

import regex

# CHủ · TịCH · ĐồNG: small letters with a tone or a mark only, between at least two capitals      not: Chủ, Xã, iPhone
_MIXED: Final = regex.compile(r"(?<!\w)(?=\p{Lu}*\p{Ll})(?=(?:\p{Ll}*\p{Lu}){2})(?:(?![a-zđ])\p{L})+(?!\w)")
# Xã, Hà in such a line: nothing that is surely a small letter.
_OPEN: Final = regex.compile(r"(?<!\w)(?:(?![a-zđ])\p{L})+(?!\w)")
_COMMITTEE: Final = regex.compile(r"(?<!\w)(?:[ủu][yYỷỶ])(?=\s+BAN(?!\w))")


def restored(line: str) -> str:
    """The line with capitals where only small letters could be stored; as long as before. Lines without such words are
    left as they are."""
    if line.islower() or not any(map(str.isupper, line)):
        return line
    if "BAN" in line:
        line = _COMMITTEE.sub(_upper, line)
    if not _turns().search(line) or not _MIXED.search(line):
        return line
    small = any(c in "abcdefghijklmnopqrstuvwxyzđ" for c in line)
    raised: str = (_MIXED if small else _OPEN).sub(_upper, line)
    return raised


@lru_cache(maxsize=1)
def _turns() -> re.Pattern[str]:
    """A capital after a small letter, or two before one: what all such words have, told at one look."""
    letters = [chr(code) for code in (*range(0x530), *range(0x1E00, 0x2000))]
    large, small = ("".join(filter(case, letters)) for case in (str.isupper, str.islower))
    return re.compile(f"[{large}](?:(?<=[{small}].)|[{large}][{small}])")


def _upper(match: regex.Match[str]) -> str:
    word: str = match.group()
    large = word.upper()
    return large if len(large) == len(word) else word
