"""ZIP, TAR, GZIP, 7Z, RAR and their like: their members, each handed on to be read by itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ingest import outcomes
from ingest.limits import Limits
from ingest.sink import Sink
from ingest.sniff import sniff
from ingest.unpack import Full, Tree, limit_sentence
from vanthu.errors import Unreadable
from vanthu.records import Outcome, State

_TOLD: Final = 40  # warnings shown; the rest is counted


def read(path: Path, sink: Sink, limits: Limits, *, depth: int = 0, passwords: Sequence[str] = ()) -> Outcome:
    """Hands over the members of a container, those of containers inside it too (`outer.zip/inner.zip/name`).

    A member that cannot be taken is named in a warning: `partial`, or that member's own state where nothing could be
    taken."""
    media_type = sniff(path)
    if depth >= limits.depth:
        return outcomes.over(media_type, "depth", f"lồng quá {limits.depth} lớp")
    tree = Tree(sink, limits.inside(depth), passwords)
    try:
        tree.walk(path, media_type, depth=depth + 1)
    except Full as full:
        reason = limit_sentence(tree, full.limit)
        return outcomes.ended(
            media_type, State.LIMIT_EXCEEDED, reason, detail=full.limit, warnings=_warnings(tree), members=tree.given
        )
    except Unreadable as error:
        if not tree.given:
            raise
        return outcomes.ended(
            media_type, State.PARTIAL, f"{error.reason} {_count(tree)}", warnings=_warnings(tree), members=tree.given
        )
    return _outcome(media_type, tree)


def _outcome(media_type: str, tree: Tree) -> Outcome:
    warnings = _warnings(tree)
    if not tree.left:
        if not tree.given:
            return outcomes.ended(media_type, State.EMPTY, "Tệp nén không có tệp nào đọc được.", warnings=warnings)
        return Outcome(media_type, State.DONE, members=tree.given, warnings=warnings)
    name, left = tree.left[0]
    reason = f"{_count(tree)} Chưa nhận được “{name}”: {left.why}."
    locked = any(one.state is State.NEEDS_PASSWORD for _, one in tree.left)
    detail = State.NEEDS_PASSWORD.value if locked else ""
    state, detail = (State.PARTIAL, detail) if tree.given else (left.state, left.detail)
    return outcomes.ended(media_type, state, reason, detail=detail, warnings=warnings, members=tree.given)


def _count(tree: Tree) -> str:
    return f"Đã nhận {tree.given} tệp trong tệp nén" + (f", {len(tree.left)} tệp chưa nhận được." if tree.left else ".")


def _warnings(tree: Tree) -> tuple[str, ...]:
    told = [f"Chưa nhận được “{name}”: {left.why}." for name, left in tree.left]
    told += [f"Bỏ qua “{name}”: liên kết hoặc thiết bị, không phải tệp." for name in tree.refused]
    told += [f"Tên “{old}” được đổi thành “{new}”." for old, new in tree.renamed]
    rest = len(told) - _TOLD
    return (*told[:_TOLD], *((f"… và {rest} lưu ý nữa.",) if rest > 0 else ()))
