"""Ctx: everything an operation may know about who asks, for which tenant, when, and through which transaction.

Opened only by HTTP, worker, CLI and tests (`open_context`). Domain code receives it as its first
argument and never makes one.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from hanse.kit.clock import Clock
from hanse.kit.errors import (
    Forbidden,
    NotFound,
    PreconditionFailed,
    PreconditionRequired,
    SecondFactorRequired,
    Unauthenticated,
)
from hanse.kit.events import Event
from hanse.kit.ids import Id, uuid7
from hanse.platform.authz import (
    ANONYMOUS,
    Grant,
    HasSubject,
    Principal,
    PrincipalKind,
    Scope,
    Subject,
    TenantRef,
    allowed_actions,
    allows,
    may_anywhere,
    scope_for,
)

if TYPE_CHECKING:
    from hanse.platform.db.database import Database
    from hanse.platform.db.transaction import Transaction
    from hanse.platform.services import Services


SECOND_FACTOR = "/account/second-factor"
"""The page that leads a person through setting up what a business demands."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a call came from: request and causation id, address, user agent, and the version it read (If-Match)."""

    request_id: str
    causation_id: UUID | None = None
    ip: str | None = None
    user_agent: str | None = None
    expected_version: int | None = None
    demands_version: bool = False  # a change is refused without one; the registry says of which
    channel: str = "system"  # rest | page | graphql | cli | job | test


@dataclass(frozen=True, slots=True)
class AuditNote:
    """What a command says about one subject it changed; the decorator writes it as an audit row."""

    subject_kind: str
    subject_id: UUID | None
    label: str
    before: Any
    after: Any
    reason: str | None


@dataclass(slots=True, repr=False)
class Ctx:
    """The first argument of every command and query."""

    db: Transaction
    services: Services
    principal: Principal
    tenant_or_none: TenantRef | None
    origin: Origin
    clock: Clock
    now: datetime
    denials: list[tuple[str, Subject | None, str]] = field(default_factory=list)
    notes: list[AuditNote] = field(default_factory=list)
    checked: set[str] = field(default_factory=set)
    depth: int = 0
    caches: dict[str, Any] = field(default_factory=dict)
    versions: list[int] = field(default_factory=list)  # those that were compared with the one the caller read

    # ---- who and where -------------------------------------------------------------------------------------------

    @property
    def tenant(self) -> TenantRef:
        """The tenant worked in. Raises Unauthenticated when the caller is in none."""
        if self.tenant_or_none is None:
            self._check_proof()
            raise Unauthenticated("Choose a business to work in first")
        return self.tenant_or_none

    async def enter_tenant(self, tenant: TenantRef) -> None:
        """Go on inside a business, in a unit of work that began outside of any."""
        await self.db.enter_tenant(tenant.id)
        self.tenant_or_none = tenant

    @property
    def request_id(self) -> str:
        return self.origin.request_id

    @property
    def ip(self) -> str | None:
        return self.origin.ip

    @property
    def locale(self) -> str:
        """The reader's locale: their own, else the tenant's."""
        tenant_locale = self.tenant_or_none.locale if self.tenant_or_none else "en-GB"
        return self.principal.locale or tenant_locale

    # ---- authorisation -------------------------------------------------------------------------------------------

    def authorize(self, permission: str, subject: HasSubject | Subject | None = None) -> None:
        """Go on only when the principal holds `permission` on `subject` (None = the tenant as a whole).

        Raises Unauthenticated for visitors, NotFound when the subject may not even be known, Forbidden otherwise.
        """
        self.checked.add(permission)
        facts = _facts(subject)
        verdict = allows(self.principal, permission, facts, self._request_facts())
        if verdict.allowed:
            return
        self.denials.append((permission, facts, verdict.reason))
        if not self.principal.is_authenticated:
            raise Unauthenticated()
        self._check_proof()
        if facts is not None and facts.id is not None and not self.may(f"{facts.kind}.view", facts):
            raise NotFound()
        raise Forbidden(extra={"permission": permission})

    def authorize_absent(self, permission: str) -> None:
        """Ask for `permission` where there is no subject to ask about, before answering that there is none.

        Raises Unauthenticated for visitors; everybody else goes on to the same NotFound, whether they hold it or not.
        """
        self.checked.add(permission)
        if not self.principal.is_authenticated:
            raise Unauthenticated()

    def authorize_anyone(self, action: str) -> None:
        """State that this action is open to everybody, visitors too; tests list every such action."""
        self.checked.add(action)

    def authorize_self(self, action: str) -> UUID:
        """Go on for any logged-in account acting on itself; returns the account id. Raises Unauthenticated."""
        self.checked.add(action)
        if self.principal.account_id is None or self.principal.kind is PrincipalKind.API_KEY:
            raise Unauthenticated("Log in as yourself to do this; an API key cannot")
        return self.principal.account_id

    def may(self, permission: str, subject: HasSubject | Subject | None = None) -> bool:
        """Say whether `authorize` would pass, without recording anything."""
        return allows(self.principal, permission, _facts(subject), self._request_facts()).allowed

    def may_anywhere(self, permission: str) -> bool:
        """Say whether the principal holds the permission on anything at all; for navigation."""
        return may_anywhere(self.principal, permission)

    def scope(self, permission: str) -> Scope:
        """Say which rows a list under `permission` may show.

        Raises Forbidden when none, Unauthenticated for visitors.
        """
        self.checked.add(permission)
        scope = scope_for(self.principal, permission, self._request_facts())
        if scope.nothing:
            self.denials.append((permission, None, "no grant reaches any row"))
            if not self.principal.is_authenticated:
                raise Unauthenticated()
            self._check_proof()
            raise Forbidden(extra={"permission": permission})
        return scope

    def allowed_actions(self, permissions: Iterable[str], subject: HasSubject | Subject) -> tuple[str, ...]:
        """Which of `permissions` the principal may use on `subject`; goes into every returned object."""
        facts = _facts(subject)
        assert facts is not None
        return allowed_actions(self.principal, tuple(permissions), facts, self._request_facts())

    def _check_proof(self) -> None:
        """Say why somebody is nobody here, when it is for want of a second factor. Raises SecondFactorRequired."""
        if self.principal.second_factor_for:
            raise SecondFactorRequired(extra={"business": self.principal.second_factor_for, "set_up": SECOND_FACTOR})

    def _request_facts(self) -> Mapping[str, Any]:
        return {
            "ip": self.origin.ip or "",
            "channel": self.origin.channel,
            "strong": self.principal.authenticated_strongly,
        }

    # ---- effects -------------------------------------------------------------------------------------------------

    def emit(self, event: Event, *, subject: HasSubject | Subject | None = None) -> None:
        """Store a fact in this transaction and hand it to its subscribers (see platform/outbox.py)."""
        self.services.outbox.collect(self, event, _facts(subject))

    def record(
        self,
        subject_kind: str,
        subject_id: Id | UUID | None,
        *,
        label: str = "",
        before: Any = None,
        after: Any = None,
        reason: str | None = None,
    ) -> None:
        """Say what changed; the running command writes it into the audit trail in the same transaction."""
        identity = subject_id.uuid if isinstance(subject_id, Id) else subject_id
        self.notes.append(AuditNote(subject_kind, identity, label, before, after, reason))

    def check_version(self, version: int, *, required: bool = False) -> None:
        """Refuse a change of something that moved on since the caller read it (If-Match).

        Raises PreconditionFailed when stale, PreconditionRequired when the caller sent no version although it is
        `required` here, or demanded where the call came in.
        """
        expected = self.origin.expected_version
        self.versions.append(version)
        if expected is None:
            if required or self.origin.demands_version:
                raise PreconditionRequired()
            return
        if expected != version:
            raise PreconditionFailed(extra={"current_version": version, "your_version": expected})

    def as_system(self, reason: str, rights: Iterable[str]) -> Ctx:
        """The same transaction with the rights a handler declares, for consequences the actor need not be allowed
        to do."""
        grants = tuple(system_grant(right) for right in rights)
        principal = replace_principal(self.principal, grants, reason)
        return replace(self, principal=principal, denials=[], notes=[], checked=set())

    def branch(self) -> Ctx:
        """The same for a piece of work beside others (see `Transaction.side_by_side`)."""
        return replace(self, notes=[], checked=set())


