"""Lines read by Tesseract's network in ONNX Runtime: the data file, the framing of lines, the spelling of columns."""

from __future__ import annotations

import math
from pathlib import Path

import cv2
import numpy as np
import pytest

from ingest import tesseract_kept
from ingest.lstm import cuts
from ingest.lstm.layout import TextLine
from ingest.lstm.network import COLUMN_PX, Network
from ingest.lstm.spelling import words
from ingest.lstm.strips import strip
from ingest.lstm.traineddata import Foreign, read

LETTERS = (" ", "a", "b", "l", "ó", "ò", "")
BLANK = 6


@pytest.fixture(scope="module")
def data() -> Path:
    path = tesseract_kept.data("vie")
    assert path is not None
    return path


@pytest.fixture(scope="module")
def network(data: Path) -> Network:
    return Network(read(data))


def columns(*spelled: dict[str, float]) -> np.ndarray:
    """Columns in which these letters have these likelihoods; what is left is blank."""
    out = np.zeros((len(spelled), len(LETTERS)), np.float32)
    for row, column in zip(out, spelled, strict=True):
        for letter, likely in column.items():
            row[LETTERS.index(letter)] = likely
        row[BLANK] = 1 - sum(column.values())
    return out


@pytest.mark.parametrize("language", ["vie", "eng", "ind", "nor", "rus"])
def test_each_languages_network_is_of_the_kind_that_is_read(language: str) -> None:
    path = tesseract_kept.data(language)
    assert path is not None
    model = read(path)
    assert (model.height, len(model.output.bias)) == (36, len(model.letters))
    assert model.letters[0] == " "
    assert model.letters[model.blank] == ""


@pytest.mark.parametrize("keep", [0, 3, 100, 50_000])
def test_a_data_file_cut_short_is_refused(data: Path, tmp_path: Path, keep: int) -> None:
    short = tmp_path / "vie.traineddata"
    short.write_bytes(data.read_bytes()[:keep])
    with pytest.raises(Foreign):
        read(short)


def test_data_without_a_network_is_refused() -> None:
    with pytest.raises(Foreign):
        read(Path(str(tesseract_kept.data("osd"))))


def test_a_line_is_read_alone_as_beside_others(network: Network) -> None:
    lines = []
    for text in ("Quyet dinh so 12", "Noi nhan:", "Thu truong cac don vi chiu trach nhiem thi hanh", "1"):
        picture = np.full((48, 30 + 22 * len(text)), 255, np.uint8)
        cv2.putText(picture, text, (10, 34), cv2.FONT_HERSHEY_DUPLEX, 1.0, 0, 2)
        lines.append(strip(picture, 36))
    together = network.likelihoods(lines)
    assert [len(line) for line in together] == [-(-line.shape[1] // COLUMN_PX) for line in lines]
    for line, beside in zip(lines, together, strict=True):
        np.testing.assert_allclose(beside.sum(axis=1), 1, atol=1e-4)
        assert np.abs(network.likelihoods([line])[0] - beside).mean() < 0.002


@pytest.mark.parametrize(
    ("read_as", "spelled"),
    [
        ("ab", [{}, {"a": 0.9}, {}, {"b": 0.95}, {}]),
        ("a b", [{"a": 0.99}, {}, {" ": 0.99}, {}, {"b": 0.99}]),
        ("ll", [{"l": 0.9}, {"l": 0.2}, {"l": 0.9}]),  # twice, a blank between
        ("l", [{"l": 0.6}, {"l": 0.9}, {"l": 0.6}]),  # once, on three columns
        ("ò", [{"ò": 0.5, "ó": 0.1}, {"ó": 0.55, "ò": 0.35}, {}]),  # the likeliest of each column would be òó
        ("a b", [{"a": 0.9}, {" ": 0.4}, {"b": 0.9}]),  # a blank is lost more often than made up
        ("ab", [{"a": 0.9}, {" ": 0.1}, {"b": 0.9}]),
        ("", [{}, {}]),
    ],
)
def test_columns_are_spelled_over_all_ways_the_letters_may_lie(read_as: str, spelled: list[dict[str, float]]) -> None:
    assert " ".join(word.text for word in words(columns(*spelled), LETTERS, BLANK)) == read_as


def test_a_word_comes_with_what_else_it_may_be_and_how_sure_it_is() -> None:
    [word] = words(columns({"a": 1.0}, {}, {"ó": 0.6, "ò": 0.4}), LETTERS, BLANK)
    assert word.text == "aó"
    assert word.others[0][0] == "aò"
    assert word.others[0][1] == pytest.approx(math.log(0.4 / 0.6), abs=0.01)
    [sure] = words(columns({"a": 1.0}, {}, {"ó": 0.99}), LETTERS, BLANK)
    assert sure.confidence > 0.9 > word.confidence


def sheet(*inked: tuple[int, int, int, int]) -> np.ndarray:
    gray = np.full((300, 1000), 255, np.uint8)
    for x0, y0, x1, y1 in inked:
        gray[y0:y1, x0:x1] = 0
    return gray


def test_lines_are_parted_at_wide_gaps_and_framed_by_the_pages_letters() -> None:
    low = TextLine(100, 213, 400, 230, 230.0, (1, 1, 2))  # "xem": no letter stands high
    tall = TextLine(100, 100, 900, 140, 130.0, (1, 1, 1))
    gray = sheet((100, 100, 130, 140), (140, 100, 400, 140), (600, 100, 900, 140), (100, 213, 400, 230))
    found = cuts.pieces(gray, [tall, tall, low])
    assert [(piece.x0, piece.x1) for piece in found] == [(97, 403), (597, 903)] * 2 + [(97, 403)]
    assert {piece.y1 - piece.y0 for piece in found} == {found[0].y1 - found[0].y0}


def test_a_part_on_another_level_is_a_line_of_its_own() -> None:
    letters = [(x, 110, x + 12, 130) for x in range(100, 400, 20)]
    lower = [(x, 122, x + 12, 142) for x in range(600, 900, 20)]  # a stamp beside the title
    line = TextLine(100, 105, 900, 145, 130.0, (1, 1, 1))
    beside, stamp = cuts.pieces(sheet(*letters, *lower), [line])
    assert (beside.line.key, beside.line.baseline) == (line.key, 130.0)
    assert stamp.line.key != line.key
    assert stamp.line.baseline == pytest.approx(142, abs=1)


def test_white_on_black_is_read_as_black_on_white() -> None:
    gray = sheet((20, 20, 60, 280), (200, 20, 240, 280))
    np.testing.assert_allclose(strip(gray, 36), strip(255 - gray, 36), atol=0.02)
