"""What products are found and sorted by at a buyer's own price: docs/decisions/0012-own-prices.md.

A price book holds the present price of every product for one set of lists, and the snapshot of the database it was
worked out from. Whatever changes a price notes its target with its transaction: a reader knows what no book can know.
"""

from hanse.platform.db import schema as s

revision = "0026_own_prices"
down_revision = "0025_second_factor"
branch_labels = None
depends_on = None

CATALOGUE = "'00000000-0000-0000-0000-000000000000'::uuid"
TOO_MANY = 200


def upgrade() -> None:
    """Books, prices, marks, what notes them, and finding by price."""
    for part in (tables, noting, reading, finding):
        part()


def tables() -> None:
    """All of it is derived: a business that moves leaves it behind, and it is made anew where it is asked for."""
    derived = "Derived: made anew wherever somebody asks"
    columns = (s.text("key", max_length=32), s.text("snapshot", max_length=20_000), s.instant("built_at"))
    s.create_tenant_table("price_books", *columns, unique=("key",), comment=derived)
    s.create_tenant_table(  # no foreign keys: what a book or a product leaves behind is never met, and swept by a job
        "own_prices",
        s.uuid("book_id"),
        s.uuid("walk_id"),  # the same: by this one the prices of a book are walked, and never looked up
        s.uuid("product_id"),
        s.micros("price_micros", nullable=True),
        s.instant("holds_until", nullable=True),
        primary_key=("book_id", "product_id"),
        indexes=(
            ("walk_id", "price_micros", "product_id"),
            s.index("book_id", "holds_until", where="holds_until IS NOT NULL"),
        ),
        comment=derived,
    )
    # A mark of the catalogue (a product, its units or its place changed) bears no list: the id of zeros.
    s.create_tenant_table(
        "price_marks",
        s.uuid("id", default="gen_random_uuid()"),
        s.uuid("price_list_id"),
        s.text("target_kind", one_of=("variant", "product", "category", "all")),
        s.uuid("target_id"),
        s.bigint("transaction_number", default=None),
        s.instant("noted_at"),
        indexes=(("price_list_id", "transaction_number"), ("noted_at",)),
        comment=derived,
    )
    s.allow_definer("own_prices", ("SELECT",))


def noting() -> None:
    """Every statement that can change a price notes what it touched, in its own transaction, whoever wrote it."""
    units = "changed c JOIN variants v ON v.tenant_id = c.tenant_id AND v.id = c.variant_id"
    for name, columns, source in (
        ("note_price_entries", "c.tenant_id, c.price_list_id, c.target_kind, c.target_id", "changed c"),
        ("note_products", f"c.tenant_id, {CATALOGUE}, 'product', c.product_id", "changed c"),
        ("note_changed_variants", f"x.tenant_id, {CATALOGUE}, 'product', x.product_id", CHANGED_VARIANTS),
        ("note_variant_units", f"v.tenant_id, {CATALOGUE}, 'product', v.product_id", units),
    ):
        s.create_function(name, "", "trigger", note(columns, source), language="plpgsql")
    for table, function in (
        ("price_entries", "note_price_entries"),
        ("variants", "note_products"),
        ("variant_units", "note_variant_units"),
        ("product_categories", "note_products"),
    ):
        for action, rows in (("INSERT", "NEW"), ("UPDATE", "NEW"), ("DELETE", "OLD")):
            if (table, action) == ("variants", "UPDATE"):
                continue
            s.execute(
                f"CREATE TRIGGER {table}_{action.lower()}_noted AFTER {action} ON {table}"
                f" REFERENCING {rows} TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
            )
    both = "OLD TABLE AS before NEW TABLE AS changed FOR EACH STATEMENT EXECUTE FUNCTION note_changed_variants()"
    s.execute(f"CREATE TRIGGER variants_update_noted AFTER UPDATE ON variants REFERENCING {both}")


# Only what a price hangs on.
CHANGED_VARIANTS = """(
        SELECT n.tenant_id, unnest(ARRAY[o.product_id, n.product_id]) AS product_id
        FROM before o JOIN changed n ON n.tenant_id = o.tenant_id AND n.id = o.id
        WHERE (o.product_id, o.status, o.stock_unit, o.lineage)
            IS DISTINCT FROM (n.product_id, n.status, n.stock_unit, n.lineage)) x"""


