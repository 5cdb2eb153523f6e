"""The parts of a paper: the main document and what is attached to it, and in each its head, body and tail."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import regex

from extract.labels import DASHES
from extract.paragraphs import Paragraph
from vanthu.records import Span
from vanthu.viet import fold

# PHỤ LỤC · Phụ lục II · PHỤ LỤC SỐ 01: DANH MỤC … · Mẫu số 3a        not: Phụ lục kèm theo Quyết định này gồm …
_CAPTION: Final = regex.compile(
    r"[*#_\s]*(?P<name>(?:PHỤ LỤC|Phụ lục|Phụ Lục|PHỤ BIỂU|BIỂU SỐ|Biểu số|BIỂU MẪU|MẪU SỐ|Mẫu số|Mẫu)"
    r"(?:\s+(?:SỐ|số)?\s*(?:[IVXLC]{1,6}|\d{1,3}[a-zA-Z]?|[A-ZĐ]|[IVX]+[-.]?\d+))?)(?:\.\d+)*\s*[.:]?[*#_\s]*"
    r"(?:[.:–-]?\s*(?P<title>[^\p{Ll}]{3,200}))?[*#_\s]*"
)
_ATTACHED: Final = regex.compile(
    r"[*_\s]*[(\[]?\s*(?:(?:Được\s+)?[Bb]an hành\s+)?[Kk]èm\s+theo\b.{0,400}|[*_\s]*\(\s*Đính kèm\b.{0,300}", regex.S
)
_SIGNATURE: Final = regex.compile(
    r"[*_\s]*(?:(?:TM|T\.M|KT|TL|TUQ|Q|P)\s*[./]|(?:T/M|K/T|T/L)\s*[./]?)\s*[^\p{Ll}]{3,90}"
    r"|[*_\s]*(?:PHÓ\s+|QUYỀN\s+)?(?:(?:TỔNG\s+)?GIÁM ĐỐC|BỘ TRƯỞNG|THỨ TRƯỞNG|CHỦ TỊCH|THỦ TƯỚNG|CHÁNH VĂN PHÒNG"
    r"|(?:TỔNG )?CỤC TRƯỞNG|TỔNG BÍ THƯ|BÍ THƯ|CHÁNH ÁN|VIỆN TRƯỞNG|CHỦ NHIỆM|TRƯỞNG (?:BAN|ĐOÀN|PHÒNG)|VỤ TRƯỞNG"
    r"|THỐNG ĐỐC|TỔNG KIỂM TOÁN)[^\p{Ll}]{0,60}"
)
_RECIPIENTS: Final = regex.compile(r"[*_\s-]*(?:Nơi nhận|NƠI NHẬN|Noi nhận|Nơi gửi)\b")
_BODY_BEGINS: Final = regex.compile(
    r"[*_#\s]*(?:Căn cứ|Thực hiện|Theo đề nghị|Xét|Kính gửi|Để|Nhằm|Trên cơ sở|Tiếp theo|Ngày \d"
    r"|QUYẾT (?:ĐỊNH\s*:|NGHỊ)|THÔNG TƯ\s*:|CHỈ THỊ\s*:)"
)
NAMES: Final = (
    "chương trình hành động", "chương trình", "kế hoạch", "quy chế", "quy định", "quy chuẩn", "quy trình", "điều lệ",
    "đề án", "danh mục", "phương án", "chiến lược", "quy hoạch", "hướng dẫn", "nội quy", "báo cáo", "bảng", "biểu",
    "mẫu", "thể lệ", "tiêu chuẩn", "nhiệm vụ", "nội dung", "phân công", "danh sách", "quy tắc", "dự toán", "tiêu chí",
    "định mức", "đề cương", "khung", "lộ trình", "phụ lục", "thang điểm", "bộ chỉ số",
)  # fmt: skip
_LETTERHEAD: Final = regex.compile(r"CỘNG H[ÒO][ÀA]? XÃ HỘI|ĐẢNG CỘNG SẢN VIỆT NAM|Độc lập\s*[-–]\s*Tự do")


@dataclass(frozen=True, slots=True)
class Part:
    """A part: paragraphs `first` to before `last`; its head (letterhead, title) ends before `body`, its tail
    (signature block, recipients) begins at `tail`. The main document's `slug` and `name` are empty."""

    name: str
    slug: str
    first: int
    body: int
    tail: int
    last: int
    heading: Span


