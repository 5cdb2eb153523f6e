"""edXML: a page that says what the envelope says; the files in it are members."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ingest import edxml, markup, rendition
from ingest.limits import Limits
from ingest.readers.mail import hand_over
from ingest.readers.table import EDXML
from ingest.sink import Sink
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State


def read(path: Path, sink: Sink, limits: Limits, *, depth: int = 0, passwords: Sequence[str] = ()) -> Outcome:
    """Hands over the envelope's page and its files. Raises Unreadable."""
    if path.stat().st_size > limits.part_bytes * 4:
        raise Unreadable(State.LIMIT_EXCEEDED, "Phong bì edXML quá lớn để đọc một lần.", detail="bytes")
    found = edxml.envelope(path.read_bytes())
    lines = found.lines()
    outcome = rendition.hand_over(lines, markup.printed(lines, sink, limits), sink, "phong bì edXML", EDXML)
    given, warnings = hand_over(found.files, sink, limits, depth)
    warnings += [f"Tệp “{name}” trong phong bì bị hỏng, không giải mã được." for name in found.damaged]
    return Outcome(EDXML, State.DONE, pages_expected=outcome.pages_expected, members=given, warnings=tuple(warnings))
