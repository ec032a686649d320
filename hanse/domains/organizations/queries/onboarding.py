"""Reads of onboarding: templates, applications with their steps and files, the board, and the facts checks look at."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.identity.api import get_account
from hanse.domains.identity.types import AccountId
from hanse.domains.organizations.policies import APPLICATIONS
from hanse.domains.organizations.queries.organizations import VISIBLE, scope_parameters
from hanse.domains.organizations.rules.onboarding import Facts, missing_steps
from hanse.domains.organizations.types import (
    Application,
    ApplicationId,
    ApplicationSummary,
    FileId,
    ListApplications,
    ListTemplates,
    OnboardingTemplate,
    OrganizationId,
    OrganizationType,
    Step,
    StepFile,
    StepStatus,
    TemplateId,
)
from hanse.domains.tenants.api import is_on
from hanse.kit.errors import NotFound
from hanse.kit.pagination import Page, decode_cursor, encode_cursor, page_of
from hanse.kit.structs import from_row
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.files import files_of, link_to

STEP_FILES: Final = "onboarding_step"
SELECT_TEMPLATES = """
SELECT id, name, organization_type, intro, steps, approves_automatically, is_public, version, created_at, updated_at
FROM onboarding_templates WHERE archived_at IS NULL
"""
GET_TEMPLATE = SELECT_TEMPLATES + "AND id = %(id)s"
LIST_TEMPLATES = (
    SELECT_TEMPLATES
    + """
AND (%(type)s::text IS NULL OR organization_type = %(type)s)
AND (%(after_name)s::text IS NULL OR (name, id) > (%(after_name)s, %(after_id)s))
ORDER BY name, id LIMIT %(limit)s
"""
)
PUBLIC_TEMPLATES = SELECT_TEMPLATES + "AND is_public ORDER BY name, id LIMIT 50"
SELECT_APPLICATIONS = """
SELECT a.id, a.organization_id, o.name AS organization_name, o.status AS organization_status, o.number AS
    organization_number, a.template_name, a.intro, a.approves_automatically, a.status, a.message, a.country,
    a.applicant_member_id, a.submitted_at, a.decided_at, a.version, a.created_at, a.updated_at,
    (SELECT m.display_name FROM members m WHERE m.tenant_id = a.tenant_id AND m.id = a.applicant_member_id)
        AS applicant_name,
    (SELECT array_agg(c.ancestor_id ORDER BY c.depth) FROM organization_closure c
        WHERE c.tenant_id = o.tenant_id AND c.descendant_id = o.id) AS path
FROM onboarding_applications a JOIN organizations o ON o.tenant_id = a.tenant_id AND o.id = a.organization_id
"""
GET_APPLICATION = SELECT_APPLICATIONS + "WHERE a.id = %(id)s"
LATEST_APPLICATION = SELECT_APPLICATIONS + "WHERE a.organization_id = %(organization)s ORDER BY a.id DESC LIMIT 1"
LOCK_APPLICATION = "SELECT organization_id FROM onboarding_applications WHERE id = %(id)s"
LIST_APPLICATIONS = (
    SELECT_APPLICATIONS
    + "WHERE "
    + VISIBLE
    + """
  AND ((%(status)s::text IS NULL AND a.status IN ('open', 'in_review')) OR a.status = %(status)s)
  AND (%(organization)s::uuid IS NULL OR a.organization_id = %(organization)s)
  AND (%(after_id)s::uuid IS NULL OR (a.created_at, a.id) > (%(after_at)s, %(after_id)s))
ORDER BY a.created_at, a.id LIMIT %(limit)s
"""
)
STEPS = """
SELECT id, application_id, key, kind, label, help, body, url, check_name AS check, is_required, status, message,
    is_reopened, proof, completed_at
