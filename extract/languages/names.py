"""Bodies by their foreign names, to their canonical Vietnamese names."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.authority import Body, authority
from extract.languages.grammar import OWN, Grammar, grammar
from extract.pipe import PhraseBook, flat
from vanthu.records import BodyMention, Span

# Endings of Russian words, the longest first: names are compared by their stems.
_ENDINGS: Final = regex.compile(
    r"(?<=\p{Cyrillic}{3})(?:иями|ями|ами|ием|ией|ого|ему|ому|ыми|ими|его|иям|иях|ев|ов|ие|ия|ию|ии|ей|ой|ий|ый|ая|яя|ое|ее|ые|ых|их|ую|юю"
    r"|ам|ям|ах|ях|ью|ом|ем|им|ым|а|е|и|й|о|у|ы|ь|ю|я)$"
)


def stem(word: str) -> str:
    """A Russian word without its ending; other words as they are."""
    return str(_ENDINGS.sub("", word))


_GENITIVE: Final = regex.compile(r"(?<=[a-zæøå]{4}(?:t|n))s$")


def _without_genitive(word: str) -> str:
    """A Norwegian noun without the s of its genitive: politbyråets → politbyrået."""
    return str(_GENITIVE.sub("", word))


_FORMS: Final = {"ru": stem, "nb": _without_genitive}


@dataclass(frozen=True, slots=True)
class _Book:
    book: PhraseBook
    bodies: dict[str, Body]


@lru_cache(maxsize=4)
def _book(code: str) -> _Book:
    """The foreign names of one language; of two bodies with one name, the one that still exists."""
    bodies: dict[str, Body] = {}
    for phrase, _, body in authority().phrases((code,)):
        known = bodies.get(phrase)
        if known is None or (known.names[0].until and not body.names[0].until):
            bodies[phrase] = body
    return _Book(PhraseBook(bodies, form=_FORMS.get(code)), bodies)


def find_names(text: str, rules: Grammar) -> tuple[BodyMention, ...]:
    """The bodies named in a text of this language, in order, not overlapping; names are Vietnamese."""
    words, at = flat(text)
    found = [*_listed(words, text, at, rules), *_groups(words, rules)]
    taken: list[tuple[int, int, BodyMention]] = []
    for start, end, mention in sorted(found, key=lambda item: (item[0] - item[1], item[0])):
        if all(end <= other[0] or other[1] <= start for other in taken):
            span = Span(at(start), at(end - 1) + 1)
            taken.append(
                (start, end, BodyMention(mention.name, (span,), mention.body, mention.group, None, mention.rule))
            )
    return tuple(mention for _, _, mention in sorted(taken, key=lambda item: item[0]))


_Item = tuple[int, int, BodyMention]
# Names that are common words as well: only with a capital letter.
_CAPITAL: Final = frozenset(("partai", "pemerintah", "presiden", "sekretariat", "партия", "президент", "правительство"))


def _listed(words: str, text: str, at: Any, rules: Grammar) -> Iterator[_Item]:
    book = _book(rules.code)
    for start, end, phrase in book.book.find(words):
        if phrase in rules.nouns or (phrase in _CAPITAL and not text[at(start)].isupper()):
            continue
        if start and (words[start - 1].isalnum() or words[start - 1] == "-"):
            continue
        body = book.bodies[phrase]
        name = f"{body.name} {body.units[0]}" if body.level == "local" and body.units and not body.alone else body.name
        yield start, end, BodyMention(name, (), body.id, body.group, None, "foreign-name")


@lru_cache(maxsize=4)
def _group_pattern(code: str) -> Any:
    rules = grammar(code)
    nouns = sorted(rules.nouns, key=len, reverse=True)
    noun = "(?:" + "|".join(map(regex.escape, nouns)) + r")(?!\w)"
    leaders = "|".join(map(regex.escape, sorted(rules.leaders, key=len, reverse=True)))
    return regex.compile(rf"(?<![\w-])(?:(?P<leaders>{leaders}) )?(?P<list>{noun}(?:{rules.joins}{noun})*)")


def _groups(words: str, rules: Grammar) -> Iterator[_Item]:
    """ "kementerian, sektor, daerah, badan usaha": one collective of state bodies, others on their own."""
    for match in _group_pattern(rules.code).finditer(words):
        leaders = rules.leaders.get(match["leaders"] or "")
        members = list(_members(match, rules))
        state = [m for m in members if m[2] not in OWN]
        if state:
            nouns = tuple(dict.fromkeys(noun for _, _, noun in state))
            name = _name(nouns, leaders)
            start = match.start() if leaders else state[0][0]
            if leaders or len(state) > 1 or state[0][2] in ("bộ", "địa phương"):
                yield start, state[-1][1], BodyMention(name, (), None, True, None, "foreign-group")
        for start, end, noun in members:
            if noun in OWN:
                yield start, end, BodyMention(_name((noun,), None), (), None, True, None, "foreign-group")


def _members(match: Any, rules: Grammar) -> Iterator[tuple[int, int, str]]:
    nouns = sorted(rules.nouns, key=len, reverse=True)
    pattern = regex.compile("(?:" + "|".join(map(regex.escape, nouns)) + r")(?!\w)")
    for noun in pattern.finditer(match["list"]):
        start = match.start("list") + noun.start()
        yield start, start + len(noun.group()), rules.nouns[noun.group()]


def _name(nouns: tuple[str, ...], leaders: str | None) -> str:
    words = ", ".join(nouns)
    return f"{leaders.capitalize()} các {words}" if leaders else f"Các {words}"
