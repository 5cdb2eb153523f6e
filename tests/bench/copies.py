"""Copies of papers told from papers that are only alike: precision and recall over scans made of our samples (and of
short digital papers in the shared folder), through the store itself.

    python tests/bench/copies.py [SHARED_FOLDER] [--pages MOST]

Of each paper there are: the digital original, a clean scan, a worn and crooked one, a fax-like one (1 bit); and a
second letter with the same words under another number. Pairs of the first four are the same paper; pairs with the
second letter must not be. With the shared folder all its texts are taken in too: papers that have nothing to do with
each other."""

from __future__ import annotations

import argparse
import hashlib
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from itertools import combinations
from pathlib import Path
from typing import Any, Final

import numpy as np
import pypdfium2

HERE: Final = Path(__file__).resolve()
sys.path.insert(0, str(HERE.parents[2]))

from extract.document import extract  # noqa: E402
from ingest.limits import Limits  # noqa: E402
from ingest.readers import image, pdf, text  # noqa: E402
from ingest.sink import ListSink  # noqa: E402
from samples import scan  # noqa: E402
from samples.paper import pdf as printed  # noqa: E402
from samples.source import Source, load  # noqa: E402
from tests.contracts.test_store import found as facts  # noqa: E402
from tests.contracts.test_store import page  # noqa: E402
from vanthu.records import KinKind, Likeness, Outcome, Permission, Receipt, State, receipt_id  # noqa: E402
from vanthu.store.blobs_folder import FolderBlobs  # noqa: E402
from vanthu.store.sql_store import SqlStore, open_store  # noqa: E402

ALL: Final = Permission(everything=True)


class Clock:
    def now(self) -> datetime:
        return datetime(2025, 1, 1, tzinfo=UTC)


def forms(original: bytes, seed: int) -> Iterator[tuple[str, str, bytes]]:
    """(form, suffix, file) of a digital paper."""
    pages = scan.pictures(original)
    rng = np.random.default_rng(seed)
    yield "digital", "pdf", original
    yield "clean scan", "pdf", scan.picture_pdf([scan.jpeg(scan.clean(page, rng)) for page in pages])
    worn = [scan.jpeg(scan.noisy(page, rng, degrees=rng.uniform(-1.2, 1.2))) for page in pages]
    yield "worn scan", "pdf", scan.picture_pdf(worn)
    yield "fax", "tif", scan.tiff_g4([scan.clean(page, rng) for page in pages])


def second(source: Source) -> Source | None:
    """The same words under another number."""
    number = str(source.head["number"])
    figures = "".join(c for c in number if c.isdigit())[:3]
    if not figures:
        return None
    head: dict[str, Any] = {**source.head, "number": number.replace(figures, str(int(figures) + 1), 1)}
    return replace(source, head=head)


def known(content: bytes, suffix: str) -> Likeness:
    """What a file is known by, as read and extracted."""
    with tempfile.NamedTemporaryFile(suffix=f".{suffix}") as file:
        file.write(content)
        file.flush()
        sink = ListSink()
        {"pdf": pdf, "tif": image, "txt": text}[suffix].read(Path(file.name), sink, Limits())
    pages = sorted(sink.pages, key=lambda page: page.n)
    found = extract(pages).likeness
    assert found is not None
    return found


