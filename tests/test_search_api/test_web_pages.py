"""What people see: words in two languages, text that never is markup, marks where the words are, days that add up."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from search_api.index.due import Due, DueState, due
from search_api.web.badges import GROUPS, due_badge, state_badge, states_of
from search_api.web.locator import locator
from search_api.web.marks import WIDTH, marks_on
from search_api.web.matches import joined, matches
from search_api.web.pages.params import day_of
from search_api.web.words import WORDS, Words
from tests.test_search_api.archive import PAPERS, Site, TestClient, client_of
from vanthu.errors import BadRequest
from vanthu.records import Box, Deadline, Field, Listed, Permission, Span, State

WEB = Path(__file__).parents[2] / "search_api" / "web"
TEMPLATES = sorted((WEB / "templates").glob("*.html"))
ALL = Permission(everything=True)
DAY = date(2025, 6, 20)


def names(pattern: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(pattern) if name}


def test_both_languages_say_everything_and_put_in_the_same_values() -> None:
    for key, (vi, en) in WORDS.items():
        assert vi.strip(), key
        assert en.strip(), key
        assert names(vi) == names(en), key


SCRIPTS = ("vanthu", "nap")


def test_every_word_that_a_page_uses_is_in_the_table_and_none_is_left_over() -> None:
    sources = [*TEMPLATES, *WEB.rglob("*.py")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in sources if path.name != "words.py")
    used = set(re.findall(r"\b(?:t|words)\(\s*'([\w-]+)'", text)) | set(re.findall(r"\bwords\(\s*\"([\w-]+)\"", text))
    assert {key for key in used if not key.endswith("_")} - set(WORDS) == set()
    made = (
        "chip_", "sort_", "relation_", "standing_", "error_", "layer_", "batch_", "flaw_", "proposal_", "decided_",
        "stage_", "copy_", "from_", "minutes", "hours", "P",
    )  # fmt: skip
    left = {key for key in WORDS if key not in used and not key.startswith(made)}
    assert {key for key in left if not re.search(rf"['\"]{re.escape(key)}['\"]", text)} == set()


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_no_template_has_script_style_or_raw_text_in_it(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\sstyle=|\son\w+=|<style|javascript:|\|\s*safe|autoescape false", text)
    assert re.findall(r"<script[^>]*>", text) in ([], *([f'<script src="/tinh/{name}.js" defer>'] for name in SCRIPTS))


def test_the_dark_theme_is_the_same_by_system_and_by_choice() -> None:
    css = (WEB / "static" / "vanthu.css").read_text(encoding="utf-8")
    by_system = re.search(r":root:not\(\[data-theme=\"light\"\]\) \{(.*?)\}", css, re.DOTALL)
    by_choice = re.search(r":root\[data-theme=\"dark\"\] \{(.*?)\}", css, re.DOTALL)
    assert by_system is not None
    assert by_choice is not None
    assert by_system[1].split() == by_choice[1].split()


@pytest.mark.parametrize(
    ("rel", "value", "vi", "en"),
    [
        ("before", "2025-06-15", "Quá hạn 6 ngày (14/6)", "6 days overdue (14/6)"),
        ("before", "2025-06-30", "Còn 9 ngày (29/6)", "9 days left (29/6)"),
        ("by", "2025-06-20", "Đến hạn hôm nay (20/6)", "Due today (20/6)"),
        ("until", "2030", "Còn 2.020 ngày (31/12/2030)", "2,020 days left (31/12/2030)"),
        ("ongoing", None, "Thường xuyên", "Ongoing"),
        ("every", "P3M", "Hằng quý, kỳ tới 30/6, ước tính", "Every quarter, next 30/6, estimated"),
        ("every", "P7M", "Định kỳ", "Recurring"),
        (None, None, "Không thời hạn", "No deadline"),
        ("in", "sớm", "Không tính được ngày", "No day can be told"),
    ],
)
def test_a_deadline_is_told_in_words(rel: str | None, value: str | None, vi: str, en: str) -> None:
    found = due(Deadline((), "", rel, value) if rel else None, as_of=DAY)
    for language, text in (("vi", vi), ("en", en)):
        badge = due_badge(found, Words(language), as_of=DAY, value=value, written=rel is not None)
        assert badge.text == text
        assert badge.icon == f"d-{badge.kind}"


def test_an_estimated_deadline_says_so() -> None:
    found = Due(DueState.OK, last=date(2025, 8, 1), days=42, estimated=True)
    assert due_badge(found, Words("vi"), as_of=DAY).text == "Còn 42 ngày (1/8, ước tính)"


def test_the_five_counts_hold_every_state_once() -> None:
    assert sorted(state for group in GROUPS for state in states_of(group)) == sorted(DueState)


@pytest.mark.parametrize("state", State)
def test_every_state_has_a_badge_in_both_languages(state: State) -> None:
    assert state_badge(state, "vi").text != state_badge(state, "en").text


@pytest.mark.parametrize(
    ("written", "day"),
    [("30/6/2025", date(2025, 6, 30)), ("30-06-2025", date(2025, 6, 30)), ("2025-06-30", date(2025, 6, 30)), ("", DAY)],
)
def test_a_day_is_read_as_people_write_it(written: str, day: date) -> None:
    assert day_of(written, DAY) == day


@pytest.mark.parametrize("written", ["31/6/2025", "hôm nay", "6/2025", "٣٠/٦/٢٠٢٥"])
def test_what_is_no_day_is_a_bad_request(written: str) -> None:
    with pytest.raises(BadRequest):
        day_of(written, DAY)


@pytest.mark.parametrize(
    ("number", "vi", "en"),
    [
        (1248, "1.248", "1,248"),
        (0.62, "0,62", "0.62"),
        (2.0, "2", "2"),
        (None, "–", "–"),
        (1234567.5, "1.234.567,5", "1,234,567.5"),
    ],
)
def test_figures_are_written_as_the_language_does(number: float | None, vi: str, en: str) -> None:
    assert (Words("vi").figure(number), Words("en").figure(number)) == (vi, en)


@pytest.mark.parametrize(
    ("text", "question", "found"),
    [
        ("Cơ sở dữ liệu và dữ liệu mở", "dữ liệu", ["dữ liệu", "dữ liệu"]),
        ("Cơ sở dữ liệu", "du lieu", ["dữ liệu"]),
        ("cơ sở dư liệu", "dữ liệu", []),
        ("một liệu pháp", "dữ liệu", []),
        ("Hoà Bình", "hòa bình", ["Hoà Bình"]),
        ("số hóa", "hóa", ["hóa"]),
        ("gì đó", "", []),
    ],
)
def test_words_are_found_where_they_stand_together(text: str, question: str, found: list[str]) -> None:
    assert [text[span.start : span.end] for span in matches(text, question)] == found


def test_marks_with_only_blanks_between_are_one() -> None:
    assert joined([Span(0, 2), Span(3, 7), Span(8, 9)], "dữ liệu, a") == [Span(0, 7), Span(8, 9)]


def test_a_locator_has_a_bar_for_each_line_at_its_true_place() -> None:
    svg = str(locator([Box(2, 0.1, 0.5, 0.9, 0.52), Box(3, 0, 0, 1, 1)], 2, pages=4, hits=[4]))
    assert svg.count('class="hl" x=') == 1
    assert 'x="4.2" y="29.5" width="33.6"' in svg
    assert svg.count('height="5"') == 2
    assert len(svg) < 700


def test_marks_cover_the_boxes_of_their_words(site: Site) -> None:
    facts = site.services.store.extraction(site.ids[PAPERS[0]], ALL)
    task = facts.obligations[0]
    page = facts.text.page_of(task.act) or 1
    marks = marks_on(facts, page, chosen=task.id)
    mark = next(mark for mark in marks.tasks if mark.id == task.id)
    assert mark.on
    assert len(marks.tasks) == sum(facts.text.page_of(one.act) == page for one in facts.obligations)
    words = [word.box for span in task.act for word in facts.text.words_in(span) if word.box and word.box.page == page]
    for box in words:
        x, y = (box.x0 + box.x1) / 2 * WIDTH, (box.y0 + box.y1) / 2 * marks.height
        assert any(r.x <= x <= r.right and r.y <= y <= r.bottom for r in mark.lines)


class Markup(HTMLParser):
    """Collects what a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs


