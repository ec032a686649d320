"""What Hanse takes: documents. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import TypedDict


class DocumentListQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
    # Kind of what it is about, such as quote
    subject_kind: str
    # Id of what it is about
    subject_id: str
    # The organization
    organization_id: str
