"""Going through a checklist: starting it, doing its steps, and what follows by itself once all are done."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from hanse.domains.organizations.commands.life import set_status
from hanse.domains.organizations.errors import AlreadyApplying, ApplicationInvalidTransition, StepNeedsOther
from hanse.domains.organizations.events import ApplicationApproved, ApplicationSubmitted, OrganizationActivated
from hanse.domains.organizations.queries.onboarding import (
    LOCK_APPLICATION,
    STEP_FILES,
    facts_of,
    load_application,
    load_template,
)
from hanse.domains.organizations.queries.organizations import LOCK_ORGANIZATION, load_organization, lock_organization
from hanse.domains.organizations.rules.onboarding import (
    BY_FACTS,
    BY_WORD,
    is_complete,
    may_approve_itself,
    standing,
)
from hanse.domains.organizations.types import (
    AddDocument,
    Application,
    ApplicationId,
    ApplicationStatus,
    CompleteStep,
    FileId,
    OnboardingTemplate,
    Organization,
    OrganizationId,
    StartOnboarding,
    Step,
    StepId,
    StepKind,
    StepStatus,
)
from hanse.kit.errors import NotFound
from hanse.platform.commands import command
from hanse.platform.context import Ctx
from hanse.platform.crypto import token_hash
from hanse.platform.db.values import Json
from hanse.platform.files import FilePurpose, Upload, find_file, forget_file, keep_file
from hanse.platform.files.kinds import IMAGES, OFFICE, PDF

MAIL_JOB = "organizations.mail_applicant"
DOCUMENT = FilePurpose(name="onboarding", types=IMAGES | OFFICE | {PDF}, max_bytes=20_000_000)
FILES_MAXIMUM = 10
RECHECK_JOB = "organizations.recheck_applications"
RECHECKED = 500
INSERT_APPLICATION = """
INSERT INTO onboarding_applications (id, organization_id, template_id, template_name, intro, approves_automatically,
    status, country, applicant_member_id, started_by, created_at, updated_at)
VALUES (%(id)s, %(organization)s, %(template)s, %(name)s, %(intro)s, %(automatic)s, 'open', %(country)s, %(applicant)s,
    %(by)s, %(now)s, %(now)s)
ON CONFLICT (tenant_id, organization_id) WHERE status IN ('open', 'in_review') DO NOTHING
"""
INSERT_STEP = """
INSERT INTO onboarding_steps (id, application_id, key, kind, label, help, body, url, check_name, is_required, position)
VALUES (%(id)s, %(application)s, %(key)s, %(kind)s, %(label)s, %(help)s, %(body)s, %(url)s, %(check)s, %(is_required)s,
    %(position)s)
"""
SET_STEP = """
UPDATE onboarding_steps SET status = %(status)s, message = %(message)s, is_reopened = false,
    proof = coalesce(%(proof)s, proof), completed_by = CASE WHEN %(status)s = 'done' THEN %(by)s::uuid END,
    completed_at = CASE WHEN %(status)s = 'done' THEN %(now)s::timestamptz END
WHERE id = %(id)s
"""
TOUCH = "UPDATE onboarding_applications SET version = version + 1, updated_at = %(now)s WHERE id = %(id)s"
SUBMIT = """
UPDATE onboarding_applications SET status = 'in_review', submitted_at = %(now)s, version = version + 1,
    updated_at = %(now)s
WHERE id = %(id)s
"""
WAITING = """
SELECT a.id FROM onboarding_applications a WHERE a.status = 'open' AND EXISTS (
    SELECT FROM onboarding_steps s WHERE s.tenant_id = a.tenant_id AND s.application_id = a.id AND s.status = 'waiting')
ORDER BY a.updated_at DESC, a.id LIMIT %(limit)s
"""
RUNNING = """
SELECT id FROM onboarding_applications WHERE organization_id = %(organization)s AND status IN ('open', 'in_review')
"""
APPROVE = """
UPDATE onboarding_applications SET status = 'approved', message = %(message)s, decided_at = %(now)s,
    decided_by = %(by)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""


@command("onboarding.start")
async def start_onboarding(ctx: Ctx, organization_id: OrganizationId, data: StartOnboarding) -> Application:
    """Send a prospect through a checklist. Raises AlreadyApplying, OrganizationInvalidTransition, NotFound."""
    organization = await lock_organization(ctx, organization_id, "onboarding.start")
    template = await load_template(ctx, data.template_id, "onboarding_template.view")
    application_id = await begin(ctx, organization, template)
    application = await load_application(ctx, application_id, "onboarding.view")
    ctx.record("onboarding", application_id, label=organization.name, after={"checklist": template.name})
    return await advance(ctx, application)


