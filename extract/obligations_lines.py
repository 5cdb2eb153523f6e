"""Lines after a task that name who and when: "Đơn vị chủ trì: …", "Thời gian hoàn thành: …", "Sản phẩm: …"."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import regex

from extract.deadlines import read_cell, shifted
from extract.mask import Masked
from vanthu.records import BodyMention, Deadline, Span

_LABEL: Final = regex.compile(
    r"(?<!\w)(?:"
    r"(?P<lead>(?:(?:cơ\s+quan|đơn\s+vị|bộ\s+phận|tổ\s+chức|phòng|bộ)\s*)?(?:,\s*đơn\s+vị\s+)?(?:chủ\s+trì|chịu\s+trách\s+nhiệm(?:\s+chính)?|đầu\s+mối)(?:\s+(?:thực\s+hiện|tham\s+mưu|xây\s+dựng))?"
    r"|(?:cơ\s+quan|đơn\s+vị)\s+(?:thực\s+hiện|được\s+giao))"
    r"|(?P<joint>(?:(?:cơ\s+quan|đơn\s+vị|bộ\s+phận)\s*)?(?:,\s*đơn\s+vị\s+)?(?:phối\s+hợp(?:\s+(?:thực\s+hiện|với))?|tham\s+gia))"
    r"|(?P<time>(?:thời\s+(?:gian|hạn|điểm)|tiến\s+độ|hạn|hoàn\s+thành)(?:\s+(?:hoàn\s+thành|thực\s+hiện|trình|báo\s+cáo|ban\s+hành|xong))*)"
    r"|(?P<product>sản\s+phẩm(?:\s+(?:đầu\s+ra|dự\s+kiến|chủ\s+yếu))?|kết\s+quả(?:\s+(?:đầu\s+ra|dự\s+kiến|cần\s+đạt))?|kết\s+quả,\s+sản\s+phẩm|sản\s+phẩm/kết\s+quả)"
    r")\s*:"
)
_START: Final = regex.compile(r"[\s(\[–+*•-]*")
_STOPS: Final = " \n\t\f\u00a0.;,)]-–+*"


@dataclass(frozen=True, slots=True)
class Lines:
    """What such lines say; `span` runs over them."""

    span: Span
    lead: tuple[BodyMention, ...] = ()
    coordinating: tuple[BodyMention, ...] = ()
    deadline: Deadline | None = None
    product: Span | None = None


def read_lines(masked: Masked, span: Span, issued: str | None, *, after_task: bool = False) -> Lines | None:
    """The lines that the stretch consists of, or that close it ("… . Đơn vị chủ trì: X. Hoàn thành: 30/6"); None
    where there are none that name a body or a time (`after_task`: or only a product)."""
    labels = [m for m in _LABEL.finditer(masked.plain, span.start, span.end) if _begins(masked, m.start(), span.start)]
    if not labels or not (after_task or any(m["lead"] or m["joint"] or m["time"] for m in labels)):
        return None
    lead: tuple[BodyMention, ...] = ()
    joint: tuple[BodyMention, ...] = ()
    deadline: Deadline | None = None
    product: Span | None = None
    for label, after in zip(labels, [*labels[1:], None], strict=True):
        end = after.start() if after else span.end
        if label["lead"]:
            lead += masked.bodies(label.end(), end)
        elif label["joint"]:
            joint += masked.bodies(label.end(), end)
        elif label["time"] and deadline is None:
            deadline = _deadline(masked, label.end(), end, issued)
        elif label["product"] and product is None:
            product = _value(masked, label.end(), end)
    if not (lead or joint or deadline or (after_task and product)):
        return None
    return Lines(Span(labels[0].start(), span.end), lead, joint, deadline, product)


def _begins(masked: Masked, at: int, start: int) -> bool:
    """Whether a label stands at the beginning of the stretch, of a line or of a sentence."""
    before = masked.text[start:at].rstrip(" \t\u00a0")
    return not before.strip(" \n-–+*•([") or before[-1] in ".;\n(-–+*•[\f"


def _value(masked: Masked, start: int, end: int) -> Span | None:
    text = masked.text[start:end]
    first = start + len(text) - len(text.lstrip(_STOPS))
    last = start + len(text.rstrip(_STOPS))
    return Span(first, last) if first < last else None


def _deadline(masked: Masked, start: int, end: int, issued: str | None) -> Deadline | None:
    value = _value(masked, start, end)
    if value is None:
        return None
    found = read_cell(masked.text[value.start : value.end].replace("\n", " "), issued=issued)
    return shifted(found, value.start) if found else None
