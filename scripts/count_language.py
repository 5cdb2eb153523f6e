"""Counts syllables and runs of two and three over the shared papers and writes ingest/data/language.npz.

    python scripts/count_language.py [SHARED_FOLDER] [--out FILE] [--without NAME …]

Counted: the texts of data/docs/txt, and the syllables and pairs of data/lexicon (counted over 1,479 public papers).
Left out: every paper that shares two fifths of its runs of eight tokens with a transcript that recognition is measured
on (gold/gazette-text, gold/scan-text, data/ocr), or with a paper held out (`held_out`), those papers themselves, and
texts that were recognised; what the transcripts hold is taken off the counts of data/lexicon. Pairs and triples must
stand in two papers or twice in one: no sentence goes in, nor a name that a paper says once. The same input
makes the same bytes."""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np

HERE: Final = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent))

from ingest import language  # noqa: E402
from vanthu import viet  # noqa: E402

DISCOUNT: Final = 0.75
RUN: Final = 8  # tokens; papers that share so many of such runs are the same paper
SAME: Final = 0.4
SAME_PAGE: Final = 0.8  # of what is a page only: lists of recipients stand in all decrees
PAGE_RUNS: Final = 600
LEAST_RUNS: Final = 60  # fewer say nothing: a stamp, a list of recipients
LEAST_PAPERS: Final = 2
LEAST_TIMES: Final = 2  # … or so often in one
LEAST_SEEN: Final = 3  # sightings, to tell a habit
SURELY_SEEN: Final = 25  # … that has no exception
_SIGNED: Final = re.compile(r"([^\W\d_]+)([;:])")
_RUNNING_HEAD: Final = "CÔNG BÁO/Số"


def held_out(name: str) -> bool:
    """Whether a paper with a digital original is kept out of the count, to be measured on: the half that
    `tests/bench/degrade.py` reports."""
    return sha256(name.encode()).digest()[0] % 2 == 0


def tokens_of(text: str) -> list[str]:
    """The text's tokens."""
    return [name for _, _, name in language.tokens(text)]


def body(path: Path) -> str:
    """The text of a paper, gazette running heads left out."""
    lines = path.read_text("utf-8").replace("\f", "\n").split("\n")
    return "\n".join(line for line in lines if _RUNNING_HEAD not in line)


@dataclass(slots=True)
class Habits:
    """How often a pair of syllables has a comma within, or a capital behind a small letter, and how often a syllable
    has a colon behind it rather than a semicolon."""

    commas: Counter[tuple[str, ...]] = field(default_factory=Counter)
    pairs: Counter[tuple[str, ...]] = field(default_factory=Counter)
    capitals: Counter[tuple[str, ...]] = field(default_factory=Counter)
    after_small: Counter[tuple[str, ...]] = field(default_factory=Counter)
    colons: Counter[str] = field(default_factory=Counter)
    signs: Counter[str] = field(default_factory=Counter)

    def learn(self, text: str) -> None:
        for (start, end, one), (here, _, other) in pairwise(language.tokens(text)):
            if one in language.OTHERS or other in language.OTHERS:
                continue
            self.pairs[one, other] += 1
            self.commas[one, other] += "," in text[end:here]
            if text[start].islower():
                self.after_small[one, other] += 1
                self.capitals[one, other] += text[here].isupper()
        for word, sign in _SIGNED.findall(text):
            self.signs[viet.canonical(word)] += 1
            self.colons[viet.canonical(word)] += sign == ":"


def runs(names: Sequence[str]) -> set[int]:
    return {hash(tuple(names[k : k + RUN])) for k in range(len(names) - RUN + 1)}


