"""Pages of a list, and going through all of them."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from typing import Generic, TypeVar

import msgspec

T = TypeVar("T")


class Page(msgspec.Struct, Generic[T], frozen=True):
    """Some items in order, and the cursor of the next page (None on the last)."""

    items: list[T]
    next: str | None = None


def each(first: str | None, fetch: Callable[[str | None], Page[T]]) -> Iterator[T]:
    """Every item from the cursor `first` on; pages are fetched as they are needed."""
    cursor = first
    while True:
        page = fetch(cursor)
        yield from page.items
        if page.next is None:
            return
        cursor = page.next


async def each_async(first: str | None, fetch: Callable[[str | None], Awaitable[Page[T]]]) -> AsyncIterator[T]:
    """As `each`, asynchronously."""
    cursor = first
    while True:
        page = await fetch(cursor)
        for item in page.items:
            yield item
        if page.next is None:
            return
        cursor = page.next
