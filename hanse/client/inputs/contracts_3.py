"""What Hanse takes: contracts_3. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import TypedDict

from hanse.client.models import TimelineKindWord


class ContractRoundsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str


class ContractTimelineQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Only entries of these kinds
    kind: list[TimelineKindWord]


class ContractCommentsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Names the clause, the same through all versions
    clause_key: str
    # Only internal ones, or only those both sides read
    is_internal: bool


class ContractAttachmentsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
