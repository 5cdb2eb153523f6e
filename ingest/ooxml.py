"""The parts of an Office file (a ZIP of XML): found by their relations, parsed without entities, under limits."""

from __future__ import annotations

import posixpath
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from lxml import etree

from ingest.limits import Limits
from vanthu.errors import Unreadable
from vanthu.records import State

Element = Any  # lxml has no types of its own

_BROKEN: Final = "Tệp Office bị hỏng: {}."
_DANGEROUS: Final = "Tệp Office có khai báo DOCTYPE (không bao giờ có trong tệp Office lành) nên không được đọc."


@dataclass(frozen=True, slots=True)
class Relation:
    """A relation of a part: `kind` is the last word of its type; `target` a part's name, or an address outside."""

    id: str
    kind: str
    target: str
    external: bool


class Package:
    """An opened file."""

    def __init__(self, archive: zipfile.ZipFile, limits: Limits) -> None:
        self._archive, self._limits = archive, limits
        self._names = {name.lower(): name for name in archive.namelist()}

    def __contains__(self, part: str) -> bool:
        return part.lower() in self._names

    def main_part(self, usual: str = "word/document.xml") -> str:
        """The name of the main document, `usual` where the file does not say it. Raises Unreadable (corrupt)."""
        for relation in self.relations(""):
            if relation.kind == "officeDocument" and not relation.external and relation.target in self:
                return relation.target
        if not self.relations("") and usual in self:
            return usual
        raise Unreadable(State.CORRUPT, _BROKEN.format("không có phần nội dung chính"))

    def relations(self, part: str) -> tuple[Relation, ...]:
        """The relations of a part ("" is the file itself)."""
        folder, name = posixpath.split(part)
        rels = posixpath.join(folder, "_rels", f"{name}.rels")
        if rels not in self:
            return ()
        found = []
        for element in self.xml(rels):
            if not isinstance(element.tag, str):
                continue
            external = element.get("TargetMode") == "External"
            target = element.get("Target", "")
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            found.append(Relation(element.get("Id", ""), element.get("Type", "").rpartition("/")[2], target, external))
        return tuple(found)

    def related(self, part: str, kind: str) -> str | None:
        """The part that `part` has a relation of this kind to, None where it is missing."""
        found = (one.target for one in self.relations(part) if one.kind == kind and not one.external)
        return next((target for target in found if target in self), None)

    def xml(self, part: str) -> Element:
        """The root of a part. Raises Unreadable: corrupt, limit_exceeded:ratio or :bytes, needs_password."""
        return parse(self.bytes(part))

    def has_pictures(self) -> bool:
        """Whether there is a picture in the file."""
        return any("/media/" in name for name in self._names)

    def parts(self) -> list[str]:
        """The names of all parts."""
        return [name for name in self._names.values() if not name.endswith("/")]

    def bytes(self, part: str) -> bytes:
        """A part. Raises Unreadable: corrupt, limit_exceeded:ratio or :bytes, needs_password."""
        info = self._archive.getinfo(self._names[part.lower()])
        if info.flag_bits & 1:
            raise Unreadable(State.NEEDS_PASSWORD, "Tệp Office được bảo vệ bằng mật khẩu.")
        limits = self._limits
        if info.file_size > limits.ratio_from and info.file_size > limits.ratio * max(info.compress_size, 1):
            raise Unreadable(State.LIMIT_EXCEEDED, "Nội dung tệp nén quá chặt, có thể là bom nén.", detail="ratio")
        try:
            with self._archive.open(info) as data:
                found = data.read(limits.part_bytes + 1)
        except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
            raise Unreadable(State.CORRUPT, _BROKEN.format("một phần không giải nén được")) from error
        if len(found) > limits.part_bytes:
            raise Unreadable(State.LIMIT_EXCEEDED, "Nội dung tệp Office quá lớn.", detail="bytes")
        return found


@contextmanager
def opened(path: Path, limits: Limits) -> Iterator[Package]:
    """The file at `path`. Raises Unreadable (corrupt)."""
    try:
        archive = zipfile.ZipFile(path)
    except (zipfile.BadZipFile, ValueError, NotImplementedError, EOFError, IndexError, OverflowError) as error:
        raise Unreadable(State.CORRUPT, _BROKEN.format("không mở được như tệp nén")) from error
    with archive:
        yield Package(archive, limits)


def parse(data: bytes) -> Element:
    """XML without entities, network or document type. Raises Unreadable (corrupt)."""
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, dtd_validation=False, huge_tree=False
    )
    if b"<!DOCTYPE" in data:
        raise Unreadable(State.CORRUPT, _DANGEROUS)
    try:
        root = etree.fromstring(data, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise Unreadable(State.CORRUPT, _BROKEN.format("XML bên trong không đúng")) from error
    if root.getroottree().docinfo.doctype:
        raise Unreadable(State.CORRUPT, _DANGEROUS)
    return root


def name(element: Element) -> str:
    """The local name of an element, whichever edition of the format it is of; "" for a comment."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *path: str) -> Element | None:
    """The first child of the first child … with these names."""
    for step in path:
        if element is None:
            return None
        element = next((one for one in element if name(one) == step), None)
    return element


def inside(element: Element, step: str) -> list[Element]:
    """The children of the first child with this name; none without it."""
    found = child(element, step)
    return [] if found is None else list(found)


def attribute(element: Element | None, key: str = "val") -> str | None:
    """An attribute by its local name, None where it or the element is missing."""
    if element is None:
        return None
    return next((value for full, value in element.attrib.items() if full.rpartition("}")[2] == key), None)


def whole(element: Element | None, key: str = "val") -> int | None:
    """An attribute as a whole number, None where it is none."""
    try:
        return int(attribute(element, key) or "")
    except ValueError:
        return None


def is_on(element: Element | None) -> bool:
    """Whether a property that is on by being there is on."""
    return element is not None and attribute(element) not in ("0", "false", "off", "none")
