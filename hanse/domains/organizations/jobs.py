"""Background work of organizations: asking registers, recomputing health, importing files."""

from __future__ import annotations

from hanse.domains.organizations.commands.mails import mail_applicant
from hanse.domains.organizations.commands.onboarding import MAIL_JOB
from hanse.domains.organizations.commands.registers import ask_register
from hanse.domains.organizations.commands.tax_ids import CHECK_JOB
from hanse.platform.registry import JobKind

JOBS = (
    JobKind(
        CHECK_JOB,
        ask_register,
        rights=("organization.view", "onboarding.view"),
        attempts=12,
        timeout_seconds=60,
        outside=True,
    ),
    JobKind(MAIL_JOB, mail_applicant, rights=("onboarding.view",), outside=True),
)
