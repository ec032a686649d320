"""Jobs: the queue in its own schema, what jobs leave behind in the tenant, and what the worker's sweepers need."""

from hanse.platform.db import schema as s

revision = "0002_jobs"
down_revision = "0001_platform"
branch_labels = None
depends_on = None

NO_TENANT = "00000000-0000-0000-0000-000000000000"  # stands for the installation itself in tables of tenants
ALL = ("SELECT", "INSERT", "UPDATE", "DELETE")


def upgrade() -> None:
    """Make the queue, its functions, and the tables of dead jobs, progress and the unchained part of the audit
    trail."""
    queue()
    queue_functions()
    clockwork()
    remains()
    forgetting()
    audit_chain()
    audit_of_the_installation()


def queue() -> None:
    """The tables of pgqueuer 1.6, exactly as that release declares them, in a schema only the worker may enter."""
    s.execute(
        "CREATE SCHEMA hanse_jobs",
        f"GRANT USAGE ON SCHEMA hanse_jobs TO {s.JOBS}, {s.DEFINER}",
        *PGQUEUER,
        # A NOTIFY holds a lock of the whole server through the commit, so business transactions would queue up behind
        # each other's fsync [16 clients: 700 commits a second with it, 4,100 without]. Workers poll instead.
        "ALTER TABLE hanse_jobs.pgqueuer DISABLE TRIGGER tg_pgqueuer_changed",
        "ALTER TABLE hanse_jobs.pgqueuer SET (autovacuum_vacuum_scale_factor = 0.01,"
        " autovacuum_vacuum_threshold = 1000, autovacuum_analyze_scale_factor = 0.02,"
        " autovacuum_analyze_threshold = 500, fillfactor = 70)",
        # Equal jobs that wait are found by key and merged when one of them starts.
        "CREATE INDEX hanse_queue_key_idx ON hanse_jobs.pgqueuer (entrypoint, (headers ->> 'key'))"
        " WHERE status = 'queued'::hanse_jobs.pgqueuer_status AND headers ->> 'key' IS NOT NULL",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA hanse_jobs TO {s.JOBS}",
        f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA hanse_jobs TO {s.JOBS}, {s.DEFINER}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON hanse_jobs.pgqueuer TO {s.DEFINER}",
        f"GRANT SELECT, INSERT ON hanse_jobs.pgqueuer_log TO {s.DEFINER}",
    )


def queue_functions() -> None:
    """The only doors from a business transaction to the queue; the tenant is always the transaction's own."""
    s.create_definer_function(
        "jobs_enqueue",
        "p_jobs jsonb",
        "integer",
        f"""
        WITH added AS (
            INSERT INTO hanse_jobs.pgqueuer (priority, entrypoint, payload, execute_after, headers, status)
            SELECT coalesce(j.priority, 0), j.name, convert_to(j.envelope::text, 'UTF8'),
                now() + make_interval(secs => coalesce(j.delay_seconds, 0)),
                jsonb_strip_nulls(jsonb_build_object(
                    'id', j.id, 'key', j.key, 'due', j.due, 'deliveries', 0,
                    'tenant', CASE WHEN j.installation THEN NULL ELSE nullif(app_tenant_id(), '{NO_TENANT}') END
                )),
                'queued'
            FROM jsonb_to_recordset(p_jobs) AS j (
                id uuid, name text, priority integer, envelope jsonb, delay_seconds double precision, key text,
                due timestamptz, installation boolean
            )
            RETURNING 1
        )
        SELECT count(*)::integer FROM added
        """,  # noqa: S608 - put together from constants
        reason="Enqueues jobs in the business transaction, for its own tenant only.",
    )
    mine = f"""
            id = p_id AND queue_manager_id = p_worker AND status = 'picked'
            AND coalesce(headers ->> 'tenant', '{NO_TENANT}') = coalesce(app_tenant_id(), '{NO_TENANT}')::text
    """
    s.create_definer_function(
        "jobs_finish",
        "p_id bigint, p_worker uuid, p_outcome text",
        "boolean",
        f"""
        WITH gone AS (
            DELETE FROM hanse_jobs.pgqueuer WHERE {mine} RETURNING id, entrypoint, priority
        ), logged AS (
            INSERT INTO hanse_jobs.pgqueuer_log (job_id, status, entrypoint, priority)
            SELECT id, p_outcome::hanse_jobs.pgqueuer_status, entrypoint, priority FROM gone
        )
        SELECT EXISTS (SELECT FROM gone)
        """,  # noqa: S608 - put together from constants
        reason="Ends a job together with its effects; false when its lease went to another worker: then roll back.",
    )
    s.create_definer_function(
        "jobs_hold",
        "p_id bigint, p_worker uuid",
        "boolean",
        f"""
        WITH held AS (UPDATE hanse_jobs.pgqueuer SET heartbeat = now() WHERE {mine} RETURNING 1)
        SELECT EXISTS (SELECT FROM held)
        """,  # noqa: S608 - put together from constants
        reason="Proves, until the end of the transaction, that a job is still leased by the worker that runs it.",
    )
    s.create_definer_function(
        "jobs_overview",
        "",
        "TABLE (name text, status text, jobs bigint, oldest_at timestamptz)",
        """
        SELECT entrypoint, status::text, count(*), min(execute_after) FROM hanse_jobs.pgqueuer GROUP BY 1, 2
        """,
        volatility="stable",
        grants_to=(s.APP, s.JOBS),
        reason="How much waits and how long, by kind of job, for metrics and `hanse doctor`; no content, no tenant.",
    )


