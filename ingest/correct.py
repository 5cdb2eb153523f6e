"""Recognised words put right, each change with its reading, its box and how sure it is.

Stray marks are taken off words, halves of a word put together, figures and letters that were mistaken for each other
told apart, labels of points put in their order, syllables read anew from their neighbours, signs and capitals that no
paper writes taken away. The words of a text layer are context and never changed."""

from __future__ import annotations

from collections.abc import Sequence

from ingest import confusions, context, figures, glued, habits, joints, language, mentions, points
from ingest.drafts import drafts
from vanthu.records import Line


def corrected(lines: Sequence[Line], languages: Sequence[str] = ("vie",)) -> tuple[Line, ...]:
    """The lines of a page that was recognised in these languages, words put right where Vietnamese is one of them.

    A changed word has its reading in `raw`, its box, and a confidence no higher than the engine's nor than the odds
    for the change allow. The same lines give the same result; time is linear in their length."""
    if "vie" not in languages:
        return tuple(lines)
    model = language.counted()
    rows = joints.mended(glued.freed(drafts(lines)), model)
    rows = mentions.mended(points.mended(figures.mended(rows)))
    rows = context.mended(rows, model, confusions.counted())
    return tuple(row.finished() for row in habits.mended(rows, model))
