"""Idempotency keys: one effect for one request, however often it is sent.

The claim on a key is committed before any work; the answer is stored in the transaction of the work itself, so an
effect without a stored answer, or the reverse, cannot exist. That transaction holds a lock as long as it lives, so the
key of a process that died is free again after moments, and that of slow work is not. Reading the header and authorising
a replay belong to the surfaces.
"""

from __future__ import annotations

import asyncio
import math
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from typing import TYPE_CHECKING, Final
from uuid import UUID

import msgspec
import structlog

from hanse.kit.errors import Conflict, HanseError, Invalid
from hanse.platform.crypto import SecretUnreadable
from hanse.platform.db.values import Json

if TYPE_CHECKING:
    from hanse.platform.authz import Principal, TenantRef
    from hanse.platform.context import Ctx
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

LEASE: Final = timedelta(seconds=60)
GRACE: Final = timedelta(seconds=3)
"""How long a claim counts although nobody holds its lock: its work begins after the claim was committed."""
RELEASE_SECONDS: Final = 0.2
KEPT: Final = timedelta(hours=24)
KEY_LIMIT: Final = 255
BODY_LIMIT: Final = 1024 * 1024
RETRY_SECONDS: Final = 2
KEPT_HEADERS: Final = frozenset({"content-type", "content-language", "cache-control", "etag", "location", "vary"})
_PURPOSE: Final = "idempotency.answer"


class IdempotencyKeyMalformed(Invalid):
    code = "idempotency_key_malformed"
    title = "An Idempotency-Key has 1 to 255 visible ASCII characters, such as a UUID"


class IdempotencyInFlight(Conflict):
    code = "idempotency_in_flight"
    title = "A request with this Idempotency-Key is being worked on; repeat it in a moment to get its answer"


class IdempotencyKeyReused(Invalid):
    code = "idempotency_key_reused"
    title = "This Idempotency-Key was used for another request; send this one with a new key"


class IdempotencyAnswerGone(Conflict):
    code = "idempotency_answer_gone"
    title = "This request was carried out before, but its answer was not kept; read the result again instead"


class IdempotencyClaimLost(Conflict):
    """The work took longer than its lease and another attempt went on: this one must leave nothing behind."""

    code = "idempotency_claim_lost"
    title = "Another attempt of this request overtook this one; repeat it to get its answer"


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """The right to do the work of one key until `lease_until`, which also tells this attempt from later ones."""

    id: UUID
    tenant_id: UUID
    lease_until: datetime


class Replay(msgspec.Struct, frozen=True, kw_only=True):
    """The stored answer of an earlier request."""

    status: int
    headers: list[tuple[str, str]]
    body: bytes


class Idempotency:
    """Claims keys and keeps answers. A claim whose process died is free again after `GRACE`, any after `lease`."""

    def __init__(self, lease: timedelta = LEASE, kept: timedelta = KEPT) -> None:
        self._lease = lease
        self._kept = kept
        self._releasing: set[asyncio.Task[None]] = set()

    async def claim(
        self, services: Services, tenant: TenantRef, scope: Sequence[str], request_hash: bytes
    ) -> Claim | Replay:
        """Claim a key, or find its answer. `scope` is `caller_of`, method, route template and, last, the key.

        The claim is committed when this returns. Raises IdempotencyKeyMalformed; IdempotencyInFlight while another
        request with this key works; IdempotencyKeyReused when it was another request; IdempotencyAnswerGone.
        """
        check_key(scope[-1])
        now = services.clock.now()
        claim = Claim(id=scope_id(tenant.id, scope), tenant_id=tenant.id, lease_until=now + self._lease)
        parameters = {
            "id": claim.id,
            "hash": request_hash,
            "lease": claim.lease_until,
            "now": now,
            "expires": now + self._kept,
            "graced": now - GRACE,
            "lock": _lock(claim.id),
        }
        async with services.database.transaction(tenant.id) as transaction:
            if await transaction.value(CLAIM, parameters):
                return claim
            found = await transaction.maybe(FIND, {"id": claim.id})
        if found is None:
            # It was released, or expired, between the two statements.
            raise IdempotencyInFlight(retry_after=1)
        if found["request_hash"] != request_hash:
            raise IdempotencyKeyReused()
        if found["state"] == "claimed":
            left = math.ceil((found["lease_until"] - now).total_seconds())
            raise IdempotencyInFlight(retry_after=max(1, min(left, RETRY_SECONDS)))
        return self._replay(services, claim.id, found["status"], found["headers"], found["body"])

    async def hold(self, ctx: Ctx, claim: Claim) -> None:
        """Show that the work of a claim lives, until its transaction ends in whatever way; costs no round trip."""
        await ctx.db.later("SELECT pg_advisory_xact_lock(%(lock)s)", {"lock": _lock(claim.id)})

    async def finish(
        self, ctx: Ctx, claim: Claim, status: int, headers: Iterable[tuple[str, str]], body: bytes
    ) -> None:
        """Store the answer in the transaction of the work, so that both are kept or neither.

        Only headers that describe the body are kept; a body beyond 1 MiB is not. Raises IdempotencyClaimLost when the
        lease ended and another attempt took over: this transaction must roll back.
        """
        kept = [(name.lower(), value) for name, value in headers if name.lower() in KEPT_HEADERS]
        sealed = ctx.services.crypto.encrypt(_PURPOSE, body, claim.id.bytes) if len(body) <= BODY_LIMIT else None
        parameters = {
            "id": claim.id,
            "lease": claim.lease_until,
            "status": status,
            "headers": Json(kept),
            "body": sealed,
            "expires": ctx.clock.now() + self._kept,
        }
        if await ctx.db.run(FINISH, parameters) != 1:
            raise IdempotencyClaimLost(retry_after=1)

    async def release(self, services: Services, claim: Claim) -> None:
        """Free the key of a request that failed and left nothing, so that a repetition may run at once.

        Never raises for a dead database, and waits for a slow one only a moment: time then frees the key.
        """
        task = asyncio.create_task(self._release(services, claim))
        self._releasing.add(task)
        task.add_done_callback(self._releasing.discard)
        await asyncio.wait({task}, timeout=RELEASE_SECONDS)

    async def _release(self, services: Services, claim: Claim) -> None:
        try:
            async with services.database.transaction(claim.tenant_id) as transaction:
                await transaction.run(RELEASE, {"id": claim.id, "lease": claim.lease_until})
        except HanseError as error:
            log.warning("idempotency_claim_not_released", error=error.code)

    def _replay(
        self, services: Services, identity: UUID, status: int, headers: list[list[str]], body: bytes | None
    ) -> Replay:
        if body is None:
            raise IdempotencyAnswerGone()
        try:
            plain = services.crypto.decrypt(_PURPOSE, bytes(body), identity.bytes)
        except SecretUnreadable as error:
            raise IdempotencyAnswerGone() from error
        return Replay(status=status, headers=[(name, value) for name, value in headers], body=plain)


