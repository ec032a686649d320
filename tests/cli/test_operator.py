"""What the operator of an installation does with the command line, and what scripts read of it."""

from __future__ import annotations

import itertools
import json
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest

from hanse.kit.ids import uuid7
from tests.cli.shell import Shell

KIND = "identity.send_email_verification"
REASON = "The mail server is away"
PAYLOAD = "SELECT payload FROM hanse_jobs.pgqueuer WHERE entrypoint = %s LIMIT 1"
OWNER = ("--tenant", "nordhaven", "--as", "owner@nordhaven.example")
_numbers = itertools.count(1)


@pytest.fixture
def founded(shell: Shell) -> dict[str, Any]:
    """A business of the test's own."""
    number = next(_numbers)
    handle = f"kiel-{number}"
    answer: dict[str, Any] = shell.ask(
        "tenants", "create", "--name", f"Kiel Supply {number}", "--handle", handle, "--email", f"o@{handle}.example"
    )
    return {**answer, "email": f"o@{handle}.example"}


def test_the_seed_tells_log_ins_and_ids_and_may_be_repeated(shell: Shell) -> None:
    first, second = shell.ask("seed"), shell.ask("seed")
    assert first == second
    assert first["was_made"] is False
    businesses = {item["handle"]: item for item in first["businesses"]}
    assert set(businesses) == {"nordhaven", "loom-and-weft"}
    for item in businesses.values():
        assert item["members"], item["handle"]
        assert item["organizations"], item["handle"]
    for person in first["log_ins"]:
        assert person["email"].partition("@")[2]
        assert person["password"]
        assert person["business"] in businesses
    said = shell.done("seed").out
    assert "The demo world was there already." in said
    assert "buyer@nordhaven.example" in said
    tenants = shell.ask("tenants", "list")["items"]
    assert {item["handle"] for item in tenants} >= set(businesses)


def test_the_demos_owners_are_ready_to_log_in(shell: Shell) -> None:
    for owner in (OWNER, ("--tenant", "loom-and-weft", "--as", "owner@loomandweft.example")):
        assert shell.ask("call", "account.get", *owner)["email_verified_at"] is not None
        sessions = shell.ask("call", "session.list", *owner)["items"]
        assert [item["is_current"] for item in sessions] == [True], "only the one of this very command"


def test_the_demo_is_not_built_in_production_by_accident(shell: Shell) -> None:
    production = Shell(shell.folder, {**shell.variables, "HANSE_ENV": "production"})
    production.variables["HANSE_PUBLIC_URL"] = "https://trade.example.com"
    ran = production.run("seed")
    assert ran.status == 2, ran
    assert "--yes" in ran.err


def test_the_doctor_finds_nothing_wrong_and_says_what_lacks(shell: Shell, tmp_path: Path) -> None:
    # Whoever else listens on the usual port of this machine is none of this installation's business.
    shell = replace(shell, variables={**shell.variables, "HANSE_PORT": "0"})
    answer = shell.ask("doctor")
    states = {item["name"]: item["state"] for item in answer["checks"]}
    assert answer["ok"] is True
    assert states["Walls"] == states["Schema"] == states["DATABASE_URL"] == "pass"
    assert states["Workers"] == "warn"
    assert {line["variable"] for line in answer["settings"]} >= {"DATABASE_URL", "HANSE_SECRET_KEY"}
    said = shell.done("doctor", "--settings").out
    assert "HANSE_SECRET_KEY" in said
    assert shell.variables["HANSE_SECRET_KEY"] not in said + json.dumps(answer)
    broken = Shell(tmp_path, {**shell.variables, "HANSE_DATA_DIR": str(tmp_path / "data")})
    broken.variables["DATABASE_URL"] = "postgresql://hanse_app:x@127.0.0.1:1/hanse"
    ran = broken.run("doctor", "--json")
    assert (ran.status, ran.json["ok"]) == (1, False)
    assert all(item["mend"] for item in ran.json["checks"] if item["state"] == "fail")


def test_a_business_is_founded_paused_and_reactivated(shell: Shell, founded: dict[str, Any]) -> None:
    assert founded["password_link"].startswith("http://hanse.test/")
    handle = founded["handle"]

    def status() -> str:
        items = shell.ask("tenants", "list")["items"]
        return next(str(item["status"]) for item in items if item["handle"] == handle)

    assert status() == "active"
    assert "is suspended" in shell.done("tenants", "suspend", handle, "--reason", "Unpaid").out
    assert status() == "suspended"
    assert shell.ask("tenants", "reactivate", handle)["status"] == "active"
    assert status() == "active"
    assert "no business with the handle" in shell.refused("tenants", "suspend", "nobody", "--reason", "x")
    again = ("tenants", "create", "--name", "K", "--handle", handle, "--email", "other@kiel.example")
    assert "handle" in shell.refused(*again, status=1)
    assert "handle" in shell.refused(*again[:4], "--handle", "No Handle!", *again[6:], status=1)


