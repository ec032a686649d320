"""Background work of documents: making them."""

from __future__ import annotations

from hanse.domains.documents.commands.making import MAKE_JOB, make_paper
from hanse.platform.registry import JobKind

JOBS = (JobKind(MAKE_JOB, make_paper, attempts=5, timeout_seconds=120, outside=True),)
