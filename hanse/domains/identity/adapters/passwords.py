"""Hashing passwords: argon2id in a few threads of its own, never more at once than memory was planned for.

The policy for new passwords is rules/passwords.py.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError

from hanse.domains.identity.errors import TooManyPasswordChecks
from hanse.domains.identity.rules.passwords import normalise
from hanse.platform.services import Services

T = TypeVar("T")
SLOT: Final = "identity.passwords"
WAITING_LIMIT: Final = 64
"""Checks that may wait in one process: at some 25 ms each and two at once, the last waits less than a second."""


class Passwords:
    """argon2id with the parameters of assurance.md section 5 (19 MiB, 2 passes, 1 lane; OWASP, RFC 9106)."""

    def __init__(self, concurrency: int, waiting: int = WAITING_LIMIT) -> None:
        self._hasher = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1, type=Type.ID)
        # Threads bound the memory even when callers are cancelled: a thread that began is not given to the next one.
        self._threads = ThreadPoolExecutor(concurrency, thread_name_prefix="password")
        self._most = concurrency + waiting
        self._busy = 0
        self._nobody = self._hasher.hash(secrets.token_urlsafe(24))

    async def hash(self, text: str) -> str:
        """Hash a password for storing. Raises TooManyPasswordChecks."""
        return await self._run(lambda: self._hasher.hash(normalise(text)))

    async def verify(self, stored: str | None, text: str) -> bool:
        """Say whether `text` is the password behind `stored`; without one it takes the same time and is False.

        Raises TooManyPasswordChecks.
        """
        return await self._run(lambda: self._verify(stored, text))

    def is_outdated(self, stored: str) -> bool:
        """Whether a hash was made with other parameters and should be made anew at the next log-in."""
        return self._hasher.check_needs_rehash(stored)

    def _verify(self, stored: str | None, text: str) -> bool:
        try:
            self._hasher.verify(stored or self._nobody, normalise(text))
        except (VerificationError, InvalidHashError):
            return False
        return stored is not None

    async def _run(self, work: Callable[[], T]) -> T:
        if self._busy >= self._most:
            raise TooManyPasswordChecks(retry_after=1)
        self._busy += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._busy -= 1


def passwords_of(services: Services) -> Passwords:
    """The one hasher of this process."""
    found = services.extras.get(SLOT)
    if not isinstance(found, Passwords):
        found = services.extras[SLOT] = Passwords(services.settings.password_hash_concurrency)
    return found
