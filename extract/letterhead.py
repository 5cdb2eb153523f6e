"""The beginning of a paper: number, date and place, kind, title, who issues it."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Final

import regex

from extract.bodies import find_bodies, home_place
from extract.kinds import Kind, by_word, issuer_of, kind_of
from extract.rows import Row
from extract.segments import Segment
from vanthu.records import BodyMention, DocumentText, Field, Span
from vanthu.viet import canonical, fold

# Số: 100/NQ-CP · * Số 57-NQ/TW · Số: 7432 /UBND-XD · Luật số: 121/2025/QH15 · Số:        /TB-VP (no number yet)
_NUMBER: Final = regex.compile(
    r"""(?<![\p{L}\d])(?P<word>[Ss][ốôo6]|SỐ|[§$5][ốôo6](?=\s*:))\s*(?P<colon>[:.;])?\s*
        (?P<digits>[\dOoIl][\dOoIl.\s]{0,14}?)??[\s.…_]*
        (?P<letters>(?:/\s?(?:19|20)\d\d\s?)?[-/]\s?[\p{Lu}][\p{L}\d&]*(?:\s?[-/.]\s?[\p{Lu}\d][\p{L}\d&]*)*)""",
    regex.X,
)
# What may stand on a line before the number: nothing, an ornament, the kind of a law, the other column's words
_OPENS: Final = regex.compile(r"[\W_]*(?:Luật|Bộ luật|Nghị quyết|Pháp lệnh|LUẬT|NGHỊ QUYẾT)?\s*|.*\s{3,}|[^\p{Ll}]*\s")
# Số: A403 /QD-BTC: a handwritten number misread, the letters printed
_UNREAD: Final = regex.compile(r"S[ốôo]\s*:\s*[^/\d\s]\S{0,6}\s*(?P<letters>/\s?\p{Lu}[\p{L}\d]*(?:-[\p{L}\d]+)+)\s*$")
_DATE_BEGINS: Final = regex.compile(r".*\bngày\s*$|tháng\s+\d")
_DATE: Final = regex.compile(
    r"""(?:(?P<place>(?:(?:TP|Tp|T\.P)\.?\ ?|[Tt]hành\ phố\ )?
            \p{Lu}\p{Ll}+(?:(?:\ |\ ?-\ ?)\p{Lu}\p{Ll}+){0,4})\s*[,.;]?\s*)?
        ng[àa]y\s*(?P<day>\d{1,2})?[\s.…_]*\s*
        th[áa]ng\s*(?P<month>\d{1,2})?[\s.…_]*\s*
        n[ăa]m\s*(?P<year>(?:19|20)\d\d)?""",
    regex.X,
)
_PASSED: Final = regex.compile(
    r"thông\s+qua\s+ngày\s+(?P<day>\d{1,2})\s+tháng\s+(?P<month>\d{1,2})\s+năm\s+(?P<year>(?:19|20)\d\d)"
)
_ABOUT: Final = regex.compile(r"V\s*/\s*v\b\.?:?\s*|Về việc\b", regex.I)
_SECRECY: Final = regex.compile(r"\W*(TUYỆT MẬT|TỐI MẬT|MẬT)\W*")
_URGENCY: Final = regex.compile(r"\W*(HỎA TỐC HẸN GIỜ|HỎA TỐC|HOẢ TỐC|THƯỢNG KHẨN|KHẨN)\W*")
_TITLE_ENDS: Final = regex.compile(
    r"[-_–—=*\s]{3,}|\W*(?:\((?:Ban hành|Kèm|Được)|Kính gửi|Căn cứ|QUYẾT (?:ĐỊNH|NGHỊ)\s*:).*"
    r"|\W*(?:BỘ TRƯỞNG|CHÍNH PHỦ|THỦ TƯỚNG CHÍNH PHỦ|CHỦ TỊCH|(?:TỔNG )?GIÁM ĐỐC|[ỦU][ỶY] BAN|HỘI ĐỒNG|QUỐC HỘI"
    r"|CHÁNH ÁN|VIỆN TRƯỞNG|THỐNG ĐỐC|TỔNG KIỂM TOÁN|BAN CHỈ ĐẠO|(?:TỔNG )?CỤC TRƯỞNG)[^\p{Ll}]*"
)
_BY_ORDER: Final = regex.compile(r"\s*THEO QUYẾT ĐỊNH.*")
# NGHỊ QUYẾT / CỦA BỘ CHÍNH TRỊ / về …: the issuer between kind and title
_OF: Final = regex.compile(r"(?:CỦA|Của|của)\s+(?=\p{Lu})")
_MARKED: Final = regex.compile(r"\s*\(?\s*(?:MẪU|Mẫu)\s*\)?\s*$")
_ORGAN: Final = regex.compile(r"(?:VĂN PHÒNG|THANH TRA|CƠ QUAN)$")


def number(text: DocumentText, rows: Sequence[Row]) -> tuple[Field | None, str]:
    """The paper's number without spaces (None where it is still empty or cannot be read), and its letters."""
    unread = next((row for row in rows if _UNREAD.match(row.text) and not _NUMBER.match(row.text)), None)
    if unread:
        return None, "".join(_UNREAD.match(unread.text)["letters"].split())
    found = [
        (row, match)
        for row in rows
        for match in _NUMBER.finditer(row.text)
        if _OPENS.fullmatch(row.text, 0, match.start())
    ]
    if not found:
        return None, ""
    row, match = next(((row, match) for row, match in found if match["colon"]), found[0])
    letters = "".join(match["letters"].split())
    digits = "".join((match["digits"] or "").split()).strip(".")
    digits = digits.translate(str.maketrans("OoIl", "0011"))
    if not digits:
        stamped = stamped_between(text, row, match.end("word"), match.start("letters"))
        if stamped is None:
            return None, letters
        end = Span(row.span.start + match.start("letters"), row.span.start + match.end())
        return Field(text.quote((stamped,)) + letters, (stamped, end), "number-stamped"), letters
    start = row.span.start + match.start("digits")
    return Field(digits + letters, (Span(start, row.span.start + match.end()),), "number-line"), letters


