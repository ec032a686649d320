"""Tables made by the table maker: what a tenant can and cannot do to another's rows, and what the maker refuses."""

from __future__ import annotations

import psycopg
import pytest
import sqlalchemy as sa
from psycopg import errors

from hanse.platform.db import guard
from hanse.platform.db import schema as s
from hanse.platform.db.guard import PLATFORM

ONE = "0193a000-0000-7000-8000-000000000001"
TWO = "0193a000-0000-7000-8000-000000000002"
SIX = "0193a000-0000-7000-8000-000000000006"


@pytest.fixture(scope="module")
def shops(module_base, tenants):
    """Shops with branches, one shop of each of two tenants; tests undo what they do."""
    base = module_base
    with base.migration():
        s.create_tenant_table(
            "shops",
            s.text("name", max_length=20),
            s.text("code"),
            s.text("status", default="open", one_of=("open", "closed")),
            s.minor("deposit_minor", default=0, check="deposit_minor >= 0"),
            s.instant("opened_at", nullable=True),
            unique=("code", s.unique("name", where="status = 'open'")),
            indexes=("status",),
        )
        s.create_tenant_table(
            "branches",
            s.uuid("shop_id"),
            s.uuid("backup_id", nullable=True),
            foreign_keys=(
                s.fk("shop_id", "shops", on_delete="restrict"),
                s.fk("backup_id", "shops", on_delete="set null"),
            ),
        )
        s.create_tenant_table("journal", s.text("line"), grants=("SELECT", "INSERT"))
    for tenant, shop in zip(tenants, (ONE, TWO), strict=True):
        base.run(f"INSERT INTO shops (id, name, code) VALUES ('{shop}', 'Corner', 'C1')", tenant=tenant)
    return base


def test_a_tenant_sees_and_changes_its_own_rows_only(shops, tenants):
    first, second = tenants
    with shops.app(first) as connection:
        assert connection.execute("SELECT id::text FROM shops").fetchall() == [(ONE,)]
        assert connection.execute("UPDATE shops SET name = 'x'").rowcount == 1
        assert connection.execute(f"DELETE FROM shops WHERE id = '{TWO}'").rowcount == 0
    assert shops.rows("SELECT name FROM shops", tenant=second) == [("Corner",)]


def test_without_a_tenant_nothing_is_seen_and_nothing_written(shops):
    with shops.app() as connection:
        assert connection.execute("SELECT count(*) FROM shops").fetchone() == (0,)
        assert connection.execute("UPDATE shops SET name = 'x'").rowcount == 0
        with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
            connection.execute(f"INSERT INTO shops (id, name, code) VALUES ('{SIX}', 'n', 'n')")


def test_a_setting_left_empty_by_an_earlier_transaction_is_no_tenant(shops, tenants):
    with psycopg.connect(shops.urls.app) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{tenants[0]}'")
        connection.commit()
        assert connection.execute("SELECT current_setting('app.tenant_id', true)").fetchone() == ("",)
        assert connection.execute("SELECT count(*) FROM shops").fetchone() == (0,)


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO shops (tenant_id, id, name, code) VALUES ('{other}', '" + SIX + "', 'n', 'n')",
        "UPDATE shops SET tenant_id = '{other}'",
    ],
)
def test_rows_cannot_be_put_into_another_tenant(shops, tenants, statement):
    with shops.app(tenants[0]) as connection, pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        connection.execute(statement.format(other=tenants[1]))


def test_a_reference_cannot_point_into_another_tenant(shops, tenants):
    with shops.app(tenants[0]) as connection, pytest.raises(errors.ForeignKeyViolation):
        connection.execute(f"INSERT INTO branches (id, shop_id) VALUES ('{SIX}', '{TWO}')")


def test_a_deleted_target_empties_only_the_reference(shops, tenants):
    first = tenants[0]
    with shops.app(first) as connection:
        connection.execute(f"INSERT INTO shops (id, name, code) VALUES ('{SIX}', 'Old', 'C6')")
        connection.execute(f"INSERT INTO branches (id, shop_id, backup_id) VALUES ('{SIX}', '{ONE}', '{SIX}')")
        connection.execute(f"DELETE FROM shops WHERE id = '{SIX}'")
        found = connection.execute("SELECT tenant_id::text, backup_id FROM branches").fetchall()
        assert found == [(first, None)]
        with pytest.raises((errors.ForeignKeyViolation, errors.RestrictViolation)):
            connection.execute(f"DELETE FROM shops WHERE id = '{ONE}'")


