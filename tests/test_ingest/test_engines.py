"""The three recognisers (Tesseract's network in ONNX Runtime, Tesseract in this process, in one of its own) keep the
same promises."""

from __future__ import annotations

from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import clean, ocr, tesseract_kept, tesseract_process
from ingest.lstm import engine as lstm
from ingest.pdfium import opened
from tests.test_ingest.sheets import BODY, body, make
from vanthu.errors import Unreadable

ENGINES = [lstm, tesseract_kept, tesseract_process]


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.uint8]:
    path: Path = make(tmp_path_factory.mktemp("page") / "a.pdf", body())
    with opened(path) as document, document.page(1) as sheet:
        return clean.as_gray(sheet.picture(dpi=150))


@pytest.fixture(params=ENGINES, ids=lambda engine: engine.__name__)
def engine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """One of the ways, the only one there is."""
    chosen: ModuleType = request.param
    monkeypatch.setattr(ocr, "_engine", lambda _: chosen)
    return chosen


def test_the_library_and_its_data_are_found_here() -> None:
    assert tesseract_kept.has("vie")
    assert not tesseract_kept.has("vie+tlh")


def test_words_come_with_their_boxes_and_how_surely_they_were_read(engine: ModuleType, page: NDArray[np.uint8]) -> None:
    words = ocr.recognise(page[262:420], dpi=150, psm=6)
    assert " ".join(word.text for word in words[:8]) == " ".join(BODY[0].split()[:8])
    assert all(0 <= word.confidence <= 1 and word.x0 < word.x1 and word.y0 < word.y1 for word in words)
    assert np.median([word.confidence for word in words]) > 0.9


@pytest.mark.slow
@pytest.mark.parametrize("turns", [0, 1, 2])
def test_quarter_turns_set_a_page_upright(engine: ModuleType, page: NDArray[np.uint8], turns: int) -> None:
    lying = np.ascontiguousarray(np.rot90(page, k=turns))
    assert ocr.quarter_turns(lying, dpi=150) == turns


def test_recognition_that_takes_too_long_ends_at_its_limit(engine: ModuleType, page: NDArray[np.uint8]) -> None:
    with pytest.raises(Unreadable) as raised:
        ocr.recognise(page, dpi=150, timeout_s=0.01)
    assert (raised.value.state, raised.value.detail) == ("limit_exceeded", "time")


def test_what_was_read_before_does_not_change_how_a_page_is_read(page: NDArray[np.uint8]) -> None:
    part, other = page[262:340], page[340:480]
    first = tesseract_kept.table(part, "vie", dpi=150, sauvola=False, psm=6, timeout_s=30)
    tesseract_kept.table(other, "vie", dpi=150, sauvola=True, psm=6, timeout_s=30)
    assert tesseract_kept.table(part, "vie", dpi=150, sauvola=False, psm=6, timeout_s=30) == first
