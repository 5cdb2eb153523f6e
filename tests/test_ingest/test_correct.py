"""Recognised words put right: what changes, what must not, and what is kept of the reading."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace

import pytest

from ingest import confusions, context, language
from ingest.correct import corrected
from search_api.web.shapes import PageShape
from vanthu.records import Box, Cell, Line, LineKind, Page, PageSource, Word


def line(
    text: str, confidence: float | None = 0.92, *, kind: LineKind = LineKind.BODY, cell: Cell | None = None
) -> Line:
    """A line whose words were all read as surely as this."""
    words, at = [], 0
    for k, word in enumerate(text.split()):
        start = text.index(word, at)
        at = start + len(word)
        words.append(Word(start, at, Box(1, 0.04 * k, 0.1, 0.04 * k + 0.03, 0.12), confidence))
    return Line(text, tuple(words), kind, cell)


def put_right(text: str, confidence: float | None = 0.92) -> str:
    """What becomes of lines read like this."""
    return "\n".join(one.text for one in corrected([line(row, confidence) for row in text.split("\n")]))


SYLLABLES = (
    ("cơ quan có thâm quyên quyết định", "cơ quan có thẩm quyền quyết định"),
    ("sửa đối, bố sung một sô điêu của Luật", "sửa đổi, bổ sung một số điều của Luật"),
    ("đôi với tô chức, cá nhân", "đối với tổ chức, cá nhân"),
    ("quy định chỉ tiết một số điều", "quy định chi tiết một số điều"),
    ("Ủy ban nhân dân câp tỉnh", "Ủy ban nhân dân cấp tỉnh"),
    ("theo quy định của pháp luật vê đâu tư công", "theo quy định của pháp luật về đầu tư công"),
    ("xây dựng cơ sở đữ liệu quốc gia", "xây dựng cơ sở dữ liệu quốc gia"),
    ("chuyên đôi số và phát triên kinh tê", "chuyển đổi số và phát triển kinh tế"),
    ("BAN HÀNH NGHỊ QUYÉT VÈ PHÁT TRIÊN", "BAN HÀNH NGHỊ QUYẾT VỀ PHÁT TRIỂN"),
    ("kiêm tra, giám sát việc thực hiện", "kiểm tra, giám sát việc thực hiện"),
    ("đồng/người/tháng đôi với", "đồng/người/tháng đối với"),
    ("Thâm quyên, trình tự, thủ tục", "Thẩm quyền, trình tự, thủ tục"),
)


@pytest.mark.parametrize(("read", "right"), SYLLABLES, ids=[right for _, right in SYLLABLES])
def test_a_syllable_is_read_by_its_neighbours(read: str, right: str) -> None:
    assert put_right(read, 0.8) == right


def test_a_context_runs_over_the_end_of_a_line_and_not_into_another_cell() -> None:
    assert put_right("do cơ quan có thẩm\nquyên quyết định").split("\n")[1] == "quyền quyết định"
    together = corrected([line("tổ chức đầu"), line("thầu rộng rãi")])
    assert [one.text for one in together] == ["tổ chức đấu", "thầu rộng rãi"]
    apart = corrected([line("tổ chức đầu", cell=Cell(1, 0, 0)), line("thầu rộng rãi", cell=Cell(1, 0, 1))])
    assert [one.text for one in apart] == ["tổ chức đầu", "thầu rộng rãi"]


SLIPS = (
    ("ngày l2 tháng 01 năm 2026", "ngày 12 tháng 01 năm 2026"),
    ("ngày 0] tháng l0 năm 2025", "ngày 01 tháng 10 năm 2025"),
    ("tại khoản I Điều 5", "tại khoản 1 Điều 5"),
    ("Nghị quyết số 03/2021/UBTVQHI5 ngày", "Nghị quyết số 03/2021/UBTVQH15 ngày"),
    ("Luật số 65/2020/0H14 được", "Luật số 65/2020/QH14 được"),
    ("Quyết định số 12/QĐÐ-BTC", "Quyết định số 12/QĐ-BTC"),
    ("theo Nghị quyết số 57-NO/TW, Kết luận số 12-KI/TU", "theo Nghị quyết số 57-NQ/TW, Kết luận số 12-KL/TU"),
    ("điểm ¡ khoản 2; (¡) báo cáo", "điểm i khoản 2; (i) báo cáo"),
    ("Quý 1/2027 đến Quý III/2028", "Quý I/2027 đến Quý III/2028"),
    ("trình Chính phủ trong quý TÏ năm 2025", "trình Chính phủ trong quý II năm 2025"),
    ("báo cáo trong quý Ii năm 2025", "báo cáo trong quý II năm 2025"),
    ("một SỐ điều của Luật", "một số điều của Luật"),
    ("Nghị định SỐ 26/2026/NĐ-CP quy định", "Nghị định số 26/2026/NĐ-CP quy định"),
    ("đối. với tổ chức", "đối với tổ chức"),
    ("_2. Phạm vi ¡điều chỉnh", "2. Phạm vi điều chỉnh"),
    ("H. NHIỆM VỤ, GIẢI PHÁP", "II. NHIỆM VỤ, GIẢI PHÁP"),
    ('quy định của "pháp luật về đất đai', "quy định của pháp luật về đất đai"),
)


JOINTS = (
    ("1.Nghị định này có hiệu lực", "1. Nghị định này có hiệu lực"),
    ("II.MỤC TIÊU", "II. MỤC TIÊU"),
    ("phạt từ 10. 000.000 đồng đến 1, 000. 000 đồng", "phạt từ 10.000.000 đồng đến 1.000.000 đồng"),
    ("Nghị định số 29/2025/NĐ- CP ngày", "Nghị định số 29/2025/NĐ-CP ngày"),
    ("cụm từ “nông hộ ”. Bãi bỏ", "cụm từ “nông hộ”. Bãi bỏ"),
    ("HÀNH VIPHẠM HÀNH CHÍNH", "HÀNH VI PHẠM HÀNH CHÍNH"),
    ("phải thực-hiện-biện-pháp khắc phục", "phải thực hiện biện pháp khắc phục"),
)


@pytest.mark.parametrize(("read", "right"), JOINTS, ids=[right for _, right in JOINTS])
def test_halves_of_a_word_come_together_and_words_run_together_apart(read: str, right: str) -> None:
    assert put_right(read) == right


def test_a_joined_word_has_both_readings_and_the_box_of_both() -> None:
    read = line("phạt 10. 000.000 đồng")
    (now,) = corrected([read])
    assert [word.raw for word in now.words] == [None, "10. 000.000", None]
    assert now.words[1].box == Box(1, 0.04, 0.1, 0.11, 0.12)


def test_what_stands_apart_is_not_joined() -> None:
    words = (Word(0, 3, Box(1, 0.1, 0.1, 0.13, 0.12), 0.9), Word(4, 11, Box(1, 0.5, 0.1, 0.55, 0.12), 0.9))
    assert corrected([Line("10. 000.000", words)])[0].text == "10. 000.000"


TWICE = "theo Nghị định số 12/2021/NĐ-CP ngày 24 tháng 03 năm 2021"


def test_the_date_of_a_paper_cited_twice_is_the_surer_one() -> None:
    doubtful = TWICE.replace(" 03", " 08").replace("24", "29")
    assert corrected([line(TWICE, 0.95), line(TWICE.replace(" 03", " 08"), 0.6)])[1].text == TWICE
    for one, other in ((0.95, 0.85), (0.7, 0.6)):  # the reading is not doubtful, or the other not surer
        assert corrected([line(TWICE, one), line(TWICE.replace(" 03", " 08"), other)])[1].text != TWICE
    assert corrected([line(TWICE, 0.95), line(doubtful, 0.6)])[1].text == doubtful  # two figures


def test_the_number_of_a_paper_is_never_changed_for_that_of_another() -> None:
    other = TWICE.replace("12/", "13/")
    assert corrected([line(TWICE, 0.95), line(other, 0.6)])[1].text == other


@pytest.mark.parametrize(("read", "right"), SLIPS, ids=[right for _, right in SLIPS])
def test_marks_figures_and_letters_are_told_apart(read: str, right: str) -> None:
    assert put_right(read) == right


POINTS = (
    ("I. MỤC ĐÍCH\nI. NHIỆM VỤ\nIII. TỔ CHỨC THỰC HIỆN", "I. MỤC ĐÍCH\nII. NHIỆM VỤ\nIII. TỔ CHỨC THỰC HIỆN"),
    ("I. MỤC ĐÍCH\nPHẦN HAI\nI. NHIỆM VỤ", "I. MỤC ĐÍCH\nPHẦN HAI\nI. NHIỆM VỤ"),  # numbers begin anew
    ("c) Hồ sơ;\nđ) Báo cáo;\nđ) Biên bản.", "c) Hồ sơ;\nd) Báo cáo;\nđ) Biên bản."),
    ("e) Hồ sơ;\nø) Báo cáo;\nh) Biên bản.", "e) Hồ sơ;\ng) Báo cáo;\nh) Biên bản."),
    ("k) Hồ sơ;\nD Buộc di dời;\nm) Biên bản.", "k) Hồ sơ;\nl) Buộc di dời;\nm) Biên bản."),
    ("I. Bộ Tài chính\n2. Bộ Nội vụ", "1. Bộ Tài chính\n2. Bộ Nội vụ"),
    ("1. Bộ Tài chính\n2 Bộ Nội vụ\n3. Bộ Y tế", "1. Bộ Tài chính\n2. Bộ Nội vụ\n3. Bộ Y tế"),
    ("a) Lập hồ sơ:\nb) Trình Chính phủ.", "a) Lập hồ sơ;\nb) Trình Chính phủ."),
)


@pytest.mark.parametrize(("read", "right"), POINTS, ids=[right.split("\n")[1] for _, right in POINTS])
def test_labels_of_points_follow_each_other(read: str, right: str) -> None:
    assert put_right(read) == right


STAYS = (
    "Quý II năm 2026 và quý I/2027",
    "I. MỤC TIÊU\n1. Mục tiêu chung\n2. Mục tiêu cụ thể",
    "d) Hồ sơ;\nđ) Báo cáo;\ne) Biên bản.",
    "a) Hồ sơ gồm:\n- Đơn đề nghị;\n- Bản vẽ.",
    "Ông Nguyễn Văn A, Giám đốc Sở Công Thương",
    "Đồng chí Hà Minh Đông, Bí thư Đảng ủy xã Tiên Lữ",
    "thuộc địa bàn xã Cự Đồng, xã Bồ Đề và phường Chu Văn An",
    "Văn bản số 1131/QĐ-TTg, 66.13/2026/NQ-CP, 57-NQ/TW và 668-NQ/ĐU",
    "hệ thống IoT, AI, Big Data, cloud server tại Data center",
    "UBND tỉnh, HĐND xã, BCĐ TW, PCCC và CNCH",
    "_____________",
    "việc mua bán, chuyển nhượng, cho thuê",
    "hòa bình, hoà giải, thủy lợi, thuỷ sản, uỷ quyền, ủy thác",
    "kinh tế-xã hội, Thừa Thiên-Huế, mục 10. 250 hộ và 5. Các hộ; kết quả ba năm là",
    "dự án gồm 1.250 hộ, 3,5 tỷ đồng, đạt 98,7%",
    "cải cách tiền lương, vai trò tiên phong, chỉ đạo, chi phí, sổ tay, số liệu, nổ mìn, nỗ lực",
)


@pytest.mark.parametrize("text", STAYS)
def test_what_was_read_right_stays(text: str) -> None:
    assert put_right(text, 0.96) == text


def test_a_name_needs_far_stronger_evidence_than_a_word(monkeypatch: pytest.MonkeyPatch) -> None:
    read = "xã Đông Tiên Hưng và xã Kim Đông"
    assert put_right(read, 0.85) == read
    monkeypatch.setattr(context, "_SURE_NAME", -50.0)
    assert put_right(read, 0.85) != read


def test_what_the_recogniser_saw_too_may_stand_where_the_context_speaks_for_it() -> None:
    read = line("Bộ Khoa học và Công nghẹ", 0.9)
    assert corrected([read])[0].text == read.text.replace("nghẹ", "nghệ")
    odd = line("cơ quan chủ trù việc này", 0.9)  # i and ù are not taken for each other elsewhere
    seen = replace(
        odd, words=tuple(replace(w, others=(("trì", -0.7),)) if k == 3 else w for k, w in enumerate(odd.words))
    )
    assert corrected([odd])[0].text == odd.text
    assert corrected([seen])[0].text == "cơ quan chủ trì việc này"


def test_the_surer_the_reading_the_harder_it_is_changed() -> None:
    changed = [put_right("nội dung chuyên đôi tại xã", sure) != "nội dung chuyên đôi tại xã" for sure in (0.5, 0.9699)]
    assert changed[0] >= changed[1]
    table = confusions.counted()
    odds = [table.likelier_wrong(sure) for sure in (0.3, 0.88, 0.94, 0.97)]
    assert odds == sorted(odds, reverse=True)
    assert odds[0] > 0 > odds[-1]


def test_a_change_keeps_the_reading_its_box_and_no_more_confidence() -> None:
    read = line("cơ quan có thâm quyên.", 0.8)
    (now,) = corrected([read])
    assert now.text == "cơ quan có thẩm quyền."
    assert [word.raw for word in now.words] == [None, None, None, "thâm", "quyên."]
    assert [word.box for word in now.words] == [word.box for word in read.words]
    assert all((word.confidence or 0) <= 0.8 for word in now.words)
    assert [now.text[word.start : word.end] for word in now.words] == now.text.split()


def test_a_reading_that_was_kept_before_is_kept_on() -> None:
    read = line("một sô điều của", 0.7)
    words = (read.words[0], Word(4, 6, read.words[1].box, 0.7, "s6"), *read.words[2:])
    (now,) = corrected([Line(read.text, words)])
    assert (now.text, now.words[1].raw) == ("một số điều của", "s6")


def test_words_of_the_text_layer_are_never_changed_and_serve_as_context() -> None:
    assert put_right("cơ quan có thâm quyên", None) == "cơ quan có thâm quyên"
    layer, scanned = line("cơ quan có thẩm", None), line("quyên quyết định", 0.9)
    assert [one.text for one in corrected([layer, scanned])] == ["cơ quan có thẩm", "quyền quyết định"]


@pytest.mark.parametrize("languages", [("eng",), ("nor",), ("ind", "eng")])
def test_other_languages_are_left_alone(languages: Sequence[str]) -> None:
    read = (line("thâm quyên quyết định", 0.5),)
    assert corrected(read, languages) == read


@pytest.mark.parametrize("kind", [LineKind.STAMP, LineKind.HANDWRITING, LineKind.RUNNING_HEAD])
def test_stamps_and_handwriting_get_no_new_syllables(kind: LineKind) -> None:
    (now,) = corrected([line("cơ quan có thâm quyên", 0.8, kind=kind)])
    assert now.text == "cơ quan có thâm quyên"


@pytest.mark.parametrize(
    ("read", "right"),
    [("hoà bình và uỷ ban, kiêm tra, hoa thuân", "oà"), ("hòa bình và ủy ban, kiêm tra", "òa")],
    ids=["hoà", "hòa"],
)
def test_tones_are_placed_as_the_page_places_them(read: str, right: str) -> None:
    new = put_right(f"{read}\ncộng hoa xã hội chủ nghĩa Việt Nam", 0.6).split("\n")[1]
    assert new == f"cộng h{right} xã hội chủ nghĩa Việt Nam"


def test_the_same_page_gives_the_same_result_in_linear_time() -> None:
    page = [line("cơ quan có thâm quyên quy định chỉ tiết một sô điêu tại Khoản I", 0.8)] * 40
    assert corrected(page) == corrected(page)

    def spent(times: int) -> float:
        before = time.process_time()
        corrected(page * times)
        return time.process_time() - before

    spent(1)
    assert spent(8) < 24 * max(spent(1), 0.01)


def test_the_counted_data_are_small_and_quick_to_load() -> None:
    from importlib.resources import files

    folder = files("ingest") / "data"
    assert sum(len((folder / name).read_bytes()) for name in ("language.npz", "confusions.tsv")) < 2_000_000
    before = time.process_time()
    language.unpacked((folder / "language.npz").read_bytes())
    assert time.process_time() - before < 0.15


def test_a_model_is_packed_the_same_each_time_and_comes_back() -> None:
    model = language.counted()
    assert model.names[: len(language.OTHERS)] == language.OTHERS
    ids = [model.id(name) for name in ("quy", "định", "chi", "chỉ")]
    assert model.score(ids[0], ids[1], ids[2]) > model.score(ids[0], ids[1], ids[3])
    import numpy as np

    arrays = {"names": np.arange(5, dtype=np.uint8)}
    assert language.packed(arrays) == language.packed(arrays)


def test_the_api_tells_what_was_read_where_a_word_was_put_right() -> None:
    page = Page(1, 595.0, 842.0, PageSource.OCR, corrected([line("cơ quan có thâm quyền", 0.8)]))
    (shown,) = PageShape.of(page).lines
    assert [(word.text, word.raw) for word in shown.words][2:] == [("có", None), ("thẩm", "thâm"), ("quyền", None)]
