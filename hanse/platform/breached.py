"""Lists of passwords that were stolen somewhere: asked by range, or looked up in a file of our own.

A range service learns the first five of forty hexadecimal digits of a SHA-1 and answers every known ending (Have I Been
Pwned, API version 3, "Searching by range"); which of some hundred it was stays here. A file holds the same list as its
downloader writes it: `HASH:COUNT` lines, sorted; it is searched where it lies and never read whole.
Must not be here: which passwords are accepted, and what becomes of an answer that does not come.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import Awaitable
from pathlib import Path
from typing import Final

import structlog
from prometheus_client import Counter

from hanse.kit.errors import HanseError
from hanse.platform.outbound import GuardedClient, OutboundRequest

SCOPE: Final = "breached-passwords"
ANSWER_SECONDS: Final = 2.0
ANSWER_BYTES: Final = 500_000  # a padded answer has some 1,000 lines of 40 bytes
_DIGITS: Final = 40
_PREFIX: Final = 5
_WINDOW: Final = 128  # longer than any line
_ENDING: Final = re.compile(rb"([0-9A-Fa-f]{35}):([0-9]{1,12})")
_LINE: Final = re.compile(rb"([0-9A-Fa-f]{40})(?::[0-9]{1,12})?\r?")
_log = structlog.get_logger(__name__)

CHECKS = Counter(
    "hanse_breached_password_checks", "New passwords looked up in lists of stolen ones", ["how", "outcome"]
)


class ListUnreadable(Exception):
    """The list gave no usable answer; the reason is for logs and the operator."""


def digest_of(password: str) -> str:
    """The SHA-1 by which such lists name a password, in capitals. It protects nothing and is never stored."""
    return hashlib.sha1(password.encode(), usedforsecurity=False).hexdigest().upper()


class BreachedPasswords:
    """The lists of one installation: a range service, a file, both, or none."""

    def __init__(self, client: GuardedClient, url: str = "", file: str = "") -> None:
        self._client = client
        self._url = url.rstrip("/")
        self._file = file

    async def knows(self, password: str) -> bool:
        """Whether a list holds the password. One that does not answer knows nothing; a log line and a metric say so."""
        digest = digest_of(password)
        if self._file and await self._asked("file", asyncio.to_thread(in_file, Path(self._file), digest)):
            return True
        return bool(self._url) and await self._asked("range", self.in_range(digest))

    async def in_range(self, digest: str) -> bool:
        """Ask the range service; only five digits leave. Raises ListUnreadable, OutboundRefused and its kin."""
        request = OutboundRequest(
            url=f"{self._url}/{digest[:_PREFIX]}",
            headers={"Add-Padding": "true"},  # else the size of the answer tells the range to whoever listens
            scope=SCOPE,
            any_port=True,
            max_response_bytes=ANSWER_BYTES,
            total_seconds=ANSWER_SECONDS,
        )
        answer = await self._client.send(request)
        if answer.status != 200:
            raise ListUnreadable(f"it answered with status {answer.status}")
        endings = [found for line in answer.body.splitlines() if (found := _ENDING.fullmatch(line.strip()))]
        if not endings:
            raise ListUnreadable("its answer holds no line of the form HASHENDING:COUNT")
        wanted = digest[_PREFIX:].encode()
        # A count of 0 is padding: never a password that was stolen.
        return any(found[1].upper() == wanted and int(found[2]) > 0 for found in endings)

    async def _asked(self, how: str, answer: Awaitable[bool]) -> bool:
        try:
            found = await answer
        except (HanseError, ListUnreadable, OSError) as error:
            CHECKS.labels(how, "unavailable").inc()
            _log.warning("breached_passwords_unavailable", how=how, reason=getattr(error, "reason", "") or str(error))
            return False
        CHECKS.labels(how, "found" if found else "clean").inc()
        return found


def in_file(path: Path, digest: str) -> bool:
    """Look a digest up by halving the file; each step reads two short pieces. Raises OSError, ListUnreadable."""
    wanted = digest.encode()
    descriptor = os.open(path, os.O_RDONLY)
    try:
        low, high = 0, os.fstat(descriptor).st_size
        while low < high:
            start, line, after = _line_at(descriptor, (low + high) // 2)
            if line == wanted:
                return True
            if line < wanted:
                low = after
            else:
                high = start
    finally:
        os.close(descriptor)
    return False


def problem_of_file(path: Path) -> str:
    """What is wrong with a file of hashes, judged by lines across all of it; empty when nothing is."""
    try:
        descriptor = os.open(path, os.O_RDONLY)
    except OSError as error:
        return error.strerror or "it cannot be read"
    try:
        size = os.fstat(descriptor).st_size
        if size == 0:
            return "it is empty"
        lines = [_line_at(descriptor, size * part // 64)[1] for part in range(64)]
    except (OSError, ListUnreadable) as error:
        return str(error)
    finally:
        os.close(descriptor)
    return "" if lines == sorted(lines) else "its lines are not in the order of the hashes"


def _line_at(descriptor: int, position: int) -> tuple[int, bytes, int]:
    """The line that holds a position: where it begins, its hash in capitals, and where the next one begins."""
    before = os.pread(descriptor, min(position, _WINDOW), max(0, position - _WINDOW))
    start = max(0, position - _WINDOW) + before.rfind(b"\n") + 1 if b"\n" in before else 0
    text = os.pread(descriptor, _WINDOW, start)
    line, newline, _ = text.partition(b"\n")
    found = _LINE.fullmatch(line)
    if found is None or (b"\n" not in before and position > _WINDOW):
        raise ListUnreadable(f"at byte {start} there is no line of the form HASH or HASH:COUNT")
    return start, found[1].upper(), start + len(line) + len(newline)
