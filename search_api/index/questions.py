"""The questions people ask, as the web page, the API and the command line call them.

Each takes its reader and asks the store for the permission once; everything that is answered (hits, totals, facets,
suggestions, passages) was searched with it.
"""

from __future__ import annotations

from search_api.index.answers import Answer, Archive, BodyTasks, Cited, Suggestion
from search_api.index.citations import cite
from search_api.index.searching import search
from search_api.index.suggestions import suggest
from search_api.index.tasks import tasks_of_body

__all__ = ["Answer", "Archive", "BodyTasks", "Cited", "Suggestion", "cite", "search", "suggest", "tasks_of_body"]
