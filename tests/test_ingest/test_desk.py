"""Photographed sheets: found where the outline is clear, made flat, the boxes left on the photograph."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from ingest import clean, desk
from ingest.limits import Limits
from ingest.readers import image
from ingest.sink import ListSink
from tests.test_ingest import sheets
from tests.test_ingest.sheets import BODY, body, make, picture, texts
from tests.test_ingest.test_scan import likeness

SEEN = ((260, 120), (1500, 240), (1640, 2300), (90, 2180))
"""Where a sheet's corners are on the photograph, in pixels, from the top left clockwise."""


def photo(paper: NDArray[np.uint8], *, desk_shade: int = 60, seen: object = SEEN) -> NDArray[np.uint8]:
    """The sheet as a telephone sees it from below its middle."""
    high, wide = paper.shape[:2]
    flat = np.array([[0, 0], [wide, 0], [wide, high], [0, high]], np.float32)
    matrix = cv2.getPerspectiveTransform(flat, np.array(seen, np.float32))
    shade = (desk_shade,) * 3
    shot = cv2.warpPerspective(paper, matrix, (1740, 2440), flags=cv2.INTER_AREA, borderValue=shade)
    return np.asarray(shot, dtype=np.uint8)


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> NDArray[np.uint8]:
    rows = (*BODY, *BODY, *BODY)
    return picture(make(tmp_path_factory.mktemp("desk") / "a.pdf", body(rows)), dpi=200)


def test_the_corners_of_a_sheet_on_a_dark_desk_are_found(paper: NDArray[np.uint8]) -> None:
    found = desk.outline(sheets.grainy(photo(paper), sigma=6, shade=0.2))
    assert found is not None
    assert np.abs(found - np.array(SEEN)).max() < 14


@pytest.mark.parametrize("kind", ["scan", "scanner's bar", "white desk", "from above", "torn", "gray picture"])
def test_where_no_outline_is_clear_the_picture_is_left_alone(paper: NDArray[np.uint8], kind: str) -> None:
    pictures = {
        "scan": lambda: paper,
        "scanner's bar": lambda: np.concatenate([np.zeros((paper.shape[0], 60, 3), np.uint8), paper], axis=1),
        "white desk": lambda: photo(paper, desk_shade=235),
        "from above": lambda: cv2.copyMakeBorder(paper, 90, 90, 90, 90, cv2.BORDER_CONSTANT, value=(60, 60, 60)),
        "torn": lambda: cv2.fillPoly(
            photo(paper), [np.array([(1800, 1200), (900, 2500), (1800, 2500)], np.int32)], (60, 60, 60)
        ),
        "gray picture": lambda: cv2.GaussianBlur(
            np.random.default_rng(2).integers(0, 255, (900, 700), dtype=np.uint8), (0, 0), 25
        ),
    }
    assert desk.flattened(np.ascontiguousarray(pictures[kind](), dtype=np.uint8)) is None


def test_points_of_the_flat_sheet_go_back_to_the_photograph(paper: NDArray[np.uint8]) -> None:
    shot = photo(paper)
    flat = desk.flattened(shot)
    assert flat is not None
    assert abs(clean.skew(clean.as_gray(cv2.resize(flat.picture, None, fx=0.4, fy=0.4)))) < 0.4
    x0, y0, x1, y1 = flat.box(0, 0, 1, 1)
    xs, ys = [x for x, _ in SEEN], [y for _, y in SEEN]
    found = (x0 * shot.shape[1], y0 * shot.shape[0], x1 * shot.shape[1], y1 * shot.shape[0])
    assert found == pytest.approx((min(xs), min(ys), max(xs), max(ys)), abs=14)


@pytest.mark.slow
def test_a_telephones_picture_is_read_flat_with_boxes_on_its_ink(tmp_path: Path, paper: NDArray[np.uint8]) -> None:
    shot = sheets.grainy(photo(paper), sigma=5, shade=0.25)
    path = tmp_path / "a.jpg"
    Image.fromarray(shot).save(path, quality=85)
    sink = ListSink()
    image.read(path, sink, Limits())
    [page] = sink.pages
    assert "nắn phẳng" in page.reason
    assert likeness(texts(page), (*BODY, *BODY, *BODY)) > 0.97
    overlaps = [sheets.ink_overlap(shot, box) for _, box in sheets.words(page.lines)]
    assert sum(overlap >= 0.7 for overlap in overlaps) >= 0.9 * len(overlaps)
