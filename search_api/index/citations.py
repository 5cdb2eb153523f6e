"""What this archive knows of a document number: the papers that bear it, who cites it, how it stands."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from extract.numbers import canonical
from search_api.index.answers import Archive, Cited, CitedBy, Hit, Standing
from search_api.index.query import key_of, number_keys
from search_api.index.reading import cited_by, hit
from vanthu.errors import BadRequest
from vanthu.ports import SearchIndex
from vanthu.records import IndexQuery, Permission, Reader, Unit

# Relations that change how a paper stands, the heaviest first → the state they lead to.
_STANDING: Final = (
    ("repeals", "repealed"),
    ("replaces", "replaced"),
    ("suspends", "suspended"),
    ("amends", "amended"),
)
_RELATIONS: Final = ("basis", "amends", "replaces", "repeals", "implements", "suspends", "refers")
MAX_CITING: Final = 500


def cite(archive: Archive, reader: Reader, number: str, *, limit: int = 50) -> Cited:
    """What this archive knows of a document number in any spelling: the papers that bear it, who cites it and how it
    stands. Raises BadRequest for what is no number, IndexUnavailable."""
    key = _key(number)
    permission = archive.store.permission(reader)
    own = archive.index.search(
        IndexQuery(Unit.DOCUMENT, permission, filters={"number_key": (key,)}, sort="-issued", limit=20)
    )
    documents = tuple(hit(found) for found in own.hits)
    citing = IndexQuery(Unit.PASSAGE, permission, filters=_citing(key), facets=("document",), sort="-issued")
    answer = archive.index.search(replace(citing, limit=min(max(limit, 0), MAX_CITING)))
    mine = {each.document for each in documents}
    return Cited(
        number=documents[0].number or canonical(number) if documents else canonical(number),
        documents=documents,
        cited_by=tuple(one for found in answer.hits for one in cited_by(found.record, key) if one.document not in mine),
        cited_total=sum(each.value not in mine for each in answer.facets["document"]),
        standing=_standing(archive.index, permission, key, known=bool(documents)),
        passages=_passages(archive.index, permission, documents),
    )


def _key(number: str) -> str:
    found = number_keys(" ".join(number.split()))
    if found:
        return found[0][2]
    key = key_of(number)
    if len(number) > 80 or not key[:1].isdigit() or "/" not in key:
        raise BadRequest(f"{number[:80]!r} không phải là số, ký hiệu văn bản (ví dụ: 57-NQ/TW, 03/NQ-CP).")
    return key


def _citing(key: str) -> dict[str, tuple[str, ...]]:
    return {"relations": tuple(f"{relation}:{key}" for relation in _RELATIONS)}


def _standing(index: SearchIndex, permission: Permission, key: str, *, known: bool) -> Standing:
    by: list[CitedBy] = []
    state = ""
    for relation, result in _STANDING:
        wanted = IndexQuery(Unit.PASSAGE, permission, filters={"relations": (f"{relation}:{key}",)}, sort="-issued")
        found = [
            one for each in index.search(wanted).hits for one in cited_by(each.record, key) if one.relation == relation
        ]
        by.extend(found)
        state = state or (result if found else "")
    return Standing(state or ("unchanged" if known else "unknown"), tuple(by))


def _passages(index: SearchIndex, permission: Permission, documents: tuple[Hit, ...]) -> tuple[Hit, ...]:
    """The provisions of the first of the papers: what a citation may point at."""
    if not documents:
        return ()
    filters = {"document": (documents[0].document,)}
    found = index.search(IndexQuery(Unit.PASSAGE, permission, filters=filters, sort="start", limit=500))
    return tuple(each for each in map(hit, found.hits) if each.provision)
