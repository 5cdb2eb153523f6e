"""Reads one scan and prints its pages as JSON, lines in reading order: `python -m ingest.evaluate.ours FILE`."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from ingest.limits import Limits
from ingest.readers import image, pdf
from ingest.sink import ListSink
from vanthu.records import LineKind

KINDS: Final = (LineKind.BODY, LineKind.FOOTNOTE, LineKind.PAGE_NUMBER, LineKind.HANDWRITING)
"""The lines that a transcript has too; running heads and stamps it has not."""


def main(path: Path) -> None:
    """Prints a list of pages, each a list of lines."""
    sink = ListSink()
    reader = pdf if path.suffix.lower() == ".pdf" else image
    reader.read(path, sink, Limits())
    json.dump([[line.text for line in page.lines if line.kind in KINDS] for page in sink.pages], sys.stdout)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
