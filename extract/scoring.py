"""How well records agree with what people say is right: pairs of facts, precision, recall and F1 by kind of fact.

Gold records have the form of the program's own (`extract.record`), with three liberties: a body may be written
`"A | B"` (either is right), an item marked `optional` counts neither way, and kinds that a record lacks are not judged.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Final

from extract.agreement import Item, bodies, number_key, paired, same_words

Record = Mapping[str, Any]

KINDS: Final = (
    "metadata.number", "metadata.type", "metadata.issuer", "metadata.issued", "metadata.place", "metadata.title",
    "metadata.signers", "metadata.secrecy", "citation", "citation-resolved", "citation.pinpoint", "obligation",
    "obligation-lead", "obligation-coordinating", "deadline", "quantity",
)  # fmt: skip
"""What is scored, in the order of a table."""


@dataclass(frozen=True, slots=True)
class Miss:
    """One disagreement: the fact that only one side has. `item` is the fact itself where there is one."""

    kind: str
    document: str
    text: str
    item: Item | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """The score of one kind of fact."""

    right: int
    gold: int
    predicted: int

    @property
    def precision(self) -> float:
        """The share of what was found that is right."""
        return self.right / self.predicted if self.predicted else 0.0

    @property
    def recall(self) -> float:
        """The share of what is there that was found."""
        return self.right / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both; 0 where nothing is right."""
        return 2 * self.right / (self.gold + self.predicted) if self.right else 0.0


@dataclass(frozen=True, slots=True)
class Reliability:
    """Of `count` tasks whose scores are `mean` in the middle, the share that is right."""

    count: int
    mean: float
    right: float


_BUCKETS: Final = (0.0, 0.5, 0.65, 0.75, 0.825, 0.875, 0.925, 0.955, 1.01)


@dataclass(slots=True)
class Scores:
    """What has been counted so far; documents are added one by one."""

    right: Counter[str] = field(default_factory=Counter)
    gold: Counter[str] = field(default_factory=Counter)
    predicted: Counter[str] = field(default_factory=Counter)
    missed: list[Miss] = field(default_factory=list)
    wrong: list[Miss] = field(default_factory=list)
    sure: list[tuple[float, bool]] = field(default_factory=list)

    def reliability(self) -> dict[str, Reliability]:
        """What the scores of tasks are worth, by bucket from the surest down; the buckets that hold any."""
        found: dict[str, Reliability] = {}
        for low, high in pairwise(_BUCKETS):
            scores = [(score, right) for score, right in self.sure if low <= score < high]
            if scores:
                share = sum(right for _, right in scores) / len(scores)
                mean = sum(score for score, _ in scores) / len(scores)
                found[f"{low:.2f}–{min(high, 1.0):.2f}"] = Reliability(len(scores), mean, share)
        return dict(reversed(found.items()))

    def rows(self) -> dict[str, Row]:
        """The kinds that either side has anything of, in the order of `KINDS`."""
        seen = self.gold.keys() | self.predicted.keys()
        return {
            kind: Row(self.right[kind], self.gold[kind], self.predicted[kind])
            for kind in KINDS
            if kind in seen and (self.gold[kind] or self.predicted[kind])
        }

    def add(self, document: str, gold: Record, predicted: Record, *, by_words: bool = False) -> None:
        """Compares a document's records; `by_words` leaves the places out (scans, whose text differs)."""
        count = _Counting(self, document)
        _metadata(count, gold.get("metadata") or {}, predicted.get("metadata") or {})
        for kind, judge in _JUDGES.items():
            if kind in gold:
                golds, found = _counted(gold[kind] or (), predicted.get(kind) or (), by_words)
                judge(count, golds, found, paired(golds, found, by_words=by_words))


@dataclass(frozen=True, slots=True)
class _Counting:
    """Puts what was compared in one document into the scores."""

    scores: Scores
    document: str

    def items(self, kind: str, golds: Sequence[Item], found: Sequence[Item], good: Iterable[tuple[int, int]]) -> None:
        pairs = list(good)
        left, right = {i for i, _ in pairs}, {j for _, j in pairs}
        self._put(
            kind,
            len(pairs),
            [(_shown(g), g) for i, g in enumerate(golds) if i not in left],
            [(_shown(p), p) for j, p in enumerate(found) if j not in right],
        )

    def values(self, kind: str, golds: Iterable[_Value], found: Iterable[_Value]) -> None:
        """Compares two bags of values; what they are shown by is the second half of each."""
        one, other = Counter(v.key for v in golds), Counter(v.key for v in found)
        shown = {v.key: (v.text, v.item) for v in (*golds, *found)}
        both = one & other
        self._put(
            kind,
            both.total(),
            [shown[key] for key in (one - both).elements()],
            [shown[key] for key in (other - both).elements()],
        )

    def _put(
        self,
        kind: str,
        right: int,
        missed: Sequence[tuple[str, Item | None]],
        wrong: Sequence[tuple[str, Item | None]],
    ) -> None:
        scores = self.scores
        scores.right[kind] += right
        scores.gold[kind] += right + len(missed)
        scores.predicted[kind] += right + len(wrong)
        scores.missed += [Miss(kind, self.document, text, item) for text, item in missed]
        scores.wrong += [Miss(kind, self.document, text, item) for text, item in wrong]


