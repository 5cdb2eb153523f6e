"""Bodies known by where they stand: after "phối hợp với", in a list that a known body begins, before a heading's colon.

There a noun of organisations and the words up to the next verb are a name, whether a list knows it or not: "Thanh tra
giao thông", "phòng Y tế", "công đoàn ngành trung ương"; and a collective has the words that say which ones are meant:
"các đơn vị có chức năng".
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

import regex

from extract.words import load
from vanthu.records import BodyMention, Span

_MOST_WORDS: Final = 9
_MOST_ITEMS: Final = 30
_LONGEST: Final = 400
_NOUN: Final = regex.compile(
    r"(?:thanh\s+tra|cảnh\s+sát|công\s+an|quản\s+lý\s+thị\s+trường|bộ\s+đội(?:\s+biên\s+phòng)?|kiểm\s+lâm|hải\s+quan"
    r"|dân\s+quân|quân\s+đội|công\s+đoàn|liên\s+đoàn|đoàn\s+thể|đoàn\s+thanh\s+niên|hiệp\s+hội"
    r"|hội\s+(?:nông|phụ|cựu|người|chữ|khuyến|luật|liên|đồng)\s*\p{L}*|chính\s+quyền|cấp\s+uỷ|đảng\s+uỷ|uỷ\s+ban|mặt\s+trận"
    r"|ban\s+(?:chỉ\s+huy|quản\s+lý|chỉ\s+đạo|quản\s+trị|giám\s+đốc|tuyên\s+giáo|dân\s+vận|tổ\s+chức|dân\s+tộc)"
    r"|phòng(?!\s+(?:chống|ngừa|,))|ngành(?!\s+nghề)|sở|chi\s+cục|tổng\s+cục|cục|vụ(?!\s+(?:việc|án|mùa))|viện|trung\s+tâm"
    r"|trường(?!\s+hợp)|học\s+viện|bệnh\s+viện|trạm|đội|đài|tổng\s+công\s+ty|công\s+ty|tập\s+đoàn|doanh\s+nghiệp|nhà\s+máy"
    r"|xí\s+nghiệp|hợp\s+tác\s+xã|ngân\s+hàng|chủ\s+đầu\s+tư|nhà\s+đầu\s+tư|nhà\s+thầu|nhà\s+trường|(?:đơn\s+vị|cơ\s+quan)(?:\s+quản\s+lý)?"
    r"|tổ\s+chức\s+(?:chính|xã|đại|thành|đảng|đoàn|tư\s+vấn|kinh|tín|pháp)\s*\p{L}*|cộng\s+đồng|văn\s+phòng|toà\s+án"
    r"|viện\s+kiểm\s+sát|kho\s+bạc|điện\s+lực|bưu\s+điện|bảo\s+hiểm\s+xã\s+hội|địa\s+phương"
    r"|cơ\s+sở\s+(?:đào\s+tạo|giáo\s+dục|y\s+tế|sản\s+xuất)|tỉnh|huyện|quận|xã|phường|cấp\s+công\s+đoàn)(?!\w)"
)
_BEFORE: Final = regex.compile(r"(?:các\s+|những\s+)?(?:lực\s+lượng\s+)?")
_KNOWN: Final = regex.compile(r"\ue000\ue001*+(?:\s+(?:có\s+)?liên\s+quan)?(?:\s*\((?:[^()]|\([^()]*\)){1,160}\))?")
_AND: Final = regex.compile(r"\s*[,;/]\s*(?:và\s+)?|\s+(?:và|cùng(?:\s+với)?|hoặc)\s+")
_WORD: Final = regex.compile(
    r"\s+(?:-\s+|&\s+)?(?P<word>cấp\s+(?:trên|dưới)(?!\w)|[\p{L}\d][\p{L}\d&.]*(?<!\.)(?:-\p{L}+)?)"
)
_OWNER: Final = regex.compile(r"(?:\s+(?:trực\s+thuộc|của|thuộc)|(?<=\s(?:thuộc|của)))\s+\ue000\ue001*+")
# A name by itself, without a word after its noun.
_WHOLE: Final = regex.compile(
    r"(?:công\s+an|cảnh\s+sát|quản\s+lý\s+thị\s+trường|kiểm\s+lâm|hải\s+quan|chủ\s+đầu\s+tư|nhà\s+đầu\s+tư|nhà\s+thầu"
    r"|nhà\s+trường|địa\s+phương|bộ\s+đội\s+biên\s+phòng|cấp\s+uỷ)$"
)
_FORCE: Final = regex.compile(r"^lực\s+lượng\s+", regex.I)
_MANY: Final = regex.compile(r"(?:các|những)\s+\p{L}+(?:[\s,]+\p{L}+){0,4}", regex.I)
_WHICH: Final = regex.compile(
    r"\s+(?:có\s+(?:thẩm\s+quyền|điều\s+kiện)|có\s+chức\s+năng(?!\s+(?:tham|cung|quản|giúp|nhiệm))|thành\s+viên|trọng\s+điểm|sản\s+xuất|nuôi|kinh\s+doanh|hoạt\s+động\s+(?:trong|trên|khai\s+thác|hoá\s+chất|khoáng\s+sản)"
    r"|quản\s+lý\s+(?:ngành|chuyên\s+ngành)|trong\s+và\s+ngoài)(?!\w)"
)
_ENDS: Final = regex.compile(r"\s*(?:[,;.:)]|$)|\s+\p{L}")

# "phối hợp chặt chẽ với …" · "chủ trì cùng …"
_BESIDE: Final = regex.compile(
    r"(?<!\w)(?:(?:phối|kết|liên)\s+hợp(?:\s+(?:chặt\s+chẽ|trực\s+tiếp|đồng\s+bộ|thường\s+xuyên|hiệu\s+quả|tốt)"
    r"|\s*,\s*(?:hỗ\s+trợ|thống\s+nhất|trao\s+đổi))*\s+(?:cùng\s+với|cùng|với)|chủ\s+trì,?\s+cùng(?:\s+với)?)\s+"
)
_LABEL: Final = r"(?:[-–+*•]|\(?\d{1,2}(?:\.\d{1,2})*+[.)]?+|\(?[a-zđ]{1,2}[.)])[ \t]*+(?:[-–][ \t]*+)?+"
_LINE: Final = regex.compile(rf"(?:^|[\n\f])[ \t]*+(?:{_LABEL}){{0,3}}+(?=[\p{{L}}\ue000])")
# "Đề nghị chủ đầu tư …" · "Sở X đề nghị các đơn vị …" · ", giao phòng Khoáng sản …"     not: theo yêu cầu công việc
_ASKED: Final = regex.compile(
    r"(?:(?:^|[.,;:\n\f]|[-–+*•)])\s*+|\ue000\ue001*+\s+)(?:(?:kính\s+|trân\s+trọng\s+)?(?:đề|kiến)\s+nghị|yêu\s+cầu|giao|phân\s+công)"
    r"\s+(?:cho\s+)?"
)
_MODAL: Final = regex.compile(r":|\s(?:cần|phải)\s")
# "Đối với đất lúa: Chủ đầu tư phải …" · "…, nhà thầu có trách nhiệm …"
_AFTER_MARK: Final = regex.compile(
    r"[:;,]\s+(?P<name>(?:các\s+)?(?:chủ\s+đầu\s+tư|nhà\s+đầu\s+tư|nhà\s+thầu|đơn\s+vị\s+(?:tư\s+vấn|thi\s+công)))"
    r"(?=\s+(?:cần|phải|có\s+trách\s+nhiệm|chịu\s+trách\s+nhiệm)(?!\w))"
)
_MUST: Final = regex.compile(r"\s+(?:cần|phải)(?!\w)")
_COLON: Final = regex.compile(r"[\s*]*:")


@dataclass(frozen=True, slots=True)
class _List:
    """Bodies one after another: where the list ends, the new ones in it, whether a listed one stands before them."""

    end: int
    new: tuple[tuple[int, int], ...]
    begun: bool


def find_shapes(text: str, words: str) -> tuple[BodyMention, ...]:
    """The bodies of a text that no list names, in order; `words` is the text in canonical form, blanks for its line
    breaks, with the bodies that are known masked (`extract.mask`)."""
    found: dict[int, int] = {}
    for beside in _BESIDE.finditer(words):
        found.update(_list(text, words, beside.end()).new)
    for order in _ASKED.finditer(words):
        listed = _list(text, words, order.end())
        if listed.new and (_COLON.match(words, listed.end) or _at(_acts(), words, listed.end)):
            found.update(listed.new)
    for told in _AFTER_MARK.finditer(words):
        found[told.start("name")] = told.end("name")
    for line in _LINE.finditer(text):
        at = line.end()
        known = words[at : at + 1] == "\ue000"
        if not (known or _MODAL.search(words, at, at + _LONGEST)):
            continue
        listed = _list(text, words, at)
        goes_on = _COLON.match(words, listed.end) or _MUST.match(words, listed.end)
        if listed.new and (goes_on or (known and _at(_acts(), words, listed.end))):
            found.update(listed.new)
    return tuple(_mention(text, start, end) for start, end in sorted(found.items()))


def _at(pattern: Any, words: str, place: int) -> Any:
    """The match that begins at a place. A pattern that is told no end looks for its letters to the end of the text."""
    return pattern.match(words, place, place + _LONGEST)


def _mention(text: str, start: int, end: int) -> BodyMention:
    name = _FORCE.sub("", " ".join(text[start:end].split()))
    group = name[:4].casefold() in ("các ", "nhữn")
    return BodyMention(name[:1].upper() + name[1:], (Span(start, end),), group=group, rule="shape", score=0.7)


def _list(text: str, words: str, at: int) -> _List:
    """The list of bodies that begins at a place."""
    new: list[tuple[int, int]] = []
    begun, end = False, at
    for _ in range(_MOST_ITEMS):
        before = _BEFORE.match(words, at)
        first = before.end() if before else at
        if known := _at(_KNOWN, words, first):
            begun, end = begun or not new, known.end()
            if described := _described(text, words, first, end):
                new.append((first, described))
                end = described
        elif name := _name(text, words, at, first):
            new.append(name)
            end = name[1]
        else:
            break
        if (joined := _at(_AND, words, end)) is None:
            break
        at = joined.end()
    return _List(end, tuple(new), begun)


def _described(text: str, words: str, start: int, end: int) -> int | None:
    """Where the words end that say which ones of a collective are meant: "các đơn vị" + có chức năng."""
    which = _WHICH.match(words, end) if _MANY.match(text, start) else None
    if which is None:
        return None
    at = _last(text, words, which.end())
    return at if at is not None and _ENDS.match(words, at) else None


def _name(text: str, words: str, start: int, noun_at: int) -> tuple[int, int] | None:
    """A noun of organisations and what follows it up to a verb, a mark or "và"."""
    noun = _at(_NOUN, words, noun_at)
    if noun is None:
        return None
    end = _last(text, words, noun.end())
    if end is None:
        return None
    whole = end > noun.end() or start < noun_at or _WHOLE.match(words, noun_at, end)
    return (start, end) if whole else None


def _last(text: str, words: str, at: int) -> int | None:
    """Where the words of a name end, and the body they may belong to ("… trực thuộc Tổng Liên đoàn"); None where they
    go on for too long to be one."""
    for _ in range(_MOST_WORDS):
        word = _at(_WORD, words, at)
        if word is None or _stops(text, words, word.start("word")):
            break
        at = word.end()
    else:
        return None
    owner = _at(_OWNER, words, at)
    return owner.end() if owner else at


def _stops(text: str, words: str, at: int) -> bool:
    """Whether a word begins what is said of a body; a capital letter belongs to its name."""
    return not text[at].isupper() and _at(_stop(), words, at) is not None


_OF_NAMES: Final = frozenset(
    {
        "thanh tra", "phòng", "cấp", "tư vấn", "thu", "công nhận", "thông tin", "truyền thông", "xét",
        "đóng", "mở", "đo", "chọn", "rút", "giao", "trực tiếp", "thuộc", "trực thuộc", "của", "các", "nơi",
    }
)  # fmt: skip
"""Words that end a sentence's subject elsewhere and stand in names too: "cơ quan tư vấn", "cấp trên"."""
_MORE_ENDS: Final = (
    "và", "cùng", "để", "nhằm", "trong", "với", "bằng", "qua", "mà", "hoặc", "nhưng", "thường", "kịp", "cần", "gồm",
    "tiếp", "vào", "nếu", "nên", "rồi",
)  # fmt: skip


@lru_cache(maxsize=1)
def _stop() -> Any:
    """Where the name of a body ends: a verb of acting, a preposition."""
    verbs = [verb.strip() for verb in " ".join(load("acts.yaml")["verbs"].split()).split("|")]
    ends = {*verbs, *load("groups.yaml")["ends"], *_MORE_ENDS} - _OF_NAMES
    return regex.compile(rf"(?:{'|'.join(sorted(ends, key=len, reverse=True))})(?!\w)")


@lru_cache(maxsize=1)
def _acts() -> Any:
    """What a list of addressees goes on with."""
    return regex.compile(rf"[\s,]+(?:{_stop().pattern})")
