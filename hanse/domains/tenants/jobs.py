"""Background work of tenants: looking for the proof of a domain, and having their uploads scanned for viruses."""

from __future__ import annotations

from typing import Final

from hanse.domains.tenants.adapters.dns import read_txt
from hanse.domains.tenants.commands import CHECK_JOB, claim_domain
from hanse.domains.tenants.errors import DomainTaken
from hanse.domains.tenants.events import TenantDomainVerified
from hanse.domains.tenants.ports import TXT, TxtLookup
from hanse.domains.tenants.queries import load
from hanse.domains.tenants.types import Domain, Tenant
from hanse.platform.context import Ctx
from hanse.platform.files.scanning import RESCAN_JOB, SCAN_JOB, scan_file, scan_waiting
from hanse.platform.jobs import RunningJob
from hanse.platform.registry import JobKind, Schedule
from hanse.platform.services import Services

NOTE: Final = """
    UPDATE tenants SET domain_checked_at = %(now)s, domain_problem = %(problem)s, version = version + 1,
        domain_verified_at = CASE WHEN %(verified)s THEN coalesce(domain_verified_at, %(now)s)
            ELSE domain_verified_at END
    WHERE domain = %(domain)s
"""


async def look_for_proof(services: Services, job: RunningJob) -> None:
    """Compare the domain's TXT records with the text we asked for, and claim the domain when it is there."""
    async with job.open() as ctx:
        domain = (await load(ctx)).domain
    if domain is None or domain.name != job.payload["domain"]:
        return
    problem = await _problem(services, domain)
    async with job.open() as ctx:
        tenant = await load(ctx, for_update=True)
        if tenant.domain is not None and tenant.domain.record_value == domain.record_value:
            await _note(ctx, tenant, tenant.domain, problem)


async def _problem(services: Services, domain: Domain) -> str | None:
    """Why the proof is not there, in a sentence; None when it is."""
    lookup: TxtLookup = services.extras.get(TXT, read_txt)
    try:
        texts = await lookup(domain.record_name)
    except (OSError, TimeoutError):
        return "The name servers of the domain did not answer; try again later"
    if domain.record_value in (text.strip() for text in texts):
        return None
    if texts:
        return f"The TXT record at {domain.record_name} holds another text"
    return f"There is no TXT record at {domain.record_name} yet; changes in DNS can take some hours"


async def _note(ctx: Ctx, tenant: Tenant, domain: Domain, problem: str | None) -> None:
    if problem is None and domain.verified_at is None:
        try:
            await claim_domain(ctx, domain.name)
        except DomainTaken as taken:
            problem = taken.message
    is_new = problem is None and domain.verified_at is None
    await ctx.db.run(NOTE, {"domain": domain.name, "problem": problem, "verified": problem is None, "now": ctx.now})
    if is_new:
        after = {"domain": domain.name, "verified": True}
        ctx.record(
            "tenant", tenant.id, label=tenant.name, before={"domain": domain.name, "verified": False}, after=after
        )
        ctx.emit(TenantDomainVerified(tenant_id=tenant.id, domain=domain.name), subject=tenant)


JOBS: Final = (
    JobKind(CHECK_JOB, look_for_proof, rights=("tenant.view",), outside=True, timeout_seconds=30),
    JobKind(SCAN_JOB, scan_file, outside=True, attempts=12, timeout_seconds=150, when_suspended="run"),
    JobKind(RESCAN_JOB, scan_waiting, when_suspended="run"),
)
SCHEDULES: Final = (Schedule("files.scan_waiting", "23 * * * *", RESCAN_JOB),)
