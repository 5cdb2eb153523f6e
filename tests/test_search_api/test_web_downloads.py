"""What may be taken away from a document, its copies, and the quality of a batch's scans."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest

from ingest.pdfium import opened
from ingest.receive import receive
from search_api.web.searchables import Searchables
from tests.test_ingest import sheets
from tests.test_search_api.archive import Site, TestClient, carried, client_of
from vanthu.errors import NotFound
from vanthu.records import Box, Correction, Line, Page, PageSource, Permission, Sheets, Word
from vanthu.settings import Settings
from vanthu.wiring import open_services

ALL = Permission(everything=True)
ROWS = (
    "Số: 57/UBND-KT",
    "Hà Nội, ngày 5 tháng 3 năm 2025",
    *sheets.BODY,
)


@pytest.fixture(scope="module")
def copies(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A digital letter, a coarse scan of it, and another letter with the same words."""
    folder = tmp_path_factory.mktemp("papers")
    digital = sheets.make(folder / "digital.pdf", sheets.body(ROWS))
    sheets.scan_pdf(folder / "scan.pdf", sheets.picture(digital, dpi=150))
    sheets.make(folder / "other.pdf", sheets.body(("Số: 58/UBND-KT", *ROWS[1:])))
    settings = Settings(tmp_path_factory.mktemp("home"))
    services = open_services(settings)
    list(receive([folder], services.blobs, services.store, batch="lo", by="local", clock=services.clock))
    carried(services)
    ids = {document.name: document.id for document in services.store.documents(ALL)}
    with client_of(services, settings) as client:
        yield Site(services, settings, client, ids)
    services.close()


@pytest.mark.slow
def test_the_text_is_a_download_with_one_line_for_each_printed_line(copies: Site) -> None:
    answer = copies.client.get(f"/api/v1/documents/{copies.ids['digital.pdf']}/text")
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.headers["content-disposition"] == "attachment; filename*=UTF-8''digital.txt"
    assert answer.content.decode() == "\n".join(ROWS) + "\n"


@pytest.mark.slow
def test_the_searchable_pdf_of_a_scan_has_its_words_and_what_was_put_right(copies: Site) -> None:
    document = copies.ids["scan.pdf"]
    path = f"/api/v1/documents/{document}/searchable"
    first = copies.client.get(path)
    assert first.headers["content-type"] == "application/pdf"
    words = words_of(copies, first.content)
    page = copies.services.store.page(document, 1, ALL)
    assert words == [line.text[word.start : word.end] for line in page.lines for word in line.words]
    box = next(word.box for line in page.lines for word in line.words)
    fix = Correction(1, 0, 1, words[0], "SỐ", box, "", words[1])
    copies.services.store.add_entry(document, fix, after=0, by="local", permission=ALL)
    assert words_of(copies, copies.client.get(path).content)[:2] == ["SỐ", words[1]]
    cache = copies.settings.home / "cache" / "searchable"
    assert len(list(cache.iterdir())) == 2


def words_of(site: Site, content: bytes) -> list[str]:
    place = site.settings.home / "taken.pdf"
    place.write_bytes(content)
    with opened(place) as file, file.page(1) as sheet:
        return [word.text for word in sheet.words()]


@pytest.mark.slow
def test_a_digital_document_comes_back_byte_by_byte(copies: Site) -> None:
    document = copies.services.store.document(copies.ids["digital.pdf"], ALL)
    answer = copies.client.get(f"/api/v1/documents/{document.id}/searchable")
    assert answer.content == copies.services.blobs.get(document.sha256)


@pytest.mark.slow
def test_a_paper_that_is_a_part_of_a_file_has_its_own_pages_alone(copies: Site) -> None:
    place = copies.settings.home / "three.pdf"
    sheets.make(place, *(sheets.body((f"tờ {n}",)) for n in (1, 2, 3)))
    view = copies.services.blobs.put(place)
    whole = copies.services.store.document(copies.ids["scan.pdf"], ALL)
    paper = replace(whole, view=view, sheets=(Sheets(view, "application/pdf", 2, 2),))
    word = Word(0, 3, Box(1, 0.2, 0.3, 0.3, 0.32), 0.9)
    page = Page(1, *sheets.A4, PageSource.OCR, (Line("chữ", (word,)), Line("tờ", (Word(0, 2),))))
    cache = Searchables(copies.settings.home / "cache" / "other", copies.services.blobs)
    assert words_of(copies, cache.file(paper, (page,)).read_bytes()) == ["tờ", "2", "chữ"]
    with pytest.raises(NotFound):
        cache.file(replace(paper, sheets=paper.sheets * 2), (page,))


def test_a_document_without_page_pictures_has_no_searchable_pdf(site: Site) -> None:
    site.get(f"/documents/{site.ids['13-quyet-dinh-tcvn3.txt']}/searchable", 404)


@pytest.mark.slow
def test_copies_are_shown_with_the_better_one_first_and_nearly_alike_ones_named_so(copies: Site) -> None:
    told = copies.get(f"/documents/{copies.ids['scan.pdf']}/copies")
    assert [(one["name"], one["kind"], one["better"]) for one in told] == [
        ("digital.pdf", "same", True),
        ("other.pdf", "like", False),
    ]
    page = copies.page(f"/van-ban/{copies.ids['scan.pdf']}")
    assert "Bản khác của cùng văn bản" in page
    assert page.index(f"/van-ban/{copies.ids['digital.pdf']}") < page.index(f"/van-ban/{copies.ids['other.pdf']}")
    assert f"/api/v1/documents/{copies.ids['scan.pdf']}/searchable" in page
    alike = copies.page(f"/van-ban/{copies.ids['other.pdf']}")
    assert "Bản khác của cùng văn bản" not in alike
    assert "Văn bản gần giống" in alike


@pytest.mark.slow
def test_the_batch_says_what_is_wrong_with_its_scans(copies: Site) -> None:
    page = copies.page("/lo/lo")
    assert "Chất lượng bản quét" in page
    assert f'href="/van-ban/{copies.ids["scan.pdf"]}?trang=1"' in page
    assert "(150 dpi)" in page


@pytest.mark.parametrize("what", ["text", "searchable", "copies"])
def test_who_may_not_see_a_document_takes_nothing_away(site: Site, blind: TestClient, what: str) -> None:
    document = next(iter(site.ids.values()))
    assert blind.get(f"/api/v1/documents/{document}/{what}").status_code == 404
    assert blind.get(f"/api/v1/documents/dnone/{what}").status_code == 404
