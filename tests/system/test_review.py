"""The review in a real browser: the piece of the picture is that of the words, keys, two clerks, no script, a phone."""

from __future__ import annotations

import io
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote
from urllib.request import urlopen

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.system.serving import SAMPLES, serving, until, visit
from vanthu.settings import Settings

pytestmark = [pytest.mark.browser, pytest.mark.slow]

PAPER = "11-cong-van-bo-tttt.tif"


@dataclass(frozen=True)
class Served:
    """A server over one scanned paper, every page of it on the list."""

    url: str
    document: str

    def api(self, path: str) -> Any:
        with urlopen(f"{self.url}/api/v1{path}", timeout=60) as answer:
            return json.load(answer)

    def words(self) -> list[dict[str, Any]]:
        slots: list[dict[str, Any]] = self.api(f"/documents/{self.document}/pages/1/words")["slots"]
        return slots


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("home")
    with serving(Settings(home, workers=1, review_below=100), [SAMPLES / PAPER]) as url:
        yield Served(url, Served(url, "").api("/review")["pages"][0]["document"])


@pytest.fixture
def desk(chromium: Browser, served: Served) -> Iterator[Page]:
    context = chromium.new_context(viewport={"width": 1366, "height": 900}, base_url=served.url)
    seen = visit(context)
    yield seen.page
    context.close()
    assert seen.complaints == []


def shown(page: Page, first: int) -> np.ndarray[Any, Any]:
    """What the browser shows inside the dashed box of a case, in grey."""
    case = page.locator(f"#muc-1-{first}")
    case.scroll_into_view_if_needed()
    place = case.locator(".crop rect").evaluate(  # without the width of its line
        """rect => {
            const box = rect.getBBox(), m = rect.getScreenCTM();
            return {x: m.a * box.x + m.e, y: m.d * box.y + m.f, width: m.a * box.width, height: m.d * box.height};
        }"""
    )
    case.locator(".crop rect").evaluate("rect => rect.remove()")
    return grey(page.screenshot(clip=place))


def grey(picture: bytes) -> np.ndarray[Any, Any]:
    return np.asarray(Image.open(io.BytesIO(picture)).convert("L"), dtype=float)


