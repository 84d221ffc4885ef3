"""Identifiers and secrets, injected: the desk's only source of randomness."""

import hashlib
import secrets
from typing import Protocol

import uuid_utils


class Ids(Protocol):
    """Makes names for new things."""

    def new(self, prefix: str) -> str:
        """A fresh id such as `cnv_0193...`: unguessable and ordered by time."""

    def secret(self) -> str:
        """A fresh 256-bit secret, safe in a header or a cookie."""

    def password(self) -> str:
        """A fresh password that a person can read out and type once."""

    def fraction(self) -> float:
        """A random number from 0 to below 1, to spread things out in time."""

    def draw(self, alphabet: str, count: int) -> str:
        """So many characters of the alphabet, each as likely as the others."""


class SystemIds:
    """UUIDv7 ids and the operating system's random secrets."""

    def new(self, prefix: str) -> str:
        """A fresh id such as `cnv_0193...`: unguessable and ordered by time."""
        return f"{prefix}_{uuid_utils.uuid7().hex}"

    def secret(self) -> str:
        """A fresh 256-bit secret, safe in a header or a cookie."""
        return secrets.token_urlsafe(32)

    def password(self) -> str:
        """A fresh password that a person can read out and type once."""
        # 16 letters of 31 that cannot be mistaken for one another: 79 bits.
        alphabet = "abcdefghjkmnpqrstuvwxyz23456789"
        letters = self.draw(alphabet, 16)
        return "-".join(letters[at : at + 4] for at in range(0, 16, 4))

    def fraction(self) -> float:
        """A random number from 0 to below 1, to spread things out in time."""
        return secrets.randbelow(1 << 53) / (1 << 53)

    def draw(self, alphabet: str, count: int) -> str:
        """So many characters of the alphabet, each as likely as the others."""
        return "".join(secrets.choice(alphabet) for _ in range(count))


def digest(secret: str) -> str:
    """The SHA-256 of a secret, which is all that the database ever holds."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()
