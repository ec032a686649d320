"""Delegations: who decides for whom, for a while. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from msgspec import Meta

from hanse.domains.access.types import MemberId
from hanse.domains.approvals.types.values import DelegationId, SubjectKindName
from hanse.kit.money import Money
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class Delegation(Data, frozen=True, kw_only=True):
    """From `starts_at` until before `ends_at` one person may decide in place of another; it is never passed on."""

    id: DelegationId
    from_member_id: Annotated[MemberId, Meta(description="In whose place")]
    from_name: Annotated[str, Meta(description="Name of in whose place")]
    to_member_id: Annotated[MemberId, Meta(description="Who decides")]
    to_name: Annotated[str, Meta(description="Name of who decides")]
    starts_at: Annotated[datetime, Meta(description="From when on")]
    ends_at: Annotated[datetime, Meta(description="Until when")]
    kinds: Annotated[list[str], Meta(description="Kinds of subjects; empty: all")]
    amount: Annotated[Money | None, Meta(description="Only up to this amount, and only in its currency")]
    note: Annotated[str, Meta(description="Why")]
    revoked_at: Annotated[datetime | None, Meta(description="When it was ended early")]
    version: int
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        return Subject(kind="delegation", id=self.id, owner_member_id=self.from_member_id.uuid)


class CreateDelegation(Input, frozen=True, kw_only=True):
    """Who decides in place of the one who asks (or of another, with the right for it), and for how long."""

    to_member_id: Annotated[MemberId, Meta(description="Who decides")]
    from_member_id: Annotated[MemberId | None, Meta(description="In whose place; the caller's when left out")] = None
    starts_at: Annotated[datetime, Meta(tz=True, description="From when on")]
    ends_at: Annotated[datetime, Meta(tz=True, description="Until when")]
    kinds: Annotated[
        list[SubjectKindName], Meta(max_length=20, description="Only these kinds of things; empty: all")
    ] = []
    amount: Annotated[Money | None, Meta(description="Only up to this amount, and only in its currency")] = None
    note: Annotated[str, Meta(max_length=400, description="Why")] = ""


class ListDelegations(PageQuery, frozen=True, kw_only=True):
    """Which delegations, newest first."""

    is_current: Annotated[bool, Meta(description="Only those that are not over and not revoked")] = False
