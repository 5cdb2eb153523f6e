"""The authority file: its facts hold together, and names lead to bodies in time."""

from __future__ import annotations

import pytest

from extract.authority import Body, authority, expand
from extract.bodies import find_bodies, home_place
from extract.document import home_of
from extract.kinds import issuer_of, kind_of
from extract.pipe import sentences
from extract.places import place_named, province, provinces
from vanthu.records import Field, Metadata


def body(name: str, on: str | None = None) -> Body:
    found = authority().by_name(name, on)
    assert found, name
    return found


@pytest.mark.parametrize(
    ("name", "identity"),
    [
        ("Bộ Tài chính", "bo-tai-chinh"),
        ("bộ khoa học và công nghệ", "bo-khoa-hoc-va-cong-nghe"),
        ("Bộ KH&CN", "bo-khoa-hoc-va-cong-nghe"),
        ("Bộ Văn hoá, Thể thao và Du lịch", "bo-van-hoa-the-thao-va-du-lich"),
        ("Bộ Thông tin và Truyền thông", "bo-thong-tin-va-truyen-thong"),
        ("Ủy ban nhân dân tỉnh Lào Cai", "uy-ban-nhan-dan-tinh:lao-cai"),
        ("UBND tỉnh Lào Cai", "uy-ban-nhan-dan-tinh:lao-cai"),
        ("Các bộ, ngành, địa phương", "cac-bo-nganh-dia-phuong"),
        ("Ministry of Finance", "bo-tai-chinh"),
        ("Kementerian Keuangan", "bo-tai-chinh"),
        ("Министерство финансов", "bo-tai-chinh"),
    ],
)
def test_every_name_of_a_body_leads_to_it(name: str, identity: str) -> None:
    assert body(name).id == identity
    again = authority().by_id(identity)
    assert again
    assert again.id == identity


def test_a_former_name_counts_only_in_its_time() -> None:
    assert body("Bộ Khoa học, Công nghệ và Môi trường", "2000-01-01").id == "bo-khoa-hoc-va-cong-nghe"
    assert authority().by_name("Bộ Khoa học, Công nghệ và Môi trường", "2020-01-01") is None


def test_an_unknown_name_is_nobody() -> None:
    assert authority().by_name("Bộ Chưa Có") is None
    assert authority().by_id("bo-chua-co") is None
    assert authority().names("bo-chua-co") == ()


def test_a_ministry_that_was_split_has_several_successors_and_one_that_was_merged_has_one() -> None:
    split = authority().successors("bo-thong-tin-va-truyen-thong")
    assert len(split) > 1
    assert [link.successor for link in split if link.whole] == ["bo-khoa-hoc-va-cong-nghe"]  # the ministry itself
    (merged,) = authority().successors("bo-ke-hoach-va-dau-tu")
    assert (merged.successor, merged.whole, merged.date) == ("bo-tai-chinh", True, "2025-03-01")
    assert "bo-ke-hoach-va-dau-tu" in {link.predecessor for link in authority().predecessors("bo-tai-chinh")}


def test_every_link_and_parent_leads_to_a_body_of_the_file() -> None:
    bodies = authority().bodies
    assert {link.predecessor for link in authority().successions} <= set(bodies)
    assert {link.successor for link in authority().successions} <= set(bodies)
    assert {b.parent for b in bodies.values() if b.parent} <= set(bodies)
    assert all(b.basis for b in bodies.values())


def test_a_local_body_carries_its_place_and_its_parent_too() -> None:
    local = authority().by_id("so-cong-thuong:lao-cai")
    assert local
    assert local.name == "Sở Công Thương tỉnh Lào Cai"
    assert local.parent == "uy-ban-nhan-dan-tinh:lao-cai"
    assert local.place
    assert local.place.name == "Lào Cai"


