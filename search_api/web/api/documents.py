"""Documents: list, one with its header, pages with words and pictures, citations, the original."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Query, Request
from fastapi.responses import FileResponse, Response

from extract.akn import akoma_ntoso
from extract.numbers import key
from ingest.writers.text import text as written
from search_api.web.api.params import Cursor, Id, PageNumber
from search_api.web.desk import AtDesk
from search_api.web.pictures import WIDTHS
from search_api.web.searchables import Searchables, pages_of
from search_api.web.shapes import (
    BoxShape,
    CitationShape,
    DocumentShape,
    DocumentsShape,
    FactsShape,
    FieldShape,
    FindingShape,
    KinShape,
    PageShape,
    ReferenceShape,
    WhyShape,
)
from vanthu.records import Document, DocumentText, Evidence, Field, Finding

router = APIRouter(tags=["documents"])


@router.get("/documents")
def documents(desk: AtDesk, after: Cursor = "", size: Annotated[int, Query(ge=1, le=100)] = 50) -> DocumentsShape:
    """Documents in order of id."""
    found = desk.services.store.documents(desk.permission(), after=after, limit=size)
    cursor = found[-1].id if len(found) == size else None
    return DocumentsShape(documents=[DocumentShape.of(one) for one in found], after=cursor)


@router.get("/documents/{id}")
def document(desk: AtDesk, id: Id) -> FactsShape:
    """A document with its header, each value with the place where it stands."""
    permission = desk.permission()
    found = desk.services.store.document(id, permission)
    facts = desk.services.store.extraction(id, permission)
    about = facts.metadata
    header: dict[str, Sequence[Field]] = {
        "number": [about.number] if about.number else [],
        "type": [about.type] if about.type else [],
        "issuer": about.issuer,
        "issued": [about.issued] if about.issued else [],
        "effective": [about.effective] if about.effective else [],
        "place": [about.place] if about.place else [],
        "title": [about.title] if about.title else [],
        "signers": about.signers,
        "recipients": about.recipients,
    }
    return FactsShape(
        document=DocumentShape.of(found),
        metadata={name: [_field(facts.text, one) for one in values] for name, values in header.items()},
        citations=len(facts.citations),
        obligations=len(facts.obligations),
        quantities=len(facts.quantities),
        findings=[_finding(facts.text, one) for one in facts.findings],
    )


def _finding(text: DocumentText, one: Finding) -> FindingShape:
    return FindingShape(
        id=one.id,
        kind=one.kind,
        says=WhyShape(vi=one.says, en=one.says_en),
        quote=one.quote,
        provision=one.provision,
        rule=one.rule,
        score=one.score,
        page=text.page_of(one.evidence),
        boxes=_boxes(text, one.evidence),
        evidence=[(span.start, span.end) for span in one.evidence],
    )


@router.get("/documents/{id}/citations")
def citations(desk: AtDesk, id: Id) -> list[CitationShape]:
    """The mentions of other documents in a document, with those that are here."""
    permission = desk.permission()
    facts = desk.services.store.extraction(id, permission)
    numbers = {key(number) for one in facts.citations if (number := one.number or one.resolved)}
    here = desk.services.store.documents_by_number(sorted(numbers), permission)
    return [
        CitationShape(
            id=one.id,
            quote=one.quote,
            number=one.number,
            type=one.type,
            issued=one.issued,
            issuer=list(one.issuer),
            pinpoint=one.pinpoint,
            relation=one.relation,
            name=one.name,
            provision=one.provision,
            page=facts.text.page_of(one.evidence),
            boxes=_boxes(facts.text, one.evidence),
            evidence=[(span.start, span.end) for span in one.evidence],
            documents=list(here.get(key(number), ())) if (number := one.number or one.resolved) else [],
            resolved=one.resolved,
        )
        for one in facts.citations
    ]


@router.get("/documents/{id}/references")
def references(desk: AtDesk, id: Id) -> list[ReferenceShape]:
    """Words that mean something named elsewhere in the document, with what they mean or why that is open."""
    facts = desk.services.store.extraction(id, desk.permission())
    return [
        ReferenceShape(
            id=one.id,
            quote=one.quote,
            means=one.means,
            names=list(one.names),
            target=one.path,
            rule=one.rule,
            score=one.score,
            why=one.why,
            provision=one.provision,
            page=facts.text.page_of(one.evidence),
            boxes=_boxes(facts.text, one.evidence),
            evidence=[(span.start, span.end) for span in one.evidence],
            antecedent=[(span.start, span.end) for span in one.antecedent],
        )
        for one in facts.references
    ]


@router.get("/documents/{id}/pages/{n}")
def page(desk: AtDesk, id: Id, n: PageNumber) -> PageShape:
    """A page as read: its lines, each word with its box."""
    return PageShape.of(desk.services.store.page(id, n, desk.permission()))


@router.get(
    "/documents/{id}/pages/{n}/picture",
    response_class=Response,
    responses={200: {"content": {"image/jpeg": {}, "image/png": {}}}, 304: {"description": "Not changed"}},
)
def picture(
    desk: AtDesk,
    request: Request,
    id: Id,
    n: PageNumber,
    width: Annotated[int, Query(description=f"One of {WIDTHS}.", ge=1, le=10_000)] = 1240,
) -> Response:
    """The page as it looks, rotation and crop applied: boxes are fractions of this picture."""
    found = desk.services.store.document(id, desk.permission())
    tag = f'"{desk.pictures.tag(found, n, width)}"'
    headers = {"ETag": tag, "Cache-Control": "private, no-cache"}
    if tag in request.headers.get("if-none-match", ""):
        return Response(status_code=304, headers=headers)
    drawn = desk.pictures.page(found, n, width)
    return Response(drawn.content, media_type=drawn.media_type, headers=headers)


@router.get(
    "/documents/{id}/original",
    response_class=FileResponse,
    responses={200: {"content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}}},
)
def original(desk: AtDesk, id: Id) -> FileResponse:
    """The file as it was handed in, byte by byte: always as a download."""
    found = desk.services.store.document(id, desk.permission())
    name = quote(found.name.rpartition("/")[2], safe="")
    return FileResponse(
        desk.services.blobs.local(found.sha256),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.get(
    "/documents/{id}/akn",
    response_class=Response,
    responses={200: {"content": {"application/akn+xml": {"schema": {"type": "string", "format": "binary"}}}}},
)
def akn(desk: AtDesk, id: Id) -> Response:
    """The document as Akoma Ntoso 3.0: provisions, tables, citations and tasks for other systems."""
    facts = desk.services.store.extraction(id, desk.permission())
    return Response(
        akoma_ntoso(facts),
        media_type="application/akn+xml",
        headers={"Content-Disposition": f'attachment; filename="{id}.xml"'},
    )


@router.get(
    "/documents/{id}/text",
    response_class=Response,
    responses={200: {"content": {"text/plain": {"schema": {"type": "string"}}}}},
)
def text(desk: AtDesk, id: Id) -> Response:
    """The text, corrections in it: one line for each printed line, a form feed between pages."""
    permission = desk.permission()
    found = desk.services.store.document(id, permission)
    told = written(pages_of(desk.services.store, id, permission), expected=found.pages).encode("utf-8", "replace")
    return Response(told, media_type="text/plain; charset=utf-8", headers=_download(found, ".txt"))


@router.get(
    "/documents/{id}/searchable",
    response_class=FileResponse,
    responses={200: {"content": {"application/pdf": {"schema": {"type": "string", "format": "binary"}}}}},
)
def searchable(desk: AtDesk, id: Id) -> FileResponse:
    """The pages as a PDF whose words can be found and copied. Of a signed paper it is a copy: the signature holds for
    the original alone."""
    permission = desk.permission()
    found = desk.services.store.document(id, permission)
    cache = Searchables(desk.settings.home / "cache" / "searchable", desk.services.blobs)
    made = cache.file(found, pages_of(desk.services.store, id, permission))
    return FileResponse(made, media_type="application/pdf", headers=_download(found, ".pdf"))


@router.get("/documents/{id}/copies")
def copies(desk: AtDesk, id: Id) -> list[KinShape]:
    """Other copies of the same paper, the best first, and papers that are nearly alike."""
    permission = desk.permission()
    found = desk.services.store.document(id, permission)
    return [KinShape.of(one) for one in desk.services.store.kin([found.id], permission).get(found.id, ())]


def _download(document: Document, suffix: str) -> dict[str, str]:
    name = quote(PurePosixPath(document.name).stem + suffix, safe="")
    return {
        "Content-Disposition": f"attachment; filename*=UTF-8''{name}",
        "Content-Security-Policy": "sandbox; default-src 'none'",
    }


def _field(text: DocumentText, field: Field) -> FieldShape:
    return FieldShape(
        value=field.value,
        evidence=[(span.start, span.end) for span in field.evidence],
        rule=field.rule,
        page=text.page_of(field.evidence),
        boxes=_boxes(text, field.evidence),
        decided=field.decided,
    )


def _boxes(text: DocumentText, evidence: Evidence) -> list[BoxShape]:
    return [BoxShape.of(box) for box in text.boxes(evidence)]
