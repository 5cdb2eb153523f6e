"""XML written by hand: every text and attribute escaped, characters that XML does not have replaced."""

from __future__ import annotations

import re
from typing import Final
from xml.sax.saxutils import escape, quoteattr

_NOT_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def content(text: str) -> str:
    """Text for between tags."""
    return escape(_NOT_XML.sub("\ufffd", text))


def attributes(**values: object) -> str:
    """` name="value"` for each value that is not None; `class_` is written class, `xml_lang` xml:lang."""
    return "".join(
        f" {name.rstrip('_').replace('xml_', 'xml:')}={quoteattr(_NOT_XML.sub(chr(0xFFFD), str(value)))}"
        for name, value in values.items()
        if value is not None
    )
