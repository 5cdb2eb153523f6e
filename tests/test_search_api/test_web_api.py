"""What programs may rely on: answers that open on their source, problems that say what to do, edges that hold."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import quote
from xml.etree import ElementTree

import pytest

from search_api.web.edge import HEADERS
from search_api.web.pictures import WIDTHS
from tests.test_search_api.archive import PAPERS, PROBLEM, Site, TestClient, client_of
from vanthu.records import Permission

ALL = Permission(everything=True)


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


def inside(box: dict[str, float]) -> bool:
    return 0 <= box["x0"] < box["x1"] <= 1 and 0 <= box["y0"] < box["y1"] <= 1


@pytest.mark.parametrize("paper", PAPERS[:2])
def test_every_page_has_its_words_with_boxes_inside_it(site: Site, paper: str) -> None:
    document = site.ids[paper]
    for n in range(1, site.get(f"/documents/{document}")["document"]["pages"] + 1):
        page = site.get(f"/documents/{document}/pages/{n}")
        words = [word for line in page["lines"] for word in line["words"]]
        assert page["n"] == n
        assert words
        assert all(inside(word["box"]) for word in words)


@pytest.mark.parametrize("paper", PAPERS[:2])
def test_the_boxes_of_a_task_cover_its_words(site: Site, paper: str) -> None:
    document = site.ids[paper]
    pages = site.get(f"/documents/{document}")["document"]["pages"]
    tasks = site.get("/obligations", document=document, size=100)["tasks"]
    assert tasks
    for task in tasks:
        assert task["boxes"], task["quote"]
        assert all(inside(box) and 1 <= box["page"] <= pages for box in task["boxes"])
        marked = "".join(covered(site, document, task["boxes"]))
        assert "".join(task["quote"].split()) in marked


def covered(site: Site, document: str, boxes: list[dict[str, float]]) -> list[str]:
    """The words whose middle lies in one of the boxes, page by page."""
    found = []
    for n in sorted({int(box["page"]) for box in boxes}):
        for line in site.get(f"/documents/{document}/pages/{n}")["lines"]:
            for word in line["words"]:
                at = word["box"]
                x, y = (at["x0"] + at["x1"]) / 2, (at["y0"] + at["y1"]) / 2
                if any(
                    one["page"] == n and one["x0"] <= x <= one["x1"] and one["y0"] <= y <= one["y1"] for one in boxes
                ):
                    found.append(word["text"])
    return found


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
    for tail in ("", "/citations", "/pages/1", "/pages/1/picture", "/original", "/akn"):
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


def test_a_document_goes_out_as_akoma_ntoso(site: Site) -> None:
    answer = site.client.get(f"/api/v1/documents/{site.ids[PAPERS[0]]}/akn")
    assert answer.headers["content-type"] == "application/akn+xml"
    assert "903/NQ-CP" in ElementTree.fromstring(answer.content).find(".//{*}FRBRnumber").attrib["value"]


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


def test_the_description_names_every_answer_and_every_name_it_uses(site: Site) -> None:
    described = site.client.get("/api/v1/openapi.json").json()
    assert set(described["paths"]) == {path for path in described["paths"] if path.startswith("/api/v1/")}
    for path, operations in described["paths"].items():
        for operation in operations.values():
            assert "422" not in operation["responses"], path
            assert {"400", "403", "404", "503"} <= set(operation["responses"]), path
            for status, answer in operation["responses"].items():
                assert status < "400" or list(answer["content"]) == [PROBLEM], (path, status)
    schemas = described["components"]["schemas"]
    assert set(referred(described)) == {f"#/components/schemas/{name}" for name in schemas}


def referred(part: Any) -> Iterator[str]:
    if isinstance(part, dict):
        yield from ([part["$ref"]] if "$ref" in part else [])
    for one in part.values() if isinstance(part, dict) else part if isinstance(part, list) else ():
        yield from referred(one)


def test_the_examples_of_the_description_can_be_asked(site: Site) -> None:
    described = site.client.get("/api/v1/openapi.json").json()["paths"]
    for path, operations in described.items():
        if "get" not in operations:
            continue
        parameters = operations["get"].get("parameters", ())
        shown = {one["name"]: first for one in parameters if (first := example(one)) is not None}
        assert all(one["name"] in shown for one in parameters if one["required"]), path
        query = {name: shown[name] for name in shown if f"{{{name}}}" not in path}
        answer = site.client.get(path.format(**shown), params=query)
        told_by_name = "{" in path and "{body}" not in path
        assert answer.status_code == (404 if told_by_name else 200), (path, answer.text)


def example(parameter: dict[str, Any]) -> Any:
    shown = parameter["schema"].get("examples") or parameter.get("examples")
    return shown[0] if shown else None


def test_references_are_handed_out_with_what_they_mean(site: Site) -> None:
    found = [one for document in site.ids.values() for one in site.get(f"/documents/{document}/references")]
    assert {one["means"] for one in found} >= {"self"}
    assert all(bool(one["why"]) == (one["means"] == "") for one in found)


def test_a_collective_is_expanded_as_of_a_day_and_marked_derived(site: Site) -> None:
    found = site.get("/bodies/Các bộ, cơ quan ngang bộ/members", on="2025-02-28")
    assert found["derived"]
    assert "bo-ke-hoach-va-dau-tu" in [one["id"] for one in found["members"]]
    assert site.get("/bodies/bo-tai-chinh/members")["members"] == []


def test_the_table_holds_the_tasks_that_the_list_has_and_no_others(site: Site, blind: TestClient) -> None:
    def rows(client: TestClient, **asked: str) -> list[dict[str, str]]:
        answer = client.get("/api/v1/obligations/table", params=asked)
        assert answer.headers["content-type"] == "text/csv; charset=utf-8"
        return list(csv.DictReader(answer.content.decode("utf-8-sig").splitlines()))

    for asked in ({}, {"body": "Bộ Công an"}, {"state": "none"}):
        listed = site.get("/obligations", size=100, **asked)
        assert [row["Mã nhiệm vụ"] for row in rows(site.client, **asked)] == [one["id"] for one in listed["tasks"]]
    assert rows(blind) == []
    for wrong in ({"role": "x"}, {"state": "x"}):
        assert site.client.get("/api/v1/obligations/table", params=wrong).status_code == 400