def pages_about(site: Site) -> list[tuple[str, dict[str, Any]]]:
    evil = next(document for name, document in site.ids.items() if name.startswith("<b"))
    words = {"q": "<script>alert(9)</script> dữ liệu"}
    return [
        ("/", {}),
        ("/", words),
        ("/", {**words, "dang": "doan"}),
        ("/", {"dang": "nhiem-vu"}),
        ("/co-quan", {"ten": '"><script>'}),
        ("/co-quan/<script>alert(9)<\\script>", {"nguon": "<script>"}),
        ("/co-quan/bo-cong-an", {}),
        (f"/van-ban/{evil}", {"q": "<script>alert dữ liệu"}),
        (f"/van-ban/{evil}", {"khung": "vien-dan"}),
        (f"/van-ban/{evil}", {"khung": "so-lieu"}),
        (f"/van-ban/{evil}", {"khung": "toan-van"}),
        ("/lo/lo-thu", {}),
        ("/nap", {}),
        ("/vien-dan", {"so": "<script>"}),
        ("/vien-dan", {"so": "57-NQ/TW"}),
    ]


@pytest.mark.parametrize("at", range(15))
def test_text_of_a_paper_is_never_markup(site: Site, at: int) -> None:
    path, query = pages_about(site)[at]
    answer = site.client.get(path, params=query)
    assert answer.status_code in (200, 400)
    found = Markup()
    found.feed(answer.text)
    assert found.tags.count("script") == (2 if path == "/nap" else 1)
    assert "img" not in found.tags
    assert not [name for name, _ in found.attributes if name.startswith("on") or name == "style"]
    assert not [value for _, value in found.attributes if value and value.lower().startswith("javascript:")]


