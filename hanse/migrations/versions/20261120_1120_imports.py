"""Files on their way into a tenant, one pair of tables for whatever their rows become; and a search of products that
narrows exactly, however many there are."""

from hanse.platform.db import schema as s

revision = "0023_imports"
down_revision = "0022_federation"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the shared tables, and find exactly."""
    s.create_tenant_table(
        "imports",
        s.text("kind", pattern="^[a-z_]{1,40}$"),
        s.uuid("target_id", nullable=True),
        s.uuid("file_id"),
        s.text("file_name", max_length=255),
        s.text("status", one_of=("uploaded", "checking", "checked", "importing", "done", "failed")),
        s.text_array("columns"),
        s.jsonb("sample"),
        s.jsonb("mapping"),
        s.text("decimal_style", nullable=True, one_of=("point", "comma")),
        s.text("date_order", nullable=True, one_of=("dmy", "mdy")),
        s.jsonb("options", default="{}"),
        s.uuid("job_id", nullable=True),
        s.integer("row_count", default=0),
        s.integer("done_count", default=0),
        s.integer("created_count", default=0),
        s.integer("updated_count", default=0),
        s.integer("unchanged_count", default=0),
        s.integer("error_count", default=0),
        s.text("problem", default="", max_length=500),
        s.uuid("created_by", nullable=True),
        s.version(),
        *s.timestamps(),
        foreign_keys=(s.fk("created_by", "members", on_delete="no action"),),
        indexes=(("kind", "target_id", "id"),),
    )
    s.create_tenant_table(
        "import_problems",
        s.uuid("import_id"),
        s.integer("row_number"),
        s.integer("position"),
        s.text("column_name", default="", max_length=200),
        s.text("value", default="", max_length=200),
        s.text("message", max_length=500),
        primary_key=("import_id", "row_number", "position"),
        foreign_keys=(s.fk("import_id", "imports", on_delete="cascade"),),
    )
    finding()


def finding() -> None:
    """Values to narrow by and ranges of numbers are looked for in all products, not in the first that fit the rest."""
    s.create_definer_function(
        "product_search_find",
        "p_request jsonb, p_audience uuid[]",
        "jsonb",
        SEARCH_FUNCTION,
        language="plpgsql",
        volatility="stable",
        replace=True,
        # Every branch has its index. With a LIMIT the planner would rather read the whole table and hope to be early.
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
# What a product does not fit of what is chosen, by key. All statements here are put together from constants.
FAILED = f"""
    SELECT w.key FROM wanted w WHERE NOT d.facets && w.tokens
    UNION ALL
    SELECT r.key FROM ranges r WHERE NOT EXISTS (
        SELECT FROM unnest(d.facets) t (token) WHERE split_part(t.token, '=', 1) = r.key
          AND CASE WHEN substr(t.token, length(r.key) + 2) ~ '{NUMBER}'
            THEN substr(t.token, length(r.key) + 2)::numeric BETWEEN coalesce(r.least, '-infinity'::numeric)
                AND coalesce(r.most, 'infinity'::numeric) END)
"""  # noqa: S608
PLACED = "AND (v_category IS NULL OR d.categories @> ARRAY[v_category])"


def sources(name: str, condition: str) -> str:
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
        LIMIT v_cap
    ),
    {name}_mistyped AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE v_text AND NOT EXISTS (SELECT FROM loose_direct) AND v_p1 IS NOT NULL
          AND (d.words @@ v_p1 OR d.typos && v_n1)
          AND (v_p2 IS NULL OR d.words @@ v_p2 OR d.typos && v_n2)
          AND (v_p3 IS NULL OR d.words @@ v_p3 OR d.typos && v_n3)
          AND (v_short IS NULL OR (d.words @@ v_short) IS TRUE)
          AND {ALLOWED} {PLACED} AND {condition}
        LIMIT v_cap
    ),
    {name}_placed AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE NOT v_text AND v_category IS NOT NULL AND d.categories @> ARRAY[v_category] AND {ALLOWED} AND {condition}
        LIMIT v_cap
    ),
    {everything},
    {name} AS MATERIALIZED (
        SELECT place, false AS corrected FROM {name}_direct UNION ALL SELECT place, true FROM {name}_mistyped
        UNION ALL SELECT place, false FROM {name}_placed UNION ALL SELECT place, false FROM {name}_first
        UNION ALL SELECT place, false FROM {name}_last UNION ALL SELECT place, false FROM {name}_newest
    )"""  # noqa: S608


