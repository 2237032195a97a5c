"""The installation's secret and what is made with it: sealed values, keyed digests, unguessable names.

The secret lies in a file outside the database (`open_vault`), so that a stolen database gives neither e-mail addresses
nor keys. Each use has a subkey of its own (BLAKE2b with a personal string, RFC 7693), so that no two can be confused.
E-mail addresses are sealed with AES-256-GCM and a random nonce (NIST SP 800-38D).
"""

from __future__ import annotations

import hmac
import os
import secrets
from hashlib import blake2b
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from rejoinder.errors import Damaged

__all__ = ["Vault", "open_vault"]

_NONCE = 12
_SECRET = 32


class Vault:
    """Seals, opens and digests with one installation's secret."""

    def __init__(self, secret: bytes) -> None:
        if len(secret) != _SECRET:
            raise Damaged("secret_damaged", f"The secret must be {_SECRET} bytes.", "Restore secret.key from a backup.")
        self._secret = secret
        self._subkeys: dict[str, bytes] = {}
        self._seal = AESGCM(self.subkey("seal"))

    def subkey(self, use: str) -> bytes:
        """32 bytes for one use, named by at most 16 ASCII characters."""
        if use not in self._subkeys:
            self._subkeys[use] = blake2b(key=self._secret, person=use.encode("ascii"), digest_size=32).digest()
        return self._subkeys[use]

    def digest(self, use: str, value: str | bytes, size: int = 16) -> bytes:
        """A keyed digest of `value`, for exact search without the value."""
        data = value.encode("utf-8", "surrogatepass") if isinstance(value, str) else value
        return blake2b(data, key=self.subkey(use), digest_size=size).digest()

    def seal(self, value: str) -> bytes | None:
        """`value` encrypted, or None for nothing."""
        if not value:
            return None
        nonce = os.urandom(_NONCE)
        return nonce + self._seal.encrypt(nonce, value.encode(), None)

    def unseal(self, sealed: bytes | None) -> str:
        """What was sealed. Raises `Damaged` when it was sealed under another secret or changed."""
        if sealed is None:
            return ""
        try:
            return self._seal.decrypt(sealed[:_NONCE], sealed[_NONCE:], None).decode()
        except InvalidTag:
            raise Damaged(
                "sealed_value_damaged",
                "A sealed value cannot be opened with this installation's secret.",
                "Put the secret.key that belongs to this database beside it.",
            ) from None

    def guid(self, number: int) -> str:
        """32 hex digits that name `number` and that nobody can guess; read back by `number`."""
        return f"{number:016x}{self._mac(number)}"

    def number(self, guid: str) -> int | None:
        """The number behind a guid of ours, None for any other string."""
        if len(guid) != 32 or not guid.isascii():
            return None
        try:
            number = int(guid[:16], 16)
        except ValueError:
            return None
        return number if hmac.compare_digest(guid[16:], self._mac(number)) else None

    def _mac(self, number: int) -> str:
        return self.digest("guid", f"{number:x}", 8).hex()


def open_vault(path: Path) -> Vault:
    """The vault whose secret lies at `path`; makes a new secret, readable by its owner only, when there is none.

    Raises `Damaged` when the file is not a secret. Losing it means losing the e-mail addresses and all site keys.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(secrets.token_bytes(_SECRET))
            file.flush()
            os.fsync(file.fileno())
    except FileExistsError:
        pass
    return Vault(path.read_bytes())
