"""The ids, enumerations and constrained texts that organizations are described with. No structs and no rules."""

from __future__ import annotations

import enum
from typing import Annotated, Any

from msgspec import Meta

from hanse.kit.ids import Id

Name = Annotated[str, Meta(min_length=1, max_length=200, description="Name the organization trades under")]
Number = Annotated[str, Meta(min_length=1, max_length=40, description="Customer or vendor number; made when left out")]
LegalName = Annotated[str, Meta(max_length=200, description="Name in the commercial register")]
Website = Annotated[str, Meta(max_length=300, description="Address on the web")]
LocaleCode = Annotated[
    str, Meta(max_length=20, pattern=r"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*\Z", description="Such as de-DE")
]
Country = Annotated[str, Meta(pattern=r"^[A-Z]{2}\Z", description="ISO 3166 country code, such as DE")]
Currency = Annotated[str, Meta(pattern=r"^[A-Z]{3}\Z", description="ISO 4217 code, such as EUR")]
Email = Annotated[
    str,
    Meta(
        min_length=3,
        max_length=320,
        pattern=r"^[^@\x00-\x20\x7f]+@[^@\x00-\x20\x7f]+\.[^@\x00-\x20\x7f]+\Z",
        description="E-mail address",
    ),
]
Phone = Annotated[str, Meta(max_length=60, description="Telephone number")]
Tag = Annotated[str, Meta(min_length=1, max_length=40, description="A word to group by")]
Tags = Annotated[list[Tag], Meta(max_length=50, description="Words to group by")]
Days = Annotated[int, Meta(ge=0, le=365, description="Days")]
BasisPoints = Annotated[int, Meta(ge=0, le=10_000, description="Hundredths of a percent")]
PriceGroup = Annotated[str, Meta(max_length=60, description="Group of customers with the same prices")]
CustomValues = Annotated[
    dict[str, Any], Meta(max_length=100, description="Values of the declared custom fields, by key")
]
Notes = Annotated[str, Meta(max_length=10_000, description="For staff only")]
Reason = Annotated[str, Meta(min_length=1, max_length=500, description="Why; kept in the audit trail")]


class AddressId(Id, prefix="adr"):
    """A postal address of an organization."""


class ContactId(Id, prefix="ctc"):
    """A person to talk to, who need not have a log-in."""


class TaxIdId(Id, prefix="tax"):
    """A tax number of an organization."""


class CustomFieldId(Id, prefix="cfd"):
    """A custom field the tenant declared."""


class OrganizationStatus(enum.StrEnum):
    PROSPECT = "prospect"
    APPLIED = "applied"
    IN_REVIEW = "in_review"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    CLOSED = "closed"


class OrganizationType(enum.StrEnum):
    BUYER = "buyer"
    VENDOR = "vendor"
    DISTRIBUTOR = "distributor"
    RESELLER = "reseller"
    CARRIER = "carrier"
    OTHER = "other"


Types = Annotated[list[OrganizationType], Meta(max_length=6, description="What the partner is; several at once")]


class TaxIdStatus(enum.StrEnum):
    """How far a tax number is proved."""

    UNCHECKED = "unchecked"  # no form is known for it
    WELL_FORMED = "well_formed"  # the form and check digits fit
    PENDING = "pending"  # the register is being asked
    UNREACHABLE = "unreachable"  # the register did not answer; it is asked again
    CONFIRMED = "confirmed"  # the register knows it
    REFUSED = "refused"  # the register does not know it


class CustomFieldKind(enum.StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DATE = "date"
    BOOLEAN = "boolean"
    CHOICE = "choice"
    URL = "url"
