"""What an archive's own list, or an envelope, says about the files in it: laid beside what is found in them."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from extract.listed import ENVELOPE, RULE
from ingest.limits import Limits
from vanthu.ports import Services
from vanthu.records import DocumentText, Extraction, Field, Metadata, Receipt, Span, receipt_id
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers.catalogues import listed
from workers.steps import read

LIST = "STT,Tên tệp,Số ký hiệu,Trích yếu\n1,a.txt,12/KH-UBND,Về việc MẪU\n2,mat.txt,13/KH-UBND,Không có\n"
OTHER = "Tên,Số tiền\nx,1\n"


@pytest.fixture
def services(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Services]:
    opened = open_services(Settings(tmp_path_factory.mktemp("home")))
    yield opened
    opened.close()


def packed(members: dict[str, str]) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return body.getvalue()


def taken(services: Services, name: str, content: bytes) -> dict[str, Receipt]:
    """The file as the first step leaves it: its members by the end of their names."""
    digest = services.blobs.put(content)
    now = datetime(2026, 1, 5, tzinfo=UTC)
    (row,) = services.store.add_receipts(
        [Receipt(receipt_id("lo", name, None, digest), "lo", name, digest, 1, now, "me")]
    )
    lease = services.store.claim("me", seconds=60, steps=("read",))
    assert lease is not None
    read(services, lease, Limits())
    return {one.path.rpartition("/")[2]: one for one in services.store.receipts() if one.container == row.id}


@pytest.mark.parametrize(
    ("members", "rows"),
    [
        ({"danh-muc.csv": LIST, "a.txt": "một", "b.txt": "hai"}, {"a.txt": 1}),
        ({"hop12/danh-muc.csv": LIST, "hop12/a.txt": "một"}, {"a.txt": 1}),
        ({"danh-muc.csv": LIST, "hop12/a.txt": "một"}, {"a.txt": 1}),
        ({"bang.csv": OTHER, "danh-muc.csv": LIST, "a.txt": "một"}, {"a.txt": 1}),
        ({"hop12/danh-muc.csv": LIST, "a.txt": "một"}, {}),  # not beside what is in the archive
        ({"danh-muc.csv": LIST, "khac.txt": "một"}, {}),  # names nothing that is here
        ({"bang.csv": OTHER, "a.txt": "một"}, {}),
    ],
)
def test_a_list_beside_the_files_of_an_archive_speaks_of_them(
    services: Services, members: dict[str, str], rows: dict[str, int]
) -> None:
    found = taken(services, "hop12.zip", packed(members))
    told = services.store.listed([one.id for one in found.values()])
    assert {name: told[one.id].row for name, one in found.items() if one.id in told} == rows
    lists = services.store.catalogues("lo")
    assert [(one.matched, one.unmatched) for one in lists] == ([(1, ("dòng 2: mat.txt",))] if rows else [])


def test_what_the_paper_lacks_comes_from_the_list_of_its_archive(services: Services) -> None:
    found = taken(services, "hop12.zip", packed({"danh-muc.csv": LIST, "a.txt": "một"}))
    document = reading(services, found["a.txt"])
    about = listed(services, document, bare()).metadata
    assert about.number is not None
    assert (about.number.value, about.number.rule, about.number.evidence) == ("12/KH-UBND", RULE, ())


@pytest.mark.slow  # the envelope's page is printed
def test_what_the_paper_lacks_comes_from_its_envelope(services: Services) -> None:
    head = (
        "<e:Code><e:CodeNumber>12</e:CodeNumber><e:CodeNotation>VP-TH</e:CodeNotation></e:Code>"
        "<e:From><e:OrganName>Văn phòng MẪU</e:OrganName></e:From><e:Subject>Về việc MẪU</e:Subject>"
        "<e:PromulgationInfo><e:PromulgationDate>2026/1/5</e:PromulgationDate></e:PromulgationInfo>"
    )
    file = (
        "<e:Attachment><e:AttachmentName>a.txt</e:AttachmentName><e:ContentTransferEncoded>"
        f"{base64.b64encode('một'.encode()).decode()}</e:ContentTransferEncoded></e:Attachment>"
    )
    whole = (
        f'<e:edXML xmlns:e="http://www.mic.gov.vn/TBT/QCVN_102_2016"><e:edXMLEnvelope><e:edXMLHeader><e:MessageHeader>'
        f"{head}</e:MessageHeader></e:edXMLHeader></e:edXMLEnvelope>"
        f"<e:AttachmentEncoded>{file}</e:AttachmentEncoded></e:edXML>"
    )
    found = taken(services, "goi.edxml", whole.encode())
    document = reading(services, found["a.txt"])
    about = listed(services, document, bare()).metadata
    fields = (about.number, about.issued, about.title, *about.issuer)
    assert [(one.value, one.rule) for one in fields if one] == [
        ("12/VP-TH", ENVELOPE),
        ("2026-01-05", ENVELOPE),
        ("Về việc MẪU", ENVELOPE),
        ("Văn phòng MẪU", ENVELOPE),
    ]
    own = Field("7/BC-VP", (Span(0, 1),), "printed")
    told = listed(services, document, bare(number=own))
    assert told.metadata.number == own
    assert told.warnings == ("Phong bì ghi số 12/VP-TH, trên văn bản là 7/BC-VP.",)


def bare(**about: Field) -> Extraction:
    return Extraction(DocumentText("t", "x", (), (), ()), Metadata(**about))  # type: ignore[arg-type]


def reading(services: Services, member: Receipt) -> str:
    """The document of a member, read."""
    while services.store.receipt(member.id).document is None:
        lease = services.store.claim("me", seconds=60, steps=("read",))
        assert lease is not None
        read(services, lease, Limits())
    return services.store.receipt(member.id).document or ""
