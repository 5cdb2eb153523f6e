"""The type comes from the bytes, the name hardly matters."""

from __future__ import annotations

import io
import struct
import tarfile
import zipfile
from pathlib import Path

import pytest

from ingest.readers.table import DOCX
from ingest.sniff import sniff


def zipped(**members: str) -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as archive:
        for name, text in members.items():
            archive.writestr(name.replace("__", "/"), text)
    return body.getvalue()


def tarred(*, old: bool = False) -> bytes:
    body = io.BytesIO()
    with tarfile.open(fileobj=body, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        info = tarfile.TarInfo("a.txt")
        info.size = 3
        archive.addfile(info, io.BytesIO(b"abc"))
    data = bytearray(body.getvalue())
    if old:
        data[257:265] = bytes(8)
        data[148:156] = b" " * 8
        data[148:156] = b"%06o\0 " % sum(data[:512])
    return bytes(data)


def ole(*streams: str) -> bytes:
    """An OLE file whose directory lists these streams under its root."""
    header = bytearray(512)
    header[:8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    struct.pack_into("<HH", header, 28, 0xFFFE, 9)
    struct.pack_into("<I", header, 48, 1)
    header[76:512] = b"\xff" * 436
    struct.pack_into("<I", header, 76, 0)
    fat = struct.pack("<128I", 0xFFFFFFFD, 0xFFFFFFFE, *([0xFFFFFFFF] * 126))
    entries = b""
    for n, name in enumerate(("Root Entry", *streams)):
        entry = bytearray(128)
        letters = (name + "\0").encode("utf-16-le")
        entry[: len(letters)] = letters
        none = 0xFFFFFFFF
        right = n + 1 if 0 < n < len(streams) else none
        struct.pack_into("<HBB3I", entry, 64, len(letters), 5 if n == 0 else 2, 1, none, right, 1 if n == 0 else none)
        entries += entry
    return bytes(header) + fat + entries.ljust(512, b"\0")


CONTENT = '<Types><Override ContentType="application/vnd.openxmlformats-officedocument.{}.main+xml"/></Types>'

ROWS = [
    (b"%PDF-1.7\n", "a.pdf", "application/pdf"),
    (bytes(900) + b"%PDF-1.4\n", "a.pdf", "application/pdf"),
    (b"%PDF-1.7\n", "a.jpg", "application/pdf"),
    (b"\xff\xd8\xff\xe0", "a.jpg", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "a.png", "image/png"),
    (b"II*\0", "a.tif", "image/tiff"),
    (b"MM\0*", "a.tif", "image/tiff"),
    (b"{\\rtf1\\ansi", "a.doc", "application/rtf"),
    (ole("WordDocument", "1Table"), "a.doc", "application/msword"),
    (ole("Workbook"), "a.xls", "application/vnd.ms-excel"),
    (ole("EncryptionInfo", "EncryptedPackage"), "a.docx", "application/x-encrypted-office"),
    (ole("Contents"), "a.dat", "application/x-ole-storage"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "a.doc", "application/x-ole-storage"),
    (zipped(**{"[Content_Types].xml": CONTENT.format("wordprocessingml.document")}), "a.zip", DOCX),
    (
        zipped(**{"[Content_Types].xml": CONTENT.format("spreadsheetml.sheet")}),
        "a.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ),
    (zipped(mimetype="application/vnd.oasis.opendocument.text"), "a.odt", "application/vnd.oasis.opendocument.text"),
    (zipped(**{"a.txt": "x"}), "a.zip", "application/zip"),
    (zipped(**{"a.txt": "x"}), "a.docx", "application/x-broken-office"),
    (zipped(), "a.zip", "application/zip"),
    (tarred(), "a.tar", "application/x-tar"),
    (tarred(old=True), "a.tar", "application/x-tar"),
    (b"\x1f\x8b\x08", "a.gz", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "a.7z", "application/x-7z-compressed"),
    (b"<!DOCTYPE html><p>x", "a", "text/html"),
    ("\ufeff<html><body>Điều 1".encode(), "a.pdf", "text/html"),
    (b"<!-- saved --><table><tr>", "a.xls", "text/html"),
    (b'<?xml version="1.0"?><svg xmlns="x">', "a.svg", "image/svg+xml"),
    (b'<?xml version="1.0"?><a/>', "a.xml", "text/xml"),
    (b"From: a@b\r\nSubject: x\r\nMIME-Version: 1.0\r\n\r\nx", "a.eml", "message/rfc822"),
    ("Kính gửi: Bộ Tài chính\nVề việc: báo cáo\n".encode(), "a.txt", "text/plain"),
    ("Điều 1. Phạm vi".encode("utf-16"), "a.txt", "text/plain"),
    ("Quyết định số 1".encode("utf-16-le"), "a.txt", "text/plain"),
    ("Điều 1. Phạm vi điều chỉnh, đối tượng áp dụng".encode("cp1258", "ignore"), "a.txt", "text/plain"),
    (b"BM la viet tat cua Bo Mon", "a.txt", "text/plain"),
    (b"MZ", "a.exe", "text/plain"),
    (b"MZ\x90\0\x03\0\0\0", "a.exe", "application/x-executable"),
    (bytes(1024), "a.tif", "application/octet-stream"),
    (bytes(range(256)) * 4, "a.bin", "application/octet-stream"),
]


@pytest.mark.parametrize(("content", "name", "media_type"), ROWS)
def test_the_bytes_tell_the_type(content: bytes, name: str, media_type: str, tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(content)
    assert sniff(path, name) == media_type
