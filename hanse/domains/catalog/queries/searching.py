"""Finding products: the request to the database's search function, and its answer in words.

The function runs past row level security for speed, and applies the tenant and who sees what itself (see the
migration). Nothing a person writes reaches it but as values.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final
from uuid import UUID

import msgspec

from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.queries.products import summaries_of
from hanse.domains.catalog.queries.viewing import viewer_of
from hanse.domains.catalog.types import (
    RESULT_LIMIT,
    Attribute,
    AttributeKind,
    CategoryCount,
    Facet,
    FacetCount,
    ProductPage,
    SearchProducts,
)
from hanse.kit.pagination import decode_cursor, encode_cursor
from hanse.kit.ranges import read_ranges
from hanse.kit.structs import from_row, to_json
from hanse.platform.commands import query
from hanse.platform.context import Ctx
from hanse.platform.search import terms

FIND: Final = """
SELECT product_search_find(%(request)s::jsonb,
    CASE WHEN %(all)s THEN NULL ELSE catalogue_tokens(%(organization)s::uuid) END)::text
"""
NAMES: Final = """
SELECT id, parent_id, handle, name FROM categories
WHERE id = ANY(%(ids)s) ORDER BY cardinality(path), position, name_key
"""
FACET_VALUES: Final = 50
NUMBERS: Final = (AttributeKind.NUMBER, AttributeKind.DECIMAL)
_MISTAKEN_WORDS: Final = 3


class _Found(msgspec.Struct, frozen=True):
    """What the function gives."""

    ids: list[UUID]
    total: int
    capped: bool
    corrected: bool
    facets: dict[str, int]
    categories: dict[UUID, int]
    spans: dict[str, list[str]]


_decoder: Final = msgspec.json.Decoder(_Found)


@query("product.search", permission="product.view")
async def search_products(ctx: Ctx, query: SearchProducts) -> ProductPage:
    """Find products by text, category and facets, in spite of typing mistakes, with counts of what was found.

    Two statements, and one for names of categories. Nothing the reader may not see is found or counted. Raises Invalid
    for a foreign cursor.
    """
    viewer = await viewer_of(ctx, query.organization_id, as_buyer=query.as_buyer)
    offset = _offset(query)
    declared = await declared_attributes(ctx)
    request = _request(terms.tenant_mark(ctx.tenant.id), query, offset)
    request["numbers"] = [key for key, item in declared.items() if item.is_filterable and item.kind in NUMBERS]
    answer = await ctx.db.value(FIND, {"request": to_json(request).decode(), **viewer.parameters})
    found = _decoder.decode(answer)
    return ProductPage(
        items=await summaries_of(ctx, found.ids, viewer) if found.ids else [],
        next=_next(query, offset, found),
        total=found.total,
        more_than_counted=found.capped,
        facets=_facets(found, declared, query.facets),
        categories=await _categories(ctx, found),
        corrected=found.corrected,
    )


def _offset(query: SearchProducts) -> int:
    after = decode_cursor(query.cursor, int)
    return min(max(after[0], 0), RESULT_LIMIT) if after else 0


def _next(query: SearchProducts, offset: int, found: _Found) -> str | None:
    end = offset + query.limit
    return encode_cursor(end) if end < min(found.total, RESULT_LIMIT) else None


def _request(mark: str, query: SearchProducts, offset: int) -> dict[str, Any]:
    words = terms.words_of(query.q or "")[: terms.QUERY_WORDS]
    filters: dict[str, list[str]] = {}
    for token in query.facets:
        filters.setdefault(token.partition("=")[0], []).append(token)
    request: dict[str, Any] = {
        "category": query.category.uuid if query.category else None,
        "status": query.status.value if query.status else None,
        "filters": filters,
        "ranges": read_ranges(query.ranges),
        "sort": query.sort,
        "limit": query.limit,
        "offset": offset,
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
        "short": terms.prefix_query(mark, [word for word in words if word not in long_words]) or None,
        "typos": [
            {"prefix": terms.prefix_query(mark, [word]), "numbers": terms.query_typos(mark, word)}
            for word in long_words
        ],
    }


def _facets(found: _Found, declared: Mapping[str, Attribute], chosen: Sequence[str]) -> list[Facet]:
    """Counts by attribute in their order, `brand` first; what is chosen stays shown, even with nothing left."""
    values: dict[str, list[FacetCount]] = {}
    for token in dict.fromkeys((*found.facets, *chosen)):
        key, _, value = token.partition("=")
        count = FacetCount(value=value, count=found.facets.get(token, 0), is_chosen=token in chosen)
        values.setdefault(key, []).append(count)
    known = {"brand": ("Brand", None), **{key: (item.label, item.unit) for key, item in declared.items()}}
    return [
        Facet(
            key=key,
            label=label,
            unit=unit,
            values=sorted(values[key], key=lambda item: (-item.count, item.value))[:FACET_VALUES],
            least=found.spans.get(key, (None, None))[0],
            most=found.spans.get(key, (None, None))[1],
        )
        for key, (label, unit) in known.items()
        if key in values
    ]


async def _categories(ctx: Ctx, found: _Found) -> list[CategoryCount]:
    if not found.categories:
        return []
    rows = await ctx.db.all(NAMES, {"ids": list(found.categories)})
    return [from_row({**row, "count": found.categories[row["id"]]}, CategoryCount) for row in rows]
