"""Migrations: one chain, applied once by one migrator at a time, giving way to the application, safe to repeat."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest

from hanse.platform.db import migrate, revisions
from hanse.platform.db.schema import SchemaRuleBroken

ONE = "0193a000-0000-7000-8000-000000000001"
TWO = "0193a000-0000-7000-8000-000000000002"

BUSINESS = """
s.create_tenant_table("tenants", s.text("name"), primary_key=())
s.allow_definer("tenants", ("SELECT",))
s.create_tenant_table("shops", s.text("name"), s.uuid("owner_id", nullable=True))
s.create_tenant_table("people", s.text("name"))
"""


class Chain:
    """A folder of migrations of a test: the platform's first, then what the test writes."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        (folder / "versions").mkdir()
        shutil.copy(revisions.FOLDER / "env.py", folder / "env.py")
        first = revisions.read_revisions()[0]
        shutil.copy(first.path, folder / "versions" / first.path.name)
        self.ids = [first.id]

    def add(self, body: str) -> str:
        """Append a migration whose upgrade() is `body`; returns its id."""
        number = len(self.ids) + 1
        revision = f"{number:04d}_test"
        lines = "\n".join(f"    {line}" for line in body.strip().splitlines())
        self.write(f"20270101_{number:04d}_test_step.py", revision, self.ids[-1], lines)
        self.ids.append(revision)
        return revision

    def write(self, name: str, revision: str, parent: str, lines: str = "    pass") -> None:
        (self.folder / "versions" / name).write_text(
            f'"""Step {revision}."""\n\nfrom hanse.platform.db import schema as s\n\nrevision = "{revision}"\n'
            f'down_revision = "{parent}"\n\n\ndef upgrade() -> None:\n{lines}\n',
            "utf-8",
        )

    def upgrade(self, base, **options) -> list[str]:
        revisions.chain.cache_clear()
        return migrate.upgrade(base.urls.owner, folder=self.folder, **options)


@pytest.fixture
def chain(tmp_path):
    return Chain(tmp_path)


@pytest.fixture
def business(chain, empty_base, tenants):
    """Two tenants with a shop each, made by an applied chain."""
    chain.add(BUSINESS)
    chain.upgrade(empty_base)
    for tenant, shop in zip(tenants, (ONE, TWO), strict=True):
        empty_base.run(
            "INSERT INTO tenants (name) VALUES ('t')",
            f"INSERT INTO shops (id, name) VALUES ('{shop}', 'Corner')",
            tenant=tenant,
        )
    return empty_base


# ---- the product's own chain -----------------------------------------------------------------------------------------


def test_the_files_form_one_chain_with_the_head_written_down():
    assert migrate.check() == []


def test_from_empty_to_head_with_progress_and_nothing_to_do_afterwards(empty_base):
    owner = empty_base.urls.owner
    ids = [revision.id for revision in revisions.read_revisions()]
    assert migrate.current(owner) is None
    assert [revision.id for revision in migrate.pending(owner)] == ids
    seen: list[migrate.Progress] = []
    assert migrate.upgrade(owner, seen.append) == ids
    assert [(step.revision, step.done, step.total) for step in seen] == [
        (one, place, len(ids)) for place, one in enumerate(ids, 1)
    ]
    assert migrate.current(owner) == ids[-1]
    assert migrate.pending(owner) == []
    assert migrate.upgrade(owner) == []


def test_everything_belongs_to_the_owner_role_even_when_an_administrator_migrates(empty_base):
    migrate.upgrade(empty_base.admin, target="0001_platform")
    owners = empty_base.rows(
        "SELECT DISTINCT pg_get_userbyid(relowner)::text FROM pg_class WHERE relnamespace = 'public'::regnamespace"
    )
    assert owners == [("hanse_owner",)]


def test_two_migrators_at_once_apply_each_migration_once(empty_base):
    with ThreadPoolExecutor(2) as pool:
        runs = list(pool.map(lambda _: migrate.upgrade(empty_base.urls.owner), range(2)))
    assert sorted(runs, key=len) == [[], [revision.id for revision in revisions.read_revisions()]]


