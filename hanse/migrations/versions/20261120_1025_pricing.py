"""The tables of pricing, and the statements that find prices by index under row level security.

A price is looked for among the lists that apply to a buyer, at the targets a variant has (itself, its product, the
categories above), so every probe is an equality of uuids. Ranking is the same as in hanse/domains/pricing/rules.
"""

from hanse.platform.db import schema as s

revision = "0013_pricing"
down_revision = "0012_catalog"
branch_labels = None
depends_on = None

LAYERS = ("cost", "base", "channel", "group", "organization", "contract")
KINDS = ("fixed", "percent", "formula")
TARGETS = ("variant", "product", "category")


def upgrade() -> None:
    """Lists, whom they are for, what they say, what is planned, and the functions."""
    lists()
    entries()
    changes()
    functions()


def lists() -> None:
    """A list says in which layer, for whom, in which currency and when its entries hold, and who published it."""
    s.create_tenant_table(
        "price_lists",
        s.text("name", max_length=120),
        s.text("name_key", max_length=200),
        s.text("layer", one_of=LAYERS),
        s.text("currency", pattern="^[A-Z]{3}$"),
        s.text("status", one_of=("draft", "active", "archived"), default="draft"),
        s.text("mode", one_of=("first", "compete"), default="first"),
        s.integer("priority", default=0),
        s.boolean("is_tax_inclusive", default=False),
        s.instant("starts_at", nullable=True),
        s.instant("ends_at", nullable=True),
        s.text("notes", default="", max_length=2000),
        s.text("source_kind", nullable=True, max_length=40),
        s.text("source_id", nullable=True, max_length=60),
        s.text("source_label", nullable=True, max_length=200),
        s.version(),
        *s.timestamps(),
        unique=("name_key",),
        checks=(("window", "ends_at > starts_at"),),
        indexes=(("layer", "currency", "status"), ("updated_at", "id")),
    )
    s.create_tenant_table(
        "price_list_targets",
        s.uuid("price_list_id"),
        s.uuid("organization_id", nullable=True),
        s.text("price_group", nullable=True, max_length=60),
        s.text("channel", nullable=True, max_length=60),
        unique=(
            s.unique(
                "price_list_id",
                "organization_id",
                "price_group",
                "channel",
                nulls_equal=True,
                name="price_list_targets_once_key",
            ),
        ),
        foreign_keys=(
            s.fk("price_list_id", "price_lists", on_delete="cascade"),
            s.fk("organization_id", "organizations", on_delete="cascade"),
        ),
        checks=(("one", "num_nonnulls(organization_id, price_group, channel) = 1"),),
        indexes=("price_group", "channel"),
    )


def entries() -> None:
    """What a list says of one target. An amount is of one `unit`; an empty unit goes for all (percentages, formulas).

    `target_id` has no foreign key: it is a variant, a product or a category, and an entry whose target is gone is
    never found. `minimum` is in the unit, or in stock units where that is empty. `factors` are millionths by name.
    """
    s.create_tenant_table(
        "price_entries",
        s.uuid("price_list_id"),
        s.text("target_kind", one_of=TARGETS),
        s.uuid("target_id"),
        s.text("unit", default="", max_length=3),
        s.quantity("minimum", default=0, check="minimum >= 0"),
        s.text("kind", one_of=KINDS),
        s.micros("amount_micros", nullable=True),
        s.micros("percent_micros", nullable=True, check="percent_micros BETWEEN 0 AND 1000000"),
        s.jsonb("factors", nullable=True),
        s.text("formula", nullable=True, max_length=200),
        s.boolean("sums_variants", default=False),
        s.instant("starts_at", nullable=True),
        s.instant("ends_at", nullable=True),
        s.text("clause_label", nullable=True, max_length=200),
        s.uuid("change_id", nullable=True),
        s.instant("updated_at"),
        unique=(
            s.unique(
                "price_list_id",
                "target_id",
                "unit",
                "minimum",
                "starts_at",
                nulls_equal=True,
                name="price_entries_once_key",
            ),
        ),
        foreign_keys=(s.fk("price_list_id", "price_lists", on_delete="cascade"),),
        checks=(
            ("window", "ends_at > starts_at"),
            ("is_fixed", "kind <> 'fixed' OR (amount_micros >= 0 AND unit <> '')"),
            ("is_percent", "(kind = 'percent') = (percent_micros IS NOT NULL)"),
            ("is_formula", "(kind = 'formula') = (factors IS NOT NULL AND formula IS NOT NULL)"),
        ),
        indexes=(
            ("target_id", "price_list_id"),
            s.index("change_id", where="change_id IS NOT NULL"),
        ),
    )


