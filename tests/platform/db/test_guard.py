"""The start-up guard: a sound database passes, and every hole stops the start with a sentence that says what to do."""

from __future__ import annotations

import msgspec
import pytest
from psycopg import AsyncConnection

from hanse.platform.db import guard
from hanse.platform.db.database import Database, PoolSettings
from hanse.platform.db.errors import DatabaseUnavailable
from hanse.platform.db.guard import PLATFORM, Finding, Reviewed, rules
from hanse.platform.db.guard.facts import FACTS_SQL, read
from hanse.platform.db.revisions import SchemaBehind

POLICY = "tenant_id = nullif(current_setting('app.tenant_id', true), '')::uuid"
GOOD_TABLE = f"""
    CREATE TABLE things (tenant_id uuid NOT NULL, id uuid NOT NULL, PRIMARY KEY (tenant_id, id));
    ALTER TABLE things OWNER TO hanse_owner;
    ALTER TABLE things ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    CREATE POLICY tenant_isolation ON things USING ({POLICY}) WITH CHECK ({POLICY});
    GRANT SELECT, INSERT ON things TO hanse_app;
"""
DEFINER_FUNCTION = """
    CREATE FUNCTION peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER {settings}
        AS 'SELECT count(*) FROM public.timers';
    REVOKE ALL ON FUNCTION peek() FROM PUBLIC;
    ALTER FUNCTION peek() OWNER TO hanse_definer;
"""
RESTRICTIVE = f"""
    DROP POLICY tenant_isolation ON timers;
    CREATE POLICY tenant_isolation ON timers AS RESTRICTIVE USING ({POLICY})
"""
PINNED = "SET search_path = pg_catalog, public, pg_temp"

