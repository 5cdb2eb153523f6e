"""What programs may rely on: answers that open on their source, problems that say what to do, edges that hold."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from search_api.web import intake
from search_api.web.edge import HEADERS
from search_api.web.pictures import WIDTHS
from tests.test_search_api.archive import PAPERS, Site, TestClient, client_of
from vanthu.records import Permission
from vanthu.wiring import open_services

ALL = Permission(everything=True)
PROBLEM = "application/problem+json"


def test_a_task_comes_with_its_place_and_the_words_that_stand_there(site: Site) -> None:
    answer = site.get("/obligations", body="Bộ Công an", as_of="2025-06-01")
    assert answer["total"] >= 2
    for task in answer["tasks"]:
        text = site.services.store.extraction(task["document"], ALL).text
        at = " ".join(" ".join(text.text[start:end].split()) for start, end in task["evidence"]["act"])
        assert task["quote"] == at
        assert task["provision"]
        assert "Bộ Công an" in [*task["lead"], *task["coordinating"]]
        if task["document"] == site.ids[PAPERS[0]]:
            assert task["page"] == task["boxes"][0]["page"]
        answer = site.client.get(task["url"].partition("#")[0])
        assert answer.status_code == 200
        assert task["url"].partition("#")[2] in answer.text


@pytest.mark.parametrize(
    ("query", "holds"),
    [
        ({"role": "lead"}, lambda task: "Bộ Công an" in task["lead"]),
        ({"role": "coordinating"}, lambda task: "Bộ Công an" in task["coordinating"]),
        ({"due_before": "2025-07-01"}, lambda task: task["due"]["last"] < "2025-07-01"),
        ({"due_after": "2025-07-01"}, lambda task: task["due"]["last"] > "2025-07-01"),
        ({"state": ["late"]}, lambda task: task["due"]["state"] == "late"),
        ({"state": ["soon", "ok"]}, lambda task: task["due"]["state"] in ("soon", "ok")),
    ],
)
def test_tasks_are_narrowed_by_every_filter(site: Site, query: dict[str, Any], holds: Any) -> None:
    whole = site.get("/obligations", body="Bộ Công an", as_of="2025-06-01", size=100)
    part = site.get("/obligations", body="Bộ Công an", as_of="2025-06-01", size=100, **query)
    assert all(holds(task) for task in part["tasks"])
    kept = [task["id"] for task in whole["tasks"] if task["due"]["last"] or "due_" not in str(query)]
    expected = {task["id"] for task in whole["tasks"] if task["id"] in kept and holds(task)}
    assert {task["id"] for task in part["tasks"]} == expected
    assert part["total"] == len(expected)


def test_tasks_of_one_document_are_those_of_its_text(site: Site) -> None:
    document = site.ids[PAPERS[0]]
    found = site.get("/obligations", document=document, size=100)
    facts = site.services.store.extraction(document, ALL)
    assert sorted(task["quote"] for task in found["tasks"]) == sorted(one.quote for one in facts.obligations)


def test_a_page_has_its_words_with_boxes_inside_it(site: Site) -> None:
    page = site.get(f"/documents/{site.ids[PAPERS[0]]}/pages/1")
    words = [word for line in page["lines"] for word in line["words"]]
    assert len(words) > 100
    assert all(0 <= w["box"]["x0"] <= w["box"]["x1"] <= 1 and 0 <= w["box"]["y0"] <= w["box"]["y1"] <= 1 for w in words)


def test_a_document_has_its_header_with_evidence_and_its_citations(site: Site) -> None:
    document = site.ids[PAPERS[0]]
    header = site.get(f"/documents/{document}")["metadata"]
    assert header["number"][0]["value"] == "903/NQ-CP"
    assert header["number"][0]["boxes"][0]["page"] == 1
    assert "57-NQ/TW" in {one["number"] for one in site.get(f"/documents/{document}/citations")}


def test_documents_are_listed_page_by_page(site: Site) -> None:
    seen, after = [], ""
    while after is not None:
        answer = site.get("/documents", after=after, size=3)
        seen += [one["id"] for one in answer["documents"]]
        after = answer["after"]
    assert sorted(seen) == sorted(site.ids.values())


def test_a_question_is_answered_with_text_and_offsets(site: Site) -> None:
    answer = site.get("/search", q="văn bản giao Bộ Công an")
    assert {chip["kind"] for chip in answer["understood"]} >= {"body"}
    assert answer["total"] == len(answer["hits"])
    passages = site.get("/passages", q="dữ liệu")
    for hit in passages["hits"]:
        assert all("liệu" in hit["text"][a:b].lower() or "dữ" in hit["text"][a:b].lower() for a, b in hit["marks"])


def test_a_body_has_its_names_and_its_tasks(site: Site) -> None:
    listed = site.get("/bodies", q="cong an")
    assert listed[0]["name"] == "Bộ Công an"
    body = site.get(f"/bodies/{listed[0]['id']}")
    assert "Bộ Công an" in body["names"]
    tasks = site.get(f"/bodies/{listed[0]['id']}/tasks", role="any")
    assert tasks["total"] == tasks["by_role"]["any"] == sum(tasks["by_state"].values())
    site.get("/bodies/khong-co-co-quan-nay", 404)


def test_a_number_is_known_with_who_cites_it(site: Site) -> None:
    cited = site.get("/citations", number="57-nq/tw")
    assert cited["standing"] == "unknown"
    assert {one["document"] for one in cited["cited_by"]} >= {site.ids[PAPERS[0]]}
    assert site.get("/citations", number="903/NQ-CP")["documents"][0]["document"] == site.ids[PAPERS[0]]


def test_a_batch_adds_up(site: Site) -> None:
    batch = site.get("/batches/lo-thu")
    assert batch["received"] == sum(batch["states"].values()) == 4
    assert batch["settled"]
    rows = site.get("/batches/lo-thu/receipts", size=3)
    assert len(rows["receipts"]) == 3
    assert len(site.get("/batches/lo-thu/receipts", size=3, after=rows["after"])["receipts"]) == 1


def test_health_says_what_answers(site: Site) -> None:
    health = site.get("/health")
    assert health["status"] == "ok"
    assert health["documents"] == 4


PROBLEMS = [
    ("/khong-co", 404),
    ("/documents/khong-co", 404),
    ("/documents/khong-co/pages/1", 404),
    ("/documents/{paper}/pages/99", 404),
    ("/documents/{paper}/pages/0", 400),
    ("/documents/{paper}/pages/99999999999999999999999999", 400),
    ("/documents/{paper}/pages/một", 400),
    ("/documents/{paper}/pages/99/picture", 404),
    ("/documents/{paper}/pages/1/picture?width=1239", 400),
    ("/documents/{text}/pages/1/picture", 404),
    ("/batches/khong-co", 404),
    ("/citations", 400),
    ("/citations?number=không+phải+số", 400),
    ("/obligations?due_before=hôm+qua", 400),
    ("/obligations?role=chef", 400),
    ("/obligations?state=never", 400),
    ("/obligations?as_of=2025-02-30", 400),
    ("/search?sort=random", 400),
    ("/search?page=101&size=100", 400),
    (f"/search?q={'a+' * 700}", 400),
    (f"/search?q={'a' * 20000}", 400),
    ("/search?q=a%00b", 400),
    ("/search?q=%ff%fe", 400),
    ("/search?q=%ed%a0%80", 400),
    ("/documents/%00", 400),
]


@pytest.mark.parametrize(("path", "status"), PROBLEMS)
def test_what_is_wrong_with_a_request_is_said_as_a_problem(site: Site, path: str, status: int) -> None:
    path = path.replace("{paper}", site.ids[PAPERS[0]]).replace("{text}", site.ids[PAPERS[2]])
    answer = site.client.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert problem["status"] == status
    assert problem["type"].startswith("urn:vanthu:problem:")
    assert problem["detail"]


def test_a_wrong_method_is_a_problem_too(site: Site) -> None:
    answer = site.client.delete("/api/v1/documents")
    assert answer.status_code == 405
    assert answer.headers["content-type"] == PROBLEM


def test_absent_and_forbidden_answer_alike(site: Site, blind: TestClient) -> None:
    paper = site.ids[PAPERS[0]]
    for tail in ("", "/citations", "/pages/1", "/pages/1/picture", "/original"):
        forbidden = blind.get(f"/api/v1/documents/{paper}{tail}")
        absent = blind.get(f"/api/v1/documents/{paper[:-1]}x{tail}")
        assert forbidden.status_code == 404
        assert (forbidden.json(), forbidden.headers.keys()) == (absent.json(), absent.headers.keys())
    assert blind.get(f"/van-ban/{paper}").status_code == 404
    assert blind.get("/api/v1/search", params={"q": "dữ liệu"}).json()["counts"] == {
        "passage": 0, "document": 0, "obligation": 0,
    }  # fmt: skip
    assert blind.get("/api/v1/documents").json()["documents"] == []
    assert blind.get("/api/v1/obligations").json()["total"] == 0
    assert blind.get("/api/v1/bodies").json() == []
    assert blind.get("/api/v1/citations", params={"number": "57-NQ/TW"}).json()["cited_by"] == []
    assert "903/NQ-CP" not in blind.get("/").text


def test_a_page_picture_is_drawn_once_and_known_by_its_tag(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    path = f"/api/v1/documents/{site.ids[PAPERS[0]]}/pages/2/picture?width={WIDTHS[1]}"
    first = site.client.get(path)
    assert first.status_code == 200
    assert first.headers["content-type"] in ("image/png", "image/jpeg")
    monkeypatch.setattr("search_api.web.pictures.picture", lambda *_, **__: pytest.fail("drawn again"))
    assert site.client.get(path).content == first.content
    again = site.client.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert again.status_code == 304


def test_the_original_comes_back_byte_by_byte_and_only_as_a_download(site: Site) -> None:
    name = next(name for name in site.ids if name.startswith("<b"))
    answer = site.client.get(f"/api/v1/documents/{site.ids[name]}/original")
    assert b"<script>" in answer.content
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"] == f"attachment; filename*=UTF-8''{quote(name, safe='')}"
    assert "sandbox" in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    "path",
    ["/", "/co-quan", "/nap", "/vien-dan", "/khong-co", "/tinh/vanthu.css", "/tinh/vanthu.js", "/api/v1/health",
     "/api/v1/documents", "/api/v1/khong-co", "/api/v1/search?q=%00", "/van-ban/{paper}"],
)  # fmt: skip
def test_every_answer_carries_the_headers(site: Site, path: str) -> None:
    answer = site.client.get(path.replace("{paper}", site.ids[PAPERS[0]]))
    for name, value in HEADERS:
        assert answer.headers[name] == value
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("127.0.0.1:8470", 200),
        ("localhost", 200),
        ("[::1]:8470", 200),
        ("vanthu.co-quan.vn", 200),
        ("evil.example", 403),
        ("127.0.0.1.evil.example", 403),
        ("", 403),
    ],
)
def test_only_its_own_names_are_answered(site: Site, host: str, status: int) -> None:
    client = client_of(site.services, replace(site.settings, hosts="vanthu.co-quan.vn, khac.vn"))
    assert client.get("/api/v1/health", headers={"Host": host}).status_code == status


@pytest.mark.parametrize(
    "header", [{"Origin": "http://evil.example"}, {"Sec-Fetch-Site": "cross-site"}, {"Origin": "null"}]
)
def test_another_site_cannot_hand_anything_in(site: Site, header: dict[str, str]) -> None:
    before = site.services.store.totals()
    answer = site.client.post("/api/v1/uploads?name=a.txt", content=b"x", headers=header)
    assert answer.status_code == 403
    assert site.client.post("/nap", files={"tep": ("a.txt", b"x")}, headers=header).status_code == 403
    assert site.services.store.totals() == before


@pytest.fixture
def empty(tmp_path: Path, site: Site) -> Any:
    """An empty archive that takes at most 1,000 bytes at once."""
    own = replace(site.settings, home=tmp_path / "home")
    services = open_services(own)
    with client_of(services, own, most_bytes=1000) as client:
        yield services, client
    services.close()


def test_the_same_file_handed_in_twice_is_one_receipt(empty: Any) -> None:
    services, client = empty
    answers = [client.post("/api/v1/uploads?name=hop/a.txt&batch=lo-1", content="chữ".encode()) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["path"] == "hop/a.txt"
    assert services.blobs.get(answers[0].json()["sha256"]) == "chữ".encode()
    assert client.get("/api/v1/batches/lo-1").json()["received"] == 1


def chunks(size: int) -> Any:
    yield from (b"x" * 100 for _ in range(size // 100))


@pytest.mark.parametrize(
    "send",
    [
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=b"x" * 1001),
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=chunks(1100)),
        lambda client: client.post("/nap", files={"tep": ("a.bin", b"x" * 1001)}),
        lambda client: client.post("/api/v1/uploads?name=a.bin", content=b"", headers={"Content-Length": "9" * 30}),
    ],
)
def test_what_is_too_large_is_refused_and_nothing_is_kept(empty: Any, send: Any) -> None:
    services, client = empty
    answer = send(client)
    assert answer.status_code == 413
    assert "MB" in answer.text
    assert sum(services.store.totals().values()) == 0
    assert list(services.blobs) == []
    assert list((client.app.state.desk.settings.home / "incoming").glob("*")) == []


def test_a_full_disk_is_told_and_nothing_is_kept(empty: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    services, client = empty
    monkeypatch.setattr(intake, "ROOM_LEFT", 1 << 62)
    answer = client.post("/api/v1/uploads?name=a.txt", content=b"x")
    assert answer.status_code == 507
    assert answer.headers["content-type"] == PROBLEM
    assert client.post("/nap", files={"tep": ("a.txt", b"x")}).status_code == 507
    assert sum(services.store.totals().values()) == 0


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("../../etc/passwd", "etc/passwd"),
        ("C:\\hop\\a.pdf", "C:/hop/a.pdf"),
        ("/a.txt", "a.txt"),
        ("..", None),
        ("a\x1b.txt", None),
    ],
)
def test_a_name_is_a_label_and_never_a_way(empty: Any, name: str, label: str | None) -> None:
    _, client = empty
    answer = client.post("/api/v1/uploads", params={"name": name}, content=b"x")
    if label is None and name == "..":
        assert answer.status_code == 400
        return
    assert answer.status_code == 201
    kept = answer.json()["path"]
    assert kept == label if label else all(c.isprintable() for c in kept)


def test_the_form_takes_several_files_into_one_batch(empty: Any) -> None:
    services, client = empty
    files = [("tep", ("a.txt", b"mot")), ("tep", ("b.txt", b"hai"))]
    answer = client.post("/nap", files=files)
    assert answer.status_code == 303
    (batch,) = services.store.batches()
    assert answer.headers["location"] == f"/lo/{batch}"
    assert sum(services.store.totals(batch=batch).values()) == 2
    assert client.post("/nap", data={"x": "y"}).status_code == 400
    assert client.post("/nap", content=b"rubbish", headers={"Content-Type": "multipart/form-data"}).status_code == 400


def test_the_description_has_examples_and_no_answer_it_does_not_name(site: Site) -> None:
    described = site.client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {path for path in described["paths"] if path.startswith("/api/v1/")}
    assert '"examples"' in json.dumps(described)
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert "422" not in operation["responses"], path
            assert {"400", "403", "404", "503"} <= set(operation["responses"]), path


ODD = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=40) | st.sampled_from(
    [
        "0",
        "-1",
        "1" * 30,
        "1e9",
        "true",
        "2025-06-30",
        "30/6/2025",
        '"',
        "((((",
        "a* OR b",
        "%",
        "NaN",
        "57-NQ/TW",
        "\\",
    ]
)
PATHS = ("/", "/co-quan", "/co-quan/{}", "/van-ban/{}", "/lo/{}", "/vien-dan", "/nap")
NAMES = (
    *("q", "trang", "dang", "xep", "bo", "han", "type", "issuer", "year", "nguyen-van", "ten", "vai", "nguon", "tinh"),
    *("cu", "nv", "cho", "khung", "tinh-trang", "sau", "so", "ngon-ngu", "giao-dien"),
)


def routes(site: Site) -> list[tuple[str, tuple[str, ...]]]:
    described = site.client.get("/api/v1/openapi.json").json()["paths"]
    api = [
        (path, tuple(one["name"] for one in operation.get("parameters", ()) if one["in"] == "query"))
        for path, operations in described.items()
        for method, operation in operations.items()
        if method == "get"
    ]
    return api + [(path, NAMES) for path in PATHS]


@settings(max_examples=120, deadline=None, suppress_health_check=list(HealthCheck), database=None)
@given(data=st.data())
def test_no_input_is_an_error_of_the_system(site: Site, data: st.DataObject) -> None:
    path, names = data.draw(st.sampled_from(routes(site)))
    known = [*site.ids.values(), "lo-thu", "bo-cong-an"]
    while "{" in path:
        value = data.draw(ODD | st.sampled_from(known))
        path = path[: path.index("{")] + quote(value, safe="") + path[path.index("}") + 1 :]
    query = data.draw(st.lists(st.tuples(st.sampled_from(names or ("x",)), ODD), max_size=4))
    answer = site.client.get(path, params=query)
    assert answer.status_code < 500, (path, query, answer.text[:300])
    if answer.status_code >= 400 and path.startswith("/api/"):
        assert answer.headers["content-type"] == PROBLEM


@pytest.mark.parametrize("raw", [bytes([b]) for b in range(128, 256, 9)] + [b"\xc0\xaf", b"\xf5\x80\x80\x80"])
def test_bytes_that_are_no_text_are_refused(site: Site, raw: bytes) -> None:
    escaped = "".join(f"%{byte:02x}" for byte in raw)
    for path in (f"/?q={escaped}", f"/van-ban/{escaped}", f"/api/v1/bodies/{escaped}"):
        assert site.client.get(path).status_code == 400
