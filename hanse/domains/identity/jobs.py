"""Background work of identity: mails with one-time links, notices, and removing what nobody needs any more.

A token is made here, after the request that wanted it was answered: so no queue ever holds one, and asking for a mail
costs the same whether or not there is an account.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any, Final

from hanse.domains.identity.adapters.mails import branding_of, facts_of, link_mail, notice_mail, plain_mail
from hanse.domains.identity.commands.passwords import CANCEL, NOTICE_JOB, RESET, RESET_JOB
from hanse.domains.identity.commands.profile import (
    CHANGE,
    CHANGE_JOB,
    CHANGE_LIFETIME,
    VERIFICATION,
    VERIFICATION_JOB,
    VERIFICATION_LIFETIME,
)
from hanse.domains.identity.commands.proofs import PROOF, PROOF_JOB, PROOF_LIFETIME
from hanse.domains.identity.commands.proving import CREATE_TOKEN, NewToken, note
from hanse.domains.identity.queries.rows import AccountRow, find_account_row
from hanse.domains.identity.types import AccountId
from hanse.platform.authz import TenantRef
from hanse.platform.context import Ctx
from hanse.platform.jobs import RunningJob
from hanse.platform.mail import Message
from hanse.platform.registry import JobKind, Schedule
from hanse.platform.services import Services

RESET_LIFETIME: Final = timedelta(minutes=30)
PURGE_JOB: Final = "identity.purge"
PURGE_BATCH: Final = 5_000
PURGE: Final = "SELECT identity_purge(%(now)s, %(limit)s)"
_RESET_WORDS: Final = {
    "subject": "Set a new password",
    "text": "Somebody asked for a link to set a new password for your account. It works once, for 30 minutes.",
    "label": "Set a new password",
}
_VERIFY_WORDS: Final = {
    "subject": "Confirm your e-mail address",
    "text": "An account was made with this address. If it was you, log in and confirm that you read mail here.",
    "label": "Confirm the address",
}
_PROOF_NOTE: Final = "If it was not you, do nothing: nothing was made."
_PROOF_WORDS: Final = {
    "sign_up": {
        "subject": "Create your business",
        "text": "One step remains: open this link to create your business. It works once, for 24 hours.",
        "known": "Somebody wants to create a business with this address, which has an account already. If it was you, "
        "log in first; then create the business.",
        "label": "Create the business",
    },
    "application": {
        "subject": "Go on with your application",
        "text": "One step remains: open this link to send your application. It works once, for 24 hours.",
        "known": "Somebody wants to apply with this address, which has an account already. If it was you, log in "
        "first; then apply.",
        "label": "Send the application",
    },
}
_CHANGE_WORDS: Final = {
    "subject": "Confirm your new e-mail address",
    "text": "Your account will log in with this address once you confirm it. The link works once, for one hour.",
    "label": "Confirm the new address",
}


async def send_password_reset(services: Services, job: RunningJob) -> None:
    """Mail a link to set the password anew; an address without an account is told nothing."""
    made, account = await _token_for(job, RESET, RESET_LIFETIME, email=str(job.payload["email"]))
    if made is None or account is None or account.email is None:
        return
    tenant = await _business(services, job)
    mail = link_mail(
        (account.email, account.display_name),
        _RESET_WORDS,
        f"{services.settings.public_url}/reset?token={made.text}",
        branding_of(services, tenant),
        "If it was not you, do nothing: your password stays as it is.",
    )
    await _send(services, job, mail)


async def send_email_verification(services: Services, job: RunningJob) -> None:
    """Mail a link that confirms the log-in address."""
    account_id = AccountId.parse(str(job.payload["account_id"]))
    made, account = await _token_for(job, VERIFICATION, VERIFICATION_LIFETIME, account_id=account_id)
    if made is None or account is None or account.email is None or account.email_verified_at is not None:
        return
    tenant = await _business(services, job)
    mail = link_mail(
        (account.email, account.display_name),
        _VERIFY_WORDS,
        f"{services.settings.public_url}/verify-email?token={made.text}",
        branding_of(services, tenant),
        "If it was not you, ask for a new password on the log-in page: then whoever made it is shut out.",
    )
    await _send(services, job, mail)


async def send_email_change(services: Services, job: RunningJob) -> None:
    """Mail a link to the address somebody wants to log in with; its present owner, if any, is told instead."""
    email = str(job.payload["email"])
    async with job.open() as ctx:
        taken = await find_account_row(ctx, email=email)
    face = branding_of(services, None)
    if taken is not None:
        text = "Somebody wanted to use this address for another account. Nothing was changed, and they were not told."
        mail = plain_mail((email, taken.display_name), "Your e-mail address stays yours", [text], face)
        await _send(services, job, mail)
        return
    account_id = AccountId.parse(str(job.payload["account_id"]))
    made, account = await _token_for(job, CHANGE, CHANGE_LIFETIME, account_id=account_id, payload={"email": email})
    if made is None or account is None:
        return
    url = f"{services.settings.public_url}/confirm-email?token={made.text}"
    note_text = "If you did not ask for this, do nothing."
    await _send(services, job, link_mail((email, account.display_name), _CHANGE_WORDS, url, face, note_text))


async def send_address_proof(services: Services, job: RunningJob) -> None:
    """Mail a link with which something begins that an account is needed for; who has one is told to log in."""
    email, what = str(job.payload["email"]), str(job.payload["what"])
    words = _PROOF_WORDS[what]
    face = branding_of(services, await _business(services, job))
    home, page = services.settings.public_url, str(job.payload["page"])
    async with job.open() as ctx:
        account = await find_account_row(ctx, email=email)
        made = NewToken(PROOF, None, PROOF_LIFETIME, ctx.now, {"sealed": str(job.payload["sealed"])})
        if account is None:
            await ctx.db.run(CREATE_TOKEN, made.params)
    if account is None:
        mail = link_mail((email, ""), words, f"{home}{page}?token={made.text}", face, _PROOF_NOTE)
    else:
        known = {"subject": words["subject"], "text": words["known"], "label": "Log in"}
        business = f"/t/{job.payload['business']}" if job.payload.get("business") else ""
        start = page.rpartition("/")[0]
        mail = link_mail(
            (email, account.display_name), known, f"{home}{business}/login?next={start}", face, _PROOF_NOTE
        )
    await _send(services, job, mail)


async def send_notice(services: Services, job: RunningJob) -> None:
    """Tell the owner that something about the account's protection changed; to the address it had at that moment."""
    payload = job.payload
    facts = facts_of(job.envelope.at, payload.get("ip"), payload.get("agent"))
    to = (str(payload["email"]), str(payload["name"]))
    url = f"{services.settings.public_url}/account/security"
    await _send(services, job, notice_mail(to, str(payload["what"]), facts, branding_of(services, None), url))


