"""Text of a page that is not worth finding (mojibake, a scanner's bad reading) is told as blanks; its look stays."""

from __future__ import annotations

from collections import defaultdict
from typing import Any, Final

import pikepdf
from pikepdf import Dictionary, Name

from ingest.writers.pdf.font import cmap

_SHOWN: Final = frozenset({"Tj", "TJ", "'", '"'})
_DEEPEST_FORM: Final = 8
_BLANK: Final = " "


def mute(pdf: pikepdf.Pdf, content: Any, resources: Any, depth: int = 0) -> Dictionary:
    """Resources of its own for a page or form with this content: fonts whose letters all read as blanks."""
    own = owned(resources)
    codes = _codes(content)
    fonts = owned(own.get(Name.Font))
    for name, font in fonts.items():
        fonts[name] = _muted(pdf, font, codes[name])
    if len(fonts):
        own.Font = fonts
    forms = owned(own.get(Name.XObject))
    for name, form in forms.items():
        if isinstance(form, pikepdf.Stream) and form.get(Name.Subtype) == Name.Form and depth < _DEEPEST_FORM:
            forms[name] = _form(pdf, form, mute(pdf, form, form.get(Name.Resources), depth + 1))
    if len(forms):
        own.XObject = forms
    return own


def owned(shared: Any) -> Dictionary:
    """A dictionary with the entries of one that other pages may share."""
    own = Dictionary()
    if isinstance(shared, Dictionary):
        for key, value in shared.items():
            own[key] = value
    return own


def _muted(pdf: pikepdf.Pdf, font: Any, codes: set[int]) -> pikepdf.Object:
    quiet = owned(font)
    wide = font.get(Name.Subtype) == Name.Type0
    told = cmap(dict.fromkeys(codes if wide else range(256), _BLANK), digits=4 if wide else 2)
    quiet.ToUnicode = pdf.make_stream(told)
    return pdf.make_indirect(quiet)


def _form(pdf: pikepdf.Pdf, form: pikepdf.Stream, resources: Dictionary) -> pikepdf.Object:
    copy = pikepdf.Stream(pdf, form.read_raw_bytes())
    for key, value in form.items():
        if key != "/Length":
            copy[key] = value
    copy.Resources = resources
    return pdf.make_indirect(copy)


def _codes(content: Any) -> defaultdict[str, set[int]]:
    """Font → the codes of two bytes that are shown in it."""
    found: defaultdict[str, set[int]] = defaultdict(set)
    font = ""
    for instruction in pikepdf.parse_content_stream(content, "Tf Tj TJ ' \""):
        operator, operands = str(instruction.operator), list(instruction.operands)
        if operator == "Tf":
            font = str(operands[0])
        elif operator in _SHOWN and operands:
            last = operands[-1]
            for one in last if operator == "TJ" else (last,):
                if isinstance(one, pikepdf.String):
                    told = bytes(one)
                    found[font].update(int.from_bytes(told[k : k + 2], "big") for k in range(0, len(told) - 1, 2))
    return found
