"""Signed PDFs: what a signature says about the file, and that a change after it is told."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.generic import NameObject, StreamObject
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign import signers
from reportlab.pdfgen.canvas import Canvas

from ingest import signatures
from ingest.limits import Limits
from ingest.read import read
from ingest.sandbox import End, Ending, Sandbox
from ingest.sink import ListSink
from vanthu.records import SealState, Signature

ORGANISATION = "Văn phòng MẪU"
SIGNER = "Nguyễn Văn A"


@pytest.fixture(scope="module")
def signer(tmp_path_factory: pytest.TempPathFactory) -> signers.SimpleSigner:
    """A key of our own and a certificate that it signed itself."""
    folder = tmp_path_factory.mktemp("keys")
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    who = x509.Name(
        [
            x509.NameAttribute(NameOID.COMMON_NAME, SIGNER),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, ORGANISATION),
        ]
    )
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.KeyUsage(True, True, *[False] * 7), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    nothing = serialization.NoEncryption()
    (folder / "key").write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, nothing))
    (folder / "certificate").write_bytes(certificate.public_bytes(pem))
    loaded = signers.SimpleSigner.load(str(folder / "key"), str(folder / "certificate"))
    assert loaded is not None
    return loaded


def paper() -> bytes:
    body = io.BytesIO()
    canvas = Canvas(body, invariant=1)
    canvas.drawString(72, 720, "Giao So Tai chinh chu tri, bao cao truoc ngay 30/6/2026. MAU")
    canvas.save()
    return body.getvalue()


def signed(content: bytes, signer: signers.SimpleSigner, field: str = "Signature1") -> bytes:
    out = io.BytesIO()
    signers.sign_pdf(
        IncrementalPdfFileWriter(io.BytesIO(content)),
        signers.PdfSignatureMetadata(field_name=field),
        signer,
        output=out,
    )
    return out.getvalue()


def added_to(content: bytes) -> bytes:
    """With another text on the page, as an editor adds it: the signed bytes stay in the file as they were."""
    writer = IncrementalPdfFileWriter(io.BytesIO(content))
    page = writer.root["/Pages"]["/Kids"][0].get_object()
    stream = writer.add_object(StreamObject(stream_data=b"BT /F1 12 Tf 72 600 Td (truoc 2030) Tj ET"))
    page[NameObject("/Contents")] = stream
    writer.update_container(page)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def forged(content: bytes, signer: signers.SimpleSigner) -> bytes:
    """With the last byte of the signature itself another one."""
    raw = PdfFileReader(io.BytesIO(content)).embedded_signatures[0].signer_info["signature"].native.hex().encode()
    at = content.lower().index(raw) + len(raw) - 1
    return content[:at] + (b"0" if content[at : at + 1] != b"0" else b"1") + content[at + 1 :]


Made = Callable[[bytes, signers.SimpleSigner], bytes]
STATES = {
    "as signed": (lambda one, key: one, [SealState.INTACT]),
    "a byte changed": (lambda one, key: one.replace(b"/Count 1", b"/Count 2", 1), [SealState.CHANGED]),
    "added to": (lambda one, key: added_to(one), [SealState.CHANGED]),
    "a signature that is not of its key": (lambda one, key: forged(one, key), [SealState.MISMATCH]),
    "signed twice": (lambda one, key: signed(one, key, "Signature2"), [SealState.INTACT, SealState.INTACT]),
    "added to and signed again": (
        lambda one, key: signed(added_to(one), key, "Signature2"),
        [SealState.EXTENDED, SealState.INTACT],
    ),
    "signed again and added to": (
        lambda one, key: added_to(signed(one, key, "Signature2")),
        [SealState.CHANGED, SealState.CHANGED],
    ),
}


@pytest.mark.parametrize("case", STATES)
def test_a_change_after_signing_is_told(case: str, signer: signers.SimpleSigner, tmp_path: Path) -> None:
    change, states = STATES[case]
    path = tmp_path / "signed.pdf"
    path.write_bytes(change(signed(paper(), signer), signer))
    assert signatures.signed(path)
    assert [one.state for one in signatures.signatures(path)] == states


def test_reading_a_signed_paper_says_who_signed_and_when(signer: signers.SimpleSigner, reading: Any) -> None:
    content = signed(paper(), signer)
    outcome, sink = reading("a.pdf", content)
    (found,) = outcome.signatures
    assert (found.signer, found.organisation, found.issuer) == (SIGNER, ORGANISATION, SIGNER)
    assert (found.whole, found.stamped, found.certificate_valid, found.weak) == (True, False, True, False)
    assert found.signed_at
    assert abs(datetime.fromisoformat(found.signed_at) - datetime.now(UTC)) < timedelta(minutes=5)
    assert found.sentence().startswith(f"Đã ký số bởi {SIGNER} ({ORGANISATION}), ngày ")
    assert "nguyên vẹn, chứng thư do" in found.sentence()
    assert sink.pages


def test_a_paper_without_signature_costs_no_child(reading: Any) -> None:
    assert reading("a.pdf", paper())[0].signatures == ()


def test_a_check_that_dies_leaves_the_pages_and_says_so(
    signer: signers.SimpleSigner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "signed.pdf"
    path.write_bytes(signed(paper(), signer))
    honest = Sandbox.run

    def dying(self: Sandbox, job: object, *rest: object) -> Ending:
        return (
            Ending(End.TIME) if getattr(job, "call", "").startswith("ingest.signatures") else honest(self, job, *rest)
        )  # type: ignore[arg-type]

    monkeypatch.setattr(Sandbox, "run", dying)
    sink = ListSink()
    outcome = read(path, "a.pdf", sink, Limits())
    assert outcome.signatures == (Signature(SealState.UNCHECKED),)
    assert sink.pages


def test_rubbish_with_the_mark_of_a_signature_is_unchecked(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(b"%PDF-1.7\n/ByteRange [0 1 2 3]\n%%EOF")
    assert signatures.signatures(path) == (Signature(SealState.UNCHECKED),)


@pytest.mark.slow
@pytest.mark.shared
def test_the_signed_papers_of_the_gazette_are_intact(shared_data: Path) -> None:
    found = [
        one
        for path in sorted((shared_data / "docs" / "orig").glob("cb-*.pdf"))
        if signatures.signed(path)
        for one in signatures.signatures(path)
    ]
    assert len(found) >= 15
    assert {one.state for one in found} == {SealState.INTACT}
    assert all(one.whole and one.stamped and one.certificate_valid and one.signer for one in found)
