"""Owns pinning: requirements*.txt from requirements*.in, and the npm lock files, free of download addresses.

Usage: python setup/lock.py [--upgrade]. For maintainers; needs the network. Standard library only.
"""

import json
import re
import sys
import tempfile
import venv
from pathlib import Path

from node import node
from paths import ROOT, give_up, run, say

OLDEST = "3.11"
ADDRESS = re.compile(r"https?://|file:|/simple|--index|--find-links|--trusted")


def main(upgrade: bool) -> None:
    """Pin everything again; without `upgrade` what is pinned stays unless an .in file asks for other."""
    with tempfile.TemporaryDirectory(prefix="hanse-lock-") as folder:
        say("Getting uv, which resolves for all platforms ...")
        venv.create(folder, with_pip=True)
        run([f"{folder}/bin/pip", "install", "--quiet", "uv"], what="Installing uv")
        for name in ("requirements-dev", "requirements"):
            pin_python(f"{folder}/bin/uv", name, upgrade=upgrade)
    for place in (ROOT, ROOT / "setup" / "chromium"):
        pin_npm(place)


def pin_python(uv: str, name: str, *, upgrade: bool) -> None:
    """Write `name`.txt with every package, its hashes, and no address."""
    target = ROOT / f"{name}.txt"
    command = [uv, "pip", "compile", "--quiet", "--universal", "--python-version", OLDEST, "--generate-hashes"]
    command += ["--no-emit-index-url", "--no-emit-find-links", "--no-header", "--no-annotate"]
    command += ["--upgrade"] if upgrade else []
    # People run what the tests ran: the larger set is pinned first and binds the smaller.
    command += ["--constraint", "requirements-dev.txt"] if name == "requirements" else []
    run([*command, f"{name}.in", "--output-file", str(target)], what=f"Pinning {name}")
    if found := ADDRESS.search(target.read_text("utf-8")):
        give_up(f"{target.name} contains the address {found.group()!r}: it would bind everyone to one machine.")


def pin_npm(folder: Path) -> None:
    """Write package-lock.json without addresses; the integrity hashes stay."""
    program = node()
    npm = Path(program).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    options = [
        "--package-lock-only",
        "--ignore-scripts",
        "--omit-lockfile-registry-resolved",
        "--no-audit",
        "--no-fund",
    ]
    run([program, str(npm), "install", *options], what=f"Pinning {folder.name}/package.json", folder=folder)
    clean_npm_lock(folder / "package-lock.json")


def clean_npm_lock(lock: Path) -> None:
    """Take every address out of an npm lock file."""
    content = json.loads(lock.read_text("utf-8"))
    for package in content["packages"].values():
        package.pop("resolved", None)
        package.pop("funding", None)
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    if found := ADDRESS.search(text):
        give_up(f"{lock} contains the address {found.group()!r}.")
    lock.write_text(text, "utf-8")


if __name__ == "__main__":
    main("--upgrade" in sys.argv[1:])
