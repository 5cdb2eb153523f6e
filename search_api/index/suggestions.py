"""How a question may go on: only from documents that the reader may see."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from search_api.index.answers import Archive, Suggestion
from search_api.index.query import key_of, number_keys
from search_api.index.words import accented, tokens
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import IndexQuery, Permission, Reader, Unit
from vanthu.viet import canonical, fold

MAX_TYPED: Final = 120


def suggest(archive: Archive, reader: Reader, text: str, *, limit: int = 8) -> tuple[Suggestion, ...]:
    """How the question may go on: numbers, titles and bodies of documents that the reader may see, nothing else.
    Nothing for fewer than two letters or more than 120. Raises IndexUnavailable."""
    typed = " ".join(text.split())
    if len(typed) < 2 or len(typed) > MAX_TYPED or not tokens(typed):
        return ()
    permission = archive.store.permission(reader)
    try:
        found = [
            *_numbers(archive.index, permission, typed),
            *_bodies(archive.index, permission, typed),
            *_titles(archive.index, permission, typed, limit),
        ]
    except BadRequest:
        return ()
    return tuple(dict.fromkeys(found))[:limit]


def _numbers(index: SearchIndex, permission: Permission, typed: str) -> Iterator[Suggestion]:
    keys = [key for _, _, key in number_keys(typed)] or [key_of(typed)]
    answer = index.search(IndexQuery(Unit.DOCUMENT, permission, filters={"number_key": (keys[0],)}, limit=3))
    for hit in answer.hits:
        yield Suggestion("number", str(hit.record.fields["number"]), document=hit.record.document)


def _bodies(index: SearchIndex, permission: Permission, typed: str) -> Iterator[Suggestion]:
    """Bodies with tasks here whose name has the typed words: with accents if accents were typed."""
    spelling = canonical if accented(typed) else fold
    wanted = spelling(typed)
    query = IndexQuery(Unit.OBLIGATION, permission, facets=("body",), limit=0)
    rows = [each for each in index.search(query).facets["body"] if f" {wanted}" in f" {spelling(each.value)}"]
    rows.sort(key=lambda each: (not spelling(each.value).startswith(wanted), -each.count, each.value))
    for each in rows[:3]:
        yield Suggestion("body", each.value, body=each.value, count=each.count)


def _titles(index: SearchIndex, permission: Permission, typed: str, limit: int) -> Iterator[Suggestion]:
    words = [token.folded for token in tokens(typed)]
    query = IndexQuery(Unit.DOCUMENT, permission, words=typed, prefix=True)
    for hit in index.search(replace(query, limit=limit * 4)).hits:
        fields = hit.record.fields
        shown = " ".join(str(fields[name]) for name in ("type", "number", "title") if name in fields)
        there = [token.folded for token in tokens(shown)]
        if all(any(one.startswith(word) for one in there) for word in words):
            yield Suggestion("document", shown, document=hit.record.document)
