"""From how likely each letter is in each column of a line to the words that stand there, how surely, and what else they
may be.

Where the network is sure that a column stands between letters, the line is cut; of each piece the likeliest spellings
are found over all ways in which the letters may lie on the columns (prefix beam search: Graves et al. 2006, Hannun et
al. 2014)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from ingest.lstm.traineddata import Floats

_BETWEEN: Final = 0.9  # a column as likely as this between letters parts them
_SEEN: Final = 0.004  # of a letter, to be followed
_HALF: Final = 0.5
_NEVER: Final = -1e9
_WIDE: Final = 6  # spellings followed at a time
_ODDS: Final = 7.0  # a spelling this much less likely than the best (natural logarithm) is dropped
_MOST: Final = 6  # spellings of a word
_BLANK: Final = 1.2  # a spelling with blanks may be this much less likely than the one without
_SCALE: Final = 0.6  # from the logarithm of a likelihood to confidence

Column = dict[int, float]
Spellings = list[tuple[tuple[int, ...], float]]


@dataclass(frozen=True, slots=True)
class Spelled:
    """A word of a line: its text, the columns of the blanks beside it, how sure its least sure letters are (0..1:
    0.6 is a likelihood of one in two, 0 one of a fifth), and what else it may be, each with how much less likely
    that is (natural logarithm, at most 0)."""

    text: str
    start: float
    end: float
    confidence: float
    others: tuple[tuple[str, float], ...]


@dataclass(slots=True)
class _Word:
    """A word while it is spelled: what it may be, the best first, and how sure its least sure piece is."""

    start: float
    spellings: list[tuple[str, float]]
    least: float = 0.0

    def add(self, pieces: Sequence[tuple[str, float]], sure: float) -> None:
        grown = [(text + piece, odds + more) for text, odds in self.spellings for piece, more in pieces]
        self.spellings = sorted(grown, key=lambda pair: -pair[1])[:_MOST]
        self.least = min(self.least, sure)

    def done(self, end: float) -> Spelled | None:
        text, odds = self.spellings[0]
        if not text:
            return None
        others = tuple((other, round(less - odds, 3)) for other, less in self.spellings[1:] if other)
        return Spelled(text, self.start, end, min(max(1 + _SCALE * self.least, 0.0), 1.0), others)


def words(likelihoods: Floats, letters: Sequence[str], blank: int) -> list[Spelled]:
    """The words of a line, from left to right."""
    out: list[Spelled | None] = []
    word = _Word(0.0, [("", 0.0)])
    space, columns = letters.index(" "), seen(likelihoods)
    for first, end in _pieces(likelihoods[:, blank] > _BETWEEN):
        found = [
            ("".join(letters[code] for code in codes), odds) for codes, odds in spellings(columns[first:end], blank)
        ]
        best, sure = _with_blanks(found)
        parts = best.split(" ")
        if len(parts) == 1:
            word.add([(text, odds - sure) for text, odds in found if " " not in text and odds > sure - _ODDS], sure)
            continue
        for k, gap in enumerate(_gaps(likelihoods[first:end, space], len(parts) - 1)):
            word.add([(parts[k], 0.0)], sure if parts[k] else 0.0)
            out.append(word.done(first + gap))
            word = _Word(first + gap, [("", 0.0)])
        word.add([(parts[-1], 0.0)], sure if parts[-1] else 0.0)
    out.append(word.done(float(len(likelihoods))))
    return [one for one in out if one]


def _with_blanks(found: Sequence[tuple[str, float]]) -> tuple[str, float]:
    """The likeliest spelling, or the same letters with blanks between them where that is not much less likely: the
    network loses a blank far more often than it makes one up."""
    best = found[0]
    for text, odds in found[1:]:
        if odds > best[1] - _BLANK and " " in text and text.replace(" ", "") == best[0]:
            return text, best[1]
    return best


def _gaps(likelihoods: Floats, count: int) -> list[float]:
    """The middles of the columns where blanks are likeliest, from left to right."""
    inside = np.concatenate(([0.0], likelihoods, [0.0]))
    peaks = [k for k in range(1, len(inside) - 1) if inside[k - 1] < inside[k] >= inside[k + 1]]
    best = sorted(sorted(peaks, key=lambda k: -inside[k])[:count])
    return [k - 0.5 for k in best] + [len(likelihoods) - 0.5] * (count - len(best))


def _pieces(between: np.ndarray) -> Iterator[tuple[int, int]]:
    """(first column, column beyond) of what stands between the blanks."""
    edges = np.flatnonzero(np.diff(np.concatenate(([True], between, [True]))))
    return zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)


def seen(likelihoods: Floats) -> list[Column]:
    """Of each column the codes that are worth following, with their likelihoods."""
    out: list[Column] = [{} for _ in likelihoods]
    rows, codes = np.nonzero(likelihoods > _SEEN)
    for row, code, likely in zip(rows.tolist(), codes.tolist(), likelihoods[rows, codes].tolist(), strict=True):
        out[row][code] = likely
    return out


def spellings(columns: Sequence[Column], blank: int) -> Spellings:
    """The likeliest codes in a row, each with the logarithm of its likelihood over all ways to lie on the columns."""
    letter = _only_letter(columns, blank)
    if letter is not None:
        return [((letter,), math.log(_once(columns, letter, blank)))]
    beams: dict[tuple[int, ...], tuple[float, float]] = {(): (0.0, _NEVER)}  # ending in a blank, or in a letter
    for column in columns:
        logs = [(code, math.log(likely)) for code, likely in column.items()]
        grown: dict[tuple[int, ...], tuple[float, float]] = {}
        for before, (in_blank, in_letter) in beams.items():
            either = _sum(in_blank, in_letter)
            for code, odds in logs:
                if code == blank:
                    was = grown.get(before, (_NEVER, _NEVER))
                    grown[before] = (_sum(was[0], either + odds), was[1])
                    continue
                again = bool(before) and before[-1] == code
                if again:
                    was = grown.get(before, (_NEVER, _NEVER))
                    grown[before] = (was[0], _sum(was[1], in_letter + odds))
                longer = (*before, code)
                was = grown.get(longer, (_NEVER, _NEVER))
                grown[longer] = (was[0], _sum(was[1], (in_blank if again else either) + odds))
        best = sorted(grown.items(), key=lambda pair: -max(pair[1]))[:_WIDE]
        beams = dict(best)
    return sorted(((codes, _sum(*ends)) for codes, ends in beams.items()), key=lambda pair: -pair[1])


def _only_letter(columns: Sequence[Column], blank: int) -> int | None:
    """The one letter that stands on these columns and nothing else, as on most: it need not be searched for."""
    letters = {code for column in columns for code in column if code != blank}
    if len(letters) != 1:
        return None
    (letter,) = letters
    sure = [k for k, column in enumerate(columns) if column.get(letter, 0.0) > _HALF]
    return letter if sure and sure[-1] - sure[0] + 1 == len(sure) else None


def _once(columns: Sequence[Column], letter: int, blank: int) -> float:
    """How likely the letter stands on these columns once, over all ways to lie on them."""
    before, within, after = 1.0, 0.0, 0.0
    for column in columns:
        here, none = column.get(letter, 0.0), column.get(blank, 0.0)
        before, within, after = before * none, (before + within) * here, (within + after) * none
    return within + after


def _sum(one: float, other: float) -> float:
    """The logarithm of the sum of two likelihoods given as logarithms."""
    if one < other:
        one, other = other, one
    return one if other <= _NEVER / 2 else one + math.log1p(math.exp(other - one))
