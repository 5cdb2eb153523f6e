"""What only one engine has to show; what both promise is in tests/contracts/test_search_index.py."""

from __future__ import annotations

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from search_api.index import embedded, opensearch
from vanthu.errors import IndexUnavailable
from vanthu.ports import SearchIndex
from vanthu.records import IndexQuery, IndexRecord, Permission, Unit


def put(index: SearchIndex, document: str, text: str) -> None:
    fields = {"document": document, "passage": text}
    index.apply([(document, 1, [IndexRecord(f"{document}:p1", Unit.PASSAGE, document, "a", 1, fields)])])


def found(index: SearchIndex) -> list[str]:
    query = IndexQuery(Unit.PASSAGE, Permission(everything=True))
    return sorted(hit.record.document for hit in index.search(query).hits)


def test_an_unreachable_cluster_says_what_to_check() -> None:
    with pytest.raises(IndexUnavailable, match="VANTHU_SEARCH_URL"):
        opensearch.open_index("http://user:secret@127.0.0.1:9")


def test_the_message_of_an_unreachable_cluster_keeps_the_password() -> None:
    with pytest.raises(IndexUnavailable) as error:
        opensearch.open_index("http://user:hidden-word@127.0.0.1:9")
    assert "hidden-word" not in str(error.value)


def test_two_open_indexes_of_one_folder_see_each_others_writing(tmp_path: Path) -> None:
    one, other = embedded.open_index(tmp_path), embedded.open_index(tmp_path)
    put(one, "a", "lời")
    assert found(other) == ["a"]
    put(other, "b", "lời")
    assert found(one) == ["a", "b"]


def test_a_second_writer_waits_and_then_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    index = embedded.open_index(tmp_path)
    monkeypatch.setattr(embedded, "LOCK_WAIT_S", 0.2)
    with index._writing(), pytest.raises(IndexUnavailable):  # type: ignore[attr-defined]
        put(embedded.open_index(tmp_path), "b", "lời")
    put(index, "c", "lời")
    assert found(index) == ["c"]


def test_readers_in_threads_are_answered_while_it_is_written(tmp_path: Path) -> None:
    index = embedded.open_index(tmp_path)
    put(index, "first", "lời")
    with ThreadPoolExecutor(4) as readers:
        asked = [readers.submit(found, index) for _ in range(200)]
        for n in range(10):
            put(index, f"d{n}", "lời")
        assert all("first" in each.result() for each in asked)
    assert len(found(index)) == 11


LOADED = """
import sys
from extract.bodies import authority
from search_api.index.query import understand
for text in ("chuyển đổi số", "57-NQ/TW", "kế hoạch năm 2025", "Bộ Công an và dữ liệu"):
    understand(text, authority())
assert "spacy" not in sys.modules
understand("việc giao Bộ Công an", authority())
assert "spacy" in sys.modules
"""


@pytest.mark.slow
def test_a_question_about_no_body_does_not_load_the_finders() -> None:
    assert subprocess.run([sys.executable, "-c", LOADED], check=False).returncode == 0


KILLED = """
import os, sys
from pathlib import Path
from search_api.index import embedded
from vanthu.records import IndexRecord, Unit
index = embedded.open_index(Path(sys.argv[1]))
for n in range(3):
    fields = {"document": f"d{n}", "passage": "lời"}
    index.apply([(f"d{n}", 1, [IndexRecord(f"d{n}:p", Unit.PASSAGE, f"d{n}", "a", 1, fields)])])
with index._writing() as writer:
    writer.delete_all_documents()
    os._exit(9)
"""


def test_what_was_applied_survives_a_killed_writer(tmp_path: Path) -> None:
    ended = subprocess.run([sys.executable, "-c", KILLED, tmp_path], check=False)
    assert ended.returncode == 9
    index = embedded.open_index(tmp_path)
    assert found(index) == ["d0", "d1", "d2"]
    put(index, "d3", "lời")
    assert found(index) == ["d0", "d1", "d2", "d3"]


def test_a_damaged_index_says_what_to_do(tmp_path: Path) -> None:
    put(embedded.open_index(tmp_path), "a", "lời")
    next(tmp_path.glob("*/meta.json")).write_text("{")
    with pytest.raises(IndexUnavailable, match="vanthu reindex"):
        embedded.open_index(tmp_path)