_ATTACHED_TO: Final = regex.compile(
    r"[(\[*_\s]*(?:(?:Được\s+)?[Bb]an\s+hành\s+)?[Kk]èm\s+theo\s+(?P<kind>\p{L}+(?:\s+\p{L}+){0,2}?)\s+số\s*:?\s*"
    r"(?:(?P<number>\d{1,5}\s?(?:[-/]\s?[\p{L}\d]+(?:\s?[-/.]\s?\p{L}[\p{L}\d]*)*))(?=[\s,.;)])|[^()]{1,30}?)"
    r"(?:\s*,?\s*ngày\s+(?P<day>\d{1,2})(?:\s+tháng\s+|[/-])(?P<month>\d{1,2})(?:\s+năm\s+|[/-])(?P<year>(?:19|20)\d\d)|\))"
)


def attached_to(words: str, start: int, kind: str) -> tuple[Field | None, Field | None] | None:
    """The number and day of the paper of this kind that an annex says it is attached to, each None where it cannot be
    read; `start` is where `words` begin. None where the words are no such line."""
    match = _ATTACHED_TO.match(words)
    if match is None or canonical(" ".join(match["kind"].split())) != kind:
        return None
    number = None
    if match["number"]:
        span = Span(start + match.start("number"), start + match.end("number"))
        number = Field("".join(match["number"].split()), (span,), "number-of-annex", 0.6)
    value = _iso(match["day"], match["month"], match["year"])
    dated = Span(start + match.start("day"), start + match.end("year")) if value else None
    return number, Field(value, (dated,), "date-of-annex", 0.6) if value and dated else None


