"""What the store promises about papers that are not one whole file (`vanthu.ports.Papers`)."""
# ruff: noqa: F811 - fixtures of the store's suite

from __future__ import annotations

from typing import Any

import pytest

from tests.contracts.test_batches import claimed, extract
from tests.contracts.test_store import ALL, clock, receipt, store, template, url  # noqa: F401
from vanthu.errors import BadRequest, Conflict, NotFound
from vanthu.records import (
    Box,
    Cell,
    Line,
    Outcome,
    Page,
    PageSource,
    Proposal,
    ProposalState,
    Range,
    State,
    Word,
)
from vanthu.store.sql_store import SqlStore


def page(n: int, words: str) -> Page:
    word = Word(0, len(words), Box(n, 0.1, 0.1, 0.2, 0.2), 0.9)
    return Page(n, 595.0, 842.0, PageSource.OCR, (Line(words, (word,), cell=Cell(0, 0, 0)),))


def read(store: SqlStore, name: str, *words: str) -> str:
    """A document of these pages, extracted."""
    store.add_receipts([receipt(name, name)])
    lease = claimed(store)
    store.checkpoint_pages(lease, [page(n, text) for n, text in enumerate(words, start=1)])
    document = store.finish_read(lease, Outcome("application/pdf", State.DONE, pages=len(words)))
    assert document is not None
    extract(store, claimed(store))
    return document.id


def split(document: str, *ranges: tuple[int, int]) -> Proposal:
    parts = tuple((Range(document, first, last),) for first, last in ranges)
    return Proposal("", "split", "b", parts, ("Trang 3: có quốc hiệu.",))


def proposed(store: SqlStore, proposal: Proposal) -> str:
    store.propose([proposal])
    return store.proposals("b")[0].id


def standing(store: SqlStore) -> list[str]:
    return [document.id for document in store.documents(ALL)]


def carry_all(store: SqlStore) -> None:
    while (lease := store.claim("me", seconds=60)) is not None:
        extract(store, lease)


def index(store: SqlStore) -> dict[str, bool]:
    """What the index will be told last about each document: whether it is gone."""
    return {change.document: change.delete for change in store.changes(limit=1000)}


def test_a_proposal_is_kept_once_and_changes_while_nobody_has_decided(store: SqlStore) -> None:
    whole = read(store, "scan.pdf", "a", "b", "c")
    assert store.propose([split(whole, (1, 1), (2, 3))]) == 1
    assert store.propose([split(whole, (1, 2), (3, 3))]) == 0
    (one,) = store.proposals("b", state=ProposalState.OPEN)
    assert [part[0].first for part in one.parts] == [1, 3]
    assert store.proposal(one.id) == one
    store.refuse(one.id, by="Nguyễn Văn A")
    assert store.propose([split(whole, (1, 1), (2, 3))]) == 0
    said = store.proposal(one.id)
    assert (said.state, said.by) == (ProposalState.REFUSED, "Nguyễn Văn A")
    assert [part[0].first for part in said.parts] == [1, 3]
    assert store.proposals("b", state=ProposalState.OPEN) == store.proposals("other") == []
    with pytest.raises(NotFound):
        store.proposal("none")


def test_a_file_that_is_split_becomes_papers_with_pages_boxes_and_pictures_of_their_own(store: SqlStore) -> None:
    whole = read(store, "scan.pdf", "one", "two", "three")
    done = store.accept(proposed(store, split(whole, (1, 2), (3, 3))), by="x")
    assert standing(store) == sorted(done.papers)
    assert index(store)[whole] is True
    carry_all(store)
    assert set(store.versions()) == set(done.papers)
    assert store.extracted() == 2
    first, second = (store.document(one, ALL) for one in done.papers)
    assert (first.name, first.pages, second.pages) == ("scan.pdf (tr. 1-2)", 2, 1)
    assert first.sha256 == second.sha256 == store.document(whole, ALL).sha256
    (last,) = store.pages(second.id, ALL)
    assert (last.n, last.lines[0].text) == (1, "three")
    assert last.lines[0].words[0].box is not None
    assert last.lines[0].words[0].box.page == 1
    assert second.sheet(1)[2] == 3
    assert [first.sheet(n)[2] for n in (1, 2)] == [1, 2]
    assert store.document(whole, ALL).moved_to == done.papers
    assert store.accept(done.id, by="y") == done


