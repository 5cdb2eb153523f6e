"""The search index of one machine: tantivy in a folder. The only door to tantivy."""

from __future__ import annotations

import fcntl
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import tantivy
from tantivy import Occur, Query

from search_api.index.fields import FIELDS, Kind
from search_api.index.hits import hit_of
from search_api.index.plan import (
    ENGINE_WORDS,
    FACET_VALUES,
    MARKER,
    Between,
    Boolean,
    Constant,
    Entry,
    Node,
    Phrase,
    Plan,
    Prefix,
    Terms,
    digest_of,
    entry,
    marker_source,
    plan,
    shape,
)
from vanthu.errors import IndexUnavailable
from vanthu.ports import SearchIndex
from vanthu.records import FacetCount, IndexAnswer, IndexHit, IndexQuery, IndexRecord, Unit

WRITER_BYTES: Final = 64_000_000
LOCK_WAIT_S: Final = 20.0
_KEYWORDS: Final = ("id", "unit", "access", *(f.name for f in FIELDS if f.kind in (Kind.KEYWORD, Kind.FLAG)))
_NUMBERS: Final = tuple(f.name for f in FIELDS if f.kind in (Kind.NUMBER, Kind.DATE))
_SORTS: Final = ("sort_id", *(f"sort_{f.name}" for f in FIELDS if f.sort))


def open_index(folder: Path) -> SearchIndex:
    """The index in a folder, made where it is missing; several processes may have it open. Raises IndexUnavailable.

    An index that an earlier version of vanthu laid out otherwise is left aside: this one is empty then, and
    `versions()` says so."""
    return _Embedded(folder / f"tantivy-{shape()}")