# (what is done to the database, code, subject, what the sentence must contain)
HOLES = [
    ("ALTER ROLE hanse_app BYPASSRLS", "role_bypasses_rls", "hanse_app", "NOBYPASSRLS"),
    ("ALTER ROLE hanse_app SUPERUSER", "role_superuser", "hanse_app", "connect as hanse_app"),
    ("ALTER ROLE hanse_app REPLICATION", "role_replication", "hanse_app", "NOREPLICATION"),
    ("GRANT hanse_owner TO hanse_app", "role_member", "hanse_owner", "REVOKE hanse_owner FROM hanse_app"),
    ("GRANT hanse_definer TO hanse_app", "role_member", "hanse_definer", "REVOKE hanse_definer FROM hanse_app"),
    ("GRANT pg_read_all_data TO hanse_app", "role_member", "pg_read_all_data", "REVOKE pg_read_all_data"),
    ("ALTER TABLE timers OWNER TO hanse_app", "role_owns", "hanse_app", "REASSIGN OWNED"),
    ("GRANT CREATE ON SCHEMA public TO hanse_app", "schema_create", "public", "REVOKE CREATE ON SCHEMA public"),
    ("GRANT CREATE ON SCHEMA public TO PUBLIC", "schema_create", "public", "REVOKE CREATE ON SCHEMA public"),
    ("DO $$ BEGIN EXECUTE format('GRANT CREATE ON DATABASE %I TO hanse_app', current_database()); END $$",
     "database_create", "hanse_app", "REVOKE CREATE ON DATABASE"),
    ("GRANT TRUNCATE ON timers TO hanse_app", "privilege", "timers", "REVOKE TRUNCATE ON timers"),
    ("GRANT REFERENCES ON timers TO PUBLIC", "privilege", "timers", "REVOKE REFERENCES ON timers"),
    ("GRANT TRIGGER ON timers TO hanse_app", "privilege", "timers", "REVOKE TRIGGER ON timers"),
    ("ALTER DEFAULT PRIVILEGES FOR ROLE hanse_owner GRANT SELECT ON TABLES TO hanse_app",
     "default_grants", "hanse_owner", "ALTER DEFAULT PRIVILEGES FOR ROLE hanse_owner"),
    ("DROP POLICY tenant_isolation ON timers", "policy_missing", "timers", "lacks the policy tenant_isolation"),
    ("ALTER TABLE timers NO FORCE ROW LEVEL SECURITY", "table_not_forced", "timers", "FORCE ROW LEVEL SECURITY"),
    ("ALTER TABLE timers DISABLE ROW LEVEL SECURITY", "table_without_rls", "timers", "create_tenant_table()"),
    ("CREATE POLICY everyone ON timers USING (true)", "policy_extra", "timers.everyone", "DROP POLICY everyone"),
    ("CREATE POLICY definer_select ON files FOR SELECT TO hanse_definer USING (true)",
     "policy_extra", "files.definer_select", "list the table"),
    ("CREATE POLICY definer_all ON timers USING (true)", "policy_extra", "timers.definer_all", "DROP POLICY"),
    ("DROP POLICY tenant_isolation ON timers; CREATE POLICY tenant_isolation ON timers USING (true) WITH CHECK (true)",
     "policy_changed", "timers", "current_setting"),
    ("ALTER POLICY tenant_isolation ON timers WITH CHECK (true)", "policy_changed", "timers", "WITH CHECK"),
    ("ALTER POLICY tenant_isolation ON timers TO hanse_app", "policy_changed", "timers", "TO PUBLIC"),
    (RESTRICTIVE,
     "policy_changed", "timers", "drop it"),
    ("CREATE TABLE fresh (tenant_id uuid, id uuid); GRANT SELECT ON fresh TO hanse_app",
     "table_without_rls", "fresh", "create_tenant_table()"),
    ("CREATE TABLE hidden (note text)", "table_without_rls", "hidden", "reviewed list"),
    ("CREATE TABLE cut (a text, b text); GRANT SELECT (a) ON cut TO hanse_app",
     "table_without_rls", "cut", "row level"),
    ("CREATE SCHEMA side; CREATE TABLE side.notes (a text); GRANT SELECT ON side.notes TO PUBLIC",
     "table_without_rls", "side.notes", "row level"),
    (GOOD_TABLE + "ALTER TABLE things DROP CONSTRAINT things_pkey; ALTER TABLE things ALTER tenant_id DROP NOT NULL",
     "tenant_column", "things", "NOT NULL"),
    (GOOD_TABLE + "ALTER TABLE things DROP CONSTRAINT things_pkey", "primary_key_missing", "things", "primary key"),
    (GOOD_TABLE + "ALTER TABLE things ADD code text UNIQUE",
     "key_without_tenant", "things.things_code_key", "tenant_id"),
    (GOOD_TABLE + "CREATE UNIQUE INDEX odd ON things (lower(id::text))",
     "key_without_tenant", "things.odd", "tenant_id"),
    (GOOD_TABLE + "ALTER TABLE things ADD f uuid; ALTER TABLE files ADD UNIQUE (id);"
     "ALTER TABLE things ADD CONSTRAINT leak FOREIGN KEY (f) REFERENCES files (id)",
     "reference_without_tenant", "things.leak", "REFERENCES files (tenant_id"),
    ("CREATE VIEW all_timers AS SELECT * FROM timers; GRANT SELECT ON all_timers TO hanse_app",
     "view_definer", "all_timers", "security_invoker = true"),
    ("CREATE MATERIALIZED VIEW totals AS SELECT count(*) FROM timers",
     "materialized_view", "totals", "create_tenant_table"),
    ("CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO hanse_app", "sequence", "numbers", "UUIDv7"),
    ("CREATE FOREIGN DATA WRAPPER w; CREATE SERVER s FOREIGN DATA WRAPPER w; CREATE FOREIGN TABLE far (a int) SERVER s",
     "foreign_table", "far", "connector"),
    (DEFINER_FUNCTION.format(settings=PINNED), "function_unlisted", "peek", "reviewed list"),
    (DEFINER_FUNCTION.format(settings=""), "function_search_path", "peek", "search_path"),
    (DEFINER_FUNCTION.format(settings="SET search_path = pg_temp, public"), "function_search_path", "peek", "pinned"),
    (DEFINER_FUNCTION.format(settings=PINNED) + "GRANT EXECUTE ON FUNCTION peek() TO PUBLIC",
     "function_public", "peek", "FROM PUBLIC"),
    (DEFINER_FUNCTION.format(settings=PINNED) + "ALTER FUNCTION peek() OWNER TO hanse_owner",
     "function_owner", "peek", "OWNER TO hanse_definer"),
    ("ALTER FUNCTION timers_due RESET ALL", "function_search_path", "timers_due", "SET search_path"),
    ("GRANT EXECUTE ON FUNCTION timers_due TO PUBLIC", "function_public", "timers_due", "REVOKE ALL"),
    ("ALTER ROLE hanse_definer BYPASSRLS", "function_owner", "timers_due", "BYPASSRLS"),
]  # fmt: skip


