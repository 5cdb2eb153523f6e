"""The questions people ask, on a small archive in the embedded engine: `search_api.index.questions`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, cast

import pytest

from extract.bodies import authority
from search_api.index import embedded
from search_api.index.due import DueState
from search_api.index.project import project
from search_api.index.questions import Archive, cite, search, suggest, tasks_of_body
from vanthu.errors import BadRequest
from vanthu.ports import Documents, SearchIndex
from vanthu.records import (
    BodyMention,
    Box,
    Citation,
    Deadline,
    Document,
    DocumentText,
    Extraction,
    Field,
    IndexAnswer,
    IndexQuery,
    Metadata,
    Obligation,
    Permission,
    Provision,
    Reader,
    Span,
    State,
    TextLine,
    TextWord,
    Unit,
)

AS_OF = date(2025, 6, 20)
ALL, PUBLIC, NOBODY = Reader("local"), Reader("public"), Reader("stranger")
RIGHTS = {
    "local": Permission(everything=True),
    "public": Permission(labels=frozenset({"public"})),
    "stranger": Permission(),
}


class Rights:
    """The one part of the store that questions ask: who may see what. Counts how often it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def permission(self, reader: Reader) -> Permission:
        self.asked.append(reader.id)
        return RIGHTS[reader.id]


@dataclass
class Task:
    quote: str
    lead: Sequence[str] = ()
    coordinating: Sequence[str] = ()
    deadline: str = ""
    rel: str = ""
    value: str | None = None
    day: int | None = None


@dataclass
class Paper:
    """A paper in a few words: its header, its lines, its tasks and citations (found in the lines)."""

    id: str
    number: str
    kind: str
    issuer: str
    issued: str
    title: str
    lines: Sequence[str] = ()
    tasks: Sequence[Task] = ()
    cites: Sequence[tuple[str, str, str]] = ()  # quote, number, relation
    access: str = "public"
    extra: dict[str, Any] = field(default_factory=dict)

    def records(self) -> list[Any]:
        lines = [self.title, *self.lines, *(f"{n}. {task.quote}" for n, task in enumerate(self.tasks, 1))]
        text = "\n".join(lines)
        ends = [sum(len(line) + 1 for line in lines[: n + 1]) for n in range(len(lines))]
        spans = [Span(end - len(line) - 1, end - 1) for line, end in zip(lines, ends, strict=True)]
        words = [
            TextWord(span.start, span.end, Box(1, 0.1, 0.05 * n, 0.9, 0.05 * n + 0.03)) for n, span in enumerate(spans)
        ]
        composed = DocumentText(
            f"t{self.id}", text, tuple(TextLine(s.start, s.end, 1) for s in spans), tuple(words), ()
        )
        at = len(lines) - len(self.tasks)
        extraction = Extraction(
            text=composed,
            metadata=Metadata(
                number=Field(self.number, (), "test"),
                type=Field(self.kind, (), "test"),
                issuer=(Field(self.issuer, (), "test"),),
                issued=Field(self.issued, (), "test"),
                title=Field(self.title, (spans[0],), "test"),
            ),
            provisions=tuple(
                Provision(f"khoan-{n}", f"khoản {n}", "khoan", span, span, span) for n, span in enumerate(spans[at:], 1)
            ),
            obligations=tuple(
                self._task(n, task, span) for n, (task, span) in enumerate(zip(self.tasks, spans[at:], strict=True), 1)
            ),
            citations=tuple(self._citation(n, text, *cited) for n, cited in enumerate(self.cites)),
        )
        document = Document(self.id, "0" * 64, f"{self.id}.pdf", "application/pdf", self.access, State.DONE, 1, None)
        return project(document, extraction)

    def _task(self, n: int, task: Task, span: Span) -> Obligation:
        deadline = Deadline((span,), task.deadline, task.rel, task.value, task.day) if task.deadline else None
        act = (Span(span.start + len(f"{n}. "), span.end),)
        return Obligation(
            f"o{n}",
            act,
            task.quote,
            task.quote,
            tuple(_body(name, span) for name in task.lead),
            tuple(_body(name, span) for name in task.coordinating),
            deadline,
            None,
            f"khoản {n}",
            f"khoan-{n}",
            "test",
        )

    def _citation(self, n: int, text: str, quote: str, number: str, relation: str) -> Citation:
        start = text.index(quote)
        return Citation(
            f"c{n}", (Span(start, start + len(quote)),), quote, number, None, None, (), None, relation, "test"
        )


