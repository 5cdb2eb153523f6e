"""A digital signature in a file, as it was found and checked, without any network."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from enum import StrEnum
from typing import Final

_VIETNAM: Final = timezone(timedelta(hours=7))


class SealState(StrEnum):
    """What the bytes say about a signature."""

    INTACT = "intact"  # what was signed is as it was, and is the whole file or all but further signatures
    EXTENDED = "extended"  # what was signed is as it was; what was added since, a later signature covers
    CHANGED = "changed"  # what was signed is no longer as it was, or something was changed since and not signed
    MISMATCH = "mismatch"  # the bytes are as it says, but it is not of the key in its certificate: it proves nothing
    UNCHECKED = "unchecked"  # it could not be checked


@dataclass(frozen=True, slots=True)
class Signature:
    """Who signed, when, and whether the file is still what was signed.

    `signer`, `organisation` and `issuer` are names in the certificate, which came with the file: nobody vouches for
    them, since no root certificate is asked (offline). `signed_at` is an ISO time with zone, `stamped` where a time
    authority says so and not the signer's own clock. `whole`: it covers the file to its end. `certificate_valid`:
    the signing time lies within the certificate's, None where one of them is missing. `weak`: signed with SHA-1 or
    older, which can be forged."""

    state: SealState
    signer: str = ""
    organisation: str = ""
    issuer: str = ""
    signed_at: str | None = None
    stamped: bool = False
    whole: bool = False
    certificate_valid: bool | None = None
    weak: bool = False

    def sentence(self, language: str = "vi") -> str:
        """All of it for people."""
        words = SEAL_WORDS[language]
        who = self.signer or words["nobody"]
        if self.organisation and self.organisation.casefold() != self.signer.casefold():
            who += f" ({self.organisation})"
        told = [words["signed"].format(who=who)]
        if self.signed_at:
            told.append(words["on"].format(day=_day(self.signed_at)))
        told.append(words[self.state.value])
        if self.state is not SealState.UNCHECKED:
            told.append(words["issuer"].format(issuer=self.issuer or "?"))
        if self.certificate_valid is False:
            told.append(words["expired"])
        if self.weak:
            told.append(words["weak"])
        return ", ".join(told) + "."


def _day(signed_at: str) -> str:
    moment = datetime.fromisoformat(signed_at).astimezone(_VIETNAM)
    return f"{moment:%d/%m/%Y %H:%M}"


SEAL_WORDS: Final[Mapping[str, Mapping[str, str]]] = {
    "vi": {
        "nobody": "người không rõ tên",
        "signed": "Đã ký số bởi {who}",
        "on": "ngày {day}",
        "intact": "nguyên vẹn",
        "extended": "phần đã ký nguyên vẹn, tệp được bổ sung sau đó và có chữ ký sau bao trùm",
        "changed": "bị sửa sau khi ký",
        "mismatch": "tệp chưa bị sửa nhưng chữ ký không khớp với chứng thư, không có giá trị chứng minh",
        "unchecked": "không kiểm được chữ ký",
        "issuer": "chứng thư do “{issuer}” cấp, không kiểm được với chứng thư gốc",
        "expired": "chứng thư không có hiệu lực vào lúc ký",
        "weak": "thuật toán ký đã cũ (SHA-1)",
    },
    "en": {
        "nobody": "somebody without a name",
        "signed": "Digitally signed by {who}",
        "on": "on {day}",
        "intact": "intact",
        "extended": "the signed part is intact, the file was added to and a later signature covers that",
        "changed": "changed after signing",
        "mismatch": "the file is unchanged but the signature does not fit its certificate and proves nothing",
        "unchecked": "the signature could not be checked",
        "issuer": "certificate by “{issuer}”, not traced to a root",
        "expired": "the certificate was not valid at that time",
        "weak": "signed with an old algorithm (SHA-1)",
    },
}
"""The words of a signature's sentence."""