def changes() -> None:
    """Planned changes of one list. Scheduling one writes entries that begin, and ends others, at its instant."""
    s.create_tenant_table(
        "price_changes",
        s.uuid("price_list_id"),
        s.text("name", max_length=120),
        s.instant("effective_at"),
        s.text("status", one_of=("draft", "scheduled", "cancelled"), default="draft"),
        s.text("notes", default="", max_length=2000),
        s.version(),
        *s.timestamps(),
        foreign_keys=(s.fk("price_list_id", "price_lists", on_delete="cascade"),),
        indexes=(("effective_at", "id"),),
    )
    s.create_tenant_table(
        "price_change_items",
        s.uuid("change_id"),
        s.integer("position"),
        s.text("target_kind", one_of=TARGETS),
        s.uuid("target_id"),
        s.text("unit", default="", max_length=3),
        s.quantity("minimum", default=0),
        s.text("kind", one_of=(*KINDS, "remove")),
        s.micros("amount_micros", nullable=True),
        s.micros("percent_micros", nullable=True),
        s.jsonb("factors", nullable=True),
        s.text("formula", nullable=True, max_length=200),
        s.boolean("sums_variants", default=False),
        s.uuid("ended_entry_id", nullable=True),
        s.instant("ended_before_at", nullable=True),
        primary_key=("change_id", "position"),
        unique=(("change_id", "target_id", "unit", "minimum"),),
        foreign_keys=(s.fk("change_id", "price_changes", on_delete="cascade"),),
    )


def functions() -> None:
    """Which lists apply; every candidate of every line; the best of them; and that for pages that join it."""
    s.create_function(
        "applicable_price_lists",
        "p_organization uuid, p_channel text, p_currency text, p_at timestamptz",
        "TABLE (id uuid, layer integer, distance integer)",
        APPLICABLE,
        volatility="stable",
        rows=8,
    )
    s.create_function(
        "price_candidates",
        "p_organization uuid, p_channel text, p_currency text, p_at timestamptz, p_keys integer[], p_variants uuid[],"
        " p_units text[], p_quantities bigint[], p_is_basket boolean",
        f"TABLE ({CANDIDATE_COLUMNS})",
        CANDIDATES,
        volatility="stable",
        rows=1000,
    )
    s.create_function(
        "price_best",
        "p_organization uuid, p_channel text, p_currency text, p_at timestamptz, p_keys integer[], p_variants uuid[],"
        " p_units text[], p_quantities bigint[], p_is_basket boolean",
        "TABLE (key integer, amount_micros bigint, cost_micros bigint, layer integer, list_id uuid, entry_id uuid,"
        " from_quantity bigint)",
        BEST,
        volatility="stable",
        rows=1000,
    )
    s.create_function(
        "best_prices",
        "p_organization uuid, p_channel text, p_currency text, p_at timestamptz, p_variants uuid[]",
        "TABLE (variant_id uuid, unit text, unit_price_micros bigint, list_id uuid, entry_id uuid,"
        " is_tax_inclusive boolean)",
        BEST_OF_VARIANTS,
        volatility="stable",
        rows=100,
    )


# Layers by number: cost 0 (never a price), base 1, channel 2, group 3, organization 4, contract 5.
# `distance` is 0 for the buyer's own organization, 1 for the one above it, and so on.
APPLICABLE = """
SELECT l.id, CASE l.layer WHEN 'cost' THEN 0 ELSE 1 END, 0
FROM price_lists l
WHERE l.layer IN ('cost', 'base') AND l.currency = p_currency AND l.status = 'active'
    AND (l.starts_at IS NULL OR l.starts_at <= p_at) AND (l.ends_at IS NULL OR l.ends_at > p_at)
UNION ALL
SELECT l.id, CASE l.layer WHEN 'channel' THEN 2 WHEN 'group' THEN 3 WHEN 'organization' THEN 4 ELSE 5 END,
    min(w.distance)
FROM (
    SELECT t.tenant_id, t.price_list_id, 'channel' AS kind, 0 AS distance
    FROM price_list_targets t WHERE t.channel = p_channel
    UNION ALL
    SELECT t.tenant_id, t.price_list_id, 'group', 0
    FROM organizations o JOIN price_list_targets t ON t.tenant_id = o.tenant_id AND t.price_group = o.price_group
    WHERE o.id = p_organization
    UNION ALL
    SELECT t.tenant_id, t.price_list_id, 'organization', c.depth::integer
    FROM organization_closure c
    JOIN price_list_targets t ON t.tenant_id = c.tenant_id AND t.organization_id = c.ancestor_id
    WHERE c.descendant_id = p_organization
) w
JOIN price_lists l ON l.tenant_id = w.tenant_id AND l.id = w.price_list_id
WHERE l.currency = p_currency AND l.status = 'active'
    AND w.kind = CASE l.layer WHEN 'contract' THEN 'organization' ELSE l.layer END
    AND (l.starts_at IS NULL OR l.starts_at <= p_at) AND (l.ends_at IS NULL OR l.ends_at > p_at)
GROUP BY l.id, l.layer
"""

