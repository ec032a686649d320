"""The tables of the catalogue: categories, products, variants, options, media, who sees what, and search."""

from hanse.platform.db import schema as s

revision = "0012_catalog"
down_revision = "0011_approvals"
branch_labels = None
depends_on = None

ATTRIBUTE_KINDS = ("text", "number", "decimal", "boolean", "choice", "multi_choice", "date")


def upgrade() -> None:
    """Make what products are described with first, then products, then what hangs on them."""
    categories()
    attributes()
    products()
    variants()
    options()
    media()
    assignments()
    visibility()
    search()


def categories() -> None:
    """The tree; `path` is the category itself and then those above it, nearest first, kept true by every move."""
    s.create_tenant_table(
        "categories",
        s.uuid("parent_id", nullable=True),
        s.text("handle", max_length=80, pattern="^[a-z0-9](-?[a-z0-9])*$"),
        s.text("name", max_length=120),
        s.text("name_key", max_length=1000),
        s.text("description", default="", max_length=4000),
        s.integer("position", default=0),
        s.uuid_array("path"),
        s.text("seo_title", default="", max_length=200),
        s.text("seo_description", default="", max_length=400),
        s.version(),
        *s.timestamps(),
        unique=("handle",),
        foreign_keys=(s.fk("parent_id", "categories", on_delete="restrict"),),
        checks=(("parent", "parent_id IS DISTINCT FROM id"),),
        indexes=(("position", "name_key", "id"), s.index("path", method="gin")),
    )


def attributes() -> None:
    """What can be said of products, typed; sets name which of it belongs to a sort of product."""
    s.create_tenant_table(
        "attributes",
        s.text("key", max_length=60, pattern="^[a-z][a-z0-9_]*$"),
        s.text("label", max_length=120),
        s.text("kind", one_of=ATTRIBUTE_KINDS),
        s.text("unit", nullable=True, max_length=3),
        s.text("help", default="", max_length=400),
        s.text_array("choices", default="{}"),
        s.boolean("is_filterable", default=False),
        s.boolean("is_searchable", default=False),
        s.integer("position", default=0),
        s.version(),
        *s.timestamps(),
        unique=("key",),
    )
    s.create_tenant_table(
        "attribute_sets",
        s.text("name", max_length=120),
        s.text("name_key", max_length=1000),
        s.version(),
        *s.timestamps(),
        unique=("name_key",),
    )
    s.create_tenant_table(
        "attribute_set_items",
        s.uuid("attribute_set_id"),
        s.uuid("attribute_id"),
        s.integer("position", default=0),
        s.boolean("is_required", default=False),
        primary_key=("attribute_set_id", "attribute_id"),
        foreign_keys=(
            s.fk("attribute_set_id", "attribute_sets", on_delete="cascade"),
            s.fk("attribute_id", "attributes", on_delete="restrict"),
        ),
    )


def products() -> None:
    """What is sold. `audience` is derived from the assignments: who sees it (see `visibility`)."""
    s.create_tenant_table(
        "products",
        s.text("handle", max_length=80, pattern="^[a-z0-9](-?[a-z0-9])*$"),
        s.text("name", max_length=200),
        s.text("name_key", max_length=1000),
        s.text("status", one_of=("draft", "in_review", "active", "archived"), default="draft"),
        s.text("status_reason", default="", max_length=500),
        s.text("kind", one_of=("simple", "configurable", "bundle"), default="simple"),
        s.text("brand", default="", max_length=120),
        s.text("summary", default="", max_length=500),
        s.text("description", default="", max_length=20000),
        s.text("tax_class", default="standard", max_length=40),
        s.uuid("attribute_set_id", nullable=True),
        s.jsonb("attributes", default="{}"),
        s.boolean("needs_options", default=False),
        s.text("seo_title", default="", max_length=200),
        s.text("seo_description", default="", max_length=400),
        s.uuid("image_file_id", nullable=True),
        s.uuid_array("audience", default="{}"),
        s.instant("active_since", nullable=True),
        s.version(),
        *s.timestamps(),
        unique=("handle",),
        foreign_keys=(s.fk("attribute_set_id", "attribute_sets", on_delete="restrict"),),
        indexes=(
            ("name_key", "id"),
            ("status", "name_key", "id"),
            ("updated_at", "id"),
            ("created_at", "id"),
        ),
    )
    s.create_tenant_table(
        "product_categories",
        s.uuid("product_id"),
        s.uuid("category_id"),
        s.integer("position", default=0),
        primary_key=("product_id", "category_id"),
        foreign_keys=(
            s.fk("product_id", "products", on_delete="cascade"),
            s.fk("category_id", "categories", on_delete="cascade"),
        ),
    )


