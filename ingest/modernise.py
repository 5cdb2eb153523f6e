"""A Word file in fonts from before Unicode, rewritten with Unicode letters: its pages can then be shown to people."""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path
from typing import Final

from lxml import etree

from ingest.encodings import encoding_of, from_font
from ingest.oldtext import Writing
from ingest.ooxml import Element, Package, attribute, child, name
from ingest.styles import Styles, styles

_FONT: Final = "Times New Roman"
_TEXT_PARTS: Final = re.compile(r"word/(?:document|footnotes|endnotes|header\d*|footer\d*)\.xml", re.I)
_FONT_PARTS: Final = re.compile(r"word/(?:styles|numbering)\.xml", re.I)
_SPACE: Final = "{http://www.w3.org/XML/1998/namespace}space"


def modernised(package: Package, how: Writing) -> Path:
    """A copy of the file, in the temporary folder, with Unicode letters in Unicode fonts. Raises Unreadable."""
    part = package.related(package.main_part(), "styles")
    of_styles = styles(package.xml(part) if part else None)
    with tempfile.NamedTemporaryFile(suffix=".docx", delete=False) as copy, zipfile.ZipFile(copy, "w") as archive:
        for member in package.parts():
            if _TEXT_PARTS.fullmatch(member):
                root = package.xml(member)
                for paragraph in [one for one in root.iter() if name(one) == "p"]:
                    _rewrite(paragraph, of_styles, how)
            elif _FONT_PARTS.fullmatch(member):
                root = package.xml(member)
            else:
                archive.writestr(member, package.bytes(member), zipfile.ZIP_DEFLATED)
                continue
            _rename_fonts(root)
            archive.writestr(member, etree.tostring(root, xml_declaration=True, encoding="UTF-8"))
        return Path(copy.name)


def _rewrite(paragraph: Element, of_styles: Styles, how: Writing) -> None:
    style = attribute(child(paragraph, "pPr", "pStyle")) or of_styles.usual
    texts: list[Element] = []
    pieces: list[tuple[str, str]] = []
    for run in [one for one in paragraph.iter() if name(one) == "r" and _paragraph_of(one) is paragraph]:
        font = of_styles.font(child(run, "rPr"), style)
        for element in run:
            if name(element) == "softHyphen" and encoding_of(font):  # LibreOffice's word for the byte AD, ư in TCVN3
                element.tag = element.tag.replace("softHyphen", "t")
                element.text = "\xad"
            if name(element) == "t":
                texts.append(element)
                pieces.append((element.text or "", font))
    for element, text in zip(texts, how.read(pieces), strict=True):
        element.text = text
        element.set(_SPACE, "preserve")


def _paragraph_of(run: Element) -> Element | None:
    return next((one for one in run.iterancestors() if name(one) == "p"), None)


def _rename_fonts(root: Element) -> None:
    for level in [one for one in root.iter() if name(one) == "lvl"]:
        text, font = child(level, "lvlText"), attribute(child(level, "rPr", "rFonts"), "ascii") or ""
        if text is not None:
            for key, letters in text.attrib.items():
                text.set(key, from_font(letters, font))
    for fonts in [one for one in root.iter() if name(one) == "rFonts"]:
        for key, font in fonts.attrib.items():
            if encoding_of(font):
                fonts.set(key, _FONT)
