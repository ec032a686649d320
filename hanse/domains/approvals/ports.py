"""What approvals need of organizations, which stand above, which kinds of subjects the other domains
offer, and what people are told.

The composition root registers them in `services.extras`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Protocol, cast
from uuid import UUID

from hanse.domains.approvals.types import APPROVAL_EVIDENCE, APPROVAL_SUBJECTS, ApprovalEvidence, SubjectKind
from hanse.domains.notifications.types import NotificationKind
from hanse.platform.context import Ctx

ASKED, REMINDED, ESCALATED = "approval.asked", "approval.reminded", "approval.escalated"
ALERTED, DECIDED = "approval.alerted", "approval.decided"
_FACTS: Final = (("title", "What is asked for"), ("requester", "Asked by"), ("amount", "Amount"))
APPROVAL_NOTIFICATIONS: Final = (
    NotificationKind(ASKED, "Approvals asked of you", "Something waits for your decision.", "all", "now", _FACTS),
    NotificationKind(REMINDED, "Reminders of approvals", "You have not decided yet.", "all", "now", _FACTS),
    NotificationKind(ESCALATED, "Escalated approvals", "Others did not decide in time.", "all", "now", _FACTS),
    NotificationKind(ALERTED, "Approvals nobody can decide", "Too few people can decide.", "staff", "now", _FACTS),
    NotificationKind(DECIDED, "Decisions about what you asked for", "How it ended.", "all", "now", _FACTS),
)
"""What people are told of approvals; the composition root lists them among the kinds of notifications."""


class OrganizationTree(Protocol):
    """The tree of partner organizations of the tenant at hand."""

    async def paths(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, tuple[UUID, ...]]:
        """Each organization that exists, with itself and those above it up to the root."""
        ...

    async def names(self, ctx: Ctx, organizations: Iterable[UUID]) -> Mapping[UUID, str]:
        """The names of the organizations that exist."""
        ...

    async def below(self, ctx: Ctx, roots: Iterable[UUID]) -> tuple[UUID, ...]:
        """The roots and everything below them."""
        ...

    async def find(self, ctx: Ctx, text: str, among: None, limit: int) -> Sequence[tuple[UUID, str]]:
        """Open organizations whose name holds the text, by name."""
        ...


def organization_tree(ctx: Ctx) -> OrganizationTree:
    """The registered implementation."""
    return cast(OrganizationTree, ctx.services.extras["organization_tree"])


class EvidenceSource(Protocol):
    """What a domain lays beside a subject of its own; asked only for readers who may know what it is judged by."""

    async def __call__(self, ctx: Ctx, subject_id: str) -> list[ApprovalEvidence]: ...


def evidence_source(ctx: Ctx, kind: str) -> EvidenceSource | None:
    """The registered source for a kind of subject; None when its domain has nothing to add."""
    sources = cast(Mapping[str, EvidenceSource], ctx.services.extras.get(APPROVAL_EVIDENCE, {}))
    return sources.get(kind)


def subject_kinds(ctx: Ctx) -> Sequence[SubjectKind]:
    """The kinds of subjects the other domains offer; none when none is registered."""
    return cast(Sequence[SubjectKind], ctx.services.extras.get(APPROVAL_SUBJECTS, ()))
