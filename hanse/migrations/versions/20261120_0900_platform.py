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
        s.text("title", max_length=300),
        s.text("subtitle", default="", max_length=300),
        s.text("url", max_length=500),
        s.text_array("codes", default="{}"),
        s.uuid_array("organizations", default="{}"),
        s.uuid("owner_member_id", nullable=True),
        s.jsonb("facets", default="{}"),
        s.text("title_key", max_length=300),
        s.tsvector("words"),
        s.integer_array("typos", default="{}"),
        s.uuid_array("access", default="{}"),
        s.instant("updated_at"),
        primary_key=("kind", "subject_id"),
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