def papers(shared: Path, without: Iterable[str]) -> tuple[dict[str, str], list[list[str]]]:
    """Name → text of the papers to count, and the tokens of what they are measured on."""
    entries = [json.loads(line) for line in (shared / "data/docs/manifest.jsonl").read_text("utf-8").splitlines()]
    texts = {e["id"]: body(shared / "data/docs" / e["txt"]) for e in entries}
    found = {name: tokens_of(text) for name, text in texts.items()}
    kept_out = {e["id"] for e in entries if str(e.get("orig", "")).endswith(".pdf") and held_out(e["id"])} | {*without}
    folders = (shared / "gold/gazette-text", shared / "gold/scan-text", shared / "data/ocr")
    truth = [tokens_of(path.read_text("utf-8")) for folder in folders for path in sorted(folder.glob("*.txt"))]
    shown = [runs(names) for names in (*truth, *(found[name] for name in sorted(kept_out)))]
    kept = {}
    for name, names in found.items():
        own = runs(names)
        same = any(_same(own, other) for other in shown)
        if name not in kept_out and not same and not name.endswith("-OCR"):
            kept[name] = texts[name]
        else:
            print(f"left out: {name}")
    return kept, [*truth, *(found[name] for name in sorted(kept_out))]


def _same(one: set[int], other: set[int]) -> bool:
    shorter = min(len(one), len(other))
    return shorter > LEAST_RUNS and len(one & other) > (SAME_PAGE if shorter < PAGE_RUNS else SAME) * shorter


def lexicon(shared: Path, name: str, off: Counter[tuple[str, ...]]) -> Counter[tuple[str, ...]]:
    """The counts of a file of data/lexicon, less those of the transcripts."""
    out: Counter[tuple[str, ...]] = Counter()
    for line in (shared / "data/lexicon" / name).read_text("utf-8").splitlines():
        words, count = line.split("\t")
        key = tuple(name for _, _, name in language.tokens(words))
        out[key] += int(count)
    return Counter({key: count - off[key] for key, count in out.items() if count > off[key]})


def grams(names: Sequence[str], size: int) -> Counter[tuple[str, ...]]:
    return Counter(zip(*(names[k:] for k in range(size)), strict=False))


def level(probability: float) -> int:
    """A probability as the model keeps it."""
    return min(max(round(-math.log(max(probability, 1e-12)) / language.STEP), 0), 255)


def share(count: int, of: int, least: int = LEAST_SEEN) -> int:
    """A share in hundredths, UNSEEN where it was seen too seldom; a share that is not nothing is one at least."""
    return (max(round(100 * count / of), 1) if count else 0) if of >= least else language.UNSEEN