def test_an_account_is_shut_out_and_let_in_again(shell: Shell, founded: dict[str, Any]) -> None:
    email, view = founded["email"], ("call", "organization.list", "--tenant", founded["handle"])
    assert shell.ask("accounts", "reset-link", email)["url"].startswith("http://hanse.test/")
    assert "shut out" in shell.done("accounts", "disable", email, "--reason", "Lost laptop").out
    assert shell.run(*view, "--as", email).status == 1
    assert "may log in again" in shell.done("accounts", "enable", email).out
    assert shell.ask(*view, "--as", email)["items"] == []
    for command in (("enable",), ("reset-link",), ("disable", "--reason", "x")):
        assert "no account" in shell.refused("accounts", command[0], "nobody@nowhere.example", *command[1:])


def test_any_operation_is_called_with_exactly_a_members_rights(shell: Shell) -> None:
    listed = shell.ask("call", "organization.list", *OWNER, "--data", '{"limit": 2}')
    assert len(listed["items"]) == 2
    assert listed["next"]
    found = shell.ask("call", "organization.get", listed["items"][0]["id"], *OWNER)
    assert found["number"] == listed["items"][0]["number"]
    made = shell.done("call", "organization.create", *OWNER, "--data", "-", given='{"name": "Kiel Yard"}').json
    assert made["status"] == "prospect"
    file = shell.folder / "input.json"
    file.write_text('{"name": "Kiel Yard II"}')
    assert shell.ask("call", "organization.create", *OWNER, "--data", f"@{file}")["name"] == "Kiel Yard II"
    buyer = ("--tenant", "nordhaven", "--as", "buyer@nordhaven.example")
    assert shell.run("call", "organization.create", *buyer, "--data", '{"name": "X"}').status == 1
    entries = shell.ask("call", "audit.list", *OWNER, "--data", '{"limit": 20}')["items"]
    made_here = next(item for item in entries if item["subject_label"] == "Kiel Yard II")
    assert made_here["user_agent"].startswith("hanse command line")
    assert made_here["actor_kind"] == "member"


def test_a_call_that_is_wrong_says_what_it_takes(shell: Shell) -> None:
    operations = shell.ask("call", "--list", "organization.")["items"]
    assert {"organization.create", "organization.list"} <= {item["name"] for item in operations}
    explained = shell.ask("call", "organization.create", "--explain")
    assert "name" in json.dumps(explained["input"])
    for arguments, part in (
        (("organization.nonsense",), "organization.create"),
        (("nonsense.create",), "hanse call --list"),
        (("organization.get",), "organization_id (org_...)"),
        (("organization.get", "x"), "is not an id such as org_"),
        (("organization.create", "--as", "a@b.example", "--data", "{}"), "--as needs --tenant"),
        (("organization.list", "--tenant", "nobody"), "no business with the handle"),
    ):
        assert part in shell.refused("call", *arguments), arguments
    for arguments, part in (
        (("organization.create", *OWNER, "--data", "{"), ""),
        (("organization.create", *OWNER, "--data", "{}"), "name"),
        (("organization.create", *OWNER, "--data", '{"name": "A", "nonsense": 1}'), "nonsense"),
        (("organization.create", *OWNER, "--data", "@/nowhere/input.json"), "/nowhere/input.json"),
        (("organization.list", "--tenant", "nordhaven", "--as", "stranger@example.com"), "Nobody with this e-mail"),
    ):
        assert part in shell.refused("call", *arguments, status=1), arguments


def test_jobs_are_listed_and_dead_ones_replayed(shell: Shell, founded: dict[str, Any]) -> None:
    before = {item["name"]: item["jobs"] for item in shell.ask("jobs", "list")["queue"]}
    assert before[KIND] >= 1
    assert "No worker runs." in shell.done("jobs", "list").out
    handle = founded["handle"]
    assert shell.ask("jobs", "dead", "--tenant", handle) == {"items": []}
    assert "No dead jobs." in shell.done("jobs", "dead", "--tenant", handle).out
    dead = _bury(shell, _tenant_id(shell, handle))
    (line,) = shell.ask("jobs", "dead", "--tenant", handle, "--name", KIND)["items"]
    assert (line["id"], line["tenant"], line["outcome"], line["error"]) == (
        dead,
        handle,
        "failed",
        "The mail server is away",
    )
    assert "The mail server is away" in shell.done("jobs", "dead").out
    assert "Sent 1 job back to work." in shell.done("jobs", "replay", dead).out
    assert shell.ask("jobs", "dead", "--tenant", handle) == {"items": []}
    assert {item["name"]: item["jobs"] for item in shell.ask("jobs", "list")["queue"]}[KIND] == before[KIND] + 1
    assert shell.ask("jobs", "replay", "--all", "--tenant", handle) == {"replayed": 0}
    assert "--name NAME" in shell.refused("jobs", "replay")
    assert "no dead job" in shell.refused("jobs", "replay", str(uuid7()))


