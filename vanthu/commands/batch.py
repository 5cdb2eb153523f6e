"""`vanthu batch`: what was handed in together, how far it is, its passport, and what a person decides about it."""

from __future__ import annotations

import argparse
import hashlib
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from extract.made_by import made_by as extract_mark
from ingest.made_by import made_by as read_mark
from vanthu.commands.intake import LOOK_EVERY_S, Crew, minutes
from vanthu.commands.papers import catalogue
from vanthu.commands.screen import Screen, state_words
from vanthu.errors import BadRequest
from vanthu.ports import Services
from vanthu.records import (
    MOVING,
    NEEDS_SOMEONE,
    BatchState,
    Catalogue,
    Permission,
    Proposal,
    ProposalState,
    Stage,
    State,
)
from vanthu.records.papers import ranges_of
from vanthu.settings import Settings
from vanthu.store.manifest import compare, manifest
from vanthu.store.seal import Keys, read_seal
from vanthu.wiring import open_services
from workers.papers import propose_all

RETRIED: Final = (State.FAILED_FINAL, State.LIMIT_EXCEEDED, State.CANCELLED)
"""What `retry` takes up where no state is named: trying again may help; what was cancelled may be wanted after all."""
MARKS: Final[Mapping[str, Callable[[], str]]] = {"read": read_mark, "extract": extract_mark}
STAGES: Final = {"read": "đọc", "recognise": "nhận dạng ảnh", "extract": "trích xuất", "index": "vào chỉ mục"}
DECIDED: Final = {BatchState.OPEN: "", BatchState.PAUSED: "đang tạm dừng", BatchState.CANCELLED: "đã huỷ"}
PROPOSED: Final = {
    ProposalState.OPEN: "đợi quyết định",
    ProposalState.ACCEPTED: "đã chấp nhận",
    ProposalState.REFUSED: "đã từ chối",
}
_ALL: Final = Permission(everything=True)
_FAULTS: Final = {
    "missing_receipt": "không còn biên nhận",
    "other_digest": "biên nhận ghi nội dung khác",
    "missing_bytes": "mất nội dung đã lưu",
    "changed_bytes": "nội dung đã lưu bị thay đổi",
    "not_listed": "nhận sau khi lập bản kê",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """What the command line may say."""
    parser.add_argument("action", metavar="VIỆC", choices=sorted(ACTIONS), help=", ".join(ACTIONS))
    parser.add_argument(
        "batch", metavar="LÔ", nargs="?", help="tên lô; với verify: tệp bản kê; với accept, refuse: mã đề xuất"
    )
    parser.add_argument("file", metavar="TỆP", nargs="?", type=Path, help="với papers: danh mục CSV hoặc XLSX")
    parser.add_argument("--out", metavar="TỆP", type=Path, help="manifest: ghi vào tệp này (chữ ký: thêm .sig)")
    parser.add_argument("--signature", metavar="TỆP", type=Path, help="verify: tệp chữ ký (mặc định: thêm .sig)")
    parser.add_argument("--key", metavar="KHOÁ", help="verify: khoá công khai phải có (mặc định: khoá của kho này)")
    parser.add_argument("--state", metavar="TRẠNG-THÁI", action="append", choices=list(State), help="retry")
    parser.add_argument("--step", choices=sorted(MARKS), default="extract", help="redo: làm lại từ bước nào")
    parser.add_argument("--pages", metavar="1-3,4-6", help="accept: tách theo các khoảng trang này")
    parser.add_argument("--wait", action="store_true", help="retry, redo, resume: làm ngay và đợi xong")


def run(args: argparse.Namespace, settings: Settings, screen: Screen) -> int:
    """Does one thing with a batch."""
    if args.action != "list" and not args.batch:
        raise BadRequest(f"Thiếu tên lô: vanthu batch {args.action} LÔ. `vanthu batch list` cho biết các lô.")
    services = open_services(settings)
    try:
        status = ACTIONS[args.action](services, args, screen, settings)
        if args.wait:
            _work(services, args.batch, settings, screen)
        return status
    finally:
        services.close()


def _list(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    after = ""
    while page := services.store.batches(after=after):
        for name in page:
            _tell(services, name, screen)
        after = page[-1]
    return 0


def _show(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    _tell(services, args.batch, screen, stages=services.store.stages(args.batch))
    return 0


def _tell(services: Services, name: str, screen: Screen, *, stages: tuple[Stage, ...] = ()) -> None:
    batch, totals = services.store.batch(name), services.store.totals(batch=name)
    if screen.as_json:
        value: dict[str, Any] = {
            "id": batch.id,
            "created_at": batch.created_at.isoformat(),
            "state": batch.state,
            "received": sum(totals.values()),
            "states": dict(sorted(totals.items())),
        }
        screen.json({**value, "stages": [plain(stage) for stage in stages]} if stages else value)
        return
    whole = sum(totals.values())
    left = sum(count for state, count in totals.items() if State(state) in MOVING)
    someone = sum(count for state, count in totals.items() if State(state) in NEEDS_SOMEONE)
    notes = [DECIDED[batch.state], f"{someone} tệp cần người xem" if someone else ""]
    said = "".join(f", {note}" for note in notes if note)
    screen.line(f"{batch.id}: {whole} tệp, còn {left}{said}")
    if not stages:
        return
    for state in State:
        if count := totals.get(state, 0):
            screen.line(f"  {state_words(state):24}{count:8}  {state}")
    for stage in stages:
        if stage.waiting or stage.running:
            screen.line(f"  {STAGES[stage.name]}: {_progress(stage)}")
    for listed in services.store.catalogues(name):
        screen.line(f"  danh mục {listed.name}: {listed.rows} dòng, khớp {listed.matched} tệp")


def _progress(stage: Stage) -> str:
    said = f"{stage.waiting} đợi, {stage.running} đang làm"
    if stage.ahead:
        said += f", {stage.ahead} việc khác trước đó"
    if stage.per_minute is not None:
        said += f", {stage.per_minute:.0f} mỗi phút"
    return said + (f", còn khoảng {minutes(stage.eta_s)}" if stage.eta_s else "")


def plain(stage: Stage) -> dict[str, Any]:
    """A stage as JSON."""
    return {
        "name": stage.name,
        "waiting": stage.waiting,
        "running": stage.running,
        "ahead": stage.ahead,
        "per_minute": None if stage.per_minute is None else round(stage.per_minute, 1),
        "eta_s": None if stage.eta_s is None else round(stage.eta_s),
    }


def _manifest(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    keys = Keys(settings.home / "keys")
    out: Path = args.out or Path(f"{args.batch}.manifest.json")
    key = keys.ensured()
    hashed = hashlib.sha256()
    with out.open("wb") as file:
        for piece in manifest(services.store, args.batch, services.clock.now(), key=key):
            data = piece.encode("utf-8")
            hashed.update(data)
            file.write(data)
    seal = keys.seal(hashed.hexdigest())
    beside(out).write_text(seal.text(), encoding="utf-8")
    if screen.as_json:
        screen.json({"manifest": str(out), "signature": str(beside(out)), "sha256": seal.digest, "key": seal.key})
    else:
        screen.line(f"Bản kê: {out}, chữ ký: {beside(out)}, khoá {seal.key}.")
    return 0


def beside(path: Path) -> Path:
    """Where the signature of a manifest is."""
    return path.with_name(path.name + ".sig")


def _verify(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    path = Path(args.batch)
    signature: Path = args.signature or beside(path)
    for file in (path, signature):
        if not file.is_file():
            raise BadRequest(f"Không có tệp “{file}”: cần cả bản kê và chữ ký của nó.")
    seal = read_seal(signature.read_text(encoding="utf-8", errors="replace"))
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    wanted = args.key or Keys(settings.home / "keys").public()
    if not seal.stands(digest):
        return _refused(screen, "Chữ ký không đúng: bản kê hoặc chữ ký đã bị thay đổi.")
    if seal.key != wanted:
        return _refused(screen, f"Chữ ký đúng nhưng của khoá khác ({seal.key}): dùng --key nếu đó là khoá cần tin.")
    faults = 0
    for fault in compare(services.store, services.blobs, path):
        faults += fault.what != "not_listed"
        if screen.as_json:
            screen.json({"fault": fault.what, "path": fault.path, "sha256": fault.sha256})
        else:
            screen.line(f"{_FAULTS[fault.what]}: {fault.path}")
    if screen.as_json:
        screen.json({"signature": "valid", "key": seal.key, "faults": faults})
    else:
        screen.line("Chữ ký đúng. " + ("Mọi tệp trong bản kê còn nguyên." if not faults else f"{faults} tệp sai lệch."))
    return 1 if faults else 0


def _refused(screen: Screen, why: str) -> int:
    screen.complain(why)
    return 1


def _pause(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    services.store.pause(args.batch)
    return _did(screen, args, f"Đã tạm dừng lô {args.batch}: việc đang làm dở sẽ làm xong, không bắt đầu việc mới.")


def _resume(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    services.store.resume(args.batch)
    return _did(screen, args, f"Lô {args.batch} được làm tiếp.")


def _cancel(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    count = services.store.cancel(args.batch)
    return _did(screen, args, f"Đã huỷ lô {args.batch}: {count} tệp chưa xong thôi không đọc nữa.", count)


def _retry(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    states = [State(state) for state in args.state] if args.state else RETRIED
    services.store.resume(args.batch)
    count = services.store.retry(args.batch, states)
    return _did(screen, args, f"{count} tệp của lô {args.batch} được thử lại.", count)


def _redo(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    count = services.store.redo(args.batch, args.step, MARKS[args.step]())
    return _did(screen, args, f"{count} văn bản của lô {args.batch} do phiên bản khác làm ra được làm lại.", count)


def _papers(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    if args.file is not None:
        catalogue(services, args.batch, args.file, screen)
    found = services.store.catalogues(args.batch)
    if not found:
        return _did(screen, args, f"Lô {args.batch} không có danh mục.", 0)
    for text in _unmatched(services, args.batch, found):
        screen.line(text)
    told = " ".join(f"Danh mục {one.name}: {one.rows} dòng, khớp {one.matched} tệp." for one in found)
    return _did(screen, args, told, sum(one.matched for one in found))


def _unmatched(services: Services, batch: str, found: Sequence[Catalogue]) -> Iterator[str]:
    for one in found:
        yield from (f"không có tệp cho {row}" for row in one.unmatched)
    if any(not one.container for one in found):
        for receipt in services.store.unlisted(batch):
            yield f"không có trong danh mục: {receipt.path}"


def _proposals(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    propose_all(services, args.batch)
    after = ""
    while page := services.store.proposals(args.batch, after=after):
        for one in page:
            _propose(services, one, screen)
        after = page[-1].id
    return 0


def _propose(services: Services, one: Proposal, screen: Screen) -> None:
    names = [services.store.document(each, _ALL).name for each in one.sources]
    if screen.as_json:
        parts = [[[each.document, each.first, each.last] for each in part] for part in one.parts]
        value = {"id": one.id, "kind": one.kind, "state": one.state, "names": names, "parts": parts}
        screen.json({**value, "reasons": list(one.reasons), "papers": list(one.papers)})
        return
    ranges = ", ".join(f"{part[0].first}-{part[-1].last}" for part in one.parts) if one.kind == "split" else ""
    what = f"tách “{names[0]}” theo trang {ranges}" if ranges else f"ghép {len(names)} ảnh: {', '.join(names[:6])}"
    screen.line(f"{one.id} [{PROPOSED[one.state]}] {what}. {' '.join(one.reasons)}")


def _accept(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    parts = None
    if args.pages:
        (source, *others) = services.store.proposal(args.batch).sources
        if others:
            raise BadRequest("--pages chỉ dùng cho đề xuất tách.")
        parts = ranges_of(args.pages, source)
    done = services.store.accept(args.batch, by="local", parts=parts)
    return _did(screen, args, f"Đã chấp nhận {done.id}: thành {len(done.papers)} văn bản.", len(done.papers))


def _refuse(services: Services, args: argparse.Namespace, screen: Screen, settings: Settings) -> int:
    done = services.store.refuse(args.batch, by="local")
    return _did(screen, args, f"Đã từ chối {done.id}: văn bản để như khi nhận.")


def _did(screen: Screen, args: argparse.Namespace, says: str, count: int | None = None) -> int:
    if screen.as_json:
        screen.json({"batch": args.batch, "action": args.action, **({} if count is None else {"count": count})})
    else:
        screen.line(says)
    return 0


def _work(services: Services, batch: str, settings: Settings, screen: Screen) -> None:
    """Does the work of the batch here, until there is none."""
    with Crew(settings, services) as crew:
        while left := sum(stage.waiting + stage.running for stage in services.store.stages(batch)):
            if services.store.batch(batch).state is BatchState.PAUSED:
                return
            crew.needed()
            screen.progress(f"Lô {batch}: còn {left} việc")
            time.sleep(LOOK_EVERY_S)


ACTIONS: Final[Mapping[str, Callable[[Services, argparse.Namespace, Screen, Settings], int]]] = {
    "list": _list,
    "show": _show,
    "manifest": _manifest,
    "verify": _verify,
    "pause": _pause,
    "resume": _resume,
    "cancel": _cancel,
    "retry": _retry,
    "redo": _redo,
    "papers": _papers,
    "proposals": _proposals,
    "accept": _accept,
    "refuse": _refuse,
}