FROM onboarding_steps WHERE application_id = ANY(%(ids)s) ORDER BY application_id, position
"""
FACTS = """
SELECT (SELECT array_agg(t.status) FROM organization_tax_ids t WHERE t.organization_id = o.id) AS tax_ids,
    (SELECT count(*) FROM organization_addresses d WHERE d.organization_id = o.id) AS addresses,
    (SELECT count(*) FROM organization_contacts k WHERE k.organization_id = o.id) AS contacts,
    EXISTS (SELECT FROM organization_bank_accounts b WHERE b.organization_id = o.id AND b.replaced_at IS NULL)
        AS has_bank_account,
    (SELECT count(*) FROM organization_tax_ids t
        JOIN organization_tax_ids x ON x.tenant_id = t.tenant_id AND x.number = t.number
            AND x.organization_id <> t.organization_id
        WHERE t.organization_id = o.id) AS same_tax_ids,
    (SELECT count(*) FROM organizations n WHERE n.tenant_id = o.tenant_id AND n.name_key = o.name_key AND n.id <> o.id
        AND n.status <> 'closed') AS same_names,
    (SELECT m.account_id FROM members m WHERE m.id = %(applicant)s) AS account_id
FROM organizations o WHERE o.id = %(organization)s
"""


class PublicTemplate(msgspec.Struct, frozen=True, kw_only=True):
    """A checklist as somebody sees it who may apply."""

    id: TemplateId
    name: str
    organization_type: OrganizationType
    intro: str
    steps: list[str]


class PublicTemplates(msgspec.Struct, frozen=True, kw_only=True):
    """What one can apply for."""

    items: list[PublicTemplate]


@query("onboarding_template.get", permission="onboarding_template.view")
async def get_template(ctx: Ctx, template_id: TemplateId) -> OnboardingTemplate:
    """Read one checklist. Raises NotFound."""
    return await load_template(ctx, template_id, "onboarding_template.view")


@query("onboarding_template.list", permission="onboarding_template.view")
async def list_templates(ctx: Ctx, query: ListTemplates) -> Page[OnboardingTemplate]:
    """List the checklists in use, by name."""
    ctx.scope("onboarding_template.view")
    after = decode_cursor(query.cursor, str, UUID) or (None, None)
    parameters = {"type": query.type, "after_name": after[0], "after_id": after[1], "limit": query.limit + 1}
    rows = await ctx.db.all(LIST_TEMPLATES, parameters)
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["name"], row["id"]))
    return Page([build_template(ctx, row) for row in page.items], page.next)


@query("onboarding.offers", permission="onboarding.apply", access="public")
async def list_offers(ctx: Ctx) -> PublicTemplates:
    """What anybody can apply for at this business, with the names of the steps."""
    ctx.authorize_anyone("onboarding.offers")
    if not await is_on(ctx, APPLICATIONS):
        return PublicTemplates(items=[])
    templates = await ctx.db.all(PUBLIC_TEMPLATES, into=lambda row: build_template(ctx, row))
    return PublicTemplates(
        items=[
            PublicTemplate(
                id=item.id,
                name=item.name,
                organization_type=item.organization_type,
                intro=item.intro,
                steps=[step.label for step in item.steps],
            )
            for item in templates
        ]
    )


@query("onboarding.get", permission="onboarding.view")
async def get_application(ctx: Ctx, application_id: ApplicationId) -> Application:
    """Read one application with its steps and files. Raises NotFound."""
    return await load_application(ctx, application_id, "onboarding.view")


@query("onboarding.latest", permission="onboarding.view")
async def get_latest_application(ctx: Ctx, organization_id: OrganizationId) -> Application:
    """Read the newest application of an organization. Raises NotFound when it never applied."""
    row = await ctx.db.maybe(LATEST_APPLICATION, {"organization": organization_id})
    return await _build_or_absent(ctx, row, "onboarding.view")


@query("onboarding.list", permission="onboarding.view")
async def list_applications(ctx: Ctx, query: ListApplications) -> Page[ApplicationSummary]:
    """List applications, oldest first, with their age and what is missing; those under way unless told otherwise."""
    scope = ctx.scope("onboarding.view")
    after = decode_cursor(query.cursor, datetime, UUID) or (None, None)
    rows = await ctx.db.all(
        LIST_APPLICATIONS,
        {
            **scope_parameters(scope),
            "status": query.status,
            "organization": query.organization_id,
            "after_at": after[0],
            "after_id": after[1],
            "limit": query.limit + 1,
        },
    )
    page = page_of(rows, query.limit, lambda row: encode_cursor(row["created_at"], row["id"]))
    steps = await steps_of(ctx, [row["id"] for row in page.items])
    return Page([_summary(ctx, row, steps.get(row["id"], [])) for row in page.items], page.next)


def _summary(ctx: Ctx, row: dict[str, Any], steps: list[Step]) -> ApplicationSummary:
    done, required = progress(steps)
    until = row["decided_at"] or ctx.now
    names = set(ApplicationSummary.__struct_fields__)
    kept = {name: value for name, value in row.items() if name in names}
    facts = {
        "done": done,
        "required": required,
        "missing": missing_steps(steps),
        "age_seconds": max(0, int((until - row["created_at"]).total_seconds())),
    }
    return from_row({**kept, **facts}, ApplicationSummary)


def progress(steps: Sequence[Step]) -> tuple[int, int]:
    """How many required steps are done, and how many there are."""
    required = [step for step in steps if step.is_required]
    return sum(step.status is StepStatus.DONE for step in required), len(required)


async def load_template(ctx: Ctx, template_id: TemplateId, permission: str) -> OnboardingTemplate:
    """Read one checklist for a reader who holds `permission`. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_TEMPLATE, {"id": template_id})
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    template = build_template(ctx, row)
    ctx.authorize(permission, template)
    return template