def test_a_task_leads_to_its_marked_page_and_the_mark_back_to_it(site: Site) -> None:
    page = site.page("/co-quan/bo-khoa-hoc-va-cong-nghe")
    hrefs = re.findall(r'href="(/van-ban/\w+\?nv=([\w~-]+)#nv-([\w~-]+))"', page)
    assert hrefs
    for href, asked, anchor in hrefs:
        assert asked == anchor
        document = site.page(href.partition("#")[0])
        assert f'id="nv-{anchor}"' in document
        assert 'class="ob on"' in document
        assert f"/co-quan/bo-khoa-hoc-va-cong-nghe#nv-{anchor}" in document or "Trong danh sách việc của" in document
        if "m-here" in document:
            assert f'#viec-{anchor}"' in document


def test_a_day_comes_with_its_reasoning_in_the_readers_language(site: Site) -> None:
    said = [task["due"]["why"] for task in site.get("/obligations", size=100)["tasks"] if task["due"]["last"]]
    shown = site.page("/co-quan/bo-khoa-hoc-va-cong-nghe")
    assert said
    assert any(f'title="{why["vi"]}"' in html.unescape(shown) for why in said)
    try:
        english = site.page("/co-quan/bo-khoa-hoc-va-cong-nghe", **{"ngon-ngu": "en"})
    finally:
        site.client.cookies.clear()
    assert any(f'title="{why["en"]}"' in html.unescape(english) for why in said)


def test_a_paper_without_pictures_shows_its_words_marked(site: Site) -> None:
    document = site.ids[next(name for name in site.ids if name.startswith("<b"))]
    task = site.services.store.extraction(document, ALL).obligations[0]
    page = site.page(f"/van-ban/{document}", nv=task.id)
    assert 'class="mark--task"' in page
    assert "<img" not in page


def test_the_counts_of_a_body_are_the_rows_below(site: Site) -> None:
    page = site.page("/co-quan/bo-khoa-hoc-va-cong-nghe", tinh="1/6/2025")
    counts = [int(count) for count in re.findall(r"<b>(\d+)</b>", page)[:5]]
    groups = [int(count) for count in re.findall(r'</span> <span class="count">(\d+)</span></th>', page)]
    assert [count for count in counts if count] == groups
    assert sum(counts) == page.count('<td role="cell" class="n">')
    assert 'value="1/6/2025"' in page


def test_the_sum_of_a_batch_is_what_was_received(site: Site) -> None:
    page = site.page("/lo/lo-thu")
    figures = [int(count) for count in re.findall(r'<td class="n num">(\d+)</td>', page)]
    *parts, total, received = figures
    assert sum(parts) == total == received == 4
    assert "Khớp" in page


