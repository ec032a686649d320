"""What the catalogue's search function is asked. Pure; nothing a person writes is more than a value."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final
from uuid import UUID

from hanse.domains.storefront.types import ShopQuery
from hanse.kit.errors import Invalid
from hanse.kit.ranges import read_ranges
from hanse.kit.scaled import parse_decimal
from hanse.platform.search import terms

FEW_COUNTED: Final = 100
FEW_SORTED: Final = 2_000
"""So many products need no book of prices: their prices are worked out for a page with counts, or sorted by them."""
RESULT_LIMIT: Final = 10_000
_MISTAKEN_WORDS: Final = 3


def is_search(query: ShopQuery) -> bool:
    """Whether a page needs the search index: everything but the plain list in order of name or age."""
    narrows = query.category or query.facets or query.ranges or query.price
    return bool(terms.words_of(query.q or "") or narrows or query.with_counts)


def is_by_price(query: ShopQuery) -> bool:
    """Whether the order is that of the buyer's own prices."""
    return query.sort in ("price", "-price")


def search_request(tenant: UUID, query: ShopQuery, offset: int, numbers: Iterable[str] = ()) -> dict[str, Any]:
    """The request in the function's own words. It tells spans of `numbers`."""
    mark = terms.tenant_mark(tenant)
    words = terms.words_of(query.q or "")[: terms.QUERY_WORDS]
    filters: dict[str, list[str]] = {}
    for token in query.facets:
        filters.setdefault(token.partition("=")[0], []).append(token)
    needs_prices = is_by_price(query) or query.price is not None
    request: dict[str, Any] = {
        "category": query.category.uuid if query.category else None,
        "status": None,
        "filters": filters,
        "ranges": read_ranges(query.ranges),
        "numbers": list(numbers),
        "sort": query.sort,
        "limit": query.limit,
        "offset": offset,
        "typos": [],
        "few": FEW_SORTED if needs_prices else FEW_COUNTED,
    }
    if query.price is not None:
        request["price"] = read_price(query.price)
    return {**request, **_text(mark, words)} if words else request


def read_price(text: str) -> dict[str, int | None]:
    """Both ends in micros. Raises Invalid for what is no range."""
    least, between, most = text.partition("..")
    if not between:
        raise Invalid.field("price", f"{text[:40]} is not a range; write it like 10..60")
    return {"least": _micros(least), "most": _micros(most)}


def _micros(text: str) -> int | None:
    return parse_decimal(text, 6) if text else None


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