def clockwork() -> None:
    """When each schedule fired last, and which workers live."""
    s.create_global_table(
        "hanse_jobs.schedules",
        s.text("name", max_length=100),
        s.instant("last_instant_at"),
        s.instant("fired_at", nullable=True),
        primary_key="name",
        jobs_grants=ALL,
        reason="The clock of the installation: an instant of a schedule fires once, whichever worker sees it first.",
    )
    s.create_global_table(
        "hanse_jobs.workers",
        s.text("host", max_length=200),
        s.integer("pid"),
        s.text("version", max_length=60),
        s.integer("running", default=0),
        s.instant("started_at"),
        s.instant("seen_at"),
        jobs_grants=ALL,
        reason="The worker processes of the installation and when each was seen last, for `hanse doctor`.",
    )
    s.allow_definer_global("hanse_jobs.workers", ("SELECT",))
    s.create_definer_function(
        "workers_seen",
        "",
        "TABLE (id uuid, host text, pid integer, version text, running integer, started_at timestamptz,"
        " seen_at timestamptz)",
        "SELECT id, host, pid, version, running, started_at, seen_at FROM hanse_jobs.workers",
        volatility="stable",
        grants_to=(s.APP, s.JOBS),
        reason="Which workers live, for health checks and `hanse doctor`.",
    )


def remains() -> None:
    """What jobs leave for people to see: those that failed for good, and how far long ones are."""
    s.create_tenant_table(
        "dead_jobs",
        s.text("name", max_length=200),
        s.text("outcome", one_of=("failed", "skipped")),
        s.text("error_code", max_length=100),
        s.text("error", max_length=2000),
        s.integer("attempts"),
        s.jsonb("envelope"),
        s.text("key", nullable=True, max_length=300),
        s.instant("died_at"),
        s.instant("replayed_at", nullable=True),
        indexes=(("died_at", "id"), s.index("died_at", across_tenants=True, name="dead_jobs_age_idx")),
    )
    s.create_tenant_table(
        "job_progress",
        s.text("name", max_length=200),
        s.text("state", one_of=("queued", "running", "done", "failed", "skipped")),
        s.bigint("done", default=0),
        s.bigint("total", nullable=True),
        s.text("message", default="", max_length=500),
        s.jsonb("cursor", nullable=True),
        s.jsonb("result", nullable=True),
        s.uuid("actor_id", nullable=True),
        s.instant("created_at"),
        s.instant("updated_at"),
        s.instant("finished_at", nullable=True),
        indexes=(
            ("actor_id", "created_at desc"),
            s.index("finished_at", where="finished_at IS NOT NULL", across_tenants=True),
        ),
    )


