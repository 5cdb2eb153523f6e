"""Words with their marks: number, title and date of the paper, references to other papers."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final
from xml.etree import ElementTree as ET

import regex

from extract.akn.names import iri, tag
from vanthu.records import Citation, DocumentText, Evidence, Metadata, Span

_WHITE: Final[Any] = regex.compile(r"\s+")
_NOT_XML: Final[Any] = regex.compile(r"[^\t\n\r\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A stretch of the text that becomes an element."""

    start: int
    end: int
    element: str
    attributes: tuple[tuple[str, str], ...] = ()


class Inline:
    """Writes stretches of the text into elements."""

    def __init__(self, text: DocumentText, marks: Sequence[Mark]) -> None:
        self._text = text.text
        self._marks = list(_apart(sorted(marks)))
        self._starts = [mark.start for mark in self._marks]

    def write(self, into: ET.Element, evidence: Evidence) -> ET.Element:
        """The words at the evidence, with the marks that lie inside one of its stretches; answers `into`."""
        pen = _Pen(into)
        for n, span in enumerate(evidence):
            if n:
                pen.say(" ")
            at = span.start
            for mark in self._inside(span):
                pen.say(self._words(at, mark.start))
                pen.put(mark, self._words(mark.start, mark.end).strip())
                at = mark.end
            pen.say(self._words(at, span.end))
        return into

    def words(self, span: Span) -> str:
        """The words of a span on one line."""
        return " ".join(self._words(span.start, span.end).split())

    def _inside(self, span: Span) -> Iterator[Mark]:
        for mark in self._marks[bisect_left(self._starts, span.start) :]:
            if mark.start >= span.end:
                return
            if mark.end <= span.end:
                yield mark

    def _words(self, start: int, end: int) -> str:
        return str(_WHITE.sub(" ", clean(self._text[start:end])))


class _Pen:
    """Appends text and elements to an element."""

    def __init__(self, into: ET.Element) -> None:
        self._into = into
        self._last: ET.Element | None = None

    def say(self, words: str) -> None:
        if self._last is None:
            self._into.text = (self._into.text or "") + words
        else:
            self._last.tail = (self._last.tail or "") + words

    def put(self, mark: Mark, words: str) -> None:
        self._last = ET.SubElement(self._into, tag(mark.element), dict(mark.attributes))
        self._last.text = words


def clean(words: str) -> str:
    """The words without characters that XML does not know."""
    return str(_NOT_XML.sub("", words))


def marks(head: Metadata, citations: Sequence[Citation]) -> Iterator[Mark]:
    """What is marked: the header's fields, and each citation whose number is known."""
    fields = (("docNumber", head.number), ("docType", head.type), ("docTitle", head.title), ("docDate", head.issued))
    for element, field in fields:
        if field and len(field.evidence) == 1:
            dated = (("date", field.value),) if element == "docDate" else ()
            yield Mark(field.evidence[0].start, field.evidence[0].end, element, dated)
    for citation in citations:
        if citation.number and citation.evidence:
            start, end = citation.evidence[0].start, citation.evidence[-1].end
            href = iri(citation.type, citation.issued, citation.number)
            yield Mark(start, end, "ref", (("href", href), ("class", citation.relation)))


def _apart(sorted_marks: Sequence[Mark]) -> Iterator[Mark]:
    """The marks that do not begin inside the one before."""
    at = -1
    for mark in sorted_marks:
        if mark.start >= at and mark.end > mark.start:
            at = mark.end
            yield mark
