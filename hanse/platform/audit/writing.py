"""Adding audit entries: with the change they tell of, in one statement; for refused attempts, beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

from hanse.kit.ids import Id
from hanse.kit.pagination import Page, PageQuery
from hanse.platform.audit.denials import DenialLimits, Denials
from hanse.platform.audit.reading import AuditEntry, AuditQuery, list_entries, list_subject
from hanse.platform.audit.rows import INSTALLATION, SECRET_FIELDS, ActionNote, build_row, note_of, notes_of_result
from hanse.platform.context import Ctx, Origin
from hanse.platform.db.values import Json

if TYPE_CHECKING:
    from uuid import UUID

    from hanse.platform.authz import Principal, TenantRef
    from hanse.platform.registry import Operation
    from hanse.platform.services import Services


class Audit:
    """Writes and reads the audit trail. `redacted` names fields (or dotted ends of paths) whose values never enter
    it."""

    def __init__(self, redacted: frozenset[str] = frozenset(), limits: DenialLimits | None = None) -> None:
        self.redacted = redacted | SECRET_FIELDS
        self._denials = Denials(limits or DenialLimits())

    async def write(self, ctx: Ctx, operation: Operation, result: Any) -> None:
        """Write what the running command recorded; when it recorded nothing, one entry about what its result names."""
        if ctx.notes:
            notes = [note_of(note, operation.name, self.redacted) for note in ctx.notes]
        else:
            notes = notes_of_result(operation.name, operation.noun, result)
        await self.write_actions(ctx, notes)

    async def write_notes(self, ctx: Ctx, action: str) -> None:
        """Write what a handler recorded outside any command (jobs, timers, subscribers); nothing when it recorded
        nothing."""
        if ctx.notes:
            notes, ctx.notes = ctx.notes, []
            await self.write_actions(ctx, [note_of(note, action, self.redacted) for note in notes])

    async def write_action(self, ctx: Ctx, note: ActionNote) -> None:
        """Write one entry in this transaction: a log-in, an export, a sensitive read."""
        await self.write_actions(ctx, [note])

    async def write_actions(self, ctx: Ctx, notes: Sequence[ActionNote]) -> None:
        """Write entries with the commit of this transaction, all of it in one statement."""
        if not notes:
            return
        rows = [build_row(ctx, note) for note in notes]
        if ctx.db.tenant_id is None:
            await ctx.db.run("SELECT audit_write_installation(%(rows)s)", {"rows": Json(rows)})
        else:
            await ctx.db.with_commit(INSERT, rows)

    async def write_alone(
        self, services: Services, note: ActionNote, *, tenant: TenantRef | None, principal: Principal, origin: Origin
    ) -> None:
        """Write one entry in a transaction of its own, for what must be known although the attempt was undone."""
        async with services.database.transaction(tenant.id if tenant else INSTALLATION) as transaction:
            now = services.clock.now()
            ctx = Ctx(
                db=transaction,
                services=services,
                principal=principal,
                tenant_or_none=tenant,
                origin=origin,
                clock=services.clock,
                now=now,
            )
            await self.write_actions(ctx, [note])

    async def record_denials(self, services: Services, ctx: Ctx) -> None:
        """Write the refused attempts of a context that was rolled back, within limits; never raises for a dead
        database."""
        await self._denials.record(self, services, ctx)

    async def flush_denials(self, services: Services) -> int:
        """Write how many attempts were refused but not listed since their last entry; returns how many. For
        shutdown."""
        return await self._denials.flush(self, services)

    async def entries(
        self, ctx: Ctx, subject_kind: str, subject_id: Id | UUID, page: PageQuery | None = None
    ) -> Page[AuditEntry]:
        """The timeline of one subject, newest first. The caller has authorised viewing the subject."""
        identity = subject_id.uuid if isinstance(subject_id, Id) else subject_id
        return await list_subject(ctx, subject_kind, identity, page or PageQuery())

    async def all_entries(self, ctx: Ctx, query: AuditQuery) -> Page[AuditEntry]:
        """The tenant's whole trail, newest first, by filters. The caller authorises `audit.view`."""
        return await list_entries(ctx, query)


INSERT: Final = """
    WITH r AS MATERIALIZED (
        SELECT * FROM jsonb_to_recordset(%(rows)s) AS r (
            id uuid, occurred_at timestamptz, actor_kind text, actor_id uuid, on_behalf_of uuid, api_key_id uuid,
            session_id uuid, request_id text, causation_id uuid, action text, outcome text, subject_kind text,
            subject_id uuid, subject_label text, reason text, changes jsonb, people_hash text,
            actor_name text, on_behalf_name text, ip inet, user_agent text, details jsonb, salt text)
    ), entries AS (
        INSERT INTO audit_entries (id, occurred_at, actor_kind, actor_id, on_behalf_of, api_key_id, session_id,
            request_id, causation_id, action, outcome, subject_kind, subject_id, subject_label, reason, changes,
            people_hash)
        SELECT id, occurred_at, actor_kind, actor_id, on_behalf_of, api_key_id, session_id,
            request_id, causation_id, action, outcome, subject_kind, subject_id, subject_label, reason, changes,
            decode(people_hash, 'hex')
        FROM r
    ), pending AS (
        INSERT INTO audit_pending (entry_id) SELECT id FROM r
    )
    INSERT INTO audit_people (entry_id, actor_name, on_behalf_name, ip, user_agent, details, salt)
    SELECT id, actor_name, on_behalf_name, ip, user_agent, details, decode(salt, 'hex') FROM r
"""
