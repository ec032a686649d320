"""Proposed changes of clauses, and how two versions differ. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from msgspec import Meta

from hanse.domains.contracts.types.values import (
    ChangeKind,
    ClauseBody,
    ClauseKey,
    ContractChangeId,
    ContractChangeStatus,
    ContractId,
    ContractVersionId,
    Heading,
    Reason,
)
from hanse.domains.organizations.types import Side
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input


class Segment(Data, frozen=True, kw_only=True):
    """A run of text that both have, or only one of the two."""

    kind: Annotated[str, Meta(description="same, added or removed")]
    text: str


class ContractChange(Data, frozen=True, kw_only=True):
    """A proposed change of a clause. The other side sees it once the contract was handed over."""

    id: ContractChangeId
    contract_id: ContractId
    version_id: ContractVersionId
    clause_key: str
    clause_heading: Annotated[str | None, Meta(description="Heading of the clause as it is now")]
    kind: ChangeKind
    heading: Annotated[str | None, Meta(description="The proposed heading")]
    body: Annotated[str | None, Meta(description="The proposed text")]
    after_key: str | None
    note: Annotated[str, Meta(description="Why; both sides read it")]
    side: Side
    author_name: str
    status: ContractChangeStatus
    sent_at: datetime | None
    decided_by_name: str | None
    decided_at: datetime | None
    reason: str
    created_at: datetime
    version: int
    segments: Annotated[list[Segment], Meta(description="The text as it is against the proposed one")] = []
    may_decide: Annotated[bool, Meta(description="Whether the reader may accept or reject it now")] = False
    may_withdraw: bool = False


class ProposeChange(Input, frozen=True, kw_only=True):
    """A change of one clause. `add` needs heading and text, `change` at least one of them; `add` and `move` say after
    which clause (null: at the beginning). A second proposal of one's own for a clause replaces the first."""

    kind: ChangeKind
    clause_key: Annotated[ClauseKey | None, Meta(description="Which clause; a new one's is made when left out")] = None
    heading: Heading | None = None
    body: ClauseBody | None = None
    after_key: ClauseKey | None = None
    note: Annotated[str, Meta(max_length=2_000, description="Why; both sides read it")] = ""


class DecideChange(Input, frozen=True, kw_only=True):
    """A word about the decision; the other side reads it."""

    reason: Reason = ""


class ListChanges(PageQuery, frozen=True, kw_only=True):
    """Changes proposed to a version, oldest first."""

    status: Annotated[list[ContractChangeStatus], Meta(max_length=4)] = []


class CompareContractVersions(Input, frozen=True, kw_only=True):
    """Which two states to put side by side: versions by number, and optionally what was handed over in a round of them.

    Without numbers: the last version against the one before it, or against its last round.
    """

    left: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    right: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    left_round: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None
    right_round: Annotated[int, Meta(ge=1, le=1_000_000)] | None = None


class TermChange(Data, frozen=True, kw_only=True):
    """A term that differs."""

    field: str
    label: str
    before: Any
    after: Any


class ClauseDifference(Data, frozen=True, kw_only=True):
    """A clause on both sides; `segments` is its text word by word."""

    kind: Annotated[str, Meta(description="added, removed, changed, moved or same")]
    key: str
    before_position: int | None
    after_position: int | None
    before_heading: str | None
    after_heading: str | None
    segments: list[Segment]


class ContractDifference(Data, frozen=True, kw_only=True):
    """How one state of a contract differs from another."""

    left: int
    right: int
    left_round: int | None
    right_round: int | None
    terms: list[TermChange]
    clauses: list[ClauseDifference]
    unchanged_clauses: int


class ContractRound(Data, frozen=True, kw_only=True):
    """One handing over of a version."""

    version_id: ContractVersionId
    version_number: int
    number: int
    side: Annotated[Side, Meta(description="Who handed it over")]
    comment: str
    author_name: str
    created_at: datetime


class ListRounds(PageQuery, frozen=True, kw_only=True):
    """Newest first."""
