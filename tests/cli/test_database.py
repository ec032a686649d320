"""Schema, roles, backup and restore from the command line, each on a database of the test's own."""

from __future__ import annotations

from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from hanse.platform.db.provision import APP, JOBS, OWNER, DatabaseUrls
from hanse.testing.database import Cluster, worker_name
from tests.cli.shell import Shell, terminal


def test_the_schema_is_brought_up_to_date_once(cluster: Cluster, tmp_path: Path) -> None:
    name = f"cli_new_{worker_name()}"
    shell = terminal(cluster.create_database(name), tmp_path / "data")
    empty = shell.ask("db", "status")
    assert empty["revision"] is None
    assert len(empty["pending"]) > 10
    assert "db upgrade" in shell.refused("tenants", "list", status=1)
    assert shell.run("doctor").status == 1
    said = shell.done("db", "upgrade").out.splitlines()
    assert said[0].startswith(f"  1/{len(empty['pending'])}")
    assert said[-1] == f"Applied {len(empty['pending'])} migrations."
    assert shell.done("db", "upgrade").out == "The schema is up to date.\n"
    assert shell.ask("db", "upgrade") == {"applied": []}
    status = shell.ask("db", "status")
    assert (status["pending"], status["findings"], status["revision"]) == ([], [], empty["pending"][-1])
    assert "Walls       closed" in shell.done("db", "status").out
    cluster.drop_database(name)


def test_roles_and_database_are_made_on_a_server_and_used(cluster: Cluster, tmp_path: Path) -> None:
    shell = Shell(tmp_path, {"HANSE_ENV": "test", "HANSE_DATA_DIR": str(tmp_path / "data")})
    assert "--admin-url" in shell.refused("db", "provision")
    away = ("--admin-url", "postgresql://root:hidden-word@127.0.0.1:1/postgres")
    assert "hidden-word" not in shell.refused("db", "provision", *away, status=1)
    database = f"cli_made_{worker_name()}"
    urls = cluster.urls(database)
    _keep_passwords(urls, tmp_path / "data" / "secrets")
    name = conninfo_to_dict(urls.app)["dbname"]
    wanted = ("db", "provision", "--admin-url", cluster.admin_url(), "--database", name)
    values = shell.ask(*wanted)
    assert values == {
        "DATABASE_URL": urls.app,
        "HANSE_DATABASE_OWNER_URL": urls.owner,
        "HANSE_DATABASE_JOBS_URL": urls.jobs,
    }
    again = shell.done(*wanted)
    assert again.out.splitlines() == [f"{variable}={url}" for variable, url in values.items()]
    assert "hanse db upgrade" in again.err
    shell.variables |= values
    status = shell.ask("db", "status")
    assert (status["revision"], status["database"]["role"]) == (None, "hanse_app")
    cluster.drop_database(database)


def _keep_passwords(urls: DatabaseUrls, folder: Path) -> None:
    """The roles of a test run's server are shared by all its databases, so they must keep their passwords."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, url in ((OWNER, urls.owner), (APP, urls.app), (JOBS, urls.jobs)):
        file = folder / name
        file.touch(mode=0o600)
        file.write_text(str(conninfo_to_dict(url)["password"]))


def test_psql_is_let_in_as_the_role_that_sees_nothing(shell: Shell) -> None:
    """psql writes to the terminal itself, so it runs as a program."""
    query = "SELECT current_user, count(*) FROM organizations"
    process = shell.program("db", "psql", "--", "-X", "-At", "-c", query)
    out, err = process.communicate(timeout=60)
    assert (process.returncode, out) == (0, "hanse_app|0\n"), err
    wrong = shell.program("db", "psql", "--owner", "--", "-X", "-c", "SELEC 1")
    out, err = wrong.communicate(timeout=60)
    assert wrong.returncode == 1
    assert "syntax error" in err


def test_a_backup_is_made_checked_and_brought_back(cluster: Cluster, bare: Shell) -> None:
    administrator = ("--admin-url", cluster.admin_url(f"cli_bare_{worker_name()}"))
    create = ("tenants", "create", "--name", "Kiel", "--handle", "kiel", "--email")
    bare.done(*create, "o@kiel.example")
    file = bare.folder.parent / "monday.zip"
    assert "--admin-url" in bare.refused("db", "backup", str(file))
    assert not file.exists()
    made = bare.ask("db", "backup", str(file), *administrator)
    assert (made["tenants"], made["with_keys"], made["missing"]) == (1, False, [])
    assert made["rows"] > 10
    assert bare.ask("db", "verify-backup", str(file))["rows"] == made["rows"]
    bare.done("tenants", "create", "--name", "Later", "--handle", "later", "--email", "o@later.example")
    assert len(bare.ask("tenants", "list")["items"]) == 2
    assert "--replace" in bare.refused("db", "restore", str(file), *administrator, status=1)
    restored = bare.ask("db", "restore", str(file), "--replace", *administrator)
    assert (restored["proof"]["tenants"], restored["proof"]["rows"]) == (1, made["rows"])
    assert [item["handle"] for item in bare.ask("tenants", "list")["items"]] == ["kiel"]
    assert bare.ask("db", "forget-replaced", *administrator)["freed_bytes"] > 0
    assert bare.done("db", "forget-replaced", *administrator).out == "There is nothing to drop.\n"


def test_a_broken_backup_is_told(bare: Shell) -> None:
    file = bare.folder.parent / "broken.zip"
    assert str(file) in bare.refused("db", "verify-backup", str(file), status=1)
    file.write_bytes(b"PK\x03\x04 not a backup")
    bare.refused("db", "verify-backup", str(file), status=1)
