"""Collectives named as such: "các bộ, ngành, địa phương", "Ủy ban nhân dân các tỉnh, thành phố trực thuộc trung ương".

A collective keeps its words as printed, with a capital first letter; only abbreviations are written out.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

import regex

from vanthu.viet import canonical


@dataclass(frozen=True, slots=True)
class GroupMatch:
    """A collective in a text: `text[start:end]`, its name."""

    start: int
    end: int
    name: str
    bare: bool = False


# Members of collectives, as they stand after "các" or in a list.
NOUNS: Final = (
    "cơ quan ngang bộ|cơ quan thuộc chính phủ|cơ quan trực thuộc chính phủ|cơ quan trung ương|cơ quan nhà nước|cơ quan chức năng"
    "|cơ quan chuyên môn|cơ quan hành chính nhà nước|cơ quan hành chính|cơ quan thông tấn|cơ quan truyền thông|cơ quan báo chí"
    "|cơ quan quản lý nhà nước|cơ quan tham mưu|cơ quan đại diện việt nam ở nước ngoài|cơ quan đại diện việt nam tại nước ngoài"
    "|cơ quan thành viên|cơ quan đảng|cơ quan công an|cơ quan quản lý|cơ quan của đảng|cơ quan tư pháp|cơ quan tố tụng|cơ quan bảo hiểm xã hội"
    "|cơ quan thanh tra|cơ quan|báo chí|truyền thông|bộ trưởng|bộ chủ chương trình|bộ quản lý chuyên ngành|bộ quản lý ngành|bộ|ban|ngành|sở|phòng"
    "|phòng chuyên môn|địa phương|đơn vị sự nghiệp công lập|đơn vị trực thuộc|đơn vị chức năng|đơn vị chuyên môn|đơn vị hành chính|đơn vị chủ trì"
    "|đơn vị vũ trang|đơn vị tư vấn|đơn vị sự nghiệp|đơn vị"
    "|đoàn thể|tổ chức chính trị - xã hội|tổ chức chính trị-xã hội|tổ chức xã hội - nghề nghiệp|tổ chức xã hội|tổ chức đảng"
    "|tổ chức nhân dân|tổ chức đoàn thể|tổ chức hỗ trợ kỹ thuật|tổ chức khoa học và công nghệ|tổ chức tín dụng|tổ chức kinh tế|tổ chức"
    "|cá nhân|hộ gia đình|doanh nghiệp nhà nước|doanh nghiệp|hiệp hội ngành hàng|hiệp hội|hội quần chúng|hội|tập đoàn kinh tế|tập đoàn|tổng công ty nhà nước|tổng công ty|công ty"
    "|ngân hàng thương mại|ngân hàng|viện nghiên cứu|viện|trường đại học|học viện|trường học|trường|cơ sở giáo dục đại học|cơ sở giáo dục"
    "|cơ sở đào tạo|cơ sở khám bệnh, chữa bệnh|cơ sở nghiên cứu|cơ sở sản xuất|cơ sở"
    "|huyện|quận|thị xã|thị trấn|thành phố|xã|phường|đặc khu|tỉnh|thôn|bản|tổ dân phố|khu phố|chủ đầu tư|nhà đầu tư|nhà thầu"
    "|cấp uỷ|cấp ủy|chính quyền địa phương|chính quyền|thành viên ban chỉ đạo|thành viên chính phủ|thành viên|chi cục|cục|vụ|tổng cục|văn phòng|trung tâm"
    "|ban quản lý dự án|ban quản lý|lực lượng chức năng|lực lượng vũ trang|lực lượng|thứ trưởng|đảng uỷ|tỉnh uỷ|thành uỷ|huyện uỷ|đồng chí|ông, bà có tên tại điều \\d+"
).split("|")
# Heads whose collective is "… các tỉnh": one in each of these units.
HEADS: Final = (
    "uỷ ban nhân dân|ubnd|hội đồng nhân dân|hđnd|thường trực hội đồng nhân dân|công an|đảng uỷ|tỉnh uỷ|uỷ ban mặt trận tổ quốc việt nam|uỷ ban mttq việt nam|ban chỉ huy quân sự"
    "|sở [^,.;:()\\n]{2,40}?|các sở [^,.;:()\\n]{2,40}?|phòng [^,.;:()\\n]{2,30}?|đoàn đại biểu quốc hội|chi cục [^,.;:()\\n]{2,30}?|mặt trận tổ quốc|trạm y tế"
)
UNITS: Final = "tỉnh|thành phố|tp|huyện|quận|thị xã|thị trấn|xã|phường|đặc khu|cấp"
POSTS: Final = (
    "thủ trưởng|người đứng đầu|lãnh đạo|chủ tịch|phó chủ tịch|giám đốc|bí thư|bí thư cấp uỷ|bộ trưởng|trưởng ban|trưởng phòng|cán bộ"
    "|đội ngũ cán bộ|chánh văn phòng|tổng giám đốc|hiệu trưởng|chủ tịch hội đồng thành viên"
)
_TRUNG: Final = r"(?:trung\s+ương|tw|tư)"


def _words(pattern: str) -> str:
    """Literal words of a pattern with blanks of any kind between them."""
    return pattern.replace(" ", r"\s+")


_NOUN: Final = "(?:" + "|".join(_words(noun) for noun in sorted(NOUNS, key=len, reverse=True)) + r")(?!\w)"
_DET: Final = r"(?:tất\s+cả\s+)?(?:các|những|từng|mỗi|toàn\s+thể|toàn\s+bộ)\s+"
_QUAL: Final = (
    rf"(?:\s+(?:(?:có\s+)?liên\s+quan(?:\s+khác)?|khác(?:\s+có\s+liên\s+quan)?|ở\s+trung\s+ương|{_TRUNG}(?:\s+và\s+(?:các\s+)?địa\s+phương)?"
    rf"|trực\s+thuộc(?:\s+(?:{_TRUNG}|sở|bộ|tỉnh|quận|huyện|trung\s+ương))?|thuộc\s+(?:bộ|sở|tỉnh|quận|huyện|thành\s+phố|chính\s+phủ)(?!\s+\p{{Lu}})|chức\s+năng"
    r"|của\s+(?:tỉnh|thành\s+phố|bộ|sở)|tỉnh|thành\s+phố|quận|huyện|nhà\s+nước|cùng\s+cấp|các\s+cấp|ở\s+địa\s+phương|trên\s+địa\s+bàn(?:\s+(?:tỉnh|thành\s+phố))?"
    r"|chủ\s+chương\s+trình|chủ\s+quản|quản\s+lý\s+chuyên\s+ngành|ven\s+biển)(?!\w)){1,3}"
)
_SEP: Final = r"(?:\s*,\s*(?:và\s+)?|\s+và\s+|\s*-\s*(?=cơ))"
_LIST: Final = rf"{_NOUN}(?:{_SEP}(?:các\s+|ban,?\s+)?{_NOUN}){{0,9}}"
_POST: Final = rf"(?:(?:{_words(POSTS)})(?:\s+(?=các|cơ|bộ|đơn|sở|ban|uỷ|ubnd|ngành|,)|\s*,\s*))"

_PATTERN: Final = regex.compile(
    rf"""(?<![\w&/-])(?:
      (?P<whole>cả\s+hệ\s+thống\s+chính\s+trị)
    | (?P<headed>(?:(?:chủ\s+tịch|phó\s+chủ\s+tịch|giám\s+đốc|bí\s+thư|trưởng|lãnh\s+đạo)\s+)?(?:các\s+)?(?:{_words(HEADS)})\s+
        (?: (?:các|\d+|mỗi|những)\s+(?:{_words(UNITS)})(?!\w)(?:(?:\s*,\s*|\s+và\s+)(?:các\s+)?(?:{_words(UNITS)})(?!\w)){{0,6}}
          | (?:{_words(UNITS)})(?!\w)(?:(?:\s*,\s*|\s+và\s+)(?:{_words(UNITS)})(?!\w)){{1,6}}
          | các\s+cấp | cùng\s+cấp | cấp\s+(?:tỉnh|huyện|xã)(?:,\s*(?:cấp\s+)?(?:huyện|xã))*
          | (?:các\s+)?địa\s+phương
        ) (?:\s+trực\s+thuộc\s+{_TRUNG})?(?:\s+ven\s+biển)?(?:\s+(?:có\s+)?liên\s+quan)?)
    | (?P<posts>các\s+(?:bộ\s+trưởng|thứ\s+trưởng)(?!\w))
    | (?P<listed>(?:{_POST})?(?:{_DET}){_LIST}(?:{_QUAL})?(?:{_SEP}(?:các\s+)?{_NOUN}{_QUAL})?)
    | (?P<qualified>(?:{_POST})?{_LIST}{_QUAL})
    | (?P<bare>(?:{_POST})?{_NOUN}(?:{_SEP}{_NOUN}){{1,9}})
    )""",
    regex.VERBOSE,
)
# What "các …" is about when no body is meant.
_NOT_BEFORE: Final = regex.compile(r"(?:giữa|thuộc|trong|của|cho|tại|ở|từ|theo|đối với|trên|về)\s+$")
_LONG: Final = ((r"\bUBND\b", "Ủy ban nhân dân"), (r"\bHĐND\b", "Hội đồng nhân dân"), (r"\bMTTQ\b", "Mặt trận Tổ quốc"))


def find_groups(text: str) -> Iterator[GroupMatch]:
    """All collectives of a text in order. Single nouns ("địa phương") count only with "các" or a qualifier before or
    after them; lists without either ("bộ, ngành") are marked `bare`."""
    for match in _PATTERN.finditer(canonical(text)):
        kind = match.lastgroup or ""
        if kind == "bare" and not text[match.start()].isupper() and not _LISTED.search(match.group()):
            continue
        yield GroupMatch(match.start(), match.end(), group_name(text[match.start() : match.end()]), kind == "bare")


_LISTED: Final = regex.compile(r"^(?:thủ trưởng|người đứng đầu|lãnh đạo)|^(?:bộ|sở|cơ quan|ban|đơn vị),? |^(?:bộ|sở),")


def group_name(words: str) -> str:
    """A collective's canonical name: its words with a capital first letter, abbreviations written out."""
    name = " ".join(words.split())
    if name.isupper():
        name = name.lower().replace("chính phủ", "Chính phủ")
    for short, long in _LONG:
        name = regex.sub(short, long, name)
    name = regex.sub(r"\b(?:Trung ương|TW|TƯ)\b", "trung ương", name)
    name = regex.sub(r"(?<=^(?:Các|các|Từng|Mỗi|Những) )Bộ(?=,| |$)(?! \p{Lu})", "bộ", name)
    name = regex.sub(r"(?<=ngang )Bộ\b", "bộ", name)
    name = regex.sub(
        r"^(Chủ tịch |Lãnh đạo )?(?:Uỷ|ủy|uỷ|Ủy) ban nhân dân", lambda m: (m[1] or "") + "Ủy ban nhân dân", name
    )
    return name[:1].upper() + name[1:]