def note(columns: str, source: str) -> str:
    """What a trigger does: a mark for each target, or one for everything where a statement touched very many."""
    return f"""
DECLARE
    v_count integer;
BEGIN
    SELECT count(*) INTO v_count FROM changed;
    IF v_count = 0 THEN RETURN NULL; END IF;
    INSERT INTO price_marks (tenant_id, price_list_id, target_kind, target_id, transaction_number, noted_at)
    SELECT DISTINCT m.tenant_id, m.list, CASE WHEN v_count > {TOO_MANY} THEN 'all' ELSE m.kind END,
        CASE WHEN v_count > {TOO_MANY} THEN {CATALOGUE} ELSE m.target END,
        pg_current_xact_id()::text::bigint, statement_timestamp()
    FROM (SELECT {columns} FROM {source}) m (tenant_id, list, kind, target);
    RETURN NULL;
END
"""  # noqa: S608 - put together from constants


def reading() -> None:
    """Which book is a buyer's, what it cannot know, and what a search has to be told of prices."""
    buyer = "p_organization uuid, p_channel text, p_currency text, p_at timestamptz"
    for name, args, returns, body in (
        ("price_book_key", buyer, "TABLE (key text, lists uuid[])", BOOK_KEY),
        ("products_of_targets", "p_targets uuid[]", "TABLE (target_id uuid, product_id uuid)", PRODUCTS_OF_TARGETS),
        ("price_book_stale", "p_book uuid, p_lists uuid[], p_snapshot pg_snapshot, p_at timestamptz", "uuid[]", STALE),
        ("own_prices_now", f"{buyer}, p_products uuid[]", "TABLE (product_id uuid, price_micros bigint)", NOW),
    ):
        s.create_function(name, args, returns, body, volatility="stable")
    asked = f"p_request jsonb, p_audience uuid[], {buyer}"
    s.create_function("own_price_request", asked, "jsonb", REQUEST, language="plpgsql", volatility="stable")


# All that decides a price besides entries and the catalogue. Distances count by their order, so that organizations at
# different depths share a book. Snapshots mean nothing in another cluster, so the cluster is part of the key.
BOOK_KEY = """
SELECT md5(concat_ws('|', p_currency, (SELECT system_identifier FROM pg_control_system()),
        string_agg(concat_ws(':', l.id, a.layer, a.distance, l.priority, l.mode,
            extract(epoch FROM l.starts_at), extract(epoch FROM l.ends_at)), ',' ORDER BY l.id))),
    coalesce(array_agg(l.id), '{}')
FROM (
    SELECT x.id, x.layer, dense_rank() OVER (PARTITION BY x.layer ORDER BY x.distance) AS distance
    FROM applicable_price_lists(p_organization, p_channel, p_currency, p_at) x
) a
JOIN price_lists l ON l.id = a.id
"""

# Ids tell by themselves what they are of.
PRODUCTS_OF_TARGETS = """
SELECT v.id, v.product_id FROM variants v WHERE v.id = ANY (p_targets)
UNION ALL
SELECT p.id, p.id FROM products p WHERE p.id = ANY (p_targets)
UNION ALL
SELECT t.target, k.product_id FROM unnest(p_targets) AS t (target)
JOIN categories c ON t.target = ANY (c.path)
JOIN product_categories k ON k.tenant_id = c.tenant_id AND k.category_id = c.id
"""

STALE = f"""
WITH marks AS MATERIALIZED (
    SELECT DISTINCT m.target_kind, m.target_id FROM price_marks m
    WHERE m.price_list_id = ANY (p_lists || {CATALOGUE})
        AND m.transaction_number >= pg_snapshot_xmin(p_snapshot)::text::bigint
        AND NOT pg_visible_in_snapshot(m.transaction_number::text::xid8, p_snapshot)
    LIMIT 1001
),
stale AS MATERIALIZED (
    (SELECT p.product_id FROM (SELECT array_agg(m.target_id) AS targets FROM marks m) w
        CROSS JOIN LATERAL products_of_targets(w.targets) p
        WHERE NOT EXISTS (SELECT FROM marks m WHERE m.target_kind = 'all')
        LIMIT 2001)
    UNION
    (SELECT o.product_id FROM own_prices o WHERE o.book_id = p_book AND o.holds_until <= p_at LIMIT 2001)
)
SELECT CASE WHEN (SELECT count(*) FROM marks) <= 1000 AND (SELECT count(*) FROM stale) <= 2000
    AND NOT EXISTS (SELECT FROM marks m WHERE m.target_kind = 'all')
    THEN ARRAY(SELECT product_id FROM stale) END
"""  # noqa: S608

