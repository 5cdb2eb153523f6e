"""`vanthu restore`: the archive from a backup into an empty home, every byte checked; the index is built again."""

from __future__ import annotations

import argparse
from pathlib import Path

from vanthu.commands.reindex import fill
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest
from vanthu.settings import Settings
from vanthu.store.backup import restore
from vanthu.wiring import open_services
from workers.steps import reconcile


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("folder", metavar="THƯ-MỤC", type=Path, help="bản sao lưu do `vanthu backup` lập")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Restores, brings the tables up to date, fills the index."""
    if settings.database_url or settings.blobs_url:
        raise BadRequest("Chỉ khôi phục vào kho trên một máy: bỏ VANTHU_DATABASE_URL và VANTHU_BLOBS_URL.")
    told = restore(args.folder.absolute(), settings.home)
    services = open_services(settings)
    try:
        for owner in services.store.owners():  # of processes of the archive that was backed up
            services.store.abandon(owner, crashed=False)
        reconcile(services)
        fill(services, screen)
        documents = len(services.index.versions())
    finally:
        services.close()
    if screen.as_json:
        screen.json({"home": str(settings.home), "blobs": told.blobs, "bytes": told.bytes, "documents": documents})
    else:
        screen.line(f"Đã khôi phục vào {settings.home}: {told.blobs} nội dung, {documents} văn bản tra cứu được.")
    return 0