def date(text: DocumentText, rows: Sequence[Row]) -> tuple[Field | None, Field | None]:
    """Date and place of issue; a date without its day is none."""
    for row in rows:
        match = _DATE.search(row.text)
        if not match or not (match["place"] or match["day"]):
            continue
        at = row.span.start
        place = None
        if match["place"] and not match["place"].startswith(("Số", "Từ", "Trong")):
            words = " ".join(match["place"].split())
            place = Field(words, (Span(at + match.start("place"), at + match.end("place")),), "date-line")
        stamped = None if match["day"] else stamped_between(text, row, match.end("place"), match.end())
        day = match["day"] or (text.quote((stamped,)) if stamped else "")
        value = _iso(day, match["month"], match["year"])
        if stamped and value:
            return Field(value, (stamped, Span(at, row.span.end)), "date-stamped"), place
        start = match.start("day") if match["day"] else match.start()
        return (Field(value, (Span(at + start, at + match.end()),), "date-line") if value else None), place
    return None, None


def passed(words: str, start: int) -> Field | None:
    """The date on which parliament passed a law, from its last sentence; `start` is where `words` begin."""
    found = list(_PASSED.finditer(words))
    if not found:
        return None
    value = _iso(found[-1]["day"], found[-1]["month"], found[-1]["year"])
    span = Span(start + found[-1].start("day"), start + found[-1].end())
    return Field(value, (span,), "passed-on") if value else None


def _iso(day: str | None, month: str | None, year: str | None) -> str | None:
    if not (day and month and year and day.isdecimal() and month.isdecimal()):
        return None
    if not (1 <= int(day) <= 31 and 1 <= int(month) <= 12):
        return None
    return f"{year}-{int(month):02}-{int(day):02}"


def stamped_between(text: DocumentText, row: Row, left: int, right: int) -> Span | None:
    """A number that was put into the gap of a printed line afterwards ("Số: … /UBND", "ngày … tháng"): office programs
    write it as a line of its own over the page. `left`, `right` are offsets in the row's text around the gap."""
    inside = text.words_in(row.span)
    before = [word for word in inside if word.end <= row.span.start + left + 1 and word.box]
    after = [word for word in inside if word.start >= row.span.start + left and word.box]
    if not before or not after or before[-1].box is None:
        return None
    edge = before[-1].box
    for word in text.words:
        box = word.box
        if box is None or box.page != edge.page or row.span.start <= word.start < row.span.end:
            continue
        height = edge.y1 - edge.y0
        level = abs((box.y0 + box.y1) - (edge.y0 + edge.y1)) / 2 < 0.9 * height
        limit = max(w.box.x1 for w in after if w.box)
        if level and edge.x1 - 0.01 < box.x0 and box.x1 < limit and text.text[word.start : word.end].isdecimal():
            return Span(word.start, word.end)
    return None


@lru_cache(maxsize=1)
def _folded_kinds() -> dict[str, Kind]:
    return {fold(word): known for word, known in by_word().items() if len(word) > 6}


def kind(parts: Sequence[Segment], letters: str) -> tuple[Field | None, int]:
    """The kind of paper and the place of its segment (-1 where it is only in the number's letters)."""
    words = by_word()
    for n, segment in enumerate(parts):
        if not segment.capitals:
            continue
        said = canonical(" ".join(segment.text.split())).strip(" :.")
        if said in words and len(said) > 3:
            return Field(words[said].name, (segment.span,), "kind-line"), n
    folded = _folded_kinds()
    for n, segment in enumerate(parts):
        if not segment.capitals:
            continue
        said = fold(" ".join(segment.text.split())).strip(" :.")
        if said in folded:
            return Field(folded[said].name, (segment.span,), "kind-line-misread", 0.8), n
    for n, segment in enumerate(parts):
        if not segment.capitals or segment.motto or segment.left:
            continue
        said = canonical(" ".join(segment.text.split()))
        for word, known in words.items():
            if said.startswith(word + " ") and len(word) > 3:
                return Field(known.name, (Span(segment.span.start, segment.span.start + len(word)),), "kind-line"), n
    named = kind_of("1" + letters) if letters else None
    about = next((segment for segment in parts if _ABOUT.match(segment.text)), None)
    if named:
        return Field(named, (), "kind-of-number"), -1
    if letters or about:
        return Field("công văn", (about.span,) if about else (), "letter-without-kind"), -1
    return None, -1