# At the quantity people begin with, as in best_prices; but lines are told apart by their number alone, so that
# thousands of them do not carry the arrays of all others with them, and nothing is joined whose number is not known.
NOW = """
WITH asked AS MATERIALIZED (
    SELECT array_agg(l.number) AS keys, array_agg(l.id) AS variants, array_agg(l.unit) AS units,
        array_agg(l.minimum) AS quantities, array_agg(l.product_id ORDER BY l.number) AS products
    FROM (
        SELECT row_number() OVER ()::integer AS number, v.product_id, v.id, coalesce(u.unit, v.stock_unit) AS unit,
            coalesce(u.minimum, u.step, 10000) AS minimum
        FROM variants v
        LEFT JOIN variant_units u ON u.tenant_id = v.tenant_id AND u.variant_id = v.id AND u.is_default
        WHERE v.product_id = ANY (p_products) AND v.status = 'active'
    ) l
)
SELECT x.product_id, min(x.amount_micros)
FROM (
    SELECT (SELECT products FROM asked)[b.key] AS product_id, b.amount_micros
    FROM asked a CROSS JOIN LATERAL price_best(
        p_organization, p_channel, p_currency, p_at, a.keys, a.variants, a.units, a.quantities, false) b
    UNION ALL SELECT p.id, NULL FROM unnest(p_products) AS p (id)
) x
GROUP BY x.product_id
"""

# `state` says how it went: "fresh", "aging" (worth a new one soon), "small" (so few that none is needed), "missing":
# then the search knows no prices, and whoever asked for them has to be told.
REQUEST = """
DECLARE
    v_key text; v_lists uuid[]; v_book uuid; v_snapshot pg_snapshot; v_stale uuid[]; v_state text; v_pool jsonb;
    v_few integer := coalesce((p_request ->> 'few')::integer, 0);
BEGIN
    SELECT k.key, k.lists INTO v_key, v_lists FROM price_book_key(p_organization, p_channel, p_currency, p_at) k;
    SELECT b.id, b.snapshot::pg_snapshot INTO v_book, v_snapshot
    FROM price_books b WHERE b.key = v_key AND b.built_at <= p_at;
    IF v_book IS NOT NULL THEN
        v_stale := price_book_stale(v_book, v_lists, v_snapshot, p_at);
    END IF;
    IF v_stale IS NOT NULL THEN
        v_state := CASE WHEN cardinality(v_stale) > 50 THEN 'aging' ELSE 'fresh' END;
    ELSE
        v_book := NULL;
        v_pool := product_search_find(p_request - 'price' || jsonb_build_object('filters', '{}'::jsonb,
            'ranges', '{}'::jsonb, 'numbers', '[]'::jsonb, 'sort', 'name', 'limit', v_few, 'offset', 0), p_audience);
        IF (v_pool ->> 'total')::integer <= v_few THEN
            v_state := 'small';
            v_stale := ARRAY(SELECT jsonb_array_elements_text(v_pool -> 'ids')::uuid);
        ELSE RETURN p_request - 'price' || jsonb_build_object('state', 'missing');
        END IF;
    END IF;
    RETURN p_request || jsonb_build_object('priced', true, 'state', v_state, 'book', v_book,
        'live', coalesce((SELECT jsonb_object_agg(n.product_id, n.price_micros)
            FROM own_prices_now(p_organization, p_channel, p_currency, p_at, v_stale) n), '{}'));
END
"""


def finding() -> None:
    """The search knows prices where it is told of a book: it sorts and narrows by them, and counts them."""
    s.create_definer_function(
        "product_search_find",
        "p_request jsonb, p_audience uuid[]",
        "jsonb",
        SEARCH_FUNCTION,
        language="plpgsql",
        volatility="stable",
        replace=True,
        # Every branch has its index. With a LIMIT the planner would rather read all and hope to be early.
        settings=("plan_cache_mode = force_custom_plan", "jit = off", "enable_seqscan = off"),
        reason="Finds, ranks and counts products of the transaction's tenant that the given tokens may see.",
    )


