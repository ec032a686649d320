"""What the catalogue's search function is asked. Pure; nothing a person writes is more than a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.storefront.types import ShopQuery
from hanse.kit.ranges import read_ranges
from hanse.platform.search import terms

PRICED_LIMIT: Final = 1_000
"""How many products found can be sorted by price."""
RESULT_LIMIT: Final = 10_000
_MISTAKEN_WORDS: Final = 3


def is_search(query: ShopQuery) -> bool:
    """Whether a page needs the search index: everything but the plain list in order of name or age."""
    return bool(terms.words_of(query.q or "") or query.category or query.facets or query.ranges or query.with_counts)


def is_by_price(query: ShopQuery) -> bool:
    """Whether the order is that of the buyer's own prices."""
    return query.sort in ("price", "-price")


def search_request(tenant: UUID, query: ShopQuery, offset: int, numbers: Iterable[str] = ()) -> dict[str, Any]:
    """The request in the function's own words; by price all that was found is wanted. It tells spans of `numbers`."""
    mark = terms.tenant_mark(tenant)
    words = terms.words_of(query.q or "")[: terms.QUERY_WORDS]
    filters: dict[str, list[str]] = {}
    for token in query.facets:
        filters.setdefault(token.partition("=")[0], []).append(token)
    by_price = is_by_price(query)
    request: dict[str, Any] = {
        "category": query.category.uuid if query.category else None,
        "status": None,
        "filters": filters,
        "ranges": read_ranges(query.ranges),
        "numbers": list(numbers),
        "sort": "name" if by_price else query.sort,
        "limit": PRICED_LIMIT if by_price else query.limit,
        "offset": 0 if by_price else offset,
        "typos": [],
    }
    return {**request, **_text(mark, words)} if words else request


def _text(mark: str, words: Sequence[str]) -> dict[str, Any]:
    """The words in index form."""
    complete = terms.full_query(mark, words)
    long_words = [word for word in words if len(word) >= terms.PREFIX_FROM][:_MISTAKEN_WORDS]
    return {
        "key": " ".join(words),
        "code": "".join(words),
        "prefix": terms.index_query(mark, words) or complete,
        "all": complete,
        "whole": terms.whole_query(mark, words),
        "typos": [
            {"prefix": terms.prefix_query(mark, [word]), "numbers": terms.query_typos(mark, word)}
            for word in long_words
        ],
    }
