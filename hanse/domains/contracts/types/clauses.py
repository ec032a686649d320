"""What changes the text of a version, and the text as it is read. Data only."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from hanse.domains.access.types import MemberId
from hanse.domains.approvals.types import PreviewLevel
from hanse.domains.contracts.types.contracts import VariableInput
from hanse.domains.contracts.types.values import (
    PARTIES_MAXIMUM,
    VARIABLES_MAXIMUM,
    ClauseBody,
    ClauseKey,
    ContractVersionId,
    Heading,
    LibraryClauseId,
)
from hanse.domains.contracts.types.versions import ContractContent
from hanse.domains.organizations.types import Side
from hanse.kit.structs import Data, Input


class AddClause(Input, frozen=True, kw_only=True):
    """A clause written here, or taken from the library (then heading and text may be left out).

    `fallback` names one of the library clause's fallbacks to take instead of its first wording.
    """

    heading: Heading | None = None
    body: ClauseBody | None = None
    key: ClauseKey | None = None
    library_clause_id: LibraryClauseId | None = None
    fallback: Annotated[str, Meta(max_length=120)] | None = None
    after_key: Annotated[ClauseKey | None, Meta(description="Stands after this clause; at the end when left out")] = (
        None
    )
    is_required: bool = False


class UpdateClause(Input, frozen=True, kw_only=True):
    """What changes of a clause; fields left out stay. `fallback` takes that wording of the library, and null the first
    wording again."""

    heading: Heading | UnsetType = UNSET
    body: ClauseBody | UnsetType = UNSET
    fallback: Annotated[str, Meta(max_length=120)] | UnsetType | None = UNSET


class MoveClause(Input, frozen=True, kw_only=True):
    """Where a clause goes; null: to the beginning."""

    after_key: ClauseKey | None = None


class SetVariables(Input, frozen=True, kw_only=True):
    """Values of variables; others stay. An empty value takes one away."""

    variables: Annotated[list[VariableInput], Meta(min_length=1, max_length=VARIABLES_MAXIMUM)]


class PartyInput(Input, frozen=True, kw_only=True):
    """Who agrees, and who signs for them."""

    side: Side
    name: Annotated[str, Meta(min_length=1, max_length=200, description="Name of the party")]
    address: Annotated[str, Meta(max_length=1_000)] = ""
    registration: Annotated[str, Meta(max_length=200, description="Number in a public register")] = ""
    signatory_name: Annotated[str, Meta(max_length=200, description="Who signs")] = ""
    signatory_role: Annotated[str, Meta(max_length=120, description="As what they sign")] = ""
    signatory_email: Annotated[str, Meta(max_length=320)] = ""
    signatory_member_id: Annotated[MemberId | None, Meta(description="Who signs here, as themselves")] = None


class SetParties(Input, frozen=True, kw_only=True):
    """All parties, in order."""

    parties: Annotated[list[PartyInput], Meta(min_length=2, max_length=PARTIES_MAXIMUM)]


class ContractText(Data, frozen=True, kw_only=True):
    """What a version says, as its reader may see it: the partner reads what was last handed over."""

    version_id: ContractVersionId
    version: Annotated[int, Meta(description="Of the version, for If-Match")]
    is_live: Annotated[bool, Meta(description="Whether this is the working text; else what was last handed over")]
    content: ContractContent
    content_hash: Annotated[str | None, Meta(description="SHA-256, once it is frozen")]
    missing_variables: Annotated[list[str], Meta(description="Variables that have no value yet")]


class ContractCheck(Data, frozen=True, kw_only=True):
    """What submitting a version would mean now: what is missing, and who would have to agree."""

    problems: Annotated[list[str], Meta(description="What is missing; empty when it can be submitted")]
    needs_approval: bool
    sentences: list[str]
    non_standard_clauses: int
    levels: Annotated[list[PreviewLevel], Meta(description="Who has to agree, step by step")] = []
    policies: Annotated[list[str], Meta(description="Names of the policies that ask for it")] = []
