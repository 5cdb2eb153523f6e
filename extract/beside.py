"""What stands beside a body's name and belongs to it: a post or an organ before it, a branch after it; posts that are
one body's alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

import regex

from extract.authority import authority
from extract.branches import branch_after
from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class Found:
    """A body while it is being found: `start:end` are its words so far."""

    start: int
    end: int
    name: str
    body: str | None = None
    group: bool = False
    post: str | None = None
    rule: str = "body"


def with_branch(text: str, words: str, item: Found) -> Found:
    """ "Kho bạc Nhà nước" + khu vực XIII, "Tòa án nhân dân" + cấp huyện: a branch of the body, or all of one level."""
    if item.group or item.rule not in ("body", "body-home") or (item.body and ":" in item.body):
        return item
    branch = branch_after(words, item.end, item.body or "")
    if branch is None:
        return item
    tail = " ".join(text[item.end : branch.end].split())
    name = f"{item.name} {tail}" if tail[:1].isalnum() else f"{item.name}{tail}"
    group, rule = branch.level, "group-level" if branch.level else "branch"
    return replace(item, end=branch.end, name=name, body=branch.body, group=group, rule=rule)


_ORGAN: Final = regex.compile(
    r"(?<!\p{L})(?P<organ>Ban\s+Thường\s+vụ(?:\s+Đảng\s+(?:ủy|uỷ))?|(?<!tịch\s)(?<!thư\s)Thường\s+trực|Ban\s+Thường\s+trực|Ban\s+Chấp\s+hành"
    r"|Văn\s+phòng|Thanh\s+tra|[Ll]ãnh\s+đạo|Ban\s+Giám\s+đốc|Đảng\s+(?:ủy|uỷ|bộ)|Hội\s+đồng\s+quản\s+trị"
    r"|Ủy\s+ban\s+Kiểm\s+tra|Ban\s+cán\s+sự\s+đảng)\s+$"
)


def with_organ(text: str, item: Found) -> Found:
    """ "Ban Thường vụ" + Tỉnh ủy …: an organ of the body, named after it."""
    if item.group or (item.rule == "unlisted" and not item.name.startswith("Sở ")):
        return item
    match = _ORGAN.search(text, max(0, item.start - 40), item.start)
    if match is None:
        return item
    organ = " ".join(match["organ"].split()).replace("uỷ", "ủy")
    return replace(
        item, start=match.start("organ"), name=f"{organ[:1].upper()}{organ[1:]} {item.name}", body=None, rule="organ"
    )


# Posts that are one body's alone: no name of it follows.
_POSTS_ALONE: Final = {
    "thống đốc ngân hàng": "ngan-hang-nha-nuoc-viet-nam",
    "thống đốc": "ngan-hang-nha-nuoc-viet-nam",
    "tổng thanh tra": "thanh-tra-chinh-phu",
    "tổng kiểm toán": "kiem-toan-nha-nuoc",
}
_POST_ALONE: Final = regex.compile(
    r"(?<!\p{L}|Phó )(?:Thống\s+đốc(?:\s+Ngân\s+hàng)?|Tổng\s+Thanh\s+tra|Tổng\s+Kiểm\s+toán)"
    r"(?!\s+(?:\p{Lu}|nhà\s+nước)|\p{L})"
)


def find_posts(text: str) -> Iterator[Found]:
    """ "giao Thống đốc …", "Tổng Thanh tra": the one body that has this post."""
    for match in _POST_ALONE.finditer(text):
        post = " ".join(match.group().split())
        body = authority().bodies[_POSTS_ALONE[canonical(post)]]
        yield Found(match.start(), match.end(), body.name, body.id, post=post)


_CHIEFS: Final = ("thanh-tra-chinh-phu", "kiem-toan-nha-nuoc")
"""Bodies whose head is named by "Tổng" before their name."""
_CHIEF: Final = regex.compile(r"(?<!\p{L})(?:Phó\s+)?Tổng\s+$")
_POST_BEGINS: Final = regex.compile(r"\p{Lu}|đồng|các|thủ|người")
_POST: Final = regex.compile(
    r"(?<!\p{L})(?P<post>(?:(?:các\s+)?đồng\s+chí\s+)?(?:Bộ\s+trưởng(?:,\s+(?:Phó\s+)?Chủ\s+nhiệm)?|Thứ\s+trưởng|Người\s+đứng\s+đầu|(?:Phó\s+)?(?:Thủ\s+trưởng"
    r"|Chủ\s+tịch(?:\s+Hội\s+đồng\s+thành\s+viên|\s+HĐTV)?|(?:Tổng\s+)?Giám\s+đốc|Chánh\s+(?:Văn\s+phòng|án|Thanh\s+tra)"
    r"|Thống\s+đốc|Tổng\s+Thanh\s+tra|Chủ\s+nhiệm|Trưởng\s+(?:ban|phòng|đoàn)|(?:Vụ|Cục|Viện|Tổng\s+cục|Chi\s+cục|Hiệu)\s+trưởng"
    r"|Bí\s+thư))(?:\s+(?:của|Thường\s+trực))?)\s+$",
    regex.I,
)


# The last words of the posts.
_POST_ENDS: Final = frozenset(
    (
        "trưởng", "nhiệm", "đầu", "tịch", "viên", "hđtv", "đốc", "phòng", "án", "tra", "ban", "đoàn", "thư", "của",
        "trực",
    )
)  # fmt: skip


def _post_before(text: str, start: int) -> regex.Match[str] | None:
    """The post that ends right before a body's name."""
    floor = max(0, start - 60)
    before = text[floor:start].split()
    if not before or before[-1].lower() not in _POST_ENDS:
        return None
    return _POST.search(text, floor, start)


def with_post(text: str, item: Found) -> Found:
    """ "Bộ trưởng" + Bộ Tài chính, "Chủ tịch" + Ủy ban nhân dân tỉnh …: the body, with the post kept beside it."""
    if item.group:
        return item
    chief = _CHIEF.search(text, max(0, item.start - 12), item.start) if item.body in _CHIEFS else None
    match = chief or (_post_before(text, item.start) if not item.post else None)
    if match is None or item.post or (match is not chief and not _POST_BEGINS.match(match["post"])):
        return item
    start = chief.start() if chief else match.start("post")
    return replace(item, start=start, post=" ".join(text[start : item.end].split()))
