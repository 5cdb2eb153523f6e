"""Capitals of old fonts: TCVN3 has no capital letters with a tone, a capital font showed the small ones as capitals.
As plain text they arrive small: "CHủ TịCH", "QUYếT ĐịNH", "ủy BAN NHÂN DÂN"."""

from __future__ import annotations

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
    if all(map(_settled, line.split())) or not _MIXED.search(line):
        return line
    small = any(c in "abcdefghijklmnopqrstuvwxyzđ" for c in line)
    raised: str = (_MIXED if small else _OPEN).sub(_upper, line)
    return raised


def _settled(word: str) -> bool:
    """Whether no letter's case tells of an old font: most words, told without the pattern."""
    return word.islower() or word.istitle() or word.isupper() or word == word.lower()


def _upper(match: regex.Match[str]) -> str:
    word: str = match.group()
    large = word.upper()
    return large if len(large) == len(word) else word
