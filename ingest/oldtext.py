"""Which encoding from before Unicode a text is in, told by its letters; bytes → text; documents that mix them.

A reading is right when its words with marks are Vietnamese syllables, and the words without marks around them too: the
second keeps French and Norwegian, whose letters are now and then a syllable in some reading, as they are.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from ingest.encodings import NAMES, TWICE, VNI_MARKS, converted, encoding_of
from ingest.syllables import is_syllable, is_unicode

Piece = tuple[str, str]
"""A stretch of text and the font it is in ("" where none is known)."""

READINGS: Final = (*NAMES, TWICE)
"""What a text may be in, the commonest first."""

SURE: Final = 0.75  # of the words with marks, those that must be syllables
_AROUND: Final = 0.7  # of all words
_BETTER: Final = 0.1  # than the text as it stands, and than the next best reading
_LEAST: Final = 3  # words with marks, to tell anything
_SAMPLE: Final = 1 << 16
_WORD: Final = re.compile(r"[^\W\d_](?:[^\W\d_]|[\u0300-\u0323])*")
_TOKEN: Final = re.compile(r"[^\s!-/:-@\[-`{-~]+")
_SHORT: Final = re.compile(r"[A-ZĐ&]{1,6}")  # abbreviations are no syllables in any language
# What a letter of an old encoding may look like in Western letters: no blank, dash or quotation mark, but one that
# stands between letters ("C«ng").
_ODD: Final = re.compile(r"[\x80-\x9f¡-ªµ-º¬-´¼-ÿ€ƒ†‡ˆ‰Š‹ŒŽ˜™š›œžŸ−∙\xadμ]|(?<=[^\W\d_])[«»](?=[^\W\d_])")
_LEFT: Final = re.compile(r"(?<=[^\W\d])[¡-©¬®-¹¼-¿×÷\x80-\x9f](?=[^\W\d])|(?<=[^\W\d])[µ¸·®¶¹©¨]")


@dataclass(frozen=True, slots=True)
class Share:
    """How Vietnamese a reading is: its words with marks, and of them and of all words the share that are syllables."""

    marked: int
    good: float
    around: float


def share(text: str) -> Share:
    """How Vietnamese a text in Unicode is; signs left over between letters count against it."""
    words = [word for word in _WORD.findall(unicodedata.normalize("NFC", text)) if not _SHORT.fullmatch(word)]
    marked = [word for word in words if not word.isascii() and len(word) > 1]
    good = sum(map(is_syllable, marked))
    plain = [word for word in words if word.isascii() and len(word) > 1]
    around = good + sum(map(is_syllable, plain))
    left = len(_LEFT.findall(text))
    return Share(len(marked), good / max(len(marked) + left, 1), around / max(len(marked) + left + len(plain), 1))


def told(text: str, among: Sequence[str] = READINGS, *, least: int = _LEAST) -> str | None:
    """The old encoding that a text (shown as Western letters) is in, None for a text that is as it should be, and
    where too few words tell (`least` with marks)."""
    sample = text[:_SAMPLE]
    if not is_odd(sample):
        return None
    found = sorted(((_weight(sample, one, least), one) for one in among), reverse=True)
    best, encoding = found[0]
    if best < SURE or best - as_it_stands(sample) < _BETTER:
        return None
    if any(
        best - near < _BETTER / 2 and converted(sample, other) != converted(sample, encoding)
        for near, other in found[1:]
    ):
        return None
    return min((other for near, other in found if near == best), key=READINGS.index)


def _weight(sample: str, encoding: str, least: int) -> float:
    """The share of syllables in a reading; 0 where it is none."""
    read = share(converted(sample, encoding))
    return read.good if read.marked >= least and read.around >= _AROUND else 0.0


def as_it_stands(text: str) -> float:
    """The share of syllables among the words with a letter or sign beyond ASCII, unread."""
    words = [word for word in _TOKEN.findall(text) if _ODD.search(word)]
    return sum(map(is_syllable, words)) / max(len(words), 1)


def is_odd(text: str) -> bool:
    """Whether there is anything in it that may be in an old encoding: nothing that only Unicode has, and not ASCII."""
    return not text.isascii() and not is_unicode(text) and _ODD.search(text) is not None


def fits(text: str, encoding: str, *, mixed: bool = False) -> bool:
    """Whether a text too short to tell anything by itself may be in the encoding that its document is in; in a `mixed`
    one, which has Unicode too, only where it reads better so."""
    if not is_odd(text):
        return False
    read, now = share(converted(text, encoding)).good, as_it_stands(text)
    return read > now if mixed else read >= max(0.5, now)


@dataclass(frozen=True, slots=True)
class Writing:
    """How a document is written: whether its old fonts are to be believed (some hold Unicode under the old name), and
    in which encoding the text is that is in other fonts and tells nothing by itself; `mixed` says that some of that is
    Unicode."""

    fonts: bool = False
    other: str | None = None
    mixed: bool = False

    @property
    def old(self) -> bool:
        """Whether anything in it is in an old encoding."""
        return self.fonts or self.other is not None

    def read(self, pieces: Sequence[Piece]) -> list[str]:
        """The text of each piece of one paragraph in Unicode; a piece that is good already stays as it is, without
        soft hyphens."""
        pieces = _marks_to_letters(pieces)
        rest = "".join(text for text, font in pieces if not self._tells(text, font))
        encoding = self._of_rest(rest)
        out = []
        for text, font in pieces:
            if self._tells(text, font):
                out.append(converted(text, encoding_of(font) or ""))
            elif encoding and is_odd(text):
                out.append(converted(text, encoding))
            else:
                out.append(text.replace("\xad", ""))
        return out

    def _tells(self, text: str, font: str) -> bool:
        return self.fonts and encoding_of(font) is not None and not is_unicode(text)

    def _of_rest(self, text: str) -> str | None:
        encoding = told(text)
        if encoding is None and self.other and fits(text, self.other, mixed=self.mixed):
            return self.other
        return encoding


def writing(paragraphs: Iterable[Sequence[Piece]]) -> Writing:
    """How the document with these paragraphs is written."""
    old: list[str] = []
    read: list[str] = []
    rest: list[str] = []
    for pieces in map(_marks_to_letters, paragraphs):
        of_fonts = [(text, encoding_of(font)) for text, font in pieces]
        old += [text for text, encoding in of_fonts if encoding]
        read += [converted(text, encoding) for text, encoding in of_fonts if encoding]
        rest.append("".join(text for text, encoding in of_fonts if not encoding))
    mixed = any(map(is_unicode, rest))
    return Writing(_believed(" ".join(old), " ".join(read)), _voted(rest), mixed)


def _believed(old: str, read: str) -> bool:
    """Whether the text in old fonts is in their encodings: it is no Unicode, and reads no worse for being converted."""
    foreign = sum(not letter.isascii() for letter in old)
    if not foreign or sum("\u0100" <= letter <= "\u1fff" for letter in old) > foreign / 2:
        return False
    kept = " ".join(word for word in old.split() if not is_unicode(word))
    return share(read).good >= share(kept).good


def _voted(texts: Iterable[str]) -> str | None:
    """The encoding that most of these paragraphs tell, by their length; if none does, what they tell together."""
    odd = [text for text in texts if is_odd(text)]
    votes: Counter[str] = Counter()
    for text in odd:
        encoding = told(text, least=5)
        if encoding:
            votes[encoding] += len(text)
    best = votes.most_common(1)[0][0] if votes else None
    if best == "tcvn3":  # lines without capitals tell the smaller of the two, which one code page holds together
        sample = "\n".join(odd)[:_SAMPLE]
        larger = share(converted(sample, "tcvn5712")).good > share(converted(sample, "tcvn3")).good
        return "tcvn5712" if larger else best
    if best:
        return best
    return told("\n".join(odd)) if odd else None


def _marks_to_letters(pieces: Sequence[Piece]) -> list[Piece]:
    """Pieces in which no letter of VNI is parted from its mark."""
    out = list(pieces)
    for i in range(1, len(out)):
        (before, font), (text, own) = out[i - 1], out[i]
        if text and before and text[0] in VNI_MARKS and before[-1].isalpha() and font == own:
            out[i - 1], out[i] = (before + text[0], font), (text[1:], own)
    return out


@dataclass(frozen=True, slots=True)
class Decoded:
    """Text with the encoding it was in; `sure` is False where the letters only look likely."""

    text: str
    encoding: str
    sure: bool = True


def decode(data: bytes) -> Decoded | None:
    """The text of a text file, None for what is no text. A byte order mark is taken off; lines in different encodings
    (files put together over the years) are each read in their own; nothing else is changed."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            found = _strictly(data[len(mark) :], encoding)
            return _modern(found) if found else None
    wide = _wide(data)
    if wide:
        return _strictly(data, wide)
    if not _is_text(data):
        return None
    try:
        return _modern(Decoded(data.decode("utf-8"), "utf-8"))
    except UnicodeDecodeError:
        return _eight_bit(data)