# p_audience is NULL for those who see everything. "IS TRUE" keeps the planner from walking the whole tenant beside the
# index of words, whose terms are the tenant's.
ALLOWED = """
    (d.tenant_id = v_tenant) IS TRUE
    AND (p_audience IS NULL OR (d.audience && p_audience AND d.status = 'active'))
    AND (v_status IS NULL OR d.status = v_status)
"""
NUMBER = "^-?[0-9]{1,15}([.][0-9]{1,9})?$"
# What the book says, but for what it cannot know.
PRICE = """CASE WHEN v_has_live AND v_live ? d.product_id::text THEN (v_live ->> d.product_id::text)::bigint
        ELSE (SELECT o.price_micros FROM own_prices o
            WHERE o.tenant_id = v_tenant AND o.book_id = v_book AND o.product_id = d.product_id) END"""
# What a product does not fit of what is chosen, by key. All statements here are put together from constants.
FAILED = f"""
    SELECT w.key FROM wanted w WHERE NOT d.facets && w.tokens
    UNION ALL SELECT r.key FROM ranges r WHERE NOT EXISTS (
        SELECT FROM unnest(d.facets) t (token) WHERE split_part(t.token, '=', 1) = r.key
          AND CASE WHEN substr(t.token, length(r.key) + 2) ~ '{NUMBER}'
            THEN substr(t.token, length(r.key) + 2)::numeric BETWEEN coalesce(r.least, '-infinity'::numeric)
                AND coalesce(r.most, 'infinity'::numeric) END)
"""  # noqa: S608
FAILED_PRICED = f"""{FAILED}
    UNION ALL SELECT ' price' WHERE v_has_range AND (({PRICE}) BETWEEN v_least AND v_most) IS NOT TRUE
"""
PLACED = "AND (v_category IS NULL OR d.categories @> ARRAY[v_category])"
MISTYPED = """(d.words @@ v_p1 OR d.typos && v_n1)
          AND (v_p2 IS NULL OR d.words @@ v_p2 OR d.typos && v_n2)
          AND (v_p3 IS NULL OR d.words @@ v_p3 OR d.typos && v_n3)
          AND (v_short IS NULL OR (d.words @@ v_short) IS TRUE)"""


def sources(name: str, condition: str, more: str = "") -> str:
    """The products that fit text and category, at most so many: by words, by words in spite of mistakes, or all."""
    everything = ", ".join(
        f"""{name}_{place} AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE NOT v_text AND v_category IS NULL AND {sort} AND d.tenant_id = v_tenant AND {ALLOWED} AND {condition}
        ORDER BY {order} LIMIT v_cap
    )"""  # noqa: S608
        for place, sort, order in (
            ("first", "v_sort NOT IN ('-name', '-updated')", "d.name_key, d.product_id"),
            ("last", "v_sort = '-name'", "d.name_key DESC, d.product_id DESC"),
            ("newest", "v_sort = '-updated'", "d.updated_at DESC, d.product_id DESC"),
        )
    )
    return f"""
    {name}_direct AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE v_text AND d.words @@ v_prefix AND (d.words @@ v_all) IS TRUE AND {ALLOWED} {PLACED} AND {condition}
        LIMIT v_cap),
    {name}_mistyped AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE v_text AND NOT EXISTS (SELECT FROM loose_direct) AND v_p1 IS NOT NULL
          AND {MISTYPED}
          AND {ALLOWED} {PLACED} AND {condition}
        LIMIT v_cap),
    {name}_placed AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE NOT v_text AND v_category IS NOT NULL AND d.categories @> ARRAY[v_category] AND {ALLOWED} AND {condition}
        LIMIT v_cap),
    {everything},
    {name} AS MATERIALIZED (
        SELECT place, false AS corrected FROM {name}_direct UNION ALL SELECT place, true FROM {name}_mistyped
        UNION ALL SELECT place, false FROM {name}_placed UNION ALL SELECT place, false FROM {name}_first
        UNION ALL SELECT place, false FROM {name}_last UNION ALL SELECT place, false FROM {name}_newest {more}
    )"""  # noqa: S608


# What is walked in the order of prices has to fit everything the other sources ask of their indexes.
FITS = f"""{ALLOWED} {PLACED}
          AND CASE WHEN NOT v_text THEN true WHEN NOT EXISTS (SELECT FROM loose_mistyped)
            THEN d.words @@ v_prefix AND d.words @@ v_all
            ELSE {MISTYPED} END
          AND NOT EXISTS ({FAILED_PRICED})"""


