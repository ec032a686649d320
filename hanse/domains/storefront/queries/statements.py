"""The SQL of the storefront's lists. Each page is one statement: which products, their variants, prices and stock.

Upper reads join the tables of lower domains; prices and stock come from the two functions those domains keep for this.
"""

from __future__ import annotations

from typing import Final

# "coalesce" keeps the planner from believing that next to nothing is visible, and from sorting the whole tenant.
VISIBLE: Final = """p.status = 'active'
        AND coalesce(p.audience && (SELECT catalogue_tokens(%(organization)s::uuid)), false)"""
CURRENCY: Final = """coalesce((SELECT o.currency FROM organizations o WHERE o.id = %(organization)s::uuid),
        %(currency)s::text)"""
PLAIN: Final = """
WITH page AS MATERIALIZED (
    SELECT o.tenant_id, o.id, row_number() OVER () AS place FROM (
        SELECT p.tenant_id, p.id FROM products p
        WHERE :visible :after
        ORDER BY :order LIMIT %(limit)s + 1
    ) o
),
"""
FOUND: Final = """
WITH found AS MATERIALIZED (
    SELECT product_search_find(%(request)s::jsonb, catalogue_tokens(%(organization)s::uuid)) AS answer
),
"""
# With the prices of the shopper's own book; what it cannot know is worked out.
FOUND_PRICED: Final = """
WITH asked AS MATERIALIZED (
    SELECT t.tokens, own_price_request(%(request)s::jsonb, t.tokens, %(organization)s::uuid, %(channel)s, :currency,
        %(now)s) AS request
    FROM (SELECT catalogue_tokens(%(organization)s::uuid) AS tokens OFFSET 0) t
),
found AS MATERIALIZED (SELECT product_search_find(a.request, a.tokens) AS answer FROM asked a),
"""
# OFFSET 0: each product found is looked up by its key; the planner would read all there are instead.
BY_SEARCH: Final = """:foundpage AS MATERIALIZED (
    SELECT p.tenant_id, p.id, h.place
    FROM found CROSS JOIN LATERAL jsonb_array_elements_text(found.answer -> 'ids') WITH ORDINALITY AS h (id, place)
    CROSS JOIN LATERAL (SELECT o.tenant_id, o.id FROM products o WHERE o.id = h.id::uuid OFFSET 0) p
),
"""
ONE: Final = """
WITH page AS MATERIALIZED (
    SELECT p.tenant_id, p.id, 1 AS place FROM products p
    WHERE :visible AND (p.id = %(id)s::uuid OR p.handle = %(handle)s::text)
),
"""
# Rows are fetched one by one by their keys (OFFSET 0 keeps it so), and prices and stock are asked for once: of a
# business that has just brought in its catalogue the planner knows no numbers, and would go through all of it.
# All that is sold of a product has a price here, though only the first are shown: the least of them is its price.
REST: Final = """
shown AS MATERIALIZED (
    SELECT v.* FROM page g CROSS JOIN LATERAL (
        SELECT v.tenant_id, v.id, v.product_id, v.sku, v.name, v.lead_time_days, v.stock_unit, v.position :whole
        FROM variants v WHERE v.tenant_id = g.tenant_id AND v.product_id = g.id AND v.status = 'active'
        ORDER BY v.position, v.id LIMIT %(variants)s
    ) v
    WHERE g.place <= %(limit)s
),
sold AS MATERIALIZED (
    SELECT g.id AS product_id, v.id FROM page g CROSS JOIN LATERAL (
        SELECT v.id FROM variants v
        WHERE v.tenant_id = g.tenant_id AND v.product_id = g.id AND v.status = 'active' OFFSET 0
    ) v
    WHERE g.place <= %(limit)s
),
wanted AS MATERIALIZED (SELECT array_agg(id) AS ids FROM sold),
prices AS MATERIALIZED (
    SELECT r.variant_id, r.unit_price_micros, r.is_tax_inclusive
    FROM wanted w
    CROSS JOIN LATERAL best_prices(%(organization)s::uuid, %(channel)s, :currency, %(now)s, w.ids) r
    WHERE %(priced)s
),
least AS MATERIALIZED (
    SELECT d.product_id, min(r.unit_price_micros) AS price FROM prices r JOIN sold d ON d.id = r.variant_id
    GROUP BY d.product_id
),
stocks AS MATERIALIZED (
    SELECT t.variant_id, t.state, t.available, t.expected_at
    FROM (SELECT array_agg(id) AS ids FROM shown) w CROSS JOIN LATERAL availability(w.ids) t
)
SELECT g.place, p.name_key, p.updated_at, p.id, p.handle, p.name, p.kind, p.brand, p.summary, p.needs_options,
    CASE WHEN f.id IS NULL THEN NULL ELSE ARRAY[f.key, f.name, f.content_type, f.size::text] END AS picture,
    (SELECT c.name FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
        WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id ORDER BY k.position, c.name_key LIMIT 1)
        AS category_name,
    (SELECT count(*) FROM variants n WHERE n.tenant_id = p.tenant_id AND n.product_id = p.id
        AND n.status = 'active') AS variant_count,
    s.id AS variant_id, s.sku, s.name AS variant_name, s.lead_time_days, s.stock_unit, u.unit, u.minimum, u.step,
    b.unit_price_micros, coalesce(b.is_tax_inclusive, false) AS is_tax_inclusive, a.state, a.available, a.expected_at,
    :currency AS currency, (SELECT l.price FROM least l WHERE l.product_id = p.id) AS price_from,
    (SELECT i.shown_to_buyers = 'exact' FROM inventory_settings i) AS shows_amounts :more
FROM :source
LEFT JOIN LATERAL (
    SELECT f.id, f.key, f.name, f.content_type, f.size FROM files f
    WHERE f.tenant_id = p.tenant_id AND f.id = p.image_file_id AND f.deleted_at IS NULL OFFSET 0
) f ON true
LEFT JOIN shown s ON s.tenant_id = p.tenant_id AND s.product_id = p.id
LEFT JOIN LATERAL (
    SELECT u.unit, u.minimum, u.step FROM variant_units u
    WHERE u.tenant_id = s.tenant_id AND u.variant_id = s.id AND u.is_default OFFSET 0
) u ON true
LEFT JOIN prices b ON b.variant_id = s.id
LEFT JOIN stocks a ON a.variant_id = s.id
ORDER BY g.place, s.position, s.id
"""
ONE_OF_PAGE: Final = "(SELECT p.* FROM products p WHERE p.tenant_id = g.tenant_id AND p.id = g.id OFFSET 0) p"
JOINED: Final = f"page g CROSS JOIN LATERAL {ONE_OF_PAGE}"
# Nothing found still gives the counts: one row with no product.
KEPT: Final = f"found LEFT JOIN page g ON true LEFT JOIN LATERAL {ONE_OF_PAGE} ON true"
ANSWER: Final = ",\n    CASE WHEN coalesce(g.place, 1) = 1 THEN (found.answer - 'ids')::text END AS answer"


