"""`hanse contracts`: what is there, one of them, a file out, a signed one in, and whether a PDF is unchanged."""

from __future__ import annotations

from pathlib import Path

from hanse.demo.contracting import PAPER
from hanse.kit.tables import open_table
from tests.cli.shell import Shell

NORDHAVEN = ("--tenant", "nordhaven")
OWNER = (*NORDHAVEN, "--as", "owner@nordhaven.example")


def test_contracts_are_listed_shown_and_taken_out(shell: Shell, tmp_path: Path) -> None:
    listed = shell.ask("contracts", "list", *OWNER, "--status", "active")["items"]
    assert listed
    assert {one["status"] for one in listed} == {"active"}
    number = listed[0]["number"]
    assert listed[0]["organization_name"] in shell.done("contracts", "list", *OWNER, "--search", number).out
    shown = shell.done("contracts", "show", number.lower(), *OWNER, "--text").out
    assert (number in shown, "Version 1: original, active" in shown, "1. Subject" in shown) == (True, True, True)
    assert shell.ask("contracts", "show", listed[0]["id"], *OWNER)["contract"]["number"] == number
    assert "There is no contract" in shell.refused("contracts", "show", "C-none", *OWNER)
    target = tmp_path / "contracts.csv"
    rows = shell.ask("contracts", "export", *OWNER, "--file", str(target))["rows"]
    with target.open("rb") as content:
        table = [row.cells["Number"] for row in open_table(content, target.name)]
    assert (len(table), number in table) == (rows, True)


def test_a_signed_contract_comes_in_and_its_paper_is_no_seal(shell: Shell, tmp_path: Path) -> None:
    file = tmp_path / "Rope.pdf"
    file.write_bytes(PAPER)
    partner = shell.ask("contracts", "list", *OWNER)["items"][0]["organization_name"]
    terms = ("--title", "Rope", "--signed-on", "2026-01-15", "--starts-on", "2026-02-01", "--value", "1200.00")
    signed = ("--signed-by-us", "Managing director", "--signed-by-partner", "Technical director")
    made = shell.ask("contracts", "import", str(file), *OWNER, "--organization", partner, *terms, *signed)
    assert (made["status"], made["value"]["amount"]) == ("signed", "1200.00")
    nobody = shell.refused("contracts", "import", str(file), *OWNER, "--organization", "Nobody", *terms, *signed)
    assert "There is no partner" in nobody
    ran = shell.run("contracts", "verify", str(file), *NORDHAVEN)
    assert (ran.status, "carries no seal" in ran.out) == (1, True)
