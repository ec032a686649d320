"""Refused attempts in the audit trail, bounded: a flood of them is counted, not written row by row."""

from __future__ import annotations

from collections import OrderedDict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final
from uuid import UUID

import structlog

from hanse.kit.diff import Change
from hanse.kit.errors import HanseError
from hanse.platform.audit.rows import ActionNote
from hanse.platform.authz import Principal, TenantRef

if TYPE_CHECKING:
    from hanse.platform.audit.writing import Audit
    from hanse.platform.context import Ctx, Origin
    from hanse.platform.services import Services

log = structlog.get_logger(__name__)

ACTORS_REMEMBERED: Final = 2_000


@dataclass(frozen=True, slots=True)
class DenialLimits:
    """How many refused attempts are written in `window_seconds`: of one actor, and of one tenant by all together."""

    window_seconds: float = 60.0
    actor_maximum: int = 20
    tenant_maximum: int = 300


@dataclass(frozen=True, slots=True)
class _Who:
    tenant: TenantRef
    principal: Principal
    origin: Origin


@dataclass(slots=True)
class _Window:
    started: float
    written: int = 0
    suppressed: int = 0
    last: _Who | None = None


@dataclass(slots=True)
class Denials:
    """Counts per actor and tenant in this process; what was suppressed is told by the next entry of the same actor."""

    limits: DenialLimits
    _actors: OrderedDict[tuple[str, str], _Window] = field(default_factory=OrderedDict)
    _tenants: dict[str, _Window] = field(default_factory=dict)

    async def record(self, audit: Audit, services: Services, ctx: Ctx) -> None:
        """Write the denials of `ctx` in a transaction of their own, as far as the limits allow."""
        tenant = ctx.tenant_or_none
        if tenant is None or not ctx.denials:
            return
        now = services.clock.monotonic()
        tenant_window = self._tenant_window(str(tenant.id), now)
        window, carried = self._actor_window(tenant, ctx.principal, ctx.origin, now)
        notes: list[ActionNote] = []
        for permission, subject, reason in dict.fromkeys(_described(ctx)):
            if window.written >= self.limits.actor_maximum or tenant_window.written >= self.limits.tenant_maximum:
                window.suppressed += 1
                continue
            window.written += 1
            tenant_window.written += 1
            kind, identity = subject
            notes.append(
                ActionNote(
                    action=permission,
                    outcome="denied",
                    subject_kind=kind,
                    subject_id=identity,
                    reason=reason,
                    changes=_told(carried),
                )
            )
            carried = 0
        window.suppressed += carried
        await _write(audit, services, notes, _Who(tenant, ctx.principal, ctx.origin))

    async def flush(self, audit: Audit, services: Services) -> int:
        """Tell all counts that no entry tells yet."""
        total = 0
        for window in list(self._actors.values()):
            if window.suppressed and window.last is not None:
                note = ActionNote(action="access.denied", outcome="denied", changes=_told(window.suppressed))
                total += window.suppressed
                window.suppressed = 0
                await _write(audit, services, [note], window.last)
        return total

    def _tenant_window(self, tenant: str, now: float) -> _Window:
        window = self._tenants.get(tenant)
        if window is None or now - window.started >= self.limits.window_seconds:
            if len(self._tenants) > ACTORS_REMEMBERED:
                self._tenants.clear()
            window = self._tenants[tenant] = _Window(now)
        return window

    def _actor_window(self, tenant: TenantRef, principal: Principal, origin: Origin, now: float) -> tuple[_Window, int]:
        """The actor's present window, and what was suppressed in its former one."""
        actor = principal.api_key_id or principal.member_id or principal.account_id or origin.ip or "unknown"
        key = (str(tenant.id), str(actor))
        window = self._actors.get(key)
        carried = 0
        if window is None or now - window.started >= self.limits.window_seconds:
            carried = window.suppressed if window else 0
            window = self._actors[key] = _Window(now)
        window.last = _Who(tenant, principal, origin)
        self._actors.move_to_end(key)
        self._forget()
        return window, carried

    def _forget(self) -> None:
        """Bound the memory by dropping the actors seen longest ago; their counts are told by the log."""
        while len(self._actors) > ACTORS_REMEMBERED:
            (tenant, actor), window = self._actors.popitem(last=False)
            if window.suppressed:
                log.warning("denials_suppressed", tenant=tenant, actor=actor, count=window.suppressed)


async def _write(audit: Audit, services: Services, notes: list[ActionNote], who: _Who) -> None:
    for note in notes:
        try:
            await audit.write_alone(services, note, tenant=who.tenant, principal=who.principal, origin=who.origin)
        except HanseError as error:
            # The refusal itself must reach the caller, whatever happens to its record.
            log.error("denial_not_recorded", action=note.action, tenant=who.tenant.handle, error=error.code)


def _described(ctx: Ctx) -> list[tuple[str, tuple[str | None, UUID | None], str]]:
    return [
        (permission, (subject.kind if subject else None, subject.id.uuid if subject and subject.id else None), reason)
        for permission, subject, reason in ctx.denials
    ]


def _told(suppressed: int) -> tuple[Change, ...]:
    if not suppressed:
        return ()
    return (Change(path="suppressed", before=None, after=suppressed),)