# What only the page of one product needs; what belongs to the product comes with its first row.
WHOLE: Final = """,
    s.gtin, s.attributes,
    (SELECT jsonb_agg(jsonb_build_object('unit', n.unit, 'ratio_numerator', n.ratio_numerator,
        'ratio_denominator', n.ratio_denominator, 'minimum', n.minimum, 'maximum', n.maximum, 'step', n.step,
        'is_default', n.is_default) ORDER BY n.position, n.unit)
        FROM variant_units n WHERE n.tenant_id = s.tenant_id AND n.variant_id = s.id) AS units,
    CASE WHEN p.kind = 'bundle' THEN (SELECT jsonb_agg(jsonb_build_object('variant_id', w.id, 'sku', w.sku,
        'unit', w.stock_unit, 'name', concat_ws(', ', y.name, nullif(w.name, '')), 'quantity', e.quantity)
        ORDER BY e.position, w.sku_key)
        FROM bundle_items e JOIN variants w ON w.tenant_id = e.tenant_id AND w.id = e.component_variant_id
        JOIN products y ON y.tenant_id = w.tenant_id AND y.id = w.product_id
        WHERE e.tenant_id = s.tenant_id AND e.variant_id = s.id) END AS components,
    CASE WHEN row_number() OVER (ORDER BY s.position, s.id) = 1 THEN jsonb_build_object(
        'description', p.description, 'attributes', p.attributes, 'seo_title', p.seo_title,
        'seo_description', p.seo_description,
        'categories', (SELECT jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name) ORDER BY k.position, c.name_key)
            FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
            WHERE k.tenant_id = p.tenant_id AND k.product_id = p.id),
        'declared', (SELECT jsonb_agg(jsonb_build_object('key', d.key, 'label', d.label, 'unit', d.unit)
            ORDER BY d.position, d.key) FROM attributes d WHERE d.tenant_id = p.tenant_id),
        'options', CASE WHEN p.needs_options THEN (SELECT jsonb_agg(jsonb_build_object('id', x.id, 'key', x.key,
            'label', x.label, 'help', x.help, 'is_required', x.is_required, 'choices', x.choices)
            ORDER BY x.position, x.key)
            FROM product_options x WHERE x.tenant_id = p.tenant_id AND x.product_id = p.id) END,
        'media', (SELECT jsonb_agg(jsonb_build_object('id', m.id, 'variant_id', m.variant_id, 'kind', m.kind,
            'file_name', m.file_name, 'alt', m.alt, 'position', m.position, 'created_at', m.created_at,
            'picture', ARRAY[h.key, h.name, h.content_type, h.size::text]) ORDER BY m.position, m.id)
            FROM product_media m JOIN files h ON h.tenant_id = m.tenant_id AND h.id = m.file_id
            WHERE m.tenant_id = p.tenant_id AND m.product_id = p.id AND m.state = 'ready')) END AS around"""


