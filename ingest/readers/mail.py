"""Mail: EML (and pages saved as MHTML) and Outlook's MSG; the files that came with a letter are members."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path

from ingest import mail, markup, outlook, rendition
from ingest.labels import label, unique
from ingest.limits import Limits
from ingest.sink import Sink
from ingest.sniff import sniff
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State


def read(path: Path, sink: Sink, limits: Limits, *, depth: int = 0, passwords: Sequence[str] = ()) -> Outcome:
    """Hands over the pages of a letter and its files. What a limit forbids is left out and named. Raises Unreadable."""
    media_type = sniff(path)
    if path.stat().st_size > limits.part_bytes * 4:
        raise Unreadable(State.LIMIT_EXCEEDED, "Thư quá lớn để đọc một lần.", detail="bytes")
    letter = outlook.msg(path) if media_type == "application/vnd.ms-outlook" else mail.eml(path)
    lines = letter.lines()
    printed = markup.printed(lines, sink, limits)
    outcome = rendition.hand_over(lines, printed, sink, "thư điện tử", media_type)
    given, warnings = hand_over(letter.files, sink, limits, depth)
    return Outcome(
        media_type, State.DONE, pages_expected=outcome.pages_expected, members=given, warnings=tuple(warnings)
    )


def hand_over(files: Sequence[tuple[str, bytes]], sink: Sink, limits: Limits, depth: int) -> tuple[int, list[str]]:
    """Hands over the files that came with a paper, under safe names; how many, and what was left out."""
    budget = limits.inside(depth)
    taken: set[str] = set()
    given = written = 0
    warnings: list[str] = []
    for name, data in files:
        safe = unique(label(name), taken)
        written += len(data)
        why = (
            f"lồng quá {limits.depth} lớp"
            if depth >= limits.depth
            else "quá nhiều tệp"
            if given >= budget.members
            else "dung lượng quá lớn"
            if len(data) > limits.file_bytes or written > budget.tree_bytes
            else ""
        )
        if why:
            warnings.append(f"Chưa nhận được “{safe}”: {why}.")
            continue
        with tempfile.NamedTemporaryFile(prefix="attached-") as copy:
            copy.write(data)
            copy.flush()
            sink.member(safe, Path(copy.name))
        given += 1
    return given, warnings
