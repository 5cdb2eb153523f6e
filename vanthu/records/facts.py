"""What the paper says, as values with their evidence. The wire form of all this is `gold/FORMAT.md`'s record."""

from __future__ import annotations

from dataclasses import dataclass, field

from vanthu.records.quality import Flaw, Likeness
from vanthu.records.text import DocumentText, Evidence, Span


@dataclass(frozen=True, slots=True)
class Field:
    """One value of the header: what it is, where it stands, which rule found it. `evidence` is empty only where the
    value was inferred (a local body's province from the letterhead); `rule` then says so."""

    value: str
    evidence: Evidence
    rule: str
    score: float = 1.0
    decided: str | None = None  # the entry by which a person said so


@dataclass(frozen=True, slots=True)
class Metadata:
    """The header. `number` as printed without spaces; `type` in lower case; `issuer` canonical full names; `issued`
    an ISO date; `title` the trích yếu on one line; `effective` the ISO day it takes effect, by its own words (counted
    from the day of signing where they say so). None or () is: not found."""

    number: Field | None = None
    type: Field | None = None
    issuer: tuple[Field, ...] = ()
    issued: Field | None = None
    place: Field | None = None
    title: Field | None = None
    signers: tuple[Field, ...] = ()
    recipients: tuple[Field, ...] = ()
    secrecy: Field | None = None
    urgency: Field | None = None
    effective: Field | None = None


@dataclass(frozen=True, slots=True)
class Provision:
    """A numbered part of the document.

    `path` is unique: slugs from the top down, the part of the document first where it is not the main one, an ordinal
    where labels repeat (`phu-luc-1/dieu-2#2/khoan-3/diem-a`). `label` is the same for people, top down
    ("Điều 2 khoản 3 điểm a"). `heading` covers the printed label and the title on its line(s) ("1. Bộ Tài chính:");
    `span` everything with its children, `own` what stands before the first child (heading included). `kind`: phan,
    chuong, muc, dieu, khoan, diem, gach (dash), phu-luc, part (an attached plan or regulation), row (of a table)."""

    path: str
    label: str
    kind: str
    heading: Span
    own: Span
    span: Span
    parent: str | None = None
    part: str = ""


@dataclass(frozen=True, slots=True)
class BodyMention:
    """A body named in the text. `name` is its canonical Vietnamese full name as of the name used (a former name stays
    the former body's); `body` its id in the authority file, None where the file does not know it. `group` marks a
    collective ("các bộ, ngành, địa phương"). `score` is lower where a name was misread or only guessed. `post` is the
    post that was named instead of its body, as printed. `evidence` is empty only where a person named the body
    (`rule` is "person") and the paper does not."""

    name: str
    evidence: Evidence
    body: str | None = None
    group: bool = False
    post: str | None = None
    rule: str = "body"
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Deadline:
    """A time limit as written and as meant: `rel` and `value` as in FORMAT.md's table (`before` + `2025-06-30`).
    `day` and `month` of a recurring one where printed. `quote` is the text at `evidence`. Of a counted one (within),
    `start` says from when: "signing", "effect" (of this paper), "event" (another, its words in `event`), None where
    the paper does not say; `working`: in working days. The day it means: `extract.due`."""

    evidence: Evidence
    quote: str
    rel: str
    value: str | None
    day: int | None = None
    month: int | None = None
    rule: str = ""
    start: str | None = None
    event: str | None = None
    working: bool = False


@dataclass(frozen=True, slots=True)
class Citation:
    """A mention of another document. `number` canonical, None for a law cited by name; `relation`: basis, amends,
    replaces, repeals, implements, suspends, refers. `name` is the law's name where it has one; `resolved` the number
    of a law cited by name, derived (`extract.law_numbers`: `resolved_by` says how), None where it cannot be told."""

    id: str
    evidence: Evidence
    quote: str
    number: str | None
    type: str | None
    issued: str | None
    issuer: tuple[str, ...]
    pinpoint: str | None
    relation: str
    rule: str
    score: float = 1.0
    name: str | None = None
    provision: str | None = None
    resolved: str | None = None
    resolved_by: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """A counted or measured number: "858 doanh nghiệp" is 858 of "doanh nghiệp"; `value_to` ends a range.
    `year` is the year that its sentence says it for; `role`: target or growth, None where neither is said."""

    id: str
    evidence: Evidence
    quote: str
    value: float
    unit: str
    rule: str
    score: float = 1.0
    value_to: float | None = None
    provision: str | None = None
    year: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True)
class Obligation:
    """A task that the document gives to a body. `act` is the evidence of the quoted point or sentence; `action` the
    exact words of what is to be done; lead and coordinating each with their own evidence (in a heading, a cell …);
    `heading` the evidence of what was inherited. `id` hashes document, path, folded act and ordinal."""

    id: str
    act: Evidence
    quote: str
    action: str
    lead: tuple[BodyMention, ...]
    coordinating: tuple[BodyMention, ...]
    deadline: Deadline | None
    product: Field | None
    provision: str | None  # the label for people
    path: str | None
    rule: str
    score: float = 1.0
    heading: Evidence = ()
    decided: str | None = None  # the entry by which a person said so


@dataclass(frozen=True, slots=True)
class Reference:
    """Words that mean something named elsewhere in the paper: "Nghị quyết này", "Bộ này", "cơ quan chủ trì", a short
    name that the paper defines.

    `means`: self (this paper or the attached part; `path` is the provision where one is named), paper, body, or "" for
    what could not be resolved: `why` then says why. `names` are the numbers (a law's name, where it has none) or
    canonical names that are meant, `antecedent` where they are named."""

    id: str
    evidence: Evidence
    quote: str
    means: str
    names: tuple[str, ...]
    antecedent: Evidence
    rule: str
    score: float = 1.0
    path: str | None = None
    why: str | None = None
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something about the paper that a reader should look at: `kind` "sum" (parts that do not add up to their total).
    `evidence` has the place of each number, `says` the sentence for people in Vietnamese, `says_en` in English."""

    id: str
    kind: str
    says: str
    says_en: str
    evidence: Evidence
    quote: str
    rule: str
    score: float = 1.0
    provision: str | None = None


@dataclass(frozen=True, slots=True)
class Extraction:
    """Everything found in one document, and the text it was found in. `findings` are what a reader should look at
    (sums that do not add up …). `loose` are the ids of entries (corrections, decisions)
    that found no place in this reading: they go to review, nothing is lost. `flaws` are of the pages as they were
    scanned; `likeness` is what copies of the paper are found by."""

    text: DocumentText
    metadata: Metadata
    provisions: tuple[Provision, ...] = ()
    mentions: tuple[BodyMention, ...] = ()
    citations: tuple[Citation, ...] = ()
    obligations: tuple[Obligation, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    made_by: str = ""
    warnings: tuple[str, ...] = field(default=())
    loose: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()
    references: tuple[Reference, ...] = ()
    flaws: tuple[Flaw, ...] = ()
    likeness: Likeness | None = None
