"""What happens to organizations, as facts."""

from __future__ import annotations

from typing import ClassVar

from hanse.domains.organizations.types import ApplicationId, OrganizationId, TaxIdId, TaxIdStatus
from hanse.kit.events import Event


class OrganizationCreated(Event, frozen=True, kw_only=True):
    """A partner was entered."""

    name: ClassVar[str] = "organization.created"
    organization_id: OrganizationId


class OrganizationUpdated(Event, frozen=True, kw_only=True):
    """Facts of a partner changed."""

    name: ClassVar[str] = "organization.updated"
    organization_id: OrganizationId


class OrganizationMoved(Event, frozen=True, kw_only=True):
    """A partner, with everything below it, got another place in the tree."""

    name: ClassVar[str] = "organization.moved"
    organization_id: OrganizationId
    from_parent_id: OrganizationId | None
    to_parent_id: OrganizationId | None


class OrganizationActivated(Event, frozen=True, kw_only=True):
    """A partner may trade, for the first time or again."""

    name: ClassVar[str] = "organization.activated"
    organization_id: OrganizationId


class OrganizationSuspended(Event, frozen=True, kw_only=True):
    """New business with a partner stopped."""

    name: ClassVar[str] = "organization.suspended"
    organization_id: OrganizationId
    reason: str


class OrganizationClosed(Event, frozen=True, kw_only=True):
    """The relationship ended; history stays."""

    name: ClassVar[str] = "organization.closed"
    organization_id: OrganizationId
    reason: str


class TaxIdChecked(Event, frozen=True, kw_only=True):
    """A register answered about a tax number, or could not be reached."""

    name: ClassVar[str] = "tax_id.checked"
    organization_id: OrganizationId
    tax_id_id: TaxIdId
    status: TaxIdStatus


class ApplicationSubmitted(Event, frozen=True, kw_only=True):
    """An applicant did every step; somebody has to decide."""

    name: ClassVar[str] = "onboarding.submitted"
    application_id: ApplicationId
    organization_id: OrganizationId


class ApplicationApproved(Event, frozen=True, kw_only=True):
    """An applicant became a partner."""

    name: ClassVar[str] = "onboarding.approved"
    application_id: ApplicationId
    organization_id: OrganizationId


class ApplicationRejected(Event, frozen=True, kw_only=True):
    """An applicant was refused."""

    name: ClassVar[str] = "onboarding.rejected"
    application_id: ApplicationId
    organization_id: OrganizationId
    reason: str


class ChangesRequested(Event, frozen=True, kw_only=True):
    """An applicant was asked to mend something."""

    name: ClassVar[str] = "onboarding.changes_requested"
    application_id: ApplicationId
    organization_id: OrganizationId
    reason: str


EVENTS = (
    OrganizationCreated,
    OrganizationUpdated,
    OrganizationMoved,
    OrganizationActivated,
    OrganizationSuspended,
    OrganizationClosed,
    TaxIdChecked,
    ApplicationSubmitted,
    ApplicationApproved,
    ApplicationRejected,
    ChangesRequested,
)
