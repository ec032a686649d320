"""Keeping search true: what products are found by in the catalogue, and their documents in the search of everything."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final, LiteralString
from uuid import UUID

from hanse.domains.catalog.queries.attributes import declared_attributes
from hanse.domains.catalog.rules.attributes import words_of_value
from hanse.domains.catalog.rules.life import WORDS
from hanse.domains.catalog.types import Attribute, ProductId, ProductStatus
from hanse.kit.text import normalise
from hanse.platform.context import Ctx
from hanse.platform.db.values import Json
from hanse.platform.search import SearchDocument, terms

# Four plain statements instead of one that joins: on tables that an import just filled, the planner knows no numbers.
PRODUCTS: Final = """
SELECT id, name, name_key, status, brand, summary, attributes, audience, updated_at FROM products
WHERE id = ANY(%(ids)s) ORDER BY id
"""
VARIANTS: Final = """
SELECT product_id, sku, gtin, name, attributes FROM variants
WHERE product_id = ANY(%(ids)s) AND status = 'active' ORDER BY product_id, position, id
"""
PLACES: Final = "SELECT product_id, category_id FROM product_categories WHERE product_id = ANY(%(ids)s)"
PATHS: Final = "SELECT id, path FROM categories WHERE id = ANY(%(ids)s)"
NAMES: Final = "SELECT id, name FROM categories WHERE id = ANY(%(ids)s)"
SAVE: Final = """
INSERT INTO product_search (product_id, name_key, status, codes, words, typos, audience, categories, facets, updated_at)
SELECT i.product_id, i.name_key, i.status, i.codes, i.words::tsvector, i.typos, i.audience, i.categories, i.facets,
    i.updated_at
FROM jsonb_to_recordset(%(rows)s) AS i (product_id uuid, name_key text, status text, codes text[], words text,
    typos integer[], audience uuid[], categories uuid[], facets text[], updated_at timestamptz)
ON CONFLICT (tenant_id, product_id) DO UPDATE SET name_key = excluded.name_key, status = excluded.status,
    codes = excluded.codes, words = excluded.words, typos = excluded.typos, audience = excluded.audience,
    categories = excluded.categories, facets = excluded.facets, updated_at = excluded.updated_at
"""
SET_AUDIENCE: Final = """
UPDATE product_search s SET audience = p.audience FROM products p
WHERE p.tenant_id = s.tenant_id AND p.id = s.product_id AND p.id = ANY(%(ids)s)
    AND s.audience IS DISTINCT FROM p.audience
"""
NEXT_IDS: Final = """
SELECT id FROM products WHERE (%(after)s::uuid IS NULL OR id > %(after)s) ORDER BY id LIMIT %(limit)s
"""


async def index_products(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Write the search entries of these products anew, in the catalogue and in the search of everything."""
    rows = await _facts(ctx, ids)
    await _save(ctx, rows)
    await ctx.services.search.index(ctx, *map(_document, rows))