async def begin(
    ctx: Ctx,
    organization: Organization,
    template: OnboardingTemplate,
    *,
    applicant: UUID | None = None,
    country: str | None = None,
) -> ApplicationId:
    """Copy a checklist for a locked organization, which now applies; asks for no right. Raises AlreadyApplying."""
    application_id = ApplicationId.new()
    made = await ctx.db.run(
        INSERT_APPLICATION,
        {
            "id": application_id,
            "organization": organization.id,
            "template": template.id,
            "name": template.name,
            "intro": template.intro,
            "automatic": template.approves_automatically,
            "country": country,
            "applicant": applicant,
            "by": ctx.principal.member_id or applicant,
            "now": ctx.now,
        },
    )
    if not made:
        raise AlreadyApplying()
    rows = [_step_row(application_id, position, step) for position, step in enumerate(template.steps)]
    await ctx.db.many(INSERT_STEP, rows)
    await set_status(ctx, organization, "apply")
    return application_id


def _step_row(application_id: ApplicationId, position: int, step: Any) -> dict[str, Any]:
    return {
        "id": StepId.new(),
        "application": application_id,
        "position": position,
        **{
            name: getattr(step, name)
            for name in ("key", "kind", "label", "help", "body", "url", "check", "is_required")
        },
    }


@command("onboarding.refresh", permission="onboarding.complete")
async def refresh_onboarding(ctx: Ctx, application_id: ApplicationId) -> Application:
    """Look at every automatic step again; what is complete goes on to review, or in."""
    return await advance(ctx, await lock_application(ctx, application_id, "onboarding.complete"))


@command("onboarding.submit", permission="onboarding.complete")
async def submit_onboarding(ctx: Ctx, application_id: ApplicationId) -> Application:
    """Send an application to review again after changes were asked for. Raises ApplicationInvalidTransition."""
    application = await _open(ctx, application_id)
    application = await advance(ctx, application)
    if application.status is not ApplicationStatus.OPEN:
        return application
    if not is_complete(application.steps):
        raise ApplicationInvalidTransition("Complete the required steps first")
    return await _submit(ctx, application)


@command("onboarding.complete_step", permission="onboarding.complete")
async def complete_step(ctx: Ctx, application_id: ApplicationId, step_id: StepId, data: CompleteStep) -> Application:
    """Accept the terms, confirm a training, or say that what was asked for is mended; or take that back.

    Raises StepNeedsOther for steps that are done by giving something.
    """
    application = await _open(ctx, application_id)
    step = step_of(application, step_id)
    if step.kind in BY_WORD:
        proof = {"text": token_hash(step.body).hex(), "url": step.url} if data.accepted else None
        status = StepStatus.DONE if data.accepted else StepStatus.TODO
        await set_step(ctx, step, status, proof=proof)
    elif step.is_reopened and data.accepted:
        await set_step(ctx, step, StepStatus.DONE)
    else:
        raise StepNeedsOther()
    ctx.record("onboarding", application_id, label=step.label, after={"step": step.label, "accepted": data.accepted})
    return await advance(ctx, await load_application(ctx, application_id, "onboarding.view"))


@command("onboarding.add_document", permission="onboarding.complete")
async def add_document(ctx: Ctx, application_id: ApplicationId, step_id: StepId, data: AddDocument) -> Application:
    """Give a document for a step: PDF, picture or office file of at most 20 MB.

    Raises FileRefused, FileTypeRefused, FileTooLarge, StepNeedsOther.
    """
    application = await _open(ctx, application_id)
    step = step_of(application, step_id)
    if step.kind is not StepKind.DOCUMENT:
        raise StepNeedsOther()
    if len(step.files) >= FILES_MAXIMUM:
        raise StepNeedsOther(f"A step takes {FILES_MAXIMUM} documents at most; remove one first")
    upload = Upload(tenant_id=ctx.tenant.id, purpose=DOCUMENT, name=data.name, declared_type=data.content_type)
    record = await keep_file(ctx, await ctx.services.files.put(upload, data.content), STEP_FILES, step_id)
    await set_step(ctx, step, StepStatus.DONE)
    ctx.record("onboarding", application_id, label=step.label, after={"document": record.name, "size": record.size})
    return await advance(ctx, await load_application(ctx, application_id, "onboarding.view"))


@command("onboarding.remove_document", permission="onboarding.complete")
async def remove_document(ctx: Ctx, application_id: ApplicationId, step_id: StepId, file_id: FileId) -> Application:
    """Take back a document of an open application. Raises ApplicationInvalidTransition, NotFound."""
    application = await _open(ctx, application_id)
    ctx.check_version(application.version)
    step = step_of(application, step_id)
    record = await find_file(ctx, STEP_FILES, step_id, file_id.uuid)
    await forget_file(ctx, record)
    if len(step.files) <= 1:
        await set_step(ctx, step, StepStatus.TODO)
    ctx.record("onboarding", application_id, label=step.label, before={"document": record.name})
    return await advance(ctx, await load_application(ctx, application_id, "onboarding.view"))


async def _open(ctx: Ctx, application_id: ApplicationId) -> Application:
    application = await lock_application(ctx, application_id, "onboarding.complete")
    if application.status is not ApplicationStatus.OPEN:
        raise ApplicationInvalidTransition(f"The application is {_WORDS[application.status]}, so its steps are closed")
    return application