def test_pictures_that_are_joined_become_one_paper(store: SqlStore) -> None:
    pictures = [read(store, f"{n}.pdf", f"page {n}") for n in (1, 2, 3)]
    part = tuple(Range(one, 1, 1) for one in pictures)
    done = store.accept(proposed(store, Proposal("", "join", "b", (part,), ())), by="x")
    carry_all(store)
    (paper,) = standing(store)
    assert done.papers == (paper,)
    pages = store.pages(paper, ALL)
    assert [(page.n, page.lines[0].text) for page in pages] == [(1, "page 1"), (2, "page 2"), (3, "page 3")]
    tables = {line.cell.table for page in pages for line in page.lines if line.cell}
    assert len(tables) == 3  # tables of different pictures are different tables
    views = [store.document(paper, ALL).sheet(n) for n in (1, 2, 3)]
    assert len({view for view, _, _ in views}) == 3
    assert {page for _, _, page in views} == {1}


def test_a_clerk_may_arrange_otherwise_than_was_proposed(store: SqlStore) -> None:
    whole = read(store, "scan.pdf", "a", "b", "c")
    parts = split(whole, (1, 1), (2, 2), (3, 3)).parts
    done = store.accept(proposed(store, split(whole, (1, 1), (2, 3))), by="x", parts=parts)
    assert len(done.papers) == 3
    with pytest.raises(Conflict):
        store.accept(done.id, by="x", parts=split(whole, (1, 2), (3, 3)).parts)


@pytest.mark.parametrize(
    "ranges",
    [((1, 1), (2, 2)), ((1, 2), (2, 3)), ((1, 3),), ((0, 1), (2, 3)), ((1, 1), (2, 4)), ((3, 1), (1, 3)), ()],
)
def test_every_page_stands_in_one_part(store: SqlStore, ranges: Any) -> None:
    whole = read(store, "scan.pdf", "a", "b", "c")
    proposal = proposed(store, split(whole, (1, 1), (2, 3)))
    wrong = split(whole, *ranges).parts or (((),))
    with pytest.raises(BadRequest):
        store.accept(proposal, by="x", parts=wrong)  # type: ignore[arg-type]
    assert standing(store) == [whole]


def test_what_was_accepted_can_be_taken_back_and_done_again(store: SqlStore) -> None:
    whole = read(store, "scan.pdf", "a", "b")
    before = store.pages(whole, ALL)
    done = store.accept(proposed(store, split(whole, (1, 1), (2, 2))), by="x")
    carry_all(store)
    assert store.refuse(done.id, by="x").papers == ()
    assert standing(store) == [whole]
    assert [index(store)[one] for one in done.papers] == [True, True]
    carry_all(store)
    assert (set(store.versions()), store.pages(whole, ALL)) == ({whole}, before)
    assert index(store)[whole] is False
    again = store.accept(done.id, by="x")
    carry_all(store)
    assert again.papers == done.papers
    assert set(store.versions()) == set(done.papers)


def test_a_document_is_arranged_by_one_proposal_at_a_time(store: SqlStore) -> None:
    whole, other = read(store, "scan.pdf", "a", "b"), read(store, "2.pdf", "c")
    store.accept(proposed(store, split(whole, (1, 1), (2, 2))), by="x")
    join = Proposal("", "join", "c", ((Range(whole, 1, 2), Range(other, 1, 1)),), ())
    store.propose([join])
    with pytest.raises(Conflict):
        store.accept(store.proposals("c")[0].id, by="x")


def test_extracting_what_was_set_aside_brings_it_back_nowhere(store: SqlStore) -> None:
    whole = read(store, "scan.pdf", "a", "b")
    store.extract_again([whole])
    running = claimed(store)
    proposal = proposed(store, split(whole, (1, 1), (2, 2)))
    store.accept(proposal, by="x")
    with pytest.raises(Exception, match="lease"):
        extract(store, running)
    store.extract_again([whole])
    carry_all(store)
    assert whole not in store.versions()
    assert index(store)[whole] is True
    assert [one for one, _ in store.obligations_of(["x"], ALL)] == []