def variants() -> None:
    """What is ordered and stocked. `lineage` is variant, product, and every category above: prices hang on it."""
    s.create_tenant_table(
        "variants",
        s.uuid("product_id"),
        s.text("sku", max_length=80),
        s.text("sku_key", max_length=80),
        s.text("name", default="", max_length=200),
        s.text("status", one_of=("active", "archived"), default="active"),
        s.text("gtin", nullable=True, max_length=14, pattern="^[0-9]{8,14}$"),
        s.jsonb("attributes", default="{}"),
        s.quantity("weight", nullable=True, check="weight >= 0"),
        s.integer("lead_time_days", nullable=True, check="lead_time_days BETWEEN 0 AND 3650"),
        s.text("stock_unit", default="C62", max_length=3),
        s.boolean("is_stocked", default=True),
        s.uuid_array("lineage", default="{}"),
        s.integer("position", default=0),
        s.version(),
        *s.timestamps(),
        unique=("sku_key",),
        foreign_keys=(s.fk("product_id", "products", on_delete="cascade"),),
        indexes=(("product_id", "position", "id"), "gtin"),
    )
    s.create_tenant_table(
        "variant_units",
        s.uuid("variant_id"),
        s.text("unit", max_length=3),
        s.bigint("ratio_numerator", default=1, check="ratio_numerator > 0"),
        s.bigint("ratio_denominator", default=1, check="ratio_denominator > 0"),
        s.quantity("minimum", nullable=True, check="minimum > 0"),
        s.quantity("maximum", nullable=True, check="maximum > 0"),
        s.quantity("step", nullable=True, check="step > 0"),
        s.boolean("is_default", default=False),
        s.integer("position", default=0),
        primary_key=("variant_id", "unit"),
        unique=(s.unique("variant_id", where="is_default", name="variant_units_default_key"),),
        foreign_keys=(s.fk("variant_id", "variants", on_delete="cascade"),),
        checks=(("limits", "maximum IS NULL OR minimum IS NULL OR minimum <= maximum"),),
    )
    s.create_tenant_table(
        "bundle_items",
        s.uuid("variant_id"),
        s.uuid("component_variant_id"),
        s.quantity("quantity", check="quantity > 0"),
        s.integer("position", default=0),
        primary_key=("variant_id", "component_variant_id"),
        foreign_keys=(
            s.fk("variant_id", "variants", on_delete="cascade"),
            s.fk("component_variant_id", "variants", on_delete="restrict"),
        ),
        checks=(("itself", "variant_id <> component_variant_id"),),
    )


def options() -> None:
    """What a buyer chooses of a configurable product, what each choice costs, and which choices go together."""
    s.create_tenant_table(
        "product_options",
        s.uuid("product_id"),
        s.text("key", max_length=60, pattern="^[a-z][a-z0-9_]*$"),
        s.text("label", max_length=120),
        s.text("help", default="", max_length=400),
        s.boolean("is_required", default=True),
        s.jsonb("choices"),
        s.integer("position", default=0),
        unique=(("product_id", "key"),),
        foreign_keys=(s.fk("product_id", "products", on_delete="cascade"),),
    )
    s.create_tenant_table(
        "option_rules",
        s.uuid("product_id"),
        s.text("kind", one_of=("requires", "excludes")),
        s.text("if_option", max_length=60),
        s.text("if_choice", max_length=60),
        s.text("then_option", max_length=60),
        s.text_array("then_choices"),
        s.text("message", default="", max_length=300),
        s.integer("position", default=0),
        foreign_keys=(s.fk("product_id", "products", on_delete="cascade"),),
    )


def media() -> None:
    """Pictures with their sizes, and documents such as data sheets."""
    s.create_tenant_table(
        "product_media",
        s.uuid("product_id"),
        s.uuid("variant_id", nullable=True),
        s.text("kind", one_of=("image", "document")),
        s.uuid("file_id"),
        s.text("file_name", max_length=255),
        s.text("alt", default="", max_length=300),
        s.text("state", one_of=("pending", "ready", "failed"), default="ready"),
        s.text("problem", default="", max_length=300),
        s.integer("position", default=0),
        *s.timestamps(),
        foreign_keys=(
            s.fk("product_id", "products", on_delete="cascade"),
            s.fk("variant_id", "variants", on_delete="cascade"),
        ),
        indexes=(("product_id", "position", "id"),),
    )