CANDIDATE_COLUMNS = (
    "key integer, entry_id uuid, list_id uuid, layer integer, distance integer, priority integer, competes boolean,"
    " specificity integer, converts boolean, tier numeric, reached numeric, from_quantity numeric, width bigint,"
    " unit text,"
    " amount numeric, percent_micros bigint, factors jsonb"
)

# `specificity`: 0 the variant, 1 its product, 2 a category it is in, 3 the one above that, and so on.
# `tier` and `reached` are in stock units, `amount` (a fixed price, or what a formula adds) is for one of the line's
# unit, `from_quantity` the smallest quantity of the line's unit that reaches the tier. An entry of a unit the variant
# is not sold in is no candidate. `width` is how long the entry holds at most.
# The lines of a basket count together where a tier sums variants; those of a page (not p_is_basket) do not.
# The index of entries is probed once for each target of each line, never for whole lists: OFFSET 0 keeps the planner
# from beginning with the lists, whose length it cannot know (one of 60,000 entries cost 25 ms a page). What only few
# candidates need (the ratio of another unit, how near a category is) is looked up for them alone.
CANDIDATES = """
WITH line AS MATERIALIZED (
    SELECT a.key, v.tenant_id, v.id AS variant_id, v.product_id, v.stock_unit, v.lineage, a.unit,
        coalesce(u.ratio_numerator, 1)::numeric AS numerator, coalesce(u.ratio_denominator, 1)::numeric AS denominator,
        a.quantity::numeric * coalesce(u.ratio_numerator, 1) / coalesce(u.ratio_denominator, 1) AS stock,
        sum(a.quantity::numeric * coalesce(u.ratio_numerator, 1) / coalesce(u.ratio_denominator, 1))
            OVER (PARTITION BY v.product_id, v.stock_unit) AS product_stock
    FROM unnest(p_keys, p_variants, p_units, p_quantities) AS a (key, variant_id, unit, quantity)
    JOIN variants v ON v.id = a.variant_id
    LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.unit = a.unit
    WHERE u.variant_id IS NOT NULL OR a.unit = v.stock_unit
),
list AS MATERIALIZED (
    SELECT a.id, a.layer, a.distance, l.priority, l.mode = 'compete' AS competes, l.starts_at, l.ends_at
    FROM applicable_price_lists(p_organization, p_channel, p_currency, p_at) a
    JOIN price_lists l ON l.id = a.id
)
SELECT l.key, e.id, e.price_list_id, i.layer, i.distance, i.priority, i.competes,
    CASE WHEN t.place <= 2 THEN t.place::integer - 1 ELSE (
        SELECT 1 + min(array_position(c.path, e.target_id))
        FROM product_categories k JOIN categories c ON c.tenant_id = k.tenant_id AND c.id = k.category_id
        WHERE k.tenant_id = l.tenant_id AND k.product_id = l.product_id) END,
    e.unit <> '' AND e.unit <> l.unit,
    CASE WHEN e.minimum = 0 THEN 0 WHEN e.unit = '' THEN e.minimum
        WHEN e.unit = l.unit THEN e.minimum * l.numerator / l.denominator
        ELSE e.minimum * r.ratio[1] / r.ratio[2] END,
    CASE WHEN e.sums_variants AND p_is_basket THEN l.product_stock ELSE l.stock END,
    CASE WHEN e.minimum = 0 THEN 0 WHEN e.unit = l.unit THEN e.minimum
        WHEN e.unit = '' THEN ceil(e.minimum * l.denominator / l.numerator)
        ELSE ceil(e.minimum * r.ratio[1] * l.denominator / (r.ratio[2] * l.numerator)) END,
    coalesce((extract(epoch FROM least(e.ends_at, i.ends_at) - greatest(e.starts_at, i.starts_at)) * 1000000)::bigint,
        9223372036854775807),
    e.unit,
    CASE WHEN r.ratio IS NULL THEN e.amount_micros ELSE
        sign(e.amount_micros::numeric) * div(
            2 * abs(e.amount_micros::numeric) * l.numerator * r.ratio[2] + l.denominator * r.ratio[1],
            2 * l.denominator * r.ratio[1]) END,
    e.percent_micros, e.factors
FROM line l
CROSS JOIN LATERAL unnest(l.lineage) WITH ORDINALITY AS t (target_id, place)
CROSS JOIN LATERAL (
    SELECT x.id, x.price_list_id, x.target_id, x.unit, x.minimum, x.amount_micros, x.percent_micros, x.factors,
        x.sums_variants, x.starts_at, x.ends_at
    FROM price_entries x
    WHERE x.target_id = t.target_id AND x.price_list_id = ANY (ARRAY(SELECT list.id FROM list))
    OFFSET 0
) e
JOIN list i ON i.id = e.price_list_id
CROSS JOIN LATERAL (
    SELECT CASE WHEN e.unit <> '' AND e.unit <> l.unit THEN coalesce(
        (SELECT ARRAY[u.ratio_numerator, u.ratio_denominator]::numeric[] FROM variant_units u
            WHERE u.tenant_id = l.tenant_id AND u.variant_id = l.variant_id AND u.unit = e.unit),
        CASE WHEN e.unit = l.stock_unit THEN ARRAY[1, 1]::numeric[] END) END AS ratio
    OFFSET 0
) r
WHERE (e.starts_at IS NULL OR e.starts_at <= p_at) AND (e.ends_at IS NULL OR e.ends_at > p_at)
    AND (e.unit = '' OR e.unit = l.unit OR r.ratio IS NOT NULL)
"""

