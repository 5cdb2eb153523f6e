"""How sure a task is: the share of the tasks of its rule that are right, in papers whose gold was made beforehand
(first runs, `tests/gold/second`) and in the samples of laws (`tests/gold/precision.tsv`).

    python tests/bench/extract_scores.py        (the last table compares these with all gold)
"""

from __future__ import annotations

from typing import Final

_SURE: Final[dict[str, float]] = {
    "row": 0.97, "row-joint": 0.6, "heading-body": 0.96, "heading-duty": 0.96, "heading-order": 0.96,
    "heading-subject": 0.95, "duty": 0.94, "order": 0.92, "subject": 0.85, "addressee": 0.7, "sent": 0.8, "named": 0.7,
    "topic": 0.5, "after": 0.8,
}  # fmt: skip
"""By rule, in papers that give orders and reports."""
_IN_LAWS: Final[dict[str, float]] = {
    "heading-body": 0.93, "heading-duty": 0.93, "heading-order": 0.85, "heading-subject": 0.85, "duty": 0.9,
    "order": 0.85, "subject": 0.85,
}  # fmt: skip
"""By rule, in the text of laws, where most is no task."""
_WITH_LINES: Final = 0.97
_ELSE: Final = 0.7


def sure(rule: str, *, law: bool = False) -> float:
    """The score of a task found by a rule; `law`: in the text of a law, decree, circular or regulation."""
    if rule.endswith("+lines"):
        return _WITH_LINES
    return _IN_LAWS.get(rule, _ELSE) if law else _SURE.get(rule, _ELSE)