def _bury(shell: Shell, tenant_id: str) -> str:
    """Let a mail of this business have failed for good."""
    job_id = str(uuid7())
    with psycopg.connect(shell.variables["HANSE_DATABASE_JOBS_URL"]) as connection:
        found = connection.execute(
            "SELECT payload FROM hanse_jobs.pgqueuer WHERE entrypoint = %s LIMIT 1", [KIND]
        ).fetchone()
    assert found is not None
    envelope = {**json.loads(found[0]), "id": job_id}
    with psycopg.connect(shell.variables["DATABASE_URL"]) as connection:
        connection.execute(f"SET LOCAL app.tenant_id = '{UUID(tenant_id)}'".encode())
        connection.execute(
            """INSERT INTO dead_jobs (id, name, outcome, error_code, error, attempts, envelope, died_at)
            VALUES (%s, %s, 'failed', 'mail_refused', %s, 12, %s, now())""",
            [job_id, KIND, REASON, json.dumps(envelope)],
        )
    return job_id


def test_search_is_built_anew_and_gone_on_with(shell: Shell) -> None:
    whole = shell.ask("search", "reindex")
    assert whole["businesses"] >= 2
    assert set(whole["kinds"]) >= {"member", "organization"}
    one = shell.ask("search", "reindex", "--tenant", "nordhaven", "--kind", "organization")
    assert (one["businesses"], one["kinds"]) == (1, ["organization"])
    assert "is not searchable; there are" in shell.refused("search", "reindex", "--kind", "nonsense")
    assert "no business with the handle" in shell.refused("search", "reindex", "--tenant", "nobody")


def test_an_interrupted_reindex_goes_on_where_it_stopped(shell: Shell) -> None:
    tenant = _tenant_id(shell, "nordhaven")
    marks = shell.folder / "tmp" / "reindex.json"
    marks.parent.mkdir(exist_ok=True)

    def interrupt() -> None:
        marks.write_text(json.dumps({"pairs": [f"{tenant}/organization"], "present": "", "after": None}))

    interrupt()
    command = ("search", "reindex", "--tenant", "nordhaven", "--kind", "organization")
    assert shell.ask(*command)["batches"] == 0
    assert not marks.exists()
    interrupt()
    assert shell.ask(*command, "--restart")["batches"] >= 1
    assert not marks.exists()


def test_a_business_moves_to_another_installation(shell: Shell, bare: Shell, tmp_path: Path) -> None:
    """The whole demo business, with something of every domain."""
    file = tmp_path / "nordhaven.zip"
    written = shell.ask("tenants", "export", "nordhaven", str(file))
    arrived = bare.ask("tenants", "import", str(file))
    assert (arrived["rows"], arrived["files"], arrived["chain_problems"]) == (written["rows"], written["files"], [])
    assert bare.ask("audit", "verify", "--tenant", "nordhaven")["items"][0]["is_sound"]
    listed = [business["handle"] for business in bare.ask("tenants", "list")["items"]]
    assert listed == ["nordhaven"]
    assert "here already" in bare.refused("tenants", "import", str(file), status=1)
    assert len(shell.ask("audit", "public-key")["public_key"]) == 43


def test_the_audit_trail_is_proved_and_taken_out(shell: Shell) -> None:
    items = shell.ask("audit", "verify")["items"]
    assert {"-", "nordhaven"} <= {item["tenant"] for item in items}
    assert all(item["is_sound"] for item in items)
    assert "sound   nordhaven" in shell.done("audit", "verify", "--tenant", "nordhaven").out
    file = shell.folder / "trail.jsonl"
    written = shell.ask("audit", "export", "nordhaven", "--file", str(file))
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert written["entries"] == len(lines) > 10
    printed = shell.done("audit", "export", "nordhaven").out.splitlines()
    assert json.loads(printed[0])["action"] == "audit.export"
    assert len(printed) == len(lines) + 1
    assert "--file" in shell.refused("audit", "export", "nordhaven", "--resume")


def _tenant_id(shell: Shell, handle: str) -> str:
    items = shell.ask("tenants", "list")["items"]
    return next(str(item["id"]) for item in items if item["handle"] == handle)
