"""The wire: what the API says, in pydantic. Nobody else knows these classes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from search_api.index.answers import Answer, BodyTasks, Chip, Cited, CitedBy, FormerName, Hit, Suggestion, Task
from search_api.index.due import Due
from search_api.web.anchors import anchor
from vanthu.records import Box, Catalogue, Document, FacetCount, Kin, Proposal, Receipt, Signature, Span, Stage, Word
from vanthu.records.page import Line, Page


class Shape(BaseModel):
    """What all have in common."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class BoxShape(Shape):
    """A rectangle on the displayed page: fractions of its width and height, origin top left."""

    page: int
    x0: float
    y0: float
    x1: float
    y1: float

    @classmethod
    def of(cls, box: Box) -> BoxShape:
        """From a record."""
        return cls(page=box.page, x0=box.x0, y0=box.y0, x1=box.x1, y1=box.y1)


Pair = tuple[int, int]


def _pairs(spans: tuple[Span, ...]) -> list[Pair]:
    return [(span.start, span.end) for span in spans]


def _boxes(boxes: tuple[Box, ...]) -> list[BoxShape]:
    return [BoxShape.of(box) for box in boxes]


class WhyShape(Shape):
    """A sentence in Vietnamese and English."""

    vi: str = Field(examples=["“Trước” không kể ngày 30/06/2025: ngày cuối còn trong hạn là 29/06/2025."])
    en: str = Field(examples=["“Before” leaves out 2025-06-30: the last day in time is 2025-06-29."])


class DueShape(Shape):
    """How a task stands on the day asked for. `last`: the last day in time; `next`: of a recurring one; `why`: how
    the day was counted, or what is missing for it."""

    state: str = Field(examples=["soon"])
    last: date | None = None
    next: date | None = None
    days: int | None = None
    estimated: bool = False
    why: WhyShape | None = None

    @classmethod
    def of(cls, due: Due) -> DueShape:
        """From an answer."""
        why = WhyShape(vi=due.why.vi, en=due.why.en) if due.why else None
        return cls(state=due.state.value, last=due.last, next=due.next, days=due.days, estimated=due.estimated, why=why)


class DeadlineShape(Shape):
    """A deadline as written and as meant."""

    quote: str = Field(examples=["trước ngày 30/6/2025"])
    rel: str | None = Field(examples=["before"])
    value: str | None = Field(examples=["2025-06-30"])


class TaskShape(Shape):
    """A task: who must do what by when, and where that stands."""

    id: str
    document: str
    number: str | None = Field(examples=["15-KH/BCĐ"])
    type: str | None
    title: str | None
    issued: date | None
    provision: str | None = Field(examples=["mục II khoản 1 điểm a"])
    path: str | None
    page: int | None
    boxes: list[BoxShape]
    quote: str
    evidence: dict[str, list[Pair]]
    action: str
    lead: list[str]
    coordinating: list[str]
    product: str | None
    deadline: DeadlineShape | None
    due: DueShape
    former: str | None = None
    url: str = Field(description="The marked page.")

    @classmethod
    def of(cls, task: Task) -> TaskShape:
        """From an answer."""
        deadline = DeadlineShape(quote=task.deadline, rel=task.rel, value=task.value) if task.deadline else None
        return cls(
            id=task.id,
            document=task.document,
            number=task.number,
            type=task.type,
            title=task.title,
            issued=task.issued,
            provision=task.provision,
            path=task.path,
            page=task.page,
            boxes=_boxes(task.boxes),
            quote=task.quote,
            evidence={part: _pairs(spans) for part, spans in task.evidence.items()},
            action=task.action,
            lead=list(task.lead),
            coordinating=list(task.coordinating),
            product=task.product,
            deadline=deadline,
            due=DueShape.of(task.due),
            former=task.former,
            url=f"/van-ban/{task.document}?nv={anchor(task.id)}#nv-{anchor(task.id)}",
        )


