"""Whether a word has the build of a Vietnamese syllable: what tells old encodings and broken layers apart."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Final

_TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
_ONSET: Final = "ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnpqrstvx]"
_NUCLEUS: Final = (
    "uyê|uya|oai|oay|oeo|uây|iêu|yêu|uôi|ươi|ươu|uyu|oao|"
    "ai|ao|au|ay|âu|ây|eo|êu|ia|iê|iu|oa|oă|oe|oi|ôi|ơi|oo|ua|uâ|uê|ui|uô|uơ|uy|ưa|ươ|ưi|ưu|yê|ya|"
    "[aăâeêioôơuưy]"
)
_SYLLABLE: Final = re.compile(f"(?:{_ONSET})?(?:{_NUCLEUS})(?P<stop>ng|nh|ch|[cmnpt])?")
_FORBIDDEN: Final = re.compile(r"(?:c|ng|(?<!n)g)(?=[eêy])|(?:ngh|gh|k)(?=[aăâoôơuư])|^q(?!u)|ngi")
_STOPS: Final = frozenset({"c", "ch", "p", "t"})
_STOPPED_TONES: Final = ("\u0301", "\u0323")  # sắc and nặng
# Letters beyond Latin-1 that only Unicode has: Vietnamese ones with a horn, breve, bar or two marks.
_UNICODE: Final = re.compile(r"[\u0102\u0103\u0110\u0111\u0128\u0129\u0168\u0169\u01a0\u01a1\u01af\u01b0\u1ea0-\u1ef9]")
_MARKED: Final = re.compile(r"[a-zA-Z\u00c0-\u01b0][\u0300-\u0323]")


@lru_cache(maxsize=50_000)
def is_syllable(word: str) -> bool:
    """Whether a word (any case, any placement of the tone) can be one Vietnamese syllable: its letters in an order
    that is spoken, one tone at most, and before a final c, ch, p, t one of the two that are possible."""
    apart = unicodedata.normalize("NFD", word.lower().replace("đ", "\ue000"))
    tones = [letter for letter in apart if letter in _TONES]
    bare = unicodedata.normalize("NFC", "".join(letter for letter in apart if letter not in _TONES))
    bare = bare.replace("\ue000", "đ")
    found = _SYLLABLE.fullmatch(bare)
    if found is None or len(tones) > 1 or _FORBIDDEN.search(bare):
        return False
    return found["stop"] not in _STOPS or (bool(tones) and tones[0] in _STOPPED_TONES)


def is_unicode(text: str) -> bool:
    """Whether there is a Vietnamese letter in it that only Unicode has, composed or not."""
    return bool(_UNICODE.search(text) or _MARKED.search(text))