# A range of prices is a piece of the walk; nothing outside of it is looked at.
STRICT_WALK = f"""strict_walked AS MATERIALIZED (
        SELECT d.place FROM (
            SELECT o.product_id FROM own_prices o
            WHERE v_walks AND (SELECT off FROM cut) AND o.tenant_id = v_tenant AND o.walk_id = v_book
              AND o.price_micros BETWEEN v_least AND v_most AND NOT v_live ? o.product_id::text
            UNION ALL SELECT j.key::uuid FROM jsonb_each_text(v_live) j
            WHERE v_walks AND (SELECT off FROM cut) AND j.value::bigint BETWEEN v_least AND v_most) o
        CROSS JOIN LATERAL (
            SELECT d.ctid AS place FROM product_search d WHERE d.product_id = o.product_id AND {FITS} OFFSET 0) d
        LIMIT v_cap),"""  # noqa: S608
STRICTLY_WALKED = "UNION ALL SELECT place, EXISTS (SELECT FROM loose_mistyped) FROM strict_walked"


def walked(name: str, sort: str, order: str) -> str:
    """The first products in the order of a book, one looked up after the other until there are enough."""
    return f"""
    {name} AS MATERIALIZED (
        SELECT o.product_id, o.price_micros AS price FROM own_prices o
        CROSS JOIN LATERAL (SELECT FROM product_search d WHERE d.product_id = o.product_id AND {FITS} OFFSET 0) d
        WHERE (SELECT "on" FROM walk) AND v_sort = '{sort}' AND o.tenant_id = v_tenant AND o.walk_id = v_book
          AND o.price_micros IS NOT NULL AND NOT v_live ? o.product_id::text
        ORDER BY {order} LIMIT v_offset + v_limit
    )"""  # noqa: S608


# Where more fits than is looked at, the order of prices is walked.
WALKS = f"""
    walk AS MATERIALIZED (SELECT v_by_price AND (SELECT count(*) FROM exact) >= v_cap AS "on"),
    {walked("upward", "price", "o.price_micros, o.product_id")},
    {walked("downward", "-price", "o.price_micros DESC, o.product_id DESC")},
    unknown AS MATERIALIZED (
        SELECT l.product_id, l.price FROM (
            SELECT j.key::uuid AS product_id, j.value::bigint AS price FROM jsonb_each_text(v_live) j
            WHERE (SELECT "on" FROM walk) AND j.value IS NOT NULL OFFSET 0) l
        CROSS JOIN LATERAL (SELECT FROM product_search d WHERE d.product_id = l.product_id AND {FITS} OFFSET 0) d
    ),
    with_price AS MATERIALIZED (TABLE upward UNION ALL TABLE downward UNION ALL TABLE unknown),
    on_request AS MATERIALIZED (
        SELECT d.product_id, d.name_key FROM product_search d
        WHERE (SELECT "on" FROM walk) AND (SELECT count(*) FROM with_price) < v_offset + v_limit
          AND d.tenant_id = v_tenant AND {FITS} AND ({PRICE}) IS NULL
        ORDER BY d.name_key, d.product_id LIMIT v_offset + v_limit
    ),
    pool AS (
        SELECT m.product_id, m.price, m.name_key, m.updated_at, m.score FROM exact m WHERE NOT (SELECT "on" FROM walk)
        UNION ALL SELECT w.product_id, w.price, '', NULL, 0 FROM with_price w
        UNION ALL SELECT r.product_id, NULL, r.name_key, NULL, 0 FROM on_request r
    ),"""  # noqa: S608
PRICE_ORDER = """CASE WHEN v_sort = 'price' THEN m.price END,
                CASE WHEN v_sort = '-price' THEN m.price END DESC NULLS LAST,
                CASE WHEN v_sort = 'price' AND m.price IS NOT NULL THEN m.product_id END,
                CASE WHEN v_sort = '-price' AND m.price IS NOT NULL THEN m.product_id END DESC, """
# Counted in steps of 1, 2, 5, 10, 20, ...: `edges` has how many are at or above each and below the next.
COUNTED_PRICES = """
    priced AS (
        SELECT m.price FROM exact m WHERE NOT v_has_range
        UNION ALL SELECT m.price FROM matched m WHERE v_has_range AND m.is_loose AND m.failed <@ ARRAY[' price']
    ),
    edges AS (
        SELECT CASE WHEN x.text = '0' THEN '0' ELSE
            (CASE WHEN x.text >= '5' THEN '5' WHEN x.text >= '2' THEN '2' ELSE '1' END)
                || repeat('0', length(x.text) - 1) END AS edge, count(*) AS number
        FROM (SELECT p.price::text COLLATE "C" AS text FROM priced p WHERE p.price IS NOT NULL) x GROUP BY 1
    ),"""
