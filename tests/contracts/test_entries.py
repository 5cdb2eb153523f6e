"""What the store promises about what people say (`ports.Entries`, `ports.Readings`), on SQLite and PostgreSQL."""

# ruff: noqa: F811 - fixtures come from the suite beside

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from tests.contracts.test_store import (  # noqa: F401 - fixtures
    ALL,
    NOBODY,
    NOW,
    HandClock,
    claimed,
    clock,
    extracted,
    found,
    page,
    receipt,
    store,
    template,
    url,
)
from vanthu.errors import BadRequest, Conflict, NotFound
from vanthu.records import (
    Box,
    Correction,
    Deadline,
    Decision,
    DocumentText,
    Entry,
    Extraction,
    Outcome,
    PageInfo,
    PageSource,
    Seen,
    Selector,
    Span,
    State,
    Task,
    TextWord,
    Undo,
    Verdict,
    standing,
)
from vanthu.store.sql_store import SqlStore

DECISION = Decision(
    "o1",
    Verdict.ACCEPT,
    Task(
        (Selector("Giao Bộ Tài chính", "trước", "sau", (Box(2, 0.1, 0.2, 0.3, 0.4),)),),
        "Giao",
        deadline=Deadline((), "trong năm 2025", "in", "2025", day=5),
    ),
)


def fix(first: int = 0, count: int = 1, new: str = "chính", n: int = 1) -> Correction:
    return Correction(n, first, count, "chinh", new, Box(n, 0.1, 0.2, 0.3, 0.4), "Tài", "chủ")


def say(store: SqlStore, document: str, what: object, after: int = 0, **options: object) -> Entry:
    return store.add_entry(document, what, after=after, by="local", permission=options.get("permission", ALL))  # type: ignore[arg-type]


def test_what_is_said_is_kept_in_order_with_who_and_when_and_makes_work(store: SqlStore, clock: HandClock) -> None:
    document = extracted(store).id
    for what in (fix(), Seen(1, "abc"), DECISION):
        say(store, document, what, after=99)
        clock.later(1)
    log = store.entries(document, ALL)
    assert [entry.what for entry in log] == [fix(), Seen(1, "abc"), DECISION]
    assert [(entry.by, (entry.at - NOW).total_seconds()) for entry in log] == [("local", 0), ("local", 1), ("local", 2)]
    assert [entry.sequence for entry in log] == sorted({entry.sequence for entry in log})
    assert [job.id for job in store.due()] == [f"extract:{document}"]


def test_a_page_that_was_only_seen_makes_no_work(store: SqlStore) -> None:
    say(store, extracted(store).id, Seen(1, "abc"))
    assert store.due() == []


def test_what_may_not_be_seen_cannot_be_spoken_of(store: SqlStore) -> None:
    document = extracted(store).id
    for ask in (
        lambda: say(store, document, fix(), permission=NOBODY),
        lambda: say(store, "absent", fix()),
        lambda: store.entries(document, NOBODY),
    ):
        with pytest.raises(NotFound):
            ask()
    assert store.entries(document, ALL) == ()
    assert store.documents_decided(NOBODY) == []


CONFLICTS = {
    "the same word": (fix(3), fix(3, new="khác"), True),
    "words that meet": (fix(2, 3), fix(4), True),
    "words side by side": (fix(2, 2), fix(4), False),
    "the same word of another page": (fix(3), fix(3, n=2), False),
    "a page found right that was corrected since": (fix(3), Seen(1, "x"), True),
    "a page found right where another was corrected": (fix(3), Seen(2, "x"), False),
    "the same fact": (DECISION, replace(DECISION, verdict=Verdict.REJECT), True),
    "another fact": (DECISION, replace(DECISION, fact="o2"), False),
    "a word and a fact": (fix(3), DECISION, False),
}


@pytest.mark.parametrize(("first", "second", "meet"), CONFLICTS.values(), ids=CONFLICTS)
def test_who_has_not_seen_what_was_said_about_the_same_thing_is_told(
    store: SqlStore, first: object, second: object, meet: bool
) -> None:
    document = extracted(store).id
    before = say(store, document, first)
    if meet:
        with pytest.raises(Conflict) as told:
            say(store, document, second)
        assert told.value.current == (before,)
        say(store, document, second, after=before.sequence)  # who has seen it may go on
    else:
        say(store, document, second)


