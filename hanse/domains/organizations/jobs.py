"""Background work of organizations: asking registers, recomputing health, importing files."""

from __future__ import annotations

from hanse.domains.organizations.commands.exports import EXPORT_JOB, export_rows
from hanse.domains.organizations.commands.health import HEALTH_JOB, compute_all
from hanse.domains.organizations.commands.importing import import_rows
from hanse.domains.organizations.commands.mails import mail_applicant
from hanse.domains.organizations.commands.onboarding import MAIL_JOB, RECHECK_JOB, recheck_waiting
from hanse.domains.organizations.commands.registers import ask_register
from hanse.domains.organizations.commands.tax_ids import CHECK_JOB
from hanse.domains.organizations.queries.imports import IMPORTS
from hanse.platform.registry import JobKind, Schedule

JOBS = (
    JobKind(
        CHECK_JOB,
        ask_register,
        rights=("organization.view", "onboarding.view"),
        attempts=12,
        timeout_seconds=60,
        outside=True,
    ),
    JobKind(
        IMPORTS.job,
        import_rows,
        rights=(
            "organization.import",
            "organization.view",
            "organization.view_internal",
            "organization.create",
            "organization.update",
            "organization.manage",
            "organization.set_terms",
            "organization.activate",
            "organization.move",
            "organization.manage_addresses",
            "organization.manage_tax_ids",
            "onboarding.view",
        ),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
    JobKind(
        EXPORT_JOB,
        export_rows,
        rights=("organization.export", "organization.view", "organization.view_internal"),
        timeout_seconds=3_600,
        outside=True,
        for_actor=True,
    ),
    JobKind(HEALTH_JOB, compute_all, timeout_seconds=900, outside=True),
    JobKind(RECHECK_JOB, recheck_waiting, rights=("organization.view", "onboarding.view"), timeout_seconds=300),
    JobKind(MAIL_JOB, mail_applicant, rights=("onboarding.view",), outside=True),
)

SCHEDULES = (
    Schedule("organizations.health", "17 2 * * *", HEALTH_JOB),
    Schedule("organizations.recheck_applications", "*/5 * * * *", RECHECK_JOB),
)
