"""Provisioning: what the four roles can and cannot do, on any server, as often as it runs."""

import stat
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from hanse.platform.db.provision import (
    DatabaseUrls,
    Passwords,
    ProvisionError,
    kept_passwords,
    provision,
    refusal,
    with_login,
)
from hanse.testing.database import Cluster, worker_name

PASSWORDS = Passwords(owner="owner-password", app="app-password", jobs="jobs-password")


@pytest.fixture(scope="module")
def urls(cluster: Cluster) -> Iterator[DatabaseUrls]:
    name = f"provision_{worker_name()}"
    yield cluster.create_database(name)
    cluster.drop_database(name)


def run(url: str, *statements: str) -> object:
    with psycopg.connect(url) as connection:
        for statement in statements:
            cursor = connection.execute(statement)  # type: ignore[call-overload]
        row = cursor.fetchone() if cursor.description else None
        return row[0] if row else None


@pytest.mark.parametrize("role", ["app", "jobs"])
@pytest.mark.parametrize(
    "statement",
    [
        "SELECT set_config('app.tenant_id', 'x', false)",
        "UPDATE pg_settings SET setting = 'x' WHERE name = 'app.tenant_id'",
        "DO $$ BEGIN END $$",
        "CREATE TEMP TABLE t (a int)",
        "CREATE TABLE t (a int)",
        "CREATE SCHEMA s",
        "SET ROLE hanse_owner",
        "SET ROLE hanse_definer",
        "CREATE ROLE stranger",
        "COPY (SELECT 1) TO PROGRAM 'true'",
        "SELECT pg_read_file('PG_VERSION')",
        "SELECT rolpassword FROM pg_authid",
    ],
)
def test_the_roles_of_web_and_worker_are_confined(urls: DatabaseUrls, role: str, statement: str) -> None:
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(getattr(urls, role), statement)


def test_the_tenant_can_be_set_for_a_transaction(urls: DatabaseUrls) -> None:
    assert run(urls.app, "SET LOCAL app.tenant_id = 'x'", "SELECT current_setting('app.tenant_id')") == "x"


def test_the_owner_makes_tables_and_gives_functions_to_the_definer(urls: DatabaseUrls) -> None:
    run(
        urls.owner,
        "CREATE TABLE made (a int)",
        "CREATE FUNCTION made_count() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM made'",
        "ALTER FUNCTION made_count() OWNER TO hanse_definer",
        "GRANT SELECT ON made TO hanse_definer",
    )
    assert run(urls.app, "SELECT made_count()") == 0
    with pytest.raises(psycopg.errors.InsufficientPrivilege):
        run(urls.app, "SELECT * FROM made")


def test_no_role_gets_around_row_security(urls: DatabaseUrls) -> None:
    query = "SELECT count(*) FROM pg_roles WHERE rolname LIKE 'hanse\\_%' AND rolname <> 'hanse_superuser' AND "
    assert run(urls.app, query + "(rolsuper OR rolbypassrls OR rolcreaterole OR rolcreatedb OR rolreplication)") == 0
    assert run(urls.app, query + "rolname = 'hanse_definer' AND rolcanlogin") == 0


def test_sessions_start_with_the_same_habits_everywhere(urls: DatabaseUrls) -> None:
    for role in (urls.app, urls.owner, urls.jobs):
        assert run(role, "SHOW timezone") == "UTC"
        assert run(role, "SHOW search_path") == "public, pg_temp"
        assert run(role, "SHOW jit") == "off"
    assert run(
        urls.app, "SELECT pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
    ) == ("UTF8")
    # The letters of Unicode are known, and the order is that of the code points.
    assert run(urls.app, "SELECT lower('ÄÉ')") == "äé"
    assert run(urls.app, "SELECT 'Z' < 'a'") is True


def test_a_copy_of_a_template_is_closed_too(cluster: Cluster) -> None:
    name = f"provision_copy_{worker_name()}"
    template = cluster.ensure_template(
        "provision_template", lambda urls: run(urls.owner, "CREATE TABLE inside (a int)")
    )
    copy = cluster.create_database(name, template=template)
    try:
        assert run(copy.owner, "SELECT count(*) FROM inside") == 0
        assert run(copy.app, "SHOW search_path") == "public, pg_temp"
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(copy.app, "CREATE TEMP TABLE t (a int)")
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            run(copy.app, "SELECT set_config('a.b', 'x', false)")
        assert run(copy.app, "SELECT has_database_privilege('public', current_database(), 'CONNECT')") is False
    finally:
        cluster.drop_database(name)


def test_a_mended_role_loses_what_it_must_not_have(cluster: Cluster) -> None:
    """Runs on the shared server, so only an attribute that no other test relies on is bent."""
    admin = cluster.admin_url()
    run(admin, "ALTER ROLE hanse_definer CREATEDB")
    name = f"provision_again_{worker_name()}"
    cluster.create_database(name)
    cluster.drop_database(name)
    assert run(admin, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'hanse_definer'") is False


@pytest.mark.parametrize("name", ["", "Upper", "with space", 'quote"', "x" * 64, "1st", "a;b"])
def test_a_strange_database_name_is_refused(name: str) -> None:
    with pytest.raises(ProvisionError, match="small letters"):
        provision("postgresql://127.0.0.1:1/postgres", PASSWORDS, database=name)


def test_a_dead_server_is_one_sentence_without_the_password() -> None:
    with pytest.raises(ProvisionError) as raised:
        provision("postgresql://admin:hunter2@127.0.0.1:1/postgres", PASSWORDS)
    assert "cannot be reached" in str(raised.value)
    assert "hunter2" not in str(raised.value)
    assert "\n" not in str(raised.value)


def test_a_role_without_rights_is_told_what_is_needed(urls: DatabaseUrls) -> None:
    with pytest.raises(ProvisionError, match="use a superuser, or a role with CREATEROLE and CREATEDB"):
        provision(urls.owner, PASSWORDS, database="forbidden")
    assert run(urls.owner, "SELECT current_user") == "hanse_owner", "the refused role keeps its password"


def test_refusal_tells_why_or_nothing(urls: DatabaseUrls) -> None:
    assert refusal(urls.app) == ""
    assert "password authentication failed" in refusal(with_login(urls.app, user="hanse_app", password="wrong"))


def test_passwords_are_kept_private_and_reused(tmp_path: Path) -> None:
    first = kept_passwords(tmp_path / "secrets")
    assert kept_passwords(tmp_path / "secrets") == first
    assert len({first.owner, first.app, first.jobs}) == 3
    for path in (tmp_path / "secrets").iterdir():
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert first.app not in repr(first)


@pytest.mark.parametrize(
    ("given", "wanted"),
    [
        ("postgresql://a:b@h:1/d", "postgresql://hanse_app:p%2F%40@h:1/n"),
        ("postgresql://h/d?sslmode=require", "postgresql://hanse_app:p%2F%40@h/n?sslmode=require"),
        ("postgresql://a@[::1]:5/d", "postgresql://hanse_app:p%2F%40@[::1]:5/n"),
        ("postgresql:///d?host=/run/x&port=5", "postgresql://hanse_app:p%2F%40@/n?host=%2Frun%2Fx&port=5"),
        ("host=h user=a password=b dbname=d", "postgresql://hanse_app:p%2F%40@h/n"),
    ],
)
def test_addresses_keep_server_and_options(given: str, wanted: str) -> None:
    assert with_login(given, user="hanse_app", password="p/@", database="n") == wanted
