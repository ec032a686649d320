"""`hanse new-domain` in a copy of the checkout: what it writes passes the linters and its own tests at once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hanse.testing.browser import ROOT
from hanse.testing.database import ADMIN_VARIABLE
from tests.cli.shell import Shell
from tests.sampling import deep

pytestmark = deep

COPIED = (
    "hanse",
    "tests",
    "docs",
    "bench",
    "faults",
    "setup",
    "pyproject.toml",
    "requirements.txt",
    ".importlinter",
    "Makefile",
)
LEFT_OUT = shutil.ignore_patterns("__pycache__", ".*_cache")
NAME = "price_promises"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A copy of the source."""
    folder = tmp_path / "checkout"
    folder.mkdir()
    for name in COPIED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=LEFT_OUT)
        else:
            shutil.copy(source, folder / name)
    return folder


def _in(folder: Path, *command: str) -> str:
    """Run a program of the environment in the copy; it must succeed."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "HANSE_"))}
    environment |= {"PYTHONPATH": str(folder), "MYPYPATH": str(folder)}
    if ADMIN_VARIABLE in os.environ:
        environment[ADMIN_VARIABLE] = os.environ[ADMIN_VARIABLE]
    done = subprocess.run(
        [Path(sys.executable).parent / command[0], *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{' '.join(command)}:\n{done.stdout[-4000:]}{done.stderr[-4000:]}"
    return done.stdout


def test_what_cannot_be_added_is_refused_and_changes_nothing(checkout: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shell = Shell(checkout, {})
    monkeypatch.chdir(checkout)
    before = sorted(checkout.rglob("*"))
    assert "There is no domain nonsense" in shell.refused("new-domain", NAME, "--above", "nonsense", status=1)
    assert "already" in shell.refused("new-domain", "tenants", "--above", "tenants", status=1)
    shell.refused("new-domain", "Not A Name!", "--above", "access", status=1)
    planned = shell.ask("new-domain", NAME, "--above", "organizations", "--dry-run")
    assert planned["written"] is False
    assert f"hanse/domains/{NAME}/commands.py" in planned["new"]
    assert sorted(checkout.rglob("*")) == before
    monkeypatch.chdir(checkout.parent)
    assert "no checkout of Hanse's source" in shell.refused("new-domain", NAME, "--above", "access", status=1)


@pytest.mark.slow
def test_a_new_domain_is_right_at_once(checkout: Path) -> None:
    said = _in(checkout, "python", "-m", "hanse.cli", "new-domain", NAME, "--above", "organizations")
    assert "Next: `make check`" in said
    mine = [f"hanse/domains/{NAME}", f"tests/domains/{NAME}", f"tests/isolation/entries/{NAME}.py"]
    changed = ["hanse/app.py", "tests/journeys/examples.py"]
    _in(checkout, "ruff", "check", *mine, *changed)
    _in(checkout, "ruff", "format", "--check", *mine, *changed)
    _in(checkout, "lint-imports", "--no-cache")
    _in(checkout, "mypy", "--cache-dir", str(ROOT / ".mypy_cache"), f"hanse/domains/{NAME}")
    _in(checkout, "pytest", "-q", "-x", "-p", "no:cacheprovider", f"tests/domains/{NAME}", "tests/architecture")
    _in(checkout, "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/isolation", "-k", NAME[:-1])
    assert _in(checkout, "python", "-m", "hanse.cli", "docs", "check").strip() == "Up to date."
