"""Passwords: argon2id, off the event loop, and never many at once."""

import asyncio
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

AT_ONCE: Final = 2
"""Each takes a core and 64 MiB for about 0.2 s; more at once would stall the desk."""


class Passwords:
    """Hashes and checks passwords in threads."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        self._free = asyncio.Semaphore(AT_ONCE)
        self._decoy: str | None = None

    async def hash(self, password: str) -> str:
        """The password as it is stored."""
        async with self._free:
            return await asyncio.to_thread(self._hasher.hash, password)

    async def matches(self, stored: str | None, password: str) -> bool:
        """Whether the password is the stored one.

        Without a stored one it takes just as long and is false, so that nobody can
        tell by the clock which people exist.
        """
        async with self._free:
            return await asyncio.to_thread(self._matches, stored, password)

    def _matches(self, stored: str | None, password: str) -> bool:
        if self._decoy is None:
            self._decoy = self._hasher.hash("nobody has this password")
        try:
            self._hasher.verify(stored or self._decoy, password)
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None