def _body(name: str, span: Span) -> BodyMention:
    known = authority().by_name(name)
    group = known.group if known else False
    return BodyMention(name, (span,), known.id if known else None, group)


KHCN, TTTT, CA = "Bộ Khoa học và Công nghệ", "Bộ Thông tin và Truyền thông", "Bộ Công an"
VHTTDL = "Bộ Văn hóa, Thể thao và Du lịch"
MT, NN = "Bộ Tài nguyên và Môi trường", "Bộ Nông nghiệp và Môi trường"
PAPERS = (
    Paper(
        "plan",
        "15-KH/BCĐ",
        "kế hoạch",
        "Ban Chỉ đạo Mẫu",
        "2025-04-18",
        "Thúc đẩy dữ liệu dùng chung",
        ["Căn cứ Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024;"],
        [
            Task("xây dựng khung kiến trúc dữ liệu", [KHCN], [CA], "trong tháng 5 năm 2025", "in", "2025-05"),
            Task("sửa quy định về quản lý nhiệm vụ", [KHCN], [], "trước ngày 30/6/2025", "before", "2025-06-30"),
            Task("trình đề án phòng thí nghiệm", [KHCN], [CA], "quý IV/2025", "in", "2025-Q4"),
            Task("báo cáo tình hình thực hiện", [KHCN], [], "trước ngày 25 hằng tháng", "every", "P1M", 25),
            Task("bảo đảm an ninh dữ liệu", [CA], [KHCN], "thường xuyên", "ongoing", None),
            Task("hướng dẫn chuẩn hóa mã định danh", ["Các bộ, ngành, địa phương"]),
        ],
        [("Nghị quyết số 57-NQ/TW", "57-NQ/TW", "basis")],
    ),
    Paper(
        "old",
        "118/QĐ-TTg",
        "quyết định",
        "Thủ tướng Chính phủ",
        "2024-01-20",
        "Danh mục dữ liệu chủ",
        [],
        [
            Task("cập nhật danh mục dữ liệu chủ", [TTTT], [], "trước ngày 15/6/2025", "before", "2025-06-15"),
            Task("quan trắc nguồn nước", [MT], [], "trước ngày 15/7/2025", "before", "2025-07-15"),
        ],
    ),
    Paper("nq", "57-NQ/TW", "nghị quyết", "Bộ Chính trị", "2024-12-22", "Đột phá phát triển khoa học, công nghệ"),
    Paper(
        "secret",
        "9-KH/MẬT",
        "kế hoạch",
        CA,
        "2025-03-01",
        "Kế hoạch riêng về dữ liệu",
        ["Thay thế Nghị quyết số 57-NQ/TW ngày 22 tháng 12 năm 2024;"],
        [Task("kiểm tra hệ thống dữ liệu riêng", [KHCN, CA], [], "trước ngày 30/6/2025", "before", "2025-06-30")],
        [("Nghị quyết số 57-NQ/TW", "57-NQ/TW", "replaces")],
        access="closed",
    ),
)


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Archive:
    return archive_of(tmp_path_factory.mktemp("index"), PAPERS)


def archive_of(folder: Path, papers: Sequence[Paper]) -> Archive:
    index = embedded.open_index(folder)
    index.apply([(paper.id, 0, paper.records()) for paper in papers])
    return Archive(cast(Documents, Rights()), index, authority())


def documents(archive: Archive, text: str, reader: Reader = PUBLIC, **asked: Any) -> list[str]:
    return [hit.document for hit in search(archive, reader, text, as_of=AS_OF, **asked).hits]


