"""Whether a text layer makes sense: broken character maps, old 8-bit fonts and foreign recognisers show."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

from ingest import syllables as syllables_of
from ingest.syllables import is_unicode
from vanthu import viet

_VOWELS: Final = frozenset("aeiouyаеёиоуыэюя")
_BROKEN: Final = re.compile(r"[\ufffd\ue000-\uf8ff\x00-\x1f\x7f-\x9f]")
_SIGN_IN_WORD: Final = re.compile(r"(?<=[^\W\d])[¡-©¬®-³µ¶¸¼-¿×÷−](?=[^\W\d])|[§®µ¸](?=[^\W\d])|(?<=[^\W\d])[µ¸®¬©]")
_LEAST: Final = 12  # fewer words than this say nothing about sense
_SAMPLE: Final = 200  # so many words, from all over the page, are judged
_SYLLABLE: Final = re.compile(
    r"(?:b|ch?|d|đ|gi?|gh|h|kh?|l|m|n|ngh?|nh|ph?|qu?|r|s|th?|tr|v|x)?"
    r"(?:u(?=[âêơyaăeo]))?(?:o(?=[aăe]))?"
    r"(?:a|ă|â|e|ê|i|o|ô|ơ|u|ư|y|ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iêu|iu|oi|ôi|ơi|oo|ua|uô|uôi|ui|ưa|ươ|ưi|ươi|ươu|ưu|"
    r"yê|yêu|ya|yu)"
    r"(?:ch|c|m|ng|nh|n|p|t)?"
)
_TONES: Final = dict.fromkeys(map(ord, viet.TONES))


def makes_sense(words: Sequence[str]) -> bool:
    """Whether these words read like a language (Vietnamese or another in Latin or Cyrillic letters). Few words do
    unless a character is broken: there is nothing to judge."""
    letters = [word for word in words[:: max(len(words) // _SAMPLE, 1)] if any(c.isalpha() for c in word)]
    if len(letters) < _LEAST:
        return not any(_BROKEN.search(word) for word in words)
    odd = sum(1 for word in letters if _BROKEN.search(word) or _SIGN_IN_WORD.search(word) or _cases_mixed(word))
    plain = [word for word in letters if len(word) > 1 and not any(c.isdigit() or c in "./-&" for c in word)]
    mute = sum(1 for word in plain if not _VOWELS.intersection(viet.fold(word)))
    return odd < 0.06 * len(letters) and mute < 0.3 * max(len(plain), 1)


def spells(words: Sequence[str]) -> bool:
    """Whether Vietnamese letters stand where Vietnamese has them. A font whose map names some letters wrongly gives
    words that look Vietnamese and are none; a text with few of its letters is of another language, and spells."""
    plain = [part for word in words for part in re.findall(r"[^\W\d_]{2,}", unicodedata.normalize("NFC", word))]
    marked = [word for word in plain if is_unicode(word) and not word.isupper()]
    if len(marked) < _LEAST or len(marked) < 0.2 * len(plain):
        return True
    return sum(map(syllables_of.is_syllable, marked)) > 0.6 * len(marked)


def _cases_mixed(word: str) -> bool:
    """A small letter beside capitals where one of them is no plain letter: "CñA", "NGHÞ"."""
    return any(
        one.islower() and other.isupper() and not (one.isascii() and other.isascii()) for one, other in pairwise(word)
    )


def syllables(words: Sequence[str]) -> float:
    """The share of Vietnamese syllables among the words of letters; 0 where there are fewer than a dozen."""
    letters = [part for word in words for part in re.findall(r"[^\W\d_]{2,}", word)]
    if len(letters) < _LEAST:
        return 0.0
    return sum(1 for word in letters if is_syllable(word.lower())) / len(letters)


@lru_cache(maxsize=20_000)
def is_syllable(word: str) -> bool:
    """Whether a word in small letters can be a Vietnamese syllable (tone and rime fit together as they are written)."""
    apart = unicodedata.normalize("NFD", word)
    tones = sum(1 for c in apart if c in viet.TONES)
    bare = unicodedata.normalize("NFC", apart.translate(_TONES))
    if tones > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    return tones == 1 or not re.search(r"(?:ch|c|p|t)$", bare)


def marked(words: Sequence[str]) -> float:
    """The share of words of letters that carry a Vietnamese mark."""
    letters = [word for word in words if any(c.isalpha() for c in word)]
    return sum(1 for word in letters if viet.fold(word) != viet.lower(word)) / len(letters) if letters else 0.0