def forgetting() -> None:
    """Old remains go: progress that is over, dead jobs that were replayed or skipped."""
    for table in ("dead_jobs", "job_progress"):
        s.allow_definer(table, ("SELECT", "DELETE"))
    s.create_definer_function(
        "jobs_forget",
        "p_until timestamptz, p_limit integer",
        "integer",
        """
        WITH dead AS (
            DELETE FROM dead_jobs d USING (
                SELECT tenant_id, id FROM dead_jobs
                WHERE died_at < p_until AND (replayed_at IS NOT NULL OR outcome = 'skipped')
                LIMIT p_limit
            ) old WHERE d.tenant_id = old.tenant_id AND d.id = old.id RETURNING 1
        ), done AS (
            DELETE FROM job_progress p USING (
                SELECT tenant_id, id FROM job_progress
                WHERE finished_at < p_until LIMIT p_limit
            ) old WHERE p.tenant_id = old.tenant_id AND p.id = old.id RETURNING 1
        )
        SELECT ((SELECT count(*) FROM dead) + (SELECT count(*) FROM done))::integer
        """,
        grants_to=(s.JOBS,),
        reason="Forgets old progress and dead jobs that were replayed or skipped, of every tenant; failed jobs stay.",
    )


def audit_chain() -> None:
    """What the hash chain needs beside its table: the entries not yet in it, and a seal over the personal part."""
    s.add_column("audit_entries", s.bytea("people_hash", nullable=True))
    s.add_column("audit_people", s.bytea("salt", nullable=True))
    s.create_tenant_table(
        "audit_pending", s.uuid("entry_id"), primary_key="entry_id", grants=("SELECT", "INSERT", "DELETE")
    )
    s.create_tenant_table(
        "audit_checkpoints",
        s.bigint("sequence", check="sequence >= 1"),
        s.bytea("hash"),
        s.text("signature", max_length=2000),
        s.instant("created_at"),
        primary_key="sequence",
        grants=("SELECT", "INSERT"),
    )
    s.allow_definer("audit_pending", ("SELECT",))
    s.create_definer_function(
        "audit_pending_tenants",
        "p_limit integer",
        "SETOF uuid",
        "SELECT DISTINCT tenant_id FROM audit_pending LIMIT p_limit",
        volatility="stable",
        grants_to=(s.JOBS,),
        reason="Names the tenants whose audit trail has entries that are not yet chained.",
    )
    s.execute("CREATE INDEX audit_chain_first_idx ON audit_chain (tenant_id) WHERE sequence = 1")
    s.allow_definer("audit_chain", ("SELECT",), using="sequence = 1")
    s.create_definer_function(
        "audit_chained_tenants",
        "",
        "SETOF uuid",
        "SELECT tenant_id FROM audit_chain WHERE sequence = 1",
        volatility="stable",
        grants_to=(s.JOBS,),
        reason="Names the tenants that have an audit chain, for signing checkpoints.",
    )


def audit_of_the_installation() -> None:
    """What happens outside every tenant is told under the installation itself."""
    installation = f"tenant_id = '{NO_TENANT}'"
    for table in ("audit_entries", "audit_people", "audit_pending"):
        s.allow_definer(table, ("INSERT",), using=installation)
    s.create_definer_function(
        "audit_write_installation",
        "p_rows jsonb",
        "integer",
        f"""
        WITH entries AS (
            INSERT INTO audit_entries (tenant_id, id, occurred_at, actor_kind, actor_id, on_behalf_of, api_key_id,
                session_id, request_id, causation_id, action, outcome, subject_kind, subject_id, subject_label, reason,
                changes, people_hash)
            SELECT '{NO_TENANT}', r.id, r.occurred_at, r.actor_kind, r.actor_id, r.on_behalf_of, r.api_key_id,
                r.session_id, r.request_id, r.causation_id, r.action, r.outcome, r.subject_kind, r.subject_id,
                r.subject_label, r.reason, r.changes, decode(r.people_hash, 'hex')
            FROM jsonb_to_recordset(p_rows) AS r (
                id uuid, occurred_at timestamptz, actor_kind text, actor_id uuid, on_behalf_of uuid, api_key_id uuid,
                session_id uuid, request_id text, causation_id uuid, action text, outcome text, subject_kind text,
                subject_id uuid, subject_label text, reason text, changes jsonb, people_hash text)
            RETURNING 1
        ), pending AS (
            INSERT INTO audit_pending (tenant_id, entry_id) SELECT '{NO_TENANT}', r.id
            FROM jsonb_to_recordset(p_rows) AS r (id uuid)
        ), people AS (
            INSERT INTO audit_people (tenant_id, entry_id, actor_name, on_behalf_name, ip, user_agent, details, salt)
            SELECT '{NO_TENANT}', r.id, r.actor_name, r.on_behalf_name, r.ip, r.user_agent, r.details,
                decode(r.salt, 'hex')
            FROM jsonb_to_recordset(p_rows) AS r (
                id uuid, actor_name text, on_behalf_name text, ip inet, user_agent text, details jsonb, salt text)
        )
        SELECT count(*)::integer FROM entries
        """,  # noqa: S608 - put together from constants
        reason="Writes audit entries of what happens outside every tenant (sign-ups) under the installation itself.",
    )