ANSWERED_PRICES = """,
        'prices', jsonb_build_object(
            'least', (SELECT min(p.price) FROM priced p), 'most', (SELECT max(p.price) FROM priced p),
            'on_request', (SELECT count(*) FROM priced p WHERE p.price IS NULL),
            'edges', coalesce((SELECT jsonb_object_agg(e.edge, e.number) FROM edges e), '{}'))"""


# `loose` fits text and category alone, for counting; where it is cut off, `strict` looks among all for what is chosen.
def found(*, priced: bool, chosen: bool = False) -> str:
    """The statement that finds: without prices, counting them, or chosen by them; only the one asked for is planned."""
    failed, off = (
        (FAILED_PRICED, "(SELECT off FROM cut) AND NOT v_walks") if chosen else (FAILED, "(SELECT off FROM cut)")
    )
    return f"""
    WITH wanted AS MATERIALIZED (
        SELECT f.key, ARRAY(SELECT jsonb_array_elements_text(f.value)) AS tokens FROM jsonb_each(v_filters) f),
    ranges AS MATERIALIZED (
        SELECT r.key, (r.value ->> 'least')::numeric AS least, (r.value ->> 'most')::numeric AS most
        FROM jsonb_each(v_ranges) r),
    {sources("loose", "true")},
    cut AS MATERIALIZED (SELECT v_keys <> '{{}}' AND (SELECT count(*) FROM loose) >= v_cap AS off),
    {STRICT_WALK if chosen else ""}
    {sources("strict", f"{off} AND NOT EXISTS ({failed})", STRICTLY_WALKED if chosen else "")},
    matched AS MATERIALIZED (
        SELECT d.product_id, d.name_key, d.updated_at, d.facets, d.categories, p.is_loose,
            {f"{PRICE} AS price," if priced else ""}
            CASE WHEN NOT v_text THEN 0 ELSE (1000 * (
                CASE WHEN v_code = ANY (d.codes) THEN 1000 ELSE 0 END
                + CASE WHEN d.name_key = v_key THEN 500 WHEN starts_with(d.name_key, v_key) THEN 200 ELSE 0 END
                + CASE WHEN d.words @@ v_whole THEN 80 ELSE 0 END
                + 100 * ts_rank('{{0.1, 0.2, 0.4, 1}}', d.words, v_all)
                + CASE WHEN p.corrected THEN 100 * (
                    SELECT count(*)::real / (cardinality(d.typos) + cardinality(v_numbers) - count(*))
                    FROM unnest(d.typos) n WHERE n = ANY (v_numbers)) ELSE 0 END
            ))::bigint END AS score,
            CASE WHEN v_keys = '{{}}' THEN '{{}}'::text[] ELSE ARRAY({failed}) END AS failed
        FROM (SELECT *, true AS is_loose FROM loose UNION ALL SELECT *, false FROM strict) p
        JOIN product_search d ON d.ctid = p.place
    ),
    exact AS MATERIALIZED (
        SELECT * FROM matched m WHERE m.failed = '{{}}' AND m.is_loose <> EXISTS (SELECT FROM strict)
    ),
    {WALKS if chosen else ""}
    hits AS (
        SELECT x.product_id, row_number() OVER () AS place FROM (
            SELECT m.product_id FROM {"pool" if chosen else "exact"} m
            ORDER BY CASE WHEN v_sort = 'relevance' THEN -m.score END,
                CASE WHEN v_sort = '-updated' THEN m.updated_at END DESC,
                CASE WHEN v_sort = '-name' THEN m.name_key END DESC,
                {PRICE_ORDER if chosen else ""}m.name_key, m.product_id
            LIMIT v_limit OFFSET v_offset) x),
    facets AS MATERIALIZED (
        SELECT t.token, count(*) AS number FROM exact m, unnest(m.facets) AS t (token)
        WHERE split_part(t.token, '=', 1) <> ALL (v_keys) GROUP BY t.token
        UNION ALL -- a facet's own choice does not hide its other values
        SELECT t.token, count(*) FROM matched m, unnest(m.facets) AS t (token)
        WHERE m.is_loose AND split_part(t.token, '=', 1) = ANY (v_keys)
          AND m.failed <@ ARRAY[split_part(t.token, '=', 1)] GROUP BY t.token
    ),
    spans AS (
        SELECT x.key, min(x.number) AS least, max(x.number) AS most FROM (
            SELECT split_part(f.token, '=', 1) AS key,
                CASE WHEN substr(f.token, strpos(f.token, '=') + 1) ~ '{NUMBER}'
                    THEN substr(f.token, strpos(f.token, '=') + 1)::numeric END AS number
            FROM facets f WHERE v_numbers_of ? split_part(f.token, '=', 1)) x
        WHERE x.number IS NOT NULL GROUP BY x.key
    ),{COUNTED_PRICES if priced else ""}
    places AS (SELECT c.id, count(*) AS number FROM exact m, unnest(m.categories) AS c (id) GROUP BY c.id)
    SELECT jsonb_build_object(
        'ids', coalesce((SELECT jsonb_agg(h.product_id ORDER BY h.place) FROM hits h), '[]'),
        'total', (SELECT count(*) FROM exact), 'capped', (SELECT count(*) FROM exact) >= v_cap,
        'corrected', EXISTS (SELECT FROM loose_mistyped),
        'facets', coalesce((SELECT jsonb_object_agg(f.token, f.number) FROM facets f), '{{}}'),
        'spans', coalesce((SELECT jsonb_object_agg(x.key, ARRAY[x.least::text, x.most::text]) FROM spans x), '{{}}'),
        'state', p_request ->> 'state',
        'categories', coalesce((SELECT jsonb_object_agg(c.id, c.number) FROM places c), '{{}}')
        {ANSWERED_PRICES if priced else ""}
    ) INTO v_answer;"""  # noqa: S608 - put together from constants


