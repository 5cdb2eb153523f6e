"""How well the finders do on texts with gold: citations, quantities, and for news in other languages the tasks too.

    python tests/bench/finders.py SHARED [--errors N] [--speed]

SHARED is the folder with gold/ and data/. Texts of the same names are read as they are (running heads and stamps of
the gazette left out), so that no reader of files has a part in the figures; `--speed` times all texts of data/docs.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from extract.bodies import find_bodies
from extract.citations import find_citations
from extract.deadlines import find_deadlines
from extract.languages import language_of, read_news
from extract.quantities import find_quantities
from vanthu.records import Citation, Obligation, Quantity

_FURNITURE = re.compile(r"CÔNG BÁO/Số|^\s*\d+\s+CÔNG BÁO|Người ký:|Cơ quan:|Thời gian ký|^\s*Ký bởi|^\s*Email:")


def text_of(shared: Path, stem: str) -> str | None:
    """The text of a paper with gold, without the furniture of its pages; None where there is no text."""
    places = (shared / "gold/gazette-text", shared / "data/docs/txt", shared / "data/news")
    for path in (place / f"{stem}.txt" for place in places):
        if path.exists():
            text = unicodedata.normalize("NFC", path.read_text(encoding="utf-8"))
            if path.parent.name == "news":
                return text
            lines = (line for line in text.split("\n") if not _FURNITURE.search(line))
            return re.sub(r"\n\s*\n+\f?", "\n", re.sub(r"[ \t]+", " ", "\n".join(lines))).replace("\f", "\n")
    return None


def home_of(gold: dict[str, Any]) -> str | None:
    """What the letterhead says: the first issuer, where it has a place."""
    issuer = next(iter((gold.get("metadata") or {}).get("issuer") or []), "").split(" | ")[0]
    return issuer if re.search(r"(?:tỉnh|thành phố|ủy) \w", issuer) else None


def record(text: str, gold: dict[str, Any]) -> dict[str, Any]:
    """The record of a text as the scorer reads it."""
    language = language_of(text)
    if language != "vi":
        found = read_news(text, language)
        return {
            "citations": [citation(c, offsets=True) for c in found.citations],
            "quantities": [quantity(q, offsets=True) for q in found.quantities],
            "obligations": [task(o) for o in found.obligations],
        }
    return {
        "citations": [citation(c, offsets=False) for c in find_citations(text, home=home_of(gold))],
        "quantities": [quantity(q, offsets=False) for q in find_quantities(text)],
    }


def _where(fact: Citation | Quantity, offsets: bool) -> dict[str, int]:
    return {"start": fact.evidence[0].start, "end": fact.evidence[-1].end} if offsets else {}


def citation(c: Citation, *, offsets: bool) -> dict[str, Any]:
    return {
        "quote": c.quote, "number": c.number, "issued": c.issued, "issuer": list(c.issuer), "pinpoint": c.pinpoint,
    } | _where(c, offsets)  # fmt: skip


def quantity(q: Quantity, *, offsets: bool) -> dict[str, Any]:
    return {"quote": q.quote, "value": q.value, "unit": q.unit} | _where(q, offsets)


def task(o: Obligation) -> dict[str, Any]:
    return {
        "quote": o.quote,
        "start": o.act[0].start,
        "end": o.act[-1].end,
        "lead": [b.name for b in o.lead],
        "coordinating": [b.name for b in o.coordinating],
        "deadline": {"rel": o.deadline.rel, "value": o.deadline.value} if o.deadline else None,
    }


def predictions(shared: Path, gold: Path) -> Iterator[tuple[str, dict[str, Any], dict[str, Any]]]:
    """(name, gold, record) for each gold file with a text; gold keeps only what the finders answer for."""
    for path in sorted(gold.glob("*.json")):
        wanted = json.loads(path.read_text(encoding="utf-8"))
        text = text_of(shared, path.stem)
        if text is not None:
            found = record(text, wanted)
            yield path.name, {key: wanted[key] for key in found if key in wanted}, found


def score(shared: Path, golds: list[Path], *options: str) -> str:
    """What the scorer prints for these gold folders taken together."""
    with tempfile.TemporaryDirectory() as folder:
        sides = [Path(folder) / side for side in ("gold", "found")]
        for side in sides:
            side.mkdir()
        for gold in golds:
            for name, wanted, found in predictions(shared, gold):
                for side, content in zip(sides, (wanted, found), strict=True):
                    (side / name).write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        command = [sys.executable, str(shared / "gold/score.py"), *map(str, sides), *options]
        return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def speed(shared: Path) -> str:
    """CPU seconds of each finder over all texts, after the phrases are built."""
    find_bodies("Bộ Tài chính")
    texts = [path.read_text(encoding="utf-8") for path in sorted((shared / "data/docs/txt").glob("*.txt"))]
    words = sum(len(text.split()) for text in texts)
    lines, total = [], 0.0
    for name, finder in (
        ("bodies", find_bodies),
        ("citations, bodies given", lambda text: find_citations(text, bodies=())),
        ("quantities", find_quantities),
        ("deadlines", find_deadlines),
    ):
        start = time.process_time()
        for text in texts:
            finder(text)
        seconds = time.process_time() - start
        total += seconds
        lines.append(f"{name:24} {seconds:6.2f} s")
    return "\n".join((*lines, f"{words / 1300 / total:.0f} documents of 1,300 words per CPU second"))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", default="0")
    parser.add_argument("--speed", action="store_true")
    args = parser.parse_args()
    own = Path(__file__).parents[1] / "gold/news"
    for title, folders in (
        ("gazette", [args.shared / "gold/gazette"]),
        ("papers", [args.shared / "gold/papers"]),
        ("news", [args.shared / "gold/news", own]),
    ):
        print(f"== {title}\n{score(args.shared, folders, '--errors', args.errors)}")
    if args.speed:
        print(speed(args.shared))


if __name__ == "__main__":
    main()