def test_what_is_unique_is_unique_per_tenant(shops, tenants):
    with shops.app(tenants[0]) as connection, pytest.raises(errors.UniqueViolation, match="shops_code_key"):
        connection.execute(f"INSERT INTO shops (id, name, code) VALUES ('{SIX}', 'Other', 'C1')")


@pytest.mark.parametrize(("change", "rule"), [
    ("status = 'burnt'", "shops_status_check"),
    ("deposit_minor = -1", "shops_deposit_minor_check"),
    ("name = repeat('x', 21)", "shops_name_check"),
])  # fmt: skip
def test_checks_have_names_that_can_be_explained(shops, tenants, change, rule):
    with shops.app(tenants[0]) as connection, pytest.raises(errors.CheckViolation) as refused:
        connection.execute(f"UPDATE shops SET {change}")
    assert refused.value.diag.constraint_name == rule


def test_an_append_only_table_takes_no_change(shops, tenants):
    for statement in ("UPDATE journal SET line = 'b'", "DELETE FROM journal", "TRUNCATE journal"):
        with shops.app(tenants[0]) as connection:
            connection.execute(f"INSERT INTO journal (id, line) VALUES ('{ONE}', 'a')")
            with pytest.raises(errors.InsufficientPrivilege):
                connection.execute(statement)


def test_the_owner_is_bound_too(shops):
    assert shops.rows("SELECT count(*) FROM shops", role="owner") == [(0,)]


def test_every_reference_has_an_index_that_starts_with_it(shops):
    found = {
        row[0]: row[1]
        for row in shops.rows("SELECT indexname, indexdef FROM pg_indexes WHERE tablename = 'branches'", role="owner")
    }
    assert found["branches_shop_id_idx"].endswith("(tenant_id, shop_id)")
    assert found["branches_backup_id_idx"].endswith("(tenant_id, backup_id)")


async def test_the_guard_has_nothing_to_say_about_what_the_maker_makes(shops):
    assert await guard.check_database(shops.urls.app) == []


async def test_a_global_table_is_closed_until_a_function_opens_it(base, tenants):
    with base.migration():
        s.create_global_table(
            "handles", s.text("handle"), primary_key="handle", reason="Handles are unique over the whole installation."
        )
        s.allow_definer_global("handles", ("SELECT", "INSERT"))
        s.create_definer_function(
            "handle_taken",
            "p_handle text",
            "boolean",
            "SELECT EXISTS (SELECT FROM handles WHERE handle = p_handle)",
            volatility="stable",
        )
        s.execute("INSERT INTO handles VALUES ('acme')")
    with base.app(tenants[0]) as connection, pytest.raises(errors.InsufficientPrivilege):
        connection.execute("SELECT * FROM handles")
    assert base.rows("SELECT handle_taken('acme'), handle_taken('other')") == [(True, False)]
    with pytest.raises(errors.InsufficientPrivilege):
        base.rows("SELECT handle_taken('acme')", role="jobs")
    codes = {(finding.code, finding.subject) for finding in await guard.check_database(base.urls.app)}
    assert codes == {("table_without_rls", "handles"), ("function_unlisted", "handle_taken")}
    listed = guard.Reviewed(
        global_tables=PLATFORM.global_tables | {"handles"},
        definer_functions=PLATFORM.definer_functions | {"handle_taken"},
        definer_tables=PLATFORM.definer_tables,
        sequences=PLATFORM.sequences,
        extensions=PLATFORM.extensions,
    )
    assert await guard.check_database(base.urls.app, listed) == []


def test_a_definer_function_ignores_what_the_caller_puts_in_the_way(base, tenants):
    """Somebody who may make temporary tables cannot slip one under a function that runs with other rights."""
    base.run("GRANT TEMPORARY ON DATABASE " + database_of(base) + " TO hanse_jobs", role="admin")
    base.run(
        f"INSERT INTO timers (id, kind, subject_kind, subject_id, due_at, created_at)"
        f" VALUES ('{ONE}', 'real', 'x', '{ONE}', '2026-01-01', '2026-01-01')",
        tenant=tenants[0],
    )
    with psycopg.connect(base.urls.jobs) as connection:
        connection.execute("CREATE TEMP TABLE timers AS SELECT 1 AS fake")
        found = connection.execute("SELECT kind FROM timers_due('2027-01-01', 10)").fetchall()
    assert found == [("real",)]


