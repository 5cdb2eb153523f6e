"""The door to pyHanko: the digital signatures in a PDF, checked offline, in a limited child of their own.

What is checked is what the file itself can answer: that the signed bytes are unchanged, what was added since, and that
the signature fits the certificate that came with it. No root certificate and no revocation list is asked for.
"""

from __future__ import annotations

import logging
import mmap
import socket
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any, Final

from ingest import wire
from ingest.limits import Limits
from vanthu.records import SealState, Signature

MOST: Final = 50
"""Signatures that are looked at; a file with more has been made to keep readers busy."""
_MARK: Final = b"/ByteRange"
_WEAK: Final = frozenset({"sha1", "md5", "md2"})
_SHORTEST_KEY: Final = 1024  # bits: shorter ones prove nothing; what is weak by today's measure is told as such
_NAME_CHARACTERS: Final = 300


def signed(path: Path) -> bool:
    """Whether there may be a signature in the file: quick, and reads nothing else."""
    if path.stat().st_size == 0:
        return False
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return data.find(_MARK) >= 0


def check(request: dict[str, Any], data: socket.socket, limits: Limits) -> int:
    """The call of a checking job: one message, signatures."""
    logging.disable(logging.CRITICAL)  # the library tells its troubles with words of the document
    found = signatures(Path(request["document"]))
    wire.send(data, {"kind": "signatures", "signatures": [asdict(one) for one in found]})
    return 0


def signatures(path: Path) -> tuple[Signature, ...]:
    """The signatures of the file in the order they were made; what cannot be read is UNCHECKED."""
    from pyhanko.pdf_utils.reader import PdfFileReader

    with path.open("rb") as file:
        try:
            embedded = PdfFileReader(file, strict=False).embedded_regular_signatures
        except Exception:  # whatever a broken file makes of a library that expects signed ones
            return (Signature(SealState.UNCHECKED),)
        found = [_checked(one) for one in embedded[:MOST]]
    return tuple(_settled(found, found[k + 1 :], one) for k, one in enumerate(found))


def _checked(embedded: Any) -> Signature:
    """One signature by itself: CHANGED where something was added to the file that is no further signature."""
    from pyhanko.sign.diff_analysis import ModificationLevel
    from pyhanko.sign.validation import SignatureCoverageLevel, validate_pdf_signature
    from pyhanko_certvalidator import ValidationContext
    from pyhanko_certvalidator.policy_decl import DisallowWeakAlgorithmsPolicy

    try:
        old = DisallowWeakAlgorithmsPolicy(  # type: ignore[no-untyped-call]
            weak_hash_algos=frozenset({"md2", "md5"}), rsa_key_size_threshold=_SHORTEST_KEY
        )
        context = ValidationContext(trust_roots=[], allow_fetching=False, algorithm_usage_policy=old)
        status = validate_pdf_signature(embedded, context)
        whole = status.coverage is SignatureCoverageLevel.ENTIRE_FILE
        sound = status.intact and status.valid and status.coverage >= SignatureCoverageLevel.ENTIRE_REVISION
        grown = status.modification_level is None or status.modification_level > ModificationLevel.FORM_FILLING
        state = SealState.INTACT if sound and (whole or not grown) else SealState.CHANGED
        if sound and state is SealState.CHANGED:
            state = SealState.EXTENDED  # if a later signature stands for it
        if status.intact and not status.valid and whole:
            state = SealState.MISMATCH
        certificate = status.signing_cert
        stamp = status.timestamp_validity
        moment = stamp.timestamp if stamp is not None and stamp.intact and stamp.valid else None
        at = moment or status.signer_reported_dt
        return Signature(
            state,
            signer=_name(certificate.subject, "common_name"),
            organisation=_name(certificate.subject, "organization_name"),
            issuer=_name(certificate.issuer, "common_name") or _name(certificate.issuer, "organization_name"),
            signed_at=at.isoformat() if at else None,
            stamped=moment is not None,
            whole=whole,
            certificate_valid=_valid(certificate, at),
            weak=status.md_algorithm in _WEAK,
        )
    except Exception:
        return Signature(SealState.UNCHECKED)


def _settled(found: list[Signature], later: list[Signature], one: Signature) -> Signature:
    """What was added after a signature is fine where a later, sound one covers the file to its end."""
    if one.state is not SealState.EXTENDED:
        return one
    covered = any(other.whole and other.state is SealState.INTACT for other in later)
    return one if covered else _with(one, SealState.CHANGED)


def _with(one: Signature, state: SealState) -> Signature:
    return Signature(**{**asdict(one), "state": state})


def _name(name: Any, part: str) -> str:
    value = name.native.get(part) or ""
    if isinstance(value, list):
        value = ", ".join(map(str, value))
    return " ".join(str(value).split())[:_NAME_CHARACTERS]


def _valid(certificate: Any, at: datetime | None) -> bool | None:
    if at is None or at.tzinfo is None:
        return None
    return bool(certificate.not_valid_before <= at <= certificate.not_valid_after)
