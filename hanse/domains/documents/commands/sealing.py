"""Sealing one paper: with the present certificate of the business, and the time of an authority where one is named.

A seal never waits for the authority: when that is not there, or its answer is not to be believed, the paper is sealed
without a time-stamp and says so; having it made again asks once more.
"""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Awaitable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import structlog
from msgspec import Struct

from hanse.domains.documents.commands.certificates import KEY_PURPOSE, ensure_certificate
from hanse.domains.documents.types import SigningCertificateId
from hanse.platform.context import Ctx
from hanse.platform.loading import load
from hanse.platform.outbound import OutboundFailed, OutboundRefused, OutboundRequest
from hanse.platform.services import Services

SEALING_KEY: Final = "SELECT certificate, chain, key_sealed FROM signing_certificates WHERE id = %(id)s"
STAMP_SECONDS: Final = 10.0
_ADAPTERS: Final = "hanse.domains.documents.adapters"
_HEADERS: Final = {"Content-Type": "application/timestamp-query", "Accept": "application/timestamp-reply"}
_log = structlog.get_logger(__name__)


class Sealing(Struct, frozen=True, kw_only=True):
    """What one document is sealed with."""

    certificate_id: SigningCertificateId
    certificate: str
    chain: str
    key: bytes

    def __repr__(self) -> str:
        return f"Sealing({self.certificate_id})"


class Sealed(Struct, frozen=True, kw_only=True):
    """A sealed file, and what came of the time-stamp; `problem` is empty where none was wanted."""

    certificate_id: SigningCertificateId
    content: bytes
    stamped_at: datetime | None = None
    stamped_by: str = ""
    problem: str = ""


async def sealing_of(ctx: Ctx) -> Sealing:
    """The present certificate with its key in the clear, for as long as one document takes."""
    identity = await ensure_certificate(ctx)
    row = await ctx.db.one(SEALING_KEY, {"id": identity})
    key = ctx.services.crypto.decrypt(KEY_PURPOSE, row["key_sealed"], identity.uuid.bytes)
    return Sealing(certificate_id=identity, certificate=row["certificate"], chain=row["chain"], key=key)


async def seal(services: Services, content: bytes, sealing: Sealing, at: datetime) -> Sealed:
    """Seal a file. Call it outside any transaction: the authority may take its time."""
    problem = ""
    if services.settings.timestamp_url:
        try:
            return await _with_time(services, content, sealing, at)
        except _Unstamped as error:
            problem = f"No time-stamp: {error}"[:300]
            _log.warning("time_stamp_missing", reason=str(error))
    # The library for signatures is loaded with the first seal, so that processes which make none do not carry it.
    seal_pdf = await asyncio.to_thread(load, f"{_ADAPTERS}.sealer:seal_pdf")
    sealed: bytes = await asyncio.to_thread(seal_pdf, content, sealing.certificate, sealing.chain, sealing.key, at)
    return Sealed(certificate_id=sealing.certificate_id, content=sealed, problem=problem)


class _Unstamped(Exception):
    """There is no time-stamp; the sentence says why."""


async def _with_time(services: Services, content: bytes, sealing: Sealing, at: datetime) -> Sealed:
    """The file sealed with a time-stamp. Raises _Unstamped."""
    authorities = await _authorities(services.settings.timestamp_ca_file)
    loop = asyncio.get_running_loop()

    def ask(request: bytes) -> Awaitable[bytes]:
        """From the thread that seals back to the loop that may send."""
        return asyncio.wrap_future(asyncio.run_coroutine_threadsafe(_ask(services, request), loop))

    seal_with_time, wanted, refused = await asyncio.to_thread(_loaded)
    pair = (sealing.certificate, sealing.chain, sealing.key)
    try:
        sealed, stamp = await asyncio.to_thread(
            seal_with_time, content, pair, at, wanted(ask=ask, authorities=authorities)
        )
    except refused as error:
        raise _Unstamped(str(error)) from error
    except OutboundRefused as error:
        raise _Unstamped("the address of the authority may not be called; see timestamp_url") from error
    except OutboundFailed as error:
        raise _Unstamped(f"the authority did not answer properly ({error.reason})") from error
    return Sealed(certificate_id=sealing.certificate_id, content=sealed, stamped_at=stamp.at, stamped_by=stamp.by)


def _loaded() -> tuple[Any, Any, type[Exception]]:
    return (
        load(f"{_ADAPTERS}.sealer:seal_with_time"),
        load(f"{_ADAPTERS}.stamping:Wanted"),
        load(f"{_ADAPTERS}.stamping:StampRefused"),
    )


async def _ask(services: Services, request: bytes) -> bytes:
    """One question to the authority, through the guarded client. Raises OutboundFailed, OutboundRefused."""
    answer = await services.http.send(
        OutboundRequest(
            url=services.settings.timestamp_url,
            method="POST",
            headers=_HEADERS,
            body=request,
            idempotency_key=hashlib.sha256(request).hexdigest(),
            scope="time-stamp",
            any_port=True,
            max_response_bytes=24_000,
            total_seconds=STAMP_SECONDS,
        )
    )
    if not answer.is_success:
        raise OutboundFailed(f"HTTP {answer.status}")
    return answer.body


async def _authorities(path: str) -> str:
    """The certificates that vouch for the authority. Raises _Unstamped when they cannot be read."""
    if not path:
        return ""
    try:
        return await asyncio.to_thread(Path(path).read_text, "ascii")
    except (OSError, UnicodeDecodeError) as error:
        raise _Unstamped("timestamp_ca_file cannot be read") from error
