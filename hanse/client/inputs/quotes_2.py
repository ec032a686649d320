"""What Hanse takes: quotes_2. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import TypedDict


class QuoteStepsQuery(TypedDict, total=False):
    """What is asked for."""

    # How many items to return
    limit: int
    # `next` of the page before
    cursor: str
