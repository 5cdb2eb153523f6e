"""The measure of errors, which stands in the package (`vanthu eval ocr` uses it too)."""

from ingest.evaluate.errors import Score, distance, prefix_distance, score, score_beginning, settled

__all__ = ["Score", "distance", "prefix_distance", "score", "score_beginning", "settled"]