def test_the_same_words_said_twice_are_one_entry(store: SqlStore) -> None:
    document = extracted(store).id
    assert say(store, document, fix()) == say(store, document, fix())
    assert len(store.entries(document, ALL)) == 1


def test_of_many_that_say_something_at_once_one_is_heard(store: SqlStore) -> None:
    document = extracted(store).id

    def one(i: int) -> bool:
        try:
            say(store, document, fix(new=f"{i}"))
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(6) as threads:
        assert sum(threads.map(one, range(6))) == 1


def test_taking_back_is_an_entry_too_and_can_be_taken_back(store: SqlStore) -> None:
    document = extracted(store).id
    said = say(store, document, fix())
    undone = say(store, document, Undo(said.id), after=said.sequence)
    assert standing(store.entries(document, ALL)) == ()
    with pytest.raises(Conflict):
        say(store, document, replace(fix(), new="khác"), after=said.sequence)
    with pytest.raises(BadRequest):
        say(store, document, Undo("e-of-nobody"), after=undone.sequence)
    say(store, document, Undo(undone.id), after=undone.sequence)
    assert standing(store.entries(document, ALL)) == (said,)
    assert len(store.entries(document, ALL)) == 3


def test_what_is_said_while_a_document_is_extracted_is_not_lost(store: SqlStore) -> None:
    document = extracted(store).id
    first = say(store, document, fix())
    lease = claimed(store)
    say(store, document, fix(7), after=first.sequence)
    store.finish_extract(lease, found(), entries=first.sequence)
    assert [job.id for job in store.due()] == [f"extract:{document}"]
    store.finish_extract(claimed(store), found(), entries=store.entries(document, ALL)[-1].sequence)
    assert store.due() == []


def test_documents_with_decisions_are_listed(store: SqlStore) -> None:
    one, two = extracted(store, "a").id, extracted(store, "b", "b.txt").id
    say(store, one, fix())
    assert store.documents_decided(ALL) == []
    for document in (one, two):
        say(store, document, DECISION, after=99)
    assert store.documents_decided(ALL) == sorted([one, two])
    assert store.documents_decided(ALL, after=min(one, two)) == [max(one, two)]


# Readings


