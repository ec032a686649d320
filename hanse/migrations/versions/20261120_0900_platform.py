"""Platform: the tenant of a transaction, audit, events, idempotency, timers, search, files, saved views."""

from hanse.platform.db import schema as s

revision = "0001_platform"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY = ("SELECT", "INSERT")
ACTOR_KINDS = ("anonymous", "account", "member", "api_key", "system")


def upgrade() -> None:
    """Make everything the platform keeps; nothing here refers to the table of tenants, which comes later."""
    foundations()
    audit()
    events()
    idempotency()
    timers()
    search()
    files()
    saved_views()


def foundations() -> None:
    """Close the schema to everybody else, and say which tenant a transaction works for."""
    s.execute(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC",
        f"GRANT USAGE ON SCHEMA public TO {s.APP}, {s.JOBS}, {s.DEFINER}",
        # The application reads it at every start, to refuse a schema older than its code.
        f"GRANT SELECT ON alembic_version TO {s.APP}, {s.JOBS}",
    )
    s.create_function(
        "app_tenant_id",
        "",
        "uuid",
        "SELECT nullif(current_setting('app.tenant_id', true), '')::uuid",
        volatility="stable",
        grants_to=(s.APP, s.JOBS, s.DEFINER),
    )


def audit() -> None:
    """Who did what: append-only entries, their hash chain, and beside both the personal data that may be erased."""
    s.create_tenant_table(
        "audit_entries",
        s.instant("occurred_at"),
        s.text("actor_kind", one_of=ACTOR_KINDS),
        s.uuid("actor_id", nullable=True),
        s.uuid("on_behalf_of", nullable=True),
        s.uuid("api_key_id", nullable=True),
        s.uuid("session_id", nullable=True),
        s.text("request_id", nullable=True, max_length=100),
        s.uuid("causation_id", nullable=True),
        s.text("action", max_length=100),
        s.text("outcome", one_of=("allowed", "denied", "failed")),
        s.text("subject_kind", nullable=True, max_length=60),
        s.uuid("subject_id", nullable=True),
        s.text("subject_label", nullable=True, max_length=300),
        s.text("reason", nullable=True, max_length=2000),
        s.jsonb("changes", nullable=True),
        # Ids are made in order of time, so the timeline of everything is the primary key read backwards.
        indexes=(("subject_kind", "subject_id", "id"), ("actor_id", "id")),
        grants=APPEND_ONLY,
    )
    s.create_tenant_table(
        "audit_chain",
        s.bigint("sequence", check="sequence >= 1"),
        s.uuid("entry_id"),
        s.bytea("prev_hash"),
        s.bytea("hash"),
        primary_key="sequence",
        unique=("entry_id",),
        foreign_keys=(s.fk("entry_id", "audit_entries", on_delete="restrict"),),
        grants=APPEND_ONLY,
    )
    s.create_tenant_table(
        "audit_people",
        s.uuid("entry_id"),
        s.text("actor_name", nullable=True, max_length=200),
        s.text("on_behalf_name", nullable=True, max_length=200),
        s.inet("ip", nullable=True),
        s.text("user_agent", nullable=True, max_length=400),
        s.jsonb("details", nullable=True),
        primary_key="entry_id",
        foreign_keys=(s.fk("entry_id", "audit_entries", on_delete="cascade"),),
    )


def events() -> None:
    """Facts that happened, kept with the change that caused them."""
    s.create_tenant_table(
        "events",
        s.text("name", max_length=100),
        s.smallint("version", default=1),
        s.text("subject_kind", nullable=True, max_length=60),
        s.uuid("subject_id", nullable=True),
        s.jsonb("payload"),
        s.instant("occurred_at"),
        s.uuid("causation_id", nullable=True),
        s.text("request_id", nullable=True, max_length=100),
        s.text("actor_kind", one_of=ACTOR_KINDS),
        s.uuid("actor_id", nullable=True),
        indexes=(("subject_kind", "subject_id", "id"),),
        grants=APPEND_ONLY,
    )