class HitShape(Shape):
    """A document or passage. `marks` are offsets of the found words in `text`: never markup."""

    id: str
    unit: str
    document: str
    number: str | None
    type: str | None
    title: str | None
    issuer: list[str]
    issued: date | None
    name: str
    provision: str | None
    page: int | None
    start: int | None
    boxes: list[BoxShape]
    text: str
    marks: list[Pair]
    passages: list[HitShape]
    tasks: list[TaskShape]
    task_count: int

    @classmethod
    def of(cls, hit: Hit) -> HitShape:
        """From an answer."""
        return cls(
            id=hit.id,
            unit=hit.unit.value,
            document=hit.document,
            number=hit.number,
            type=hit.type,
            title=hit.title,
            issuer=list(hit.issuer),
            issued=hit.issued,
            name=hit.name,
            provision=hit.provision,
            page=hit.page,
            start=hit.start,
            boxes=_boxes(hit.boxes),
            text=hit.text,
            marks=_pairs(hit.marks),
            passages=[HitShape.of(each) for each in hit.passages],
            tasks=[TaskShape.of(each) for each in hit.tasks],
            task_count=hit.task_count,
        )


class FacetShape(Shape):
    """How many have this value."""

    value: str
    count: int

    @classmethod
    def many(cls, counts: tuple[FacetCount, ...]) -> list[FacetShape]:
        """From a record."""
        return [cls(value=each.value, count=each.count) for each in counts]


class ChipShape(Shape):
    """A reading of the question; `key` switches it off."""

    kind: str
    key: str
    value: str
    words: str

    @classmethod
    def of(cls, chip: Chip) -> ChipShape:
        """From an answer."""
        return cls(kind=chip.kind, key=chip.key, value=chip.value, words=chip.words)


class AnswerShape(Shape):
    """The answer to a free question."""

    unit: str
    total: int
    counts: dict[str, int]
    understood: list[ChipShape]
    words: str
    hits: list[HitShape]
    tasks: list[TaskShape]
    facets: dict[str, list[FacetShape]]
    as_of: date | None
    page: int
    size: int

    @classmethod
    def of(cls, answer: Answer) -> AnswerShape:
        """From an answer."""
        return cls(
            unit=answer.unit.value,
            total=answer.total,
            counts={unit.value: count for unit, count in answer.counts.items()},
            understood=[ChipShape.of(chip) for chip in answer.chips],
            words=answer.words,
            hits=[HitShape.of(hit) for hit in answer.hits],
            tasks=[TaskShape.of(task) for task in answer.tasks],
            facets={name: FacetShape.many(counts) for name, counts in answer.facets.items()},
            as_of=answer.as_of,
            page=answer.page,
            size=answer.size,
        )


class TasksShape(Shape):
    """Tasks, the earliest due first."""

    total: int
    page: int
    size: int
    as_of: date
    tasks: list[TaskShape]


class FormerShape(Shape):
    """A body that became part of another, or took over from one."""

    id: str
    name: str
    date: str | None
    basis: str
    whole: bool
    tasks: int

    @classmethod
    def many(cls, names: tuple[FormerName, ...]) -> list[FormerShape]:
        """From an answer."""
        return [cls(id=n.id, name=n.name, date=n.date, basis=n.basis, whole=n.whole, tasks=n.tasks) for n in names]


class BodyShape(Shape):
    """A body of the authority file, or one that is only known by name here."""

    id: str = Field(examples=["bo-khoa-hoc-va-cong-nghe"])
    name: str = Field(examples=["Bộ Khoa học và Công nghệ"])
    names: list[str]
    known: bool
    former: list[FormerShape]
    possibly: list[FormerShape]
    now: list[FormerShape]


class NamedShape(Shape):
    """A body by id and name."""

    id: str
    name: str


class MembersShape(Shape):
    """Whom a collective means on a day: `derived` from the authority file, in no paper. Not `whole`: its words mean
    others too, whom no list has."""

    name: str
    on: str
    derived: bool
    whole: bool
    members: list[NamedShape]


class BodyTasksShape(Shape):
    """The tasks of a body, with what is counted and what is shown apart."""

    body: str
    name: str
    known: bool
    role: str
    as_of: date
    total: int
    matching: int
    by_state: dict[str, int]
    by_role: dict[str, int]
    by_month: dict[str, int]
    former: list[FormerShape]
    possibly: list[FormerShape]
    now: list[FormerShape]
    collectives: list[FacetShape]
    tasks: list[TaskShape]
    page: int
    size: int

    @classmethod
    def of(cls, found: BodyTasks) -> BodyTasksShape:
        """From an answer."""
        return cls(
            body=found.body,
            name=found.name,
            known=found.known,
            role=found.role,
            as_of=found.as_of,
            total=found.total,
            matching=found.matching,
            by_state={state.value: count for state, count in found.by_state.items()},
            by_role=dict(found.by_role),
            by_month=dict(found.by_month),
            former=FormerShape.many(found.former),
            possibly=FormerShape.many(found.possibly),
            now=FormerShape.many(found.now),
            collectives=FacetShape.many(found.collectives),
            tasks=[TaskShape.of(task) for task in found.tasks],
            page=found.page,
            size=found.size,
        )


