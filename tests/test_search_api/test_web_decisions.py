"""What a clerk decides about facts is what tasks, search and the page say afterwards, and stays in the history."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ingest.receive import receive
from tests.test_search_api.archive import EVIL, Site, blind_client, carried, client_of
from tests.test_search_api.scanned import ALL, LETTER, letter, put, read_again
from vanthu import cli
from vanthu.settings import Settings
from vanthu.store.jobs import READ, add_job
from vanthu.wiring import open_services

pytestmark = pytest.mark.slow  # each paper goes through a real extraction, again after what is said about it

TEXT = (
    LETTER.replace("?0.41", "").replace("chinh", "chính").replace("?0.52", "")
    + "\n3. Kho lưu trữ: Văn phòng kiểm kê kho giấy."
)


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    settings = Settings(tmp_path_factory.mktemp("home"))
    services = open_services(settings)
    with client_of(services, settings) as client:
        yield Site(services, settings, client, {})
    services.close()


@pytest.fixture
def paper(filled: Site, request: pytest.FixtureRequest) -> str:
    return put(filled.services, f"{request.node.name}.tif", [letter(TEXT)])


def tasks(site: Site, paper: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = site.get("/obligations", document=paper)["tasks"]
    return sorted(found, key=lambda one: one["quote"])


def fact(site: Site, paper: str, words: str) -> str:
    facts = site.services.store.extraction(paper, ALL)
    return next(one.id for one in facts.obligations if words in one.quote)


def decide(site: Site, paper: str, path: str, status: int = 201, after: int | None = None, **body: Any) -> Any:
    log = site.get(f"/documents/{paper}/entries")
    after = after if after is not None else max((one["sequence"] for one in log), default=0)
    answer = site.client.post(f"/api/v1/documents/{paper}/{path}", json={"after": after, **body})
    assert answer.status_code == status, answer.text
    carried(site.services)
    return answer.json()


def test_a_rejected_task_vanishes_from_answers_and_stays_in_the_history(filled: Site, paper: str) -> None:
    one = fact(filled, paper, "Sở Y tế")
    said = decide(filled, paper, f"tasks/{one}", verdict="reject")
    assert not any("Sở Y tế" in task["quote"] for task in tasks(filled, paper))
    page = filled.page(f"/van-ban/{paper}")
    assert "Đã bác nhiệm vụ “Giao Sở Y tế" in page
    assert "Đã bác nhiệm vụ “Giao Sở Y tế" in filled.page(f"/van-ban/{paper}/lich-su")
    filled.client.post(f"/ra-soat/{paper}/1/hoan-tac", data={"muc": said["id"], "ve": "vb"})
    carried(filled.services)
    assert any("Sở Y tế" in task["quote"] for task in tasks(filled, paper))


def test_a_changed_task_says_so_in_answers_and_is_marked_as_a_persons(filled: Site, paper: str) -> None:
    one = fact(filled, paper, "giá đất")
    wanted = {
        "after": 0, "words": filled.services.store.extraction(paper, ALL).obligations[0].quote,
        "lead": ["Sở Nội vụ", "Bộ KH&CN"], "deadline": "ngày 30 tháng 6 năm 2025", "day": "2025-06-29",
    }  # fmt: skip
    decide(filled, paper, f"tasks/{one}", verdict="edit", task=wanted)
    (changed,) = [task for task in tasks(filled, paper) if "giá đất" in task["quote"]]
    assert "Sở Nội vụ" in changed["lead"][0]
    assert changed["lead"][1] == "Bộ Khoa học và Công nghệ"
    assert changed["deadline"]["value"] == "2025-06-29"
    assert changed["coordinating"] == []
    assert "người xác nhận" in filled.page(f"/van-ban/{paper}", nv=one)
    body = filled.get("/bodies/bo-khoa-hoc-va-cong-nghe/tasks")
    assert paper in [task["document"] for task in body["tasks"]]


def test_an_added_task_is_found_with_its_place(filled: Site, paper: str) -> None:
    decide(filled, paper, "tasks", words="Văn phòng kiểm kê kho giấy", lead=["Văn phòng"], page=1)
    (added,) = [task for task in tasks(filled, paper) if "kho giấy" in task["quote"]]
    assert (added["page"], added["lead"]) == (1, ["Văn phòng"])
    assert added["boxes"]


def test_a_header_put_right_is_what_search_knows(filled: Site, paper: str) -> None:
    decide(filled, paper, "header/number", values=["16/KH-UBND"])
    decide(filled, paper, "header/issued", values=["2025-04-13"])
    about = filled.get(f"/documents/{paper}")["metadata"]
    assert about["number"][0]["value"] == "16/KH-UBND"
    assert about["number"][0]["boxes"]  # where it was read
    assert about["issued"][0]["value"] == "2025-04-13"
    assert paper in [one["document"] for one in filled.get("/citations", number="16/KH-UBND")["documents"]]
    decide(filled, paper, "header/number", values=[])
    assert filled.get(f"/documents/{paper}")["metadata"]["number"] == []


def test_decisions_survive_another_reading_and_what_no_longer_fits_waits(filled: Site, paper: str) -> None:
    decide(filled, paper, f"tasks/{fact(filled, paper, 'Sở Y tế')}", verdict="reject")
    decide(filled, paper, "tasks", words="Văn phòng kiểm kê kho giấy", lead=["Văn phòng"])
    decide(filled, paper, "header/number", values=["16/KH-UBND"])
    (receipt,) = filled.services.store.receipts(document=paper)
    with filled.services.store.db.write() as connection:  # type: ignore[attr-defined]
        add_job(connection, READ, receipt.id)
    again = TEXT.replace("danh mục thuốc", "danh muc thuôc").replace("Kho lưu trữ: Văn phòng kiểm kê kho giấy.", "Hết.")
    read_again(filled.services, receipt.id, [letter(again)])
    assert not any("Sở Y tế" in task["quote"] for task in tasks(filled, paper))
    assert filled.get(f"/documents/{paper}")["metadata"]["number"][0]["value"] == "16/KH-UBND"
    assert "Quyết định không còn khớp" in filled.page(f"/van-ban/{paper}")
    (waiting,) = [one for one in filled.get("/review", size=100)["pages"] if one["document"] == paper]
    assert waiting["loose"] == 1


def test_of_two_clerks_at_one_task_the_second_is_told(filled: Site, paper: str) -> None:
    one, other = fact(filled, paper, "Sở Y tế"), fact(filled, paper, "giá đất")
    decide(filled, paper, f"tasks/{one}", verdict="reject", after=0)
    decide(filled, paper, f"tasks/{one}", 409, verdict="accept", after=0)
    decide(filled, paper, f"tasks/{other}", verdict="accept", after=0)
    form = {"sau": 0, "quyet-dinh": "nhan"}
    answer = filled.client.post(f"/van-ban/{paper}/nhiem-vu/{one}", data=form)
    assert answer.status_code == 409
    assert f'href="/van-ban/{paper}"' in answer.text


def test_the_forms_of_the_page_do_the_same(filled: Site, paper: str) -> None:
    one = fact(filled, paper, "giá đất")
    page = filled.page(f"/van-ban/{paper}", nv=one)
    assert f'action="/van-ban/{paper}/nhiem-vu/{one}"' in page
    form = {"sau": 0, "quyet-dinh": "sua", "loi": "Giao Sở Tài chính chủ trì", "chu-tri": "Sở Nội vụ\r\n",
            "thoi-han": "trước ngày 30 tháng 6 năm 2025"}  # fmt: skip
    answer = filled.client.post(f"/van-ban/{paper}/nhiem-vu/{one}", data=form)
    assert answer.status_code == 303
    carried(filled.services)
    assert "Đã sửa nhiệm vụ “Giao Sở Tài chính chủ trì”" in filled.page(answer.headers["location"])
    (changed,) = [task for task in tasks(filled, paper) if "Sở Tài chính" in task["quote"]]
    assert changed["quote"] == "Giao Sở Tài chính chủ trì"
    header = {"sau": 99, "truong": "issued", "gia-tri": "13/4/2025"}
    assert filled.client.post(f"/van-ban/{paper}/the-thuc", data=header).status_code == 303
    carried(filled.services)
    assert filled.get(f"/documents/{paper}")["metadata"]["issued"][0]["value"] == "2025-04-13"


@pytest.fixture(scope="module")
def still(filled: Site) -> str:
    """A letter about which nobody manages to say anything."""
    return put(filled.services, "still.tif", [letter(TEXT)])


BAD = {
    "words that are not there": ("tasks", {"words": "không có lời này"}, 400),
    "no words": ("tasks", {"words": "  "}, 400),
    "a deadline that is not there": ("tasks", {"words": "Văn phòng kiểm kê", "deadline": "trước năm 2030"}, 400),
    "a deadline that says nothing": ("tasks", {"words": "Văn phòng kiểm kê", "deadline": "kho giấy"}, 400),
    "a day without words": ("tasks", {"words": "Văn phòng kiểm kê", "day": "2025-01-01"}, 400),
    "an unknown task": ("tasks/o0", {"verdict": "accept"}, 404),
    "an unknown verdict": ("tasks/o0", {"verdict": "perhaps"}, 400),
    "an unknown field": ("header/place", {"values": ["x"]}, 400),
    "a day that is none": ("header/issued", {"values": ["30 tháng 6"]}, 400),
    "two numbers": ("header/number", {"values": ["1/A", "2/B"]}, 400),
    "a control character": ("header/title", {"values": ["a\x00b"]}, 400),
}


@pytest.mark.parametrize(("path", "body", "status"), BAD.values(), ids=BAD)
def test_a_decision_that_means_nothing_changes_nothing(
    filled: Site, still: str, path: str, body: dict[str, Any], status: int
) -> None:
    decide(filled, still, path, status, **body)
    assert filled.get(f"/documents/{still}/entries") == []


def writes(paper: str) -> list[tuple[str, dict[str, Any]]]:
    return [
        (f"/api/v1/documents/{paper}/tasks", {"json": {"after": 0, "words": "Văn phòng kiểm kê"}}),
        (f"/api/v1/documents/{paper}/tasks/o1", {"json": {"after": 0, "verdict": "reject"}}),
        (f"/api/v1/documents/{paper}/header/number", {"json": {"after": 0, "values": ["1/A"]}}),
        (f"/van-ban/{paper}/nhiem-vu", {"data": {"sau": 0, "loi": "Văn phòng kiểm kê"}}),
        (f"/van-ban/{paper}/nhiem-vu/o1", {"data": {"sau": 0}}),
        (f"/van-ban/{paper}/the-thuc", {"data": {"sau": 0, "truong": "number", "gia-tri": "1/A"}}),
    ]


def test_neither_another_site_nor_who_may_not_see_the_paper_can_decide(filled: Site, still: str) -> None:
    with blind_client(filled.services, filled.settings) as blind:
        for path, body in writes(still):
            assert blind.post(path, **body).status_code == 404
            assert filled.client.post(path, headers={"origin": "http://evil.example"}, **body).status_code == 403
    assert filled.get(f"/documents/{still}/entries") == []


def test_what_a_person_writes_is_text_and_no_markup(filled: Site, paper: str) -> None:
    one = fact(filled, paper, "giá đất")
    quote = filled.services.store.extraction(paper, ALL).obligations[0].quote
    task = {"after": 0, "words": quote, "lead": [EVIL], "product": EVIL}
    decide(filled, paper, f"tasks/{one}", verdict="edit", task=task)
    decide(filled, paper, "header/title", values=[EVIL])
    for path in (f"/van-ban/{paper}?nv={one}", f"/van-ban/{paper}/lich-su", f"/?q={one}", "/co-quan"):
        assert "<img src=x" not in filled.page(path)


def test_decisions_go_out_as_gold_that_the_program_is_measured_with(
    filled: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    text = "\n".join(line.text for line in letter(TEXT).lines)
    (tmp_path / "ke-hoach.txt").write_text(text, encoding="utf-8")
    services = filled.services
    receipts = receive([tmp_path / "ke-hoach.txt"], services.blobs, services.store, batch="b", by="local",
                       clock=services.clock)  # fmt: skip
    assert len(list(receipts)) == 1
    carried(services)
    paper = next(one.id for one in services.store.documents(ALL, limit=1000) if one.name == "ke-hoach.txt")
    decide(filled, paper, f"tasks/{fact(filled, paper, 'Sở Y tế')}", verdict="reject")
    decide(filled, paper, f"tasks/{fact(filled, paper, 'giá đất')}", verdict="accept")
    monkeypatch.setenv("VANTHU_HOME", str(filled.settings.home))
    monkeypatch.setattr("signal.signal", lambda *_: None)
    out = tmp_path / "gold"
    assert cli.main(["export", "gold", "--out", str(out)]) == 0
    (record,) = out.glob("ke-hoach-*.json")
    assert record.with_suffix(".txt").read_text("utf-8") == text
    for other in set(out.iterdir()) - {record, record.with_suffix(".txt")}:
        other.unlink()
    capsys.readouterr()
    assert cli.main(["eval", "extract", str(out), "--json"]) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    (row,) = [row for row in rows if row["kind"] == "obligation" and not row["type"]]
    assert (row["gold"], row["predicted"]) == (1, 2)  # the rejected one is found again: an error