def caller_of(principal: Principal) -> tuple[str, ...]:
    """Whose keys these are, as the beginning of a scope.

    Somebody who acts for another, or in another organization, asks for something else, so they share no key. Nor do two
    sessions of one person: an answer may hold the token of the session that asked.
    """
    actor = principal.api_key_id or principal.session_id or principal.member_id or principal.account_id
    acting = principal.on_behalf.member_id if principal.on_behalf else None
    return principal.kind.value, str(actor), str(acting or ""), str(principal.organization_id or "")


def _lock(identity: UUID) -> int:
    """The number of the lock that the work of a claim holds."""
    return int.from_bytes(identity.bytes[:8], "big", signed=True)


def check_key(key: str) -> None:
    """Refuse a key that is not 1 to 255 visible ASCII characters. Raises IdempotencyKeyMalformed."""
    if not 1 <= len(key) <= KEY_LIMIT or not all("!" <= character <= "~" for character in key):
        raise IdempotencyKeyMalformed()


def scope_id(tenant_id: UUID, scope: Sequence[str]) -> UUID:
    """The row's id: a digest of tenant and scope, in which no two lists of parts can coincide."""
    digest = sha256(msgspec.json.encode([str(tenant_id), *scope])).digest()
    return UUID(bytes=digest[:16])


CLAIM: Final = """
    INSERT INTO idempotency_keys AS k (id, request_hash, state, lease_until, created_at, expires_at)
    VALUES (%(id)s, %(hash)s, 'claimed', %(lease)s, %(now)s, %(expires)s)
    ON CONFLICT (tenant_id, id) DO UPDATE
    SET request_hash = excluded.request_hash, state = 'claimed', lease_until = excluded.lease_until, status = NULL,
        headers = NULL, body = NULL, created_at = excluded.created_at, expires_at = excluded.expires_at
    WHERE k.expires_at <= excluded.created_at
        OR (k.state = 'claimed' AND k.request_hash = excluded.request_hash AND (
            k.lease_until <= excluded.created_at
            OR (k.created_at <= %(graced)s AND pg_try_advisory_xact_lock(%(lock)s))
        ))
    RETURNING true
"""
FIND: Final = "SELECT request_hash, state, lease_until, status, headers, body FROM idempotency_keys WHERE id = %(id)s"
FINISH: Final = """
    UPDATE idempotency_keys
    SET state = 'done', status = %(status)s, headers = %(headers)s, body = %(body)s, expires_at = %(expires)s
    WHERE id = %(id)s AND state = 'claimed' AND lease_until = %(lease)s
"""
RELEASE: Final = "DELETE FROM idempotency_keys WHERE id = %(id)s AND state = 'claimed' AND lease_until = %(lease)s"
