"""Papers of a contract, and a contract that was signed on paper elsewhere. Data only."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import MemberId, OrganizationId
from hanse.domains.contracts.types.values import (
    ContractVersionId,
    Currency,
    Months,
    NoticeDays,
    PaymentText,
    RenewalMode,
    Title,
    UpliftMicros,
)
from hanse.domains.documents.types import DocumentId
from hanse.kit.money import Money
from hanse.kit.structs import Data, Input

IMPORT_BYTES = 50_000_000


class ContractPaper(Data, frozen=True, kw_only=True):
    """A PDF that is being made."""

    document_id: DocumentId
    version_id: ContractVersionId
    is_sealed: Annotated[bool, Meta(description="Whether it carries the seal of the business")]


class ImportContract(Input, frozen=True, kw_only=True):
    """A contract that both sides signed elsewhere: the file, and its key terms."""

    organization_id: OrganizationId
    title: Title
    name: Annotated[
        str, Meta(min_length=1, max_length=200, description="Name of the file, with its ending: .pdf or .docx")
    ]
    content: Annotated[bytes, Meta(description="The bytes, base64", max_length=IMPORT_BYTES)]
    content_type: Annotated[str, Meta(max_length=120)] = ""
    signed_on: Annotated[date, Meta(description="Day of the last signature")]
    signed_by_seller: Annotated[str, Meta(min_length=1, max_length=200, description="Who signed for the business")]
    signed_by_buyer: Annotated[str, Meta(min_length=1, max_length=200, description="Who signed for the partner")]
    starts_on: Annotated[date, Meta(description="First day")]
    ends_on: Annotated[date | None, Meta(description="Last day; null: open-ended")] = None
    currency: Currency | None = None
    value: Annotated[Money | None, Meta(description="Total value over the whole term")] = None
    payment_terms: PaymentText = ""
    notice_days: NoticeDays = 0
    renewal_mode: RenewalMode = RenewalMode.NONE
    renewal_months: Months | None = None
    uplift_micros: UpliftMicros = 0
    owner_member_id: Annotated[MemberId | None, Meta(description="Who looks after it; you, when left out")] = None
