"""What access's pages share: refusals shown in place or beside the button, addresses of both audiences, histories."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from hanse.domains.access.pages.words import told
from hanse.domains.access.types import AuditRecord, Role, RoleKind
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Change, Option, TimelineEntry
from hanse.platform.web.requests import PageRequest, Redirect

ICONS = {
    "suspend": "pause",
    "reactivate": "play",
    "remove": "user-round-x",
    "invite": "mail",
    "accept": "user-round-plus",
    "assign": "shield-check",
    "unassign": "shield",
    "create": "plus",
    "delete": "trash-2",
    "revoke": "ban",
    "act_on_behalf": "user-round-check",
    "stop_acting": "user-round",
    "sign_up": "sparkles",
    "log_in": "log-in",
    "export": "download",
}
# "document.make (after Key accounts)": the name of a job, and on whose doing it follows.
_WORK = re.compile(r"[a-z_]+\.[a-z_]+(?: \(after (?P<after>.+)\))?")
VIA = {"api_key": "API key", "system": "automatic"}


def root_of(request: PageRequest) -> str:
    """Whose pages these are: /admin for staff, /app for partners. Both have the same addresses below."""
    return "/app" if request.path.startswith("/app") else "/admin"


def is_staff(ctx: Ctx) -> bool:
    """Whether the reader has any right as staff, so that the pages under /admin are theirs."""
    return any(grant.organization_id is None for grant in ctx.principal.grants)


def elsewhere(ctx: Ctx, request: PageRequest) -> Redirect | None:
    """Where the reader finds this page when it is not theirs here: staff below /admin, partners' people below /app."""
    wanted = "/admin" if is_staff(ctx) else "/app"
    present = root_of(request)
    return None if wanted == present else Redirect(wanted + request.path.removeprefix(present))


def role_options(roles: Iterable[Role], kind: RoleKind) -> list[Option]:
    """Roles of one kind to choose from."""
    return [Option(str(role.id), role.name, role.description) for role in roles if role.kind is kind]


def timeline(ctx: Ctx, records: Sequence[AuditRecord], *, whole: bool = False) -> list[TimelineEntry]:
    """Entries as a history: of one thing with what changed, or of the whole business with what each is about."""
    return [_entry(ctx, record, whole=whole) for record in records]


def _entry(ctx: Ctx, record: AuditRecord, *, whole: bool) -> TimelineEntry:
    verb = record.action.rpartition(".")[2]
    about = record.subject_label if whole and record.subject_label != record.actor_name else None
    return TimelineEntry(
        actor=_actor(record),
        text=told(ctx, record) + (f" {about}" if about else ""),
        at=record.occurred_at,
        on_behalf=record.on_behalf_name or "",
        icon="shield-alert" if record.outcome != "allowed" else ICONS.get(verb, "pencil"),
        tone="critical" if record.outcome != "allowed" else "neutral",
        changes=() if whole else changes_of(record),
        note="" if whole else record.reason or "",
        href=f"/admin/audit/{record.id}" if ctx.may("audit.view") else "",
        via=_via(record),
    )


def _actor(record: AuditRecord) -> str:
    """Who did it; background work goes by the product's name, not by the name of its program."""
    return "Hanse" if _WORK.fullmatch(record.actor_name or "") else record.actor_name or "Somebody"


def _via(record: AuditRecord) -> str:
    work = _WORK.fullmatch(record.actor_name or "")
    if work is not None and work["after"]:
        return f"automatic, after what {work['after']} did"
    return VIA.get(record.actor_kind, "API key" if record.api_key_id else "")


def changes_of(record: AuditRecord) -> list[Change]:
    """The differences of an entry, as the history shows them."""
    return [
        Change(change.path, _shown(change.before), _shown(change.after), redacted=change.after == "•••")
        for change in record.changes
    ]


def _shown(value: Any) -> Any:
    if isinstance(value, dict) and set(value) == {"amount", "currency"}:
        return f"{value['amount']} {value['currency']}"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return [str(item) for item in value]
    return value if value is None or isinstance(value, str) else str(value)
