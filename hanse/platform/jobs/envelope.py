"""What travels with every job: who caused it, which request, which payload. Pure; no SQL."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.kit.errors import Conflict, PayloadTooLarge
from hanse.platform.authz import OnBehalf, Principal, PrincipalKind
from hanse.platform.context import Origin, system_principal

PAYLOAD_LIMIT: Final = 256 * 1024
PRIORITY_LIMIT: Final = 100


class UnknownJob(LookupError):
    """A job, or a schedule's job, is in no domain's manifest: a defect."""


class JobPayloadTooLarge(PayloadTooLarge):
    code = "job_payload_too_large"
    title = "This is too much for one background job; store the data and pass its id"


class ReplayRefused(Conflict):
    code = "job_replay_refused"
    title = "This job was sent back to work already, or is not here"


class ActorRef(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Who set a job off; a reference, not a right."""

    kind: str = PrincipalKind.SYSTEM.value
    name: str = ""
    account_id: UUID | None = None
    member_id: UUID | None = None
    api_key_id: UUID | None = None
    on_behalf: OnBehalf | None = None
    locale: str | None = None

    @property
    def id(self) -> UUID | None:
        return self.member_id or self.account_id


class Envelope(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A job's content. The tenant is not in it: the queue row says it, and the database put it there."""

    id: UUID
    data: dict[str, Any]
    at: datetime
    actor: ActorRef = ActorRef()
    request_id: str = ""
    causation_id: UUID | None = None
    key: str = ""
    tracked: bool = False


def actor_of(principal: Principal) -> ActorRef:
    """The reference to whoever acts in a context."""
    return ActorRef(
        kind=principal.kind.value,
        name=principal.display_name,
        account_id=principal.account_id,
        member_id=principal.member_id,
        api_key_id=principal.api_key_id,
        on_behalf=principal.on_behalf,
        locale=principal.locale,
    )


def acting_principal(rights: tuple[str, ...], name: str, actor: ActorRef) -> Principal:
    """The system with exactly the declared rights, still naming whose action it completes."""
    label = f"{name} (after {actor.name})" if actor.name else name
    return msgspec.structs.replace(
        system_principal(rights, label),
        account_id=actor.account_id,
        member_id=actor.member_id,
        on_behalf=actor.on_behalf,
        locale=actor.locale,
    )


def origin_of(envelope: Envelope) -> Origin:
    """Where a job's context comes from: the same request, caused by the event or the job itself."""
    return Origin(
        request_id=envelope.request_id or str(envelope.id),
        causation_id=envelope.causation_id or envelope.id,
        channel="job",
    )


def idempotency_key(name: str, tenant_id: UUID | None, envelope: Envelope) -> str:
    """The key an outside provider gets: the same for every attempt and replay of the same business fact.

    It is derived from tenant, job and the job's business key; without one, from the job's own id.
    """
    fact = envelope.key or str(envelope.id)
    return sha256(msgspec.json.encode([str(tenant_id), name, fact])).hexdigest()