LAYER_COUNT = len(LAYERS)


def _value(layer: int) -> str:
    """What a candidate of a layer comes to: its amount, less than what is below, or a sum over named lower prices."""
    if layer == 0:
        return "CASE WHEN s.percent_micros IS NULL AND s.factors IS NULL THEN s.amount END"
    lower = f"s.r{layer - 1}[2]" if layer > 1 else "NULL::bigint"
    names = {"below": lower, **{name: f"s.w{number}[2]" for number, name in enumerate(LAYERS[:layer])}}
    terms = " + ".join(
        f"CASE WHEN s.factors ? '{name}' THEN (s.factors ->> '{name}')::numeric * {price} ELSE 0 END"
        for name, price in names.items()
    )
    unknown = " + ".join(f"CASE WHEN s.factors ? '{name}' THEN NULL ELSE 0 END" for name in LAYERS[layer:])
    return f"""CASE WHEN s.percent_micros IS NOT NULL
                THEN round({lower}::numeric * (1000000 - s.percent_micros) * 0.000001)
                WHEN s.factors IS NOT NULL THEN round(({terms} + {unknown}) * 0.000001 + coalesce(s.amount, 0))
                ELSE s.amount END"""


def _stage(layer: int) -> str:
    """One layer above those below it: `v` what its candidates come to, `w` its best, `r` what is paid up to here.

    Both are arrays of place, value, number, whether it competes, layer; the smallest is the best, as they compare
    from the left. OFFSET 0 keeps each from being worked out anew in every stage above.
    """
    own = f"f.w{layer}"
    if layer == 0:
        paid = "NULL::bigint[]"
    elif layer == 1:
        paid = own
    else:
        lower = f"f.r{layer - 1}"
        paid = f"CASE WHEN {own} IS NULL OR ({own}[4] = 1 AND {lower}[2] < {own}[2]) THEN {lower} ELSE {own} END"
    source = "ranked" if layer == 0 else f"stage{layer - 1}"
    return f"""stage{layer} AS (
    SELECT f.key, f.entry_id, f.list_id, f.layer, f.competes, f.from_quantity, f.amount, f.percent_micros, f.factors,
        f.place, f.number, {", ".join(f"f.w{lower}, f.r{lower}" for lower in range(layer))}{", " if layer else ""}
        {own}, {paid} AS r{layer}
    FROM (
        SELECT e.*, min(ARRAY[e.place, e.v::bigint, e.number, e.competes::integer, {layer}]::bigint[])
            FILTER (WHERE e.layer = {layer} AND e.v BETWEEN 0 AND 9223372036854775807)
            OVER (PARTITION BY e.key) AS w{layer}
        FROM (
            SELECT s.*, CASE WHEN s.layer = {layer} THEN {_value(layer)} END AS v
            FROM {source} s
        ) e
    ) f
    OFFSET 0
)"""  # noqa: S608 - put together from constants


