"""Streaks across the sheet are taken out, letters that they cross stay, and nothing else is touched."""

from __future__ import annotations

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray

from ingest import streaks

WIDE, HIGH = 1700, 1000


def sheet() -> NDArray[np.uint8]:
    """A sheet at 200 dpi with rows of letters between its margins."""
    page = np.full((HIGH, WIDE), 250, np.uint8)
    for y in range(200, 900, 60):
        cv2.putText(page, "Giao cac bo nganh dia phuong xay dung", (220, y), cv2.FONT_HERSHEY_SIMPLEX, 1.6, 20, 3)
    return page


def streaked(first: float = 0.0, last: float = 1.0, thick: int = 2) -> NDArray[np.uint8]:
    """… with dashes through its sixth row, over this part of the width."""
    page = sheet()
    for x in range(int(first * WIDE), int(last * WIDE) - 20, 26):
        page[488 : 488 + thick, x : x + 18] = 60
    return page


def test_a_streak_through_a_row_is_taken_out_and_the_letters_stay() -> None:
    plain, mended = sheet(), streaks.without(streaked(), 200)
    assert (mended[480:500, :200] > 200).all()
    strokes = cv2.morphologyEx((plain < 128).astype(np.uint8), cv2.MORPH_OPEN, np.ones((9, 1), np.uint8)) > 0
    assert (mended[strokes] < 128).all()
    assert ((mended < 128) != (plain < 128)).mean() < 0.001


@pytest.mark.parametrize(
    "page",
    [sheet(), streaked(0.06, 0.94), streaked(0.0, 0.5), streaked(thick=12)],
    ids=["none", "a table's rule", "half the sheet", "a bar"],
)
def test_what_is_no_streak_is_left_as_it_is(page: NDArray[np.uint8]) -> None:
    assert streaks.without(page, 200) is page


def test_grain_is_no_streak() -> None:
    noise = np.random.default_rng(5).normal(0, 40, (HIGH, WIDE))
    page = np.clip(sheet() + noise, 0, 255).astype(np.uint8)
    assert streaks.without(page, 200) is page