def build_template(ctx: Ctx, row: dict[str, Any]) -> OnboardingTemplate:
    """A row to a checklist with what the reader may do."""
    template = from_row(row, OnboardingTemplate)
    actions = ctx.allowed_actions(ctx.services.registry.actions_by_kind["onboarding_template"], template)
    return msgspec.structs.replace(template, allowed_actions=actions)


async def load_application(ctx: Ctx, application_id: ApplicationId, permission: str) -> Application:
    """Read one application for a reader who holds `permission` on it. Raises NotFound, Forbidden."""
    row = await ctx.db.maybe(GET_APPLICATION, {"id": application_id})
    return await _build_or_absent(ctx, row, permission)


async def _build_or_absent(ctx: Ctx, row: dict[str, Any] | None, permission: str) -> Application:
    if row is None:
        ctx.authorize_absent(permission)
        raise NotFound()
    application = await build_application(ctx, row)
    ctx.authorize(permission, application)
    return application


async def build_application(ctx: Ctx, row: dict[str, Any]) -> Application:
    """A row to an application with its steps, their files, and what the reader may do."""
    row.pop("organization_number")
    steps = (await steps_of(ctx, [row["id"]], with_files=True)).get(row["id"], [])
    done, required = progress(steps)
    application = from_row({**row, "steps": steps, "done": done, "required": required}, Application)
    registry = ctx.services.registry.actions_by_kind
    actions = ctx.allowed_actions((*registry["onboarding"], "organization.approve"), application)
    return msgspec.structs.replace(application, allowed_actions=actions)


async def steps_of(ctx: Ctx, applications: Sequence[UUID], *, with_files: bool = False) -> dict[UUID, list[Step]]:
    """The steps of some applications in order, by application."""
    if not applications:
        return {}
    rows = await ctx.db.all(STEPS, {"ids": list(applications)})
    files: dict[UUID, list[StepFile]] = {}
    if with_files:
        for record in await files_of(ctx, STEP_FILES, [row["id"] for row in rows if row["kind"] == "document"]):
            shown = StepFile(
                id=FileId(record.id),
                name=record.name,
                content_type=record.content_type,
                size=record.size,
                created_at=record.created_at,
                link=link_to(ctx, record, inline=True),
                scan_state=record.scan_state,
            )
            files.setdefault(record.subject_id or record.id, []).append(shown)
    found: dict[UUID, list[Step]] = {}
    for row in rows:
        place = row.pop("application_id")
        found.setdefault(place, []).append(from_row({**row, "files": files.get(row["id"], [])}, Step))
    return found


async def facts_of(ctx: Ctx, application: Application) -> Facts:
    """What the steps of an application are judged by, as it is now."""
    parameters = {"organization": application.organization_id, "applicant": application.applicant_member_id}
    row = await ctx.db.one(FACTS, parameters)
    account_id = row.pop("account_id")
    row["tax_ids"] = tuple(row["tax_ids"] or ())
    row["email_confirmed"] = None
    if account_id is not None:
        account = await get_account(ctx, AccountId(account_id))
        row["email_confirmed"] = account.email_verified_at is not None
    return from_row(row, Facts)
