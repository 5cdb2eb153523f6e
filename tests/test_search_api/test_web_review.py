"""The review: what was read least surely is shown, put right, found right, taken back; search and tasks follow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from search_api.web.marks import WIDTH
from tests.test_search_api.archive import EVIL, PROBLEM, Site, blind_client, carried, client_of
from tests.test_search_api.scanned import ALL, LETTER, letter, put, read_again
from vanthu.records import State
from vanthu.settings import Settings
from vanthu.store.jobs import READ, add_job
from vanthu.wiring import open_services

pytestmark = pytest.mark.slow  # each paper goes through a real extraction, again after what is said about it


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(tmp_path_factory.mktemp("home"), review_below=96)
    services = open_services(settings)
    with client_of(services, settings) as client:
        yield Site(services, settings, client, {})
    services.close()


@pytest.fixture
def paper(filled: Site, request: pytest.FixtureRequest) -> str:
    """A letter of its own for each test."""
    return put(filled.services, f"{request.node.name}.tif", [letter()], batch=request.node.name[:60])


@pytest.fixture(scope="module")
def still(filled: Site) -> str:
    """A letter that nobody manages to change."""
    return put(filled.services, "still.tif", [letter()])


def word(site: Site, paper: str, text: str) -> dict[str, Any]:
    slots = site.get(f"/documents/{paper}/pages/1/words")["slots"]
    return next(slot for slot in slots if slot["text"] == text)


def correct(site: Site, paper: str, old: str, new: str, status: int = 201, **changes: Any) -> Any:
    first = word(site, paper, old.split()[0])["first"] if "first" not in changes else 0
    body = {"first": first, "count": len(old.split()), "old": old, "new": new, **changes}
    answer = site.client.post(f"/api/v1/documents/{paper}/pages/1/corrections", json=body)
    assert answer.status_code == status, answer.text
    return answer.json()


def found(site: Site, words: str) -> set[str]:
    return {hit["document"] for hit in site.get("/search", q=f'"{words}"')["hits"]}


def test_what_a_clerk_corrects_is_what_search_tasks_and_facts_say_afterwards(filled: Site, paper: str) -> None:
    assert paper not in found(filled, "Sở Tài chính")
    correct(filled, paper, "chinh", "chính")
    carried(filled.services)
    assert paper in found(filled, "Sở Tài chính")
    tasks = filled.get("/obligations", document=paper)["tasks"]
    assert "Sở Tài chính chủ trì" in tasks[0]["quote"]
    assert [name for name in tasks[0]["lead"] if "Sở Tài chính" in name]
    # The page as read is kept, and the reading shown beside the correction.
    read = filled.get(f"/documents/{paper}/pages/1")["lines"]
    assert any("Tài chinh" in line["text"] for line in read)
    slot = word(filled, paper, "chính")
    assert (slot["raw"], slot["confidence"]) == ("chinh", 1.0)
    assert "Máy đọc là “chinh”" in filled.page(f"/ra-soat/{paper}/1", tu=slot["first"])


def test_taking_a_correction_back_brings_the_reading_back_and_both_stay_in_the_log(filled: Site, paper: str) -> None:
    entry = correct(filled, paper, "chinh", "chính")
    carried(filled.services)
    undo = filled.client.post(f"/api/v1/documents/{paper}/entries/{entry['id']}/undo")
    assert undo.status_code == 201
    carried(filled.services)
    assert paper not in found(filled, "Sở Tài chính")
    log = filled.get(f"/documents/{paper}/entries")
    assert [(one["kind"], one["holds"]) for one in log] == [("correction", False), ("undo", True)]
    again = filled.client.post(f"/api/v1/documents/{paper}/entries/{entry['id']}/undo")
    assert (again.status_code, again.headers["content-type"]) == (409, PROBLEM)
    filled.client.post(f"/api/v1/documents/{paper}/entries/{undo.json()['id']}/undo")
    carried(filled.services)
    assert paper in found(filled, "Sở Tài chính")


def test_of_two_clerks_at_the_same_word_the_second_is_shown_how_it_stands(filled: Site, paper: str) -> None:
    correct(filled, paper, "chinh", "chính")
    first = word(filled, paper, "chính")["first"]
    told = correct(filled, paper, "chinh", "chánh", 409, first=first)
    assert told["current"] == "chính"
    form = {"tu": first, "so": 1, "cu": "chinh", "moi": "chánh"}
    answer = filled.client.post(f"/ra-soat/{paper}/1/sua", data=form)
    assert answer.status_code == 409
    assert 'value="chánh"' in answer.text  # what was typed is not lost
    assert 'name="cu" value="chính"' in answer.text  # and can be sent against what stands now
    assert correct(filled, paper, "chính", "chính", first=first)["new"] == "chính"  # the same again is no news
    assert len(filled.get(f"/documents/{paper}/entries")) == 1


def test_words_become_one_or_two_or_none(filled: Site, paper: str) -> None:
    correct(filled, paper, "cơ sở", "cơsở", first=word(filled, paper, "giá")["first"] - 4)
    correct(filled, paper, "đất,", "đất đai,")
    correct(filled, paper, "thuốc,", "")
    carried(filled.services)
    text = filled.services.store.extraction(paper, ALL).text.text
    assert "cơsở dữ liệu giá đất đai, hoàn thành" in text
    assert "danh mục hoàn thành" in text


def test_the_list_shows_the_worst_page_first_and_a_page_found_right_leaves_it(filled: Site) -> None:
    text = "x " * 20
    better = put(filled.services, "better.tif", [letter(text + "sai?0.3")], batch="lo-a")
    worse = put(filled.services, "worse.tif", [letter(text + "sai?0.1"), letter(text, 2)], batch="lo-b")
    listed = [(one["document"], one["page"]) for one in filled.get("/review", size=100)["pages"]]
    assert listed.index((worse, 1)) < listed.index((better, 1))
    assert [one["document"] for one in filled.get("/review", batch="lo-a")["pages"]] == [better]
    assert filled.get("/review", batch="lo-b")["totals"]["pages"] == 2
    page = filled.page("/ra-soat", lo="lo-b")
    assert "worse.tif" in page
    assert "better.tif" not in page
    after = filled.get(f"/documents/{worse}/pages/1/words")["after"]
    gone = filled.client.post(f"/ra-soat/{worse}/1/da-xem", data={"sau": after, "ve": "ds", "lo": "lo-b"})
    assert gone.headers["location"].startswith("/ra-soat?da=")
    assert (worse, 1) not in [(one["document"], one["page"]) for one in filled.get("/review", batch="lo-b")["pages"]]
    flash = filled.page(gone.headers["location"])
    assert "Đã xem trang 1: đúng." in flash
    entry = re.search(r'name="muc" value="(\w+)"', flash)
    assert entry
    filled.client.post(f"/ra-soat/{worse}/1/hoan-tac", data={"muc": entry[1], "ve": "ds"})
    assert (worse, 1) in [(one["document"], one["page"]) for one in filled.get("/review", batch="lo-b")["pages"]]


def test_a_page_cannot_be_found_right_by_who_has_not_seen_its_latest_correction(filled: Site, paper: str) -> None:
    before = filled.get(f"/documents/{paper}/pages/1/words")["after"]
    correct(filled, paper, "chinh", "chính")
    answer = filled.client.post(f"/api/v1/documents/{paper}/pages/1/seen", json={"after": before})
    assert answer.status_code == 409


def test_each_case_shows_the_piece_of_the_picture_with_the_box_of_its_words(filled: Site) -> None:
    paper = put(filled.services, "cut.tif", [letter("một hai sai?0.2 bốn\nnăm sáu?0.3 bảy?0.1 tám")])
    # The picture is that of the file: without a view there is none to cut.
    page = filled.page(f"/ra-soat/{paper}/1")
    windows = re.findall(r'<svg viewBox="([\d. ]+)" role="img"[^>]*><image [^>]*width="1240" height="([\d.]+)"', page)
    rects = re.findall(r'<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="([\d.]+)"/></svg></div>', page)
    assert len(windows) == len(rects) == 2  # neighbours are one case
    slots = filled.get(f"/documents/{paper}/pages/1/words")["slots"]
    box = next(slot["box"] for slot in slots if slot["text"] == "sai")
    height = float(windows[0][1])
    x, y, w, h = map(float, rects[0])
    assert [x / WIDTH, y / height, (x + w) / WIDTH, (y + h) / height] == pytest.approx(
        [box["x0"], box["y0"], box["x1"], box["y1"]], abs=1e-3
    )
    wx, wy, ww, wh = map(float, windows[0][0].split())
    assert wx <= x <= x + w <= wx + ww
    assert wy <= y <= y + h <= wy + wh


def test_a_corrected_text_is_text_and_no_markup(filled: Site, paper: str) -> None:
    entry = correct(filled, paper, "chinh", EVIL)
    carried(filled.services)
    for path in (f"/ra-soat/{paper}/1", f"/ra-soat?da={paper}:{entry['id']}", f"/van-ban/{paper}",
                 f"/van-ban/{paper}/lich-su", f"/van-ban/{paper}?khung=toan-van"):  # fmt: skip
        assert "<img src=x" not in filled.page(path)
        assert "<script>alert" not in filled.page(path)


BAD = {
    "no such word": ({"first": 9999}, 400),
    "words of two lines": ({"first": 0, "count": 20}, 400),
    "no words": ({"count": 0}, 400),
    "a control character": ({"new": "a\x07b"}, 400),
    "a lone surrogate": ({"new": "\ud800"}, 400),
    "too long": ({"new": "a" * 4001}, 400),
    "other than what stands there": ({"old": "khác"}, 409),
}


@pytest.mark.parametrize(("changes", "status"), BAD.values(), ids=BAD)
def test_a_correction_that_means_nothing_changes_nothing(
    filled: Site, still: str, changes: dict[str, Any], status: int
) -> None:
    wanted = {"first": word(filled, still, "chinh")["first"], "old": "chinh", "new": "chính", **changes}
    path, kind = f"/api/v1/documents/{still}/pages/1/corrections", {"content-type": "application/json"}
    answer = filled.client.post(path, content=json.dumps(wanted), headers=kind)
    assert answer.status_code == status, answer.text
    assert filled.get(f"/documents/{still}/entries") == []


@pytest.mark.parametrize("length", ["300000", "", "x"])
def test_a_body_larger_than_any_correction_is_refused_unread(filled: Site, still: str, length: str) -> None:
    headers = {"content-length": length} if length else {"transfer-encoding": "chunked"}
    answer = filled.client.post(
        f"/api/v1/documents/{still}/pages/1/corrections", content=iter([b"{}"]), headers=headers
    )
    assert answer.status_code == (413 if length == "300000" else 400)


def writes(paper: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"/api/v1/documents/{paper}/pages/1/corrections", {"json": {"first": 0, "old": "ỦY", "new": "x"}}),
        (f"/api/v1/documents/{paper}/pages/1/seen", {"json": {"after": 0}}),
        (f"/api/v1/documents/{paper}/entries/e1/undo", {}),
        (f"/ra-soat/{paper}/1/sua", {"data": {"tu": 0, "so": 1, "cu": "ỦY", "moi": "x"}}),
        (f"/ra-soat/{paper}/1/da-xem", {"data": {"sau": 0}}),
        (f"/ra-soat/{paper}/1/hoan-tac", {"data": {"muc": "e1"}}),
    ]


def test_another_site_cannot_make_the_browser_say_anything(filled: Site, still: str) -> None:
    for path, body in writes(still):
        for headers in ({"origin": "http://evil.example"}, {"sec-fetch-site": "cross-site"}):
            assert filled.client.post(path, headers=headers, **body).status_code == 403
    assert filled.get(f"/documents/{still}/entries") == []


def test_who_may_not_see_a_document_can_neither_review_nor_correct_it(filled: Site, still: str) -> None:
    with blind_client(filled.services, filled.settings) as blind:
        assert blind.get("/api/v1/review").json()["pages"] == []
        assert still not in blind.get("/ra-soat").text
        for path in (f"/ra-soat/{still}/1", f"/van-ban/{still}/lich-su", f"/api/v1/documents/{still}/entries",
                     f"/api/v1/documents/{still}/readings", f"/api/v1/documents/{still}/pages/1/words"):  # fmt: skip
            assert blind.get(path).status_code == 404
        for path, body in writes(still):
            assert blind.post(path, **body).status_code == 404
    assert filled.get(f"/documents/{still}/entries") == []


def test_after_another_reading_a_correction_stands_or_waits_for_somebody(filled: Site) -> None:
    paper = put(filled.services, "again.tif", [letter()])
    correct(filled, paper, "chinh", "chính")
    correct(filled, paper, "30", "31")
    carried(filled.services)
    (receipt,) = filled.services.store.receipts(document=paper)
    with filled.services.store.db.write() as connection:  # type: ignore[attr-defined]
        add_job(connection, READ, receipt.id)
    assert receipt.state in (State.DONE, State.DONE_WITH_WARNINGS)
    read_again(filled.services, receipt.id, [letter(LETTER.replace("30?0.52", "8o?0.4"))])
    text = filled.services.store.extraction(paper, ALL).text.text
    assert "Tài chính chủ trì" in text  # the words are the same: it stands
    assert "ngày 8o tháng" in text  # read otherwise: not laid over
    (waiting,) = [one for one in filled.get("/review", size=100)["pages"] if one["document"] == paper]
    assert waiting["loose"] == 1
    page = filled.page(f"/ra-soat/{paper}/1")
    assert "<del>30</del> → <ins>31</ins>" in page
    assert [one["new"] for one in filled.get(f"/documents/{paper}/pages/1/words")["loose"]] == ["31"]