_MARKS: Final = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32-le"),
    (b"\0\0\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_LINE_CONTROLS: Final = frozenset(b"\t\n\r\f\x0b\x08\x1b\x1a\x1e\x1f")


def _strictly(data: bytes, encoding: str) -> Decoded | None:
    """As the byte order mark says; a few broken characters are replaced, a file of them is no text."""
    text = data.decode(encoding, "replace")
    broken = text.count("\ufffd")
    if broken > max(2, len(text) // 100):
        return None
    return Decoded(text, encoding, sure=broken == 0)


def _wide(data: bytes) -> str | None:
    """UTF-16 without a mark: every other byte of Latin text is zero."""
    sample = data[: _SAMPLE & ~1]
    if len(sample) < 4 or len(data) % 2:
        return None
    even, odd = sample[0::2], sample[1::2]
    half = len(sample) // 2
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > half * 0.5 and others.count(0) < half * 0.02:
            return encoding
    return None


def _is_text(data: bytes) -> bool:
    """Whether control characters are as rare as in text: NUL and the like less than one in ten of a short file, one in
    a hundred of a long one."""
    sample = data[:_SAMPLE]
    controls = sum(1 for byte in sample if byte < 0x20 and byte not in _LINE_CONTROLS)
    return controls <= max(len(sample) / 100, min(len(sample) / 10, 4))


def _modern(found: Decoded) -> Decoded:
    """Unicode, but for the lines in an old encoding that somebody saved as Unicode."""
    text = found.text
    if text.isascii():
        return found
    lines = text.split("\n")
    how = writing([(line, "")] for line in lines)
    if how.other is None:
        return found
    read = [how.read([(line, "")])[0] if is_odd(line) else line for line in lines]
    if read == lines:
        return found
    return Decoded("\n".join(read), f"{how.other} in {found.encoding}", found.sure)


def _eight_bit(data: bytes) -> Decoded | None:
    """8-bit text: line by line whichever reading gives the most Vietnamese syllables, else Cyrillic or Western."""
    text = data.decode("latin-1")
    whole = _voted(text.split("\n"))
    if whole:
        return _by_lines(data, whole)
    broken = data.decode("utf-8", "replace")
    if broken.count("\ufffd") * 50 < sum(1 for letter in broken if letter > "\x7f"):
        return Decoded(broken, "utf-8", sure=False)
    letters = [letter for letter in text[:_SAMPLE] if letter.isalpha()]
    if not letters:
        return None
    high = sum(letter > "\x7f" for letter in letters) / len(letters)
    if sum("\x80" <= letter < "\xa0" for letter in text[:_SAMPLE]) > len(text[:_SAMPLE]) * 0.05:
        return None
    if high > 0.6:
        return Decoded(data.decode("cp1251", "replace"), "cp1251", sure=False)
    return Decoded(data.decode("cp1252", "replace"), "cp1252", sure=high < 0.15) if high < 0.3 else None


def _by_lines(data: bytes, usual: str) -> Decoded:
    """Each line in its own encoding: UTF-8 where it is that, the one it tells, else the usual one."""
    out: list[str] = []
    seen: Counter[str] = Counter()
    for line in data.split(b"\n"):
        if line.isascii():
            out.append(line.decode("ascii"))
            continue
        text = line.decode("latin-1")
        encoding = usual
        if share(converted(text, usual)).good < 0.8:
            likely = (one for one in NAMES if share(converted(text, one)).good >= 0.8)
            encoding = told(text, least=5) or next(likely, usual)
        read = converted(text, encoding)
        try:
            unicode = line.decode("utf-8")
        except UnicodeDecodeError:
            unicode = ""
        if unicode and share(unicode).good >= max(share(read).good, 0.5):
            encoding, read = "utf-8", unicode
        out.append(read)
        seen[encoding] += 1
    return Decoded("\n".join(out), "+".join(name for name, _ in seen.most_common()))
