"""`vanthu backup`: the archive into a folder, while others work on it."""

from __future__ import annotations

import argparse
from pathlib import Path

from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest
from vanthu.settings import Settings
from vanthu.store.backup import backup


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("folder", metavar="THƯ-MỤC", type=Path, help="thư mục mới, hoặc bản sao lưu cũ để bổ sung")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Backs up, and says what it holds."""
    if settings.database_url or settings.blobs_url:
        raise BadRequest(
            "Kho dùng máy chủ riêng (VANTHU_DATABASE_URL, VANTHU_BLOBS_URL): xem “Sao lưu” trong tài liệu vận hành."
        )
    told = backup(settings.home, args.folder.absolute())
    if screen.as_json:
        screen.json({"folder": str(args.folder), "blobs": told.blobs, "bytes": told.bytes, "new": told.new})
    else:
        screen.line(f"Đã sao lưu vào {args.folder}: {told.blobs} nội dung, {told.bytes / 1e6:.0f} MB ({told.new} mới).")
    return 0
