"""Labelled paragraphs → the tree of provisions: which label stands under which, paths, spans."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

import regex

from extract.labels import RANKS, Label, follows
from extract.paragraphs import Paragraph
from extract.parts import Part, in_capitals, slugged
from vanthu.records import Provision, Span

_KINDS: Final = {
    "phan": "phan", "capital": "phan", "chuong": "chuong", "muc": "muc", "roman": "muc", "tieu-muc": "tieu-muc",
    "dieu": "dieu", "letter": "diem", "paren": "diem", "bracket": "diem", "star": "gach", "dash": "gach",
    "plus": "gach",
}  # fmt: skip
_WORDS: Final = {
    "phan": "phần", "chuong": "chương", "muc": "mục", "tieu-muc": "tiểu mục", "dieu": "điều", "khoan": "khoản",
    "diem": "điểm",
}  # fmt: skip
# A closing paragraph speaks for the whole again, not for the last point of the list before it.
_CLOSES: Final = regex.compile(
    r"""Trên\ đây\ (?:là|Sở|UBND|Ủy)
    | Trong\ quá\ trình\ (?:tổ\ chức|triển\ khai|thực\ hiện)
    | Nhận\ được\ (?:công\ văn|văn\ bản|Kế|Chỉ|Thông)
    | (?:UBND|[ỦU][ỷyỶY]\ ban\ nhân\ dân|Sở|Bộ|Văn\ phòng|Thủ\ tướng|Chính\ phủ)\b[^.:;]{0,80}?
      (?:yêu\ cầu|đề\ nghị|giao|thông\ báo|trân\ trọng)
    | Yêu\ cầu\ (?:các|Thủ\ trưởng|Giám\ đốc|Chủ\ tịch|Bộ\ trưởng)
    | Đề\ nghị\ (?:các|Thủ\ trưởng|Quý|quý|đơn\ vị)
    | (?:Chỉ\ thị|Công\ văn|Kế\ hoạch|Quyết\ định|Thông\ báo)\ này\s
    | Căn\ cứ\ (?:nội\ dung|Kế\ hoạch|nhiệm\ vụ)\s""",
    regex.X,
)
_SENTENCE: Final = regex.compile(r"[.;!?]\s*$|\./\.?\s*$|[.;][”\"*_]+$")
_HEADED: Final = frozenset({"phan", "chuong", "muc", "tieu-muc"})


@dataclass(slots=True)
class _Node:
    """A provision while its end is not known."""

    form: str
    order: int
    value: str
    path: str
    label: str
    kind: str
    part: str
    parent: str | None
    first: int
    heading: Span
    own_end: int = -1
    end: int = -1
    children: dict[str, int] = field(default_factory=dict)


class _Tree:
    """The stack of open provisions, and all that were opened, in order."""

    def __init__(self) -> None:
        self.done: list[_Node] = []
        self.open: list[_Node] = []
        self.roots: dict[str, int] = {}

    def put(self, node: _Node) -> None:
        if self.open and self.open[-1].own_end < 0:
            self.open[-1].own_end = node.first
        self.done.append(node)
        self.open.append(node)

    def close(self, down_to: int, first: int) -> None:
        """Closes the open provisions above a depth; they end before paragraph `first`."""
        while len(self.open) > down_to:
            node = self.open.pop()
            node.end = first
            node.own_end = first if node.own_end < 0 else node.own_end

    def path(self, segment: str) -> str:
        """A path under the innermost open provision, with an ordinal where the label was used there before."""
        above = self.open[-1] if self.open else None
        used = above.children if above else self.roots
        used[segment] = used.get(segment, 0) + 1
        segment = segment if used[segment] == 1 else f"{segment}#{used[segment]}"
        return f"{above.path}/{segment}" if above else segment


def provisions(
    paragraphs: Sequence[Paragraph],
    words: Sequence[str],
    parts: Sequence[Part],
    rows: Sequence[tuple[Span, str]],
) -> tuple[Provision, ...]:
    """The provisions in order. `paragraphs` are all of the document; those of kind "text" in a part's body count.
    `rows` are the numbered rows of tables (span, number), which become provisions under what they stand in.

    Spans of provisions nest or are apart; a paragraph is in at most one `own`."""
    tree = _Tree()
    row_at = {span.start: (span, number) for span, number in rows}
    for part in parts:
        tree.close(0, part.first)
        if part.name:
            _open_part(tree, part)
        series: dict[str, int] = {}
        for n in range(part.first, part.last):
            paragraph = paragraphs[n]
            if n >= part.tail:
                tree.close(1 if part.name else 0, part.tail)
                break
            row = row_at.get(paragraph.span.start)
            if row:
                _row(tree, n, part, *row)
            elif n >= part.body and paragraph.kind == "text":
                _read(tree, n, paragraphs, words, part, series)
    tree.close(0, len(paragraphs))
    return tuple(_provision(node, paragraphs, row_at) for node in tree.done)


def _open_part(tree: _Tree, part: Part) -> None:
    kind = "phu-luc" if regex.match(r"phu-luc|phu-bieu|bieu|mau", part.slug) else "part"
    tree.put(_Node("part", 0, "", part.slug, part.name, kind, part.slug, None, part.first, part.heading))


def _read(
    tree: _Tree,
    n: int,
    paragraphs: Sequence[Paragraph],
    words: Sequence[str],
    part: Part,
    series: dict[str, int],
) -> None:
    """One paragraph: opens a provision, closes a list, or goes on with what is open."""
    paragraph = paragraphs[n]
    label = paragraph.label
    if label and _belongs(tree, label, series):
        _close_for(tree, label, n)
        for form in [form for form in series if RANKS[form] > RANKS[label.form]]:
            if form not in ("num", "dieu", "chuong"):
                del series[form]
        series[label.form] = label.order
        _put(tree, label, n, paragraphs, words, part)
    elif not label and tree.open and _CLOSES.match(words[n].lstrip(" *_")):
        keep = max((i + 1 for i, node in enumerate(tree.open) if node.form in ("part", "dieu")), default=0)
        if any(node.form in ("star", "dash", "num", "letter", "roman") for node in tree.open[keep:]):
            tree.close(keep, n)


def _belongs(tree: _Tree, label: Label, series: dict[str, int]) -> bool:
    """Whether a label is the next of its series."""
    if label.form.startswith("num."):
        above = label.value.rsplit(".", 1)[0]
        siblings = [node.value for node in tree.open if node.form == label.form]
        parents = [node.value for node in tree.open if node.form in ("num", "num.num", "num.num.num", "roman")]
        known = above in parents or any(value.rsplit(".", 1)[0] == above for value in siblings)
        return known or label.order == 1
    if label.form == "num" and label.order > 1 and label.form not in series:
        return not any(node.form in ("dieu", "roman") for node in tree.open) and label.order < 20 and not tree.open
    return follows(label, series.get(label.form))


def _close_for(tree: _Tree, label: Label, n: int) -> None:
    """Closes what a label ends: down to its own form where it is open, else to what ranks above it."""
    forms = [node.form for node in tree.open]
    if label.form in forms:
        depth = forms.index(label.form)
    else:
        rank = RANKS[label.form]
        depth = next((i for i, form in enumerate(forms) if form != "part" and RANKS.get(form, 95) > rank), len(forms))
    tree.close(depth, n)


def _put(tree: _Tree, label: Label, n: int, paragraphs: Sequence[Paragraph], words: Sequence[str], part: Part) -> None:
    kind = _KINDS.get(label.form, "khoan")
    above = tree.open[-1] if tree.open else None
    if kind == "gach":
        used = above.children if above else tree.roots
        used["gach"] = used.get("gach", 0) + 1
        segment = f"gach-{used['gach']}"
        said = above.label if above else ""
    else:
        segment = f"{kind}-{_value_slug(label)}"
        said = _said(above, kind, label)
    path = tree.path(segment)
    heading = _heading(label, n, paragraphs, words, kind, part)
    tree.put(
        _Node(
            label.form, label.order, label.value, path, said, kind, part.slug, above.path if above else None, n, heading
        )
    )


def _value_slug(label: Label) -> str:
    """đ is a letter of its own in lists: d and đ must stay apart."""
    value = label.value.lower()
    return value if value in ("đ",) or "." in value else slugged(value) or value


def _said(above: _Node | None, kind: str, label: Label) -> str:
    """The label for people, from the top down: "Điều 2 khoản 3 điểm a", "khoản 2.1", "Phụ lục I mục 1"."""
    before = above.label if above else ""
    if label.form.startswith("num.") and above and above.kind == "khoan":
        before = before[: before.rfind("khoản")].rstrip()
    word = f"{_WORDS[kind]} {label.value}"
    if before:
        return f"{before} {word}"
    return word if kind in ("khoan", "diem") else word[0].upper() + word[1:]


def _heading(
    label: Label, n: int, paragraphs: Sequence[Paragraph], words: Sequence[str], kind: str, part: Part
) -> Span:
    """The label with the title on its line, with the title's further lines for parts, chapters and sections."""
    paragraph = paragraphs[n]
    said = words[n]
    if kind in _HEADED and label.form not in ("roman", "capital"):
        end = paragraph.span.end
        alone = not said[label.end :].strip(" *_.:")
        for ahead in range(n + 1, min(n + 4, part.tail)):
            below = paragraphs[ahead]
            if below.kind != "text" or below.label or not (in_capitals(words[ahead]) or (alone and ahead == n + 1)):
                break
            if len(words[ahead]) > 300:
                break
            end = below.span.end
        return Span(paragraph.span.start, end)
    if len(said) <= 300 and not _SENTENCE.search(said):
        return paragraph.span
    return Span(paragraph.span.start, min(paragraph.span.end, paragraph.span.start + label.end))


def _row(tree: _Tree, n: int, part: Part, span: Span, number: str) -> None:
    """A numbered row of a table, under what the table stands in."""
    if tree.open and tree.open[-1].form == "row":
        tree.close(len(tree.open) - 1, n)
    above = tree.open[-1] if tree.open else None
    path = tree.path(f"muc-{slugged(number) if '.' not in number else number}")
    said = f"{above.label} mục {number}" if above and above.label else f"mục {number}"
    tree.put(_Node("row", 0, number, path, said, "row", part.slug, above.path if above else None, n, span))


def _provision(node: _Node, paragraphs: Sequence[Paragraph], row_at: dict[int, tuple[Span, str]]) -> Provision:
    start = paragraphs[node.first].span.start
    if node.form == "row":
        span = row_at[start][0]
        return Provision(node.path, node.label, node.kind, span, span, span, node.parent, node.part)
    end = paragraphs[max(node.first, node.end - 1)].span.end
    own = paragraphs[max(node.first, node.own_end - 1)].span.end
    heading = Span(start, min(max(node.heading.end, start), own))
    return Provision(
        node.path, node.label, node.kind, heading, Span(start, own), Span(start, end), node.parent, node.part
    )
