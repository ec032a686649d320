"""Keyset pages: `Page` is what a list returns, `PageQuery` what it takes, a cursor is the sort key of the last row.

Cursors carry only values the reader already saw, so a foreign one can never widen what is visible.
"""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from types import GenericAlias
from typing import Annotated, Any, Generic, TypeVar, cast
from uuid import UUID

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.scaled import COUNT_MAX
from hanse.kit.structs import Input, from_json

T = TypeVar("T")

PAGE_LIMIT = 200
# Long enough for a sort key of a few hundred characters of any script.
CURSOR_LIMIT = 4_000


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items in order, and the cursor of the next page (None on the last)."""

    items: list[T]
    next: str | None = None


class PageQuery(Input, frozen=True, kw_only=True):
    """What every list accepts: how many items (1 to 200) and where to go on."""

    limit: Annotated[int, msgspec.Meta(ge=1, le=PAGE_LIMIT, description="How many items to return")] = 50
    cursor: Annotated[str, msgspec.Meta(max_length=CURSOR_LIMIT, description="`next` of the page before")] | None = None


def encode_cursor(*values: str | int | bool | datetime | UUID | None) -> str:
    """Pack the last row's sort values into an opaque text."""
    return base64.urlsafe_b64encode(msgspec.json.encode(values)).rstrip(b"=").decode()


def decode_cursor(cursor: str | None, *kinds: Any) -> tuple[Any, ...] | None:
    """Unpack a cursor into values of `kinds`; None stays None. Raises Invalid when it is not one of ours."""
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
        values: tuple[Any, ...] = from_json(raw, cast(Any, GenericAlias(tuple, kinds)))
    except (binascii.Error, ValueError, Invalid):
        raise _bad_cursor() from None
    if any(isinstance(value, int) and not -COUNT_MAX - 1 <= value <= COUNT_MAX for value in values):
        raise _bad_cursor()
    return values


def _bad_cursor() -> Invalid:
    return Invalid.field("cursor", "This cursor is not valid here; start again without one", "bad_cursor")


def page_of(rows: list[T], limit: int, cursor_of: Any) -> Page[T]:
    """Cut `limit + 1` fetched rows into a page; `cursor_of(row)` names the last row kept."""
    if len(rows) <= limit:
        return Page(rows)
    kept = rows[:limit]
    return Page(kept, cursor_of(kept[-1]))
