"""The search index for many readers: an OpenSearch cluster. The only door to opensearch-py.

The indices stand behind an alias; a rebuild makes a new one and moves the alias. Words come to the server already cut
(`plan.entry`), so it analyses nothing itself, and questions are trees of our own, never a query language.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any, Final

from opensearchpy import OpenSearch
from opensearchpy.exceptions import OpenSearchException

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

TIMEOUT_S: Final = 30
SEARCH_TIMEOUT: Final = "10s"
BULK_BYTES: Final = 8_000_000
WALK: Final = 1000
SCROLL: Final = "5m"
"""A view of the index is kept for whoever goes through all of it: so many records at a time, so long for each."""
_SETTINGS: Final = {"number_of_shards": 1, "auto_expand_replicas": "0-1"}  # a copy as soon as there is a second node
_KEYWORDS: Final = ("unit", "access", *(f.name for f in FIELDS if f.kind in (Kind.KEYWORD, Kind.FLAG)))
_NUMBERS: Final = tuple(f.name for f in FIELDS if f.kind in (Kind.NUMBER, Kind.DATE))
_SORTS: Final = ("sort_id", *(f"sort_{f.name}" for f in FIELDS if f.sort))


def open_index(url: str, *, alias: str = "vanthu") -> SearchIndex:
    """The index behind an alias of the cluster at `url` (http://host:9200, with user and password where needed), made
    where it is missing. Raises IndexUnavailable.

    An index that an earlier version of vanthu laid out otherwise is left aside: this one is empty then, and
    `versions()` says so."""
    return _Cluster(url, f"{alias}-{shape()}")


class _Cluster:
    """`ports.SearchIndex` on OpenSearch."""

    def __init__(self, url: str, alias: str) -> None:
        self._url = url.rsplit("@", 1)[-1]
        self._alias = alias
        with self._door():
            self._client = OpenSearch(
                hosts=[url], timeout=TIMEOUT_S, max_retries=2, retry_on_timeout=False, http_compress=True
            )
            if not self._client.indices.exists_alias(name=alias):
                self._create()

    def apply(self, puts: Sequence[tuple[str, int, Sequence[IndexRecord]]], deletes: Iterable[str] = ()) -> None:
        entries = [(document, version, [entry(record) for record in records]) for document, version, records in puts]
        gone = list(deletes)
        with self._door():
            known = self._versions_of([document for document, _, _ in entries if document not in gone])
            new = [(d, v, found) for d, v, found in _last(entries) if known.get(d, -1) <= v]
            old = self._ids_of([*gone, *(document for document, _, _ in new)])
            keep = {one.id for _, _, found in new for one in found} | {_marker_id(document) for document, _, _ in new}
            refused = self._bulk(
                [
                    *({"delete": {"_id": ident}} for ident in old if ident not in keep),
                    *(line for _, _, found in new for one in found for line in _put(one)),
                    *(line for document, version, _ in new for line in _put_marker(document, version)),
                ]
            )
            if refused:
                self._insist(new, refused)
            self._client.indices.refresh(index=self._alias)

    def search(self, query: IndexQuery) -> IndexAnswer:
        return self.search_many([query])[0]

    def search_many(self, queries: Sequence[IndexQuery]) -> tuple[IndexAnswer, ...]:
        plans = [plan(query) for query in queries]
        bodies = [
            body
            for query, asked in zip(queries, plans, strict=True)
            for body in (_hits_body(query, asked), *(_facet_body(name, part) for name, part in asked.facets))
        ]
        with self._door():
            answers = iter(self._searches(bodies))
        return tuple(
            _answer(query, next(answers), [(name, next(answers)) for name, _ in asked.facets])
            for query, asked in zip(queries, plans, strict=True)
        )

    def walk(self, query: IndexQuery) -> Iterator[IndexHit]:
        query = replace(query, offset=0, limit=WALK, facets=())
        body = _hits_body(query, plan(query))
        del body["from"]
        pages = self._pages(body)
        try:
            while page := self._next(pages):
                for hit in page:
                    yield hit_of(hit["_source"]["source"], hit["_score"], query)
        finally:
            with self._door():
                pages.close()

    def versions(self) -> Mapping[str, int]:
        with self._door():
            kept = [json.loads(source) for source in self._sources({"term": {"unit": MARKER}})]
        return {one["document"]: one["version"] for one in kept}

    def digest(self) -> str:
        with self._door():
            sources = self._sources({"terms": {"unit": [unit.value for unit in Unit]}})
            return digest_of(json.loads(source)["hash"] for source in sources)

    def count(self, unit: Unit) -> int:
        with self._door():
            return int(self._client.count(index=self._alias, body={"query": {"term": {"unit": unit.value}}})["count"])

    def clear(self) -> None:
        """A new index takes the alias in one step, then the old one goes."""
        with self._door():
            self._create(instead=sorted(self._client.indices.get_alias(name=self._alias)))

    def close(self) -> None:
        self._client.close()

    def _create(self, instead: Sequence[str] = ()) -> None:
        name = f"{self._alias}-{secrets.token_hex(4)}"
        self._client.indices.create(index=name, body={"settings": {"index": _SETTINGS}, "mappings": _mapping()})
        actions: list[dict[str, Any]] = [{"add": {"index": name, "alias": self._alias}}]
        actions += [{"remove_index": {"index": old}} for old in instead]
        self._client.indices.update_aliases(body={"actions": actions})

    def _searches(self, bodies: Sequence[Mapping[str, Any]]) -> list[Any]:
        """The answers of the server to all bodies, in one request."""
        if not bodies:
            return []
        lines = "".join(f"{{}}\n{json.dumps(body)}\n" for body in bodies)
        answers: list[Any] = self._client.msearch(index=self._alias, body=lines)["responses"]
        for answer in answers:
            if "error" in answer:
                raise OpenSearchException(json.dumps(answer["error"])[:300])
            if answer.get("timed_out") or answer["_shards"]["failed"]:
                raise IndexUnavailable(f"Máy tìm kiếm {self._url} trả lời không đủ: hãy thử lại, hoặc thu hẹp câu hỏi.")
        return answers

    def _versions_of(self, documents: Sequence[str]) -> dict[str, int]:
        """What the markers say now, refreshed or not."""
        if not documents:
            return {}
        ids = [_marker_id(document) for document in documents]
        answer = self._client.mget(index=self._alias, body={"ids": ids}, _source_includes=["source"])
        kept = [json.loads(one["_source"]["source"]) for one in answer["docs"] if one.get("found")]
        return {one["document"]: one["version"] for one in kept}

    def _ids_of(self, documents: Sequence[str]) -> list[str]:
        """Every entry of the documents, those of an attempt that was cut off too."""
        if not documents:
            return []
        self._client.indices.refresh(index=self._alias)
        return [hit["_id"] for hit in self._scan({"terms": {"document": list(documents)}}, source=False)]

    def _sources(self, query: Mapping[str, Any]) -> Iterator[str]:
        for hit in self._scan(query, source=["source"]):
            yield hit["_source"]["source"]

    def _scan(self, query: Mapping[str, Any], *, source: bool | list[str]) -> Iterator[Any]:
        """All that match, a thousand at a time, from one view of the index."""
        for page in self._pages({"query": query, "size": WALK, "_source": source, "sort": ["_doc"]}):
            yield from page

    def _next(self, pages: Iterator[list[Any]]) -> list[Any]:
        with self._door():
            return next(pages, [])

    def _pages(self, body: Mapping[str, Any]) -> Generator[list[Any], None, None]:
        """The hits of a question, a page at a time. A scroll, not `search_after`: it needs no field that is another
        for each record."""
        answer = self._client.search(index=self._alias, body=body, scroll=SCROLL)
        try:
            while answer["hits"]["hits"]:
                if answer.get("timed_out") or answer["_shards"]["failed"]:
                    raise IndexUnavailable(f"Máy tìm kiếm {self._url} trả lời không đủ: hãy thử lại.")
                yield answer["hits"]["hits"]
                answer = self._client.scroll(body={"scroll_id": answer["_scroll_id"], "scroll": SCROLL})
        finally:
            self._client.clear_scroll(body={"scroll_id": [answer["_scroll_id"]]})

    def _insist(self, new: Sequence[tuple[str, int, list[Entry]]], refused: set[str]) -> None:
        """The server remembers the version of what was deleted for a while, and refuses a document that comes back
        with a lower one. Where no marker forbids it, it is put all the same."""
        known = self._versions_of([document for document, _, _ in new])
        lines = [
            line
            for document, version, found in new
            if known.get(document, -1) <= version
            for pair in (*map(_put, found), _put_marker(document, version))
            if pair[0]["index"]["_id"] in refused
            for line in ({"index": {"_id": pair[0]["index"]["_id"]}}, pair[1])
        ]
        self._bulk(lines)

    def _bulk(self, lines: Sequence[Mapping[str, Any]]) -> set[str]:
        """Sends them in parts; answers the ids whose version was refused."""
        refused = set[str]()
        part, size = list[str](), 0
        for line in lines:
            part.append(json.dumps(line, ensure_ascii=True))
            size += len(part[-1])
            if size > BULK_BYTES and "unit" in line:  # a pair of action and document is not torn apart
                refused |= self._send(part)
                part, size = [], 0
        return refused | (self._send(part) if part else set())

    def _send(self, part: Sequence[str]) -> set[str]:
        answer = self._client.bulk(index=self._alias, body="\n".join(part) + "\n")
        items = [one for item in answer["items"] for one in item.values()]
        wrong = [one for one in items if one["status"] not in (200, 201, 404, 409)]
        if wrong:
            raise IndexUnavailable(f"Máy tìm kiếm {self._url} không ghi được: {json.dumps(wrong[0])[:300]}")
        return {one["_id"] for one in items if one["status"] == 409}

    @contextmanager
    def _door(self) -> Iterator[None]:
        try:
            yield
        except (OpenSearchException, OSError) as error:
            words = f"{type(error).__name__}: {error}"[:300]
            raise IndexUnavailable(
                f"Máy tìm kiếm {self._url} không trả lời ({words}). Kiểm tra VANTHU_SEARCH_URL; văn bản không bị mất."
            ) from error


def _hits_body(query: IndexQuery, asked: Plan) -> dict[str, Any]:
    order = "desc" if asked.descending else "asc"
    by = {asked.sort: {"order": order, "missing": "_last"}} if asked.sort else {"_score": "desc"}
    return {
        "query": _query(asked.query),
        "from": query.offset,
        "size": query.limit,
        "track_total_hits": True,
        "_source": ["source"],
        "timeout": SEARCH_TIMEOUT,
        "sort": [by, {"sort_id": "asc"}],
    }


def _facet_body(name: str, part: Boolean) -> dict[str, Any]:
    terms = {"field": name, "size": FACET_VALUES, "min_doc_count": 1}
    return {"query": _query(part), "size": 0, "timeout": SEARCH_TIMEOUT, "aggs": {"values": {"terms": terms}}}


def _answer(query: IndexQuery, answer: Any, facets: Sequence[tuple[str, Any]]) -> IndexAnswer:
    hits = (hit_of(hit["_source"]["source"], hit["_score"], query) for hit in answer["hits"]["hits"])
    return IndexAnswer(
        int(answer["hits"]["total"]["value"]), tuple(hits), {name: _counts(counted) for name, counted in facets}
    )


def _counts(counted: Any) -> tuple[FacetCount, ...]:
    buckets = counted["aggregations"]["values"]["buckets"]
    found = [FacetCount(str(bucket["key"]), int(bucket["doc_count"])) for bucket in buckets]
    return tuple(sorted(found, key=lambda each: (-each.count, each.value)))


def _mapping() -> Mapping[str, Any]:
    words = {"type": "text", "analyzer": "whitespace", "index_options": "positions"}
    properties: dict[str, Any] = {name: {"type": "keyword", "ignore_above": 8000} for name in _KEYWORDS}
    properties.update(dict.fromkeys(ENGINE_WORDS, words))
    properties.update({name: {"type": "long"} for name in _NUMBERS})
    properties.update({name: {"type": "long", "index": False} for name in _SORTS})
    properties["source"] = {"type": "keyword", "index": False, "doc_values": False}
    return {"dynamic": "strict", "_source": {"includes": ["source"]}, "properties": properties}


def _last(
    entries: Sequence[tuple[str, int, list[Entry]]],
) -> Iterator[tuple[str, int, list[Entry]]]:
    """Of several puts of one document in one call, the last with the highest version."""
    best: dict[str, tuple[str, int, list[Entry]]] = {}
    for each in entries:
        if each[0] not in best or best[each[0]][1] <= each[1]:
            best[each[0]] = each
    yield from best.values()


def _put(one: Entry) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    action = {"index": {"_id": one.id, "version": one.version, "version_type": "external_gte"}}
    fields = {"unit": one.unit, "document": one.document, "access": one.access, "source": one.source}
    return action, {**one.words, **one.values, **one.numbers, **one.sorts, **fields}


def _put_marker(document: str, version: int) -> tuple[Mapping[str, Any], Mapping[str, Any]]:
    action = {"index": {"_id": _marker_id(document), "version": version, "version_type": "external_gte"}}
    return action, {"unit": MARKER, "document": document, "sort_id": 0, "source": marker_source(document, version)}


def _marker_id(document: str) -> str:
    return f"marker:{document}"


def _query(node: Node) -> dict[str, Any]:
    match node:
        case Terms(field, values, scored):
            if scored and len(values) == 1:
                return {"term": {field: {"value": values[0]}}}
            return {"constant_score": {"filter": {"terms": {field: list(values)}}, "boost": 0.0}}
        case Phrase(field, words):
            return {"match_phrase": {field: {"query": " ".join(words), "analyzer": "whitespace"}}}
        case Prefix(field, value):
            return {"constant_score": {"filter": {"prefix": {field: {"value": value}}}, "boost": 1.0}}
        case Between(field, low, high):
            bounds = {"gte": low, "lte": high}
            given = {name: bound for name, bound in bounds.items() if bound is not None}
            return {"constant_score": {"filter": {"range": {field: given}}, "boost": 0.0}}
        case Constant(inner, score):
            return {"constant_score": {"filter": _query(inner), "boost": score}}
        case Boolean(must, only, should):
            parts: dict[str, Any] = {
                "must": [_query(each) for each in must],
                "filter": [_query(each) for each in only],
                "should": [_query(each) for each in should],
            }
            given = {name: part for name, part in parts.items() if part}
            return {"bool": given} if given else {"match_all": {}}
