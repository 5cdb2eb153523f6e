"""`vanthu add`: takes files, folders and archives in; may be interrupted and run again."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from search_api.web.protected import read_again
from vanthu.commands.intake import Crew, as_json, batch_of, counted, in_need, settle, summary, take_in
from vanthu.commands.papers import listed
from vanthu.commands.screen import Screen, state_name
from vanthu.commands.watch import watch
from vanthu.errors import BadRequest
from vanthu.keys import from_file
from vanthu.ports import Services
from vanthu.records import ProposalState
from vanthu.settings import Settings
from vanthu.wiring import open_services
from workers.papers import propose_joins


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("paths", metavar="ĐƯỜNG-DẪN", nargs="+", type=Path, help="tệp, thư mục hoặc tệp nén")
    parser.add_argument("--no-wait", action="store_true", help="chỉ nhận tệp, không đợi đọc (tiến trình khác đọc)")
    parser.add_argument("--watch", action="store_true", help="ở lại và nạp tiếp khi có tệp mới (Ctrl-C để dừng)")
    parser.add_argument("--move", metavar="THƯ-MỤC", type=Path, help="cùng --watch: chuyển tệp đã nhận vào đây")
    parser.add_argument("--password-file", metavar="TỆP", type=Path, help="mật khẩu để mở tệp, mỗi dòng một mật khẩu")
    parser.add_argument("--list", metavar="TỆP", type=Path, help="danh mục (CSV, XLSX) của các tệp này")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Adds, waits until everything has come to an end, names what wants a person."""
    paths: list[Path] = args.paths
    for path in (*paths, *([args.list] if args.list else ())):
        if not path.exists() and not path.is_symlink():
            raise BadRequest(f"Không có tệp hoặc thư mục nào tên “{path}”: kiểm tra lại đường dẫn.")
    if args.move and not args.watch:
        raise BadRequest("--move chỉ dùng cùng --watch.")
    passwords = from_file(args.password_file) if args.password_file else ()
    if passwords and args.no_wait:
        raise BadRequest("--password-file không dùng cùng --no-wait: mật khẩu chỉ được giữ trong lúc chạy lệnh này.")
    services = open_services(settings)
    try:
        if passwords:
            services.keys.give("", passwords)
        with Crew(settings, services, idle=args.no_wait) as crew:
            if args.watch:
                return watch(services, paths, crew, screen, move=args.move)
            return _add(services, paths, crew, screen, wait=not args.no_wait, papers=args.list, unlock=bool(passwords))
    finally:
        services.close()


def _add(
    services: Services,
    paths: Sequence[Path],
    crew: Crew,
    screen: Screen,
    *,
    wait: bool,
    papers: Path | None,
    unlock: bool = False,
) -> int:
    batches = sorted({batch_of(path) for path in paths})
    before = sum(counted(services, batches).values())
    for path in paths:
        for receipt in take_in(services, path, crew, screen):
            if unlock:
                read_again(services, receipt)
    for path in paths:
        listed(services, path, papers, screen)
    if not wait:
        whole = sum(counted(services, batches).values())
        screen.line(f"Đã nhận {whole} tệp ({whole - before} tệp mới), chưa đợi đọc.")
        return 0
    settled = settle(services, batches, crew, screen)
    propose_joins(services)
    for batch in batches:
        if services.store.proposals(batch, state=ProposalState.OPEN, limit=1):
            screen.line(f"Có tệp nên tách hoặc ghép: xem `vanthu batch proposals {batch}`.")
    totals = counted(services, batches)
    wanting = list(in_need(services, batches))
    if screen.as_json:
        for receipt in wanting:
            screen.json(as_json(receipt))
    else:
        for receipt in wanting:
            screen.line(f"{state_name(receipt)}: {receipt.path}: {receipt.reason} {receipt.next}")
        screen.line(f"{summary(totals)} ({sum(totals.values()) - before} tệp mới).")
    if not settled:
        screen.complain(
            "Một số tệp phải đợi để thử lại, hoặc lô đang tạm dừng: xem `vanthu list --state retry_at`, "
            "`vanthu batch list`."
        )
    return 1 if wanting or not settled else 0
