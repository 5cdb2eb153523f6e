"""Red seals are taken off the page, and what is read out of one is no text."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from ingest import clean, stray
from ingest.reading import Reading

CRIMSON = (214, 150, 168)  # what a coarse JPEG leaves of a seal's ring
RED = (205, 40, 50)
BLACK = (20, 20, 20)


def ring(colour: tuple[int, int, int], paper_colour: tuple[int, int, int] = (250, 250, 250)) -> np.ndarray:
    """A seal's ring of an inch and a quarter on a sheet of 200 dpi."""
    sheet = np.full((1000, 900, 3), paper_colour, np.uint8)
    cv2.circle(sheet, (450, 500), 125, colour, 5, cv2.LINE_AA)
    return sheet


@pytest.mark.parametrize(
    ("sheet", "found"),
    [
        (ring(RED), True),
        (ring(CRIMSON), True),
        (ring(RED, (238, 226, 200)), True),
        (ring(BLACK), False),
        (ring((40, 60, 180)), False),
        (np.full((1000, 900, 3), (244, 230, 204), np.uint8), False),
    ],
    ids=["red", "faded", "on yellow paper", "black ring", "blue ring", "yellow paper alone"],
)
def test_a_seal_is_known_by_its_colour_however_pale(sheet: np.ndarray, found: bool) -> None:
    mask = clean.red_ink(sheet, 200)
    assert (mask is not None) is found
    if mask is not None:
        assert (clean.without_red(sheet, mask)[370:630, 320:580] < 0.8 * clean.as_gray(sheet)[0, 0]).mean() < 0.002


def test_a_line_printed_in_red_is_no_seal() -> None:
    sheet = np.full((1000, 900, 3), 250, np.uint8)
    cv2.putText(sheet, "DANG CONG SAN VIET NAM", (200, 300), cv2.FONT_HERSHEY_SIMPLEX, 1.0, RED, 3)
    assert clean.red_ink(sheet, 200) is None


def test_print_below_a_seal_stays_dark() -> None:
    sheet = ring(RED)
    cv2.line(sheet, (300, 500), (600, 500), BLACK, 6)
    mask = clean.red_ink(sheet, 200)
    assert mask is not None
    assert clean.without_red(sheet, mask)[500, 310:590].max() < 110


@pytest.mark.parametrize(
    ("box", "confidence", "kept"),
    [((320, 370, 420, 430), 0.5, False), ((320, 370, 420, 430), 0.9, False), ((20, 20, 80, 60), 0.5, True)],
    ids=["hardly read in the ring", "surely read in the ring", "elsewhere"],
)
def test_what_is_read_out_of_a_seal_is_no_text(box: tuple[int, int, int, int], confidence: float, kept: bool) -> None:
    sheet = ring(RED)
    cv2.rectangle(sheet, (30, 30), (60, 50), BLACK, -1)
    mask = clean.red_ink(sheet, 200)
    assert mask is not None
    x0, y0, x1, y1 = box
    word = Reading("CỤC", x0, y0, x1, y1, y0, y1, confidence, (1, 1, 1))
    left = stray.without_seals([word], clean.as_gray(sheet), mask, clean.Turn(0.0, 900, 1000))
    assert (left == [word]) is kept


def test_a_page_without_colour_has_no_seal() -> None:
    assert clean.red_ink(clean.as_gray(ring(RED)), 200) is None