async def purge(ctx: Ctx, payload: dict[str, Any]) -> None:
    """Remove expired tokens, sessions that ended long ago, and old history, in bounded pieces."""
    for _ in range(200):
        if int(await ctx.db.value(PURGE, {"now": ctx.now, "limit": PURGE_BATCH})) == 0:
            return


async def _token_for(
    job: RunningJob,
    kind: str,
    lifetime: timedelta,
    *,
    email: str | None = None,
    account_id: AccountId | None = None,
    payload: dict[str, Any] | None = None,
) -> tuple[NewToken | None, AccountRow | None]:
    """Make a token for an active account and cancel older ones of the kind; a repeated attempt makes a new one."""
    async with job.open() as ctx:
        account = await find_account_row(ctx, account_id=account_id, email=email)
        if account is None or not account.is_active:
            return None, None
        content = payload or {"email": account.email}
        made = NewToken(kind, account.id, lifetime, ctx.now, content)
        await ctx.db.run(CANCEL, {"account": account.id, "kinds": [kind], "now": ctx.now})
        await ctx.db.run(CREATE_TOKEN, made.params)
        if kind == RESET:
            await note(ctx, account.id, "password_reset_requested", ip=job.payload.get("ip"))
        return made, account


async def _business(services: Services, job: RunningJob) -> TenantRef | None:
    handle = job.payload.get("business")
    return await services.tenants.by_handle(services, str(handle)) if handle else None


async def _send(services: Services, job: RunningJob, mail: Message) -> None:
    await services.mail.send(mail, idempotency_key=f"{job.idempotency_key}:{job.attempt}")


JOBS: Final = (
    JobKind(RESET_JOB, send_password_reset, outside=True, installation=True),
    JobKind(VERIFICATION_JOB, send_email_verification, outside=True, installation=True),
    JobKind(CHANGE_JOB, send_email_change, outside=True, installation=True),
    JobKind(PROOF_JOB, send_address_proof, outside=True, installation=True),
    JobKind(NOTICE_JOB, send_notice, outside=True, installation=True),
    JobKind(PURGE_JOB, purge, installation=True),
)
SCHEDULES: Final = (Schedule("identity.purge_nightly", "17 3 * * *", PURGE_JOB, per_tenant=False),)
