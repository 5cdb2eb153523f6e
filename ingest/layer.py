"""The text layer of a PDF page: put right where it is in an old encoding, or why it is not to be believed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from ingest import sense
from ingest.encodings import encoding_of
from ingest.oldtext import Piece, is_odd, writing
from ingest.pdfium import PdfPage, Picture
from ingest.placed import PlacedWord

# What no Unicode text has inside a word, and TCVN3 and its like are full of.
_SUSPECT: Final = re.compile(r"[µ®¸·§¶¹©¨«¬­−∙]\w|\w[µ®¸·¶¹©¨−∙\xad]|[\x80-\x9f]")
_TOGETHER: Final = 14  # words that are judged as one paragraph
_LEAST_LETTERS: Final = 40


def words_of(page: PdfPage) -> list[PlacedWord]:
    """The words of the layer; those in an encoding from before Unicode converted, what the file has is kept as raw."""
    found = page.words()
    text = " ".join(word.text for word in found)
    if text.isascii() or not (is_odd(text) or _SUSPECT.search(text)):
        return found
    return _modern(page.words(fonts=True))


def _modern(words: Sequence[PlacedWord]) -> list[PlacedWord]:
    groups = [list(_pieces(words[k : k + _TOGETHER])) for k in range(0, len(words), _TOGETHER)]
    how = writing(groups)
    if not how.old:
        return list(words)
    letters = iter([letters for group in groups for letters in how.read(group)])
    out = []
    for word in words:
        text = "".join(next(letters) for _ in word.pieces)
        next(letters)  # the blank after it
        out.append(replace(word, text=text, raw=word.text) if text and text != word.text else word)
    return out


def _pieces(words: Sequence[PlacedWord]) -> Iterator[Piece]:
    for word in words:
        yield from word.pieces
        yield " ", word.pieces[-1][1] if word.pieces and encoding_of(word.pieces[-1][1]) else ""


def fault(page: PdfPage, words: Sequence[PlacedWord], pictures: Sequence[Picture]) -> str:
    """Why the page is to be read on its picture instead, in a few words; "" where the layer may be believed."""
    texts = [word.text for word in words]
    if not sense.makes_sense(texts):
        return "lớp chữ sai bảng mã"
    if not sense.spells(texts):
        return "lớp chữ sai bảng mã: chữ có dấu không thành tiếng Việt"
    letters = sum(map(len, texts))
    if letters < _LEAST_LETTERS or not pictures:
        return ""
    unseen = sum(len(word.text) for word in words if word.hidden) > 0.5 * letters
    if not unseen and not page.covered_by_picture():
        return ""
    return "" if _is_good(texts) else "lớp chữ ẩn không đáng tin"


def _is_good(texts: Sequence[str]) -> bool:
    """Whether an invisible layer, which some scanner's program recognised, is worth more than recognising again: it is
    Vietnamese, with its marks. One in another language may be what a program set to that language made of it."""
    return sense.syllables(texts) > 0.93 and sense.marked(texts) > 0.5