class CountedBody(Shape):
    """A body and how many tasks it is named in here; None where that was not asked."""

    id: str
    name: str
    tasks: int | None = None


class CitedByShape(Shape):
    """A document here that cites the one asked for."""

    document: str
    number: str | None
    type: str | None
    title: str | None
    issued: date | None
    relation: str
    quote: str
    pinpoint: str | None
    provision: str | None
    page: int | None
    boxes: list[BoxShape]
    evidence: list[Pair]

    @classmethod
    def of(cls, by: CitedBy) -> CitedByShape:
        """From an answer."""
        return cls(
            document=by.document,
            number=by.number,
            type=by.type,
            title=by.title,
            issued=by.issued,
            relation=by.relation,
            quote=by.quote,
            pinpoint=by.pinpoint,
            provision=by.provision,
            page=by.page,
            boxes=_boxes(by.boxes),
            evidence=_pairs(by.evidence),
        )


class CitedShape(Shape):
    """What this archive knows of a number. `standing`: amended, replaced, repealed, suspended, unchanged (no such
    paper seen here), unknown (the document itself is not here)."""

    number: str
    documents: list[HitShape]
    standing: str
    standing_by: list[CitedByShape]
    cited_by: list[CitedByShape]
    cited_total: int

    @classmethod
    def of(cls, cited: Cited) -> CitedShape:
        """From an answer."""
        return cls(
            number=cited.number,
            documents=[HitShape.of(hit) for hit in cited.documents],
            standing=cited.standing.state,
            standing_by=[CitedByShape.of(by) for by in cited.standing.by],
            cited_by=[CitedByShape.of(by) for by in cited.cited_by],
            cited_total=cited.cited_total,
        )


class SuggestionShape(Shape):
    """How a question may go on."""

    kind: str
    text: str
    document: str | None
    body: str | None
    count: int | None

    @classmethod
    def of(cls, one: Suggestion) -> SuggestionShape:
        """From an answer."""
        return cls(kind=one.kind, text=one.text, document=one.document, body=one.body, count=one.count)


class SignatureShape(Shape):
    """A digital signature in the file, as it was checked offline: the names are those of the certificate that came
    with it, which no root vouches for. `state`: intact, extended, changed, mismatch, unchecked."""

    state: str
    signer: str
    organisation: str
    issuer: str
    signed_at: str | None
    stamped: bool
    whole: bool
    certificate_valid: bool | None
    weak: bool
    sentence: str

    @classmethod
    def of(cls, signature: Signature) -> SignatureShape:
        """From a record."""
        return cls(
            state=signature.state.value,
            signer=signature.signer,
            organisation=signature.organisation,
            issuer=signature.issuer,
            signed_at=signature.signed_at,
            stamped=signature.stamped,
            whole=signature.whole,
            certificate_valid=signature.certificate_valid,
            weak=signature.weak,
            sentence=signature.sentence(),
        )


class DocumentShape(Shape):
    """A document as it is listed."""

    id: str
    sha256: str
    name: str
    media_type: str
    state: str
    pages: int
    pictures: bool
    version: int
    warnings: list[str]
    signatures: list[SignatureShape]

    @classmethod
    def of(cls, document: Document) -> DocumentShape:
        """From a record."""
        return cls(
            id=document.id,
            sha256=document.sha256,
            name=document.name,
            media_type=document.media_type,
            state=document.state.value,
            pages=document.pages,
            pictures=document.view is not None,
            version=document.version,
            warnings=list(document.warnings),
            signatures=[SignatureShape.of(one) for one in document.signatures],
        )


class DocumentsShape(Shape):
    """Documents in order of id; `after` is the cursor for the next page, None at the end."""

    documents: list[DocumentShape]
    after: str | None


class FieldShape(Shape):
    """A value of the header and where it stands; no evidence where it was inferred (`rule` says how). `decided` is the
    entry by which a person said so."""

    value: str
    evidence: list[Pair]
    rule: str
    page: int | None
    boxes: list[BoxShape]
    decided: str | None = None


