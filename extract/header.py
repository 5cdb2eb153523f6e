"""The header of a paper: number, type, issuer, date, place, title, signers, recipients."""

from __future__ import annotations

from collections.abc import Sequence

from extract import letterhead
from extract.envelope import envelope
from extract.rows import Row
from extract.segments import segments
from extract.signature import recipients, signers
from extract.structure import Structure
from extract.unheaded import kind_and_title
from vanthu.records import DocumentText, Field, Metadata

_MOST_ROWS = 70


def header(text: DocumentText, built: Structure) -> Metadata:
    """What the main document says of itself; attached papers do not speak here. Values as `Metadata` describes; what
    is not printed is None. An envelope speaks for the paper that it carries."""
    stated = envelope(text)
    if stated is not None:
        return stated
    head = _head_rows(built)
    parts = list(segments(head))
    _, letters = letterhead.number(text, head)
    kind, kind_at = letterhead.kind(parts, letters)
    above = head[: parts[kind_at].row] if kind_at >= 0 else head
    number, letters = letterhead.number(text, above)
    issued, place = letterhead.date(text, above)
    if number is None and not letters:
        number, consolidated = _consolidated(text, built)
        if number:
            kind, letters = Field("văn bản hợp nhất", number.evidence, "kind-of-number"), "/VBHN"
            issued, place = letterhead.date(text, consolidated)
    title = letterhead.title(parts, kind_at)
    unheaded: tuple[Field, ...] = ()
    if kind is None and built.paragraphs:
        kind, title, unheaded = kind_and_title([(p.flow(text.text), p.span.start) for p in built.paragraphs[:80]])
        issued = None if title and issued and _inside(issued, title) else issued
    if issued is None and letters.find("QH") >= 0:
        issued = _passed(text, built)
    said = number.value if number else f"1{letters}" if letters else ""
    issuers = letterhead.issuer(parts, kind_at, said, place.value if place else None)
    issuers = issuers or unheaded or _enacting(text, built)
    if kind is not None and (number is None or issued is None):
        of_annex = _of_annex(text, built, kind.value)
        number, issued = number or of_annex[0], issued or of_annex[1]
    secrecy, urgency = letterhead.marks(parts)
    tail = _tail_rows(built)
    below = letterhead.named_below(parts, kind_at)
    issuers = (below,) if below else letterhead.signed_for(issuers, tail)
    return Metadata(
        number=number,
        type=kind,
        issuer=issuers,
        issued=issued,
        place=place,
        title=title,
        signers=signers(tail),
        recipients=recipients(tail),
        secrecy=secrecy,
        urgency=urgency,
    )


def _inside(field: Field, other: Field) -> bool:
    """Whether a field only repeats words of another ("… Quyết định ngày 25 tháng 11 năm 2005" in a title)."""
    at = field.evidence[0].start
    return any(span.start <= at < span.end for span in other.evidence)


def _of_annex(text: DocumentText, built: Structure, kind: str) -> tuple[Field | None, Field | None]:
    """Number and day of the paper that its own annex says it belongs to ("(Kèm theo Quyết định số 109/QĐ-BTC …)"), for
    where the letterhead's are handwritten or empty."""
    for part in built.parts[1:]:
        for paragraph in built.paragraphs[part.first : part.body]:
            found = letterhead.attached_to(paragraph.flow(text.text), paragraph.span.start, kind)
            if found:
                return found
    return None, None


def _consolidated(text: DocumentText, built: Structure) -> tuple[Field | None, Sequence[Row]]:
    """The number of a consolidated text, which stands at its end, where it is certified; with the rows around it."""
    for at in range(len(built.rows) - 1, -1, -1):
        if "/VBHN" in built.rows[at].text and built.rows[at].text.startswith("Số"):
            number, _ = letterhead.number(text, built.rows[at : at + 1])
            return number, built.rows[at : at + 4]
    return None, ()


def _head_rows(built: Structure) -> Sequence[Row]:
    """The rows above the main document's body."""
    if not built.parts or not built.rows:
        return ()
    main = built.parts[0]
    if main.body >= len(built.paragraphs):
        return built.rows[:_MOST_ROWS]
    end = built.paragraphs[main.body].span.start
    return tuple(row for row in built.rows if row.span.start < end)[:_MOST_ROWS]


def _tail_rows(built: Structure) -> Sequence[Row]:
    """The rows from the main document's signature block to its end."""
    if not built.parts:
        return ()
    main = built.parts[0]
    if main.tail >= main.last:
        return ()
    start = built.paragraphs[main.tail].span.start
    end = built.paragraphs[main.last - 1].span.end
    return tuple(row for row in built.rows if start <= row.span.start < end)


def _enacting(text: DocumentText, built: Structure) -> tuple[Field, ...]:
    if not built.parts:
        return ()
    first = built.paragraphs[built.parts[0].body : built.parts[0].body + 40]
    return letterhead.enacting([(paragraph.flow(text.text), paragraph.span.start) for paragraph in first])


def _passed(text: DocumentText, built: Structure) -> Field | None:
    main = built.parts[0]
    first = built.paragraphs[max(main.first, main.tail - 3)].span.start
    last = built.paragraphs[min(main.last, main.tail + 1) - 1].span.end
    return letterhead.passed(text.text[first:last].replace("\n", " "), first)