def test_english_is_asked_for_once_and_kept(site: Site) -> None:
    answer = site.client.get("/", params={"ngon-ngu": "en", "q": "dữ liệu"})
    try:
        assert '<html lang="en"' in answer.text
        assert "Search" in site.page("/nap")
        assert "Add documents" in site.page("/nap")
        assert 'name="q" type="search" value="dữ liệu"' in answer.text
    finally:
        site.client.cookies.clear()
    assert "Nạp văn bản" in site.page("/nap")


def test_what_the_settings_do_not_know_is_not_a_language(site: Site) -> None:
    assert '<html lang="vi"' in site.page("/", **{"ngon-ngu": "xx", "giao-dien": "<b>"})


def test_a_chip_is_switched_off_by_its_link(site: Site) -> None:
    page = site.page("/", q="văn bản giao Bộ Công an")
    (link,) = re.findall(r'<a href="([^"]+)" aria-label="Bỏ điều kiện Cơ quan', page)
    without = site.page(link.replace("&amp;", "&"))
    assert "Bỏ điều kiện Cơ quan" not in without


def test_an_unknown_page_is_told_in_words(site: Site, blind: TestClient) -> None:
    assert "Về trang tìm kiếm" in site.page("/khong-co", 404)
    assert "văn thư" in site.page("/van-ban/khong-co", 404)
    hidden = blind.get(f"/van-ban/{site.ids[PAPERS[0]]}")
    assert hidden.status_code == 404
    assert hidden.text == blind.get("/van-ban/khong-co").text.replace("khong-co", site.ids[PAPERS[0]])


def test_without_script_a_moving_batch_is_loaded_again(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    store = site.client.app.state.desk.services.store  # type: ignore[attr-defined]
    monkeypatch.setattr(type(store), "totals", lambda self, *, batch=None: {"done": 3, "working": 1})
    page = site.page("/lo/lo-thu")
    assert '<noscript><meta http-equiv="refresh"' in page
    assert "data-refresh" in page


def test_the_match_told_is_on_the_page_shown(site: Site) -> None:
    document = site.ids[PAPERS[0]]
    text = site.services.store.extraction(document, ALL).text
    pages = [text.page_of((span,)) for span in matches(text.text, "văn bản")]
    assert {1, 2} <= set(pages)
    assert f"chỗ {pages.index(2) + 1} / {len(pages)}" in site.page(f"/van-ban/{document}", q="văn bản", trang=2)


def test_a_citation_is_written_as_the_decree_wants_it(site: Site) -> None:
    page = site.page("/vien-dan", so="903/NQ-CP")
    assert "Nghị quyết số 903/NQ-CP ngày 15 tháng 01 năm 2025 của Chính phủ" in page


def test_a_field_that_only_a_list_or_an_envelope_says_is_marked_so(site: Site) -> None:
    ident = site.ids["03-nghi-quyet-chinh-phu.pdf"]

    class Beside:
        """The archive as if the paper had no number, and a list spoke of it."""

        def __getattr__(self, name: str) -> Any:
            return getattr(site.services.store, name)

        def extraction(self, *args: Any) -> Any:
            facts = site.services.store.extraction(*args)
            number = Field("12/KH-UBND", (), "danh-muc", 0.5)
            return replace(facts, metadata=replace(facts.metadata, number=number))

        def listed(self, receipts: Sequence[str]) -> Any:
            said = {"number": "12/KH-UBND", "issued": "3/4/2031", "title": "<i>khác</i>"}
            return {receipts[0]: Listed(receipts[0], 1, said)}

    services = replace(site.services, store=Beside())  # type: ignore[arg-type]
    with client_of(services, site.settings) as client:
        page = client.get(f"/van-ban/{ident}").text
    fields = re.findall(r'<label for="f-(\w+)">(.*?)</label>', page)
    marked = {name: re.sub("<[^>]+>", "", label) for name, label in fields if "danh mục" in label}
    assert set(marked) == {"number", "issued", "title"}
    assert marked["number"].endswith("danh mục văn bản không nêu")
    assert marked["issued"].endswith("danh mục 3/4/2031")
    assert marked["title"].endswith("danh mục &lt;i&gt;khác&lt;/i&gt;")
    assert "danh mục</span></h1>" in page
    assert "danh mục" not in site.page(f"/van-ban/{ident}")
