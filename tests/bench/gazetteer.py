"""Which names and ids of the shared gazetteer our look-up does not find.

    python tests/bench/gazetteer.py [--missing N]

Each name is put into a sentence ("Giao … thực hiện.") and read with the finders, as in a document: whole = the mention
runs over the whole name; id = it is the gazetteer's body too. Names with {X} are tried with a place, a ministry or a
subject of their kind. Symbols of document numbers are looked up as such.
"""

from __future__ import annotations

import argparse
import csv
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from extract.bodies import authority, find_bodies
from extract.languages.grammar import grammar
from extract.languages.names import find_names

SHARED: Final = Path(__file__).resolve().parents[2].parent / "shared/data/gazetteer"
FOREIGN: Final = ("en", "id", "nb", "ru")
_CHOICE: Final = re.compile(r"\{([^{}]*)\}")
_KINDS: Final = {"province": "tỉnh", "city": "thành phố", "ward": "phường", "commune": "xã", "special_zone": "đặc khu"}


def forms(pattern: str, level: str) -> Iterator[str]:
    """The forms of a name in the gazetteer's notation: {a|b} a choice, {n} a number, {X} a name."""
    match = _CHOICE.search(pattern)
    if match is None:
        yield " ".join(pattern.split())
        return
    before, after = pattern[: match.start()], pattern[match.end() :]
    options = {"n": ["XIII"] if "hóa" in before or "hội" in before else ["3"], "X": [_example(before, level)]}
    for option in options.get(match[1], match[1].split("|")):
        yield from forms(before + option + after, level)


def _example(before: str, level: str) -> str:
    words = before.lower()
    if re.search(r"(?:xã|phường|đặc khu|komune|commune|коммуны) $", words):
        return "Yên Bình"
    if re.search(r"(?:huyện|quận|thị xã|huyện ủy) $", words):
        return "Bảo Thắng"
    if re.search(r"\b(?:bộ|sở) $", words):
        return "Công Thương"
    if re.search(r"\b(?:vụ|cục|phòng|chi cục|viện|học|học viện|tập đoàn|tổng công ty|cao đẳng) $", words):
        return "Thủy lợi"
    return "Lào Cai"


def listed() -> Iterator[tuple[str, str, str]]:
    """(kind, form, body id) for each name of the gazetteer."""
    with (SHARED / "bodies.tsv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file, delimiter="\t"):
            for form in dict.fromkeys(forms(row["name"], row["level"])):
                yield row["name_kind"], form, row["body_id"]


def units() -> Iterator[tuple[str, str, str]]:
    """The people's committees of all units of today, and of the provinces of before."""
    for file, kind in (("current-provinces", "provinces now"), ("legacy-provinces", "provinces before")):
        for unit in json.loads((SHARED / f"{file}.json").read_text("utf-8")):
            yield kind, f"Ủy ban nhân dân {_KINDS[unit['type']]} {unit['name']}", "uy-ban-nhan-dan-tinh"
    for unit in json.loads((SHARED / "current-wards.json").read_text("utf-8")):
        yield "communes now", f"Ủy ban nhân dân {_KINDS[unit['type']]} {unit['name']}", "uy-ban-nhan-dan-xa"


def looked_up(kind: str, form: str) -> tuple[bool, str | None]:
    """Whether one mention runs over the whole name, and its body's id without the place."""
    if kind == "symbol":
        found = authority().by_symbol(form)
        return bool(found), found[0].id if found else None
    before = "" if kind in FOREIGN else "Giao "
    text = f"{before}{form} thực hiện." if kind not in FOREIGN else f"{form}."
    mentions = find_names(text, grammar(kind)) if kind in FOREIGN else find_bodies(text, home="tỉnh Lào Cai")
    for mention in mentions:
        span = mention.evidence[0]
        if (span.start, span.end) == (len(before), len(before) + len(form)):
            return True, (mention.body or "").partition(":")[0] or None
    return False, None


def main() -> int:
    ask = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask.add_argument("--missing", type=int, default=0, metavar="N", help="print N names of each kind not found")
    args = ask.parse_args()
    total: Counter[str] = Counter()
    whole: Counter[str] = Counter()
    same: Counter[str] = Counter()
    missing: dict[str, list[str]] = {}
    for kind, form, body in (*listed(), *units()):
        total[kind] += 1
        found, key = looked_up(kind, form)
        whole[kind] += found
        same[kind] += found and key == body
        if not found or key != body:
            missing.setdefault(kind, []).append(f"{form}  [{body}]  {'is ' + str(key) if found else 'not found'}")
    print(f"{'kind':18} {'names':>6} {'whole':>6} {'id':>6}")
    for kind, count in total.items():
        print(f"{kind:18} {count:6} {whole[kind]:6} {same[kind]:6}")
        for line in missing.get(kind, [])[: args.missing]:
            print(f"    {line}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
