"""Templates of contracts and the clause library. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.contracts.types.values import (
    CLAUSES_MAXIMUM,
    VARIABLES_MAXIMUM,
    ClauseBody,
    ClauseKey,
    ClauseStatus,
    ContractTemplateId,
    Heading,
    LibraryClauseId,
    Months,
    NoticeDays,
    PaymentText,
    RenewalMode,
    TemplateStatus,
    UpliftMicros,
    VariableName,
    VariableValue,
)
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject

FALLBACKS_MAXIMUM = 10
Name = Annotated[str, Meta(min_length=1, max_length=120, description="Name of the template")]
Category = Annotated[str, Meta(max_length=60, description="What it is about, such as Liability")]
Note = Annotated[str, Meta(max_length=2_000, description="When to use it; for staff only")]
FallbackLabel = Annotated[str, Meta(min_length=1, max_length=120, description="What the fallback is called")]


class Fallback(Input, frozen=True, kw_only=True):
    """A wording the business may give way to."""

    label: FallbackLabel
    body: ClauseBody


Fallbacks = Annotated[list[Fallback], Meta(max_length=FALLBACKS_MAXIMUM)]


class LibraryClause(Data, frozen=True, kw_only=True):
    """A clause the business writes contracts with. `version` counts its wordings."""

    id: LibraryClauseId
    key: str
    heading: str
    body: str
    category: str
    is_required: Annotated[bool, Meta(description="Every contract has to have it")]
    fallbacks: list[Fallback]
    note: str
    status: ClauseStatus
    used_in: Annotated[int, Meta(description="How many contract versions have it")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="contract_template", id=self.id)


class CreateLibraryClause(Input, frozen=True, kw_only=True):
    """A clause for contracts to come."""

    heading: Heading
    body: ClauseBody
    key: Annotated[ClauseKey | None, Meta(description="Made from the heading when left out")] = None
    category: Category = ""
    is_required: bool = False
    fallbacks: Fallbacks = []
    note: Note = ""


class UpdateLibraryClause(Input, frozen=True, kw_only=True):
    """What changes; fields left out stay. Contracts keep the wording they have."""

    heading: Heading | UnsetType = UNSET
    body: ClauseBody | UnsetType = UNSET
    category: Category | UnsetType = UNSET
    is_required: bool | UnsetType = UNSET
    fallbacks: Fallbacks | UnsetType = UNSET
    note: Note | UnsetType = UNSET
    status: ClauseStatus | UnsetType = UNSET


class ListLibraryClauses(PageQuery, frozen=True, kw_only=True):
    """Clauses of the library by heading."""

    q: Annotated[str, Meta(max_length=100, description="Part of the heading")] | None = None
    category: Category | None = None
    status: Annotated[list[ClauseStatus], Meta(max_length=2)] = []


class TemplateVariable(Input, frozen=True, kw_only=True):
    """A variable somebody has to fill in, and what stands there at first."""

    name: VariableName
    label: Annotated[str, Meta(min_length=1, max_length=120, description="What people are asked for")]
    default: VariableValue = ""


class TemplateClause(Data, frozen=True, kw_only=True):
    """A clause of a template."""

    position: int
    key: str
    heading: str
    body: str
    library_clause_id: LibraryClauseId | None
    is_required: bool


class TemplateClauseInput(Input, frozen=True, kw_only=True):
    """A clause written here, or taken from the library as it is now."""

    heading: Heading | None = None
    body: ClauseBody | None = None
    key: ClauseKey | None = None
    library_clause_id: LibraryClauseId | None = None
    is_required: bool | None = None


class ContractTemplate(Data, frozen=True, kw_only=True):
    """What new contracts begin with."""

    id: ContractTemplateId
    name: str
    description: str
    status: TemplateStatus
    payment_terms: str
    duration_months: int | None
    notice_days: int
    renewal_mode: RenewalMode
    renewal_months: int | None
    uplift_micros: int
    variables: list[TemplateVariable]
    clauses: list[TemplateClause]
    undeclared: Annotated[list[str], Meta(description="Variables its clauses use and nobody is asked for")]
    used_in: Annotated[int, Meta(description="How many contracts began with it")]
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="contract_template", id=self.id)


class TemplateSummary(Data, frozen=True, kw_only=True):
    """A template in a list."""

    id: ContractTemplateId
    name: str
    description: str
    status: TemplateStatus
    clause_count: int
    used_in: int
    version: int
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="contract_template", id=self.id)


Clauses = Annotated[list[TemplateClauseInput], Meta(max_length=CLAUSES_MAXIMUM)]
Variables = Annotated[list[TemplateVariable], Meta(max_length=VARIABLES_MAXIMUM)]


class CreateContractTemplate(Input, frozen=True, kw_only=True):
    """A template, as a draft until it is made active."""

    name: Name
    description: Annotated[str, Meta(max_length=2_000)] = ""
    payment_terms: PaymentText = ""
    duration_months: Months | None = None
    notice_days: NoticeDays = 0
    renewal_mode: RenewalMode = RenewalMode.NONE
    renewal_months: Months | None = None
    uplift_micros: UpliftMicros = 0
    variables: Variables = []
    clauses: Clauses = []


class UpdateContractTemplate(Input, frozen=True, kw_only=True):
    """What changes; fields left out stay, lists are replaced as a whole. Contracts keep the text they have."""

    name: Name | UnsetType = UNSET
    description: Annotated[str, Meta(max_length=2_000)] | UnsetType = UNSET
    status: TemplateStatus | UnsetType = UNSET
    payment_terms: PaymentText | UnsetType = UNSET
    duration_months: Months | UnsetType | None = UNSET
    notice_days: NoticeDays | UnsetType = UNSET
    renewal_mode: RenewalMode | UnsetType = UNSET
    renewal_months: Months | UnsetType | None = UNSET
    uplift_micros: UpliftMicros | UnsetType = UNSET
    variables: Variables | UnsetType = UNSET
    clauses: Clauses | UnsetType = UNSET


class ListContractTemplates(PageQuery, frozen=True, kw_only=True):
    """Templates by name."""

    q: Annotated[str, Meta(max_length=100, description="Part of the name")] | None = None
    status: Annotated[list[TemplateStatus], Meta(max_length=3)] = []


UpdateTemplate = UpdateContractTemplate
