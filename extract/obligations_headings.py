"""Bodies that a heading makes responsible for what stands below it: "1. Bộ Tài chính:", "Điều 3. Giao Bộ X …:"."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.actions import LIST, any_of, coordinating
from extract.mask import Masked
from vanthu.records import BodyMention, Span


@dataclass(frozen=True, slots=True)
class Heading:
    """Who leads and who joins in for everything below. `span` is the heading's words; `rest` where a text goes on
    after its colon (None: nothing does). `duty`: it says so in so many words ("trách nhiệm của …")."""

    span: Span
    lead: tuple[BodyMention, ...]
    coordinating: tuple[BodyMention, ...]
    rest: int | None
    duty: bool
    asked: bool = False


@lru_cache(maxsize=1)
def _heading() -> Any:
    return regex.compile(
        r"\s*(?:(?:ông|bà|đồng\s+chí|đ/c)(?!\w)\s*[.:]?[^:\ue000]{2,60}?[-–,]\s*)?"
        rf"(?P<before>(?:(?:trách\s+nhiệm|nhiệm\s+vụ|phân\s+công\s+nhiệm\s+vụ)\s+(?:của|đối\s+với|cho)|đối\s+với|về\s+phía|{any_of('orders')})\s+(?:các\s+)?)?"
        rf"(?:các\s+)?(?P<lead>{LIST}(?:\s*[,;]\s*(?:và\s+)?\w+(?:\s\w+){{0,4}}(?=\s*[,;:.]|\s*$)(?:\s*[,;]\s*{LIST})?)?)"
        r"(?P<more>[^:.;]{0,160}?)[\s*]*(?:(?P<colon>:)[\s*]*|[.;]?[\s*]*$)"
    )


@lru_cache(maxsize=1)
def _act() -> Any:
    return regex.compile(rf"(?:\s*,)?\s*{any_of('verbs')}")


# What may follow the names in a heading without making it a sentence.
_MORE: Final = regex.compile(
    r"(?:[\s,]*(?:(?:có|chịu)\s+(?:các\s+)?(?:trách\s+nhiệm|nhiệm\s+vụ)(?:\s+(?:sau(?:\s+đây)?|như\s+sau|chính|cụ\s+thể))*"
    r"|(?:đồng\s+)?chủ\s+trì|(?:phối|kết)\s+hợp(?:\s+chặt\s+chẽ)?(?:\s+(?:với|cùng))?[\s,;và\ue000\ue001]*(?:\s*(?:có\s+)?liên\s+quan)?"
    r"|trong\s+phạm\s+vi[^:]*|theo\s+chức\s+năng[^:]*|căn\s+cứ[^:]*|thực\s+hiện(?:\s+(?:các\s+)?(?:nhiệm\s+vụ|nội\s+dung|công\s+việc))?(?:\s+(?:sau(?:\s+đây)?|như\s+sau))*"
    r"|tập\s+trung|cần|phải|như\s+sau|sau(?:\s+đây)?|khẩn\s+trương|tổ\s+chức|triển\s+khai))*[\s,]*$"
)
_DUTY: Final = regex.compile(r"trách\s+nhiệm|chủ\s+trì|phối\s+hợp|có\s+(?:các\s+)?nhiệm\s+vụ")
_ASKS: Final = regex.compile(r"(?:kính\s+|trân\s+trọng\s+)?(?:đề|kiến)\s+nghị|yêu\s+cầu")
_POWERS: Final = regex.compile(r"quyền\s+hạn|thẩm\s+quyền|cơ\s+cấu|thành\s+phần|chế\s+độ|\bgồm\b")


# What may describe the names where points follow: "Các tổ chức hoạt động trong lĩnh vực hoá chất, vật liệu nổ".
_DESCRIBED: Final = regex.compile(
    r"[\s,]*(?:thuộc|hoạt\s+động|phối\s+hợp\s+hoạt\s+động|có(?!\s+(?:quyền|nghĩa))|trên|trong|tại|ở|được\s+giao|nơi|tham\s+gia|sản\s+xuất|kinh\s+doanh|sử\s+dụng|quản\s+lý)(?!\w)[^.;:]{0,160}$"
)
# "X trong phạm vi nhiệm vụ của mình có trách nhiệm rà soát …": a sentence, no heading.
_SENTENCE: Final = regex.compile(r"(?:có|chịu)\s+trách\s+nhiệm\s+(?!sau|như|chính|cụ)\p{L}")
_NEXT: Final = regex.compile(r"[,;]\s+(?:và\s+)?$|\s+và\s+$")


def read_heading(masked: Masked, span: Span, *, branch: bool = False) -> Heading | None:
    """The heading at the beginning of a stretch: the whole of it, or up to a colon. None where it is a sentence.
    `branch`: it has points of its own, so that its names may be described at some length."""
    if masked.words.find("\ue000", span.start, span.end) < 0:
        return None
    match = _heading().match(masked.words, span.start, span.end)
    if match is None:
        return None
    more = match["more"]
    described = branch and match.end() == span.end and match["colon"] is None and _DESCRIBED.match(more)
    longest = 18 if branch and match.end() == span.end else 9  # a line that only names somebody, with points of its own
    plain = len(more.split()) <= longest and not _act().match(more) and "\ue000" not in more and "," not in more
    if not (_MORE.match(more) or plain or described):
        return None
    if _POWERS.search(match.group()) or (not branch and match["colon"] is None and _SENTENCE.search(more)):
        return None
    rest: int | None = match.end()
    if not masked.words[match.end() : span.end].strip(" .;"):
        rest = None
    elif match["colon"] is None:
        return None
    lead = masked.bodies(*match.span("lead"))
    if described:
        more_of = masked.bodies(*match.span("more"))
        lead += tuple(b for b in more_of if _NEXT.search(masked.words, span.start, b.evidence[0].start))
    heading = Span(span.start, match.end())
    joined = tuple(b for b in coordinating(masked, heading) if b.name not in {body.name for body in lead})
    duty = bool(_DUTY.search(match["before"] or "") or _DUTY.search(more))
    asked = bool(_ASKS.match(match["before"] or ""))
    return Heading(masked.trimmed(heading.start, heading.end), lead, joined, rest, duty, asked)