def idempotency() -> None:
    """Claims on and stored answers of requests that carry an Idempotency-Key; the id is derived from its scope."""
    s.create_tenant_table(
        "idempotency_keys",
        s.bytea("request_hash"),
        s.text("state", one_of=("claimed", "done")),
        s.instant("lease_until"),
        s.smallint("status", nullable=True),
        s.jsonb("headers", nullable=True),
        s.bytea("body", nullable=True),
        s.instant("created_at"),
        s.instant("expires_at"),
        checks=(("answer", "state = 'claimed' OR status IS NOT NULL"),),
        indexes=(s.index("expires_at", across_tenants=True),),
    )
    s.allow_definer("idempotency_keys", ("SELECT", "DELETE"))
    s.create_definer_function(
        "idempotency_keys_purge",
        "p_until timestamptz, p_limit integer",
        "integer",
        """
        WITH gone AS (
            SELECT tenant_id, id FROM idempotency_keys
            WHERE expires_at < p_until ORDER BY expires_at LIMIT p_limit
        ), removed AS (
            DELETE FROM idempotency_keys k USING gone
            WHERE k.tenant_id = gone.tenant_id AND k.id = gone.id RETURNING 1
        )
        SELECT count(*)::integer FROM removed
        """,
        grants_to=(s.JOBS,),
        reason="Removes expired idempotency keys of every tenant; run by the sweeper.",
    )


def timers() -> None:
    """Due instants as rows: nothing waits in memory, so a crash forgets nothing."""
    s.create_tenant_table(
        "timers",
        s.text("kind", max_length=100),
        s.text("subject_kind", max_length=60),
        s.uuid("subject_id"),
        s.text("key", default="", max_length=100),
        s.instant("due_at"),
        s.jsonb("payload", default="{}"),
        s.instant("created_at"),
        s.instant("fired_at", nullable=True),
        s.instant("cancelled_at", nullable=True),
        unique=(("kind", "subject_kind", "subject_id", "key"),),
        indexes=(
            s.index("due_at", where="fired_at IS NULL AND cancelled_at IS NULL", across_tenants=True),
            ("subject_kind", "subject_id"),
        ),
    )
    s.allow_definer("timers", ("SELECT",))
    s.create_definer_function(
        "timers_due",
        "p_until timestamptz, p_limit integer",
        "TABLE (tenant_id uuid, id uuid, kind text, due_at timestamptz)",
        """
        SELECT t.tenant_id, t.id, t.kind, t.due_at FROM timers t
        WHERE t.due_at <= p_until AND t.fired_at IS NULL AND t.cancelled_at IS NULL
        ORDER BY t.due_at LIMIT p_limit
        """,
        volatility="stable",
        grants_to=(s.JOBS,),
        reason="Names due timers of every tenant; each is then fired inside its own tenant, under a row lock.",
    )


def search() -> None:
    """What can be found, for whom; see hanse/platform/search."""
    s.create_tenant_table(
        "search_documents",
        s.text("kind", max_length=60),
        s.uuid("subject_id"),
        s.text("id_text", max_length=60),
        s.text("title", max_length=300),
        s.text("subtitle", default="", max_length=300),
        s.text("url", max_length=500),
        s.text_array("codes", default="{}"),
        s.uuid_array("homes", default="{}"),
        s.uuid_array("organizations", default="{}"),
        s.uuid("owner_member_id", nullable=True),
        s.jsonb("facets", default="{}"),
        s.Column("title_key", "text", collate="C"),
        s.tsvector("words"),
        s.integer_array("typos", default="{}"),
        s.uuid_array("access", default="{}"),
        s.instant("updated_at"),
        primary_key=("kind", "subject_id"),
        indexes=(
            "title_key",
            # One index answers words, mistakes and rights together. Without its pending list, which every search would
            # have to read through after a bulk change.
            s.index("words", "typos", "access", method="gin", storage="fastupdate = off"),
        ),
    )
    s.allow_definer("search_documents", ("SELECT",))
    s.create_definer_function(
        "search_documents_find",
        "p_request jsonb",
        "jsonb",
        SEARCH_FUNCTION,
        language="plpgsql",
        # Stable: one snapshot. Every value decides which index is best, so each call is planned with its values.
        volatility="stable",
        settings=("plan_cache_mode = force_custom_plan", "jit = off"),
        reason="Finds, ranks and counts documents of the transaction's tenant that the given scopes may see.",
    )


def files() -> None:
    """What is stored under which key, and whose it is; the bytes are on disk or in object storage."""
    s.create_tenant_table(
        "files",
        s.text("key", max_length=300),
        s.text("name", max_length=255),
        s.text("content_type", max_length=120),
        s.bigint("size", check="size >= 0"),
        s.bytea("sha256"),
        s.text("purpose", max_length=60),
        s.text("subject_kind", nullable=True, max_length=60),
        s.uuid("subject_id", nullable=True),
        s.uuid("uploaded_by", nullable=True),
        s.instant("created_at"),
        s.instant("deleted_at", nullable=True),
        unique=("key",),
        indexes=(("subject_kind", "subject_id"),),
    )


