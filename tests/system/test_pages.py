"""The pages in a real browser, over a real server and papers carried through the real steps.

Ink is measured on the page picture that the browser was given: what is dark inside a mark, against what is dark in a
slightly larger window around it.
"""

from __future__ import annotations

import io
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.system.serving import PATIENCE_S, SAMPLES, Visit, serving, visit
from vanthu.records import Permission
from vanthu.settings import Settings
from vanthu.wiring import open_services

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAPERS = ("02", "03", "06", "08", "12")
"""A table on rotated pages with a crop box, digital, a skewed scan with a seal, Word's rendition, a photo."""
LEAST = 0.7


@dataclass(frozen=True)
class Served:
    """A server over a filled home; `tasks`: paper's number → (document, task) of those that have a place."""

    url: str
    home: Path
    tasks: dict[str, list[tuple[str, str]]]


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The papers, added by one program and served by another."""
    home = tmp_path_factory.mktemp("home")
    papers = [next(SAMPLES.glob(f"{number}-*")) for number in PAPERS]
    with serving(Settings(home, workers=2), papers) as url:
        yield Served(url, home, _tasks(home))


def _tasks(home: Path) -> dict[str, list[tuple[str, str]]]:
    services = open_services(Settings(home))
    everything = Permission(everything=True)
    try:
        found = {}
        for document in services.store.documents(everything):
            facts = services.store.extraction(document.id, everything)
            placed = [(document.id, one.id) for one in facts.obligations if facts.text.boxes(one.act)]
            found[document.name.rpartition("/")[2][:2]] = placed
        return found
    finally:
        services.close()


@pytest.fixture
def desktop(chromium: Browser, served: Served) -> Iterator[Visit]:
    """An office screen. Whatever is done, nothing may be complained about."""
    context = chromium.new_context(viewport={"width": 1366, "height": 768}, base_url=served.url)
    seen = visit(context)
    yield seen
    context.close()
    assert seen.complaints == []


def marks(page: Page) -> list[dict[str, float]]:
    """The marks of the opened task as they lie on the picture: fractions of it."""
    return page.evaluate(
        """() => {
            const paper = document.querySelector(".page img").getBoundingClientRect();
            return [...document.querySelectorAll(".m-here")].map((mark) => {
                const box = mark.getBoundingClientRect();
                return {x0: (box.left - paper.left) / paper.width, x1: (box.right - paper.left) / paper.width,
                        y0: (box.top - paper.top) / paper.height, y1: (box.bottom - paper.top) / paper.height};
            });
        }"""
    )


def picture(page: Page) -> np.ndarray[Any, Any]:
    """The picture that is shown, True where it is dark."""
    src = page.evaluate('() => document.querySelector(".page img").src')
    grey = np.asarray(Image.open(io.BytesIO(page.request.get(src).body())).convert("L"), dtype=np.int16)
    return np.asarray(grey < min(140, int(np.median(grey)) - 60))


def overlap(ink: np.ndarray[Any, Any], found: list[dict[str, float]], *, shift: float = 0.0) -> float:
    """How much of the ink around the marks lies in them; `shift` moves them down by so many of their heights."""
    height, width = ink.shape
    inside = around = 0
    for mark in found:
        tall = (mark["y1"] - mark["y0"]) * height
        top, bottom = mark["y0"] * height + shift * tall, mark["y1"] * height + shift * tall
        left, right = round(mark["x0"] * width), round(mark["x1"] * width)
        inside += int(ink[max(round(top), 0) : round(bottom), left:right].sum())
        more = 0.25 * tall
        wide = round(more)
        around += int(ink[max(round(top - more), 0) : round(bottom + more), max(left - wide, 0) : right + wide].sum())
    return inside / around if around else 0.0


@pytest.mark.parametrize("paper", PAPERS)
def test_marks_lie_on_the_words_of_their_task(desktop: Visit, served: Served, paper: str) -> None:
    page = desktop.page
    assert served.tasks[paper]
    shares = []
    for document, task in served.tasks[paper]:
        page.goto(f"/van-ban/{document}?nv={task}#nv-{task}")
        page.wait_for_load_state("load")
        found, ink = marks(page), picture(page)
        assert found
        shares.append(overlap(ink, found))
        assert overlap(ink, found, shift=0.75) < LEAST, "the measure does not see marks beside their words"
    print(f"{paper}: {len(shares)} tasks, overlap with the ink {min(shares):.2f} to {max(shares):.2f}")
    assert min(shares) >= LEAST


def test_a_task_opens_its_marked_page_and_the_mark_leads_back(desktop: Visit) -> None:
    page = desktop.page
    page.goto("/co-quan")
    page.get_by_role("link", name="Bộ Công an", exact=True).click()
    words = page.locator(".tasks .act a").first.inner_text()
    page.locator(".tasks .act a").first.click()
    assert page.locator(".ob.on .says").first.inner_text() == words
    assert page.locator(".m-on .m-here").count() > 0
    assert page.locator(".m-on").bounding_box() is not None
    mark = page.locator("a.l-task:has(.m-on)")
    assert mark.evaluate(
        "mark => { const box = mark.getBoundingClientRect(); return box.top < innerHeight && box.bottom > 0 }"
    )
    mark.locator(".m-nobox").click()
    page.locator(".ob:target").wait_for()
    page.locator(".ob.on .ob__end a").first.click()
    page.locator("tr:target").wait_for()
    assert "/co-quan/" in page.url


def test_a_link_that_names_only_the_task_finds_its_page(desktop: Visit, served: Served) -> None:
    document, task = served.tasks["02"][-1]
    desktop.page.goto(f"/van-ban/{document}#nv-{task}")
    desktop.page.wait_for_url(re.compile(rf"nv={task}"))
    assert marks(desktop.page)


def test_a_layer_is_switched_off(desktop: Visit, served: Served) -> None:
    document, task = served.tasks["03"][0]
    desktop.page.goto(f"/van-ban/{document}?nv={task}")
    assert desktop.page.locator(".m-task").first.is_visible()
    desktop.page.locator("#lop-viec").uncheck()
    assert not desktop.page.locator(".m-task").first.is_visible()


def test_a_file_is_handed_in_and_found_when_it_is_done(desktop: Visit, tmp_path: Path) -> None:
    paper = tmp_path / "công văn mới.txt"
    text = "BỘ Y TẾ\nSố: 77/BYT-VP\n\nGiao Bộ Y tế chủ trì lập hồ sơ kính viễn vọng trước ngày 30/6/2025.\n"
    paper.write_text(text, encoding="utf-8")
    page = desktop.page
    page.goto("/nap")
    page.locator("#tep").set_input_files(paper)
    page.get_by_role("button", name="Nạp vào kho").click()
    page.wait_for_url(re.compile("/lo/nap-"))
    page.locator("#tim", has_text="Mọi văn bản đã đọc xong đều tìm được").wait_for(timeout=PATIENCE_S * 1000)
    page.goto("/?q=" + quote("kính viễn vọng"))
    assert page.locator(".hit mark").first.inner_text().lower() == "kính viễn vọng"


def test_a_batch_that_is_too_large_is_told_on_the_page(desktop: Visit) -> None:
    page = desktop.page
    page.goto("/nap")
    page.route("**/api/v1/uploads/resumable", lambda route: route.fulfill(status=413,
               content_type="application/problem+json", body='{"detail": "Mỗi lần nạp không quá 1 MB."}'))  # fmt: skip
    page.locator("#tep").set_input_files({"name": "a.txt", "mimeType": "text/plain", "buffer": b"x"})
    page.get_by_role("button", name="Nạp vào kho").click()
    page.locator(".sent", has_text="không quá 1 MB").wait_for()
    desktop.complaints.clear()  # the browser itself reports every 413


def test_everything_works_without_script(chromium: Browser, served: Served, tmp_path: Path) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto("/")
    page.locator("#q").fill("dữ liệu")
    page.get_by_role("button", name="Tìm").click()
    assert page.locator(".hit mark").count() > 0
    page.goto("/co-quan")
    page.get_by_role("link", name="Bộ Công an", exact=True).click()
    page.locator(".tasks .act a").first.click()
    assert page.locator(".m-here").count() > 0
    paper = tmp_path / "khong-script.txt"
    paper.write_text("Giao Bộ Y tế chủ trì đếm thiên thạch trước ngày 30/6/2025.", encoding="utf-8")
    page.goto("/nap")
    page.locator("#tep").set_input_files(paper)
    page.get_by_role("button", name="Nạp vào kho").click()
    due = time.monotonic() + PATIENCE_S
    while "Mọi văn bản đã đọc xong đều tìm được" not in page.locator("#tim").inner_text():
        assert time.monotonic() < due
        time.sleep(1)
        page.reload()
    page.goto("/?q=" + quote("thiên thạch"))
    assert page.locator(".hit").count() == 1
    context.close()


def test_english_is_one_click_away_and_stays(desktop: Visit) -> None:
    page = desktop.page
    page.goto("/?q=" + quote("dữ liệu"))
    page.get_by_role("link", name="English").click()
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.locator("#q").input_value() == "dữ liệu"
    page.get_by_role("link", name="Add documents").click()
    assert page.locator("h1").inner_text() == "Add documents"


def test_keys_go_to_the_search_box_and_through_the_pages(desktop: Visit, served: Served) -> None:
    page = desktop.page
    page.goto("/")
    page.keyboard.press("/")
    assert page.evaluate("() => document.activeElement.id") == "q"
    page.goto(f"/van-ban/{served.tasks['03'][0][0]}")
    page.keyboard.press("]")
    page.wait_for_url(re.compile("trang=2"))


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_is_wider_than_a_phone(chromium: Browser, served: Served, theme: Any) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme, base_url=served.url)
    seen = visit(context)
    document, task = served.tasks["02"][0]
    ask = quote("văn bản giao Bộ Khoa học và Công nghệ dữ liệu trước 30/12/2026")
    (batch,) = [re.search(r"/lo/[\w%.-]+", seen.page.request.get("/nap").text())]
    assert batch is not None
    paths = ["/", f"/?q={ask}", "/?dang=nhiem-vu", "/?dang=doan", "/co-quan", "/co-quan/bo-khoa-hoc-va-cong-nghe",
             f"/van-ban/{document}?nv={task}", f"/van-ban/{document}?khung=toan-van", "/nap", batch.group(),
             "/vien-dan", "/vien-dan?so=57-NQ/TW"]  # fmt: skip
    for path in paths:
        seen.page.goto(path)
        wide = seen.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} is {wide} wide"
    context.close()
    assert seen.complaints == []


@pytest.mark.parametrize("language", ["vi", "en"])
def test_a_label_on_a_phone_ends_before_what_it_names(chromium: Browser, served: Served, language: str) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, base_url=served.url)
    page = context.new_page()
    batch = re.search(r"/lo/[\w%.-]+", page.request.get("/nap").text())
    assert batch is not None
    for path in ("/nap", batch.group(), "/co-quan", "/co-quan/bo-khoa-hoc-va-cong-nghe"):
        page.goto(f"{path}?ngon-ngu={language}")
        labels = page.evaluate(
            """() => [...document.querySelectorAll(".stack td[data-l]")].filter((it) => it.offsetHeight).map((cell) => {
                const label = getComputedStyle(cell, "::before").width, room = getComputedStyle(cell).paddingLeft;
                return {label: cell.dataset.l, wide: parseFloat(label), room: parseFloat(room)};
            })"""
        )
        assert labels, path
        assert [one for one in labels if not one["wide"] < one["room"]] == [], path
    context.close()