class _Embedded:
    """`ports.SearchIndex` on tantivy."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._schema = _schema()
        self._stamp: tuple[int, int] | None = None
        with self._door():
            folder.mkdir(parents=True, exist_ok=True)
            with open(folder / "create.lock", "w") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                self._index = tantivy.Index(self._schema, path=str(folder), reuse=True)
            self._index.config_reader(reload_policy="manual")

    def apply(self, puts: Sequence[tuple[str, int, Sequence[IndexRecord]]], deletes: Iterable[str] = ()) -> None:
        entries = [(document, version, [entry(record) for record in records]) for document, version, records in puts]
        with self._writing() as writer:
            known = self._versions_of([document for document, _, _ in entries])
            for document in deletes:
                writer.delete_documents_by_term("document", document)
                known.pop(document, None)
            for document, version, found in entries:
                if known.get(document, -1) > version:
                    continue
                known[document] = version
                writer.delete_documents_by_term("document", document)
                for one in found:
                    writer.add_document(_document(one))
                writer.add_document(_marker(document, version))

    def search(self, query: IndexQuery) -> IndexAnswer:
        asked = plan(query)
        with self._door():
            searcher = self._searcher()
            wanted = self._query(asked.query)
            found = self._hits(searcher, wanted, query, asked)
            hits = (
                tuple(
                    hit_of(_source(searcher.doc(at)), 0.0 if asked.sort else score, query) for score, at in found.hits
                )
                if query.limit
                else ()
            )
            facets = {name: self._facet(searcher, name, part) for name, part in asked.facets}
        return IndexAnswer(int(found.count), hits, facets)

    def search_many(self, queries: Sequence[IndexQuery]) -> tuple[IndexAnswer, ...]:
        return tuple(map(self.search, queries))

    def walk(self, query: IndexQuery) -> Iterator[IndexHit]:
        query = replace(query, offset=0, limit=0, facets=())
        asked = plan(query)
        with self._door():
            searcher = self._searcher()
            wanted = self._query(asked.query)
            count = int(searcher.search(wanted, 1).count)
            # Places alone, sixteen bytes each: the records are fetched as they are asked for.
            places = self._hits(searcher, wanted, replace(query, limit=count), asked).hits if count else []
        for score, at in places:
            with self._door():
                source = _source(searcher.doc(at))
            yield hit_of(source, 0.0 if asked.sort else score, query)

    def versions(self) -> Mapping[str, int]:
        with self._door():
            searcher = self._searcher()
            sources = self._sources(searcher, Query.term_query(self._schema, "unit", MARKER))
            return {kept["document"]: kept["version"] for kept in sources}

    def digest(self) -> str:
        with self._door():
            searcher = self._searcher()
            units = Query.term_set_query(self._schema, "unit", [unit.value for unit in Unit])
            return digest_of(kept["hash"] for kept in self._sources(searcher, units))

    def count(self, unit: Unit) -> int:
        with self._door():
            found = self._searcher().search(Query.term_query(self._schema, "unit", unit.value), 1)
            return int(found.count)

    def clear(self) -> None:
        with self._writing() as writer:
            writer.delete_all_documents()

    def close(self) -> None:
        """Nothing is held open but files that are read."""

    def _hits(self, searcher: Any, wanted: Any, query: IndexQuery, asked: Plan) -> Any:
        limit = max(query.limit, 1)
        if not asked.sort:
            return searcher.search(wanted, limit, offset=query.offset)
        order = tantivy.Order.Desc if asked.descending else tantivy.Order.Asc
        return searcher.search(wanted, limit, offset=query.offset, order_by_field=asked.sort, order=order)

    def _facet(self, searcher: Any, name: str, part: Boolean) -> tuple[FacetCount, ...]:
        counts = {"terms": {"field": name, "size": FACET_VALUES, "segment_size": FACET_VALUES}}
        answer = searcher.aggregate(self._query(part), {"values": counts})
        found = [FacetCount(str(each["key"]), int(each["doc_count"])) for each in answer["values"]["buckets"]]
        return tuple(sorted((each for each in found if each.count), key=lambda each: (-each.count, each.value)))

    def _versions_of(self, documents: Sequence[str]) -> dict[str, int]:
        searcher = self._searcher()
        wanted = Query.boolean_query(
            [
                (Occur.Must, Query.term_query(self._schema, "unit", MARKER)),
                (Occur.Must, Query.term_set_query(self._schema, "document", list(documents))),
            ]
        )
        return {kept["document"]: kept["version"] for kept in self._sources(searcher, wanted)}

    def _sources(self, searcher: Any, wanted: Any) -> Iterator[dict[str, Any]]:
        for _, at in searcher.search(wanted, max(1, searcher.num_docs), order_by_field="sort_id").hits:
            yield json.loads(_source(searcher.doc(at)))

    def _searcher(self) -> Any:
        """A view of the last commit, another process's too."""
        found = os.stat(self._folder / "meta.json")
        stamp = (found.st_mtime_ns, found.st_ino)
        if stamp != self._stamp:
            self._index.reload()
            self._stamp = stamp
        return self._index.searcher()

    @contextmanager
    def _writing(self) -> Iterator[Any]:
        """The one writer, waited for; committed and synced when the block ends well, else nothing is changed."""
        with self._door():
            writer = self._writer()
            try:
                yield writer
                writer.commit()
            except BaseException:
                writer.rollback()
                raise
            finally:
                writer.wait_merging_threads()
                del writer
            self._index.reload()

    def _writer(self) -> Any:
        until = time.monotonic() + LOCK_WAIT_S
        while True:
            try:
                return self._index.writer(heap_size=WRITER_BYTES, num_threads=1)
            except ValueError as error:
                if "LockBusy" not in str(error) or time.monotonic() > until:
                    raise
            time.sleep(0.05)

    @contextmanager
    def _door(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, OSError, RuntimeError) as error:
            raise IndexUnavailable(
                f"Chỉ mục tìm kiếm ở {self._folder} không dùng được ({error}). Nếu lặp lại, xóa thư mục này rồi chạy"
                " `vanthu reindex`: văn bản không bị mất."
            ) from error

    def _query(self, node: Node) -> Any:
        match node:
            case Terms(field, values, scored):
                if scored and len(values) == 1:
                    return Query.term_query(self._schema, field, values[0], index_option="freq")
                return Query.const_score_query(Query.term_set_query(self._schema, field, list(values)), 0.0)
            case Phrase(field, words):
                return Query.phrase_query(self._schema, field, list(words))
            case Prefix(field, value):
                prefix = Query.fuzzy_term_query(self._schema, field, value, 0, True, True)
                return Query.const_score_query(prefix, 1.0)
            case Between(field, low, high):
                between = Query.range_query(self._schema, field, tantivy.FieldType.Integer, low, high)
                return Query.const_score_query(between, 0.0)
            case Constant(inner, score):
                return Query.const_score_query(self._query(inner), score)
            case Boolean(must, only, should):
                return self._boolean(must, only, should)

    def _boolean(self, must: Sequence[Node], only: Sequence[Node], should: Sequence[Node]) -> Any:
        parts = [(Occur.Must, self._query(each)) for each in must]
        parts += [(Occur.Must, Query.const_score_query(self._query(each), 0.0)) for each in only]
        parts += [(Occur.Should, self._query(each)) for each in should]
        return Query.boolean_query(parts) if parts else Query.all_query()


def _schema() -> Any:
    builder = tantivy.SchemaBuilder()
    for name in _KEYWORDS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=name not in ("id", "unit"))
    for name in ENGINE_WORDS:
        builder.add_text_field(f"{name}", tokenizer_name="whitespace", index_option="position")
    for name in _NUMBERS:
        builder.add_integer_field(name, indexed=True, fast=True)
    for name in _SORTS:
        builder.add_integer_field(name, fast=True)
    builder.add_bytes_field("source", stored=True)
    return builder.build()


def _document(one: Entry) -> Any:
    document = tantivy.Document()
    for name, value in (("id", one.id), ("unit", one.unit), ("document", one.document), ("access", one.access)):
        document.add_text(name, value)
    for name, words in one.words.items():
        document.add_text(name, words)
    for name, values in one.values.items():
        for value in values if name != "document" else ():
            document.add_text(name, value)
    for name, number in (*one.numbers.items(), *one.sorts.items()):
        document.add_integer(name, number)
    document.add_bytes("source", one.source.encode("utf-8", "surrogatepass"))
    return document


def _marker(document: str, version: int) -> Any:
    marker = tantivy.Document()
    marker.add_text("unit", MARKER)
    marker.add_text("document", document)
    marker.add_integer("sort_id", 0)
    marker.add_bytes("source", marker_source(document, version).encode())
    return marker


def _source(document: Any) -> str:
    return bytes(document.get_first("source")).decode("utf-8", "surrogatepass")