MISTAKES = "\n    ".join(
    f"v_p{number} tsquery := (p_request -> 'typos' -> {number - 1} ->> 'prefix')::tsquery;"
    f" v_n{number} integer[] := ARRAY("
    f"SELECT jsonb_array_elements_text(p_request -> 'typos' -> {number - 1} -> 'numbers')::integer);"
    for number in (1, 2, 3)
)
SEARCH_FUNCTION = f"""
DECLARE
    v_cap CONSTANT integer := 5000;
    v_tenant uuid := app_tenant_id();
    v_text boolean := p_request ->> 'all' IS NOT NULL;
    v_code text := p_request ->> 'code'; v_key text := p_request ->> 'key'; v_status text := p_request ->> 'status';
    v_prefix tsquery := (p_request ->> 'prefix')::tsquery; v_all tsquery := (p_request ->> 'all')::tsquery;
    v_whole tsquery := (p_request ->> 'whole')::tsquery; v_short tsquery := (p_request ->> 'short')::tsquery;
    {MISTAKES}
    v_numbers integer[] := v_n1 || v_n2 || v_n3;
    v_category uuid := (p_request ->> 'category')::uuid;
    v_filters jsonb := coalesce(p_request -> 'filters', '{{}}');
    v_ranges jsonb := coalesce(p_request -> 'ranges', '{{}}');
    v_numbers_of jsonb := coalesce(p_request -> 'numbers', '[]');
    v_has_range boolean := p_request -> 'price' IS NOT NULL;
    v_least bigint := coalesce((p_request -> 'price' ->> 'least')::bigint, 0);
    v_most bigint := coalesce((p_request -> 'price' ->> 'most')::bigint, 9223372036854775807);
    v_keys text[] := ARRAY(SELECT jsonb_object_keys(v_filters || v_ranges))
        || CASE WHEN v_has_range THEN ARRAY[' price'] ELSE '{{}}'::text[] END;
    v_sort text := p_request ->> 'sort'; v_by_price boolean := v_sort IN ('price', '-price');
    v_limit integer := (p_request ->> 'limit')::integer; v_offset integer := (p_request ->> 'offset')::integer;
    v_book uuid := (p_request ->> 'book')::uuid; v_live jsonb := coalesce(p_request -> 'live', '{{}}');
    v_walks boolean := v_has_range AND v_book IS NOT NULL; v_has_live boolean := v_live <> '{{}}';
    v_answer jsonb;
BEGIN
    IF p_request ->> 'priced' IS NULL THEN {found(priced=False)}
    ELSIF v_by_price OR v_has_range THEN {found(priced=True, chosen=True)}
    ELSE {found(priced=True)} END IF;
    RETURN v_answer;
END
"""