FOUND = (
    ("dữ liệu", {"plan", "old"}),
    ("du lieu dung chung", {"plan"}),
    ('"dữ liệu chủ"', {"old"}),
    ("57-NQ/TW", {"nq", "plan"}),
    ("57 nq tw", {"nq", "plan"}),
    ("văn bản giao Bộ KH&CN trước 30/6/2025", {"plan", "old"}),
    ("nhiệm vụ giao Bộ Công an", {"plan"}),
    ("kế hoạch năm 2025", {"plan"}),
    ("nhiệm vụ quá hạn của Bộ Khoa học và Công nghệ", {"plan", "old"}),
    ("nhiệm vụ quá hạn Bộ Công an chủ trì", set()),
    ("quyết định của Thủ tướng Chính phủ", {"old"}),
    ("văn bản ban hành trước 1/1/2025", {"old", "nq"}),
    ("không có gì như thế", set()),
)


@pytest.mark.parametrize(("text", "expected"), FOUND, ids=[row[0] for row in FOUND])
def test_a_question_finds_documents(archive: Archive, text: str, expected: set[str]) -> None:
    assert set(documents(archive, text)) == expected


def test_the_document_with_the_number_comes_before_those_that_name_it(archive: Archive) -> None:
    assert documents(archive, "57 nq tw") == ["nq", "plan"]


def test_a_hit_shows_passages_and_tasks_with_their_places(archive: Archive) -> None:
    answer = search(archive, PUBLIC, "khung kiến trúc dữ liệu", as_of=AS_OF)
    hit = answer.hits[0]
    assert hit.passages[0].provision == "khoản 1"
    assert hit.passages[0].page == 1
    assert hit.passages[0].boxes
    assert [hit.passages[0].text[m.start : m.end] for m in hit.passages[0].marks] == [
        "khung",
        "kiến",
        "trúc",
        "dữ",
        "liệu",
    ]
    assert hit.tasks[0].due.state is DueState.LATE
    assert hit.task_count == 1
    assert answer.counts == {Unit.DOCUMENT: 1, Unit.PASSAGE: 1, Unit.OBLIGATION: 1}


def test_body_role_and_day_hold_of_one_task_together(archive: Archive) -> None:
    """The plan has tasks of the ministry and tasks that are due then, but the two must meet in one task."""
    assert documents(archive, "giao Bộ Công an trước 30/6/2025") == []
    tasks = search(archive, PUBLIC, "giao Bộ KH&CN trước 30/6/2025", as_of=AS_OF, unit=Unit.OBLIGATION).tasks
    assert {task.deadline for task in tasks} == {
        "trong tháng 5 năm 2025",
        "trước ngày 15/6/2025",
        "trước ngày 30/6/2025",
    }


def test_a_chip_switched_off_widens_the_answer(archive: Archive) -> None:
    text = "giao Bộ Công an trước 30/6/2025"
    assert documents(archive, text, without=["due:/2025-06-29"]) == []  # its words are searched now
    chips = search(archive, PUBLIC, "nhiệm vụ Bộ Công an chủ trì", as_of=AS_OF).chips
    assert {chip.kind for chip in chips} == {"body", "role"}


def test_facets_count_and_filter(archive: Archive) -> None:
    facets = search(archive, PUBLIC, "dữ liệu", as_of=AS_OF).facets
    assert {f.value: f.count for f in facets["type"]} == {"kế hoạch": 1, "quyết định": 1}
    assert documents(archive, "dữ liệu", filters={"type": ["quyết định"]}) == ["old"]
    assert documents(archive, "", filters={"lead": [TTTT]}) == ["old"]
    assert documents(archive, "", due=["ongoing"]) == ["plan"]


@pytest.mark.parametrize(
    "asked",
    [
        {"filters": {"nothing": ["x"]}},
        {"sort": "type"},
        {"page": 0},
        {"size": 1000},
        {"due": ["yesterday"]},
        {"page": 2000},
    ],
    ids=str,
)
def test_a_wrong_question_is_refused(archive: Archive, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        search(archive, PUBLIC, "dữ liệu", as_of=AS_OF, **asked)


def test_the_tasks_of_a_body_by_state(archive: Archive) -> None:
    answer = tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF)
    assert [(task.due.state.value, task.due.days) for task in answer.tasks] == [
        ("late", -20),
        ("late", -6),  # given to the Bộ Thông tin và Truyền thông of old
        ("soon", 9),
        ("ok", 194),
        ("recurring", 4),
    ]
    assert answer.by_state[DueState.LATE] == 2
    assert sum(answer.by_state.values()) == answer.total == answer.matching == 5
    assert answer.by_role == {"lead": 5, "coordinating": 1, "any": 6, "group": 1, "possibly": 0}
    assert answer.by_month == {"2025-05": 1, "2025-06": 2, "2025-12": 1}