def parts(paragraphs: Sequence[Paragraph], words: Sequence[str]) -> tuple[Part, ...]:
    """The parts of a paper in order; `words` are the paragraphs' own, in one line each."""
    starts = _starts(paragraphs, words)
    found: list[Part] = []
    taken: dict[str, int] = {}
    for place, (first, name, title_end) in enumerate(starts):
        last = starts[place + 1][0] if place + 1 < len(starts) else len(paragraphs)
        if first == last:
            continue
        slug = slugged(name)
        if slug:
            taken[slug] = taken.get(slug, 0) + 1
            slug = slug if taken[slug] == 1 else f"{slug}#{taken[slug]}"
        body = _body(paragraphs, words, first, last) if not name else min(title_end, last)
        tail = _tail(paragraphs, words, body, last)
        heading = Span(paragraphs[first].span.start, paragraphs[max(first, min(body, last) - 1)].span.end)
        found.append(Part(name, slug, first, body, tail, last, heading))
    return tuple(found)


_SLUG: Final = re.compile(r"[a-z0-9]+")


def slugged(words: str) -> str:
    """Words as a part of a path: "Phụ lục I" → phu-luc-i."""
    return "-".join(_SLUG.findall(fold(words)))


def _starts(paragraphs: Sequence[Paragraph], words: Sequence[str]) -> list[tuple[int, str, int]]:
    """Where parts begin: the first paragraph, the part's name, the first paragraph after its title."""
    starts: list[tuple[int, str, int]] = [(0, "", 0)]
    tail = False
    prose = [n for n, p in enumerate(paragraphs) if p.kind == "text"]
    for at, n in enumerate(prose):
        said = words[n].strip()
        tail = tail or is_tail(said)
        caption = _CAPTION.fullmatch(said) if len(said) < 260 else None
        if caption and _stands_alone(paragraphs, words, prose, at, caption, tail):
            if n > starts[-1][0] or not starts[-1][1]:
                starts.append((n, _caption_name(caption.group("name")), _title_end(words, prose, at)))
            tail = False
        elif _ATTACHED.fullmatch(said) and at - 1 >= 0 and len(said) < 500:
            title = _title_above(paragraphs, words, prose, at, starts[-1], tail)
            if title is not None and (tail or len(starts) > 1 or _has_body(paragraphs, prose[: title[0]])):
                starts.append((prose[title[0]], title[1], _next(prose, at)))
                tail = False
    return starts


def _has_body(paragraphs: Sequence[Paragraph], prose: Sequence[int]) -> bool:
    """Whether something is numbered already: what is titled "(Kèm theo …)" before is the main document itself."""
    return any((label := paragraphs[n].label) and label.form in ("dieu", "num", "roman") for n in prose)


def is_tail(said: str) -> bool:
    """Whether a paragraph begins a signature block or a list of recipients."""
    return bool(_RECIPIENTS.match(said)) or (len(said) < 100 and bool(_SIGNATURE.fullmatch(said)))


def _next(prose: Sequence[int], at: int) -> int:
    return prose[at] + 1


def _caption_name(name: str) -> str:
    """ "PHỤ LỤC SỐ 01" → "Phụ lục 01"."""
    words = [word for word in name.split() if word.lower() != "số"]
    head = [word.lower() for word in words if not regex.fullmatch(r"[IVXLC]+|\d+\w?|[A-ZĐ]", word)]
    number = words[len(head) :]
    return " ".join([" ".join(head).capitalize(), *number])


def _stands_alone(
    paragraphs: Sequence[Paragraph],
    words: Sequence[str],
    prose: Sequence[int],
    at: int,
    caption: regex.Match[str],
    tail: bool,
) -> bool:
    """A caption is a line of its own after the end of what is before it, at the head of a page, or in capitals."""
    n = prose[at]
    if caption.group("name").isupper() or tail or at == 0:
        return True
    above = paragraphs[prose[at - 1]]
    return paragraphs[n].page != above.page or paragraphs[n].gap


def _title_end(words: Sequence[str], prose: Sequence[int], at: int) -> int:
    """After the lines of a title below a caption: capitals, or up to "(Kèm theo …)" within a few paragraphs."""
    for ahead in range(at + 1, min(at + 7, len(prose))):
        if _ATTACHED.fullmatch(words[prose[ahead]].strip()):
            return prose[ahead] + 1
    end = at + 1
    while end < min(at + 6, len(prose)) and in_capitals(words[prose[end]]):
        end += 1
    return prose[end - 1] + 1


