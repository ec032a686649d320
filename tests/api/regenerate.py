"""Writes hanse/client again from the registry: `python -m tests.api.regenerate` after any change of the API."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from hanse.app import build_registry
from hanse.kit.structs import to_json
from hanse.platform.http.clientgen import generate
from hanse.platform.http.openapi import build_document

ROOT = Path(__file__).parents[2]
CLIENT = ROOT / "hanse" / "client"
GENERATED = ("models", "inputs", "sync", "asynchronous")


def write(folder: Path) -> None:
    """Write every generated file below `folder`, formatted as all our files are."""
    document = json.loads(to_json(build_document(build_registry(), "")))
    for name in GENERATED:
        shutil.rmtree(folder / name, ignore_errors=True)
    for path, text in generate(document).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    places = [str(folder / name) for name in GENERATED]
    config = ["--config", str(ROOT / "pyproject.toml")]
    ruff = [sys.executable, "-m", "ruff"]
    subprocess.run(
        [*ruff, "check", *config, "--quiet", "--fix", "--select", "I,F401,RUF022,RUF036", *places], check=True
    )
    subprocess.run([*ruff, "format", *config, "--quiet", *places], check=True)


if __name__ == "__main__":
    write(CLIENT)