STATES = ((["late"], 2), (["late", "recurring"], 3), (["none"], 0), (["ok", "late"], 3), ([], 5))


@pytest.mark.parametrize(("state", "matching"), STATES, ids=str)
def test_states_filter_and_pages_run_over_them(archive: Archive, state: list[str], matching: int) -> None:
    one = tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF, state=state)
    assert (one.matching, one.total) == (matching, 5)
    paged = [tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF, state=state, page=n, size=1).tasks for n in range(1, 7)]
    assert [task.id for page in paged for task in page] == [task.id for task in one.tasks]


def test_due_before_excludes_that_day(archive: Archive) -> None:
    """ "trước ngày 30/6" is due on the 29th."""
    assert tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF, due_before="2025-06-30").matching == 3
    assert tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF, due_before="2025-06-29").matching == 2


NAMES = ("bo-khoa-hoc-va-cong-nghe", "Bộ KH&CN", "bộ khoa học và công nghệ", "BKHCN")


@pytest.mark.parametrize("name", NAMES)
def test_a_body_may_be_asked_for_by_any_name(archive: Archive, name: str) -> None:
    assert tasks_of_body(archive, PUBLIC, name, as_of=AS_OF).total == 5


def test_what_became_wholly_part_of_a_body_counts_as_its_own_under_its_former_name(archive: Archive) -> None:
    answer = tasks_of_body(archive, PUBLIC, NN, as_of=AS_OF)
    assert [(task.quote, task.former) for task in answer.tasks] == [("quan trắc nguồn nước", MT)]
    assert [(one.name, one.tasks) for one in answer.former] == [(MT, 1)]
    assert tasks_of_body(archive, PUBLIC, NN, as_of=AS_OF, former=False).total == 0


def test_a_part_that_was_taken_over_stands_apart(archive: Archive) -> None:
    """Press and publishing went from one ministry to another while the ministry itself became part of a third."""
    answer = tasks_of_body(archive, PUBLIC, VHTTDL, as_of=AS_OF, role="possibly")
    assert [task.former for task in answer.tasks] == [TTTT]
    assert [one.name for one in answer.possibly] == [TTTT]
    assert KHCN in [one.name for one in tasks_of_body(archive, PUBLIC, TTTT, as_of=AS_OF).now]


def test_tasks_through_a_collective_stand_apart(archive: Archive) -> None:
    answer = tasks_of_body(archive, PUBLIC, CA, as_of=AS_OF, role="group")
    assert [task.lead for task in answer.tasks] == [("Các bộ, ngành, địa phương",)]


def test_an_unknown_body_has_no_tasks_and_says_so(archive: Archive) -> None:
    answer = tasks_of_body(archive, PUBLIC, "Ban Quản lý Chợ Mẫu", as_of=AS_OF)
    assert (answer.known, answer.total, answer.tasks) == (False, 0, ())


@pytest.mark.parametrize("asked", [{"role": "x"}, {"sort": "x"}, {"due_before": "mai"}, {"page": 0}], ids=str)
def test_a_wrong_question_about_a_body_is_refused(archive: Archive, asked: dict[str, Any]) -> None:
    with pytest.raises(BadRequest):
        tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF, **asked)


def test_a_number_is_answered_with_its_papers_and_who_cites_it(archive: Archive) -> None:
    answer = cite(archive, PUBLIC, "57 NQ/TW")
    assert [hit.document for hit in answer.documents] == ["nq"]
    assert [(one.document, one.relation, one.quote) for one in answer.cited_by] == [
        ("plan", "basis", "Nghị quyết số 57-NQ/TW")
    ]
    assert answer.cited_by[0].boxes
    assert answer.cited_total == 1
    assert answer.standing.state == "unchanged"


def test_the_standing_is_what_the_reader_may_know_of(archive: Archive) -> None:
    assert cite(archive, ALL, "57-NQ/TW").standing.state == "replaced"
    assert cite(archive, PUBLIC, "57-NQ/TW").standing.state == "unchanged"
    assert cite(archive, PUBLIC, "1/NQ-CP").standing.state == "unknown"


