"""Who asks, and what they may see: made in one place from the store, given to every question."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reader:
    """Somebody who asks. The single local reader of the embedded set-up is `Reader("local")`."""

    id: str


@dataclass(frozen=True, slots=True)
class Permission:
    """What a reader may see, at this moment: everything, or the documents whose `access` label is in `labels`."""

    everything: bool = False
    labels: frozenset[str] = frozenset()

    def allows(self, access: str) -> bool:
        """Whether a document with this label may be known to the reader."""
        return self.everything or access in self.labels
