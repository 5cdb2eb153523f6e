"""Recognised words put right by their context: a tone lost over a circumflex or a hook, d read as đ.

Every change keeps the reading as it was (`Word.raw`) and its box; the words of a text layer are context and never
changed. A change needs strong evidence: how the engine misreads letters (`confusions`) times how likely the syllables
are in a row (`language`) must speak for it far more than for what was read, and still more where it may be a name."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from ingest import confusions, language
from ingest.confusions import Confusions
from ingest.language import OTHERS, STOP, Language
from vanthu import viet
from vanthu.records import Line, LineKind, Word

_SURE: Final = 4.0  # of a change: the logarithm of how much likelier it must be than what was read
_SURE_NAME: Final = 9.0  # … of a word that may be part of a name
_WEIGHT: Final = 0.8  # of the context against the picture: neighbours are not independent of each other
_HOPE: Final = 3.0  # what a neighbour's change may bring a candidate that is this much worse alone
_PATHS: Final = 16  # ways through a stretch that are followed
_READ: Final = frozenset({LineKind.BODY, LineKind.FOOTNOTE})
_CORE: Final = re.compile(r"[\W_]*([^\W\d_]+)[\W_]*")


@dataclass(frozen=True, slots=True)
class _Token:
    """A token of the page: its id, and where it may be changed the word it is, as read and how surely."""

    id: int
    line: int = -1
    word: int = -1
    start: int = 0
    read: str = ""
    confidence: float = 0.0
    name: bool = False


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a token may be: ids and what the picture says for each, what was read first."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    seen: tuple[float, ...]


def corrected(lines: Sequence[Line], languages: Sequence[str] = ("vie",)) -> tuple[Line, ...]:
    """The lines of a page that was recognised in these languages, words put right where Vietnamese is one of them.

    A changed word has its reading in `raw`, its box, and a confidence no higher than the engine's nor than the odds
    for the change allow. The same lines give the same result; time is linear in their length."""
    if "vie" not in languages:
        return tuple(lines)
    model, table = language.counted(), confusions.counted()
    tokens = list(_tokens(lines, model))
    changes = _changes(tokens, model, table)
    if not changes:
        return tuple(lines)
    old_style = _places_tones_the_old_way(lines)
    new: dict[tuple[int, int], tuple[str, float]] = {}
    for at, name, odds in changes:
        token = tokens[at]
        line = lines[token.line]
        word = line.words[token.word]
        text = line.text[word.start : word.end]
        shown = _in_case(_placed(name, token.read) if old_style else name, token.read)
        new[token.line, token.word] = (text[: token.start] + shown + text[token.start + len(token.read) :], odds)
    return tuple(_rewritten(line, k, new) for k, line in enumerate(lines))


def _tokens(lines: Sequence[Line], model: Language) -> Iterator[_Token]:
    """The tokens of the page in reading order; a cell of a table stands for itself."""
    stop = _Token(STOP)
    cell = None
    yield stop
    yield stop
    for k, line in enumerate(lines):
        if line.kind not in _READ:
            continue
        if line.cell != cell:
            yield stop
            cell = line.cell
        capitals = line.text.isupper()
        for n, word in enumerate(line.words):
            text = line.text[word.start : word.end]
            core = _CORE.fullmatch(text) if word.confidence is not None else None
            for start, end, name in language.tokens(text):
                if core and name not in OTHERS:
                    read = text[start:end]
                    may_be_name = read[0].isupper() and not capitals
                    yield _Token(model.id(name), k, n, start, read, word.confidence or 0.0, may_be_name)
                else:
                    yield _Token(model.id(name))
    yield stop
    yield stop


def _changes(tokens: Sequence[_Token], model: Language, table: Confusions) -> list[tuple[int, str, float]]:
    """(place, syllable, odds) of the tokens to be changed."""
    ids = [token.id for token in tokens]
    choices = {at: choice for at in range(2, len(tokens) - 2) if (choice := _choice(tokens, ids, at, model, table))}
    out = []
    for stretch in _stretches(sorted(choices)):
        out.extend(_best(stretch, tokens, ids, choices, model))
    return out


def _choice(
    tokens: Sequence[_Token], ids: Sequence[int], at: int, model: Language, table: Confusions
) -> _Choice | None:
    """What else the token may be, None where nothing comes near what was read."""
    token = tokens[at]
    if len(token.read) < 2:  # labels of points, and too little to go by
        return None
    read = _canonical(token.read)
    low = read.lower()
    wrong = table.likelier_wrong(token.confidence)
    stays = table.likelihood(low, read)
    before = _local(ids, at, ids[at], model)
    kept = [(ids[at], low, stays)]
    for name, seen in table.candidates(read):
        if name == low or seen + wrong - stays - _WEIGHT * before < -_HOPE:
            continue
        gain = _WEIGHT * (_local(ids, at, model.ids[name], model) - before) + seen + wrong - stays
        if gain > -_HOPE:
            kept.append((model.ids[name], name, seen + wrong))
    if len(kept) == 1:
        return None
    return _Choice(tuple(k[0] for k in kept), tuple(k[1] for k in kept), tuple(k[2] for k in kept))


def _local(ids: Sequence[int], at: int, here: int, model: Language) -> float:
    """How likely the context is with this syllable."""
    a, b, d, e = ids[at - 2], ids[at - 1], ids[at + 1], ids[at + 2]
    return model.score(a, b, here) + model.score(b, here, d) + model.score(here, d, e)


def _stretches(places: Sequence[int]) -> Iterator[list[int]]:
    """Places that are each other's context."""
    stretch: list[int] = []
    for at in places:
        if stretch and at - stretch[-1] > 2:
            yield stretch
            stretch = []
        stretch.append(at)
    if stretch:
        yield stretch


