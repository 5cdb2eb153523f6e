"""One-bit pages lose their specks and pinholes and keep every mark."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import clean, specks

HIGH, WIDE = 800, 1200


def page(noise: float) -> NDArray[np.uint8]:
    """Letters with dots below them as bits, this share of the points turned over."""
    sheet = np.full((HIGH, WIDE), 255, np.uint8)
    for y in range(100, 750, 60):
        cv2.putText(sheet, "Dai hoi cac chi bo", (60, y), cv2.FONT_HERSHEY_SIMPLEX, 1.3, 0, 3)
        for x in range(80, 500, 60):
            sheet[y + 8 : y + 12, x : x + 4] = 0
    wrong = np.random.default_rng(3).random((HIGH, WIDE)) < noise
    return np.where(wrong, 255 - sheet, sheet).astype(np.uint8)


def test_specks_and_pinholes_go_and_dots_stay() -> None:
    noisy, mended = page(0.01), specks.without(page(0.01), 200)
    plain = page(0.0)
    assert ((mended < 128) != (plain < 128)).sum() < 0.25 * ((noisy < 128) != (plain < 128)).sum()
    dots = [(mended[y + 8 : y + 12, x : x + 4] < 128).mean() for y in range(100, 750, 60) for x in range(80, 500, 60)]
    assert min(dots) > 0.5


@pytest.mark.parametrize(
    "sheet",
    [page(0.0), cv2.GaussianBlur(page(0.01), (0, 0), 2)],
    ids=["a clean page of bits", "a page in gray"],
)
def test_other_pages_are_left_as_they_are(sheet: NDArray[np.uint8]) -> None:
    assert specks.without(sheet, 200) is sheet


def test_what_shines_through_is_made_white_and_print_stays_dark() -> None:
    sheet = np.full((400, 400), 235, np.uint8)
    sheet[100:130, 50:350], sheet[200:230, 50:350] = 215, 60
    made = clean.blanched(clean.flat(sheet))
    assert made[105:125, 60:340].min() == 255
    assert made[205:225, 60:340].max() < 90