async def judge(
    base: object, damage: str = "", role: str = "hanse_app", reviewed: Reviewed = PLATFORM
) -> list[Finding]:
    """Damage the database, ask the guard as the application's role, and undo."""
    async with await AsyncConnection.connect(base.admin) as connection:
        for statement in (damage, f"SET SESSION AUTHORIZATION {role}"):
            if statement:
                await connection.execute(statement)
        found = await guard.check_database(connection, reviewed)
        await connection.rollback()
        return found


@pytest.fixture
def code_has(monkeypatch):
    """Set which migrations this code brings."""

    def have(*revisions: str) -> None:
        monkeypatch.setattr("hanse.platform.db.revisions.chain", lambda folder=None: revisions)

    return have


async def test_a_sound_database_passes_for_both_roles(shared, code_has):
    code_has("0001_platform", "0002_jobs")
    for url in (shared.urls.app, shared.urls.jobs):
        assert await guard.check_start(url) == []


@pytest.mark.parametrize(("damage", "code", "subject", "advice"), HOLES)
async def test_every_hole_is_an_error_that_names_its_remedy(shared, damage, code, subject, advice):
    found = [finding for finding in await judge(shared, damage) if (finding.code, finding.subject) == (code, subject)]
    assert found, f"{damage} went unnoticed"
    assert {finding.level for finding in found} == {"error"}
    assert advice in found[0].sentence
    assert found[0].sentence.endswith(".")


@pytest.mark.parametrize("role", ["admin", "owner"])
async def test_no_start_with_a_role_that_could_switch_policies_off(shared, role):
    url = shared.admin if role == "admin" else shared.urls.owner
    with pytest.raises(guard.DatabaseUnsafe) as refused:
        await guard.require_safe_database(url)
    assert "connect as hanse_app" in refused.value.message
    # One cause, one sentence: the hundred things that follow from it are not repeated.
    assert refused.value.message.count("\n- ") == 1


async def test_a_switched_role_is_judged_by_its_log_in_too(shared):
    async with await AsyncConnection.connect(shared.admin) as connection:
        await connection.execute("SET ROLE hanse_app")
        codes = {finding.code for finding in await guard.check_database(connection)}
    assert "role_superuser" in codes


async def test_listed_names_are_accepted(shared):
    table = "CREATE TABLE currencies (code text PRIMARY KEY); GRANT SELECT ON currencies TO hanse_app;"
    function = DEFINER_FUNCTION.format(settings=PINNED)
    sequence = "CREATE SEQUENCE numbers; GRANT USAGE ON SEQUENCE numbers TO hanse_app;"
    policy = "CREATE POLICY definer_select ON files FOR SELECT TO hanse_definer USING (true);"
    listed = Reviewed(
        global_tables=PLATFORM.global_tables | {"currencies"},
        definer_functions=PLATFORM.definer_functions | {"peek"},
        definer_tables=PLATFORM.definer_tables | {"files"},
        sequences=PLATFORM.sequences | {"numbers"},
        extensions=PLATFORM.extensions,
    )
    damage = table + function + sequence + policy
    assert len(await judge(shared, damage)) == 4
    assert await judge(shared, damage, reviewed=listed) == []