def title(parts: Sequence[Segment], kind_at: int) -> Field | None:
    """The trích yếu: what stands below the kind of paper, or the "V/v …" of a letter."""
    taken = _below(parts, kind_at) if kind_at >= 0 else _about(parts)
    if taken and len(taken) > 1 and named_below(parts, kind_at):
        taken = taken[1:]
    words = " ".join(" ".join(segment.text.split()) for segment in taken).strip(" *_:").rstrip(".")
    return (
        Field(words, tuple(segment.span for segment in taken), "below-kind" if kind_at >= 0 else "about")
        if words
        else None
    )


def named_below(parts: Sequence[Segment], kind_at: int) -> Field | None:
    """The issuer where a line "CỦA …" under the kind names it (party resolutions)."""
    if kind_at < 0:
        return None
    line = next((segment for segment in parts[kind_at + 1 : kind_at + 4] if not (segment.motto or segment.rule)), None)
    of = _OF.match(line.text) if line else None
    if line is None or of is None:
        return None
    found = find_bodies(line.text[of.end() :])
    whole = len(found) == 1 and found[0].evidence == (Span(0, len(line.text) - of.end()),) and found[0].body
    return Field(found[0].name, (Span(line.span.start + of.end(), line.span.end),), "below-kind") if whole else None


def _below(parts: Sequence[Segment], kind_at: int) -> list[Segment]:
    taken: list[Segment] = []
    for segment in parts[kind_at + 1 :]:
        if segment.motto or (segment.rule and not taken):
            continue
        if segment.rule or (_TITLE_ENDS.fullmatch(segment.text) and (taken and not taken[-1].capitals)):
            break
        if taken and taken[-1].capitals and not segment.capitals and len(taken) > 1 and segment.text[0].isupper():
            break
        if segment.text.startswith("Số:") or ((dated := _DATE.fullmatch(segment.text)) and dated["place"]):
            continue
        taken.append(segment)
    return taken


def _about(parts: Sequence[Segment]) -> list[Segment]:
    first = next((n for n, segment in enumerate(parts) if _ABOUT.match(segment.text)), None)
    if first is None:
        return []
    taken = [parts[first]]
    for segment in parts[first + 1 :]:
        dated = _DATE.search(segment.text) and not _ABOUT.search(segment.text) and segment.left is not True
        if segment.motto or dated or _DATE_BEGINS.fullmatch(segment.text) or segment.left is not parts[first].left:
            continue
        if segment.rule or segment.text.startswith(("Kính gửi", "Căn cứ", "- ")):
            break
        if segment.capitals and len(segment.text) > 12:
            break
        taken.append(segment)
    return taken


def marks(parts: Sequence[Segment]) -> tuple[Field | None, Field | None]:
    """Degree of secrecy and of urgency, in lower case."""
    found: list[Field | None] = []
    for pattern, rule in ((_SECRECY, "secrecy-stamp"), (_URGENCY, "urgency-stamp")):
        hit = next(((s, m) for s in parts if (m := pattern.fullmatch(s.text))), None)
        found.append(Field(hit[1][1].lower(), (hit[0].span,), rule) if hit else None)
    return found[0], found[1]


def issuer(parts: Sequence[Segment], kind_at: int, number_value: str, place: str | None) -> tuple[Field, ...]:
    """The issuing bodies by their canonical names: the lowest body of the letterhead's left column."""
    lines = _issuer_lines(parts, kind_at)
    evidence = tuple(segment.span for segment in lines)
    said = _MARKED.sub("", " ".join(" ".join(segment.text.split()) for segment in lines))
    home = _home(lines, place)
    if said:
        found = find_bodies(said, home=home)
        named = _lowest(said, found, lines, joint="TTLT" in number_value or "NQLT" in number_value)
        if named:
            return tuple(Field(name, evidence, "letterhead") for name in named)
    by_number = issuer_of(number_value, home_place(home)) if number_value else ()
    if by_number:
        return tuple(Field(name, (), "issuer-of-number", 0.7) for name in by_number)
    return (Field(sentence_case(said), evidence, "letterhead-as-printed", 0.5),) if said else ()


