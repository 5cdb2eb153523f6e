"""A sample's source: a YAML head, then one paragraph a line, with its truth in marks.

[[Nghị quyết số 57-NQ/TW ngày … của …]]   a citation ("replaces:" in front names its relation)
{{2.307 hồ sơ|2307|hồ sơ}}                a quantity
@ lead: … | coord: … | due: before 2025-03-31 "trước ngày 31/3/2025" | product: … | at: Điều 1 | optional
                                          the line above gives a task
^TEXT centred · #annex A | B | C a new part · #table widths … #end · |= heading row · ^ cell merged upwards
#sign the signature block comes here · #newpage
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

MARK = re.compile(
    r"\[\[(?:(?P<relation>[a-z]+):)?(?P<cited>.+?)\]\]|\{\{(?P<quantity>[^{}|]+)\|(?P<value>[^|{}]+)\|(?P<unit>[^{}]+)\}\}"
)
CITED = re.compile(r"^(?P<type>[^\d]+?)(?: số (?P<number>\S+))?(?: ngày (?P<date>\d.+?))?(?: của (?P<issuer>.+))?$")
NUMBERED = re.compile(r"^(?:[IVX]+[-.]|Điều \d+\.|\d+\.|[a-zđ]\)|-) ")
TYPES = ("Nghị quyết", "Nghị định", "Quyết định", "Tờ trình", "Kế hoạch", "Văn bản", "Luật")


@dataclass
class Task:
    """The truth of one task, as FORMAT.md's obligation."""

    quote: str
    fields: dict[str, Any]


@dataclass
class Block:
    """A piece of the paper: kind is para, centre, annex, table, sign or newpage."""

    kind: str
    text: str = ""
    rows: list[list[str]] = field(default_factory=list)
    widths: list[float] = field(default_factory=list)


@dataclass
class Source:
    """A sample as read: head, blocks and truth."""

    stem: str
    head: dict[str, Any]
    blocks: list[Block]
    tasks: list[Task]
    citations: list[dict[str, Any]]
    quantities: list[dict[str, Any]]


def plain(text: str) -> str:
    """The text as printed, marks taken off (the footnote mark stays for the Word writer)."""
    return MARK.sub(lambda m: m["cited"] or m["quantity"], text)


def load(path: Path) -> Source:
    """Reads one source file."""
    head, _, body = path.read_text(encoding="utf-8").partition("\n---\n")
    source = Source(path.stem, yaml.safe_load(head), [], [], [], [])
    table: Block | None = None
    last = ""
    for line in filter(None, body.split("\n")):
        if line.startswith("@ "):
            source.tasks.append(_task(last, line[2:]))
            continue
        _facts(source, line)
        if line.startswith("#table"):
            table = Block("table", widths=[float(w) for w in line[7:].split(",")])
            source.blocks.append(table)
        elif line == "#end":
            table = None
        elif table is not None:
            cells = [line[2:].strip()] if line.startswith("|=") else [c.strip() for c in line.strip("| ").split(" | ")]
            table.rows.append(cells)
            last = line
        elif line.startswith("#"):
            kind, _, rest = line[1:].partition(" ")
            source.blocks.append(Block(kind, rest))
        elif line.startswith("^"):
            source.blocks.append(Block("centre", line[1:]))
        else:
            source.blocks.append(Block("para", line))
            last = line
    return source


def _facts(source: Source, line: str) -> None:
    for mark in MARK.finditer(line):
        if mark["quantity"]:
            source.quantities.append({"quote": mark["quantity"], "value": float(mark["value"]), "unit": mark["unit"]})
        elif mark["cited"]:
            relation = mark["relation"] or (
                "basis" if line.startswith(("Căn cứ", "Theo đề nghị", "Xét [[")) else "refers"
            )
            source.citations.append(_citation(mark["cited"], relation))


def _citation(quote: str, relation: str) -> dict[str, Any]:
    parts = CITED.match(quote)
    assert parts, quote
    kind = next(t for t in TYPES if quote.startswith(t)).lower()
    issuer = parts["issuer"]
    return {
        "quote": quote,
        "number": parts["number"],
        "type": kind,
        "issued": _iso(parts["date"]),
        "issuer": [issuer] if issuer else [],
        "pinpoint": None,
        "relation": relation,
    }


def _iso(date: str | None) -> str | None:
    if not date:
        return None
    day, month, year = (int(n) for n in re.findall(r"\d+", date))
    return f"{year}-{month:02}-{day:02}"


def _task(line: str, truth: str) -> Task:
    fields: dict[str, Any] = {"lead": [], "coordinating": [], "deadline": None, "product": None, "provision": None}
    row = truth.startswith("row:")
    for part in truth.removeprefix("row: ").split(" | "):
        key, _, value = part.partition(":")
        value = value.strip()
        if key == "lead":
            fields["lead"] = value.split("; ")
        elif key == "coord":
            fields["coordinating"] = value.split("; ")
        elif key == "product":
            fields["product"] = value
        elif key == "at":
            fields["provision"] = value
        elif key == "due":
            rel, when, quote = re.match(r'(\S+) (\S+) "(.+)"', value).groups()  # type: ignore[union-attr]
            fields["deadline"] = {"quote": quote, "rel": rel, "value": None if when == "-" else when}
        elif part.strip() == "optional":
            fields["optional"] = True
        else:
            raise ValueError(f"unknown truth {part!r}")
    quote = line.strip("| ").split(" | ")[1] if row else NUMBERED.sub("", plain(line)).replace("{{fn}}", "")
    return Task(quote, fields)


def truth(source: Source) -> dict[str, Any]:
    """The sample's gold record."""
    head = source.head
    letter = head["kind"] == "CÔNG VĂN"
    return {
        "doc": source.stem,
        "metadata": {
            "number": head["number"],
            "type": "công văn" if letter else head["kind"].lower(),
            "issuer": head["issuer"],
            "issued": str(head["date"]),
            "place": head["place"],
            "title": f"V/v {head['title']}" if letter else head["title"],  # a letter's abstract keeps its "V/v"
            "signers": ["Nguyễn Văn A"],
            "secrecy": None,
        },
        "citations": source.citations,
        "obligations": [{"quote": t.quote, "action": t.quote, **t.fields} for t in source.tasks],
        "quantities": source.quantities,
    }