def _put_together(head: str, *, searched: bool, **words: str) -> str:
    """A whole statement of constant parts."""
    known = {
        "found": FOUND,
        "more": ANSWER if searched else "",
        "whole": "",
        "source": KEPT if searched else JOINED,
        "currency": CURRENCY,
        "visible": VISIBLE,
        **words,
    }
    text = head + REST
    for name, value in known.items():
        text = text.replace(f":{name}", value)
    return text


def _plain(column: str, direction: str, after: str) -> str:
    return _put_together(PLAIN, searched=False, order=f"{column} {direction}, p.id {direction}", after=after)


def _next(column: str, direction: str, sign: str, kind: str) -> str:
    """The pages after the first: the index is entered where the page before ended."""
    return _plain(column, direction, f"AND ({column}, p.id) {sign} (%(after_key)s::{kind}, %(after_id)s::uuid)")


FIRST: Final = {
    "name": _plain("p.name_key", "ASC", ""),
    "-name": _plain("p.name_key", "DESC", ""),
    "-updated": _plain("p.updated_at", "DESC", ""),
}
NEXT: Final = {
    "name": _next("p.name_key", "ASC", ">", "text"),
    "-name": _next("p.name_key", "DESC", "<", "text"),
    "-updated": _next("p.updated_at", "DESC", "<", "timestamptz"),
}
SEARCH: Final = _put_together(BY_SEARCH, searched=True)
PRICED: Final = _put_together(BY_SEARCH, searched=True, found=FOUND_PRICED)
SHOWN: Final = _put_together(ONE, searched=False, more=WHOLE, whole=", v.gtin, v.attributes")
CATEGORY_NAMES: Final = """
SELECT id, parent_id, handle, name FROM categories
WHERE id = ANY(%(ids)s::uuid[]) ORDER BY cardinality(path), position, name_key
"""
ATTRIBUTES: Final = "SELECT key, label, kind, unit, is_filterable FROM attributes ORDER BY position, key"