_CENTRAL_COMMITTEE: Final = "Ban Chấp hành Trung ương"


def signed_for(issuers: tuple[Field, ...], tail: Sequence[Row]) -> tuple[Field, ...]:
    """The issuers, the one that is signed for ("T/M BỘ CHÍNH TRỊ") where the letterhead only names the Central
    Committee, as on all papers of its organs."""
    if len(issuers) != 1 or not issuers[0].value.startswith(_CENTRAL_COMMITTEE):
        return issuers
    for row in tail:
        signed = _SIGNED_FOR.search(row.text)
        found = find_bodies(signed["who"]) if signed else ()
        if signed and found and found[0].body:
            start = row.span.start + signed.start("who")
            span = Span(start + found[0].evidence[0].start, start + found[0].evidence[-1].end)
            return (Field(found[0].name, (span,), "signed-for", 0.9),)
    return issuers


_SIGNED_FOR: Final = regex.compile(r"(?<!\p{L})(?:T/M|TM\.?|T\.M\.?)\s+(?P<who>(?:BỘ CHÍNH TRỊ|BAN BÍ THƯ)(?!\p{L}))")


def _issuer_lines(parts: Sequence[Segment], kind_at: int) -> list[Segment]:
    """The lines of the left column in capitals, above number and kind."""
    taken: list[Segment] = []
    kinds = by_word()
    for segment in parts[: kind_at if kind_at >= 0 else 14]:
        if segment.left is False or segment.motto:
            continue
        numbered = segment.text.startswith("Số:") or (":" in segment.text and _NUMBER.search(segment.text))
        if taken and (numbered or _ABOUT.match(segment.text)):
            break
        if _SECRECY.fullmatch(segment.text) or _URGENCY.fullmatch(segment.text) or segment.rule:
            continue
        if segment.capitals and not _NUMBER.match(segment.text) and canonical(segment.text) not in kinds:
            taken.append(segment)
        elif taken:
            break
    return taken


def _home(lines: Sequence[Segment], place: str | None) -> str | None:
    for segment in lines:
        if home_place(sentence_case(segment.text)):
            return sentence_case(segment.text)
    return place


def _lowest(said: str, found: Sequence[BodyMention], lines: Sequence[Segment], *, joint: bool) -> tuple[str, ...]:
    if not found:
        return ()
    if joint and len(found) > 1:
        return tuple(mention.name for mention in found)
    last = found[-1]
    rest = said[last.evidence[-1].end :].strip(" -–*")
    if not rest:
        return (last.name,)
    rest = _BY_ORDER.sub("", rest)
    if rest.startswith("VỀ "):
        return (sentence_case(said[last.evidence[0].start :]).replace("Ban chỉ đạo", "Ban Chỉ đạo"),)
    if _ORGAN.fullmatch(rest):
        return (f"{sentence_case(rest)} {last.name}",)
    return (sentence_case(rest),) if len(rest) > 8 else (last.name,)


# Bộ trưởng Bộ Công an ban hành Thông tư quy định … · Chính phủ ban hành Nghị định …
_ENACTS: Final = regex.compile(
    r"(?P<who>\p{Lu}[^.;:]{3,120}?)\s+ban hành\s+"
    r"(?:Luật|Bộ luật|Pháp lệnh|Nghị quyết|Nghị định|Quyết định|Thông tư|Chỉ thị)\b"
)


def enacting(said: Sequence[tuple[str, int]]) -> tuple[Field, ...]:
    """The issuer that the enacting formula names; `said` are paragraphs with where they begin."""
    for words, start in said:
        match = _ENACTS.match(words)
        found = find_bodies(match["who"]) if match else ()
        if match and found:
            span = Span(start + match.start("who"), start + match.end("who"))
            return (Field(found[0].name, (span,), "enacting-formula", 0.8),)
    return ()


def sentence_case(words: str) -> str:
    """Capitals as running text: "ĐOÀN KIỂM TRA" → "Đoàn kiểm tra"."""
    low = " ".join(words.split()).lower()
    return low[:1].upper() + low[1:]
