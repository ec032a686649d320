"""What Hanse takes: organizations_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import TypedDict

from hanse.client.models import ApplicationStatusWord, OrganizationTypeWord


class OrganizationAddressesQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class OrganizationContactsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class OrganizationTaxIdsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class OnboardingListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Where it stands in its life
    status: ApplicationStatusWord
    # The organization
    organization_id: str


class OnboardingTemplateListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only of these types
    type: OrganizationTypeWord


class OrganizationListImportsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class OrganizationImportProblemsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class CustomFieldListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