def taken_in(store: SqlStore, name: str, found: Likeness) -> str:
    """Puts a paper into the store as read and extracted."""
    digest = hashlib.sha256(name.encode()).hexdigest()
    receipt = Receipt(receipt_id("b", name, None, digest), "b", name, digest, 1, Clock().now(), "local", State.RECEIVED)
    store.add_receipts([receipt])
    lease = store.claim("bench", seconds=600, steps=["read"])
    assert lease
    store.checkpoint_pages(lease, [page()])
    document = store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1))
    lease = store.claim("bench", seconds=600, steps=["extract"])
    assert lease
    assert document
    store.finish_extract(lease, replace(facts(), likeness=found))
    return document.id


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?")
    ask.add_argument("--pages", type=int, default=3, help="only papers with so many pages at most")
    args = ask.parse_args()
    papers: list[tuple[str, str, str, Likeness]] = []  # paper, form, name, what it is known by
    for k, path in enumerate(sorted((HERE.parents[2] / "samples" / "src").glob("*.txt"))):
        source = load(path)
        original = printed(source)
        if len(pypdfium2.PdfDocument(original)) > args.pages:
            continue
        for form, suffix, content in forms(original, k):
            papers.append((source.stem, form, f"{source.stem} {form}", known(content, suffix)))
        other = second(source)
        if other:
            papers.append((f"{source.stem} (2)", "second", f"{source.stem} second", known(printed(other), "pdf")))
        print(f"{len(papers)} papers read", file=sys.stderr)
    if args.shared:
        papers += list(shared(args.shared / "data" / "docs", args.pages))
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/s.sqlite3", FolderBlobs(Path(folder) / "blobs"), Clock())
        ids = {taken_in(store, name, found): k for k, (_, _, name, found) in enumerate(papers)}
        kin = store.kin(list(ids), ALL)
        store.close()
    told = {frozenset((ids[one], ids[other.document])): other.kind for one, others in kin.items() for other in others}
    report(papers, told)
    return 0


def shared(folder: Path, most_pages: int) -> Iterator[tuple[str, str, str, Likeness]]:
    """Short digital papers with scans made of them; all texts, each a paper of its own."""
    seen = set()
    for k, path in enumerate(sorted((folder / "orig").glob("*.pdf"))):
        document = pypdfium2.PdfDocument(path)
        digital = all(len(document[n].get_textpage().get_text_range()) > 800 for n in range(min(len(document), 2)))
        if len(document) <= most_pages and digital:
            seen.add(path.stem)
            for form, suffix, content in forms(path.read_bytes(), 100 + k):
                yield path.stem, form, f"{path.stem} {form}", known(content, suffix)
    for path in sorted((folder / "txt").glob("*.txt")):
        if path.stem not in seen:
            yield path.stem, "text", f"{path.stem} text", known(path.read_bytes(), "txt")


def report(papers: list[tuple[str, str, str, Likeness]], told: dict[frozenset[int], KinKind]) -> None:
    truth = {frozenset(pair) for pair in combinations(range(len(papers)), 2) if len({papers[k][0] for k in pair}) == 1}
    same = {pair for pair, kind in told.items() if kind is KinKind.SAME}
    print(f"{len(papers)} files, {len({paper for paper, *_ in papers})} papers, {len(truth)} pairs of copies\n")
    print("| pairs of copies | there are | found | only alike | missed |\n|---|---|---|---|---|")
    for forms_ in sorted({tuple(sorted(papers[k][1] for k in pair)) for pair in truth}):
        mine = [pair for pair in truth if tuple(sorted(papers[k][1] for k in pair)) == forms_]
        counts = Counter(told.get(pair, "missed") for pair in mine)
        row = (len(mine), counts[KinKind.SAME], counts[KinKind.LIKE], counts["missed"])
        print(f"| {', '.join(forms_)} | {' | '.join(map(str, row))} |")
    wrong = same - truth
    print(
        f"\nPrecision {len(same & truth) / max(len(same), 1):.3f}, recall {len(same & truth) / max(len(truth), 1):.3f}"
    )
    print(f"Second letters taken for copies: {sum('second' in {papers[k][1] for k in pair} for pair in wrong)}")
    for pair in sorted(wrong, key=sorted):
        print("  taken for copies:", " | ".join(papers[k][2] for k in sorted(pair)))
    for pair in sorted(truth - same, key=sorted):
        print("  not told:", " | ".join(papers[k][2] for k in sorted(pair)), told.get(pair, ""))


if __name__ == "__main__":
    raise SystemExit(main())
