"""Names in Akoma Ntoso: elements, identifiers (eId) and addresses (IRI), after its Naming Convention 1.0."""

from __future__ import annotations

from collections import Counter
from typing import Final

from extract.parts import slugged
from vanthu.records import Provision

NS: Final = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
OWN_NS: Final = "urn:vanthu:1"
"""The name space of what Akoma Ntoso has no words for: tasks."""

ACTS: Final = frozenset(
    {
        "hiến pháp", "bộ luật", "luật", "pháp lệnh", "lệnh", "nghị quyết", "nghị quyết liên tịch", "nghị định",
        "quyết định", "thông tư", "thông tư liên tịch",
    }
)  # fmt: skip
"""Kinds of papers that are `act`, all others are `doc`: Điều 4 Luật Ban hành văn bản quy phạm pháp luật 2025."""

ELEMENTS: Final = {
    "phan": ("part", "part"), "chuong": ("chapter", "chp"), "muc": ("section", "sec"),
    "tieu-muc": ("subsection", "subsec"), "dieu": ("article", "art"), "khoan": ("paragraph", "para"),
    "diem": ("point", "point"), "gach": ("indent", "indent"),
}  # fmt: skip
"""Kind of provision → its element and what its identifier begins with."""


def tag(name: str) -> str:
    """An element's name with its name space."""
    return f"{{{NS}}}{name}"


def own(name: str) -> str:
    """A name of ours."""
    return f"{{{OWN_NS}}}{name}"


def iri(kind: str | None, issued: str | None, number: str | None) -> str:
    """The address of a work: `/akn/vn/act/nghi-quyet/2024-12-22/57-nq-tw`; "khong-ro" for what is not known."""
    form = "act" if kind in ACTS else "doc"
    said = (slugged(kind or "") or "van-ban", issued or "khong-ro", slugged(number or "") or "khong-so")
    return "/".join(("/akn/vn", form, *said))


class Ids:
    """The identifiers of one export: each is given once; a second use of a name gets an ordinal."""

    def __init__(self) -> None:
        self._used: Counter[str] = Counter()
        self._of_path: dict[str, str] = {}

    def of(self, provision: Provision) -> str:
        """The eId of a provision, from the top down: `art_2__para_3__point_a`. A parent is asked for first."""
        known = self._of_path.get(provision.path)
        if known is None:
            above = self._of_path.get(provision.parent or "", "")
            name = _name(provision)
            known = self.new(f"{above}__{name}" if above else name)
            self._of_path[provision.path] = known
        return known

    def at(self, path: str | None) -> str | None:
        """The eId that a path was given, None where it has none."""
        return self._of_path.get(path or "")

    def new(self, name: str) -> str:
        """The name, or with an ordinal where it was given before."""
        self._used[name] += 1
        return name if self._used[name] == 1 else self.new(f"{name}-{self._used[name]}")


def _name(provision: Provision) -> str:
    """A provision's own part of its eId: `art_2`, `point_a`, `row_1.2`, `att_phu-luc-i`."""
    segment = "-".join(provision.path.rsplit("/", 1)[-1].replace("#", " ").split())
    if provision.kind == "row":
        return f"row_{segment.removeprefix('muc-')}"
    if provision.kind not in ELEMENTS:
        return f"att_{segment}"
    return f"{ELEMENTS[provision.kind][1]}_{segment.removeprefix(provision.kind + '-')}"
