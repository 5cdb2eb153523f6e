"""The embedded index beside SQLite's FTS5 in one run: passages indexed a second, p50 and p95 by kind of question.

    python tests/bench/search.py [--passages 100000] [--questions 100] [--seed 1]

Both sides hold the same generated passages (syllables and words of Vietnamese shape, frequencies as of Zipf) and answer
the same question with total, the ten best and a snippet of each; the last kind counts issuers and years too. FTS5
keeps the words cut as ours (`words.tokens`) in an exact and a folded column, ranks with bm25 and cuts snippets with
`snippet()`. Ours goes the whole way: `project`-like records, plan, tantivy, JSON, marks. CPU ms of this process.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

sys.path[:0] = [str(Path(__file__).resolve().parents[2])]

from search_api.index import embedded  # noqa: E402
from search_api.index.words import accented, tokens  # noqa: E402
from vanthu.ports import SearchIndex  # noqa: E402
from vanthu.records import IndexQuery, IndexRecord, Permission, Unit  # noqa: E402

PER_DOCUMENT: Final = 20
PER_APPLY: Final = 100
INITIALS: Final = (*"bdđghklmnrstvx", *("", "ch", "gi", "kh", "ng", "nh", "ph", "qu", "th", "tr"))
RHYMES: Final = (*"aáàảãạêếềioòơờuúưứyý", *("ăn", "ắt", "âm", "ất", "em", "iên", "iếu", "oa", "oà", "ôn", "ống", "ược"))
GAP: Final = "zzz"  # FTS5 must not find phrases from title to text either
ISSUERS: Final = [f"Bộ Mẫu {n}" for n in range(30)]


@dataclass(frozen=True)
class Piece:
    document: str
    n: int
    text: str
    title: str
    issuer: str
    day: str


@dataclass(frozen=True)
class Question:
    kind: str
    words: str = ""
    phrase: str = ""
    issuer: str = ""
    year: str = ""
    facets: bool = False


def pieces(count: int, chance: random.Random) -> Iterator[Piece]:
    """Passages of 60 to 200 syllables, twenty to a document."""
    syllables = [first + rest for first in INITIALS for rest in RHYMES]
    chance.shuffle(syllables)
    words = [" ".join(chance.choices(syllables, k=chance.choice((1, 2, 2, 2, 3)))) for _ in range(40_000)]
    weights = [1 / (rank + 2) for rank in range(len(words))]
    for n in range(count):
        if n % PER_DOCUMENT == 0:
            title = " ".join(chance.choices(words, weights, k=8))
            issuer = chance.choice(ISSUERS)
            day = f"{chance.randint(2015, 2026)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
        text = " ".join(chance.choices(words, weights, k=chance.randint(30, 100)))
        yield Piece(f"d{n // PER_DOCUMENT}", n % PER_DOCUMENT, text, title, issuer, day)


def questions(some: Sequence[Piece], count: int, chance: random.Random) -> Iterator[Question]:
    """Words and phrases that stand somewhere: picked from passages."""
    for _ in range(count):
        piece = chance.choice(some)
        words = piece.text.split()
        at = chance.randrange(len(words) - 4)
        one, two, three = chance.choice(words), chance.choice(words), chance.choice(words)
        yield Question("one word", words=one)
        yield Question("two words", words=f"{one} {two}")
        yield Question(
            "three words, issuer, year", words=f"{one} {two} {three}", issuer=piece.issuer, year=piece.day[:4]
        )
        yield Question("phrase of two", phrase=" ".join(words[at : at + 2]))
        yield Question("phrase of four", phrase=" ".join(words[at : at + 4]))
        yield Question(
            "phrase without accents", phrase=" ".join(t.folded for t in tokens(" ".join(words[at : at + 3])))
        )
        yield Question("two words, counts by issuer and year", words=f"{one} {two}", facets=True)


def ours(folder: Path, found: Sequence[Piece]) -> SearchIndex:
    index = embedded.open_index(folder)
    step = PER_DOCUMENT * PER_APPLY
    for start in range(0, len(found), step):
        by_document: dict[str, list[IndexRecord]] = {}
        for piece in islice(found, start, start + step):
            by_document.setdefault(piece.document, []).append(record(piece))
        index.apply([(document, 1, records) for document, records in by_document.items()])
    return index


def record(piece: Piece) -> IndexRecord:
    fields = {
        "document": piece.document,
        "passage": piece.text,
        "title": piece.title,
        "issuer": (piece.issuer,),
        "issued": piece.day,
        "year": piece.day[:4],
        "page": piece.n + 1,
    }
    return IndexRecord(f"{piece.document}:p{piece.n}", Unit.PASSAGE, piece.document, "a", 1, fields)


def theirs(path: Path, found: Sequence[Piece]) -> sqlite3.Connection:
    database = sqlite3.connect(path)
    database.executescript(
        "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        "CREATE TABLE piece(id INTEGER PRIMARY KEY, document TEXT, issuer TEXT, year TEXT, text TEXT);"
        "CREATE VIRTUAL TABLE words USING fts5(exact, folded, tokenize='unicode61 remove_diacritics 0');"
    )
    for start in range(0, len(found), PER_DOCUMENT * PER_APPLY):
        with database:
            for n, piece in enumerate(islice(found, start, start + PER_DOCUMENT * PER_APPLY), start):
                cut = tokens(f"{piece.title} {GAP} {piece.text}")
                exact, folded = " ".join(t.exact for t in cut), " ".join(t.folded for t in cut)
                row = (n, piece.document, piece.issuer, piece.day[:4], piece.text)
                database.execute("INSERT INTO piece VALUES(?,?,?,?,?)", row)
                database.execute("INSERT INTO words(rowid, exact, folded) VALUES(?,?,?)", (n, exact, folded))
    return database


def ask_ours(index: SearchIndex, question: Question) -> int:
    filters = {"issuer": question.issuer, "year": question.year}
    query = IndexQuery(
        Unit.PASSAGE,
        Permission(labels=frozenset({"a"})),
        words=question.words,
        phrases=(question.phrase,) if question.phrase else (),
        filters={name: (value,) for name, value in filters.items() if value},
        facets=("issuer", "year") if question.facets else (),
        limit=10,
    )
    return index.search(query).total


def ask_theirs(database: sqlite3.Connection, question: Question) -> int:
    if question.phrase:
        side = "exact" if accented(question.phrase) else "folded"
        cut = tokens(question.phrase)
        words = " ".join(t.exact if side == "exact" else t.folded for t in cut)
        match = f'{side}: "{words}"'
    else:
        match = "folded: " + " AND ".join(f'"{t.folded}"' for t in tokens(question.words))
    where, values = "words MATCH ?", [match]
    for name, value in (("issuer", question.issuer), ("year", question.year)):
        if value:
            where += f" AND piece.{name} = ?"
            values.append(value)
    source = f"FROM words JOIN piece ON piece.id = words.rowid WHERE {where}"
    total = database.execute(f"SELECT count(*) {source}", values).fetchone()[0]
    best = f"SELECT piece.*, snippet(words, -1, '', '', '…', 40) {source} ORDER BY bm25(words) LIMIT 10"
    database.execute(best, values).fetchall()
    if question.facets:
        for name in ("issuer", "year"):
            database.execute(f"SELECT piece.{name}, count(*) {source} GROUP BY 1", values).fetchall()
    return int(total)


def timed(ask: Callable[[Question], int], asked: Sequence[Question]) -> dict[str, list[tuple[float, int]]]:
    out: dict[str, list[tuple[float, int]]] = {}
    for question in asked[:7]:
        ask(question)
    for question in asked:
        began = time.process_time()
        total = ask(question)
        out.setdefault(question.kind, []).append(((time.process_time() - began) * 1000, total))
    return out


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    found = list(pieces(options.passages, chance))
    asked = list(questions(found, options.questions, chance))
    folder = Path(tempfile.mkdtemp(prefix="vanthu-bench-"))
    try:
        run(folder, found, asked)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def run(folder: Path, found: Sequence[Piece], asked: Sequence[Question]) -> None:
    began = time.process_time()
    index = ours(folder / "index", found)
    mine = time.process_time() - began
    began = time.process_time()
    database = theirs(folder / "fts.sqlite3", found)
    other = time.process_time() - began
    print(
        f"{len(found)} passages; indexed a CPU second: vanthu {len(found) / mine:,.0f}, FTS5 {len(found) / other:,.0f}"
    )
    print(f"on disk, MB: vanthu {size(folder / 'index'):.0f}, FTS5 {size(folder) - size(folder / 'index'):.0f}")
    one, two = timed(lambda q: ask_ours(index, q), asked), timed(lambda q: ask_theirs(database, q), asked)
    print(f"{'CPU ms p50 / p95':40} {'vanthu':>16} {'FTS5':>16} {'ratio':>14}   same totals")
    for kind, times in one.items():
        a, b = spread([t for t, _ in times]), spread([t for t, _ in two[kind]])
        same = sum(x == y for (_, x), (_, y) in zip(times, two[kind], strict=True))
        ratio = f"{b[0] / a[0]:.1f} / {b[1] / a[1]:.1f}"
        print(f"{kind:40} {a[0]:7.2f} /{a[1]:7.2f} {b[0]:7.2f} /{b[1]:7.2f} {ratio:>14}   {same} of {len(times)}")
    a, b = (spread([t for times in side.values() for t, _ in times]) for side in (one, two))
    print(f"{'all':40} {a[0]:7.2f} /{a[1]:7.2f} {b[0]:7.2f} /{b[1]:7.2f} {b[0] / a[0]:6.1f} / {b[1] / a[1]:.1f}")


def spread(times: Sequence[float]) -> tuple[float, float]:
    return statistics.median(times), statistics.quantiles(times, n=20)[-1]


def size(folder: Path) -> float:
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file()) / 1e6


if __name__ == "__main__":
    main()
