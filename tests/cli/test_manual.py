"""The command line as a manual: every command explains itself, answers in JSON, and meets a slip with advice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from hanse.cli import cli
from tests.cli.shell import Shell


def _walk(command: click.Command, *path: str) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    yield path, command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from _walk(below, *path, name)


EVERY = dict(_walk(cli))
LEAVES = {path: command for path, command in EVERY.items() if not isinstance(command, click.Group)}


@pytest.fixture
def nowhere(tmp_path: Path) -> Shell:
    """A terminal on a machine where nothing is installed."""
    return Shell(tmp_path, {"HANSE_ENV": "test", "HANSE_DATA_DIR": str(tmp_path / "data")})


def test_the_manual_names_every_command_with_what_it_does(nowhere: Shell) -> None:
    manual = nowhere.done("--help").out
    for section in ("Run", "Look after", "People and businesses", "Everything else", "Develop"):
        assert f"{section}:" in manual
    for path in EVERY:
        if len(path) == 1:
            assert re.search(rf"^  {path[0]} +[A-Z]", manual, re.MULTILINE), path
    assert "Exit status: 0 done, 1 failed, 2 wrong usage" in manual
    assert manual == nowhere.done("-h").out
    assert nowhere.done("--version").out.startswith("hanse, version ")


def test_every_command_explains_itself_with_nothing_installed(nowhere: Shell) -> None:
    for path, command in EVERY.items():
        text = nowhere.done(*path, "--help").out
        assert text.startswith(f"Usage: hanse{' ' if path else ''}{' '.join(path)}"), path
        assert command.help, path
        for parameter in command.params:
            if isinstance(parameter, click.Option) and not parameter.hidden:
                assert parameter.opts[0] in text, (path, parameter.opts)
    assert not (nowhere.folder / "data").exists()


def test_every_command_answers_in_json() -> None:
    without = [path for path, command in LEAVES.items() if not any("--json" in item.opts for item in command.params)]
    assert without == []


def test_a_slip_is_met_with_advice(nowhere: Shell) -> None:
    assert "No such command 'hepl'" in nowhere.refused("hepl")
    assert "tenants" in nowhere.refused("tenant", "list")
    assert "`hanse db backup --help` explains it." in nowhere.refused("db", "backup")
    assert "--nonsense" in nowhere.refused("tenants", "list", "--nonsense")
    assert "--reason" in nowhere.refused("accounts", "disable", "a@b.example")


def test_a_wrong_setting_stops_with_one_sentence(nowhere: Shell) -> None:
    nowhere.variables["HANSE_PORT"] = "eighty"
    for command in (("tenants", "list"), ("db", "status"), ("up",)):
        said = nowhere.refused(*command, status=1)
        assert "HANSE_PORT" in said
        assert said.count("\n") == 1


def test_a_database_that_is_away_is_one_sentence(nowhere: Shell) -> None:
    gone = "postgresql://hanse_app:secret-word@127.0.0.1:1/hanse"
    nowhere.variables |= {"DATABASE_URL": gone, "HANSE_DATABASE_OWNER_URL": gone, "HANSE_DATABASE_JOBS_URL": gone}
    nowhere.variables["HANSE_DATABASE_CONNECT_TIMEOUT_SECONDS"] = "1"
    for command in (("tenants", "list"), ("db", "status"), ("db", "upgrade")):
        said = nowhere.refused(*command, status=1)
        assert "127.0.0.1" in said
        assert said.count("\n") == 1
        assert "secret-word" not in said


def test_the_reference_pages_tell_of_this_version(nowhere: Shell, tmp_path: Path) -> None:
    """`make check` fails when somebody forgot `hanse docs write`."""
    assert nowhere.ask("docs", "check") == {"stale": []}
    folder = tmp_path / "reference"
    folder.mkdir()
    assert nowhere.run("docs", "check", "--folder", str(folder)).status == 1
    written = nowhere.ask("docs", "write", "--folder", str(folder))["written"]
    assert written == ["cli.md", "events.md", "permissions.md", "settings.md"]
    assert nowhere.ask("docs", "write", "--folder", str(folder)) == {"written": []}
    assert nowhere.ask("docs", "check", "--folder", str(folder)) == {"stale": []}