# `loose` fits text and category alone: enough to count what else could be chosen. Where it is cut off, `strict` looks
# among all products for those that fit what is chosen too.
SEARCH_FUNCTION = f"""
DECLARE
    v_cap CONSTANT integer := 5000;
    v_tenant uuid := app_tenant_id();
    v_text boolean := p_request ->> 'all' IS NOT NULL;
    v_code text := p_request ->> 'code';
    v_key text := p_request ->> 'key';
    v_status text := p_request ->> 'status';
    v_prefix tsquery := (p_request ->> 'prefix')::tsquery;
    v_all tsquery := (p_request ->> 'all')::tsquery;
    v_whole tsquery := (p_request ->> 'whole')::tsquery;
    v_category uuid := (p_request ->> 'category')::uuid;
    v_filters jsonb := coalesce(p_request -> 'filters', '{{}}');
    v_ranges jsonb := coalesce(p_request -> 'ranges', '{{}}');
    v_numbers_of jsonb := coalesce(p_request -> 'numbers', '[]');
    v_keys text[] := ARRAY(SELECT jsonb_object_keys(v_filters || v_ranges));
    v_sort text := p_request ->> 'sort';
    v_limit integer := (p_request ->> 'limit')::integer;
    v_offset integer := (p_request ->> 'offset')::integer;
    v_p1 tsquery := (p_request -> 'typos' -> 0 ->> 'prefix')::tsquery;
    v_p2 tsquery := (p_request -> 'typos' -> 1 ->> 'prefix')::tsquery;
    v_p3 tsquery := (p_request -> 'typos' -> 2 ->> 'prefix')::tsquery;
    v_n1 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 0 -> 'numbers')::integer);
    v_n2 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 1 -> 'numbers')::integer);
    v_n3 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 2 -> 'numbers')::integer);
    v_short tsquery := (p_request ->> 'short')::tsquery;
    v_numbers integer[] := v_n1 || v_n2 || v_n3;
    v_answer jsonb;
BEGIN
    WITH wanted AS MATERIALIZED (
        SELECT f.key, ARRAY(SELECT jsonb_array_elements_text(f.value)) AS tokens FROM jsonb_each(v_filters) f
    ),
    ranges AS MATERIALIZED (
        SELECT r.key, (r.value ->> 'least')::numeric AS least, (r.value ->> 'most')::numeric AS most
        FROM jsonb_each(v_ranges) r
    ),
    {sources("loose", "true")},
    cut AS MATERIALIZED (SELECT v_keys <> '{{}}' AND (SELECT count(*) FROM loose) >= v_cap AS off),
    {sources("strict", f"(SELECT off FROM cut) AND NOT EXISTS ({FAILED})")},
    matched AS MATERIALIZED (
        SELECT d.product_id, d.name_key, d.updated_at, d.facets, d.categories, p.is_loose,
            CASE WHEN NOT v_text THEN 0 ELSE (1000 * (
                CASE WHEN v_code = ANY (d.codes) THEN 1000 ELSE 0 END
                + CASE WHEN d.name_key = v_key THEN 500 WHEN starts_with(d.name_key, v_key) THEN 200 ELSE 0 END
                + CASE WHEN d.words @@ v_whole THEN 80 ELSE 0 END
                + 100 * ts_rank('{{0.1, 0.2, 0.4, 1}}', d.words, v_all)
                + CASE WHEN p.corrected THEN 100 * (
                    SELECT count(*)::real / (cardinality(d.typos) + cardinality(v_numbers) - count(*))
                    FROM unnest(d.typos) n WHERE n = ANY (v_numbers)) ELSE 0 END
            ))::bigint END AS score,
            CASE WHEN v_keys = '{{}}' THEN '{{}}'::text[] ELSE ARRAY({FAILED}) END AS failed
        FROM (SELECT place, corrected, true AS is_loose FROM loose
            UNION ALL SELECT place, corrected, false FROM strict) p
        JOIN product_search d ON d.ctid = p.place
    ),
    exact AS MATERIALIZED (
        SELECT * FROM matched m WHERE m.failed = '{{}}' AND m.is_loose <> EXISTS (SELECT FROM strict)
    ),
    hits AS (
        SELECT x.product_id, row_number() OVER () AS place FROM (
            SELECT m.product_id FROM exact m
            ORDER BY CASE WHEN v_sort = 'relevance' THEN -m.score END,
                CASE WHEN v_sort = '-updated' THEN m.updated_at END DESC,
                CASE WHEN v_sort = '-name' THEN m.name_key END DESC,
                m.name_key, m.product_id
            LIMIT v_limit OFFSET v_offset) x
    ),
    facets AS MATERIALIZED (
        SELECT t.token, count(*) AS number FROM exact m, unnest(m.facets) AS t (token)
        WHERE split_part(t.token, '=', 1) <> ALL (v_keys) GROUP BY t.token
        UNION ALL
        -- A facet's own choice does not hide its other values.
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
    ),
    places AS (
        SELECT c.id, count(*) AS number FROM exact m, unnest(m.categories) AS c (id) GROUP BY c.id
    )
    SELECT jsonb_build_object(
        'ids', coalesce((SELECT jsonb_agg(h.product_id ORDER BY h.place) FROM hits h), '[]'),
        'total', (SELECT count(*) FROM exact),
        'capped', (SELECT count(*) FROM exact) >= v_cap,
        'corrected', EXISTS (SELECT FROM loose_mistyped),
        'facets', coalesce((SELECT jsonb_object_agg(f.token, f.number) FROM facets f), '{{}}'),
        'spans', coalesce((SELECT jsonb_object_agg(x.key, ARRAY[x.least::text, x.most::text]) FROM spans x), '{{}}'),
        'categories', coalesce((SELECT jsonb_object_agg(c.id, c.number) FROM places c), '{{}}')
    ) INTO v_answer;
    RETURN v_answer;
END
"""  # noqa: S608 - put together from constants
