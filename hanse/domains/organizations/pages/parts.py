"""What the pages of organizations share: refusals in place, histories, lists to choose from, tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from hanse.domains.access.api import list_members
from hanse.domains.access.types import ListMembers
from hanse.domains.organizations import api
from hanse.domains.organizations.types import CustomField, Organization, OrganizationStatus, OrganizationType
from hanse.kit.errors import NotFound
from hanse.platform.audit import AuditEntry
from hanse.platform.context import Ctx
from hanse.platform.web.parts import Change, Option, Tab, TimelineEntry, words

TYPES = tuple(Option(kind.value, words(kind.value)) for kind in OrganizationType)
STATUSES = tuple(Option(status.value, words(status.value)) for status in OrganizationStatus)
_ICONS = {
    "create": "plus",
    "move": "folder-tree",
    "suspend": "pause",
    "activate": "play",
    "reactivate": "play",
    "close": "archive",
    "approve": "badge-check",
    "reject": "circle-x",
    "export": "download",
    "import": "upload",
    "reveal": "eye",
}
_PARTS = ("address.", "contact.", "tax_id.")
_DONE = {
    "organization.create": "entered the organization",
    "organization.update": "changed the facts",
    "organization.move": "moved it in the tree",
    "organization.activate": "activated it",
    "organization.suspend": "suspended it",
    "organization.reactivate": "resumed it",
    "organization.close": "closed it",
    "organization.recompute_health": "computed the health",
    "organizations.import": "imported it from a file",
    "organizations.check_tax_id": "asked the register about a tax number",
    "member.block_organization": "changed whether its people may log in",
    "address.create": "added the address",
    "address.update": "changed the address",
    "address.delete": "removed the address",
    "tax_id.create": "added the tax number",
    "tax_id.check": "asked the register about",
    "tax_id.delete": "removed the tax number",
    "bank_account.save": "set the bank details",
    "bank_account.reveal": "read the whole account number",
    "onboarding.apply": "applied",
    "onboarding.start": "started the onboarding",
    "onboarding.complete_step": "did a step of the application",
    "onboarding.add_document": "gave a document",
    "onboarding.remove_document": "took a document back",
    "onboarding.submit": "sent the application to review again",
    "onboarding.refresh": "had the application looked at again",
    "onboarding.approve": "approved the application",
    "onboarding.reject": "refused the application",
    "onboarding.ask_for_changes": "asked for changes of the application",
}
_VIA = {"api_key": "API key", "system": "automatic"}


def is_staff(ctx: Ctx) -> bool:
    """Whether the reader works for the business itself, so that the pages under /admin are theirs."""
    return ctx.may("organization.view_internal")


def address_of(ctx: Ctx, organization: Any) -> str:
    """The page of an organization for this reader."""
    return f"{'/admin/organizations' if is_staff(ctx) else '/app/organization'}/{organization}"


async def manager_options(ctx: Ctx) -> list[Option]:
    """Staff an organization can be assigned to; empty for who may not see people."""
    if not ctx.may("member.view"):
        return []
    page = await list_members(ctx, ListMembers(kind="staff", limit=200))
    return [Option(str(item.id), item.display_name, item.title or "") for item in page.items if item.status == "active"]


def tabs_of(ctx: Ctx, organization: Organization, active: str, *, applied: bool) -> list[Tab]:
    """The parts of the page of one organization."""
    root = f"/admin/organizations/{organization.id}"
    parts: list[tuple[str, str, int | None]] = [("Overview", "", None), ("People", "people", organization.member_count)]
    if applied:
        parts.append(("Onboarding", "onboarding", None))
    if organization.status in (OrganizationStatus.ACTIVE, OrganizationStatus.SUSPENDED):
        parts.append(("Health", "health", None))
    parts.append(("Activity", "activity", None))
    return [Tab(label, f"{root}/{path}" if path else root, path == active, count) for label, path, count in parts]


async def find_application(ctx: Ctx, organization: Organization) -> Any:
    """The newest application of an organization, or None."""
    if not ctx.may_anywhere("onboarding.view"):
        return None
    try:
        return await api.get_latest_application(ctx, organization.id)
    except NotFound:
        return None


def timeline(entries: Sequence[AuditEntry]) -> list[TimelineEntry]:
    """Entries of the audit trail as a history."""
    return [_entry(entry) for entry in entries]


def _entry(entry: AuditEntry) -> TimelineEntry:
    refused_it = entry.outcome != "allowed"
    verb = entry.action.rpartition(".")[2]
    return TimelineEntry(
        actor=entry.actor_name or "Somebody",
        text=("was refused: " if refused_it else "") + _sentence(entry),
        at=entry.occurred_at,
        on_behalf=entry.on_behalf_name or "",
        icon="shield-alert" if refused_it else _ICONS.get(verb, "pencil"),
        tone="critical" if refused_it else "neutral",
        changes=[
            Change(change.path.rpartition(".")[2] or "value", change.before, change.after)
            for change in entry.changes
            if not change.path.endswith(("_id", ".id", "version", "organization_id")) and change.path != "id"
        ][:30],
        note=entry.reason or "",
        via=_VIA.get(entry.actor_kind, "API key" if entry.api_key_id else ""),
    )


def _sentence(entry: AuditEntry) -> str:
    """What was done, in words."""
    known = _DONE.get(entry.action)
    if known is None:
        noun, _, verb = entry.action.rpartition(".")
        known = f"{words(verb)} {words(noun).lower()}".lower()
    about = entry.subject_label if entry.action.startswith(_PARTS) else ""
    return f"{known} {about}".strip()


def custom_pairs(organization: Organization, fields: Iterable[CustomField]) -> list[tuple[str, Any]]:
    """The custom values as facts, in the declared order; flags as words."""
    shown = {True: "Yes", False: "No"}
    pairs = []
    for field in fields:
        value = organization.custom.get(field.key)
        pairs.append((field.label, shown[value] if isinstance(value, bool) else value))
    return pairs
