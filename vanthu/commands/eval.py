"""`vanthu eval`: measures on papers whose truth is known: reading (`ocr`) and facts (`extract`)."""

from __future__ import annotations

import argparse
from importlib import import_module
from typing import Any, Final

from vanthu.commands.screen import Screen
from vanthu.settings import Settings

PARTS: Final = {
    "ocr": ("eval_ocr", "lỗi và thời gian nhận dạng, so với bản gõ tay (và với OCRmyPDF, Tesseract nếu có)"),
    "extract": ("eval_extract", "độ đúng của các dữ kiện so với đáp án do người ghi, theo mục và theo loại văn bản"),
}
"""What is measured → module in `vanthu.commands` with `arguments` and `run`, and its line of help."""


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parts = parser.add_subparsers(dest="part", metavar="VIỆC", required=True)
    for name, (_, says) in PARTS.items():
        part = parts.add_parser(name, help=says, description=says)
        part.add_argument(
            "--json", action="store_true", default=argparse.SUPPRESS, help="in JSON, mỗi dòng một đối tượng"
        )
        _module(name).arguments(part)


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Runs the measurement asked for."""
    return int(_module(args.part).run(args, settings, screen))


def _module(part: str) -> Any:
    return import_module(f"vanthu.commands.{PARTS[part][0]}")
