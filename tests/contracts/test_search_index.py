"""The contract of `ports.SearchIndex`: one suite, every case on each engine, the same answers from both."""

from __future__ import annotations

import importlib.util
import os
import random
import secrets
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from search_api.index import embedded, opensearch
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import IndexQuery, IndexRecord, Permission, Unit

ENGINES: Final = ("tantivy", pytest.param("opensearch", marks=pytest.mark.server))
EVERYTHING: Final = Permission(everything=True)
CASES: Final[Counter[str]] = Counter()


def recipe() -> ModuleType:
    path = Path(__file__).parents[1] / "opensearch" / "node.py"
    spec = importlib.util.spec_from_file_location("opensearch_node", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def node() -> Iterator[str]:
    """One real OpenSearch; skipped at home where it cannot be started, failed in CI."""
    module = recipe()
    running = module.node()
    try:
        address = running.__enter__()
    except module.CannotStart as error:
        if os.environ.get("CI"):
            pytest.fail(str(error))
        pytest.skip(str(error))
    try:
        yield address
    finally:
        running.__exit__(None, None, None)


Open = Callable[[], SearchIndex]


@pytest.fixture(scope="module", params=ENGINES)
def opening(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Open]:
    """Makes an empty index of one engine; the same one again when called with its name."""
    opened: list[SearchIndex] = []

    def tantivy() -> SearchIndex:
        opened.append(embedded.open_index(tmp_path_factory.mktemp("index")))
        return opened[-1]

    def cluster() -> SearchIndex:
        address = request.getfixturevalue("node")
        opened.append(opensearch.open_index(address, alias=f"t{secrets.token_hex(6)}"))
        return opened[-1]

    yield {"tantivy": tantivy, "opensearch": cluster}[request.param]
    for index in opened:
        index.close()


@pytest.fixture(scope="module")
def engine(opening: Open, request: pytest.FixtureRequest) -> str:
    return opening.__name__


@pytest.fixture(autouse=True)
def counted(engine: str) -> None:
    CASES[engine] += 1


@pytest.fixture
def index(opening: Open) -> SearchIndex:
    return opening()


def passage(document: str, text: str, *, access: str = "a", version: int = 1, n: int = 1, **fields: Any) -> IndexRecord:
    values = {"document": document, "passage": text, **fields}
    return IndexRecord(f"{document}:p{n}", Unit.PASSAGE, document, access, version, values)


def put(index: SearchIndex, *records: IndexRecord, version: int = 1) -> None:
    documents = dict.fromkeys(record.document for record in records)
    index.apply([(d, version, [record for record in records if record.document == d]) for d in documents])


def found(index: SearchIndex, **asked: Any) -> list[str]:
    asked = {"unit": Unit.PASSAGE, "permission": EVERYTHING, **asked}
    return [hit.record.document for hit in index.search(IndexQuery(**asked)).hits]


RECORDS: Final = (
    passage("typed", "Giữ gìn hòa bình và ổn định", type="kế hoạch", issuer=("Bộ Công an",), issued="2025-01-02"),
    passage("bare", "hoa binh on dinh lau dai tren bien", type="nghị quyết", issued="2024-05-06", page=3),
    passage("new", "nền hoà bình lâu dài", type="kế hoạch", issuer=("Bộ Y tế", "Bộ Công an"), number="57-NQ/TW"),
    passage("other", "Đề án chuyển đổi số, dữ liệu dùng chung", type="đề án", issued="2025-06-30", page=12),
    passage("far", "dữ liệu của các bộ được dùng chung", type="đề án", number="03/NQ-CP", numbers=("3/NQ/CP",)),
    passage("title", "Điều 2 quy định việc ban hành", title="Kế hoạch về dữ liệu mở", page=2, issued="2023-12-31"),
)


@pytest.fixture(scope="module")
def archive(opening: Open) -> SearchIndex:
    index = opening()
    put(index, *RECORDS)
    return index


QUESTIONS: Final[tuple[tuple[str, dict[str, Any], set[str]], ...]] = (
    ("without accents finds every spelling", {"words": "hoa binh"}, {"typed", "bare", "new"}),
    ("with accents finds every spelling too", {"words": "hòa bình"}, {"typed", "bare", "new"}),
    ("exact wants the accents, not the tone's place", {"words": "hoà bình", "exact": True}, {"typed", "new"}),
    ("capitals do not matter", {"words": "HÒA BÌNH", "exact": True}, {"typed", "new"}),
    ("d finds đ", {"words": "de an"}, {"other"}),
    ("all words are wanted", {"words": "hòa dữ"}, set()),
    (
        "any word is enough where asked",
        {"words": "hòa dữ", "any_word": True},
        {"typed", "bare", "new", "other", "far", "title"},
    ),
    ("a phrase stands together", {"phrases": ("dữ liệu dùng chung",)}, {"other"}),
    ("a phrase without accents", {"phrases": ("du lieu dung chung",)}, {"other"}),
    ("a phrase with accents wants them", {"phrases": ("hòa bình",)}, {"typed", "new"}),
    ("a phrase ignores signs between words", {"phrases": ("đổi số dữ liệu",)}, {"other"}),
    ("a phrase does not run over two fields", {"phrases": ("dữ liệu mở Điều 2",)}, set()),
    ("words may stand in the title", {"words": "dữ liệu ban hành"}, {"title"}),
    ("a number in its spelling", {"words": "57-NQ/TW"}, {"new"}),
    ("a number in another spelling", {"phrases": ("57 nq tw",)}, {"new"}),
    ("a number by its key", {"filters": {"numbers": ("3/NQ/CP",)}}, {"far"}),
    ("the beginning of the last word", {"words": "dữ liệu ch", "prefix": True}, {"other", "far"}),
    ("no beginning unless asked", {"words": "dữ liệu ch"}, set()),
    ("a filter", {"filters": {"type": ("kế hoạch",)}}, {"typed", "new"}),
    ("one of several values", {"filters": {"type": ("kế hoạch", "đề án")}}, {"typed", "new", "other", "far"}),
    ("a filter on one of many values", {"filters": {"issuer": ("Bộ Công an",)}}, {"typed", "new"}),
    ("a filter is whole", {"filters": {"issuer": ("Bộ",)}}, set()),
    ("no value is no record", {"filters": {"type": ()}}, set()),
    ("two filters both hold", {"filters": {"type": ("kế hoạch",), "issuer": ("Bộ Y tế",)}}, {"new"}),
    ("days, both ends included", {"ranges": {"issued": ("2024-05-06", "2025-01-02")}}, {"typed", "bare"}),
    ("days, open below", {"ranges": {"issued": (None, "2023-12-31")}}, {"title"}),
    ("numbers as numbers", {"ranges": {"page": ("3", None)}}, {"bare", "other"}),
    ("nothing asked is everything", {}, {"typed", "bare", "new", "other", "far", "title"}),
    ("signs only are nothing", {"words": "?!"}, set()),
    ("query language is words", {"words": "*:* OR type:x"}, set()),
    ("a regular expression is words", {"words": "/.*/"}, set()),
    ("another unit has none", {"unit": Unit.OBLIGATION}, set()),
)


@pytest.mark.parametrize(("asked", "expected"), [row[1:] for row in QUESTIONS], ids=[row[0] for row in QUESTIONS])
def test_a_question_finds(archive: SearchIndex, asked: dict[str, Any], expected: set[str]) -> None:
    answer = archive.search(IndexQuery(**{"unit": Unit.PASSAGE, "permission": EVERYTHING, **asked}))
    assert {hit.record.document for hit in answer.hits} == expected
    assert answer.total == len(expected)


ORDERS: Final[tuple[tuple[str, dict[str, Any], list[str]], ...]] = (
    ("accents as typed come first", {"words": "hòa bình lâu dài"}, ["new", "bare"]),
    ("without accents the spelling does not matter", {"words": "du lieu dung chung"}, ["other", "far"]),
    ("the title counts for more", {"words": "dữ liệu"}, ["title"]),
    ("preferred values come first", {"words": "du lieu", "prefer": {"numbers": ("3/NQ/CP",)}}, ["far"]),
    ("by day, the newest first, none last", {"sort": "-issued"}, ["other", "typed", "bare", "title"]),
    ("by day, the oldest first, none last", {"sort": "issued"}, ["title", "bare", "typed", "other"]),
    ("by page", {"sort": "page", "filters": {"type": ("đề án", "nghị quyết")}}, ["bare", "other", "far"]),
)


@pytest.mark.parametrize(("asked", "first"), [row[1:] for row in ORDERS], ids=[row[0] for row in ORDERS])
def test_the_first_answers_are(archive: SearchIndex, asked: dict[str, Any], first: list[str]) -> None:
    assert found(archive, **asked)[: len(first)] == first


def test_accents_as_typed_come_first_however_often_the_bare_words_stand(index: SearchIndex) -> None:
    put(index, passage("typed", "lời dẫn " * 60 + "hòa bình"), passage("bare", "hoa binh " * 9), passage("x", "khác"))
    assert found(index, words="hòa bình") == ["typed", "bare"]
    assert found(index, words="hoa binh") == ["bare", "typed"]


@pytest.mark.parametrize("sort", ["relevance", "-issued", "issued", "page"])
def test_pages_hold_every_answer_once(archive: SearchIndex, sort: str) -> None:
    pages = [found(archive, sort=sort, offset=offset, limit=2) for offset in (0, 2, 4, 6)]
    assert [len(page) for page in pages] == [2, 2, 2, 0]
    assert [document for page in pages for document in page] == found(archive, sort=sort)


@pytest.mark.parametrize("sort", ["relevance", "issued", "-issued"])
def test_a_walk_goes_past_every_window_in_the_order_of_a_search(
    opening: Open, sort: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(opensearch, "WALK", 3)
    index = opening()
    days = ("2025-01-02", "2025-01-02", None, "2024-05-06")  # equal ones, and none
    put(index, *(passage(f"d{n:02}", "dữ liệu", access="ab"[n % 2], issued=days[n % 4]) for n in range(20)))
    asked = IndexQuery(Unit.PASSAGE, EVERYTHING, words="dữ liệu", sort=sort, limit=100)
    whole = [hit.record.id for hit in index.search(asked).hits]
    walk = index.walk(replace(asked, offset=7, limit=1, facets=("type",)))
    first = next(walk)
    put(index, passage("d00", "chỉ thị"), passage("new", "dữ liệu"))  # what changes meanwhile is not seen
    assert [first.record.id, *(hit.record.id for hit in walk)] == whole
    assert len(whole) == 20
    seen = replace(asked, permission=Permission(labels=frozenset({"b"})))
    assert {hit.record.access for hit in index.walk(seen)} == {"b"}
    assert list(index.walk(replace(asked, permission=Permission()))) == []
    cut_off = index.walk(asked)
    next(cut_off)
    cut_off.close()  # type: ignore[attr-defined]
    with pytest.raises(BadRequest):
        next(index.walk(replace(asked, words="x" * 2000)))


def test_facets_count_without_their_own_filter(archive: SearchIndex) -> None:
    asked = IndexQuery(Unit.PASSAGE, EVERYTHING, filters={"type": ("kế hoạch",)}, facets=("type", "issuer", "year"))
    facets = archive.search(asked).facets
    assert [(f.value, f.count) for f in facets["type"]] == [("kế hoạch", 2), ("đề án", 2), ("nghị quyết", 1)]
    assert [(f.value, f.count) for f in facets["issuer"]] == [("Bộ Công an", 2), ("Bộ Y tế", 1)]
    assert facets["year"] == ()


WRONG: Final[tuple[tuple[str, dict[str, Any]], ...]] = (
    ("a field that does not exist", {"filters": {"nothing": ("x",)}}),
    ("a field of another unit", {"filters": {"lead_id": ("x",)}}),
    ("a filter on text", {"filters": {"passage": ("x",)}}),
    ("a range over words", {"ranges": {"type": ("a", "b")}}),
    ("a day that is none", {"ranges": {"issued": ("hôm nay", None)}}),
    ("a facet that is none", {"facets": ("path",)}),
    ("a sort that is none", {"sort": "type"}),
    ("too long", {"words": "x" * 1001}),
    ("too many words", {"words": "a " * 65}),
    ("too many phrases", {"phrases": ("a",) * 9}),
    ("beyond the window", {"offset": 9_990, "limit": 20}),
    ("before the beginning", {"offset": -1}),
    ("NUL", {"words": "a\0b"}),
    ("half a letter", {"words": "a\ud800"}),
    ("a value without end", {"filters": {"type": ("x" * 2001,)}}),
)


@pytest.mark.parametrize("asked", [row[1] for row in WRONG], ids=[row[0] for row in WRONG])
def test_a_wrong_question_is_refused(archive: SearchIndex, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        found(archive, **asked)


def test_a_snippet_is_text_with_offsets(index: SearchIndex) -> None:
    text = "<b>Điều</b> 1. " + "lời dẫn " * 80 + "phải HOÀN THÀNH hoà giải trước ngày 30/6 " + "và lời kết " * 80
    put(index, passage("long", text))
    hit = index.search(IndexQuery(Unit.PASSAGE, EVERYTHING, words="hòa giải", phrases=("hoàn thành",))).hits[0]
    assert [hit.text[mark.start : mark.end] for mark in hit.marks] == ["HOÀN", "THÀNH", "hoà", "giải"]
    assert text[hit.offset : hit.offset + len(hit.text)] == hit.text
    assert len(hit.text) <= 280


def test_what_was_put_comes_back(index: SearchIndex) -> None:
    record = passage("d", "lời", issuer=("Bộ A", "Bộ B"), page=4, issued="2025-02-03", boxes="[[1, 0.5, 0, 1, 1]]")
    put(index, record)
    assert index.search(IndexQuery(Unit.PASSAGE, EVERYTHING)).hits[0].record == record


def test_a_put_takes_the_place_of_all_earlier_records(index: SearchIndex) -> None:
    put(index, passage("d", "một", n=1), passage("d", "hai", n=2), passage("e", "ba"))
    put(index, passage("d", "bốn", n=2, version=2), version=2)
    assert sorted(found(index)) == ["d", "e"]
    assert found(index, words="một") == []
    assert index.versions() == {"d": 2, "e": 1}
    assert index.count(Unit.PASSAGE) == 2


def test_a_lower_version_never_replaces_a_higher(index: SearchIndex) -> None:
    put(index, passage("d", "mới", version=5), version=5)
    put(index, passage("d", "cũ", version=4), passage("d", "thừa", n=2, version=4), version=4)
    assert found(index, words="mới") == ["d"]
    assert index.count(Unit.PASSAGE) == 1
    assert index.versions() == {"d": 5}


def test_the_same_version_again_changes_nothing(index: SearchIndex) -> None:
    put(index, *RECORDS)
    before = index.digest()
    put(index, *RECORDS)
    assert index.digest() == before
    assert index.count(Unit.PASSAGE) == len(RECORDS)


def test_a_document_without_records_has_a_version(index: SearchIndex) -> None:
    index.apply([("empty", 3, [])])
    assert index.versions() == {"empty": 3}


def test_a_deleted_document_is_gone(index: SearchIndex) -> None:
    put(index, *RECORDS)
    index.apply([], deletes=["typed", "never there"])
    assert "typed" not in found(index)
    assert "typed" not in index.versions()
    put(index, RECORDS[0])
    assert "typed" in found(index)


def test_a_deleted_document_may_begin_again_at_a_lower_version(index: SearchIndex) -> None:
    put(index, passage("d", "lời", version=7), version=7)
    index.apply([], deletes=["d"])
    put(index, passage("d", "lời mới", version=1), version=1)
    assert found(index, words="mới") == ["d"]
    assert index.versions() == {"d": 1}


def test_the_digest_does_not_depend_on_the_order(opening: Open) -> None:
    one, other = opening(), opening()
    put(one, *RECORDS)
    for record in reversed(RECORDS):
        put(other, record)
    assert one.digest() == other.digest()
    put(other, passage("typed", "Giữ gìn hòa bình và ổn định", type="kế hoạch"))
    assert one.digest() != other.digest()


def test_words_that_are_not_kept_count_in_the_digest(opening: Open) -> None:
    one, other = opening(), opening()
    for index, text in ((one, "lời"), (other, "lời khác")):
        put(index, IndexRecord("d:d", Unit.DOCUMENT, "d", "a", 1, {"document": "d", "text": text}))
    assert one.digest() != other.digest()
    assert "text" not in other.search(IndexQuery(Unit.DOCUMENT, EVERYTHING, words="khác")).hits[0].record.fields


def test_clear_removes_everything(index: SearchIndex) -> None:
    put(index, *RECORDS)
    index.clear()
    assert (found(index), dict(index.versions()), index.count(Unit.PASSAGE)) == ([], {}, 0)
    put(index, RECORDS[0])
    assert found(index) == ["typed"]


def test_a_field_that_does_not_exist_is_not_taken_in(index: SearchIndex) -> None:
    with pytest.raises(BadRequest):
        put(index, passage("d", "lời", nothing="x"))
    assert index.versions() == {}


def test_many_questions_are_answered_each_as_if_alone(archive: SearchIndex) -> None:
    asked = [
        IndexQuery(Unit.PASSAGE, EVERYTHING, words="hòa", facets=("type", "document")),
        IndexQuery(Unit.DOCUMENT, Permission(), words="hòa"),
        IndexQuery(Unit.PASSAGE, EVERYTHING, limit=0),
        IndexQuery(Unit.PASSAGE, EVERYTHING, sort="-issued", offset=1, limit=2),
    ]
    answers = archive.search_many(asked)
    assert answers == tuple(map(archive.search, asked))
    assert [len(answer.hits) > 0 for answer in answers] == [True, False, False, True]
    assert archive.search_many([]) == ()


def test_a_reader_without_rights_knows_of_nothing(archive: SearchIndex) -> None:
    asked = IndexQuery(Unit.PASSAGE, Permission(), words="hòa", facets=("type", "document"))
    answer = archive.search(asked)
    assert (answer.total, answer.hits) == (0, ())
    assert set(answer.facets.values()) == {()}


@pytest.mark.parametrize("seed", range(6))
def test_what_one_may_not_see_changes_no_answer(opening: Open, seed: int) -> None:
    """Against a twin that holds only what the reader may see: hits, totals and facets are the same."""
    chance = random.Random(seed)
    words = ["dữ", "liệu", "số", "hòa", "bình", "kế", "hoạch", "bộ", "công", "an", "đề", "án"]
    records = [
        passage(
            f"d{n}",
            " ".join(chance.choices(words, k=12)),
            access=chance.choice("abcd"),
            type=chance.choice(["kế hoạch", "đề án"]),
            issuer=tuple(chance.sample(["Bộ A", "Bộ B", "Bộ C", f"Bộ riêng {n}"], k=2)),
            issued=f"2025-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}",
        )
        for n in range(60)
    ]
    labels = frozenset(chance.sample("abcd", k=2))
    whole, twin = opening(), opening()
    put(whole, *records)
    put(twin, *(record for record in records if record.access in labels))
    for _ in range(12):
        asked: dict[str, Any] = {
            "unit": Unit.PASSAGE,
            "words": " ".join(chance.sample(words, k=chance.randint(0, 2))),
            "any_word": chance.random() < 0.5,
            "prefix": chance.random() < 0.3,
            "filters": chance.choice([{}, {"type": ("đề án",)}, {"issuer": ("Bộ A", "Bộ riêng 7")}]),
            "facets": ("type", "issuer", "document"),
            "sort": chance.choice(["-issued", "issued"]),
            "limit": 50,
        }
        theirs = whole.search(IndexQuery(**asked, permission=Permission(labels=labels)))
        alone = twin.search(IndexQuery(**asked, permission=EVERYTHING))
        assert theirs == alone


def test_both_engines_were_asked_the_same(engine: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Stands last: prints how many cases ran on each, and they are as many."""
    with capsys.disabled():
        print(f"\nsearch index contract: {CASES[engine]} cases on {engine}")
    first = next(iter(CASES.values()))
    assert CASES[engine] == first
