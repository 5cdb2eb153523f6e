"""PDF/A-2b: what keeps a file from it, said in sentences, and what a file that can be one must say about itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import pikepdf
from pikepdf import Array, Dictionary, Name
from PIL import ImageCms

from ingest.writers.pdf import layer
from ingest.writers.pdf.embedded import codes_of, doubt, forget_sets

_INVISIBLE: Final = 3
_PRINTED: Final = 4  # the flag of annotations that are printed
_SHOWN: Final = frozenset({"Tj", "TJ", "'", '"'})
_INK: Final = frozenset({"k", "K"})
_NOTES: Final = frozenset({"/Stamp", "/Link", "/Text", "/FreeText", "/Highlight", "/Popup", "/Widget", "/Underline"})
_LARGEST_PT: Final = 14_400.0
_DEEPEST_FORM: Final = 8
_ICC_DATE: Final = slice(24, 36)  # when the profile was made: left out, so that the same pages give the same file


def hindrances(pdf: pikepdf.Pdf) -> tuple[str, ...]:
    """Why the file cannot become PDF/A-2b without changing how its pages look or what they do; empty for a scan whose
    pages are pictures, perhaps with a stamp in a font that `embedded` could look into. A font that it could not counts
    as a hindrance: what is not known is not claimed."""
    found = dict.fromkeys(_of_file(pdf))
    for sheet in pdf.pages:
        found.update(dict.fromkeys(_of_page(sheet)))
    return tuple(found)


def declare(pdf: pikepdf.Pdf, source: str) -> None:
    """Makes a file without hindrances PDF/A-2b: colour profile, metadata, the flags that are asked for. `source` names
    the original (its digest)."""
    profile = pdf.make_stream(_srgb())
    profile.N = 3
    pdf.Root.OutputIntents = Array(
        [
            Dictionary(
                Type=Name.OutputIntent,
                S=Name.GTS_PDFA1,
                OutputConditionIdentifier=pikepdf.String("sRGB"),
                Info=pikepdf.String("sRGB IEC61966-2.1"),
                DestOutputProfile=profile,
            )
        ]
    )
    forget_sets(pdf)
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream) and item.get(Name.Interpolate):
            item.Interpolate = False
    for sheet in pdf.pages:
        for note in sheet.obj.get(Name.Annots) or ():
            if note.get(Name.Subtype) != Name.Popup:
                note.F = _PRINTED
    if Name.Metadata in pdf.Root:
        del pdf.Root[Name.Metadata]
    with pdf.open_metadata(set_pikepdf_as_editor=False, update_docinfo=False) as told:
        for key, value in list(pdf.docinfo.items()):
            try:
                told.load_from_docinfo(Dictionary({key: value}), raise_failure=True)
            except (ValueError, TypeError, AttributeError):  # nothing XMP knows, or a day that is none
                del pdf.docinfo[key]
        told["dc:source"] = source
        told["pdfaid:part"] = "2"
        told["pdfaid:conformance"] = "B"


def _of_file(pdf: pikepdf.Pdf) -> Iterator[str]:
    root = pdf.Root
    names = root.get(Name.Names) or Dictionary()
    if Name.EmbeddedFiles in names or Name.AF in root:
        yield "có tệp đính kèm bên trong"
    if Name.JavaScript in names or Name.AA in root or _runs(root.get(Name.OpenAction)):
        yield "có mã kịch bản"
    form = root.get(Name.AcroForm)
    if isinstance(form, Dictionary) and (Name.XFA in form or form.get(Name.NeedAppearances)):
        yield "có biểu mẫu động"
    if Name.OCProperties in root:
        yield "có lớp hiển thị bật tắt"
    for item in pdf.objects:
        if isinstance(item, pikepdf.Stream):
            filters = item.get(Name.Filter)
            used = {str(one) for one in filters} if isinstance(filters, Array) else {str(filters)}
            if used & {"/LZWDecode", "/Crypt"}:
                yield "có dữ liệu nén kiểu cũ (LZW)"
            if item.get(Name.Subtype) == Name.Image and _cmyk(item.get(Name.ColorSpace)):
                yield "có ảnh màu in (CMYK)"
            if Name.Alternates in item or Name.OPI in item:
                yield "có ảnh thay thế"


def _of_page(sheet: pikepdf.Page) -> Iterator[str]:
    if Name.AA in sheet.obj or Name.PresSteps in sheet.obj:
        yield "trang có hành động kèm theo"
    x0, y0, x1, y1 = (float(value) for value in sheet.mediabox)
    if not 3 <= min(abs(x1 - x0), abs(y1 - y0)) <= max(abs(x1 - x0), abs(y1 - y0)) <= _LARGEST_PT:
        yield "khổ trang ngoài giới hạn"
    for note in sheet.obj.get(Name.Annots) or ():
        kind = str(note.get(Name.Subtype))
        if kind not in _NOTES or _runs(note.get(Name.A)) or Name.AA in note:
            yield "có chú thích hoặc hành động ngoài chuẩn"
        elif kind not in ("/Link", "/Popup"):
            look = (note.get(Name.AP) or Dictionary()).get(Name.N)
            if not isinstance(look, pikepdf.Stream):
                yield "có chú thích không kèm hình hiển thị"
            else:
                yield from _of_content(look, look.get(Name.Resources) or Dictionary(), 0)
    yield from _of_content(sheet, sheet.resources if Name.Resources in sheet.obj else Dictionary(), 0)


def _of_content(content: Any, resources: Any, depth: int) -> Iterator[str]:
    """Text that is shown in the file's own fonts, and inks that the screen's profile cannot tell."""
    fonts = resources.get(Name.Font) or Dictionary()
    forms = resources.get(Name.XObject) or Dictionary()
    mode, font = 0, ""
    stack: list[tuple[int, str]] = []
    used: dict[str, set[int]] = {}
    for instruction in pikepdf.parse_content_stream(content):
        operator, operands = str(instruction.operator), instruction.operands
        if operator == "q":
            stack.append((mode, font))
        elif operator == "Q" and stack:
            mode, font = stack.pop()
        elif operator == "Tr":
            mode = int(operands[0])
        elif operator == "Tf":
            font = str(operands[0])
        elif operator in _SHOWN and mode != _INVISIBLE and font != f"/{layer.FONT}":
            last = operands[-1] if len(operands) else pikepdf.String("")
            used.setdefault(font, set()).update(codes_of(last if operator == "TJ" else (last,)))
        elif operator in _INK or (operator in ("cs", "CS") and _cmyk(_space(operands[0], resources))):
            yield "có màu in (CMYK)"
        elif operator == "Do" and depth < _DEEPEST_FORM:
            form = forms.get(str(operands[0]))
            if isinstance(form, pikepdf.Stream) and form.get(Name.Subtype) == Name.Form:
                yield from _of_content(form, form.get(Name.Resources) or resources, depth + 1)
    for name, codes in used.items():
        against = doubt(fonts.get(name), codes)
        if against:
            yield against
    for state in (resources.get(Name.ExtGState) or Dictionary()).values():
        if Name.TR in state or Name.HTP in state:
            yield "có hàm chuyển màu"


def _runs(action: Any) -> bool:
    """Whether an action does more than go to a place."""
    return isinstance(action, Dictionary) and action.get(Name.S) not in (Name.GoTo, Name.URI, Name.Named, None)


def _cmyk(space: Any) -> bool:
    if space == Name.DeviceCMYK:
        return True
    if isinstance(space, Array) and len(space) > 1:
        kind = space[0]
        if kind in (Name.Indexed, Name.Pattern):
            return _cmyk(space[1])
        if kind in (Name.Separation, Name.DeviceN) and len(space) > 2:
            return _cmyk(space[2])
    return False


def _space(name: Any, resources: Any) -> Any:
    spaces = resources.get(Name.ColorSpace) or Dictionary()
    return spaces.get(str(name), name)


def _srgb() -> bytes:
    """The colours of an ordinary screen, as an ICC profile."""
    made = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    profile = bytearray(made)
    profile[_ICC_DATE] = bytes(12)
    return bytes(profile)
