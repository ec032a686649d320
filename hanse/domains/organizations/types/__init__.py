"""What organizations are made of, as they are given and taken: the one place other modules take these names from."""

from __future__ import annotations

from hanse.domains.access.types import OrganizationId
from hanse.domains.organizations.types.organizations import (
    Ancestor,
    ChangeStatus,
    CreateOrganization,
    MoveOrganization,
    Organization,
    OrganizationCounts,
    OrganizationFilter,
    OrganizationSummary,
    PaymentTerms,
    PaymentTermsInput,
    UpdateOrganization,
)
from hanse.domains.organizations.types.parts import (
    Address,
    Contact,
    CreateCustomField,
    CustomField,
    SaveAddress,
    SaveContact,
    SaveTaxId,
    TaxId,
    UpdateCustomField,
)
from hanse.domains.organizations.types.values import (
    AddressId,
    ContactId,
    CustomFieldId,
    CustomFieldKind,
    OrganizationStatus,
    OrganizationType,
    TaxIdId,
    TaxIdStatus,
)

__all__ = [
    "Address",
    "AddressId",
    "Ancestor",
    "ChangeStatus",
    "Contact",
    "ContactId",
    "CreateCustomField",
    "CreateOrganization",
    "CustomField",
    "CustomFieldId",
    "CustomFieldKind",
    "MoveOrganization",
    "Organization",
    "OrganizationCounts",
    "OrganizationFilter",
    "OrganizationId",
    "OrganizationStatus",
    "OrganizationSummary",
    "OrganizationType",
    "PaymentTerms",
    "PaymentTermsInput",
    "SaveAddress",
    "SaveContact",
    "SaveTaxId",
    "TaxId",
    "TaxIdId",
    "TaxIdStatus",
    "UpdateCustomField",
    "UpdateOrganization",
]
