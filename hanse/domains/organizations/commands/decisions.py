"""Deciding about applications: approve, refuse, or ask for changes. Nobody decides about what they made themselves."""

from __future__ import annotations

from hanse.domains.organizations.commands.life import block_people, set_status
from hanse.domains.organizations.commands.onboarding import let_in, lock_application, mail_applicant, step_of
from hanse.domains.organizations.errors import ApplicationInvalidTransition, StepNeedsOther
from hanse.domains.organizations.events import ApplicationRejected, ChangesRequested
from hanse.domains.organizations.queries.onboarding import load_application
from hanse.domains.organizations.queries.organizations import load_organization
from hanse.domains.organizations.rules.onboarding import refuse_requesters
from hanse.domains.organizations.types import (
    Application,
    ApplicationId,
    ApplicationStatus,
    AskForChanges,
    Decide,
    Refuse,
    StepKind,
)
from hanse.kit.text import clean_text
from hanse.platform.commands import command
from hanse.platform.context import Ctx

REQUESTERS = """
SELECT applicant_member_id AS member FROM onboarding_applications WHERE id = %(id)s
UNION SELECT started_by FROM onboarding_applications WHERE id = %(id)s
UNION SELECT completed_by FROM onboarding_steps WHERE application_id = %(id)s
"""
REJECT = """
UPDATE onboarding_applications SET status = 'rejected', message = %(message)s, decided_at = %(now)s,
    decided_by = %(by)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
ASK = """
UPDATE onboarding_applications SET status = 'open', message = %(message)s, version = version + 1, updated_at = %(now)s
WHERE id = %(id)s
"""
REOPEN = """
UPDATE onboarding_steps SET status = 'todo', is_reopened = true, message = %(message)s, completed_at = NULL
WHERE id = %(id)s
"""


@command("onboarding.approve", permission="organization.approve")
async def approve_application(ctx: Ctx, application_id: ApplicationId, data: Decide) -> Application:
    """Make an applicant a partner who may trade at once. Raises RequesterCannotDecide, ApplicationInvalidTransition."""
    before = await _decide(ctx, application_id, ApplicationStatus.IN_REVIEW)
    after = await let_in(ctx, before, by=ctx.principal.member_id, message=clean_text(data.message))
    ctx.record("onboarding", application_id, label=before.organization_name, before=_state(before), after=_state(after))
    return after


@command("onboarding.reject", permission="organization.approve")
async def reject_application(ctx: Ctx, application_id: ApplicationId, data: Refuse) -> Application:
    """Refuse an applicant with a reason, which they get by mail. Raises RequesterCannotDecide."""
    before = await _decide(ctx, application_id, ApplicationStatus.IN_REVIEW, ApplicationStatus.OPEN)
    reason = clean_text(data.reason)
    by = ctx.principal.member_id
    await ctx.db.run(REJECT, {"id": application_id, "message": reason, "by": by, "now": ctx.now})
    organization = await load_organization(ctx, before.organization_id, "organization.view")
    await set_status(ctx, organization, "reject", reason=reason, blocks=True)
    await block_people(ctx, before.organization_id, blocked=True)
    after = await load_application(ctx, application_id, "onboarding.view")
    ctx.record("onboarding", application_id, label=before.organization_name, before=_state(before), after=_state(after))
    event = ApplicationRejected(application_id=application_id, organization_id=before.organization_id, reason=reason)
    ctx.emit(event, subject=after)
    await mail_applicant(ctx, after, "rejected")
    return after


@command("onboarding.ask_for_changes", permission="organization.approve")
async def ask_for_changes(ctx: Ctx, application_id: ApplicationId, data: AskForChanges) -> Application:
    """Send an application back with a reason, opening some steps again. Raises RequesterCannotDecide."""
    before = await _decide(ctx, application_id, ApplicationStatus.IN_REVIEW)
    reason = clean_text(data.reason)
    for step in [step_of(before, step_id) for step_id in dict.fromkeys(data.steps)]:
        if step.kind is StepKind.CHECK:
            raise StepNeedsOther(f"{step.label} is checked by itself and cannot be opened again")
        await ctx.db.run(REOPEN, {"id": step.id, "message": reason[:1000]})
    await ctx.db.run(ASK, {"id": application_id, "message": reason, "now": ctx.now})
    organization = await load_organization(ctx, before.organization_id, "organization.view")
    await set_status(ctx, organization, "ask_for_changes")
    after = await load_application(ctx, application_id, "onboarding.view")
    ctx.record(
        "onboarding",
        application_id,
        label=before.organization_name,
        before=_state(before),
        after=_state(after),
        reason=reason[:500],
    )
    event = ChangesRequested(application_id=application_id, organization_id=before.organization_id, reason=reason)
    ctx.emit(event, subject=after)
    await mail_applicant(ctx, after, "changes")
    return after


async def _decide(ctx: Ctx, application_id: ApplicationId, *allowed: ApplicationStatus) -> Application:
    """A locked application that is in a state to be decided, by somebody who may."""
    application = await lock_application(ctx, application_id, "organization.approve")
    ctx.check_version(application.version)
    if application.status not in allowed:
        state = {"open": "not complete yet", "in_review": "in review"}.get(application.status.value, "decided already")
        raise ApplicationInvalidTransition(f"This application is {state}")
    requesters = await ctx.db.values(REQUESTERS, {"id": application_id})
    acting = ctx.principal.on_behalf.member_id if ctx.principal.on_behalf else None
    refuse_requesters((ctx.principal.member_id, acting), requesters)
    return application


def _state(application: Application) -> dict[str, object]:
    return {"status": application.status, "message": application.message}