def saved_views() -> None:
    """A member's named filter of a list, for themselves or shared with colleagues."""
    s.create_tenant_table(
        "saved_views",
        s.uuid("member_id"),
        s.text("page", max_length=100),
        s.text("name", max_length=100),
        s.jsonb("query"),
        s.boolean("is_shared", default=False),
        *s.timestamps(),
        unique=(("member_id", "page", "name"),),
        indexes=(s.index("page", where="is_shared"),),
    )


# A row is visible when its kind is open to the reader, or when one of the reader's scopes for that kind reaches it
# (hanse/platform/authz/types.py, Scope). The access array only narrows the index scan; this decides. "IS TRUE" keeps
# the planner from walking the whole tenant in the primary key beside the index of words, whose terms are the tenant's.
VISIBLE = """
    (d.tenant_id = v_tenant) IS TRUE
    AND (v_access IS NULL OR d.access && v_access)
    AND ((d.kind = ANY (v_open)) IS TRUE OR (v_any_limited AND EXISTS (
        SELECT FROM jsonb_to_recordset(v_limited)
            AS s (kind text, organizations uuid[], trees uuid[], own uuid[], own_trees uuid[])
        WHERE s.kind = d.kind AND (
            d.homes && s.organizations
            OR d.organizations && s.trees
            OR (d.owner_member_id = ANY (s.own)
                AND (s.own_trees = '{}' OR d.organizations = '{}' OR d.organizations && s.own_trees))))))
"""

