"""What a file is, told from its bytes; its name only serves where the bytes promise nothing."""

from __future__ import annotations

import re
import struct
import zipfile
from pathlib import Path
from typing import IO, Final

from ingest.oldtext import decode
from ingest.readers.table import DOCX, EDXML, PPTX, XLSX

HEAD: Final = 8192
UNKNOWN: Final = "application/octet-stream"
OLE: Final = "application/x-ole-storage"
ENCRYPTED: Final = "application/x-encrypted-office"
ZIP: Final = "application/zip"
BROKEN_OFFICE: Final = "application/x-broken-office"

# (offset, bytes, type): the first that fits.
_MAGIC: Final = (
    (0, b"%PDF-", "application/pdf"),
    (0, b"\xff\xd8\xff", "image/jpeg"),
    (0, b"\x89PNG\r\n\x1a\n", "image/png"),
    (0, b"II*\0", "image/tiff"),
    (0, b"MM\0*", "image/tiff"),
    (0, b"II+\0", "image/tiff"),
    (0, b"MM\0+", "image/tiff"),
    (0, b"PK\3\4", ZIP),
    (0, b"PK\5\6", ZIP),
    (0, b"PK\7\x08PK\3\4", ZIP),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (0, b"{\\rtf", "application/rtf"),
    (0, b"GIF87a", "image/gif"),
    (0, b"GIF89a", "image/gif"),
    (0, b"BM", "image/bmp"),
    (8, b"WEBP", "image/webp"),
    (0, b"\0\0\0\x0cjP  ", "image/jp2"),
    (0, b"\xff\x4f\xff\x51", "image/jp2"),
    (4, b"ftyphei", "image/heic"),
    (4, b"ftyphev", "image/heic"),
    (4, b"ftypmif1", "image/heic"),
    (4, b"ftypmsf1", "image/heic"),
    (4, b"ftyp", "audio/video"),
    (0, b"8BPS", "image/other"),
    (0, b"AT&TFORM", "image/other"),
    (0, b"ID3", "audio/video"),
    (0, b"OggS", "audio/video"),
    (0, b"RIFF", "audio/video"),
    (0, b"\x1a\x45\xdf\xa3", "audio/video"),
    (0, b"\x1f\x8b", "application/gzip"),
    (0, b"BZh", "application/x-bzip2"),
    (0, b"\xfd7zXZ\0", "application/x-xz"),
    (0, b"\x28\xb5\x2f\xfd", "application/zstd"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar"),
    (257, b"ustar", "application/x-tar"),
    (0, b"07070", "application/x-cpio"),
    (0, b"\xc7\x71", "application/x-cpio"),
    (0, b"\x71\xc7", "application/x-cpio"),
    (0, b"\x7fELF", "application/x-executable"),
    (0, b"MZ", "application/x-executable"),
    (0, b"\xca\xfe\xba\xbe", "application/x-executable"),
)
_LETTERS_ALONE: Final = frozenset({b"BM", b"BZh", b"MZ", b"ID3", b"07070"})  # a text may begin so too

# What a ZIP holds, by its `mimetype` member or the main part's content type.
_OPEN_DOCUMENT: Final = re.compile(
    rb"application/(vnd\.oasis\.opendocument\.(?:text|spreadsheet|presentation)|epub\+zip)"
)
_OFFICE_PARTS: Final = (
    (b"wordprocessingml.document.main", DOCX),
    (b"ms-word.document.macroEnabled.main", DOCX),
    (b"wordprocessingml.template.main", DOCX),
    (b"spreadsheetml", XLSX),
    (b"presentationml", PPTX),
)
_OFFICE_NAMES: Final = re.compile(r"\.(?:docx|docm|dotx|xlsx|pptx|odt|ods|odp)$", re.I)

# What an OLE file holds, by the streams at its root.
_OLE_STREAMS: Final = (
    ("EncryptedPackage", ENCRYPTED),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
)

_HTML: Final = re.compile(
    r"(?:<\?xml[^>]*>|<!--.*?-->|\s)*<(?:!doctype\s+html|html|head|body|meta|title|table|div|span|p|h[1-6]|br|font|center)\b",
    re.I | re.S,
)
_XML: Final = re.compile(r"\s*<(?:\?xml|!DOCTYPE|svg|[A-Za-z_][\w.-]*:[\w.-]+[\s>])", re.I)
_EDXML: Final = re.compile(r"[\d\s]{0,16}(?:<[?!][^>]*>\s*)*<(?:\w+:)?edXML\b")
_MAIL_HEADER: Final = re.compile(r"(?:[A-Za-z][A-Za-z0-9-]*:[^\n]*\n(?:[ \t][^\n]*\n)*)+")
_MAIL_NAMES: Final = re.compile(r"^(?:mime-version|content-type|received|return-path|message-id):", re.I | re.M)


def sniff(path: Path, name: str = "") -> str:
    """The media type of the file's content; `name` tells a broken office file from an archive. Never raises for what
    the file holds."""
    with path.open("rb") as file:
        head = file.read(HEAD)
        media_type = first_look(head)
        if media_type == ZIP:
            return _in_zip(file, head, name)
        if media_type == OLE:
            return _in_ole(file)
        return media_type or _late_pdf(head) or _in_text(head, file)


def first_look(head: bytes) -> str | None:
    """The type that the first bytes promise, None where they promise nothing."""
    for offset, magic, media_type in _MAGIC:
        if head.startswith(magic, offset) and not (magic in _LETTERS_ALONE and _plain(head)):
            return media_type
    return "application/x-tar" if _is_old_tar(head) else None


def _plain(head: bytes) -> bool:
    return all(byte >= 0x20 or byte in b"\t\n\r\f" for byte in head)


def _is_old_tar(head: bytes) -> bool:
    """A tar without "ustar": its header's checksum is right."""
    if len(head) < 512 or not head[0]:
        return False
    try:
        told = int(head[148:156].strip(b"\0 ") or b"x", 8)
    except ValueError:
        return False
    return told == sum(head[:148]) + 8 * 32 + sum(head[156:512])


def _late_pdf(head: bytes) -> str | None:
    """A PDF after some rubbish, as readers accept it: within the first 1,024 bytes."""
    return "application/pdf" if re.search(rb"%PDF-[12]\.\d", head[:1032]) else None


def _in_zip(file: IO[bytes], head: bytes, name: str) -> str:
    media_type = ZIP
    try:
        with zipfile.ZipFile(file) as archive:
            names = set(archive.namelist())
            for part in ("mimetype", "[Content_Types].xml"):
                if part in names:
                    with archive.open(part) as member:
                        media_type = _office_type(member.read(1 << 20), part)
                    break
    except Exception:  # a broken one: the reader says how
        if b"[Content_Types].xml" in head[:256] or b"word/" in head[:256]:
            return DOCX
    if media_type == ZIP and _OFFICE_NAMES.search(name):
        return BROKEN_OFFICE
    return media_type


def _office_type(text: bytes, part: str) -> str:
    if part == "mimetype":
        found = _OPEN_DOCUMENT.match(text)
        return found.group().decode() if found else ZIP
    for words, media_type in _OFFICE_PARTS:
        if words in text:
            return media_type
    return ZIP


def _in_ole(file: IO[bytes]) -> str:
    try:
        names = _ole_root(file)
    except (struct.error, IndexError, ValueError, OSError):
        return OLE
    return next((media_type for stream, media_type in _OLE_STREAMS if stream in names), OLE)


def _ole_root(file: IO[bytes]) -> set[str]:
    """The names of the streams right under the root of an OLE file: those of embedded files are further down."""
    file.seek(0)
    header = file.read(512)
    size = 1 << struct.unpack_from("<H", header, 30)[0]
    if size not in (512, 4096):
        raise ValueError(size)
    fat_sectors = [one for one in struct.unpack_from("<109I", header, 76) if one < 0xFFFFFFFA]

    def sector(n: int) -> bytes:
        file.seek((n + 1) * size)
        return file.read(size)

    entries: list[bytes] = []
    at, per_fat = struct.unpack_from("<I", header, 48)[0], size // 4
    for _ in range(256):
        if at >= 0xFFFFFFFA:
            break
        data = sector(at)
        entries += [data[i : i + 128] for i in range(0, len(data), 128)]
        at = struct.unpack_from("<I", sector(fat_sectors[at // per_fat]), at % per_fat * 4)[0]
    names: set[str] = set()
    todo, seen = [struct.unpack_from("<I", entries[0], 76)[0]], set()
    while todo:
        n = todo.pop()
        if n in seen or n >= len(entries):
            continue
        seen.add(n)
        length = struct.unpack_from("<H", entries[n], 64)[0]
        names.add(entries[n][: max(0, min(length, 64) - 2)].decode("utf-16-le", "replace"))
        todo += struct.unpack_from("<2I", entries[n], 68)
    return names


def _in_text(head: bytes, file: IO[bytes]) -> str:
    found = decode(head) or decode(head + file.read(1 << 20))  # a letter may be cut at the end of the first piece
    if found is None:
        return UNKNOWN
    text = found.text[:4096]
    if _HTML.match(text):
        return "text/html"
    if _EDXML.match(text):
        return EDXML
    if _XML.match(text):
        return "image/svg+xml" if "<svg" in text[:1024].lower() else "text/xml"
    header = _MAIL_HEADER.match(text.replace("\r\n", "\n"))
    if header and len(_MAIL_NAMES.findall(header.group())) >= 1 and header.group().count("\n") >= 2:
        return "message/rfc822"
    return "text/plain"
