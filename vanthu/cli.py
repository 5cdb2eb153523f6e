"""The `vanthu` command: reads the command line, runs one command, and turns every ending into an exit status.

0; 1 when some input ended badly or something outside does not work; 2 for wrong usage; 130 for Ctrl-C. A user never
sees a traceback: a defect of ours is written to `log/errors.log` in the home folder.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import signal
import sys
import traceback
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, Final, NoReturn

from vanthu import __version__
from vanthu.commands.screen import Screen
from vanthu.errors import BadRequest, VanthuError
from vanthu.settings import Settings, from_environment

COMMANDS: Final = {
    "add": ("add", "nạp tệp, thư mục, tệp nén vào kho; ngắt giữa chừng thì chạy lại"),
    "read": ("read", "in bản ghi trích xuất của từng tệp, không cần kho"),
    "ocr": ("ocr", "ghi chữ của từng tệp ra văn bản thuần, PDF tra cứu được, hOCR, ALTO, không cần kho"),
    "batch": ("batch", "các lô: tiến độ, bản kê có chữ ký, tạm dừng, tiếp tục, huỷ, thử lại, làm lại"),
    "list": ("listing", "từng tệp đã nhận: trạng thái, lý do, việc cần làm"),
    "status": ("status", "tổng số theo trạng thái, công việc, những gì cần người xem"),
    "search": ("search", "tìm văn bản, đoạn, nhiệm vụ"),
    "obligations": ("obligations", "ai phải làm gì, trước khi nào, ghi ở đâu"),
    "cite": ("cite", "một số văn bản: ai mang, ai dẫn chiếu, còn hiệu lực không"),
    "serve": ("serve", "mở trang web và API trên máy này"),
    "work": ("work", "chạy các tiến trình xử lý (khi có nhiều máy)"),
    "export": ("export", "xuất quyết định của người dùng thành bản ghi đáp án (để đo, để giữ)"),
    "reindex": ("reindex", "lập lại chỉ mục tìm kiếm từ kho"),
    "eval": ("eval", "đo chất lượng trên những văn bản đã biết đáp án"),
    "backup": ("backup", "sao lưu kho: cơ sở dữ liệu, tệp gốc, khoá"),
    "restore": ("restore", "khôi phục bản sao lưu vào một kho trống"),
    "doctor": ("doctor", "kiểm tra cài đặt, kho, chỉ mục"),
}
"""Command → module in `vanthu.commands`, and its line of help."""


class _Parser(argparse.ArgumentParser):
    """Wrong usage in Vietnamese, exit status 2."""

    def error(self, message: str) -> NoReturn:
        self.exit(2, f"vanthu: {message}\nXem `{self.prog} --help`.\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs the command line and answers the exit status."""
    signal.signal(signal.SIGTERM, _terminated)
    _unbreakable_output()
    try:
        said = list(sys.argv[1:] if arguments is None else arguments)
        args = _parser(next((word for word in said if word in COMMANDS), None)).parse_args(said)
        screen = Screen(as_json=args.json)
        return _run(args, screen)
    except SystemExit as error:
        return error.code if isinstance(error.code, int) else 2
    except KeyboardInterrupt:
        print("\nvanthu: đã dừng; chạy lại lệnh để làm tiếp.", file=sys.stderr)
        return 130
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0


def _run(args: argparse.Namespace, screen: Screen) -> int:
    settings: Settings | None = None
    try:
        settings = from_environment(os.environ)
        return int(_module(args.command).run(args, settings, screen))
    except BadRequest as error:
        screen.complain(str(error))
        return 2
    except VanthuError as error:
        screen.complain(str(error))
        return 1
    except (KeyboardInterrupt, BrokenPipeError, SystemExit):
        raise
    except Exception:
        screen.complain(f"lỗi của chương trình, không phải của tệp. {_kept(settings)}")
        return 1


def _parser(chosen: str | None) -> argparse.ArgumentParser:
    """The parser; only the command that was chosen is loaded and says its arguments."""
    parser = _Parser(prog="vanthu", description="Số hoá, tra cứu văn bản và theo dõi nhiệm vụ.")
    parser.add_argument("--version", action="version", version=f"vanthu {__version__}")
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", required=True)
    for name, (_, says) in COMMANDS.items():
        command = commands.add_parser(name, help=says, description=says)
        command.add_argument("--json", action="store_true", help="in JSON, mỗi dòng một đối tượng")
        if name == chosen:
            _module(name).arguments(command)
    return parser


def _module(command: str) -> Any:
    return import_module(f"vanthu.commands.{COMMANDS[command][0]}")


def _kept(settings: Settings | None) -> str:
    """Writes the traceback where the operator finds it; answers where, as a sentence."""
    log = (settings.home if settings else Path.cwd()) / "log" / "errors.log"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("a", encoding="utf-8", errors="backslashreplace") as file:
            traceback.print_exc(file=file)
    except OSError:
        return "Chạy `vanthu doctor` để kiểm tra."
    return f"Chi tiết ở {log}."


def _unbreakable_output() -> None:
    """Names with odd characters must not end a listing, whatever the terminal's encoding."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(AttributeError, io.UnsupportedOperation):
            stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def _terminated(*_: object) -> NoReturn:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