async def index_catalogue(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Write only the catalogue's own entries; the documents follow in a job. For many products at once."""
    await _save(ctx, await _facts(ctx, ids))


async def index_new(ctx: Ctx, rows: Sequence[Mapping[str, Any]]) -> None:
    """Write the catalogue's own entries of products that were just made, from what is known of them.

    A row has what `_facts` gives, but for `category_names`.
    """
    names = await _by_id(ctx, NAMES, {one for row in rows for one in row["categories"]}, "name")
    await _save(ctx, [{**row, "category_names": [names[one] for one in row["categories"]]} for row in rows])


async def index_documents(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Write only the documents of the search of everything."""
    await ctx.services.search.index(ctx, *map(_document, await _facts(ctx, ids)))


async def index_audience(ctx: Ctx, ids: Sequence[UUID]) -> None:
    """Take over who sees these products, when nothing else changed."""
    await ctx.db.run(SET_AUDIENCE, {"ids": list(ids)})


async def reindex_products(ctx: Ctx, after: UUID | None, limit: int) -> Sequence[SearchDocument]:
    """The next documents after an id, for a rebuild of search; the catalogue's own entries are written anew with it."""
    facts = await _facts(ctx, await ctx.db.values(NEXT_IDS, {"after": after, "limit": limit}))
    await _save(ctx, facts)
    return [_document(row) for row in facts]


async def _facts(ctx: Ctx, ids: Sequence[UUID]) -> list[dict[str, Any]]:
    """What products are found by, in the order of their ids."""
    wanted = {"ids": list(ids)}
    rows = await ctx.db.all(PRODUCTS, wanted)
    variants: dict[UUID, list[list[Any]]] = {}
    for row in await ctx.db.all(VARIANTS, wanted):
        facts = [row["sku"], row["gtin"] or "", row["name"], row["attributes"]]
        variants.setdefault(row["product_id"], []).append(facts)
    places: dict[UUID, set[UUID]] = {}
    links = await ctx.db.all(PLACES, wanted)
    paths = await _by_id(ctx, PATHS, {row["category_id"] for row in links}, "path")
    for row in links:
        places.setdefault(row["product_id"], set()).update(paths[row["category_id"]])
    names = await _by_id(ctx, NAMES, {one for path in paths.values() for one in path}, "name")
    for row in rows:
        row["variants"] = variants.get(row["id"], [])
        row["categories"] = sorted(places.get(row["id"], ()))
        row["category_names"] = [names[one] for one in row["categories"]]
    return rows


async def _by_id(ctx: Ctx, statement: LiteralString, ids: Collection[UUID], column: str) -> dict[UUID, Any]:
    if not ids:
        return {}
    return {row["id"]: row[column] for row in await ctx.db.all(statement, {"ids": list(ids)})}


async def _save(ctx: Ctx, rows: Sequence[Mapping[str, Any]]) -> None:
    declared = await declared_attributes(ctx)
    mark = terms.tenant_mark(ctx.tenant.id)
    await ctx.db.run(SAVE, {"rows": Json([_entry(row, declared, mark) for row in rows])})


def _entry(row: Mapping[str, Any], declared: Mapping[str, Attribute], mark: str) -> dict[str, Any]:
    """What a product is found and narrowed by."""
    codes = list(dict.fromkeys(terms.code_of(code) for item in row["variants"] for code in item[:2] if code))
    names = terms.words_of(row["name"])
    code_words = terms.words_of(" ".join(item[0] for item in row["variants"]))
    places = _place_words(row["brand"], *row["category_names"])
    values = list(_values(row, declared))
    said = [word for attribute, word in values if attribute.is_searchable]
    rest = terms.words_of(" ".join([row["summary"], *(item[2] for item in row["variants"]), *said]))
    weighted = (("A", names), ("B", [*map(terms.code_term, codes), *code_words]), ("C", places), ("D", rest))
    facets = [f"{attribute.key}={word}" for attribute, word in values if attribute.is_filterable]
    if row["brand"]:
        facets.append(f"brand={row['brand']}")
    return {
        "product_id": row["id"],
        "name_key": row["name_key"],
        "status": row["status"],
        "codes": codes,
        "words": terms.vector(mark, weighted),
        "typos": terms.document_typos(mark, (*names, *places)),
        "audience": row["audience"],
        "categories": row["categories"],
        "facets": list(dict.fromkeys(facets)),
        "updated_at": row["updated_at"],
    }


@lru_cache(maxsize=5_000)
def _place_words(*texts: str) -> tuple[str, ...]:
    return tuple(terms.words_of(" ".join(texts)))


def _values(row: Mapping[str, Any], declared: Mapping[str, Attribute]) -> list[tuple[Attribute, str]]:
    """Every value of the product and its variants, in words."""
    return [
        (declared[key], word)
        for values in (row["attributes"], *(item[3] for item in row["variants"]))
        for key, value in values.items()
        if key in declared
        for word in words_of_value(value)
    ]


def _document(row: Mapping[str, Any]) -> SearchDocument:
    skus = [item[0] for item in row["variants"]]
    state = WORDS[ProductStatus(row["status"])].removeprefix("a ")
    return SearchDocument(
        kind="product",
        subject_id=ProductId(row["id"]),
        title=row["name"],
        subtitle=" · ".join(filter(None, (*skus[:2], row["brand"], state))),
        body=normalise(row["summary"]),
        url=f"/products/{ProductId(row['id'])}",
        codes=tuple(code for item in row["variants"][:20] for code in item[:2] if code),
        facets={"status": row["status"]},
        updated_at=row["updated_at"],
    )
