"""`hanse import` and `hanse export`: files in and out with progress, problems by row, and nothing lost on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from hanse.domains.organizations.commands import exports
from hanse.kit.tables import open_table
from tests.cli.shell import Shell

OWNER = ("--tenant", "nordhaven", "--as", "owner@nordhaven.example")
RIGHT = "Number,Name,Tags\nCLI-1,Ropes of Kiel,fromfile\nCLI-2,Sails of Kiel,fromfile\n"


def _write(folder: Path, text: str, name: str = "partners.csv") -> str:
    file = folder / name
    file.write_text(text)
    return str(file)


def _names(file: Path) -> list[str]:
    with file.open("rb") as content:
        return [row.cells["Name"] for row in open_table(content, file.name)]


def test_a_file_is_checked_brought_in_and_taken_out(shell: Shell, tmp_path: Path) -> None:
    file, target = _write(tmp_path, RIGHT), tmp_path / "out.csv"
    checked = shell.ask("import", "organizations", file, *OWNER, "--dry-run")
    assert (checked["import"]["status"], checked["import"]["created_count"], checked["problems"]) == ("checked", 2, [])
    select = ("--tag", "fromfile", "--file", str(target))
    assert shell.ask("export", "organizations", *OWNER, *select)["export"]["rows"] == 0
    ran = shell.done("import", "organizations", file, *OWNER)
    assert "2 rows: 2 created, 0 changed, 0 unchanged, 0 with problems." in ran.out
    again = shell.ask("import", "organizations", file, *OWNER)["import"]
    assert (again["created_count"], again["unchanged_count"]) == (0, 2)
    assert f"Wrote 2 organizations to {target}" in shell.done("export", "organizations", *OWNER, *select).out
    assert _names(target) == ["Ropes of Kiel", "Sails of Kiel"]
    back = shell.ask("import", "organizations", str(target), "--tenant", "nordhaven")["import"]
    assert (back["created_count"], back["unchanged_count"], back["error_count"]) == (0, 2, 0)


def test_a_large_export_is_followed(shell: Shell, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    target = tmp_path / "out.xlsx"
    answer = shell.ask("export", "organizations", *OWNER, "--format", "xlsx", "--file", str(target))
    assert answer["export"]["status"] == "done"
    assert len(_names(target)) == answer["export"]["rows"] > 5
    assert [path.name for path in tmp_path.iterdir() if path.suffix == ".part"] == []


def test_rows_that_are_wrong_are_named_and_the_others_go_in(shell: Shell, tmp_path: Path) -> None:
    file = _write(tmp_path, "Kundennr;Firma;Art\nW-1;Right GmbH;buyer\nW-2;Wrong GmbH;banana\nW-3;;buyer\n")
    columns = ("--column", "Kundennr=number", "--column", "Firma=name", "--column", "Art=types")
    ran = shell.run("import", "organizations", file, *OWNER, *columns)
    assert ran.status == 1
    assert "3 rows: 1 created, 0 changed, 0 unchanged, 2 with problems." in ran.out
    assert "row 3, Art 'banana': There is no type banana" in ran.out
    assert "row 4" in ran.out
    told = shell.run("import", "organizations", file, *OWNER, *columns, "--json")
    assert (told.status, len(told.json["problems"])) == (1, 2)
    import_id = told.json["import"]["id"]
    followed = shell.run("import", "organizations", "--resume", import_id, *OWNER, "--json")
    assert followed.json["import"]["id"] == import_id


def test_what_cannot_be_read_or_done_is_told(shell: Shell, tmp_path: Path) -> None:
    file = _write(tmp_path, RIGHT)
    for arguments, part in (
        ((), "Name a FILE"),
        ((file, "--resume", "oim_1"), "Name a FILE"),
        (("--resume", "nonsense"), "oim_..."),
        ((str(tmp_path / "nowhere.csv"),), "nowhere.csv"),
        ((file, "--column", "Nonsense=name"), "Number, Name, Tags"),
    ):
        assert part in shell.refused("import", "organizations", *arguments, *OWNER), arguments
    assert "business" in shell.refused("import", "organizations", file, "--tenant", "nobody")
    empty = _write(tmp_path, "", "empty.csv")
    shell.refused("import", "organizations", empty, *OWNER, status=1)
    page = _write(tmp_path, "<html><script>alert(1)</script></html>", "page.html")
    shell.refused("import", "organizations", page, *OWNER, status=1)
    shell.refused("import", "organizations", file, *OWNER, "--column", "Name=nonsense", status=1)
    buyer = ("--tenant", "nordhaven", "--as", "buyer@nordhaven.example")
    shell.refused("import", "organizations", file, *buyer, status=1)
    shell.refused("export", "organizations", *buyer, status=1)