def model(counted: dict[str, str], measured: list[list[str]], shared: Path) -> dict[str, np.ndarray]:
    """The arrays of the model: absolute discounting, each order falling back to the shorter one."""
    own: list[Counter[tuple[str, ...]]] = [Counter(), Counter(), Counter()]
    spread: list[Counter[tuple[str, ...]]] = [Counter(), Counter(), Counter()]
    habits = Habits()
    for text in counted.values():
        habits.learn(text)
        names = tokens_of(text)
        for k in range(3):
            found = grams(names, k + 1)
            own[k].update(found)
            spread[k].update(found.keys())
    off: list[Counter[tuple[str, ...]]] = [Counter(), Counter()]
    for names in measured:
        bare = [name for name in names if name not in language.OTHERS]
        for k in range(2):
            off[k].update(grams(bare, k + 1))
    ones = lexicon(shared, "syllable-freq.tsv", off[0])
    twos = lexicon(shared, "bigram-freq.tsv", off[1])

    def kept(order: int) -> Counter[tuple[str, ...]]:
        many = own[order - 1]
        return Counter(
            {key: many[key] for key in many if spread[order - 1][key] >= LEAST_PAPERS or many[key] >= LEAST_TIMES}
        )

    single = kept(1)
    single.update(Counter({key: count for key, count in ones.items() if len(key) == 1}))
    others = [(name,) for name in language.OTHERS]
    order = others + sorted((key for key in single if key not in others), key=lambda key: (-single[key], key))
    ids = {key[0]: k for k, key in enumerate(order)}
    size = len(order)
    total = sum(single.values())

    def coded(gram: tuple[str, ...]) -> tuple[int, ...]:
        return tuple(ids.get(name, language.UNKNOWN) for name in gram)

    unknown = 0.3 / total  # each: there are many of them
    p1 = [single[key] / total if single[key] else unknown for key in order]

    pair = kept(2)
    pair.update(Counter({key: count for key, count in twos.items() if len(key) == 2}))
    pair = Counter({coded(key): count for key, count in pair.items() if key[0] in ids and key[1] in ids})
    seen: Counter[int] = Counter({ids[key[0]]: count for key, count in single.items()})
    kept2: Counter[int] = Counter()
    for (first, _), count in pair.items():
        seen[first] = max(seen[first], 1)
        kept2[first] += count - DISCOUNT
    left1 = [min(max(1 - kept2[k] / max(seen[k], kept2[k] + DISCOUNT, 1), 0.01), 1.0) for k in range(size)]
    p2 = {
        key: (count - DISCOUNT) / max(seen[key[0]], kept2[key[0]] + DISCOUNT, 1) + left1[key[0]] * p1[key[1]]
        for key, count in pair.items()
    }

    triple = Counter({coded(key): count for key, count in kept(3).items() if all(name in ids for name in key)})
    triple = Counter({key: count for key, count in triple.items() if key[:2] in p2})
    seen2 = Counter({coded(key): count for key, count in own[1].items() if key[0] in ids and key[1] in ids})
    kept3: Counter[tuple[int, ...]] = Counter()
    for key, count in triple.items():
        kept3[key[:2]] += count - DISCOUNT  # type: ignore[assignment]
    keys2 = sorted(p2)
    place = {key: k for k, key in enumerate(keys2)}
    left2 = {key: min(max(1 - kept3[key] / max(seen2[key], 1), 0.02), 1.0) for key in keys2}

    def after_one(first: int, second: int) -> float:
        return p2.get((first, second)) or left1[first] * p1[second]

    keys3 = sorted(triple)
    p3 = [
        (triple[key] - DISCOUNT) / max(seen2[key[:2]], 1) + left2[key[:2]] * after_one(key[1], key[2]) for key in keys3
    ]
    named = [(order[a][0], order[b][0]) for a, b in keys2]
    pairs = np.array([a * size + b for a, b in keys2], dtype=np.uint64)
    triples = np.array([place[key[:2]] * size + key[2] for key in keys3], dtype=np.uint64)
    assert size * len(keys2) < 2**32
    print(f"{len(counted)} papers, {sum(own[0].values())} tokens, {size} syllables", end=", ")
    print(f"{len(pairs)} pairs, {len(triples)} triples")
    return {
        "names": np.frombuffer("\n".join(key[0] for key in order).encode(), dtype=np.uint8),
        "single": np.array([level(p) for p in p1], dtype=np.uint8),
        "single_loss": np.array([level(p) for p in left1], dtype=np.uint8),
        "colon": np.array(
            [share(habits.colons[key[0]], habits.signs[key[0]], SURELY_SEEN) for key in order], dtype=np.uint8
        ),
        "pairs": np.diff(pairs, prepend=np.uint64(0)).astype(np.uint32),
        "pair": np.array([level(p2[key]) for key in keys2], dtype=np.uint8),
        "pair_loss": np.array([level(left2[key]) for key in keys2], dtype=np.uint8),
        "comma": np.array([share(habits.commas[key], habits.pairs[key]) for key in named], dtype=np.uint8),
        "capital": np.array(
            [share(habits.capitals[key], habits.after_small[key], SURELY_SEEN) for key in named], dtype=np.uint8
        ),
        "triples": np.diff(triples, prepend=np.uint64(0)).astype(np.uint32),
        "triple": np.array([level(p) for p in p3], dtype=np.uint8),
    }


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("shared", type=Path, nargs="?", default=HERE.parents[1] / "shared")
    ask.add_argument("--out", type=Path, default=HERE.parent / "ingest/data/language.npz")
    ask.add_argument("--without", nargs="*", default=(), help="more papers to leave out, by name")
    args = ask.parse_args()
    counted, measured = papers(args.shared, args.without)
    data = language.packed(model(counted, measured, args.shared))
    args.out.write_bytes(data)
    print(f"{args.out.name}: {len(data)} bytes")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