def assignments() -> None:
    """Who sees a product, or everything below a category: everyone, a price group, an organization with its tree."""
    s.create_tenant_table(
        "catalogue_assignments",
        s.text("audience", one_of=("everyone", "group", "organization")),
        s.uuid("organization_id", nullable=True),
        s.text("price_group", nullable=True, max_length=60),
        s.uuid("product_id", nullable=True),
        s.uuid("category_id", nullable=True),
        s.uuid("token"),
        s.instant("created_at"),
        unique=(
            s.unique("product_id", "category_id", "token", nulls_equal=True, name="catalogue_assignments_once_key"),
        ),
        foreign_keys=(
            s.fk("organization_id", "organizations", on_delete="cascade"),
            s.fk("product_id", "products", on_delete="cascade"),
            s.fk("category_id", "categories", on_delete="cascade"),
        ),
        checks=(
            ("target", "(product_id IS NULL) <> (category_id IS NULL)"),
            ("organization", "(audience = 'organization') = (organization_id IS NOT NULL)"),
            ("group", "(audience = 'group') = (price_group IS NOT NULL)"),
        ),
        indexes=(("created_at", "id"),),
    )


def visibility() -> None:
    """Who sees what, as one overlap of two lists of tokens: those of a product and those of a reader.

    A product's own assignments decide; without any, those of its categories and what is above them; without any,
    the business's default. Tokens are ids of organizations, or made of the tenant and a word, so that no index entry is
    shared between tenants.
    """
    s.create_function(
        "catalogue_token",
        "p_word text",
        "uuid",
        "SELECT md5(app_tenant_id()::text || ':' || p_word)::uuid",
        volatility="stable",
    )
    s.create_function("catalogue_tokens", "p_organization uuid", "uuid[]", READER_TOKENS, volatility="stable")


READER_TOKENS = """
SELECT ARRAY(
    SELECT c.ancestor_id FROM organization_closure c WHERE c.descendant_id = p_organization
    UNION ALL
    SELECT catalogue_token('group:' || o.price_group) FROM organizations o
    WHERE o.id = p_organization AND o.price_group IS NOT NULL
    UNION ALL SELECT catalogue_token('everyone')
    UNION ALL
    SELECT catalogue_token('default') FROM tenants t
    WHERE coalesce(t.settings ->> 'catalog.default_visibility', 'everyone') = 'everyone'
)
"""