PGQUEUER = (
    """
    CREATE TYPE hanse_jobs.pgqueuer_status
        AS ENUM ('queued', 'picked', 'successful', 'exception', 'canceled', 'deleted', 'failed')
    """,
    """
    CREATE TABLE hanse_jobs.pgqueuer (
        id bigserial NOT NULL PRIMARY KEY,
        priority integer NOT NULL,
        queue_manager_id uuid,
        created timestamp with time zone NOT NULL DEFAULT now(),
        updated timestamp with time zone NOT NULL DEFAULT now(),
        heartbeat timestamp with time zone NOT NULL DEFAULT now(),
        execute_after timestamp with time zone NOT NULL DEFAULT now(),
        status hanse_jobs.pgqueuer_status NOT NULL,
        entrypoint text NOT NULL,
        dedupe_key text,
        payload bytea,
        headers jsonb,
        attempts integer NOT NULL DEFAULT 0,
        slot bigint
    )
    """,
    """
    CREATE TABLE hanse_jobs.pgqueuer_log (
        id bigint GENERATED BY DEFAULT AS IDENTITY NOT NULL PRIMARY KEY,
        created timestamp with time zone NOT NULL DEFAULT now(),
        job_id bigint NOT NULL,
        status hanse_jobs.pgqueuer_status NOT NULL,
        priority integer NOT NULL,
        entrypoint text NOT NULL,
        traceback jsonb,
        aggregated boolean DEFAULT false
    )
    """,
    """
    CREATE TABLE hanse_jobs.pgqueuer_schedules (
        id bigserial NOT NULL PRIMARY KEY,
        expression text NOT NULL,
        entrypoint text NOT NULL,
        heartbeat timestamp with time zone NOT NULL DEFAULT now(),
        created timestamp with time zone NOT NULL DEFAULT now(),
        updated timestamp with time zone NOT NULL DEFAULT now(),
        next_run timestamp with time zone NOT NULL DEFAULT now(),
        last_run timestamp with time zone,
        status hanse_jobs.pgqueuer_status DEFAULT 'queued'::hanse_jobs.pgqueuer_status,
        UNIQUE (expression, entrypoint)
    )
    """,
    """
    CREATE TABLE hanse_jobs.pgqueuer_statistics (
        id bigserial NOT NULL PRIMARY KEY,
        created timestamp with time zone NOT NULL DEFAULT date_trunc('sec'::text, now()),
        count bigint NOT NULL,
        priority integer NOT NULL,
        status hanse_jobs.pgqueuer_status NOT NULL,
        entrypoint text NOT NULL
    )
    """,
    """
    CREATE INDEX pgqueuer_ep_ea_idx ON hanse_jobs.pgqueuer
        USING btree (entrypoint, execute_after) WHERE (status = 'queued'::hanse_jobs.pgqueuer_status)
    """,
    """
    CREATE INDEX pgqueuer_ep_prio_id_idx ON hanse_jobs.pgqueuer
        USING btree (entrypoint, priority DESC, id) WHERE (status = 'queued'::hanse_jobs.pgqueuer_status)
    """,
    """
    CREATE INDEX pgqueuer_log_created ON hanse_jobs.pgqueuer_log
        USING btree (created)
    """,
    """
    CREATE INDEX pgqueuer_log_job_id_status ON hanse_jobs.pgqueuer_log
        USING btree (job_id, created DESC)
    """,
    """
    CREATE INDEX pgqueuer_log_not_aggregated ON hanse_jobs.pgqueuer_log
        USING btree ((1)) WHERE (NOT aggregated)
    """,
    """
    CREATE INDEX pgqueuer_log_status ON hanse_jobs.pgqueuer_log
        USING btree (status)
    """,
    """
    CREATE INDEX pgqueuer_picked_heartbeat_idx ON hanse_jobs.pgqueuer
        USING btree (heartbeat) WHERE (status = 'picked'::hanse_jobs.pgqueuer_status)
    """,
    """
    CREATE UNIQUE INDEX pgqueuer_picked_slot_idx ON hanse_jobs.pgqueuer
        USING btree (entrypoint, slot)
        WHERE ((status = 'picked'::hanse_jobs.pgqueuer_status) AND (slot IS NOT NULL))
    """,
    """
    CREATE INDEX pgqueuer_priority_id_id1_idx ON hanse_jobs.pgqueuer
        USING btree (priority, id DESC) INCLUDE (id) WHERE (status = 'queued'::hanse_jobs.pgqueuer_status)
    """,
    """
    CREATE INDEX pgqueuer_queue_manager_id_idx ON hanse_jobs.pgqueuer
        USING btree (queue_manager_id) WHERE (queue_manager_id IS NOT NULL)
    """,
    """
    CREATE UNIQUE INDEX pgqueuer_statistics_unique_count ON hanse_jobs.pgqueuer_statistics
        USING btree (priority, date_trunc('sec'::text, timezone('UTC'::text, created)), status, entrypoint)
    """,
    """
    CREATE UNIQUE INDEX pgqueuer_unique_dedupe_key ON hanse_jobs.pgqueuer
        USING btree (dedupe_key)
        WHERE ((status = ANY (ARRAY[
            'queued'::hanse_jobs.pgqueuer_status, 'picked'::hanse_jobs.pgqueuer_status])) AND (dedupe_key IS NOT NULL))
    """,
    """
    CREATE INDEX pgqueuer_updated_id_id1_idx ON hanse_jobs.pgqueuer
        USING btree (updated, id DESC) INCLUDE (id) WHERE (status = 'picked'::hanse_jobs.pgqueuer_status)
    """,
    """
CREATE FUNCTION hanse_jobs.fn_pgqueuer_changed() RETURNS TRIGGER AS $$
DECLARE
    to_emit BOOLEAN := false;  -- Flag to decide whether to emit a notification
BEGIN
    -- Check operation type and set the emit flag accordingly
    IF TG_OP = 'UPDATE' AND OLD IS DISTINCT FROM NEW THEN
        to_emit := true;
    ELSIF TG_OP = 'DELETE' THEN
        to_emit := true;
    ELSIF TG_OP = 'INSERT' THEN
        to_emit := true;
    ELSIF TG_OP = 'TRUNCATE' THEN
        to_emit := true;
    END IF;

    -- Perform notification if the emit flag is set
    IF to_emit THEN
        PERFORM pg_notify(
            'ch_pgqueuer',
            json_build_object(
                'channel', 'ch_pgqueuer',
                'operation', lower(TG_OP),
                'sent_at', NOW(),
                'table', TG_TABLE_NAME,
                'type', 'table_changed_event'
            )::text
        );
    END IF;

    -- Return appropriate value based on the operation
    IF TG_OP IN ('INSERT', 'UPDATE') THEN
        RETURN NEW;
    ELSIF TG_OP = 'DELETE' THEN
        RETURN OLD;
    ELSE
        RETURN NULL; -- For TRUNCATE and other non-row-specific contexts
    END IF;

END;
$$ LANGUAGE plpgsql
    """,
    """
    CREATE TRIGGER tg_pgqueuer_changed
    AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON hanse_jobs.pgqueuer
    EXECUTE FUNCTION hanse_jobs.fn_pgqueuer_changed()
    """,
)
