"""A copy of a PDF with the words that it lacks: pages keep their content, what would be false in a copy goes."""

from __future__ import annotations

from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name

from ingest.writers.pdf import layer
from ingest.writers.pdf.font import Letters
from ingest.writers.pdf.mute import mute, owned
from vanthu.records import Page

_DEEPEST: Final = 64  # parents of a page


def add_words(pdf: pikepdf.Pdf, sheet: pikepdf.Page, page: Page, letters: Letters, font: pikepdf.Object) -> None:
    """Lays the recognised words of `page` over `sheet`; text of the file that the reading put aside is muted."""
    shown = layer.content(page, place(sheet), letters)
    if not shown:
        return
    _balance(sheet)
    sheet.contents_add(shown)
    shared = _inherited(sheet, Name.Resources)
    aside = layer.replaces_text(page, notes=bool(sheet.obj.get(Name.Annots)))
    resources = mute(pdf, sheet, shared) if aside else owned(shared)
    fonts = owned(resources.get(Name.Font))
    fonts[f"/{layer.FONT}"] = font
    resources.Font = fonts
    sheet.obj.Resources = resources


def place(sheet: pikepdf.Page) -> layer.Place:
    """The way from the displayed page (crop box and /Rotate applied) to its own axes."""
    media, crop = (_rectangle(box) for box in (sheet.mediabox, sheet.cropbox))
    left, bottom = max(media[0], crop[0]), max(media[1], crop[1])
    right, top = min(media[2], crop[2]), min(media[3], crop[3])
    if right <= left or top <= bottom:
        left, bottom, right, top = media
    wide, high = right - left, top - bottom
    turns = int(_inherited(sheet, Name.Rotate) or 0) // 90 % 4

    def to_page(x: float, y: float) -> layer.Point:
        match turns:
            case 0:
                return left + x * wide, top - y * high
            case 1:
                return left + y * wide, bottom + x * high
            case 2:
                return right - x * wide, bottom + y * high
            case _:
                return right - y * wide, top - x * high

    return to_page


def cut(pdf: pikepdf.Pdf, first: int, last: int) -> None:
    """Leaves pages `first` to `last` (from 1) alone, and what leads to others out."""
    del pdf.pages[last:]
    del pdf.pages[: first - 1]
    for key in (Name.Outlines, Name.StructTreeRoot, Name.PageLabels, Name.OpenAction, Name.Dests):
        if key in pdf.Root:
            del pdf.Root[key]


def unsign(pdf: pikepdf.Pdf) -> bool:
    """Takes digital signatures, which do not hold for a copy, out of it; their visible parts stay as stamps. Answers
    whether there was one."""
    found = False
    for sheet in pdf.pages:
        for note in sheet.obj.get(Name.Annots) or ():
            if _field(note, Name.FT) == Name.Sig:
                found = True
                _make_stamp(note)
    form = pdf.Root.get(Name.AcroForm)
    if isinstance(form, Dictionary):
        kept = [field for field in form.get(Name.Fields) or () if not _is_signature(field)]
        found = found or len(kept) < len(form.get(Name.Fields) or ())
        form.Fields = Array(kept)
        if Name.SigFlags in form:
            del form[Name.SigFlags]
        if not kept:
            del pdf.Root[Name.AcroForm]
    for key in (Name.Perms, Name.DSS):
        if key in pdf.Root:
            del pdf.Root[key]
    return found


def _make_stamp(note: Any) -> None:
    for key in list(note.keys()):
        if key not in ("/AP", "/Rect", "/F", "/P", "/Type", "/AS"):
            del note[key]
    note.Subtype = Name.Stamp


def _is_signature(field: Any) -> bool:
    kids = list(field.get(Name.Kids) or ())
    if kids and Name.FT not in field:
        return all(_is_signature(kid) for kid in kids)
    return bool(field.get(Name.FT) == Name.Sig or field.get(Name.Subtype) == Name.Stamp)


def _field(note: Any, key: Name) -> Any:
    """A value of a form field, from the widget or the fields above it."""
    for _ in range(_DEEPEST):
        if note is None or key in note:
            break
        note = note.get(Name.Parent)
    return None if note is None else note.get(key)


def _balance(sheet: pikepdf.Page) -> None:
    """Puts the page's own content between q and Q, so that whatever it leaves behind does not move our words."""
    depth = lowest = 0
    for instruction in pikepdf.parse_content_stream(sheet, "q Q"):
        depth += 1 if str(instruction.operator) == "q" else -1
        lowest = min(lowest, depth)
    before, after = b"q\n" * (1 - lowest), b"\nQ" * (1 + depth - lowest)
    sheet.contents_add(before, prepend=True)
    sheet.contents_add(after + b"\n")


def _inherited(sheet: pikepdf.Page, key: Name) -> Any:
    """A value of the page, or of the nearest node above it in the page tree."""
    node: Any = sheet.obj
    for _ in range(_DEEPEST):
        if node is None:
            return None
        if key in node:
            return node[key]
        node = node.get(Name.Parent)
    return None


def _rectangle(box: Any) -> tuple[float, float, float, float]:
    x0, y0, x1, y1 = (float(value) for value in box)
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)
