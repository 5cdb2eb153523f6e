"""`vanthu export gold`: what people decided about papers, as gold records for `vanthu eval extract`."""

from __future__ import annotations

import argparse
import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.gold import gold_record
from vanthu.commands.answers import LOCAL
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest, DiskFull, NotFound
from vanthu.ports import Services
from vanthu.records import Document
from vanthu.settings import Settings
from vanthu.wiring import open_services

WHAT: Final = {"gold": "các quyết định của người dùng (nhiệm vụ, số, ngày …) thành bản ghi đáp án"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    says = "; ".join(f"{name}: {words}" for name, words in WHAT.items())
    parser.add_argument("what", metavar="GÌ", choices=WHAT, help=says)
    parser.add_argument("--out", metavar="THƯ-MỤC", type=Path, required=True, help="nơi ghi, mỗi văn bản một tệp .json")
    parser.add_argument("--no-originals", action="store_true", help="không chép tệp gốc vào cạnh bản ghi")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Writes a record for each paper with decisions, its original beside it, and tells how many."""
    services = open_services(settings)
    count = 0
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for paper in _decided(services):
            name = _export(services, paper, args.out, originals=not args.no_originals)
            if name:
                count += 1
                screen.progress(f"Đã ghi {name}")
    except FileExistsError as error:
        raise BadRequest(f"“{args.out}” là một tệp, không phải thư mục.") from error
    except OSError as error:
        if error.errno in (28, 122):
            raise DiskFull(f"Không còn chỗ để ghi vào {args.out}.") from error
        raise BadRequest(f"Không ghi được vào {args.out}: {error.strerror}.") from error
    finally:
        services.close()
    if screen.as_json:
        screen.json({"records": count, "out": str(args.out)})
    else:
        screen.line(
            f"Đã ghi {count} bản ghi đáp án vào {args.out}. So với chương trình: vanthu eval extract {args.out}"
        )
    return 0


def _decided(services: Services) -> Iterator[Document]:
    after, permission = "", services.store.permission(LOCAL)
    while found := services.store.documents_decided(permission, after=after):
        for document in found:
            yield services.store.document(document, permission)
        after = found[-1]


def _export(services: Services, paper: Document, out: Path, *, originals: bool) -> str | None:
    """The name of the record written; None for a paper whose decisions were all taken back or that is not read yet."""
    permission = services.store.permission(LOCAL)
    try:
        facts = services.store.extraction(paper.id, permission)
    except NotFound:
        return None
    stem = f"{Path(paper.name).stem[:80].strip(' .') or 'van-ban'}-{paper.sha256[:8]}"
    original = f"{stem}{Path(paper.name).suffix}"
    record = gold_record(facts, services.store.entries(paper.id, permission), doc=original, sha256=paper.sha256)
    if record is None:
        return None
    (out / f"{stem}.json").write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if originals:
        shutil.copyfile(services.blobs.local(paper.sha256), out / original)
    return stem
