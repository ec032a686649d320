"""Owns the virtual environment: made once, filled with exactly the pinned packages, renewed when the pins change.

Usage: python setup/environment.py run|dev. Standard library only.
"""

import importlib.util
import shutil
import subprocess
import sys
from pathlib import Path

from paths import PYTHON, ROOT, VENV, digest, give_up, is_fresh, run, say

OLDEST = (3, 11)
REQUIREMENTS = {"run": ROOT / "requirements.txt", "dev": ROOT / "requirements-dev.txt"}


def main(kind: str) -> None:
    """Make `.venv` hold the packages of `run` or `dev` (which includes `run`)."""
    if sys.version_info < OLDEST:
        give_up(f"Hanse needs Python {OLDEST[0]}.{OLDEST[1]} or later, this is {sys.version.split()[0]}: install one.")
    if nothing_to_do(kind):
        return
    if not _usable():
        _create()
    for other in REQUIREMENTS:
        _stamp(other).unlink(missing_ok=True)
    _install(REQUIREMENTS[kind])
    _add_hanse()
    _stamp(kind).write_text(_wanted(kind), "ascii")


def nothing_to_do(kind: str) -> bool:
    """Whether the environment holds these packages already; the dev packages contain the others."""
    return is_fresh(_stamp(kind), _wanted(kind)) or (kind == "run" and is_fresh(_stamp("dev"), _wanted("dev")))


def _wanted(kind: str) -> str:
    # A moved folder breaks the scripts of an environment, and another Python its compiled packages.
    return digest(REQUIREMENTS[kind], salt=f"{sys.version}{VENV}")


def _stamp(kind: str) -> Path:
    return VENV / f".installed-{kind}"


def _usable() -> bool:
    if not PYTHON.exists():
        return False
    shown = subprocess.run(
        [str(PYTHON), "-c", "import sys; print(sys.version, sys.prefix, sep='|')"],
        capture_output=True,
        text=True,
        check=False,
    ).stdout.strip()
    return shown == f"{sys.version}|{VENV}"


def _create() -> None:
    say(f"Creating the virtual environment with Python {sys.version.split()[0]} ...")
    if VENV.exists():
        shutil.rmtree(VENV)
    own_pip = importlib.util.find_spec("ensurepip") is not None
    if not own_pip and importlib.util.find_spec("pip") is None:
        give_up("This Python can make no virtual environment: install its package python3-venv (or pip) and try again.")
    run(
        [sys.executable, "-m", "venv", str(VENV), *([] if own_pip else ["--without-pip"])],
        what="Creating the virtual environment",
    )


def _install(requirements: Path) -> None:
    say(f"Installing the packages of {requirements.name} (once; about a minute) ...")
    has_pip = (VENV / "bin" / "pip").exists()
    pip = [str(PYTHON), "-m", "pip"] if has_pip else [sys.executable, "-m", "pip", "--python", str(PYTHON)]
    run(
        [
            *pip,
            "install",
            "--quiet",
            "--require-hashes",
            # The file names every package there is to install: nothing is left to be resolved.
            "--no-deps",
            "--no-input",
            "--disable-pip-version-check",
            "--requirement",
            str(requirements),
        ],
        what="Installing the packages",
    )


def _add_hanse() -> None:
    """Make `hanse` importable and callable from the environment, without building a package."""
    site = next((VENV / "lib").glob("python3.*/site-packages"))
    (site / "hanse-checkout.pth").write_text(f"{ROOT}\n", "utf-8")
    script = VENV / "bin" / "hanse"
    script.write_text(
        f"#!{PYTHON}\nimport sys\n\nfrom hanse.cli import main\n\nif __name__ == '__main__':\n    sys.exit(main())\n",
        "utf-8",
    )
    script.chmod(0o755)


if __name__ == "__main__":
    main(sys.argv[1])
