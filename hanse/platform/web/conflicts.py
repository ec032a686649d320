"""When somebody else saved first: what they left beside what the reader wrote, to choose field by field."""

from __future__ import annotations

from typing import Any

from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form


async def show_conflict(ctx: Ctx, form: Form[Any], saved: Form[Any], kind: str, identity: Id) -> None:
    """Let a form that was refused as stale show what was saved meanwhile; any other form stays as it is.

    `saved` is the form as it would start now; kind and id are those under which the audit trail keeps the change.
    """
    if form.conflict is None:
        return
    last = next(iter((await ctx.services.audit.entries(ctx, kind, identity, PageQuery(limit=1))).items), None)
    form.compare(saved.values, (last.actor_name if last else None) or "Somebody", last.occurred_at if last else ctx.now)