class CitationShape(Shape):
    """A mention of another document."""

    id: str
    quote: str
    number: str | None
    type: str | None
    issued: str | None
    issuer: list[str]
    pinpoint: str | None
    relation: str
    name: str | None
    provision: str | None
    page: int | None
    boxes: list[BoxShape]
    evidence: list[Pair]
    documents: list[str] = Field(description="Documents here that bear the number.")
    resolved: str | None = Field(None, description="The number of a law cited by name: derived, not printed here.")


class ReferenceShape(Shape):
    """Words that mean something named elsewhere in the document ("Nghị quyết này", "cơ quan chủ trì"). `means`: self,
    paper, body, or "" for what could not be resolved, with the reason in `why`."""

    id: str
    quote: str
    means: str
    names: list[str]
    target: str | None = Field(description="The path of the provision of this document that is meant.")
    rule: str
    score: float
    why: str | None
    provision: str | None
    page: int | None
    boxes: list[BoxShape]
    evidence: list[Pair]
    antecedent: list[Pair] = Field(description="Where what is meant is named.")


class FindingShape(Shape):
    """Something in a document that a reader should look at; `kind` "sum": parts that do not add up to their total."""

    id: str
    kind: str
    says: WhyShape
    quote: str
    provision: str | None
    rule: str
    score: float
    page: int | None
    boxes: list[BoxShape]
    evidence: list[Pair] = Field(description="The place of the total, then of each part.")


class FactsShape(Shape):
    """A document with what was found in it."""

    document: DocumentShape
    metadata: Mapping[str, list[FieldShape]]
    citations: int
    obligations: int
    quantities: int
    findings: list[FindingShape]


class WordShape(Shape):
    """A word: its text, its place, how surely it was read (None: the text was in the file), and what was read before
    it was put right (None: just this)."""

    text: str
    box: BoxShape | None
    confidence: float | None
    raw: str | None

    @classmethod
    def of(cls, line: Line, word: Word) -> WordShape:
        """From a record."""
        box = BoxShape.of(word.box) if word.box else None
        return cls(text=line.text[word.start : word.end], box=box, confidence=word.confidence, raw=word.raw)


class LineShape(Shape):
    """A printed line."""

    text: str
    kind: str
    words: list[WordShape]


class PageShape(Shape):
    """A page as read: lines of words with boxes."""

    n: int
    width_pt: float | None
    height_pt: float | None
    source: str
    reason: str
    warnings: list[str]
    lines: list[LineShape]

    @classmethod
    def of(cls, page: Page) -> PageShape:
        """From a record."""
        return cls(
            n=page.n,
            width_pt=page.width_pt,
            height_pt=page.height_pt,
            source=page.source.value,
            reason=page.reason,
            warnings=list(page.warnings),
            lines=[
                LineShape(text=line.text, kind=line.kind.value, words=[WordShape.of(line, word) for word in line.words])
                for line in page.lines
            ],
        )


class KinShape(Shape):
    """Another document that is a copy of the same paper (`same`) or nearly alike (`like`); `score` is the share
    of text that both have, estimated; `better`: that one is the better copy."""

    document: str
    name: str
    kind: str
    score: float
    better: bool
    recognised: bool
    pages: int

    @classmethod
    def of(cls, kin: Kin) -> KinShape:
        """From a record."""
        return cls(
            document=kin.document,
            name=kin.name,
            kind=kin.kind.value,
            score=kin.score,
            better=kin.better,
            recognised=kin.recognised,
            pages=kin.pages,
        )


class ReceiptShape(Shape):
    """That a file was handed in, and where it stands: `reason` and `next` are sentences for the clerk."""

    id: str
    batch: str
    path: str
    sha256: str
    size: int
    received_at: datetime
    state: str
    detail: str
    reason: str
    next: str
    container: str | None
    document: str | None
    pages: int
    characters: int

    @classmethod
    def of(cls, receipt: Receipt) -> ReceiptShape:
        """From a record."""
        return cls(
            id=receipt.id,
            batch=receipt.batch,
            path=receipt.path,
            sha256=receipt.sha256,
            size=receipt.size,
            received_at=receipt.received_at,
            state=receipt.state.value,
            detail=receipt.detail,
            reason=receipt.reason,
            next=receipt.next,
            container=receipt.container,
            document=receipt.document,
            pages=receipt.pages,
            characters=receipt.characters,
        )