async def test_a_view_with_the_callers_rights_and_a_reference_to_a_global_table_are_accepted(shared):
    damage = (
        "CREATE VIEW mine WITH (security_invoker = true) AS SELECT * FROM timers; GRANT SELECT ON mine TO hanse_app;"
        "CREATE TABLE currencies (code text PRIMARY KEY);"
        + GOOD_TABLE
        + "ALTER TABLE things ADD currency text REFERENCES currencies (code)"
    )
    reviewed = Reviewed(
        global_tables=PLATFORM.global_tables | {"currencies"},
        definer_functions=PLATFORM.definer_functions,
        definer_tables=PLATFORM.definer_tables,
        sequences=PLATFORM.sequences,
        extensions=PLATFORM.extensions,
    )
    assert await judge(shared, damage, reviewed=reviewed) == []


async def test_what_the_installer_could_not_revoke_is_a_warning(shared):
    damage = (
        "GRANT EXECUTE ON FUNCTION pg_catalog.set_config(text, text, boolean) TO PUBLIC;"
        "GRANT UPDATE ON pg_catalog.pg_settings TO PUBLIC"
    )
    found = await judge(shared, damage)
    assert [(finding.level, finding.code) for finding in found] == [
        ("warning", "set_config"),
        ("warning", "pg_settings"),
    ]
    assert all("REVOKE" in finding.sentence for finding in found)


async def test_warnings_let_the_start_go_on(base, code_has):
    code_has("0001_platform", "0002_jobs")
    base.run("GRANT UPDATE ON pg_catalog.pg_settings TO PUBLIC", role="admin")
    assert [finding.code for finding in await guard.check_start(base.urls.app)] == ["pg_settings"]


async def test_the_pool_itself_can_be_judged(shared):
    pool = Database(shared.urls.app, PoolSettings(minimum=1, maximum=1))
    await pool.open()
    try:
        assert await guard.check_database(pool) == []
        assert await guard.read_revision(pool) == "0002_jobs"
    finally:
        await pool.close()


async def test_a_schema_older_than_the_code_names_the_command(empty_base, shared, code_has):
    with pytest.raises(SchemaBehind, match=r"is empty.*hanse db upgrade"):
        await guard.check_start(empty_base.urls.app)
    code_has("0001_platform", "0002_jobs", "0099_x")
    with pytest.raises(
        SchemaBehind, match=r"is at 0002_jobs and lacks 1 migration up to 0099_x; run `hanse db upgrade`"
    ):
        await guard.require_current_schema(shared.urls.app)


async def test_a_schema_newer_than_the_code_is_accepted(shared, code_has):
    code_has("0001_platform")
    await guard.require_current_schema(shared.urls.app)


async def test_a_database_that_does_not_answer_is_named():
    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        await guard.check_database("postgresql://hanse_app:x@127.0.0.1:1/none")


@pytest.mark.parametrize(("extension", "level"), [("dblink", "error"), ("cube", "warning"), ("pgcrypto", None)])
async def test_extensions_are_judged_by_what_they_open(shared, extension, level):
    facts = read((await raw(shared))[0])
    changed = msgspec.structs.replace(facts, extensions=[*facts.extensions, extension])
    assert [(finding.level, finding.subject) for finding in rules.judge(changed, PLATFORM)] == (
        [(level, extension)] if level else []
    )


async def raw(base) -> tuple[str]:
    async with await AsyncConnection.connect(base.urls.app) as connection:
        return await (await connection.execute(FACTS_SQL)).fetchone()
