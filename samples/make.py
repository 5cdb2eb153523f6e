"""Makes the sample archive: `python -m samples.make` writes samples/files and samples/truth from samples/src.

The same sources give the same files (only an encoder's version can change the bytes of a picture).
"""

from __future__ import annotations

import html
import io
import json
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from zlib import crc32

import numpy as np

from ingest.encodings import TCVN3
from samples import scan
from samples.paper import MARK, pdf
from samples.source import Source, load, plain, truth
from samples.word import docx

HERE = Path(__file__).parent
FIXED_TIME = (2025, 1, 1, 0, 0, 0)
BUNDLE = "15-ho-so-kem.zip"
BUNDLED = ("10-thong-bao-tuyen-truyen.pdf", "18-to-trinh.pdf")  # only in the bundle; the first of them twice


def printed(source: Source) -> list[str]:
    """The paper's lines in reading order, letterhead left column first: what plain-text forms hold."""
    head, date = source.head, source.head["date"]
    day = f"{head['place']}, ngày {date.day:02} tháng {date.month:02} năm {date.year}"
    party = head["side"] == "party"
    letter = head["kind"] == "CÔNG VĂN"
    out = [*head["left"], *(["*", f"Số {head['number']}"] if party else [f"Số: {head['number']}"])]
    out += [f"V/v {head['title']}"] if letter else []
    out += (
        ["ĐẢNG CỘNG SẢN VIỆT NAM", day]
        if party
        else ["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc", day]
    )
    if letter:
        to = head["to"]
        out += (
            [f"Kính gửi: {to[0]}."]
            if len(to) == 1
            else ["Kính gửi:", *(f"- {t}{'.' if t == to[-1] else ';'}" for t in to)]
        )
    else:
        out += [head["kind"], *([head["subhead"]] if head.get("subhead") else []), head["title"]]
        out += [f"Kính gửi: {head['to'][0]}"] if head.get("to") else []
    signed = False
    for block in source.blocks:
        if block.kind in ("annex", "sign") and not signed:
            out += signature(source)
            signed = True
        if block.kind == "annex":
            out += block.text.split(" | ")
        elif block.kind == "table":
            out += [" ".join(cell for cell in row if cell != "^") for row in block.rows]
        elif block.kind in ("para", "centre"):
            out.append(plain(block.text).replace("{{fn}}", ""))
    return out if signed else out + signature(source)


def signature(source: Source) -> list[str]:
    recipients = source.head["recipients"]
    left = ["Nơi nhận:", *(f"- {r}{'.' if r == recipients[-1] else ';'}" for r in recipients)]
    return [*left, *source.head["sign"], "(Đã ký)", "Nguyễn Văn A"]


def digital(source: Source, _: np.random.Generator) -> bytes:
    return pdf(source)


def scan_clean(source: Source, rng: np.random.Generator) -> bytes:
    return scan.picture_pdf([scan.jpeg(scan.clean(p, rng)) for p in scan.pictures(pdf(source))])


def scan_noisy(source: Source, rng: np.random.Generator) -> bytes:
    pages = scan.pictures(pdf(source))
    pages[-1] = scan.seal(pages[-1], 200)
    return scan.picture_pdf([scan.jpeg(scan.noisy(p, rng, degrees=0.9)) for p in pages])


def mixed(source: Source, rng: np.random.Generator) -> bytes:
    pages = [scan.jpeg(scan.clean(p, rng)) for p in scan.pictures(pdf(source))]
    return scan.picture_pdf(pages, [f"BẢN TIN MẪU/Số 12/Ngày 10-9-2025 {n + 31}" for n in range(len(pages))])


def tiff(source: Source, rng: np.random.Generator) -> bytes:
    return scan.tiff_g4([scan.clean(p, rng) for p in scan.pictures(pdf(source))])


def photo(source: Source, rng: np.random.Generator) -> bytes:
    return scan.jpeg(scan.photo(scan.pictures(pdf(source))[0], rng), quality=70)


def tcvn3(source: Source, _: np.random.Generator) -> bytes:
    """Bytes of the old ABC encoding: a capital with an accent has no code of its own and takes the small one's."""
    codes = {letter: code for code, letter in TCVN3.items()}
    text = "\n".join([MARK.replace("–", "-"), *printed(source), ""])
    return bytes(codes.get(c) or codes.get(c.lower()) or ord(c) for c in text)


def web_page(source: Source, _: np.random.Generator) -> bytes:
    body = "\n".join(f"<p>{html.escape(line)}</p>" for line in printed(source))
    page = (
        f'<!doctype html>\n<html lang="vi"><head><meta charset="utf-8"><title>{MARK}</title></head>\n'
        f"<body>\n<p><i>{MARK}</i></p>\n{body}\n</body></html>\n"
    )
    return page.encode()


def word(source: Source, _: np.random.Generator) -> bytes:
    return docx(source)


FORMS: dict[str, tuple[str, Callable[[Source, np.random.Generator], bytes]]] = {
    "pdf": ("pdf", digital),
    "scan-clean": ("pdf", scan_clean),
    "scan-noisy": ("pdf", scan_noisy),
    "mixed": ("pdf", mixed),
    "tiff": ("tif", tiff),
    "photo": ("jpg", photo),
    "tcvn3": ("txt", tcvn3),
    "html": ("html", web_page),
    "docx": ("docx", word),
}


def bundle(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(zipfile.ZipInfo(name, FIXED_TIME), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def make(target: Path) -> dict[str, int]:
    """Writes files/ and truth/ under `target`; answers the size of each file."""
    (target / "files").mkdir(parents=True, exist_ok=True)
    (target / "truth").mkdir(exist_ok=True)
    files: dict[str, bytes] = {}
    for path in sorted((HERE / "src").glob("*.txt")):
        source = load(path)
        suffix, writer = FORMS[source.head["form"]]
        files[f"{source.stem}.{suffix}"] = writer(source, np.random.default_rng(crc32(source.stem.encode())))
        gold = json.dumps(truth(source), ensure_ascii=False, indent=1)
        (target / "truth" / f"{source.stem}.json").write_text(gold + "\n", encoding="utf-8")
        (target / "truth" / f"{source.stem}.txt").write_text("\n".join(printed(source)) + "\n", encoding="utf-8")
    first, second = BUNDLED
    members = {f"ho so/{first}": files[first], f"ho so/{second}": files[second], f"ban sao/{first}": files[first]}
    files[BUNDLE] = bundle(members)
    for name in BUNDLED:
        del files[name]
    for name, data in files.items():
        (target / "files" / name).write_bytes(data)
    return {name: len(data) for name, data in sorted(files.items())}


if __name__ == "__main__":
    for name, size in make(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE).items():
        print(f"{size:9,} {name}")
