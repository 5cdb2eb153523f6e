"""Frozen records, by noun: what the rooms hand to each other."""

from vanthu.records.access import Permission, Reader
from vanthu.records.facts import (
    BodyMention,
    Citation,
    Deadline,
    Extraction,
    Field,
    Finding,
    Metadata,
    Obligation,
    Provision,
    Quantity,
)
from vanthu.records.files import Document, Outcome, Receipt, document_id, receipt_id
from vanthu.records.index import FacetCount, IndexAnswer, IndexHit, IndexQuery, IndexRecord, Unit
from vanthu.records.jobs import IndexChange, Job, Lease
from vanthu.records.page import Box, Cell, Line, LineKind, Page, PageSource, Word
from vanthu.records.states import MOVING, NEEDS_SOMEONE, WORDS, State
from vanthu.records.text import DocumentText, Evidence, PageInfo, Span, TextLine, TextWord

__all__ = [
    "MOVING",
    "NEEDS_SOMEONE",
    "WORDS",
    "BodyMention",
    "Box",
    "Cell",
    "Citation",
    "Deadline",
    "Document",
    "DocumentText",
    "Evidence",
    "Extraction",
    "FacetCount",
    "Field",
    "Finding",
    "IndexAnswer",
    "IndexChange",
    "IndexHit",
    "IndexQuery",
    "IndexRecord",
    "Job",
    "Lease",
    "Line",
    "LineKind",
    "Metadata",
    "Obligation",
    "Outcome",
    "Page",
    "PageInfo",
    "PageSource",
    "Permission",
    "Provision",
    "Quantity",
    "Reader",
    "Receipt",
    "Span",
    "State",
    "TextLine",
    "TextWord",
    "Unit",
    "Word",
    "document_id",
    "receipt_id",
]
