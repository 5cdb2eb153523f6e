"""Who has today what a body had (`search_api.index.family`)."""

from __future__ import annotations

import pytest

from extract.bodies import authority
from search_api.index.family import family_of


@pytest.mark.parametrize(
    ("body", "now"),
    [
        ("bo-khoa-hoc-va-cong-nghe", [("bo-nong-nghiep-va-moi-truong", False)]),  # environment, 2002, by way of BTN&MT
        ("bo-thuy-san", [("bo-nong-nghiep-va-moi-truong", True)]),
        ("tong-cuc-dia-chinh", [("bo-nong-nghiep-va-moi-truong", True)]),
        ("so-cong-nghiep:yen-bai", [("so-cong-thuong:lao-cai", True)]),
        ("so-thuy-san:ben-tre", [("so-nong-nghiep-va-moi-truong:vinh-long", True)]),
        ("uy-ban-nhan-dan-tinh:yen-bai", [("uy-ban-nhan-dan-tinh:lao-cai", True)]),
        ("bo-tai-chinh", []),
    ],
)
def test_a_chain_ends_at_a_body_that_exists(body: str, now: list[tuple[str, bool]]) -> None:
    assert [(one.id, one.whole) for one in family_of(authority(), body).now] == now


def test_no_chain_of_the_file_ends_at_a_body_that_is_no_more() -> None:
    known = authority()
    for body in known.bodies:
        for heir in family_of(known, body).now:
            found = known.by_id(heir.id)
            assert found, heir
            assert not found.names[0].until, (body, heir)


def test_every_step_of_a_chain_keeps_its_basis() -> None:
    (heir,) = family_of(authority(), "bo-thuy-san").now
    assert "31/7/2007" in heir.basis
    assert "176/2025/QH15" in heir.basis