_WORDS = {
    ApplicationStatus.OPEN: "open",
    ApplicationStatus.IN_REVIEW: "in review",
    ApplicationStatus.APPROVED: "approved",
    ApplicationStatus.REJECTED: "refused",
}


async def lock_application(ctx: Ctx, application_id: ApplicationId, permission: str) -> Application:
    """An application, with its organization's row held until the transaction ends: they change together."""
    organization = await ctx.db.value(LOCK_APPLICATION, {"id": application_id})
    if organization is not None:
        await ctx.db.maybe(LOCK_ORGANIZATION, {"id": organization})
    return await load_application(ctx, application_id, permission)


def step_of(application: Application, step_id: StepId) -> Step:
    """One step of an application. Raises NotFound."""
    found = next((step for step in application.steps if step.id == step_id), None)
    if found is None:
        raise NotFound()
    return found


async def set_step(
    ctx: Ctx, step: Step, status: StepStatus, *, message: str = "", proof: dict[str, Any] | None = None
) -> None:
    """Write how a step stands; who completed it is kept, because they may not decide later."""
    by = ctx.principal.member_id if step.kind not in BY_FACTS or step.is_reopened else None
    values = {
        "id": step.id,
        "status": status,
        "message": message,
        "proof": None if proof is None else Json(proof),
        "by": by,
        "now": ctx.now,
    }
    await ctx.db.run(SET_STEP, values)


async def advance(ctx: Ctx, application: Application) -> Application:
    """Judge the automatic steps of a locked application by the facts; complete ones go to review, or straight in."""
    if application.status not in (ApplicationStatus.OPEN, ApplicationStatus.IN_REVIEW):
        return application
    facts = await facts_of(ctx, application)
    changed = False
    for step in application.steps:
        if step.kind in BY_FACTS and not step.is_reopened:
            now = standing(step.kind, step.check, facts)
            if (now.status, now.message) != (step.status, step.message):
                await set_step(ctx, step, now.status, message=now.message)
                changed = True
    if changed:
        await ctx.db.run(TOUCH, {"id": application.id, "now": ctx.now})
        application = await load_application(ctx, application.id, "onboarding.view")
    first_time = application.submitted_at is None
    if application.status is ApplicationStatus.OPEN and first_time and is_complete(application.steps):
        application = await _submit(ctx, application)
    elif application.status is ApplicationStatus.IN_REVIEW and _lets_itself_in(application):
        application = await let_in(ctx, application, by=None)
    return application


def _lets_itself_in(application: Application) -> bool:
    return may_approve_itself(application.steps, application.approves_automatically)


async def _submit(ctx: Ctx, application: Application) -> Application:
    organization = await load_organization(ctx, application.organization_id, "organization.view")
    await ctx.db.run(SUBMIT, {"id": application.id, "now": ctx.now})
    await set_status(ctx, organization, "submit")
    submitted = await load_application(ctx, application.id, "onboarding.view")
    event = ApplicationSubmitted(application_id=application.id, organization_id=application.organization_id)
    ctx.emit(event, subject=submitted)
    if _lets_itself_in(submitted):
        return await let_in(ctx, submitted, by=None)
    return submitted


async def let_in(ctx: Ctx, application: Application, *, by: UUID | None, message: str = "") -> Application:
    """Approve an application that was checked, by a person or (`by` None) by its own checks; the partner may trade."""
    organization = await load_organization(ctx, application.organization_id, "organization.view")
    await ctx.db.run(APPROVE, {"id": application.id, "message": message, "by": by, "now": ctx.now})
    reason = "Application approved" if by else "Application approved automatically: every check passed"
    active = await set_status(ctx, organization, "approve", reason=reason)
    approved = await load_application(ctx, application.id, "onboarding.view")
    ctx.emit(ApplicationApproved(application_id=application.id, organization_id=organization.id), subject=approved)
    ctx.emit(OrganizationActivated(organization_id=organization.id), subject=active)
    await mail_applicant(ctx, approved, "approved")
    return approved


async def touch_onboarding(ctx: Ctx, organization_id: OrganizationId) -> None:
    """Let a running application of an organization look again, after something it waits for changed."""
    running = await ctx.db.value(RUNNING, {"organization": organization_id})
    if running is None:
        return
    system = ctx.as_system("Onboarding", ("organization.view", "onboarding.view"))
    await advance(system, await lock_application(system, ApplicationId(running), "onboarding.view"))
    ctx.notes.extend(system.notes)


async def recheck_waiting(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Look again at applications that wait for something outside, such as a confirmed e-mail address."""
    for identity in await ctx.db.values(WAITING, {"limit": RECHECKED}):
        await advance(ctx, await lock_application(ctx, ApplicationId(identity), "onboarding.view"))


async def mail_applicant(ctx: Ctx, application: Application, kind: str) -> None:
    """Tell the applicant by mail what happened; `kind` is received, changes, approved or rejected."""
    if application.applicant_member_id is None:
        return
    payload = {"application_id": application.id, "kind": kind}
    await ctx.services.jobs.enqueue(ctx, MAIL_JOB, payload, key=f"{application.id}:{kind}:{application.version}")