STAGES = ",\n".join(_stage(layer) for layer in range(LAYER_COUNT))

# Inside a layer: own organization before those above, priority, nearest target, the unit asked for before another,
# largest reached tier, narrowest window, lowest amount, id.
# A line whose candidates are all fixed prices needs no stages: each layer has its lowest, and of the layers down to the
# highest that ends the search the lowest counts, of equal ones the upper. Most lines are like that, and cost a quarter.
BEST = f"""
WITH standing AS (
    SELECT c.key, c.entry_id, c.list_id, c.layer, c.competes, c.from_quantity, c.amount, c.percent_micros, c.factors,
        dense_rank() OVER (PARTITION BY c.key, c.layer ORDER BY c.distance, c.priority DESC, c.specificity, c.converts,
            c.tier DESC, c.width) AS place,
        bool_or(c.percent_micros IS NOT NULL OR c.factors IS NOT NULL OR c.amount > 9223372036854775807)
            OVER (PARTITION BY c.key, c.layer) AS is_open
    FROM price_candidates(p_organization, p_channel, p_currency, p_at, p_keys, p_variants, p_units, p_quantities,
        p_is_basket) c
    WHERE c.reached >= c.tier
),
-- Where every candidate of a layer is a fixed price, only those that stand first can win.
standing_first AS MATERIALIZED (
    SELECT s.*, bool_or(s.is_open) OVER (PARTITION BY s.key) AS is_staged
    FROM standing s WHERE s.place = 1 OR s.is_open
),
lowest AS (
    SELECT DISTINCT ON (s.key, s.layer) s.key, s.layer, s.competes, s.amount::bigint AS amount, s.list_id, s.entry_id,
        s.from_quantity
    FROM standing_first s WHERE NOT s.is_staged AND s.amount >= 0
    ORDER BY s.key, s.layer, s.amount, s.entry_id
),
ranked AS (
    SELECT s.*, row_number() OVER (PARTITION BY s.key, s.layer ORDER BY s.place, s.entry_id) AS number
    FROM standing_first s WHERE s.is_staged
),
{STAGES}
SELECT s.key, s.r5[2], s.w0[2], s.layer, s.list_id, s.entry_id, least(s.from_quantity, 9223372036854775807)::bigint
FROM stage5 s
WHERE s.layer = s.r5[5] AND s.number = s.r5[3]
UNION ALL
(SELECT DISTINCT ON (t.key) t.key, t.amount, t.cost, t.layer, t.list_id, t.entry_id,
    least(t.from_quantity, 9223372036854775807)::bigint
FROM (
    SELECT w.*, max(w.layer) FILTER (WHERE NOT w.competes) OVER (PARTITION BY w.key) AS floor,
        max(w.amount) FILTER (WHERE w.layer = 0) OVER (PARTITION BY w.key) AS cost
    FROM lowest w
) t
WHERE t.layer >= greatest(t.floor, 1)
ORDER BY t.key, t.amount, t.layer DESC)
"""  # noqa: S608 - put together from constants

# At the quantity people begin with: the smallest of the unit a variant is sold in by default.
BEST_OF_VARIANTS = """
SELECT a.variant_id, a.unit, b.amount_micros, b.list_id, b.entry_id, l.is_tax_inclusive
FROM (
    SELECT array_agg(q.number) AS keys, array_agg(q.variant_id) AS variants, array_agg(q.unit) AS units,
        array_agg(q.minimum) AS quantities
    FROM (
        SELECT row_number() OVER ()::integer AS number, v.id AS variant_id, coalesce(u.unit, v.stock_unit) AS unit,
            coalesce(u.minimum, u.step, 10000) AS minimum
        FROM variants v
        LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
        WHERE v.id = ANY (p_variants)
    ) q
) w
CROSS JOIN LATERAL price_best(p_organization, p_channel, p_currency, p_at, w.keys, w.variants, w.units, w.quantities,
    false) b
CROSS JOIN LATERAL (SELECT w.variants[b.key] AS variant_id, w.units[b.key] AS unit) a
JOIN price_lists l ON l.id = b.list_id
"""
