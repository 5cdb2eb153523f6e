"""`vanthu list`: every receipt, with its state, reason and what to do next."""

from __future__ import annotations

import argparse

from vanthu.commands.intake import as_json
from vanthu.commands.screen import Screen, state_name
from vanthu.errors import BadRequest
from vanthu.records import NEEDS_SOMEONE, State
from vanthu.settings import Settings
from vanthu.wiring import open_services


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("--state", metavar="TRẠNG-THÁI", help="chỉ những tệp ở trạng thái này: " + ", ".join(State))
    parser.add_argument("--batch", metavar="LÔ", help="chỉ những tệp của một lô")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Lists in order of path, a thousand at a time."""
    state = _state(args.state) if args.state else None
    services = open_services(settings)
    try:
        after = ""
        while page := services.store.receipts(state=state, batch=args.batch, after=after):
            for receipt in page:
                if screen.as_json:
                    screen.json(as_json(receipt))
                    continue
                why = f": {receipt.reason} {receipt.next}" if receipt.state in NEEDS_SOMEONE else ""
                figures = f"{receipt.pages} trang, {receipt.characters} chữ"
                screen.line(f"{state_name(receipt):24} {receipt.path} ({figures}){why}")
            after = page[-1].id
    finally:
        services.close()
    return 0


def _state(name: str) -> State:
    try:
        return State(name.split(":")[0])
    except ValueError as error:
        raise BadRequest(f"Không có trạng thái “{name}”. Các trạng thái: {', '.join(State)}.") from error
