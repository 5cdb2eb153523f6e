"""The header of a paper: number, type, issuer, date, place, title, signers, recipients."""

from __future__ import annotations

from extract.structure import Structure
from vanthu.records import DocumentText, Metadata


def header(text: DocumentText, built: Structure) -> Metadata:
    """What the main document says of itself."""
    return Metadata()