SEARCH_FUNCTION = f"""
DECLARE
    c_cap CONSTANT integer := 500;
    v_tenant uuid := app_tenant_id();
    v_key text := p_request ->> 'key';
    v_code text := p_request ->> 'code';
    v_exact tsquery := (p_request ->> 'exact')::tsquery;
    v_prefix tsquery := (p_request ->> 'prefix')::tsquery;
    v_all tsquery := (p_request ->> 'all')::tsquery;
    v_check tsquery := (p_request ->> 'check')::tsquery;
    v_whole tsquery := (p_request ->> 'whole')::tsquery;
    v_open text[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'open'));
    v_limited jsonb := p_request -> 'limited';
    v_any_limited boolean := jsonb_array_length(p_request -> 'limited') > 0;
    v_access uuid[] := CASE WHEN jsonb_typeof(p_request -> 'access') = 'array'
        THEN ARRAY(SELECT jsonb_array_elements_text(p_request -> 'access')::uuid) END;
    v_filters jsonb := p_request -> 'filters';
    v_any_filter boolean := p_request -> 'filters' <> '{{}}';
    v_count_facets boolean := (p_request ->> 'count_facets')::boolean;
    v_limit integer := (p_request ->> 'limit')::integer;
    v_after_score bigint := (p_request -> 'after' ->> 0)::bigint;
    v_after_title text := p_request -> 'after' ->> 1;
    v_after_id uuid := (p_request -> 'after' ->> 2)::uuid;
    v_p1 tsquery := (p_request -> 'typos' -> 0 ->> 'prefix')::tsquery;
    v_p2 tsquery := (p_request -> 'typos' -> 1 ->> 'prefix')::tsquery;
    v_p3 tsquery := (p_request -> 'typos' -> 2 ->> 'prefix')::tsquery;
    v_p4 tsquery := (p_request -> 'typos' -> 3 ->> 'prefix')::tsquery;
    v_n1 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 0 -> 'numbers')::integer);
    v_n2 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 1 -> 'numbers')::integer);
    v_n3 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 2 -> 'numbers')::integer);
    v_n4 integer[] := ARRAY(SELECT jsonb_array_elements_text(p_request -> 'typos' -> 3 -> 'numbers')::integer);
    v_short tsquery := (p_request ->> 'short')::tsquery;
    v_numbers integer[] := v_n1 || v_n2 || v_n3 || v_n4;
    v_spellings integer := cardinality(v_numbers);
    v_answer jsonb;
BEGIN
    WITH direct AS MATERIALIZED (
        (SELECT d.ctid AS place FROM search_documents d WHERE d.words @@ v_exact AND {VISIBLE} LIMIT 50)
        UNION
        (SELECT d.ctid FROM search_documents d
         WHERE d.tenant_id = v_tenant AND d.title_key >= v_key AND d.title_key < v_key || chr(1114111) AND {VISIBLE}
         ORDER BY d.title_key LIMIT 100)
        UNION
        (SELECT d.ctid FROM search_documents d
         WHERE v_prefix IS NOT NULL AND d.words @@ v_prefix AND {VISIBLE}
           AND (v_check IS NULL OR (d.words @@ v_check) IS TRUE) LIMIT c_cap)
    ),
    mistyped AS MATERIALIZED (
        SELECT d.ctid AS place FROM search_documents d
        WHERE NOT EXISTS (SELECT FROM direct) AND v_p1 IS NOT NULL
          AND (d.words @@ v_p1 OR d.typos && v_n1)
          AND (v_p2 IS NULL OR d.words @@ v_p2 OR d.typos && v_n2)
          AND (v_p3 IS NULL OR d.words @@ v_p3 OR d.typos && v_n3)
          AND (v_p4 IS NULL OR d.words @@ v_p4 OR d.typos && v_n4)
          AND (v_short IS NULL OR (d.words @@ v_short) IS TRUE)
          AND {VISIBLE} LIMIT c_cap
    ),
    matched AS MATERIALIZED (
        SELECT d.kind, d.subject_id, d.id_text, d.title, d.subtitle, d.url, d.facets, d.title_key, p.corrected,
            (1000 * (
                CASE WHEN v_code = ANY (d.codes) THEN 1000 ELSE 0 END
                + CASE WHEN d.title_key = v_key THEN 500 WHEN starts_with(d.title_key, v_key) THEN 200 ELSE 0 END
                + CASE WHEN d.words @@ v_whole THEN 80 ELSE 0 END
                + 100 * ts_rank('{{0.1, 0.2, 0.4, 1}}', d.words, v_all)
                -- How alike the mistyped title is: the share of its spellings that are spellings of what was typed.
                + CASE WHEN p.corrected THEN 100 * (
                    SELECT count(*)::real / (cardinality(d.typos) + v_spellings - count(*))
                    FROM unnest(d.typos) n WHERE n = ANY (v_numbers)) ELSE 0 END
            ))::bigint AS score,
            CASE WHEN v_any_filter THEN ARRAY(
                SELECT f.key FROM jsonb_each(v_filters) f
                WHERE NOT coalesce(d.facets -> f.key ?| ARRAY(SELECT jsonb_array_elements_text(f.value)), false))
            ELSE '{{}}'::text[] END AS failed
        FROM (SELECT place, false AS corrected FROM direct UNION ALL SELECT place, true FROM mistyped) p
        JOIN search_documents d ON d.ctid = p.place
    ),
    hits AS (
        SELECT * FROM matched m
        WHERE m.failed = '{{}}' AND (v_after_score IS NULL
            OR (-m.score, m.title_key, m.subject_id) > (-v_after_score, v_after_title COLLATE "C", v_after_id))
        ORDER BY m.score DESC, m.title_key, m.subject_id LIMIT v_limit + 1
    ),
    kinds AS (SELECT m.kind, count(*) AS number FROM matched m WHERE m.failed = '{{}}' GROUP BY m.kind),
    facets AS (
        -- A facet's own choice does not hide its other values.
        SELECT e.key, v.value, count(*) AS number
        FROM matched m, jsonb_each(m.facets) e, jsonb_array_elements_text(e.value) v
        WHERE v_count_facets AND m.failed <@ ARRAY[e.key] GROUP BY e.key, v.value
    )
    SELECT jsonb_build_object(
        'hits', coalesce((SELECT jsonb_agg(jsonb_build_object(
            'kind', h.kind, 'id', h.id_text, 'title', h.title, 'subtitle', h.subtitle, 'url', h.url, 'score', h.score,
            'title_key', h.title_key, 'subject_id', h.subject_id) ORDER BY h.score DESC, h.title_key, h.subject_id)
            FROM hits h), '[]'),
        'total', coalesce((SELECT sum(k.number) FROM kinds k), 0),
        'capped', (SELECT count(*) FROM direct) >= c_cap OR (SELECT count(*) FROM mistyped) >= c_cap,
        'corrected', EXISTS (SELECT FROM mistyped),
        'kinds', coalesce((SELECT jsonb_object_agg(k.kind, k.number) FROM kinds k), '{{}}'),
        'facets', coalesce((SELECT jsonb_agg(jsonb_build_object('facet', f.key, 'value', f.value, 'count', f.number)
            ORDER BY f.key, f.number DESC, f.value) FROM facets f), '[]')
    ) INTO v_answer;
    RETURN v_answer;
END
"""  # noqa: S608 - put together from constants
