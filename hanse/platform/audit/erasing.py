"""Erasing the personal part of audit entries; the lasting part and the chain stay valid."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final
from uuid import UUID

from hanse.kit.diff import Change
from hanse.platform.audit.rows import ActionNote

if TYPE_CHECKING:
    from hanse.platform.context import Ctx

ERASED_ACTION: Final = "audit.erase"


async def erase_person(ctx: Ctx, actor_id: UUID, reason: str) -> int:
    """Erase the personal part of every entry by or about a person (account or member id); returns how many.

    The lasting part and the chain stay valid; an entry tells how many were erased. The caller authorises.
    """
    erased = await ctx.db.run(ERASE, {"id": actor_id})
    counted = Change(path="erased_entries", before=None, after=erased)
    await ctx.services.audit.write_action(ctx, ActionNote(action=ERASED_ACTION, reason=reason, changes=(counted,)))
    return erased


ERASE: Final = """
    UPDATE audit_people p
    SET actor_name = NULL, on_behalf_name = NULL, ip = NULL, user_agent = NULL, details = NULL, salt = NULL
    FROM audit_entries e
    WHERE e.tenant_id = p.tenant_id AND e.id = p.entry_id AND p.salt IS NOT NULL
        AND (e.actor_id = %(id)s OR e.subject_id = %(id)s OR e.on_behalf_of = %(id)s)
"""
