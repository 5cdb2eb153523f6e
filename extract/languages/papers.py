"""Citations of Vietnamese papers in the other languages: "Resolusi No. 57-NQ/TW", "plan nr. 151-KH/TU"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import regex

from extract.bodies import home_place
from extract.citation_draft import CitationDraft
from extract.kinds import issuer_of, kind_of
from extract.languages.grammar import Grammar, grammar
from extract.languages.times import day_pattern, day_value
from extract.numbers import find_numbers
from extract.pipe import sentences
from vanthu.records import BodyMention, Citation, Span
from vanthu.viet import lower


@lru_cache(maxsize=4)
def _patterns(code: str) -> dict[str, Any]:
    rules = grammar(code)
    kinds = "|".join(sorted(map(regex.escape, rules.kinds), key=len, reverse=True))
    word = rf"(?<![\w-])(?P<kind>{kinds}){chr(92)}p{{Ll}}{{0,4}}"
    no = rf"(?P<no>{rules.number})"
    by = rf"{rules.by}\s+" if rules.by else ""
    return {
        "lead": regex.compile(rf"{word}\s+(?:{no}\s*)?$"),
        "short": regex.compile(
            rf"{word}\s+(?:{no}\s*)?(?P<number>\d{{1,4}})(?![\w/%]|[-.,]\w|\s+(?:{rules.counted}|tahun|bulan|år|лет|years)(?!\w))"
        ),
        "numbered": regex.compile(rf"{word}\s+{no}\s*(?P<number>\d{{1,4}})(?![\w/%]|[-.,]\w)"),
        "law": regex.compile(rf"(?<![\w-])(?:{rules.law})"),
        "dated": regex.compile(rf"{rules.dated}\s+{day_pattern(rules)}"),
        "by": regex.compile(rf",?\s+{by}"),
        "issues": regex.compile(rf"(?<!\w){rules.issues}\s+(?:\w+\s+){{0,2}}$"),
        "day": regex.compile(day_pattern(rules)),
    }


def find_papers(
    text: str, rules: Grammar, bodies: Sequence[BodyMention], *, home: str | None = None
) -> tuple[Citation, ...]:
    """The citations of a text in order; evidence counts in `text`, `id` and `provision` are left to the caller."""
    words = lower(text)
    starts = {b.evidence[0].start: b for b in bodies}
    ends = {b.evidence[0].end: b for b in bodies}
    drafts = [*_numbered(words, text, rules)]
    drafts += [d for d in _short(words, text, rules) if not _within(d, drafts)]
    drafts += [d for d in _laws(words, text, rules) if not _within(d, drafts)]
    place = home_place(home)
    bounds = sentences(text)
    drafts.sort(key=lambda d: d.start)
    for draft in drafts:
        _tail(words, draft, rules, starts, ends)
        _sentence(words, draft, rules, bodies, bounds)
    for earlier, later in pairwise(drafts):
        if not earlier.issuer and regex.fullmatch(rules.joins, words[earlier.end : later.start]):
            earlier.issuer = later.issuer
    for draft in drafts:
        if not draft.issuer and draft.number:
            draft.issuer = issuer_of(draft.number, place)
    for draft in drafts:
        if draft.number is None:
            draft.name = " ".join(text[draft.start : draft.end].split())
    return tuple(draft.citation(text) for draft in drafts)


def _within(draft: CitationDraft, others: Sequence[CitationDraft]) -> bool:
    return any(o.start < draft.end and draft.start < o.end for o in others)


def _numbered(words: str, text: str, rules: Grammar) -> Iterator[CitationDraft]:
    lead = _patterns(rules.code)["lead"]
    for number in find_numbers(text):
        at, end = number.span.start, number.span.end
        before = lead.search(words, max(0, at - 50), at)
        own = kind_of(number.number)
        kind = own or (rules.kinds[before["kind"]] if before else None)
        start = before.start() if before else at
        yield CitationDraft(start, end, _accented(number.number), kind, f"{rules.code}-number")


_LOST: Final = regex.compile(r"(?<=\d[-/])(?:QD|ND|DA|CD)(?=[-/])")


def _accented(number: str) -> str:
    """Đ lost by the translation put back where a type code shows it: 204-QD/TW → 204-QĐ/TW."""
    return str(_LOST.sub(lambda m: m[0].replace("D", "Đ"), number))


def _short(words: str, text: str, rules: Grammar) -> Iterator[CitationDraft]:
    """ "Resolusi 57" · "Kesimpulan No. 130": a number without its letters; projects only with a capital letter."""
    for name in ("numbered", "short"):
        for match in _patterns(rules.code)[name].finditer(words):
            kind = rules.kinds[match["kind"]]
            if (
                name == "short"
                and kind not in ("nghị quyết", "kết luận", "chỉ thị")
                and not text[match.start()].isupper()
            ):
                continue
            if kind == "đề án" and len(match["number"]) < 2:
                continue
            if name == "short" and _patterns(rules.code)["numbered"].match(words, match.start()):
                continue
            yield CitationDraft(match.start(), match.end(), match["number"], kind, f"{rules.code}-short")


def _laws(words: str, text: str, rules: Grammar) -> Iterator[CitationDraft]:
    for match in _patterns(rules.code)["law"].finditer(text if rules.code != "ru" else words):
        if text[match.start()].isupper() or rules.code == "nb":
            yield CitationDraft(match.start(), match.end(), None, "luật", f"{rules.code}-law")


def _tail(
    words: str, draft: CitationDraft, rules: Grammar, starts: dict[int, BodyMention], ends: dict[int, BodyMention]
) -> None:
    """Date and issuer behind ("datert … fra …", "Kesimpulan No. 130 Politbiro"), or the issuer before it."""
    patterns = _patterns(rules.code)
    dated = patterns["dated"].match(words, draft.end)
    if dated:
        draft.issued, draft.end = day_value(dated["day"], rules), dated.end()
    by = patterns["by"].match(words, draft.end) if rules.by else None
    body = (starts.get(by.end()) or starts.get(_after_article(words, by.end()))) if by else None
    if body:
        draft.issuer, draft.end = (body.name,), body.evidence[0].end
        return
    beside = starts.get(draft.end + 1)
    if beside and not beside.group and rules.code in ("id", "ru") and draft.kind != "luật":
        draft.issuer, draft.end = (beside.name,), beside.evidence[0].end
        return
    bracket = starts.get(draft.end + 2) if words[draft.end : draft.end + 2] == " (" else None
    before = ends.get(draft.start - 1) if rules.code == "nb" else None
    for named in (bracket, before):
        if named and not named.group:
            draft.issuer = (named.name,)
            return


_ARTICLE: Final = regex.compile(r"(?:den|det|the)\s+")


def _after_article(words: str, at: int) -> int:
    match = _ARTICLE.match(words, at)
    return match.end() if match else -1


def _sentence(
    words: str, draft: CitationDraft, rules: Grammar, bodies: Sequence[BodyMention], bounds: Sequence[Span]
) -> None:
    """ "Pada 22 Desember 2024, Politbiro mengeluarkan Resolusi No. 57-NQ/TW": the subject and day of the issuing."""
    patterns = _patterns(rules.code)
    begin = next((s.start for s in reversed(bounds) if s.start <= draft.start), 0)
    verb = patterns["issues"].search(words, max(begin, draft.start - 90), draft.start)
    if verb is None:
        return
    near = [b for b in bodies if begin <= b.evidence[0].start < verb.start() and not b.group]
    if not draft.issuer and near and draft.kind != "luật":
        draft.issuer = (near[-1].name,)
    days = list(patterns["day"].finditer(words, begin, verb.start()))
    if not draft.issued and days and draft.kind != "luật":
        draft.issued = day_value(days[-1]["day"], rules)
