"""Organizations as they are given and taken. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.organizations.types.values import (
    BasisPoints,
    Currency,
    CustomValues,
    Days,
    Email,
    LegalName,
    LocaleCode,
    Name,
    Notes,
    Number,
    OrganizationStatus,
    OrganizationType,
    Phone,
    PriceGroup,
    Reason,
    Tags,
    Types,
    Website,
)
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

Path = Annotated[list[UUID], Meta(description="The organization and those above it, nearest first")]


class PaymentTerms(Data, frozen=True, kw_only=True):
    """When an invoice is due, and the discount for paying early."""

    days: int
    discount_days: int | None = None
    discount_basis_points: int | None = None


class PaymentTermsInput(Input, frozen=True, kw_only=True):
    """Net days, and optionally a discount for paying within fewer days."""

    days: Days
    discount_days: Days | None = None
    discount_basis_points: BasisPoints | None = None


class Ancestor(Data, frozen=True, kw_only=True):
    """One step on the way up the tree."""

    id: OrganizationId
    name: str


class OrganizationSummary(Data, frozen=True, kw_only=True):
    """An organization in a list."""

    id: OrganizationId
    number: str
    name: str
    status: OrganizationStatus
    types: list[OrganizationType]
    parent_id: OrganizationId | None
    parent_name: str | None
    manager_member_id: MemberId | None
    manager_name: str | None
    tags: list[str]
    health: int | None
    member_count: int
    child_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return organization_subject(self)


class Organization(Data, frozen=True, kw_only=True):
    """A partner of the business, with everything the reader may know of it."""

    id: OrganizationId
    number: str
    name: str
    legal_name: str | None
    status: OrganizationStatus
    status_reason: Annotated[str | None, Meta(description="For staff only")]
    types: list[OrganizationType]
    parent_id: OrganizationId | None
    ancestors: Annotated[
        list[Ancestor], Meta(description="From the root down to the parent, as far as the reader sees")
    ]
    website: str | None
    email: str | None
    phone: str | None
    currency: str | None
    locale: str | None
    payment_terms: PaymentTerms | None
    credit_limit: Money | None
    price_group: Annotated[str | None, Meta(description="For staff only")]
    manager_member_id: MemberId | None
    manager_name: str | None
    tags: Annotated[list[str], Meta(description="For staff only")]
    custom: dict[str, Any]
    notes: Annotated[str, Meta(description="For staff only")]
    blocks_log_in: bool
    active_since: datetime | None
    health: Annotated[int | None, Meta(description="For staff only; 0 to 100")]
    member_count: int
    child_count: int
    version: int
    created_at: datetime
    updated_at: datetime
    path: Path
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return organization_subject(self)


def organization_subject(organization: Organization | OrganizationSummary) -> Subject:
    """What authorisation knows of an organization: its place, its manager, and what conditions may use."""
    manager = organization.manager_member_id
    return Subject(
        kind="organization",
        id=organization.id,
        organizations=tuple(organization.path),
        owner_member_id=manager.uuid if manager else None,
        attributes={
            "status": organization.status.value,
            "types": [kind.value for kind in organization.types],
            "tags": list(organization.tags),
            "manager_id": manager.uuid if manager else None,
        },
    )


class CreateOrganization(Input, frozen=True, kw_only=True):
    """A new partner. Without a number the next free one is used; it starts as a prospect unless told otherwise."""

    name: Name
    number: Number | None = None
    legal_name: LegalName | None = None
    types: Types = []
    parent_id: OrganizationId | None = None
    website: Website | None = None
    email: Email | None = None
    phone: Phone | None = None
    currency: Currency | None = None
    locale: LocaleCode | None = None
    payment_terms: PaymentTermsInput | None = None
    credit_limit: Money | None = None
    price_group: PriceGroup | None = None
    manager_member_id: MemberId | None = None
    tags: Tags = []
    custom: CustomValues = {}
    notes: Notes = ""
    is_active: Annotated[bool, Meta(description="Start as an active partner, without onboarding")] = False


class UpdateOrganization(Input, frozen=True, kw_only=True):
    """What changes; fields left out stay. Status and place in the tree have actions of their own.

    People of the organization change website, email, phone, locale and the custom fields shown to them; the rest is
    for staff.
    `custom` replaces the values of the keys it names; null empties one.
    """

    name: Name | UnsetType = UNSET
    number: Number | UnsetType = UNSET
    legal_name: LegalName | UnsetType | None = UNSET
    types: Types | UnsetType = UNSET
    website: Website | UnsetType | None = UNSET
    email: Email | UnsetType | None = UNSET
    phone: Phone | UnsetType | None = UNSET
    currency: Currency | UnsetType | None = UNSET
    locale: LocaleCode | UnsetType | None = UNSET
    payment_terms: PaymentTermsInput | UnsetType | None = UNSET
    credit_limit: Money | UnsetType | None = UNSET
    price_group: PriceGroup | UnsetType | None = UNSET
    manager_member_id: MemberId | UnsetType | None = UNSET
    tags: Tags | UnsetType = UNSET
    custom: CustomValues | UnsetType = UNSET
    notes: Notes | UnsetType = UNSET


class MoveOrganization(Input, frozen=True, kw_only=True):
    """The new place in the tree; null makes it a root. Everything below moves along."""

    parent_id: OrganizationId | None


class ChangeStatus(Input, frozen=True, kw_only=True):
    """Why, and for a suspension whether its people may still log in to read."""

    reason: Reason
    blocks_log_in: Annotated[bool, Meta(description="For a suspension: also stop the log-ins of its people")] = True


Sort = Literal["name", "-name", "number", "-number", "updated", "-updated", "created", "-created"]


class OrganizationFilter(PageQuery, frozen=True, kw_only=True):
    """Filters of the list of organizations."""

    q: (
        Annotated[str, Meta(max_length=100, description="Part of a name, number, e-mail address or tax number")] | None
    ) = None
    status: Annotated[list[OrganizationStatus], Meta(max_length=6)] = []
    type: Annotated[list[OrganizationType], Meta(max_length=6)] = []
    tag: Annotated[list[Annotated[str, Meta(max_length=40)]], Meta(max_length=20)] = []
    manager: MemberId | None = None
    parent: Annotated[OrganizationId | None, Meta(description="Directly below this organization")] = None
    below: Annotated[OrganizationId | None, Meta(description="Anywhere below this organization, or itself")] = None
    roots: Annotated[bool, Meta(description="Only organizations that stand at the top of what the reader sees")] = False
    sort: Sort = "name"


class OrganizationCounts(Data, frozen=True, kw_only=True):
    """How many organizations the reader sees: in all, and by status, type and tag."""

    total: int
    statuses: dict[str, int]
    types: dict[str, int]
    tags: dict[str, int]