class BatchShape(Shape):
    """A batch: how many receipts are in which state; `settled` when none moves any more. `indexing` documents of the
    whole archive are on their way to the index."""

    id: str
    received: int
    states: dict[str, int]
    settled: bool
    indexing: int
    decided: str = Field(examples=["open", "paused", "cancelled"])


class StageShape(Shape):
    """How far a batch is with one kind of work (read, recognise, extract, index): its own pieces of work that wait and
    run, those of others that come first, what was done a minute lately, and how long it will take at that pace (null:
    nothing was measured, or the batch is paused)."""

    name: str
    waiting: int
    running: int
    ahead: int
    per_minute: float | None
    eta_s: float | None

    @classmethod
    def of(cls, stage: Stage) -> StageShape:
        """From a record."""
        return cls(
            name=stage.name,
            waiting=stage.waiting,
            running=stage.running,
            ahead=stage.ahead,
            per_minute=stage.per_minute,
            eta_s=stage.eta_s,
        )


class MissingShape(Shape):
    """Digests that a client has, to learn which of them it still has to send."""

    digests: list[Annotated[str, Field(max_length=64)]] = Field(max_length=10_000)
    batch: Annotated[str, Field(max_length=300)] | None = None


class DecidedShape(Shape):
    """What was decided about a batch, and how many files it is about."""

    batch: str
    action: str
    count: int


class RangeShape(Shape):
    """Pages of a document, from 1, both ends included."""

    document: Annotated[str, Field(max_length=200)]
    first: Annotated[int, Field(ge=1, le=1_000_000)]
    last: Annotated[int, Field(ge=1, le=1_000_000)]


class AcceptedShape(Shape):
    """How the pages are to be arranged instead: each part is a paper."""

    parts: Annotated[list[Annotated[list[RangeShape], Field(max_length=10_000)]], Field(max_length=10_000)] | None = (
        None
    )


class ProposalShape(Shape):
    """A proposal to split (one document, several parts) or to join (several documents, one part), and what became of
    it: `papers` are the documents that it was arranged into."""

    id: str
    kind: str
    batch: str
    state: str
    reasons: list[str]
    parts: list[list[RangeShape]]
    papers: list[str]
    by: str
    at: str

    @classmethod
    def of(cls, proposal: Proposal) -> ProposalShape:
        """From a record."""
        parts = [
            [RangeShape(document=one.document, first=one.first, last=one.last) for one in part]
            for part in proposal.parts
        ]
        return cls(
            id=proposal.id,
            kind=proposal.kind,
            batch=proposal.batch,
            state=proposal.state.value,
            reasons=list(proposal.reasons),
            parts=parts,
            papers=list(proposal.papers),
            by=proposal.by,
            at=proposal.at,
        )


class CatalogueShape(Shape):
    """A list of papers: what its columns mean, how many rows it has and how many name a file of the batch; `unmatched`
    rows and `unlisted` files (of the first thousand each) miss their other half."""

    batch: str
    name: str
    sha256: str
    columns: list[str]
    rows: int
    matched: int
    unmatched: list[str]
    unlisted: list[str] | None = None

    @classmethod
    def of(cls, catalogue: Catalogue, unlisted: list[str] | None = None) -> CatalogueShape:
        """From a record."""
        return cls(
            batch=catalogue.batch,
            name=catalogue.name,
            sha256=catalogue.sha256,
            columns=list(catalogue.columns),
            rows=catalogue.rows,
            matched=catalogue.matched,
            unmatched=list(catalogue.unmatched),
            unlisted=unlisted,
        )


class ReceiptsShape(Shape):
    """Receipts of a batch; `after` is the cursor for the next page, None at the end."""

    batch: BatchShape
    receipts: list[ReceiptShape]
    after: str | None


class HealthShape(Shape):
    """How the archive is: `ok`, or `degraded` with what does not answer."""

    status: str = Field(examples=["ok"])
    store: str
    index: str
    documents: int | None
    receipts: dict[str, int]
    jobs: dict[str, int]


class ProblemShape(BaseModel):
    """RFC 9457."""

    type: str = Field(examples=["urn:vanthu:problem:not-found"])
    title: str
    status: int
    detail: str
    errors: list[dict[str, str]] | None = None
    current: str | None = Field(default=None, description="Of a conflict: what stands there now.")
