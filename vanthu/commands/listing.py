"""`vanthu list`: every receipt, with its state, reason and what to do next; or the pages that wait to be looked at."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Final

from vanthu.commands.answers import LOCAL
from vanthu.commands.intake import as_json
from vanthu.commands.screen import Screen, state_name
from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.records import FLAW_WORDS, NEEDS_SOMEONE, Flaw, FlawKind, Kin, KinKind, State
from vanthu.settings import Settings
from vanthu.wiring import open_services

SIZE: Final = 200
MOST_FLAWS: Final = 6  # of one document on its line


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--state", metavar="TRẠNG-THÁI", help="chỉ những tệp ở trạng thái này: " + ", ".join(State))
    parser.add_argument("--batch", metavar="LÔ", help="chỉ những tệp của một lô")
    parser.add_argument(
        "--review", action="store_true", help="các trang đọc chưa chắc cần rà soát, trang kém nhất trước"
    )


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Lists in order of path, a thousand at a time."""
    state = _state(args.state) if args.state else None
    services = open_services(settings)
    try:
        if args.review:
            _review(services, settings, args.batch, screen)
            return 0
        after = ""
        while page := services.store.receipts(state=state, batch=args.batch, after=after):
            documents = sorted({receipt.document for receipt in page if receipt.document})
            permission = services.store.permission(LOCAL)
            flaws, kin = services.store.flaws(documents, permission), services.store.kin(documents, permission)
            for receipt in page:
                wrong, others = flaws.get(receipt.document or "", ()), kin.get(receipt.document or "", ())
                if screen.as_json:
                    told = {"flaws": [asdict(flaw) for flaw in wrong], "copies": [asdict(one) for one in others]}
                    screen.json({**as_json(receipt), **told})
                    continue
                why = f": {receipt.reason} {receipt.next}" if receipt.state in NEEDS_SOMEONE else ""
                figures = f"{receipt.pages} trang, {receipt.characters} chữ"
                screen.line(f"{state_name(receipt):24} {receipt.path} ({figures}){why}")
                for line in (*_wrong(wrong), *_others(others)):
                    screen.line(f"{'':24} {line}")
            after = page[-1].id
    finally:
        services.close()
    return 0


def _wrong(flaws: Sequence[Flaw]) -> Iterator[str]:
    if flaws:
        told = (f"trang {flaw.page} {FLAW_WORDS[flaw.kind]['vi']}{flaw_value(flaw)}" for flaw in flaws[:MOST_FLAWS])
        rest = f" và {len(flaws) - MOST_FLAWS} chỗ khác" if len(flaws) > MOST_FLAWS else ""
        yield f"bản quét: {'; '.join(told)}{rest}"


def flaw_value(flaw: Flaw) -> str:
    """How much, for people: " (87 dpi)"."""
    if flaw.value is None:
        return ""
    unit = {FlawKind.LOW_DPI: " dpi", FlawKind.SKEW: "°", FlawKind.CUT: " dòng"}.get(flaw.kind, "")
    return f" ({flaw.value:g}{unit})".replace(".", ",")


def _others(kin: Sequence[Kin]) -> Iterator[str]:
    for one in kin:
        how = "bản khác của cùng văn bản" if one.kind is KinKind.SAME else "văn bản gần giống"
        yield f"{how}: {one.name}" + (" (bản tốt hơn)" if one.better else "")


def _review(services: Services, settings: Settings, batch: str | None, screen: Screen) -> None:
    permission, below, after = services.store.permission(LOCAL), settings.review_below / 100, ""
    while pages := services.store.review(permission, below=below, batch=batch, after=after, limit=SIZE):
        for page in pages:
            if screen.as_json:
                screen.json({name: value for name, value in asdict(page).items() if name != "seen"})
                continue
            sure = f"độ tin {page.confidence:.3f}".replace(".", ",") if page.confidence is not None else ""
            loose = f", {page.loose} lần sửa không còn khớp" if page.loose else ""
            screen.line(f"{page.name}, trang {page.n}: {sure}, {page.doubtful} chữ chưa chắc{loose}")
        after = f"{pages[-1].document}:{pages[-1].n}"


def _state(name: str) -> State:
    try:
        return State(name.split(":")[0])
    except ValueError as error:
        raise BadRequest(f"Không có trạng thái “{name}”. Các trạng thái: {', '.join(State)}.") from error
