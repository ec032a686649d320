"""Finding products: words, codes, mistakes, categories, facets, order, pages, hostile text."""

from __future__ import annotations

from hanse.platform.search import SearchQuery, terms
from hanse.testing.installation import Business
from tests.domains.catalog.shop import category, found, made, sell


async def stock(business: Business) -> dict[str, str]:
    """Some products with attributes in a small tree."""
    owner = business.owner
    colours = {"key": "colour", "label": "Colour", "kind": "choice", "choices": ["Red", "Blue"], "is_filterable": True}
    await made(owner, "/v1/attributes", colours)
    await made(
        owner,
        "/v1/attributes",
        {"key": "length", "label": "Length", "kind": "decimal", "unit": "MMT", "is_filterable": True},
    )
    await made(owner, "/v1/attributes", {"key": "note", "label": "Note", "kind": "text", "is_searchable": True})
    metal = await category(owner, "Metal")
    bolts = await category(owner, "Bolts", metal)
    nuts = await category(owner, "Nuts", metal)
    facts = (
        ("Hexagon bolt M8", "HB-8", bolts, {"colour": "red", "length": "40.0"}, "Nord"),
        ("Hexagon bolt M10", "HB-10", bolts, {"colour": "Blue", "length": "60"}, "Nord"),
        ("Wing nut", "WN-1", nuts, {"colour": "Red", "note": "stainless"}, "Sued"),
    )
    for name, sku, place, attributes, brand in facts:
        await sell(owner, name, sku, category_ids=[place], attributes=attributes, brand=brand)
    return {"metal": metal, "bolts": bolts, "nuts": nuts}


async def test_words_codes_and_mistakes_find_products(business: Business) -> None:
    await stock(business)
    assert await found(business.owner, "hexagon") == ["Hexagon bolt M10", "Hexagon bolt M8"]
    assert (await found(business.owner, "hb 8"))[0] == "Hexagon bolt M8"
    assert await found(business.owner, "HB8") == ["Hexagon bolt M8"]
    assert await found(business.owner, "stainles") == ["Wing nut"]
    answer = (await business.owner.get("/v1/product-search", params={"q": "hexgaon blot"})).json()
    assert answer["corrected"]
    assert answer["total"] == 2
    assert await found(business.owner, "zzzz") == []


async def test_facets_count_and_narrow_without_hiding_their_own_values(business: Business) -> None:
    places = await stock(business)
    answer = (await business.owner.get("/v1/product-search", params={"facets": ["colour=Red"]})).json()
    assert answer["total"] == 2
    facets = {facet["key"]: {value["value"]: value["count"] for value in facet["values"]} for facet in answer["facets"]}
    assert facets == {"brand": {"Nord": 1, "Sued": 1}, "colour": {"Red": 2, "Blue": 1}, "length": {"40": 1}}
    both = {"facets": ["colour=Red", "colour=Blue", "brand=Nord"]}
    assert await found(business.owner, **both) == ["Hexagon bolt M10", "Hexagon bolt M8"]
    below = (await business.owner.get("/v1/product-search", params={"category": places["metal"]})).json()
    assert (below["total"], {item["name"]: item["count"] for item in below["categories"]}) == (
        3,
        {"Metal": 3, "Bolts": 2, "Nuts": 1},
    )
    assert await found(business.owner, "nut", category=places["bolts"]) == []


async def test_numbers_are_narrowed_by_ranges_and_tell_their_span(business: Business) -> None:
    await stock(business)
    answer = (await business.owner.get("/v1/product-search")).json()
    length = next(facet for facet in answer["facets"] if facet["key"] == "length")
    assert (length["least"], length["most"]) == ("40", "60")
    for text, expected in (
        ("length=40..40", ["Hexagon bolt M8"]),
        ("length=40.5..", ["Hexagon bolt M10"]),
        ("length=..60.000", ["Hexagon bolt M10", "Hexagon bolt M8"]),
        ("length=61..", []),
        ("colour=1..2", []),
    ):
        assert await found(business.owner, ranges=[text]) == expected, text
    narrowed = (await business.owner.get("/v1/product-search", params={"ranges": ["length=50.."]})).json()
    facets = {facet["key"]: facet for facet in narrowed["facets"]}
    assert (narrowed["total"], facets["length"]["least"], facets["length"]["most"]) == (1, "40", "60")
    assert [one["value"] for one in facets["colour"]["values"]] == ["Blue"]
    for hostile in ("length=a..b", "length=1e5..", "length='; DROP TABLE x..", "length=", "=1..2", "length=1..2..3"):
        refused = await business.owner.get("/v1/product-search", params={"ranges": [hostile]})
        assert refused.status_code == 422, hostile
    twice = await business.owner.get("/v1/product-search", params={"ranges": ["length=1..", "length=2.."]})
    assert twice.status_code == 422