@dataclass(frozen=True, slots=True)
class _Value:
    key: str
    text: str
    item: Item | None = None


def _counted(golds: Sequence[Item], found: Sequence[Item], by_words: bool) -> tuple[list[Item], list[Item]]:
    """Both sides without optional gold and what was found of it."""
    optional = {i for i, gold in enumerate(golds) if gold.get("optional")}
    taken = {j for i, j in paired(golds, found, by_words=by_words) if i in optional} if optional else set()
    return (
        [gold for i, gold in enumerate(golds) if i not in optional],
        [item for j, item in enumerate(found) if j not in taken],
    )


def _shown(item: Item) -> str:
    return " ".join(str(item.get("quote", "")).split())


def _several(value: Any) -> list[Any]:
    return [] if value in (None, "") else value if isinstance(value, list) else [value]


def _metadata(count: _Counting, gold: Record, found: Record) -> None:
    for name in ("number", "type", "issuer", "issued", "place", "title", "signers", "secrecy"):
        if name not in gold:
            continue
        one, other = _several(gold[name]), _several(found.get(name))
        if name in ("issuer", "signers"):
            sides = [[_Value(key, text) for key, text in side.items()] for side in bodies(one, other)]
        else:
            key = number_key if name == "number" else same_words
            sides = [[_Value(key(value), str(value)) for value in side] for side in (one, other)]
        count.values(f"metadata.{name}", *sides)


def _citations(
    count: _Counting, golds: Sequence[Item], found: Sequence[Item], pairs: Sequence[tuple[int, int]]
) -> None:
    numbered = [(i, j) for i, j in pairs if _same_number(golds[i], found[j])]
    count.items("citation", golds, found, numbered)
    count.items("citation-resolved", golds, found, [(i, j) for i, j in numbered if _resolved(golds[i], found[j])])
    of = {j: i for i, j in pairs}
    count.values(
        "citation.pinpoint",
        [_at(i, gold["pinpoint"], gold) for i, gold in enumerate(golds) if gold.get("pinpoint")],
        [_at(of.get(j, "none"), item["pinpoint"], item) for j, item in enumerate(found) if item.get("pinpoint")],
    )


def _at(where: object, value: str, item: Item) -> _Value:
    return _Value(f"{where}|{same_words(value)}", f"{value} – {_shown(item)}", item)


def _same_number(gold: Item, found: Item) -> bool:
    if not gold.get("number"):
        return not found.get("number")
    return bool(found.get("number")) and number_key(gold["number"]) == number_key(found["number"])


def _resolved(gold: Item, found: Item) -> bool:
    if gold.get("issued") and gold["issued"] != found.get("issued"):
        return False
    one, other = bodies(_several(gold.get("issuer")), _several(found.get("issuer")))
    return not one or one.keys() == other.keys()


def _obligations(
    count: _Counting, golds: Sequence[Item], found: Sequence[Item], pairs: Sequence[tuple[int, int]]
) -> None:
    count.items("obligation", golds, found, pairs)
    paired_with = {j for _, j in pairs}
    count.scores.sure += [(float(f["score"]), j in paired_with) for j, f in enumerate(found) if f.get("score")]
    of = {j: i for i, j in pairs}
    for kind in ("lead", "coordinating"):
        wanted = [
            _Value(f"{i}|{key}", f"{name} – {_shown(gold)}", gold)
            for i, gold in enumerate(golds)
            for key, name in bodies(_several(gold.get(kind)), ())[0].items()
        ]
        named = [
            _Value(f"{of.get(j, f'extra{j}')}|{key}", f"{name} – {_shown(item)}", item)
            for j, item in enumerate(found)
            for key, name in bodies(_several(golds[of[j]].get(kind)) if j in of else (), _several(item.get(kind)))[
                1
            ].items()
        ]
        count.values(f"obligation-{kind}", wanted, named)
    free = {i for i, gold in enumerate(golds) if (gold.get("deadline") or {}).get("optional")}
    count.values(
        "deadline",
        [_due(i, gold) for i, gold in enumerate(golds) if gold.get("deadline") and i not in free],
        [
            _due(of.get(j, f"extra{j}"), item)
            for j, item in enumerate(found)
            if item.get("deadline") and of.get(j) not in free
        ],
    )


def _due(where: object, item: Item) -> _Value:
    said = f"{item['deadline'].get('rel')} {item['deadline'].get('value')}"
    return _Value(f"{where}|{said}", f"{said} – {_shown(item)}", item)


def _quantities(
    count: _Counting, golds: Sequence[Item], found: Sequence[Item], pairs: Sequence[tuple[int, int]]
) -> None:
    count.items("quantity", golds, found, [(i, j) for i, j in pairs if _same_value(golds[i], found[j])])


def _same_value(gold: Item, found: Item) -> bool:
    one, other = gold.get("value"), found.get("value")
    if not isinstance(one, int | float | str) or not isinstance(other, int | float | str):
        return False
    try:
        return abs(float(one) - float(other)) <= 1e-6 * max(1.0, abs(float(one)))
    except ValueError:
        return False


_Judge = Callable[[_Counting, Sequence[Item], Sequence[Item], Sequence[tuple[int, int]]], None]
_JUDGES: Final[dict[str, _Judge]] = {"citations": _citations, "obligations": _obligations, "quantities": _quantities}
