"""Background work of notifications: e-mails, and the digests whose hour has come."""

from __future__ import annotations

from hanse.domains.notifications.commands.digests import DIGEST_JOB, send_digests
from hanse.domains.notifications.commands.mails import send_mail
from hanse.domains.notifications.commands.notifying import MAIL_JOB
from hanse.platform.registry import JobKind, Schedule

JOBS = (
    JobKind(MAIL_JOB, send_mail, outside=True),
    JobKind(DIGEST_JOB, send_digests, timeout_seconds=300),
)
SCHEDULES = (Schedule("notifications.digests", "*/15 * * * *", DIGEST_JOB),)
"""Every quarter of an hour, because some time zones are a half or a quarter of an hour beside the others."""
