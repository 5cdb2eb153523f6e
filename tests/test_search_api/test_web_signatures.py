"""A digital signature is shown where the document is: who, when, and whether the file is still what was signed."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from tests.test_search_api.archive import Site, client_of
from vanthu.records import Document, SealState, Signature

SIGNED = Signature(
    SealState.INTACT,
    signer="Nguyễn Văn A <b>",
    organisation="Cơ quan MẪU",
    issuer="CA MẪU",
    signed_at="2026-05-29T08:10:56+07:00",
    stamped=True,
    whole=True,
    certificate_valid=True,
)


@pytest.mark.parametrize(
    ("signature", "words", "kind"),
    [
        (SIGNED, "ngày 29/05/2026 08:10, nguyên vẹn, chứng thư do “CA MẪU” cấp", "state--ok"),
        (replace(SIGNED, state=SealState.CHANGED), "bị sửa sau khi ký", "state--bad"),
        (Signature(SealState.UNCHECKED), "không kiểm được chữ ký", "state--wait"),
    ],
)
def test_page_and_program_see_what_a_signature_says(signature: Signature, words: str, kind: str, site: Site) -> None:
    class Sealed:
        def __getattr__(self, name: str) -> Any:
            return getattr(site.services.store, name)

        def document(self, *asked: Any) -> Document:
            return replace(site.services.store.document(*asked), signatures=(signature,))

    services = replace(site.services, store=Sealed())  # type: ignore[arg-type]
    document = next(iter(site.ids.values()))
    with client_of(services, site.settings) as client:
        page = client.get(f"/van-ban/{document}").text
        (told,) = client.get(f"/api/v1/documents/{document}").json()["document"]["signatures"]
    assert words in page
    assert kind in page
    assert "Nguyễn Văn A <b>" not in page
    assert (told["state"], told["signer"], told["signed_at"]) == (
        signature.state, signature.signer, signature.signed_at,
    )  # fmt: skip
    assert words in told["sentence"]


def test_a_page_says_how_it_was_read(site: Site) -> None:
    document = next(iter(site.ids.values()))
    assert "Cách đọc trang này: " in site.client.get(f"/van-ban/{document}").text
