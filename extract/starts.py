"""From when a counted time runs: "kể từ ngày ký", "kể từ ngày Nghị quyết này có hiệu lực", "kể từ ngày nhận được …"."""

from __future__ import annotations

from typing import Final

import regex

from extract.pipe import flat

# 30 ngày (trường hợp đặc biệt …), kể từ ngày ký · tính từ thời điểm … · sau khi … · trước ngày họp
_FROM_WHEN: Final = regex.compile(
    r"(?: ?\([^()]{0,90}\))? ?,? ?(?:đối với [^,;.]{0,60}, ?)?"
    r"(?P<since>(?:(?:kể|tính)(?: cả)?(?: từ| sau)?|từ|sau|trước) (?:ngày|khi|thời điểm|lúc))"
    r" (?P<event>[^.;,)]{2,160})"
)
_SIGNING: Final = regex.compile(
    r"(?:ký|ban hành)(?:,? (?:và )?(?:ký|ban hành))*(?: (?:nghị quyết|nghị định|quyết định|thông tư|kế hoạch|chỉ thị"
    r"|công văn|công điện|thông báo|văn bản|quy chế|luật|chương trình) này)?(?: |$)"
    r"|(?:nghị quyết|nghị định|quyết định|thông tư|kế hoạch|chỉ thị|văn bản|chương trình|thông báo) này"
    r" được (?:ký|ban hành)"
)
_EFFECT: Final = regex.compile(
    r"(?:(?:bộ )?luật|pháp lệnh|nghị quyết|nghị định|quyết định|thông tư|chỉ thị|quy chế|quy định|điều lệ)"
    r" này có hiệu lực|có hiệu lực(?: thi hành)?(?: |$)"
)
# "khi nhận được hồ sơ, trong thời hạn 05 ngày …": what came before it in the same sentence.
_AFTER_WHAT: Final = regex.compile(
    r"(?:(?:kể )?từ (?:ngày|khi|thời điểm)|sau khi|trước khi|ngay khi|khi (?:nhận|có|phát|kết)|nhận được)"
    r" (?P<event>[^.;]{3,160})$"
)
_EVENT_LENGTH: Final = 110


def start_of(text: str, start: int, stop: int) -> tuple[str | None, str | None]:
    """From when the counted time at `text[start:stop]` runs: ("signing" or "effect", None), ("event", its words), or
    (None, None) where the sentence does not say."""
    after = text[stop : stop + 260]
    words, at = flat(after)
    match = _FROM_WHEN.match(words)
    if match is None:
        before = text[max(0, start - 200) : start]
        words, at = flat(before)
        earlier = _AFTER_WHAT.search(words)
        return ("event", _shortened(before[at(earlier.start("event")) :])) if earlier else (None, None)
    event = match["event"].strip()
    if _SIGNING.match(event) and not match["since"].startswith("trước"):
        return "signing", None
    if _EFFECT.match(event) and not match["since"].startswith("trước"):
        return "effect", None
    begin = match.start("since") if match["since"].startswith("trước") else match.start("event")
    return "event", _shortened(after[at(begin) : at(match.end() - 1) + 1])


def _shortened(words: str) -> str:
    """The words of an event, cut at a word's end where they are long."""
    plain = " ".join(words.split()).strip(" ,-–")
    return plain if len(plain) <= _EVENT_LENGTH else plain[:_EVENT_LENGTH].rsplit(" ", 1)[0] + " …"
