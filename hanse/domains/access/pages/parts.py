"""What access's pages share: refusals shown in place or beside the button, addresses of both audiences, histories."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Any, TypeVar

from hanse.domains.access.pages.words import told
from hanse.domains.access.types import AuditRecord, Role, RoleKind
from hanse.kit.errors import HanseError, NotFound, Unauthenticated
from hanse.platform.context import Ctx
from hanse.platform.web.forms import Form
from hanse.platform.web.pages import RolledBack, redirect
from hanse.platform.web.parts import Change, Option, TimelineEntry
from hanse.platform.web.requests import PageRequest, Redirect, View
from hanse.platform.web.shell import Flash

T = TypeVar("T")
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


async def attempt(form: Form[Any], action: Callable[[Any], Awaitable[T]]) -> T | None:
    """Run an action with the form's data; a refusal stays on the form's page instead of becoming an error page."""
    try:
        return await form.submit(action)
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        form.status = error.status
        form.message = error.message
        for item in error.fields:
            form.errors.setdefault(item.path, []).append(item.message)
        return None


def refused(template: str, form: Form[Any], context: dict[str, Any]) -> View:
    """The page again with what has to be mended."""
    return View(template, {**context, "form": form}, status=form.status if form.status >= 400 else 422)


async def press(
    ctx: Ctx, request: PageRequest, action: Callable[[], Awaitable[Any]], done: Redirect, back: str = ""
) -> Redirect:
    """Run what a button stands for and go on; a refusal undoes all of it and is said on the page one came from."""
    try:
        await action()
    except (NotFound, Unauthenticated):
        raise
    except HanseError as error:
        if error.status >= 500:
            raise
        again = Redirect(back or done.to, Flash(message=error.message, tone="critical"))
        raise RolledBack(redirect(ctx.services, request, again)) from error
    return done


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
        actor=record.actor_name or "Somebody",
        text=told(ctx, record) + (f" {about}" if about else ""),
        at=record.occurred_at,
        on_behalf=record.on_behalf_name or "",
        icon="shield-alert" if record.outcome != "allowed" else ICONS.get(verb, "pencil"),
        tone="critical" if record.outcome != "allowed" else "neutral",
        changes=() if whole else changes_of(record),
        note="" if whole else record.reason or "",
        href=f"/admin/audit/{record.id}" if ctx.may("audit.view") else "",
        via=VIA.get(record.actor_kind, "API key" if record.api_key_id else ""),
    )


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