# Entries of products that search knows, beyond the number it looks at without a choice.
MANY = """
WITH made AS (
    INSERT INTO products (id, handle, name, name_key, status, audience, created_at, updated_at)
    SELECT gen_random_uuid(), 'many-' || n, 'Rivet ' || n, 'rivet ' || lpad(n::text, 6, '0'), 'active',
        ARRAY[catalogue_token('everyone'), catalogue_token('default')], now(), now() + n * interval '1 second'
    FROM generate_series(%(first)s::integer, %(last)s::integer) n RETURNING id, name_key, audience, updated_at
)
INSERT INTO product_search (product_id, name_key, status, words, audience, facets, updated_at)
SELECT id, name_key, 'active', (quote_literal(%(mark)s || 'rivet') || ':1A')::tsvector, audience,
    ARRAY['brand=' || CASE WHEN name_key > %(late)s THEN 'Late' ELSE 'Early' END,
        'length=' || right(name_key, 6)::integer], updated_at
FROM made
"""


async def test_choices_are_looked_for_among_all_products_however_many(business: Business) -> None:
    await stock(business)
    async with business.open() as ctx:
        values = {"late": "rivet 005015", "mark": terms.tenant_mark(ctx.tenant.id)}
        for first in range(1, 5_020, 1_004):
            await ctx.db.run(MANY, {**values, "first": first, "last": first + 1_003})
    everything = (await business.owner.get("/v1/product-search")).json()
    assert (everything["total"], everything["more_than_counted"]) == (5_000, True)
    for text in ({}, {"q": "rivet"}):
        late = (await business.owner.get("/v1/product-search", params={**text, "facets": ["brand=Late"]})).json()
        assert (late["total"], late["more_than_counted"], len(late["items"])) == (5, False, 5)
        longest = {**text, "ranges": ["length=5019.."], "sort": "-name"}
        assert await found(business.owner, **longest) == ["Rivet 5020", "Rivet 5019"]
    assert (await found(business.owner, sort="-name", limit=2))[1] == "Rivet 5020"
    newest = await found(business.owner, sort="-updated", limit=1)
    assert newest == ["Rivet 5020"]


async def test_pages_and_orders(business: Business) -> None:
    await stock(business)
    assert await found(business.owner, sort="-name") == ["Wing nut", "Hexagon bolt M8", "Hexagon bolt M10"]
    first = (await business.owner.get("/v1/product-search", params={"limit": 2})).json()
    second = (await business.owner.get("/v1/product-search", params={"limit": 2, "cursor": first["next"]})).json()
    assert ([item["sku"] for item in first["items"]], [item["sku"] for item in second["items"]]) == (
        ["HB-10", "HB-8"],
        ["WN-1"],
    )
    assert second["next"] is None


async def test_no_text_breaks_the_search(business: Business) -> None:
    for text in ("'", "\\", "' | '", "a:*", "!x & (", "%", "_", "ß", "日本", "x" * 200, "', ''); --"):
        answer = await business.owner.get("/v1/product-search", params={"q": text, "facets": [text]})
        assert (answer.status_code, answer.json()["total"]) == (200, 0), text


async def test_the_search_of_everything_finds_products(business: Business) -> None:
    await stock(business)
    async with business.open() as ctx:
        hits = await ctx.services.search.search(ctx, SearchQuery(text="WN-1"))
    assert [hit.title for hit in hits.items] == ["Wing nut"]


async def test_a_rebuild_brings_back_what_the_catalogue_is_found_by(business: Business) -> None:
    await stock(business)
    async with business.open() as ctx:
        await ctx.db.run("DELETE FROM product_search WHERE status = 'active'")
    assert await found(business.owner, "hexagon") == []
    async with business.open() as ctx:
        assert await ctx.services.search.reindex(ctx, "product") is None
    assert await found(business.owner, "hexagon") == ["Hexagon bolt M10", "Hexagon bolt M8"]
    assert await found(business.owner, facets=["colour=Red"], sort="name") == ["Hexagon bolt M8", "Wing nut"]


async def test_attributes_are_typed(business: Business) -> None:
    await stock(business)
    for value, sentence in (({"colour": "green"}, "choose from"), ({"length": 1.5}, "quotes"), ({"length": "1,5"}, "")):
        refused = await business.owner.post("/v1/products", {"name": "Bad", "attributes": value})
        assert refused.status_code == 422
        assert sentence in refused.json()["errors"][0]["message"]


async def test_a_deleted_attribute_takes_its_values_with_it(business: Business) -> None:
    await stock(business)
    listed = (await business.owner.get("/v1/attributes")).json()["items"]
    colour = next(item["id"] for item in listed if item["key"] == "colour")
    assert (await business.owner.delete(f"/v1/attributes/{colour}")).status_code == 204
    await business.installation.drain()
    page = (await business.owner.get("/v1/product-search")).json()
    assert [facet["key"] for facet in page["facets"]] == ["brand", "length"]
    product = (await business.owner.get(f"/v1/products/{page['items'][0]['id']}")).json()
    assert "colour" not in product["attributes"]