def system_grant(right: str) -> Grant:
    """One right of the system itself, over the whole tenant."""
    return Grant(permission=right, reach="tenant", role="system")  # type: ignore[arg-type]


def system_principal(rights: Iterable[str], name: str = "Hanse") -> Principal:
    """The principal of jobs, timers and the command line: exactly the declared rights."""
    return Principal(
        kind=PrincipalKind.SYSTEM, display_name=name, grants=tuple(system_grant(right) for right in rights)
    )


def replace_principal(actor: Principal, grants: tuple[Grant, ...], reason: str) -> Principal:
    """A system principal that still names the actor whose action it completes."""
    return Principal(
        kind=PrincipalKind.SYSTEM,
        display_name=f"{reason} (after {actor.display_name})" if actor.display_name else reason,
        account_id=actor.account_id,
        member_id=actor.member_id,
        on_behalf=actor.on_behalf,
        grants=grants,
    )


def _facts(subject: HasSubject | Subject | None) -> Subject | None:
    if subject is None or isinstance(subject, Subject):
        return subject
    return subject.subject()


@asynccontextmanager
async def open_context(
    services: Services,
    *,
    tenant: TenantRef | None = None,
    principal: Principal = ANONYMOUS,
    origin: Origin | None = None,
    database: Database | None = None,
) -> AsyncIterator[Ctx]:
    """Run one unit of work.

    One transaction, committed at the end; refused attempts are audited even though it rolls back.
    """
    origin = origin or Origin(request_id=str(uuid7()))
    tenant_id = tenant.id if tenant else None
    ctx: Ctx | None = None
    try:
        async with (database or services.database).transaction(tenant_id) as transaction:
            ctx = Ctx(
                db=transaction,
                services=services,
                principal=principal,
                tenant_or_none=tenant,
                origin=origin,
                clock=services.clock,
                now=services.clock.now(),
            )
            yield ctx
            await services.outbox.flush(ctx)
    except Exception:
        if ctx is not None and ctx.denials and ctx.tenant_or_none is not None:
            await services.audit.record_denials(services, ctx)
        raise


ContextFactory = Callable[..., Any]
