"""The same facts from Indonesian, Norwegian, Russian and English news: words per language, one common reading."""

from __future__ import annotations

from extract.languages.detect import language_of
from extract.languages.grammar import LANGUAGES
from extract.languages.news import Findings, read_news

__all__ = ["LANGUAGES", "Findings", "language_of", "read_news"]
