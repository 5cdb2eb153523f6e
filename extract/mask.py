"""A text with its bodies masked: a pattern can say "a body here" and count in the text's own offsets."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Final

import regex

from extract.paragraphs import flow
from extract.roles import find_roles, role_mention
from extract.shapes import find_shapes
from vanthu.records import BodyMention, Span
from vanthu.viet import canonical

BODY: Final = "\ue000\ue001*+"
"""The pattern of one masked body."""

# Mentions that are the first half of a verb: "Tổ chức tuyên truyền", "Báo cáo kết quả".
_VERB: Final = regex.compile(r"(?:tổ chức|báo)$")
_VERB_GOES_ON: Final = regex.compile(
    r"\s*(?!,|;|\s|và\b|có trách|liên quan)\w|\s*(?:,|và)\s*(?!cá nhân|đơn vị|doanh nghiệp|tổ chức)"
)


@dataclass(frozen=True, slots=True)
class Masked:
    """`plain` is `text` in canonical form, blanks for line breaks; `words` the same with each body a run of private-use
    characters."""

    text: str
    words: str
    plain: str
    mentions: tuple[BodyMention, ...]
    _starts: tuple[int, ...] = field(repr=False, default=())

    def bodies(self, start: int, end: int) -> tuple[BodyMention, ...]:
        """The bodies that begin in the stretch, in order."""
        first = bisect_left(self._starts, start)
        return self.mentions[first : bisect_left(self._starts, end)]

    def trimmed(self, start: int, end: int) -> Span:
        """The stretch without white space, full stop or semicolon at its ends."""
        piece = self.text[start:end]
        first = start + len(piece) - len(piece.lstrip(" \n\t\f\u00a0,;:"))
        return Span(first, max(first, start + len(piece.rstrip(" \n\t\f\u00a0,;:./"))))


def mask(text: str, mentions: Sequence[BodyMention]) -> Masked:
    """The text with these bodies masked; what only looks like a body ("Tổ chức tuyên truyền …") is left as words."""
    printed = canonical(text)
    words = flow(printed)
    pieces: list[str] = []
    kept: list[BodyMention] = []
    at = 0
    roles = [role_mention(text, *place) for place in find_roles(printed)]
    for mention in sorted((*mentions, *_apart(roles, mentions)), key=lambda m: m.evidence[0].start):
        start, end = mention.evidence[0].start, mention.evidence[-1].end
        if start < at or _is_verb(words, start, end):
            continue
        organ = _ORGAN.search(words, max(at, start - 60), start)
        if organ:
            mention = _organ_of(mention, text, organ.start())
            start = organ.start()
        pieces += [words[at:start], "\ue000", "\ue001" * (end - start - 1)]
        kept.append(mention)
        at = end
    pieces.append(words[at:])
    masked = "".join(pieces)
    shapes = find_shapes(text, masked)
    if shapes:
        masked, kept = _with(masked, shapes), _merged(kept, shapes)
    return Masked(text, masked, words, tuple(kept), tuple(m.evidence[0].start for m in kept))


def _merged(mentions: Sequence[BodyMention], others: Sequence[BodyMention]) -> list[BodyMention]:
    """All of them in order, without those that begin in one of the others."""
    firsts = [m.evidence[0].start for m in others]
    kept = []
    for mention in mentions:
        at = bisect_right(firsts, mention.evidence[0].start) - 1
        if at < 0 or others[at].evidence[-1].end <= mention.evidence[0].start:
            kept.append(mention)
    return sorted((*kept, *others), key=lambda m: m.evidence[0].start)


def _with(words: str, mentions: Sequence[BodyMention]) -> str:
    """The words with these masked too."""
    pieces: list[str] = []
    at = 0
    for mention in mentions:
        start, end = mention.evidence[0].start, mention.evidence[-1].end
        pieces += [words[at:start], "\ue000", "\ue001" * (end - start - 1)]
        at = end
    return "".join((*pieces, words[at:]))


# "Đảng đoàn Quốc hội", "Tổ đảng ở Thường trực Hội đồng Dân tộc", "các Uỷ ban của Quốc hội": not the body itself.
_ORGAN: Final = regex.compile(
    r"(?<!\w)(?:(?:các\s+thành\s+viên|văn\s+phòng|tổ\s+trưởng|bí\s+thư|lãnh\s+đạo)\s+)?"
    r"(?:đảng\s+đoàn|ban\s+cán\s+sự\s+đảng|tổ\s+đảng(?:\s+ở)?|đảng\s+uỷ(?:\s+cơ\s+quan)?|chi\s+bộ|đảng\s+bộ(?:\s+cơ\s+quan)?"
    r"|công\s+đoàn(?:\s+cơ\s+quan)?|các\s+(?:uỷ\s+ban|ban|vụ|cục|đại\s+biểu)(?:\s+khác)?\s+(?:của|thuộc))\s+$"
)


def _organ_of(mention: BodyMention, text: str, start: int) -> BodyMention:
    """An organ named by the body it belongs to."""
    evidence = mention.evidence
    words = " ".join(text[start : evidence[0].start].split())
    return replace(
        mention,
        name=f"{words[:1].upper()}{words[1:]} {mention.name}",
        evidence=(Span(start, evidence[0].end), *evidence[1:]),
        body=None,
        rule="organ-of",
    )


def _apart(roles: Sequence[BodyMention], mentions: Sequence[BodyMention]) -> Iterator[BodyMention]:
    """The roles that begin in no mention; a mention inside of a role belongs to its description."""
    starts = sorted(m.evidence[0].start for m in mentions)
    ends = {m.evidence[0].start: m.evidence[-1].end for m in mentions}
    for role in roles:
        start = role.evidence[0].start
        at = bisect_right(starts, start) - 1
        if at < 0 or ends[starts[at]] <= start:
            yield role


def _is_verb(words: str, start: int, end: int) -> bool:
    return bool(_VERB.match(words[start:end]) and _VERB_GOES_ON.match(words, end))