def read_as(*pages: Sequence[float | None], loose: tuple[str, ...] = (), reading: str = "r") -> Extraction:
    """An extraction whose pages have words of these confidences; the number stands in the first word of the first."""
    words, infos, at = [], [], 0
    for n, sure in enumerate(pages, start=1):
        start = at
        for i, value in enumerate(sure):
            words.append(TextWord(at, at + 3, Box(n, 0.1 * i, 0.1, 0.1 * i + 0.05, 0.2), value))
            at += 4
        infos.append(PageInfo(n, 595.0, 842.0, PageSource.OCR, start, at, reading=f"{reading}{n}"))
    text = DocumentText("t", "chữ " * (at // 4), (), tuple(words), tuple(infos))
    facts = found(tasks=())
    head = replace(facts.metadata, number=replace(facts.metadata.number, evidence=(Span(0, 3),)))  # type: ignore[type-var]
    return replace(facts, text=text, metadata=head, citations=(), loose=loose)


def entered(store: SqlStore, content: str, extraction: Extraction, batch: str = "b") -> str:
    (kept,) = store.add_receipts([receipt(f"{content}.txt", content, batch)])
    lease = claimed(store)
    assert lease.job.subject == kept.id
    store.checkpoint_pages(lease, [page(n) for n in range(1, len(extraction.text.pages) + 1)])
    document = store.finish_read(lease, Outcome("text/plain", State.DONE, pages=1, pages_expected=1))
    assert document is not None
    store.finish_extract(claimed(store), extraction)
    return document.id


def test_pages_wait_the_worst_first(store: SqlStore) -> None:
    good = entered(store, "good", read_as([0.99, 0.98], [0.97]))
    bad = entered(store, "bad", read_as([0.95, 0.9], [0.7, 0.8, 0.2], [None, None]))
    number = entered(store, "number", read_as([0.3, *[0.99] * 30]))  # one doubtful word, but in the number
    listed = store.review(ALL, below=0.96)
    assert [(one.document, one.n) for one in listed] == [(number, 1), (bad, 2), (bad, 1)]
    assert [(one.words, one.doubtful, one.confidence, one.least) for one in listed] == [
        (31, 1, 0.9677, 0.3),
        (3, 1, 0.5667, 0.5667),
        (2, 0, 0.925, 0.925),
    ]
    assert [one.confidence for one in store.readings(bad, ALL)] == [0.925, 0.5667, None]
    assert [(one.document, one.n) for one in store.review(ALL, below=0.99, limit=3)][-1] == (bad, 1)
    assert (good, 2) in [(one.document, one.n) for one in store.review(ALL, below=0.99)]


def test_the_list_goes_on_after_a_page_that_left_it(store: SqlStore) -> None:
    first = entered(store, "a", read_as([0.5], [0.6], [0.7]))
    say(store, first, Seen(2, "r2"))
    assert [one.n for one in store.review(ALL, below=0.9)] == [1, 3]
    assert [one.n for one in store.review(ALL, below=0.9, after=f"{first}:2")] == [3]
    for unknown in (f"{first}:9", "nonsense", f"{first}:x"):
        with pytest.raises(NotFound):
            store.review(ALL, below=0.9, after=unknown)


def test_a_page_found_right_stays_off_the_list_until_it_is_read_otherwise(store: SqlStore) -> None:
    document = entered(store, "a", read_as([0.5]))
    said = say(store, document, Seen(1, "r1"))
    assert (store.review(ALL, below=0.9), store.readings(document, ALL)[0].seen) == ([], said.id)
    for reading, waiting in (("r", 0), ("s", 1)):
        store.extract_again([document])
        store.finish_extract(claimed(store), read_as([0.5], reading=reading))
        assert len(store.review(ALL, below=0.9)) == waiting
    store.extract_again([document])
    store.finish_extract(claimed(store), read_as([0.5]))
    say(store, document, Undo(said.id), after=said.sequence)
    assert [one.n for one in store.review(ALL, below=0.9)] == [1]


def test_what_found_no_place_brings_its_page_to_the_front(store: SqlStore) -> None:
    document = entered(store, "a", read_as([0.99], [0.99]))
    entered(store, "b", read_as([0.3]))
    said = say(store, document, fix(n=2))
    say(store, document, Seen(2, "r2"), after=said.sequence)
    store.finish_extract(claimed(store), read_as([0.99], [0.99], loose=(said.id,)), entries=99)
    first = store.review(ALL, below=0.9)[0]
    assert (first.document, first.n, first.loose) == (document, 2, 1)


def test_totals_count_what_may_be_seen_by_batch(store: SqlStore) -> None:
    entered(store, "a", read_as([0.5, 0.7], [None]), "one")
    other = entered(store, "b", read_as([0.9] * 8), "two")
    say(store, other, Seen(1, "r1"))
    whole, one = (store.reading_totals(ALL, below=0.95, batch=batch) for batch in (None, "one"))
    assert (whole.pages, whole.recognised, whole.words, whole.listed, whole.seen) == (3, 2, 10, 1, 1)
    assert (one.pages, one.words, one.confidence, one.listed) == (2, 2, 0.6, 1)
    assert whole.confidence == pytest.approx((0.6 * 2 + 0.9 * 8) / 10)
    assert [one.n for one in store.review(ALL, below=0.95, batch="two")] == []
    assert [one.n for one in store.review(ALL, below=0.95, batch="one")] == [1]
    nobody = store.reading_totals(NOBODY, below=0.95)
    assert (nobody.pages, nobody.listed, nobody.confidence) == (0, 0, None)
    assert store.review(NOBODY, below=0.95) == store.readings(other, NOBODY) == []