def test_today_there_are_thirty_four_provinces_and_the_others_went_into_one() -> None:
    today = [p for p in provinces() if not p.into]
    assert len(today) == 34
    assert {p.into for p in provinces() if p.into} <= {p.name for p in today}
    old = province("tỉnh Yên Bái")
    assert old
    assert (old.into, old.until) == ("Lào Cai", "2025-06-30")


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("Lào Cai", "Lào Cai"),
        ("tỉnh Lào Cai", "Lào Cai"),
        ("Sở Công Thương tỉnh Lào Cai", "Lào Cai"),
        ("uy-ban-nhan-dan-tinh:lao-cai", "Lào Cai"),
        ("Ủy ban nhân dân thành phố Hồ Chí Minh", "Hồ Chí Minh"),
        ("ỦY BAN NHÂN DÂN TỈNH BÀ RỊA - VŨNG TÀU", "Bà Rịa - Vũng Tàu"),
        ("Ủy ban nhân dân xã Yên Bình", "Yên Bình"),
    ],
)
def test_home_is_the_place_of_the_letterhead(words: str, name: str) -> None:
    place = home_place(words)
    assert place
    assert place.name == name
    assert place_named(place.slug)


@pytest.mark.parametrize("words", [None, "", "Chính phủ", "Bộ Tài chính"])
def test_central_bodies_have_no_home(words: str | None) -> None:
    assert home_place(words) is None


def test_the_notation_of_names_gives_every_form() -> None:
    assert expand("{Các |}bộ{, ngành|}") == ("Các bộ, ngành", "Các bộ", "bộ, ngành", "bộ")
    assert "Đại hội XIV của Đảng" in expand("Đại hội {n}{ của Đảng|}")


@pytest.mark.parametrize(
    ("number", "kind", "issuer"),
    [
        ("109/QĐ-BTC", "quyết định", ("Bộ Tài chính",)),
        ("03/NQ-CP", "nghị quyết", ("Chính phủ",)),
        ("364/TTr-BNG-NVVH", "tờ trình", ("Bộ Ngoại giao",)),
        ("3816/VPCP-CN", None, ("Văn phòng Chính phủ",)),
        ("43/2024/QH15", None, ("Quốc hội",)),
        ("57-NQ/TW", "nghị quyết", ()),
        ("16/2026/QĐ-UBND", "quyết định", ()),
    ],
)
def test_the_letters_of_a_number_name_its_kind_and_issuer(
    number: str, kind: str | None, issuer: tuple[str, ...]
) -> None:
    assert (kind_of(number), issuer_of(number)) == (kind, issuer)


def test_the_people_s_committee_s_letters_mean_the_one_at_home() -> None:
    assert issuer_of("16/2026/QĐ-UBND", home_place("Lào Cai")) == ("Ủy ban nhân dân tỉnh Lào Cai",)
    assert issuer_of("34-NQ/TU", home_place("Lào Cai")) == ("Tỉnh ủy Lào Cai",)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Giao Bộ Tài chính chủ trì. Bộ Công an phối hợp.", 2),
        ("UBND TP. Hồ Chí Minh chủ trì.", 1),
        ("theo khoản 1. Điều này", 1),
        ("- Bộ Tài chính\n- Bộ Công an", 2),
        ("resolusjon nr. 57 ble vedtatt", 1),
        ("", 0),
    ],
)
def test_sentences_end_where_one_ends(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@pytest.mark.parametrize(
    ("text", "score"),
    [("Bộ Tài chính", 1.0), ("Bộ Tài chinh", 0.7), ("Vụ Nuôi cá cảnh", 0.8)],
)
def test_a_misread_or_guessed_body_is_less_sure(text: str, score: float) -> None:
    (mention,) = find_bodies(text)
    assert mention.score == score


def test_local_bodies_of_a_central_paper_are_nobodys_in_particular() -> None:
    central = Metadata(issuer=(Field("Bộ Tư pháp", (), ""),), place=Field("Hà Nội", (), ""))
    local = Metadata(issuer=(Field("Sở Tư pháp thành phố Hà Nội", (), ""),), place=Field("Hà Nội", (), ""))
    unknown = Metadata(issuer=(Field("Đoàn kiểm tra", (), ""),), place=Field("Lào Cai", (), ""))
    assert home_of(central) is None
    assert home_of(local) == "Sở Tư pháp thành phố Hà Nội"
    assert home_of(unknown) == "Lào Cai"
