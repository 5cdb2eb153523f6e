"""Which language a text is in, by its letters and its commonest words."""

from __future__ import annotations

from typing import Final

import regex

_COMMON: Final = {
    "vi": "và của các là được cho trong với về có không này theo đến tại người đã những một từ để khi".split(),
    "id": "dan yang untuk dalam dengan pada dari tersebut adalah ini akan tidak telah oleh sebagai juga serta di".split(),
    "nb": "og i av på for til det som en er med ikke har å fra den om ved skal ble et også".split(),
    "en": "the of and to in for is that on with as by are was be has from this an which not".split(),
    "ru": "и в на с по для что не из от о за также к при как это были является его".split(),
}
_WORD: Final = regex.compile(r"\p{L}+")
_LETTERS: Final = {
    "vi": regex.compile(r"[ạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹđăơư]", regex.I),
    "ru": regex.compile(r"\p{Cyrillic}"),
    "nb": regex.compile(r"[øåæ]", regex.I),
}


def language_of(text: str) -> str:
    """vi, id, nb, ru or en; "vi" where nothing speaks for another language. Reads at most the first 20,000 characters."""
    sample = text[:20_000]
    words = _WORD.findall(sample.lower())
    if not words:
        return "vi"
    share = {name: sum(map(words.count, common)) / len(words) for name, common in _COMMON.items()}
    for name, letters in _LETTERS.items():
        share[name] += 2 * len(letters.findall(sample)) / len(sample)
    best = max(share, key=lambda name: share[name])
    return best if share[best] > 0.05 else "vi"
