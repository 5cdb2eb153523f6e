"""`vanthu eval extract GOLD`: how well the facts of papers agree with what people say is right, errors in context."""

from __future__ import annotations

import argparse
import json
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from extract.scoring import Miss, Row, Scores
from vanthu.commands.read import read_one
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest
from vanthu.settings import Settings

Record = Mapping[str, Any]

SUFFIXES: Final = (".pdf", ".docx", ".doc", ".rtf", ".odt", ".html", ".tif", ".jpg", ".png", ".eml", ".txt")
"""Kinds of file looked for beside a gold record, the first found is read."""
CONTEXT: Final = 90
NO_TYPE: Final = "(không rõ loại)"
NAMES: Final = {
    "metadata.number": "số, ký hiệu", "metadata.type": "loại", "metadata.issuer": "cơ quan ban hành",
    "metadata.issued": "ngày ban hành", "metadata.place": "nơi ban hành", "metadata.title": "trích yếu",
    "metadata.signers": "người ký", "metadata.secrecy": "độ mật", "citation": "viện dẫn",
    "citation-resolved": "viện dẫn đủ", "citation.pinpoint": "điều khoản dẫn", "obligation": "nhiệm vụ",
    "obligation-lead": "chủ trì", "obligation-coordinating": "phối hợp", "deadline": "thời hạn", "quantity": "số liệu",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Case:
    """A gold record and what the program says of the same paper."""

    name: str
    gold: Record
    found: Record


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("gold", metavar="ĐÁP-ÁN", type=Path, help="tệp hoặc thư mục bản ghi đáp án (.json)")
    parser.add_argument(
        "--files",
        metavar="THƯ-MỤC",
        type=Path,
        action="append",
        default=[],
        help="nơi có các văn bản gốc (lặp lại được; mặc định: cạnh tệp đáp án)",
    )
    parser.add_argument(
        "--records", metavar="THƯ-MỤC", type=Path, help="bản ghi đã có (vanthu read --out), không đọc lại văn bản"
    )
    parser.add_argument("--errors", metavar="N", type=int, default=0, help="với mỗi mục, nêu N chỗ sót và N chỗ thừa")
    parser.add_argument("--words", action="store_true", help="so bằng chữ, không bằng vị trí (bản quét)")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Reads each paper, shows the scores by kind, then by type of paper, then errors in their context."""
    cases = list(_cases(args, screen))
    if not cases:
        raise BadRequest(f"“{args.gold}” không có bản ghi đáp án (.json) nào có văn bản gốc đi kèm.")
    whole = Scores()
    by_type: dict[str, Scores] = {}
    for case in cases:
        kind = str((case.gold.get("metadata") or {}).get("type") or NO_TYPE)
        for scores in (whole, by_type.setdefault(kind, Scores())):
            scores.add(case.name, case.gold, case.found, by_words=args.words)
    if screen.as_json:
        for name, scores in (("", whole), *sorted(by_type.items())):
            for fact, row in scores.rows().items():
                screen.json({"type": name, "kind": fact, **_figures(row)})
    else:
        _table(whole, len(cases), screen)
        _types(by_type, screen)
        _sure(whole, screen)
    _errors(whole, {case.name: case for case in cases}, args.errors, screen)
    return 0


def _cases(args: argparse.Namespace, screen: Screen) -> Iterator[Case]:
    if not args.gold.exists():
        raise BadRequest(f"Không có “{args.gold}”.")
    paths = sorted(args.gold.glob("*.json")) if args.gold.is_dir() else [args.gold]
    for n, path in enumerate(paths, start=1):
        try:
            gold = json.loads(path.read_text(encoding="utf-8"))
        except ValueError as error:
            raise BadRequest(f"“{path}” không phải JSON đọc được.") from error
        if not isinstance(gold, dict) or not gold.keys() & {"metadata", "citations", "obligations", "quantities"}:
            screen.complain(f"{path}: không phải bản ghi đáp án, bỏ qua.")
            continue
        found = _found(path, gold, args)
        if found is None:
            screen.complain(f"{path}: không tìm thấy văn bản gốc, bỏ qua (xem --files).")
            continue
        screen.progress(f"Đã đọc {n}/{len(paths)} văn bản")
        yield Case(path.stem, completed(gold, found), found)


def _found(path: Path, gold: Record, args: argparse.Namespace) -> Record | None:
    """What the program says: the record that is there already, else that of the paper itself."""
    if args.records:
        kept = args.records / path.name
        return json.loads(kept.read_text(encoding="utf-8")) if kept.exists() else {}
    original = paper_of(gold, path.stem, args.files or [path.parent])
    return read_one(original).record if original else None


def paper_of(gold: Record, stem: str, folders: Sequence[Path]) -> Path | None:
    """The paper a gold record is about: `source.file` or `doc` under the folders, else a file with its stem."""
    named = [str((gold.get("source") or {}).get("file") or ""), str(gold.get("doc") or "")]
    tried = [*(name for name in named if Path(name).suffix), *(f"{stem}{suffix}" for suffix in SUFFIXES)]
    for name in tried:
        for folder in folders:
            path = folder / name
            if path.is_file() and path.suffix != ".json":
                return path
    return None


def completed(gold: Record, found: Record) -> Record:
    """Gold whose places count in the very text that was read, with its quotes in full (they may be kept as anchors)."""
    text = str(found.get("text") or "")
    if not text or gold.get("text_length") != len(text):
        return gold
    return {
        key: [_quoted(item, text) for item in value] if isinstance(value, list) else value
        for key, value in gold.items()
    }


def _quoted(item: Any, text: str) -> Any:
    if not isinstance(item, dict) or item.get("start") is None or item.get("end") is None:
        return item
    return {**item, "quote": " ".join(text[item["start"] : item["end"]].split())}


def _figures(row: Row) -> dict[str, float | int]:
    figures = {name: round(getattr(row, name), 4) for name in ("precision", "recall", "f1")}
    return {**figures, "gold": row.gold, "predicted": row.predicted}


def _table(scores: Scores, count: int, screen: Screen) -> None:
    screen.line(f"{count} văn bản")
    screen.line(f"{'':18} {'chính xác':>9} {'đầy đủ':>7} {'F1':>6} {'đáp án':>7} {'tìm ra':>7}")
    for kind, row in scores.rows().items():
        screen.line(
            f"{NAMES[kind]:18} {row.precision:9.3f} {row.recall:7.3f} {row.f1:6.3f} {row.gold:7} {row.predicted:7}"
        )


def _types(by_type: Mapping[str, Scores], screen: Screen) -> None:
    for kind, scores in sorted(by_type.items()):
        shown = ", ".join(f"{NAMES[fact]} {row.f1:.2f} ({row.gold})" for fact, row in scores.rows().items())
        screen.line(f"\n{kind}: {shown}")


def _sure(scores: Scores, screen: Screen) -> None:
    """Whether the scores of tasks mean what they say: of those of 0.9 some 90 % should be right."""
    table = scores.reliability()
    if not table:
        return
    screen.line(f"\n{'điểm của nhiệm vụ':20} {'số':>5} {'trung bình':>11} {'đúng':>6}")
    for bucket, row in table.items():
        screen.line(f"{bucket:20} {row.count:5} {row.mean:11.3f} {row.right:6.3f}")


def _errors(scores: Scores, cases: Mapping[str, Case], most: int, screen: Screen) -> None:
    for title, misses in (("sót", scores.missed), ("thừa", scores.wrong)):
        seen: dict[str, int] = {}
        for miss in misses:
            seen[miss.kind] = seen.get(miss.kind, 0) + 1
            if seen[miss.kind] <= most:
                _show(title, miss, in_context(miss, cases[miss.document].found), screen)


def _show(title: str, miss: Miss, context: str, screen: Screen) -> None:
    if screen.as_json:
        screen.json(
            {"error": title, "kind": miss.kind, "document": miss.document, "text": miss.text, "context": context}
        )
        return
    screen.line(f"\n{title} – {NAMES[miss.kind]} – {miss.document}\n  {miss.text[:200]}")
    if context:
        screen.line(f"  {context}")


def in_context(miss: Miss, found: Record) -> str:
    """The words around a fact, the fact between » and «; nothing where it is in no one place."""
    text = unicodedata.normalize("NFC", str(found.get("text") or ""))
    item = miss.item or {}
    start, end = item.get("start"), item.get("end")
    if not isinstance(start, int) or not isinstance(end, int):
        start = text.find(str(item.get("quote") or "\0")[:60])
        end = start + len(str(item.get("quote") or ""))
    if start < 0 or end > len(text):
        return ""
    fact = " ".join(text[start:end].split())
    fact = fact if len(fact) <= 2 * CONTEXT else f"{fact[:CONTEXT]} … {fact[-CONTEXT:]}"
    before, after = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    return f"{' '.join(before.split())} »{fact}« {' '.join(after.split())}".strip()