def _best(
    stretch: Sequence[int], tokens: Sequence[_Token], ids: Sequence[int], choices: dict[int, _Choice], model: Language
) -> list[tuple[int, str, float]]:
    """The likeliest way through the stretch; of its changes those that are sure, each against the way without it."""
    first, last = stretch[0], stretch[-1] + 2
    paths: list[tuple[float, tuple[int, ...]]] = [(0.0, ())]
    for at in range(first, last + 1):
        choice = choices.get(at)
        options = range(len(choice.ids)) if choice else (0,)
        grown = []
        for score, path in paths:
            b = _taken(path, at - 1, first, ids, choices)
            a = _taken(path, at - 2, first, ids, choices)
            for k in options:
                here = choice.ids[k] if choice else ids[at]
                seen = choice.seen[k] if choice else 0.0
                grown.append((score + _WEIGHT * model.score(a, b, here) + seen, (*path, k)))
        grown.sort(key=lambda pair: -pair[0])
        paths = grown[:_PATHS]
    best = paths[0][1]
    if not any(best):
        return []
    unchanged = tuple(0 for _ in best)
    whole = paths[0][0] - _value(unchanged, first, ids, choices, model)
    out = []
    for at in stretch:
        k = best[at - first]
        if not k:
            continue
        without = tuple(0 if n == at - first else taken for n, taken in enumerate(best))
        odds = min(paths[0][0] - _value(without, first, ids, choices, model), whole)
        if odds > (_SURE_NAME if tokens[at].name else _SURE):
            out.append((at, choices[at].names[k], odds))
    return out


def _taken(path: Sequence[int], at: int, first: int, ids: Sequence[int], choices: dict[int, _Choice]) -> int:
    choice = choices.get(at) if at >= first else None
    return choice.ids[path[at - first]] if choice else ids[at]


def _value(path: Sequence[int], first: int, ids: Sequence[int], choices: dict[int, _Choice], model: Language) -> float:
    total = 0.0
    for n, k in enumerate(path):
        at = first + n
        a, b, here = (_taken(path, place, first, ids, choices) for place in (at - 2, at - 1, at))
        choice = choices.get(at)
        total += _WEIGHT * model.score(a, b, here) + (choice.seen[k] if choice else 0.0)
    return total


def _canonical(read: str) -> str:
    """The reading with tones placed canonically, capitals kept."""
    return "".join(
        low.upper() if letter.isupper() else low for low, letter in zip(viet.canonical(read), read, strict=True)
    )


def _in_case(name: str, read: str) -> str:
    """The syllable in the capitals of what was read."""
    if read.isupper() and len(read) > 1:
        return name.upper()
    return name[0].upper() + name[1:] if read[0].isupper() else name


def _placed(name: str, read: str) -> str:
    """The syllable with its tone on the first of two open vowels (hòa, thủy), as most papers place it."""
    if len(name) < 2 or name[-2] not in "ou" or name[-3:-2] == "q":
        return name
    apart = unicodedata.normalize("NFD", name[-1])
    if (name[-2] + apart[0]) not in ("oa", "oe", "uy") or len(apart) != 2 or apart[1] not in viet.TONES:
        return name
    return name[:-2] + viet.nfc(name[-2] + apart[1]) + apart[0]


def _places_tones_the_old_way(lines: Sequence[Line]) -> bool:
    """Whether hòa outnumbers hoà on the page; so too where neither stands."""
    old = new = 0
    for line in lines:
        for found in re.finditer(r"(?<![qQ])\b[^\W\d_]*(?:([òóỏõọùúủũụ][aeéy])|([ou][àáảãạèéẻẽẹỳýỷỹỵ]))\b", line.text):
            old += found.group(1) is not None
            new += found.group(2) is not None
    return old >= new


def _rewritten(line: Line, k: int, new: dict[tuple[int, int], tuple[str, float]]) -> Line:
    """The line with its changed words."""
    if not any((k, n) in new for n in range(len(line.words))):
        return line
    text, words, at, done = "", [], 0, 0
    for n, word in enumerate(line.words):
        was = line.text[word.start : word.end]
        now, odds = new.get((k, n), (was, 0.0))
        text += line.text[done : word.start]
        at = len(text)
        text += now
        done = word.end
        words.append(
            replace(word, start=at, end=at + len(now))
            if now == was
            else Word(at, at + len(now), word.box, _confidence(word, odds), word.raw or was)
        )
    return replace(line, text=text + line.text[done:], words=tuple(words))


def _confidence(word: Word, odds: float) -> float:
    return round(min(word.confidence or 0.0, 1 - math.exp(-odds)), 4)
