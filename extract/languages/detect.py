"""Which language a text is in, by its letters and its commonest words."""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache
from typing import Final

from extract.words import load

LANGUAGES: Final = ("vi", "id", "nb", "ru", "en")
_WORD: Final = re.compile(r"[^\W\d_]+")
_LETTERS: Final = {
    "vi": re.compile(
        r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđăơưẠẢẤẦẨẪẬẮẰẲẴẶẸẺẼẾỀỂỄỆỈỊỌỎỐỒỔỖỘỚỜỞỠỢỤỦỨỪỬỮỰỲỴỶỸĐĂƠƯ]"
    ),
    "ru": re.compile(r"[\u0400-\u052f\u1c80-\u1c88\ua640-\ua69f]"),
    "nb": re.compile(r"[øåæØÅÆ]"),
}


@lru_cache(maxsize=1)
def _common() -> dict[str, list[str]]:
    return {name: load(f"language-{name}.yaml")["common"] for name in LANGUAGES}


def language_of(text: str) -> str:
    """vi, id, nb, ru or en; "vi" where nothing speaks for another. Reads at most the first 20,000 characters."""
    sample = text[:20_000]
    words = Counter(_WORD.findall(sample.lower()))
    if not words:
        return "vi"
    share = {name: sum(words[word] for word in common) / words.total() for name, common in _common().items()}
    for name, letters in _LETTERS.items():
        share[name] += 2 * len(letters.findall(sample)) / len(sample)
    best = max(share, key=lambda name: share[name])
    return best if share[best] > 0.1 else "vi"
