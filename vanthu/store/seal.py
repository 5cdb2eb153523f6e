"""The archive's own key, and signatures over files with it: the one door to `cryptography`.

Ed25519 over a short statement that names the file's SHA-256, so that a file of any size is signed as it streams by. The
key is made when it is first needed and stays in the home folder, readable by its owner alone."""

from __future__ import annotations

import base64
import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from vanthu.errors import BadRequest, OperatorError
from vanthu.store.disk import sync

_STATEMENT: Final = "vanthu manifest 1\nsha256 {digest}\n"
_ALGORITHM: Final = "Ed25519"
_MOST_BYTES: Final = 10_000


@dataclass(frozen=True, slots=True)
class Seal:
    """A detached signature: whose key (raw, hex) signed the file with this SHA-256."""

    key: str
    digest: str
    signature: str  # base64

    def text(self) -> str:
        """As a small JSON file."""
        value = {
            "algorithm": _ALGORITHM,
            "key": self.key,
            "sha256": self.digest,
            "signature": self.signature,
            "statement": _STATEMENT.format(digest=self.digest),
        }
        return json.dumps(value, sort_keys=True, indent=1) + "\n"

    def stands(self, digest: str) -> bool:
        """Whether the key did sign a file with this digest."""
        if digest != self.digest:
            return False
        try:
            public = Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.key))
            public.verify(base64.b64decode(self.signature, validate=True), _said(digest))
        except (InvalidSignature, ValueError):
            return False
        return True


def read_seal(text: str) -> Seal:
    """The signature in a file that `Seal.text` wrote. Raises BadRequest when it is none."""
    try:
        value = json.loads(text) if len(text) <= _MOST_BYTES else None
        if not isinstance(value, dict) or value["algorithm"] != _ALGORITHM:
            raise BadRequest("Không phải tệp chữ ký của bản kê vanthu.")
        return Seal(str(value["key"]), str(value["sha256"]), str(value["signature"]))
    except (ValueError, KeyError, RecursionError) as error:
        raise BadRequest("Không phải tệp chữ ký của bản kê vanthu.") from error


@dataclass(frozen=True, slots=True)
class Keys:
    """The key of the archive, in `folder` (`<home>/keys`)."""

    folder: Path

    def public(self) -> str | None:
        """The public key, hex; None while there is no key yet. Raises OperatorError for a key that cannot be read."""
        return _public(self._load()) if self.file.exists() else None

    def ensured(self) -> str:
        """The public key, hex, of a key that is made when there is none. Raises OperatorError."""
        return _public(self._load() if self.file.exists() else self._make())

    def seal(self, digest: str) -> Seal:
        """Signs a file's SHA-256. Makes the key when there is none. Raises OperatorError."""
        private = self._load() if self.file.exists() else self._make()
        return Seal(_public(private), digest, base64.b64encode(private.sign(_said(digest))).decode("ascii"))

    @property
    def file(self) -> Path:
        """Where the key is: 32 bytes, readable by its owner alone."""
        return self.folder / "manifest.ed25519"

    def _load(self) -> Ed25519PrivateKey:
        try:
            return Ed25519PrivateKey.from_private_bytes(self.file.read_bytes())
        except (OSError, ValueError) as error:
            raise OperatorError(f"Không đọc được khoá ký {self.file}: khôi phục từ bản sao lưu.") from error

    def _make(self) -> Ed25519PrivateKey:
        private = Ed25519PrivateKey.generate()
        content = private.private_bytes(Encoding.Raw, PrivateFormat.Raw, NoEncryption())
        scratch = self.folder / f".new-{os.getpid()}-{os.urandom(6).hex()}"
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            fd = os.open(scratch, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            try:
                os.write(fd, content)
                os.fsync(fd)
            finally:
                os.close(fd)
            # Of two that make a key at once, one is kept and both use it.
            with contextlib.suppress(FileExistsError):
                os.link(scratch, self.file)
            sync(self.folder)
        except OSError as error:
            raise OperatorError(f"Không ghi được khoá ký {self.file}: {error.strerror}.") from error
        finally:
            with contextlib.suppress(OSError):
                scratch.unlink()
        return self._load()


def _public(private: Ed25519PrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()


def _said(digest: str) -> bytes:
    return _STATEMENT.format(digest=digest).encode("ascii")
