"""Lists of papers that come with files (`danh mục`): read, matched with the batch's files, kept."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from vanthu.commands.intake import batch_of
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.records import Catalogue
from workers.catalogues import LISTS, take_catalogue


def listed(services: Services, path: Path, papers: Path | None, screen: Screen) -> None:
    """The list given with --list, or the one CSV or XLSX file directly in a folder whose heading names files."""
    if papers is not None:
        catalogue(services, batch_of(path), papers, screen)
        return
    for file in _candidates(path):
        try:
            found = take_catalogue(services, batch_of(path), file, file.name, named_only=True)
        except BadRequest:
            continue  # a spreadsheet like any other
        _tell(found, screen)
        return


def catalogue(services: Services, batch: str, file: Path, screen: Screen) -> None:
    """Takes a list in. Raises BadRequest where it is none."""
    if not file.is_file():
        raise BadRequest(f"Không có tệp “{file}”.")
    _tell(take_catalogue(services, batch, file, file.name), screen)


def _candidates(path: Path) -> Iterator[Path]:
    if path.is_dir():
        yield from sorted(file for file in path.iterdir() if file.suffix.lower() in LISTS and file.is_file())


def _tell(found: Catalogue, screen: Screen) -> None:
    if screen.as_json:
        return
    missing = len(found.unmatched)
    said = f", {missing} dòng không có tệp (`vanthu batch papers {found.batch}`)" if missing else ""
    screen.line(f"Danh mục {found.name}: {found.rows} dòng, khớp {found.matched} tệp{said}.")
