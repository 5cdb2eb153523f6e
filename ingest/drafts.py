"""A line while it is put right: its words as they stand now, beside what was read."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from vanthu.records import Box, Line, Word


@dataclass(frozen=True, slots=True)
class Draft:
    """A line as read and the texts of its words as they stand now. `odds` is, of a changed word, how much likelier
    the change is than the reading (natural logarithm, of its least sure change), None of one that is as it was."""

    line: Line
    texts: tuple[str, ...]
    odds: tuple[float | None, ...]

    def open(self, n: int) -> bool:
        """Whether the word was recognised, and so may be changed: the words of a text layer may not."""
        return self.line.words[n].confidence is not None

    def with_texts(self, changes: Mapping[int, str], odds: float | Mapping[int, float]) -> Draft:
        """The draft with these words changed; words that may not be changed stay."""
        texts, sure = list(self.texts), list(self.odds)
        for n, text in changes.items():
            if text and text != texts[n] and self.open(n):
                texts[n] = text
                now = odds if isinstance(odds, float) else odds[n]
                before = sure[n]
                sure[n] = now if before is None else min(before, now)
        return replace(self, texts=tuple(texts), odds=tuple(sure))

    def with_joined(self, n: int, text: str, odds: float) -> Draft:
        """The draft with word `n` and the one behind it made one; its reading is both with the blank between them."""
        one, other = self.line.words[n : n + 2]
        boxes = [box for box in (one.box, other.box) if box]
        sure = min(one.confidence or 0.0, other.confidence or 0.0)
        raw = f"{one.raw or self.texts[n]} {other.raw or self.texts[n + 1]}" if one.raw or other.raw else None
        word = Word(one.start, other.end, _hull(boxes), sure, raw)
        line = replace(self.line, words=(*self.line.words[:n], word, *self.line.words[n + 2 :]))
        texts = (*self.texts[:n], text, *self.texts[n + 2 :])
        return Draft(line, texts, (*self.odds[:n], odds, *self.odds[n + 2 :]))

    def finished(self) -> Line:
        """The line: changed words with their reading in `raw`, and a confidence no higher than the engine's nor than
        the odds for the change allow."""
        if all(one is None for one in self.odds):
            return self.line
        text, words, done = "", [], 0
        for word, now, sure in zip(self.line.words, self.texts, self.odds, strict=True):
            was = self.line.text[word.start : word.end]
            text += self.line.text[done : word.start]
            done = word.end
            start, end = len(text), len(text) + len(now)
            text += now
            if sure is None or now == was:
                words.append(replace(word, start=start, end=end))
            else:
                confidence = round(min(word.confidence or 0.0, 1 - math.exp(-sure)), 4)
                words.append(Word(start, end, word.box, confidence, word.raw or was))
        return replace(self.line, text=text + self.line.text[done:], words=tuple(words))


def _hull(boxes: Sequence[Box]) -> Box | None:
    if not boxes:
        return None
    x0, y0 = min(box.x0 for box in boxes), min(box.y0 for box in boxes)
    return Box(boxes[0].page, x0, y0, max(box.x1 for box in boxes), max(box.y1 for box in boxes))


def drafts(lines: Sequence[Line]) -> list[Draft]:
    """The lines as they were read."""
    return [
        Draft(line, tuple(line.text[word.start : word.end] for word in line.words), (None,) * len(line.words))
        for line in lines
    ]