def _title_above(
    paragraphs: Sequence[Paragraph],
    words: Sequence[str],
    prose: Sequence[int],
    at: int,
    start: tuple[int, str, int],
    tail: bool,
) -> tuple[int, str] | None:
    """The title in capitals over "(Kèm theo …)": its first paragraph and the name of its kind of paper."""
    for back in range(at - 1, max(-1, at - 9), -1):
        n = prose[back]
        if n < start[2] or (n == 0 and not tail):
            return None
        said = words[n].strip(" *#_")
        if is_tail(said) or (paragraphs[n].label and not in_capitals(said)):
            return None
        if not _title_name(said):
            continue
        best = back
        while back > start[2] and in_capitals(words[prose[back - 1]]) and not is_tail(words[prose[back - 1]]):
            back -= 1
            best = back if _title_name(words[prose[back]].strip(" *#_")) else best
        name = _title_name(words[prose[best]].strip(" *#_"))
        while best > 0 and prose[best - 1] >= start[2] and _LETTERHEAD.search(words[prose[best - 1]]):
            best -= 1
        return best, name
    return None


def _title_name(said: str) -> str:
    """The kind of paper that a title in capitals begins with ("Quy chế"), "" where it begins with none."""
    name = next((name for name in NAMES if said.startswith(name.upper())), "")
    return name.capitalize()


def in_capitals(said: str) -> bool:
    """Whether nearly all letters are capitals."""
    large = sum(map(str.isupper, said))
    return large > 2 and large > 0.8 * sum(map(str.isalpha, said))


def _body(paragraphs: Sequence[Paragraph], words: Sequence[str], first: int, last: int) -> int:
    """Where the main document's body begins: after letterhead and title."""
    for n in range(first, min(last, first + 40)):
        paragraph, said = paragraphs[n], words[n].strip()
        if paragraph.kind == "cell":
            continue
        titled = n > first and _is_kind(words[n - 1])
        if _BODY_BEGINS.match(said) and not titled:
            return _after_addressees(paragraphs, words, n, last)
        if paragraph.label and paragraph.label.form not in (*DASHES, "capital", "letter"):
            return n
        if n - first > 2 and not titled and _is_opening(said):
            return n
        if len(said) > 260 and not said.startswith(("Số", "V/v")) and n - first > 2 and not titled:
            return n
    return first


def _after_addressees(paragraphs: Sequence[Paragraph], words: Sequence[str], n: int, last: int) -> int:
    """After the list of those a letter is addressed to ("Kính gửi:" and lines with dashes); `n` in other papers."""
    if not _TO.match(words[n]):
        return n
    for at in range(n + 1, min(last, n + 40)):
        said = words[at].strip()
        listed = bool((label := paragraphs[at].label) and label.form in DASHES)
        inside = paragraphs[at].kind == "cell" or (listed and len(said) < 400 and not said.endswith(":"))
        if not inside or _BODY_BEGINS.match(said.lstrip("-–+* ")):
            return at
    return n + 1


_TO: Final = regex.compile(r"[*_#\s]*Kính gửi\b")
_HEADED: Final = regex.compile(r"[*_\s(\[]*(?:Số|V\s*/\s*v|Về việc|(?:Ban hành|Kèm)\b)")


def _is_opening(said: str) -> bool:
    """Whether a paragraph without a number is a whole sentence that opens the body ("Thời gian qua, …, yêu cầu:")."""
    ends = said.endswith(":") or (said.endswith(".") and len(said) > 120)
    return ends and said[0].isupper() and len(said.split()) > 10 and not (in_capitals(said) or _HEADED.match(said))


def _is_kind(said: str) -> bool:
    """Whether a line may be the kind of paper, with the title below it."""
    return in_capitals(said) and len(said) < 40 and not _SIGNATURE.fullmatch(said) and not said.endswith(":")


def _tail(paragraphs: Sequence[Paragraph], words: Sequence[str], body: int, last: int) -> int:
    """Where the part's tail begins (its end where it has none): the last stretch after which no article comes."""
    tail = last
    for n in range(body, last):
        if paragraphs[n].kind != "text":
            continue
        label = paragraphs[n].label
        if tail < last and label and label.form in ("dieu", "chuong", "roman", "phan"):
            tail = last
        elif tail == last and n > body and is_tail(words[n].strip()):
            tail = n
    return tail
