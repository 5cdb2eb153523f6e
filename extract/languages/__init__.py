"""The same facts from Indonesian, Norwegian, Russian and English news: one grammar of words per language, one reading."""

from __future__ import annotations

from extract.languages.detect import language_of
from extract.languages.grammar import GRAMMARS
from extract.languages.news import Findings, read_news

__all__ = ["GRAMMARS", "Findings", "language_of", "read_news"]