def search() -> None:
    """What products are found by; see hanse/domains/catalog/queries/searching.py."""
    s.create_tenant_table(
        "product_search",
        s.uuid("product_id"),
        s.Column("name_key", "text", collate="C"),
        s.text("status", max_length=20),
        s.text_array("codes", default="{}"),
        s.tsvector("words"),
        s.integer_array("typos", default="{}"),
        s.uuid_array("audience", default="{}"),
        s.uuid_array("categories", default="{}"),
        s.text_array("facets", default="{}"),
        s.instant("updated_at"),
        primary_key=("product_id",),
        foreign_keys=(s.fk("product_id", "products", on_delete="cascade"),),
        indexes=(
            ("name_key", "product_id"),
            ("updated_at", "product_id"),
            # Its pending list is short: a bulk change goes in quickly, and no search reads much of it.
            s.index("words", "typos", "categories", "audience", method="gin", storage="gin_pending_list_limit = 512"),
        ),
    )
    s.allow_definer("product_search", ("SELECT",))
    s.create_definer_function(
        "product_search_find",
        "p_request jsonb, p_audience uuid[]",
        "jsonb",
        SEARCH_FUNCTION,
        language="plpgsql",
        volatility="stable",
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
    v_filters jsonb := p_request -> 'filters';
    v_any_filter boolean := p_request -> 'filters' <> '{{}}';
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
    WITH direct AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE v_text AND d.words @@ v_prefix AND (d.words @@ v_all) IS TRUE AND {ALLOWED}
          AND (v_category IS NULL OR d.categories @> ARRAY[v_category])
        LIMIT v_cap
    ),
    mistyped AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE v_text AND NOT EXISTS (SELECT FROM direct) AND v_p1 IS NOT NULL
          AND (d.words @@ v_p1 OR d.typos && v_n1)
          AND (v_p2 IS NULL OR d.words @@ v_p2 OR d.typos && v_n2)
          AND (v_p3 IS NULL OR d.words @@ v_p3 OR d.typos && v_n3)
          AND (v_short IS NULL OR (d.words @@ v_short) IS TRUE)
          AND {ALLOWED} AND (v_category IS NULL OR d.categories @> ARRAY[v_category])
        LIMIT v_cap
    ),
    in_category AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE NOT v_text AND v_category IS NOT NULL AND d.categories @> ARRAY[v_category] AND {ALLOWED}
        LIMIT v_cap
    ),
    everything AS MATERIALIZED (
        SELECT d.ctid AS place FROM product_search d
        WHERE NOT v_text AND v_category IS NULL AND d.tenant_id = v_tenant AND {ALLOWED}
        ORDER BY d.name_key, d.product_id LIMIT v_cap
    ),
    wanted AS MATERIALIZED (
        SELECT f.key, ARRAY(SELECT jsonb_array_elements_text(f.value)) AS tokens FROM jsonb_each(v_filters) f
    ),
    matched AS MATERIALIZED (
        SELECT d.product_id, d.name_key, d.updated_at, d.facets, d.categories,
            CASE WHEN NOT v_text THEN 0 ELSE (1000 * (
                CASE WHEN v_code = ANY (d.codes) THEN 1000 ELSE 0 END
                + CASE WHEN d.name_key = v_key THEN 500 WHEN starts_with(d.name_key, v_key) THEN 200 ELSE 0 END
                + CASE WHEN d.words @@ v_whole THEN 80 ELSE 0 END
                + 100 * ts_rank('{{0.1, 0.2, 0.4, 1}}', d.words, v_all)
                + CASE WHEN p.corrected THEN 100 * (
                    SELECT count(*)::real / (cardinality(d.typos) + cardinality(v_numbers) - count(*))
                    FROM unnest(d.typos) n WHERE n = ANY (v_numbers)) ELSE 0 END
            ))::bigint END AS score,
            CASE WHEN v_any_filter THEN ARRAY(
                SELECT w.key FROM wanted w WHERE NOT d.facets && w.tokens)
            ELSE '{{}}'::text[] END AS failed
        FROM (SELECT place, false AS corrected FROM direct UNION ALL SELECT place, true FROM mistyped
            UNION ALL SELECT place, false FROM in_category UNION ALL SELECT place, false FROM everything) p
        JOIN product_search d ON d.ctid = p.place
    ),
    hits AS (
        SELECT x.product_id, row_number() OVER () AS place FROM (
            SELECT m.product_id FROM matched m WHERE m.failed = '{{}}'
            ORDER BY CASE WHEN v_sort = 'relevance' THEN -m.score END,
                CASE WHEN v_sort = '-updated' THEN m.updated_at END DESC,
                CASE WHEN v_sort = '-name' THEN m.name_key END DESC,
                m.name_key, m.product_id
            LIMIT v_limit OFFSET v_offset) x
    ),
    facets AS (
        -- A facet's own choice does not hide its other values.
        SELECT t.token, count(*) AS number FROM matched m, unnest(m.facets) AS t (token)
        WHERE m.failed <@ ARRAY[split_part(t.token, '=', 1)] GROUP BY t.token
    ),
    places AS (
        SELECT c.id, count(*) AS number FROM matched m, unnest(m.categories) AS c (id)
        WHERE m.failed = '{{}}' GROUP BY c.id
    )
    SELECT jsonb_build_object(
        'ids', coalesce((SELECT jsonb_agg(h.product_id ORDER BY h.place) FROM hits h), '[]'),
        'total', (SELECT count(*) FROM matched m WHERE m.failed = '{{}}'),
        'capped', (SELECT count(*) FROM matched) >= v_cap,
        'corrected', EXISTS (SELECT FROM mistyped),
        'facets', coalesce((SELECT jsonb_object_agg(f.token, f.number) FROM facets f), '{{}}'),
        'categories', coalesce((SELECT jsonb_object_agg(c.id, c.number) FROM places c), '{{}}')
    ) INTO v_answer;
    RETURN v_answer;
END
"""  # noqa: S608 - put together from constants