def apart(seen: np.ndarray[Any, Any], whole: np.ndarray[Any, Any], box: dict[str, float], dx: float = 0.0) -> float:
    """How much what is seen differs from the page picture in a box of words (moved by so many of its widths), both
    made coarse: a browser places pictures between pixels."""
    height, width = whole.shape
    x0, x1 = (round((box[side] + dx * (box["x1"] - box["x0"])) * width) for side in ("x0", "x1"))
    y0, y1 = (round(box[side] * height) for side in ("y0", "y1"))
    size = (seen.shape[1] // 4, seen.shape[0] // 4)
    one, other = (
        np.asarray(Image.fromarray(part.astype(np.uint8)).resize(size, Image.Resampling.BOX), dtype=float)
        for part in (seen, whole[y0:y1, x0:x1])
    )
    return float(np.abs(one - other).mean())


def test_the_piece_shown_is_the_words_own_box(desk: Page, served: Served) -> None:
    words = [slot for slot in served.words() if len(slot["text"]) >= 3][5::25]
    assert len(words) >= 4
    url = f"/api/v1/documents/{served.document}/pages/1/picture?width=1800"
    whole = grey(desk.request.get(f"{served.url}{url}").body())
    for slot in words:
        desk.goto(f"/ra-soat/{served.document}/1?tu={slot['first']}")
        desk.wait_for_load_state("networkidle")
        seen = shown(desk, slot["first"])
        off, beside = (apart(seen, whole, slot["box"], dx) for dx in (0.0, 0.1))
        assert 1.5 * off < beside, (slot["text"], off, beside)


def test_a_word_is_put_right_by_keys_and_found_at_once_and_taken_back(desk: Page, served: Served) -> None:
    desk.goto("/ra-soat")
    cases = desk.locator(".doubtcase")
    assert cases.first.evaluate("one => one.matches('.now')")
    desk.keyboard.press("j")
    assert cases.nth(1).evaluate("one => one.matches('.now')")
    desk.keyboard.press("k")
    desk.keyboard.press("e")
    desk.keyboard.press("Control+a")
    desk.keyboard.type("kínhthiênvăn")
    desk.keyboard.press("Enter")
    desk.locator(".flash", has_text="“kínhthiênvăn” thay cho").wait_for()
    hits = f"/search?q={quote('kínhthiênvăn')}"
    until(lambda: served.api(hits)["total"])
    desk.keyboard.press("z")
    desk.locator(".flash", has_text="Hoàn tác").wait_for()
    until(lambda: not served.api(hits)["total"])


def test_of_two_clerks_the_second_sees_how_it_stands_and_keeps_what_was_typed(
    chromium: Browser, served: Served
) -> None:
    slot = next(slot for slot in served.words() if slot["text"] == "năm")
    contexts = [chromium.new_context(base_url=served.url) for _ in range(2)]
    pages = [context.new_page() for context in contexts]
    for page in pages:
        page.goto(f"/ra-soat/{served.document}/1?tu={slot['first']}")
    for page, word in zip(pages, ("nămmột", "nămhai"), strict=True):
        page.locator(f"#muc-1-{slot['first']} input.field").fill(word)
        page.locator(f"#muc-1-{slot['first']} .btn--main").click()
    pages[0].locator(".flash", has_text="nămmột").wait_for()
    warning = pages[1].locator("[role=alert]")
    assert "nay là “nămmột”" in warning.inner_text()
    assert pages[1].locator(f"#muc-1-{slot['first']} input.field").input_value() == "nămhai"
    pages[0].get_by_role("button", name="Hoàn tác").click()
    for context in contexts:
        context.close()


def test_selected_words_are_those_of_the_task_to_be_added(desk: Page, served: Served) -> None:
    desk.goto(f"/van-ban/{served.document}?khung=toan-van")
    line = desk.locator(".panel .pad.says p", has_text="chủ trì").first
    line.click(click_count=3)
    desk.locator("#them[open]").wait_for()
    chosen = desk.locator("#them [name=loi]").input_value()
    assert chosen in " ".join(line.inner_text().split())
    desk.locator("#them [name=chu-tri]").fill("Bộ Y tế")
    desk.locator("#them .btn--main").click()
    desk.locator(".flash", has_text="Đã thêm nhiệm vụ").wait_for()
    until(lambda: served.api("/obligations?body=B%E1%BB%99%20Y%20t%E1%BA%BF")["tasks"])
    desk.get_by_role("button", name=re.compile("Hoàn tác")).first.click()
    desk.locator(".flash", has_text="Hoàn tác").wait_for()


def test_the_review_works_without_script(chromium: Browser, served: Served) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=served.url)
    page = context.new_page()
    page.goto("/ra-soat")
    case = page.locator(".doubtcase").first
    old = case.locator("input.field").input_value()
    case.locator("input.field").fill("khôngscript")
    case.get_by_role("button", name="Đúng, nhận").click()
    assert f"“khôngscript” thay cho “{old}”" in page.locator(".flash").inner_text()
    page.get_by_role("button", name="Hoàn tác").click()
    assert "Hoàn tác" in page.locator(".flash").inner_text()
    page.goto("/ra-soat")
    page.get_by_role("button", name="Đã xem, trang này đúng").first.click()
    assert "Đã xem trang" in page.locator(".flash").inner_text()
    page.get_by_role("button", name="Hoàn tác").click()
    context.close()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_no_page_of_the_review_is_wider_than_a_phone(
    chromium: Browser, served: Served, theme: Any, tmp_path: Path
) -> None:
    context = chromium.new_context(viewport={"width": 390, "height": 844}, color_scheme=theme, base_url=served.url)
    seen = visit(context)
    task = served.api(f"/obligations?document={served.document}")["tasks"][0]["id"].rpartition(":o:")[2]
    for path in ("/ra-soat", f"/ra-soat/{served.document}/1?tu=3&den=2", f"/van-ban/{served.document}/lich-su",
                 f"/van-ban/{served.document}?nv={task}", "/ra-soat?ngon-ngu=en"):  # fmt: skip
        seen.page.goto(path)
        seen.page.evaluate("() => document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        wide = seen.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= 390, f"{path} is {wide} wide"
    context.close()
    assert seen.complaints == []
