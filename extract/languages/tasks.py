"""Tasks in the other languages: who was told to do what, in the reporter's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Any

import regex

from extract.languages.grammar import Grammar, grammar
from extract.pipe import sentences
from vanthu.records import BodyMention, Deadline, Obligation, Span
from vanthu.viet import lower


@lru_cache(maxsize=4)
def _patterns(code: str) -> tuple[Any, Any, Any, Any]:
    rules = grammar(code)
    return (
        regex.compile(rf"(?<!\w){rules.assigns}\s+(?:the |den |de )?$"),
        regex.compile(rf",?\s+(?:(?!dan |og |и |and )\w+\s+){{0,2}}{rules.must}(?!\w)"),
        regex.compile(rf"(?<!\w){rules.together}\s+(?:the |den )?"),
        regex.compile(rules.joins),
    )


def find_tasks(
    text: str, rules: Grammar, bodies: Sequence[BodyMention], limits: Sequence[Deadline]
) -> tuple[Obligation, ...]:
    """One obligation for each sentence that gives an act to a named body; the quote is the sentence, `id` is left to
    the caller. What somebody said about himself, and calls to nobody, are none."""
    words = lower(text)
    out = []
    for sentence in sentences(text):
        inside = [b for b in bodies if sentence.start <= b.evidence[0].start < sentence.end]
        lead = _lead(words, sentence, inside, rules)
        if not lead:
            continue
        coordinating = tuple(b for b in _coordinating(words, sentence, inside, rules) if b not in lead)
        deadline = next((d for d in limits if sentence.start <= d.evidence[0].start < sentence.end), None)
        out.append(_task(text, sentence, lead, coordinating, deadline, rules))
    return tuple(out)


def _lead(words: str, sentence: Span, inside: Sequence[BodyMention], rules: Grammar) -> tuple[BodyMention, ...]:
    assigns, must, together, joins = _patterns(rules.code)
    for i, body in enumerate(inside):
        span = body.evidence[0]
        told = assigns.search(words, max(sentence.start, span.start - 40), span.start)
        chain = tuple(_chain(words, inside, i, joins))
        bound = must.match(words, chain[-1].evidence[0].end)
        if (told or bound) and not _after(together, words, sentence, span) and _acts(body, told):
            return chain
    return ()


def _acts(body: BodyMention, told: Any) -> bool:
    """People who speak ("Sekretaris Jenderal … harus") do not give themselves tasks; bodies and groups get them."""
    return (
        bool(told)
        or body.group
        or not regex.match(r"Tổng Bí thư|Thủ tướng|Phó Thủ tướng|Thường trực|Chủ tịch nước", body.name)
    )


def _after(pattern: Any, words: str, sentence: Span, span: Span) -> bool:
    found = list(pattern.finditer(words, sentence.start, span.start))
    return bool(found) and span.start - found[-1].end() < 3


def _chain(words: str, inside: Sequence[BodyMention], first: int, joins: Any) -> Iterator[BodyMention]:
    """A body and those that follow it in the same list."""
    yield inside[first]
    end = inside[first].evidence[0].end
    for body in inside[first + 1 :]:
        span = body.evidence[0]
        if not joins.fullmatch(words[end : span.start]):
            return
        yield body
        end = span.end


def _coordinating(words: str, sentence: Span, inside: Sequence[BodyMention], rules: Grammar) -> Iterator[BodyMention]:
    _, _, together, joins = _patterns(rules.code)
    for match in together.finditer(words, sentence.start, sentence.end):
        for i, body in enumerate(inside):
            if body.evidence[0].start == match.end():
                yield from _chain(words, inside, i, joins)


def _task(
    text: str,
    sentence: Span,
    lead: tuple[BodyMention, ...],
    coordinating: tuple[BodyMention, ...],
    deadline: Deadline | None,
    rules: Grammar,
) -> Obligation:
    quote = " ".join(text[sentence.start : sentence.end].split())
    return Obligation(
        id="", act=(sentence,), quote=quote, action=quote, lead=lead, coordinating=coordinating, deadline=deadline,
        product=None, provision=None, path=None, rule=f"{rules.code}-task", score=0.9,
    )  # fmt: skip
