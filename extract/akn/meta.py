"""What a paper is: identification (work, expression, manifestation), bodies named, tasks found."""

from __future__ import annotations

from typing import Final
from xml.etree import ElementTree as ET

from extract.akn.inline import clean
from extract.akn.names import Ids, iri, own, tag
from extract.parts import slugged
from vanthu.records import BodyMention, Extraction, Obligation

_UNKNOWN_DAY: Final = "0001-01-01"
"""A date is demanded by the schema; where a paper has none that can be read, `FRBRdate/@name` says "khong-ro"."""
_EDITOR: Final = "#vanthu"


def identification(meta: ET.Element, found: Extraction, part: str = "") -> None:
    """Work, expression and manifestation of the paper, or of a part attached to it."""
    head = found.metadata
    kind, issued, number = (field.value if field else None for field in (head.type, head.issued, head.number))
    work = iri(kind, issued, number)
    component = part or "!main"
    identified = ET.SubElement(meta, tag("identification"), {"source": _EDITOR})
    author = f"#{body_id(head.issuer[0].value)}" if head.issuer else "#khong-ro"
    rows = (
        ("FRBRWork", work, "/" + component, author),
        ("FRBRExpression", f"{work}/vie@{issued or ''}", "/" + component, author),
        ("FRBRManifestation", f"{work}/vie@{issued or ''}", f"/{component}.xml", _EDITOR),
    )
    for level, address, this, by in rows:
        element = ET.SubElement(identified, tag(level))
        ET.SubElement(element, tag("FRBRthis"), {"value": address + this})
        ET.SubElement(element, tag("FRBRuri"), {"value": address + (".akn" if level == "FRBRManifestation" else "")})
        dated = {"date": issued or _UNKNOWN_DAY, "name": "ban-hanh" if issued else "khong-ro"}
        ET.SubElement(element, tag("FRBRdate"), dated)
        ET.SubElement(element, tag("FRBRauthor"), {"href": by})
        if level == "FRBRWork":
            ET.SubElement(element, tag("FRBRcountry"), {"value": "vn"})
            if kind:
                ET.SubElement(element, tag("FRBRsubtype"), {"value": slugged(kind)})
            if number:
                ET.SubElement(element, tag("FRBRnumber"), {"value": clean(number)})
        if level == "FRBRExpression":
            ET.SubElement(element, tag("FRBRlanguage"), {"language": "vie"})


def analysis(meta: ET.Element, found: Extraction, ids: Ids) -> None:
    """The tasks, in a name space of our own: Akoma Ntoso has no words for them. `at` is the provision's eId."""
    if not found.obligations:
        return
    other = ET.SubElement(
        ET.SubElement(meta, tag("analysis"), {"source": _EDITOR}), tag("otherAnalysis"), {"source": _EDITOR}
    )
    for obligation in found.obligations:
        _task(other, obligation, ids)


def _task(into: ET.Element, obligation: Obligation, ids: Ids) -> None:
    place = ids.at(obligation.path)
    task = ET.SubElement(into, own("task"), {"id": obligation.id} | ({"at": f"#{place}"} if place else {}))
    for role, bodies in (("lead", obligation.lead), ("coordinating", obligation.coordinating)):
        for body in bodies:
            ET.SubElement(task, own(role), {"refersTo": f"#{body_id(body.name)}"}).text = clean(body.name)
    due = obligation.deadline
    if due:
        value = {"value": due.value} if due.value else {}
        ET.SubElement(task, own("deadline"), {"rel": due.rel} | value).text = clean(due.quote)
    ET.SubElement(task, own("quote")).text = clean(obligation.quote)


def references(meta: ET.Element, found: Extraction) -> None:
    """The program, the issuers and every body named, each once; `href` holds the authority file's id where known."""
    element = ET.SubElement(meta, tag("references"), {"source": _EDITOR})
    known = {"vanthu": ("vanthu", "")} | ({} if found.metadata.issuer else {"khong-ro": ("Không rõ", "")})
    for field in found.metadata.issuer:
        known.setdefault(body_id(field.value), (field.value, ""))
    mentions: list[BodyMention] = [*found.mentions]
    for obligation in found.obligations:
        mentions += [*obligation.lead, *obligation.coordinating]
    for mention in mentions:
        named = body_id(mention.name)
        if named not in known or not known[named][1]:
            known[named] = (mention.name, mention.body or "")
    for named, (name, body) in known.items():
        href = f"/akn/ontology/organization/vn/{body or named}"
        ET.SubElement(element, tag("TLCOrganization"), {"eId": named, "href": href, "showAs": clean(name)})


def body_id(name: str) -> str:
    """The eId of a body in the references."""
    return f"org_{slugged(name) or 'khong-ten'}"
