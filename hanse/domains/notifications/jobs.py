"""Background work of notifications: the e-mails."""

from __future__ import annotations

from hanse.domains.notifications.commands.mails import send_mail
from hanse.domains.notifications.commands.notifying import MAIL_JOB
from hanse.platform.registry import JobKind

JOBS = (JobKind(MAIL_JOB, send_mail, outside=True),)
SCHEDULES = ()