@pytest.mark.parametrize(("role", "sentence"), [("app", "logs in as hanse_app"), ("jobs", "logs in as hanse_jobs")])
def test_only_the_owner_migrates(empty_base, role, sentence):
    with pytest.raises(migrate.MigrationFailed, match=sentence):
        migrate.upgrade(getattr(empty_base.urls, role))


def test_an_unreachable_database_is_one_sentence():
    with pytest.raises(migrate.MigrationFailed, match="cannot be reached as its owner"):
        migrate.upgrade("postgresql://hanse_owner:x@127.0.0.1:1/none")


@pytest.mark.parametrize("revision", revisions.read_revisions(), ids=lambda revision: revision.id)
def test_a_migration_imports_the_table_maker_and_no_domain(revision):
    tree = ast.parse(revision.path.read_text("utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    ours = {name for name in imported if name.split(".")[0] == "hanse"}
    assert ours <= {"hanse.platform.db", "hanse.platform.db.schema", "hanse.platform.db.roles"}


# Taste, or done with care by the table maker: sizes of numbers, names of types, IF NOT EXISTS inside transactions,
# replacing an unproved constraint of an interrupted attempt.
TASTE = (
    "ban-drop-constraint",
    "prefer-bigint-over-int",
    "prefer-bigint-over-smallint",
    "prefer-identity",
    "prefer-robust-stmts",
    "prefer-text-field",
)
# Made before the first release, when no table had rows. This list only gets shorter.
BEFORE_FIRST_RELEASE = {("0002_jobs", "require-concurrent-index-creation")}


@pytest.mark.parametrize("revision", revisions.read_revisions(), ids=lambda revision: revision.id)
def test_a_migration_can_run_beside_the_application(revision):
    """Squawk reads the SQL of the migration as it would be sent."""
    sql = migrate.script(revision.parent, revision.id)
    assert "SET lock_timeout" in sql
    assert "SET statement_timeout" in sql
    found = [(revision.id, problem["rule_name"]) for problem in squawk(sql)]
    assert set(found) <= BEFORE_FIRST_RELEASE, squawk(sql)


# Its reference is added to a table that is empty in every first installation. This list only gets shorter.
MIXED_BEFORE_FIRST_RELEASE = {"0006_organizations"}


@pytest.mark.parametrize("revision", revisions.read_revisions(), ids=lambda revision: revision.id)
def test_a_migration_with_steps_outside_its_transaction_can_be_repeated(revision):
    """Such a migration commits halfway; what it made before that would be in its own way the second time."""
    sql = migrate.script(revision.parent, revision.id)
    made = {"CREATE TABLE ", "CREATE FUNCTION ", "CREATE POLICY "}
    halfway = " CONCURRENTLY " in sql or "VALIDATE CONSTRAINT" in sql
    assert not (halfway and any(what in sql for what in made)) or revision.id in MIXED_BEFORE_FIRST_RELEASE


@pytest.mark.parametrize(("statement", "rule"), [
    ("ALTER TABLE timers ADD COLUMN note text NOT NULL", "adding-required-field"),
    ("CREATE INDEX slow ON timers (kind)", "require-concurrent-index-creation"),
    ("ALTER TABLE timers RENAME COLUMN kind TO sort", "renaming-column"),
    ("ALTER TABLE timers RENAME TO clocks", "renaming-table"),
    ("ALTER TABLE timers ALTER COLUMN kind TYPE varchar(9)", "changing-column-type"),
    ("DROP TABLE timers", "ban-drop-table"),
    ("ALTER TABLE timers DROP COLUMN payload", "ban-drop-column"),
    ("ALTER TABLE timers ADD CONSTRAINT c CHECK (kind <> '')", "constraint-missing-not-valid"),
])  # fmt: skip
def test_dangerous_statements_would_be_noticed(statement, rule):
    assert rule in {problem["rule_name"] for problem in squawk(f"SET lock_timeout = '3s';\n{statement};\n")}


def squawk(sql: str) -> list[dict[str, object]]:
    program = Path(sys.executable).with_name("squawk")
    command = [str(program), "--reporter", "json", "--pg-version", "15", "--stdin-filepath", "migration.sql"]
    for rule in TASTE:
        command += ["--exclude", rule]
    found = subprocess.run(command, input=sql, capture_output=True, text=True, check=False, timeout=60)
    return list(json.loads(found.stdout))


# ---- chains that are wrong -------------------------------------------------------------------------------------------


def test_a_forgotten_head_is_noticed(chain):
    chain.add("pass")
    (chain.folder / "head.txt").write_text("0001_platform\n")
    assert "head.txt says '0001_platform' but the last migration is '0002_test'" in revisions.problems(chain.folder)[0]


def test_two_migrations_after_the_same_one_are_noticed(chain):
    chain.add("pass")
    chain.write("20270101_0009_test_other.py", "0002_other", "0001_platform")
    assert "both follow 0001_platform" in revisions.problems(chain.folder)[0]


def test_a_gap_is_noticed(chain):
    chain.write("20270101_0009_test_late.py", "0009_late", "0008_lost")
    assert "follows 0008_lost, which no file before it has" in revisions.problems(chain.folder)[0]


def test_bad_names_and_dates_are_noticed(chain):
    chain.write("20200101_0000_test_early.py", "0002_test", "0001_platform")
    chain.write("later.py", "0003_test", "0002_test")
    (chain.folder / "head.txt").write_text("0003_test")
    found = revisions.problems(chain.folder)
    assert any("has an older date" in problem for problem in found)
    assert any("later.py is not named YYYYMMDD_HHMM" in problem for problem in found)


def test_a_file_without_a_revision_is_noticed(chain):
    (chain.folder / "versions" / "20270101_0000_test_x.py").write_text('"""Nothing."""\n')
    assert "needs lines" in revisions.problems(chain.folder)[0]


def test_a_new_migration_continues_the_chain(chain, empty_base):
    path = revisions.create_revision("shops", "add_motto", datetime(2027, 3, 4, 5, 6, tzinfo=UTC), chain.folder)
    assert path.name == "20270304_0506_shops_add_motto.py"
    assert revisions.problems(chain.folder) == []
    assert chain.upgrade(empty_base) == ["0001_platform", "0002_shops_add_motto"]


# ---- when something goes wrong ---------------------------------------------------------------------------------------


def test_a_failing_migration_leaves_nothing_behind_and_keeps_those_before(chain, empty_base):
    chain.add('s.create_tenant_table("good", s.text("a"))')
    chain.add('s.create_tenant_table("half", s.text("a"))\ns.execute("SELECT 1 / 0")')
    with pytest.raises(migrate.MigrationFailed, match="0003_test could not be applied: division by zero"):
        chain.upgrade(empty_base)
    assert migrate.current(empty_base.urls.owner) == "0002_test"
    assert empty_base.rows("SELECT to_regclass('good') IS NULL, to_regclass('half') IS NULL") == [(False, True)]


def test_a_held_lock_is_waited_for_briefly_and_tried_again(chain, business, monkeypatch, tenants):
    chain.add('s.add_column("shops", s.text("motto", nullable=True))')
    monkeypatch.setattr(migrate, "_LIMITS", "SET lock_timeout = '20ms'; SET statement_timeout = '30s'")
    with psycopg.connect(business.urls.app) as busy:
        busy.execute(f"SET LOCAL app.tenant_id = '{tenants[0]}'")
        busy.execute("SELECT * FROM shops")
        tries: list[float] = []

        def pause(seconds: float) -> None:
            tries.append(seconds)
            if len(tries) == 2:
                busy.rollback()

        monkeypatch.setattr(migrate, "sleep", pause)
        assert chain.upgrade(business) == ["0003_test"]
    assert len(tries) == 2
    assert tries[1] > tries[0]


def test_a_lock_that_is_never_released_ends_in_a_sentence(chain, business, monkeypatch, tenants):
    chain.add('s.add_column("shops", s.text("motto", nullable=True))')
    monkeypatch.setattr(migrate, "_LIMITS", "SET lock_timeout = '5ms'; SET statement_timeout = '30s'")
    monkeypatch.setattr(migrate, "sleep", lambda seconds: None)
    with psycopg.connect(business.urls.app) as busy:
        busy.execute("SELECT * FROM shops")
        with pytest.raises(migrate.MigrationFailed, match=r"0003_test could not be applied.*lock timeout"):
            chain.upgrade(business)
    assert migrate.current(business.urls.owner) == "0002_test"


# ---- expand and contract ---------------------------------------------------------------------------------------------


def test_a_column_is_added_filled_in_every_tenant_and_made_required(chain, business, tenants):
    chain.add("""
s.add_column("shops", s.text("colour", nullable=True, one_of=("red", "blue")))
assert s.backfill("shops", "colour = 'red'", "colour IS NULL", batch=1) == 2
s.set_not_null("shops", "colour")
s.add_check("shops", s.check("named", "name <> ''"))
s.create_index_concurrently("shops", s.index("colour"))
s.create_index_concurrently("shops", s.unique("colour", "name"))
""")
    chain.upgrade(business)
    for tenant in tenants:
        assert business.rows("SELECT colour FROM shops", tenant=tenant) == [("red",)]
    with business.app(tenants[0]) as connection, pytest.raises(psycopg.errors.NotNullViolation):
        connection.execute("UPDATE shops SET colour = NULL")
    with (
        business.app(tenants[0]) as connection,
        pytest.raises(psycopg.errors.CheckViolation, match="shops_named_check"),
    ):
        connection.execute("UPDATE shops SET name = ''")
    facts = dict(
        business.rows("SELECT conname::text, convalidated FROM pg_constraint WHERE conrelid = 'shops'::regclass")
    )
    assert facts["shops_colour_check"] is True
    assert "shops_colour_filled_check" not in facts
    found = dict(
        business.rows(
            "SELECT c.relname::text, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid"
            " WHERE i.indrelid = 'shops'::regclass"
        )
    )
    assert found["shops_colour_idx"] is True
    assert found["shops_colour_name_key"] is True


def test_an_empty_table_is_changed_whole_or_not_at_all(chain, empty_base):
    chain.add(BUSINESS)
    chain.add("""
s.create_tenant_table("signs", s.text("text"))
s.add_foreign_key("shops", s.fk("owner_id", "people", on_delete="restrict"))
s.add_column("shops", s.text("colour", nullable=True, one_of=("red", "blue")))
s.set_not_null("shops", "colour")
s.create_index_concurrently("shops", s.index("colour"))
s.execute("SELECT 1 / 0")
""")
    with pytest.raises(migrate.MigrationFailed):
        chain.upgrade(empty_base)
    assert empty_base.rows("SELECT to_regclass('signs') IS NULL") == [(True,)]
    assert empty_base.rows("SELECT count(*) FROM pg_constraint WHERE conname = 'shops_owner_id_fkey'") == [(0,)]


def test_an_interrupted_migration_with_slow_steps_can_be_run_again(chain, business):
    steps = """
s.add_column("shops", s.text("colour", nullable=True, one_of=("red", "blue")))
s.add_check("shops", s.check("named", "name <> ''"))
s.create_index_concurrently("shops", s.index("colour"))
"""
    chain.add(steps + 's.execute("SELECT 1 / 0")')
    with pytest.raises(migrate.MigrationFailed):
        chain.upgrade(business)
    chain.ids.pop()
    chain.add(steps)
    assert chain.upgrade(business) == ["0003_test"]


def test_a_reference_is_proved_in_every_tenant(chain, business, tenants):
    """PostgreSQL's own proof runs under the owner's policies, sees no rows and would accept anything."""
    chain.add('s.add_foreign_key("shops", s.fk("owner_id", "people", on_delete="restrict"))')
    business.run(f"UPDATE shops SET owner_id = '{ONE}'", tenant=tenants[1])
    with pytest.raises(SchemaRuleBroken, match="1 rows whose owner_id points to no row of people"):
        chain.upgrade(business)
    business.run("UPDATE shops SET owner_id = NULL", tenant=tenants[1])
    assert chain.upgrade(business) == ["0003_test"]
    with business.app(tenants[1]) as connection, pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(f"UPDATE shops SET owner_id = '{ONE}'")


def test_a_column_leaves_only_with_the_release_that_stopped_using_it(chain, business):
    chain.add(
        's.drop_column("shops", "owner_id", unused_since="2027.1")\ns.drop_table("people", unused_since="2027.1")'
    )
    chain.upgrade(business)
    assert business.rows("SELECT to_regclass('people') IS NULL") == [(True,)]
