"""How a task is named in an address: by its own id within its document."""

from __future__ import annotations

from collections.abc import Iterable

from vanthu.records import Obligation


def anchor(task: str) -> str:
    """From the id of an index record (`document:o:task#2`): what stands behind `nv=` and `#nv-`."""
    return task.rpartition(":o:")[2].replace("#", "~")


def anchors(tasks: Iterable[Obligation]) -> list[str]:
    """For the tasks of a document, in its order: the same names as those of its records."""
    seen: dict[str, int] = {}
    named = []
    for task in tasks:
        seen[task.id] = seen.get(task.id, 0) + 1
        named.append(task.id if seen[task.id] == 1 else f"{task.id}~{seen[task.id]}")
    return named