def test_the_definer_role_cannot_make_anything_itself(shops):
    assert shops.rows("SELECT has_schema_privilege('hanse_definer', 'public', 'CREATE')", role="owner") == [(False,)]
    assert shops.rows("SELECT rolcanlogin FROM pg_roles WHERE rolname = 'hanse_definer'") == [(False,)]


def test_columns_may_come_from_sqlalchemy(base):
    with base.migration():
        s.create_tenant_table(
            "notes",
            sa.Column("body", sa.Text, nullable=False),
            sa.Column("written_at", sa.DateTime(timezone=True)),
            sa.Column("stars", sa.Integer, nullable=False, server_default=sa.text("3")),
        )
    found = base.rows(
        "SELECT attname::text, format_type(atttypid, atttypmod), attnotnull FROM pg_attribute"
        " WHERE attrelid = 'notes'::regclass AND attnum > 0 ORDER BY attnum"
    )
    assert found == [
        ("tenant_id", "uuid", True),
        ("id", "uuid", True),
        ("body", "text", True),
        ("written_at", "timestamp with time zone", False),
        ("stars", "integer", True),
    ]


REFUSED = [
    (lambda: s.Column("price", "numeric(10, 2)", reason="exact"), "minor()"),
    (lambda: s.Column("weight", "numeric(10, 2)"), "numeric(reason="),
    (lambda: s.Column("ratio", "double precision"), "never exact"),
    (lambda: s.Column("ratio", "real"), "never exact"),
    (lambda: s.Column("seen", "timestamp"), "instant()"),
    (lambda: s.Column("seen_at", "text"), "instant()"),
    (lambda: s.Column("mood", "mood_enum"), "column helpers"),
    (lambda: s.Column("name", "varchar(20)"), "max_length"),
    (lambda: s.Column("data", "json"), "jsonb()"),
    (lambda: s.Column("id", "bigserial"), "column helpers"),
    (lambda: s.Column("total_minor", "integer"), "bigint"),
    (lambda: s.minor("total"), "_minor"),
    (lambda: s.fk("x_id", "things", on_delete="maybe"), "on_delete"),
    (lambda: s.fk(("a", "b"), "things", on_delete="restrict"), "names 2 columns for 1"),
    (lambda: s.create_tenant_table("t", s.uuid("tenant_id")), "added by create_tenant_table"),
    (lambda: s.create_tenant_table("t", s.text("a"), s.text("a")), "declared twice"),
    (lambda: s.create_tenant_table("t", unique=("code",)), "code, which is not a column"),
    (lambda: s.create_tenant_table("t", grants=("SELECT", "TRUNCATE")), "TRUNCATE is never granted"),
    (lambda: s.create_tenant_table("Orders; DROP TABLE x"), "plain lower-case name"),
    (lambda: s.create_tenant_table("t", sa.Column("m", sa.Enum("a", "b", name="m"))), "enum"),
    (lambda: s.create_tenant_table("t", sa.Column("f", sa.Float)), "float"),
    (lambda: s.create_tenant_table("t", sa.Column("n", sa.Numeric(10, 2))), "minor()"),
    (lambda: s.create_global_table("t", reason="because"), "sentence"),
    (lambda: s.allow_definer("timers", ("TRUNCATE",)), "choose from"),
    (lambda: s.add_column("shops", s.text("motto")), "backfill()"),
    (lambda: s.add_column("shops", s.uuid("token", default="gen_random_uuid()")), "rewrites the table"),
    (lambda: s.drop_column("shops", "name", unused_since=""), "release"),
    (lambda: s.timeouts(lock="forever"), "duration"),
]  # fmt: skip


@pytest.mark.parametrize(("make", "advice"), REFUSED)
def test_what_breaks_the_rules_is_refused_with_what_to_write_instead(make, advice):
    with pytest.raises(s.SchemaRuleBroken) as refused:
        make()
    assert advice in refused.value.message


def database_of(base) -> str:
    return str(psycopg.conninfo.conninfo_to_dict(base.urls.owner)["dbname"])
