"""Where the words of a question stand in a document's text."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from search_api.index.words import Token, accented, tokens
from vanthu.records import Span
from vanthu.viet import nfc


def matches(text: str, question: str) -> tuple[Span, ...]:
    """Runs of the question's words in the text, in order: with accents if accents were typed. A word alone counts
    only where the question is one word; otherwise at least two of its words stand together."""
    asked = tokens(nfc(question))[:64]
    if not asked:
        return ()
    exact = accented(nfc(question))
    wanted = {_spelling(token, exact) for token in asked}
    least = 1 if len(asked) == 1 else 2
    return tuple(Span(run[0].start, run[-1].end) for run in _runs(tokens(text), wanted, exact) if len(run) >= least)


def joined(marks: Iterable[Span], text: str) -> list[Span]:
    """Marks with nothing but blanks between them as one."""
    whole: list[Span] = []
    for mark in marks:
        if whole and not text[whole[-1].end : mark.start].strip() and mark.start >= whole[-1].end:
            whole[-1] = Span(whole[-1].start, mark.end)
        else:
            whole.append(mark)
    return whole


def _runs(words: Sequence[Token], wanted: set[str], exact: bool) -> Iterator[list[Token]]:
    run: list[Token] = []
    for word in words:
        if _spelling(word, exact) in wanted:
            run.append(word)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _spelling(token: Token, exact: bool) -> str:
    return token.exact if exact else token.folded