@pytest.mark.parametrize("words", ["", "xin chào", "57", "x" * 200])
def test_what_is_no_number_is_refused(archive: Archive, words: str) -> None:
    with pytest.raises(BadRequest):
        cite(archive, PUBLIC, words)


def test_suggestions_go_on_from_what_was_typed(archive: Archive) -> None:
    assert [one.document for one in suggest(archive, PUBLIC, "57-nq")] == ["nq"]
    assert suggest(archive, PUBLIC, "57-nq/tw")[0].document == "nq"
    assert KHCN in [one.text for one in suggest(archive, PUBLIC, "bo khoa")]
    assert "plan" in [one.document for one in suggest(archive, PUBLIC, "dữ liệu dù")]
    assert suggest(archive, PUBLIC, "d") == ()
    assert suggest(archive, PUBLIC, "d" * 200) == ()


QUESTIONS = ("dữ liệu", "57-NQ/TW", "giao Bộ KH&CN trước 30/6/2025", "", "kế hoạch riêng")


@pytest.mark.parametrize("text", QUESTIONS)
@pytest.mark.parametrize("unit", list(Unit))
def test_the_answer_is_that_of_an_archive_with_only_what_may_be_seen(tmp_path: Path, text: str, unit: Unit) -> None:
    whole = archive_of(tmp_path / "whole", PAPERS)
    twin = archive_of(tmp_path / "twin", [paper for paper in PAPERS if paper.access == "public"])
    asked: dict[str, Any] = {"as_of": AS_OF, "unit": unit, "sort": "-issued"}
    theirs, alone = search(whole, PUBLIC, text, **asked), search(twin, ALL, text, **asked)
    assert _unscored(theirs) == _unscored(alone)
    assert suggest(whole, PUBLIC, text) == suggest(twin, ALL, text)
    for role in ("lead", "any", "group"):
        assert tasks_of_body(whole, PUBLIC, KHCN, as_of=AS_OF, role=role) == tasks_of_body(
            twin, ALL, KHCN, as_of=AS_OF, role=role
        )
    assert _unscored(cite(whole, PUBLIC, "57-NQ/TW")) == _unscored(cite(twin, ALL, "57-NQ/TW"))


def _unscored(answer: Any) -> str:
    return re.sub(r"score=[\d.]+", "", repr(answer))


def test_who_may_see_nothing_gets_nothing(archive: Archive) -> None:
    answer = search(archive, NOBODY, "dữ liệu", as_of=AS_OF)
    assert (answer.total, answer.hits, sum(answer.counts.values())) == (0, (), 0)
    assert {count.count for counts in answer.facets.values() for count in counts} <= {0}
    assert suggest(archive, NOBODY, "dữ liệu") == ()


def test_every_question_asks_the_store_for_its_reader(archive: Archive) -> None:
    rights = cast(Rights, archive.store)
    rights.asked.clear()
    search(archive, PUBLIC, "dữ liệu", as_of=AS_OF)
    tasks_of_body(archive, PUBLIC, KHCN, as_of=AS_OF)
    cite(archive, PUBLIC, "57-NQ/TW")
    suggest(archive, PUBLIC, "dữ liệu")
    assert rights.asked == ["public"] * 4


class Counting:
    """An index that counts how often it is asked."""

    def __init__(self, index: SearchIndex) -> None:
        self.index = index
        self.requests = 0

    def search(self, query: IndexQuery) -> IndexAnswer:
        return self.search_many([query])[0]

    def search_many(self, queries: Sequence[IndexQuery]) -> tuple[IndexAnswer, ...]:
        self.requests += 1
        return self.index.search_many(queries)


@pytest.mark.parametrize("text", ["dữ liệu", "Bộ Công an quá hạn", "57-NQ/TW"])
def test_a_page_of_documents_costs_few_requests_however_many_it_shows(archive: Archive, text: str) -> None:
    counting = Counting(archive.index)
    search(replace(archive, index=cast(SearchIndex, counting)), ALL, text, as_of=AS_OF, size=50)
    assert counting.requests <= 11
