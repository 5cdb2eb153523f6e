"""What can go wrong, as one tree.

VanthuError
├── InputError            the submitter's to fix: the file or the request is wrong; a retry is of no use
│   ├── BadRequest        a question, id or value that means nothing here
│   ├── Conflict          somebody else changed it meanwhile (carries how it stands now)
│   ├── NotFound          absent or not allowed: the answer is the same
│   └── Unreadable        a file that ends in a named state (carries it)
├── OperatorError         the operator's to fix: a server, a disk, a missing program; a retry helps once it is fixed
│   ├── StoreUnavailable
│   ├── BlobMissing       the store knows the bytes, the blob store does not
│   ├── IndexUnavailable
│   ├── QueueUnavailable
│   ├── DiskFull
│   └── ToolMissing       tesseract, soffice …: the message says what to install
├── LeaseLost             somebody else has the work now: stop, write nothing
└── Defect                ours to fix
"""

from __future__ import annotations


class VanthuError(Exception):
    """Every error that vanthu raises on purpose; its message says what happened to what and what to do next."""


class InputError(VanthuError):
    """The submitter's to fix; doing it again changes nothing."""


class BadRequest(InputError):
    """A question, an id or a value that means nothing here."""


class Conflict(InputError):
    """Somebody else said something about the same thing meanwhile: look at it as it stands now, then say it again.
    `current` tells how it stands, for whoever asked."""

    def __init__(self, message: str, current: object = None) -> None:
        super().__init__(message)
        self.current = current


class NotFound(InputError):
    """What was asked for is absent, or the reader may not know of it: both answer alike."""


class Unreadable(InputError):
    """A file cannot be read: `state` (a `vanthu.records.State` value), `detail`, a sentence for the clerk, and what to
    do next where the state's own words do not say it."""

    def __init__(self, state: str, reason: str, *, detail: str = "", next_step: str = "") -> None:
        super().__init__(reason)
        self.state, self.detail, self.reason, self.next_step = state, detail, reason, next_step


class OperatorError(VanthuError):
    """The operator's to fix; a retry helps once it is fixed."""


class StoreUnavailable(OperatorError):
    """The database does not answer."""


class BlobMissing(OperatorError):
    """The store knows these bytes, the blob store does not have them or has others."""


class IndexUnavailable(OperatorError):
    """The search index does not answer; the store still has everything."""


class QueueUnavailable(OperatorError):
    """The broker does not answer; the work stands in the store and is offered again."""


class DiskFull(OperatorError):
    """No room to write; nothing was acknowledged."""


class ToolMissing(OperatorError):
    """A program that vanthu calls (tesseract, soffice) is not installed."""


class LeaseLost(VanthuError):
    """The lease on this work has passed to somebody else; the result must not be written."""


class Defect(VanthuError):
    """Something that cannot happen did: ours to fix."""
