"""Syllables read anew from their neighbours: a tone lost over a circumflex or a hook, d read as đ.

A change needs strong evidence: how the engine misreads letters (`confusions`) times how likely the syllables are in a
row (`language`) must speak for it far more than for what was read, and still more where it may be a name."""

from __future__ import annotations

import math
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ingest import language
from ingest.confusions import Confusions
from ingest.drafts import Draft
from ingest.language import OTHERS, STOP, Language
from vanthu import viet
from vanthu.records import LineKind

_SURE: Final = 2.5  # of a change: the logarithm of how much likelier it must be than what was read
_SURE_NAME: Final = 7.0  # … of a word that may be part of a name
_WEIGHT: Final = 1.0  # of the context against the picture
_HOPE: Final = 5.0  # what a neighbour's change may bring a candidate that is this much worse alone
_PATHS: Final = 16  # ways through a stretch that are followed
_READ: Final = frozenset({LineKind.BODY, LineKind.FOOTNOTE})
_OPEN: Final = re.compile(r"(?<![qQ])(?:([òóỏõọùúủũụ][aey])|([ou][àáảãạèéẻẽẹỳýỷỹỵ]))\b")
_HOLDS_FIGURE: Final = re.compile(r"\d")
_SIGNS: Final = "()[]\"“”'.,;:…!?-–*"


@dataclass(frozen=True, slots=True)
class _Token:
    """A token of the page: its id, and where it may be changed the word it is, as read and how surely; `others` are
    the syllables (canonical, small letters) that the recogniser saw there too, and how much less likely they are."""

    id: int
    line: int = -1
    word: int = -1
    start: int = 0
    read: str = ""
    confidence: float = 0.0
    name: bool = False
    others: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a token may be: ids and what the picture says for each, what was read first."""

    ids: tuple[int, ...]
    names: tuple[str, ...]
    seen: tuple[float, ...]


def mended(rows: Sequence[Draft], model: Language, table: Confusions) -> list[Draft]:
    """The lines of a page, syllables put right."""
    tokens = list(_tokens(rows, model))
    old_style = _places_tones_the_old_way(rows)
    new: dict[int, dict[int, tuple[str, float]]] = {}
    for at, name, odds in sorted(_changes(tokens, model, table), reverse=True):  # from the end of a word
        token = tokens[at]
        of_line = new.setdefault(token.line, {})
        text, before = of_line.get(token.word, (rows[token.line].texts[token.word], math.inf))
        shown = _in_case(_placed(name) if old_style else name, token.read)
        text = text[: token.start] + shown + text[token.start + len(token.read) :]
        of_line[token.word] = (text, min(odds, before))
    out = list(rows)
    for k, words in new.items():
        out[k] = rows[k].with_texts(
            {n: text for n, (text, _) in words.items()}, {n: odds for n, (_, odds) in words.items()}
        )
    return out


def _tokens(rows: Sequence[Draft], model: Language) -> Iterator[_Token]:
    """The tokens of the page in reading order; a cell of a table stands for itself."""
    stop = _Token(STOP)
    cell = None
    yield stop
    yield stop
    for k, row in enumerate(rows):
        line = row.line
        if line.kind not in _READ:
            continue
        if line.cell != cell:
            yield stop
            cell = line.cell
        capitals = [text[:1].isupper() or text[1:2].isupper() for text in row.texts]
        heading = "".join(row.texts).isupper()
        for n, text in enumerate(row.texts):
            may_change = row.open(n) and not _HOLDS_FIGURE.search(text)
            beside = capitals[n - 1 : n] + capitals[n + 1 : n + 2] if n else capitals[1:2]
            for start, end, name in language.tokens(text):
                read = text[start:end]
                if may_change and name not in OTHERS and not (read.isupper() and len(read) < len(text.strip(_SIGNS))):
                    confidence = row.line.words[n].confidence or 0.0
                    may_be_name = read[0].isupper() and any(beside) and not heading
                    others = _seen_too(row, n, start, end)
                    yield _Token(model.id(name), k, n, start, read, confidence, may_be_name, others)
                else:
                    yield _Token(model.id(name))
    yield stop
    yield stop


def _seen_too(row: Draft, n: int, start: int, end: int) -> tuple[tuple[str, float], ...]:
    """What else the recogniser saw in place of this part of a word that stands as it was read."""
    word = row.line.words[n]
    text = row.texts[n]
    if text != row.line.text[word.start : word.end]:
        return ()
    out: dict[str, float] = {}
    for other, odds in word.others:
        if other.startswith(text[:start]) and other.endswith(text[end:]) and len(other) > len(text) - end + start:
            name = viet.canonical(other[start : len(other) - len(text) + end])
            out.setdefault(name.lower(), odds)
    return tuple(out.items())


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
    odds = {name: stays - wrong + less for name, less in token.others if name in model.ids}
    for name, likely in table.candidates(read):
        odds[name] = max(likely, odds.get(name, likely))
    for name, seen in odds.items():
        if name == low or (token.name and viet.fold(name) != viet.fold(low)):
            continue
        if seen + wrong - stays - _WEIGHT * before < -_HOPE:
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


def _placed(name: str) -> str:
    """The syllable with its tone on the first of two open vowels (hòa, thủy), as most papers place it."""
    if len(name) < 2 or name[-2] not in "ou" or name[-3:-2] == "q":
        return name
    apart = unicodedata.normalize("NFD", name[-1])
    if (name[-2] + apart[0]) not in ("oa", "oe", "uy") or len(apart) != 2 or apart[1] not in viet.TONES:
        return name
    return name[:-2] + viet.nfc(name[-2] + apart[1]) + apart[0]


def _places_tones_the_old_way(rows: Sequence[Draft]) -> bool:
    """Whether hòa outnumbers hoà on the page; so too where neither stands."""
    old = new = 0
    for row in rows:
        for found in _OPEN.finditer(row.line.text):
            old += found.group(1) is not None
            new += found.group(2) is not None
    return old >= new
