"""The chain of migrations as files: which there are, which is the head, and whether a database is old enough to refuse.

Reads files only (no Alembic), so that the web process can ask at every start. Running migrations is migrate.py's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from itertools import pairwise
from pathlib import Path

from hanse.kit.errors import HanseError

FOLDER = Path(__file__).resolve().parents[2] / "migrations"
FILE_NAME = re.compile(r"(?P<when>\d{8}_\d{4})_(?P<domain>[a-z]+)(_(?P<what>[a-z0-9_]+))?\.py")
_REVISION = re.compile(r"^revision(?:: str)? = \"([a-z0-9_]{1,32})\"$", re.MULTILINE)
_PARENT = re.compile(r"^down_revision(?:: [a-z |]+)? = (?:\"([a-z0-9_]{1,32})\"|(None))$", re.MULTILINE | re.IGNORECASE)


class SchemaBehind(HanseError):
    """The database lacks migrations this code needs."""

    status = 503
    code = "schema_behind"
    title = "The database schema is older than this version of Hanse; run `hanse db upgrade`"


class ChainBroken(HanseError):
    """The migration files do not form one chain."""

    code = "migration_chain_broken"
    title = "The migration files do not form one chain with one head"


@dataclass(frozen=True, slots=True)
class Revision:
    """One migration file."""

    id: str
    parent: str | None
    path: Path
    title: str


def read_revisions(folder: Path = FOLDER) -> list[Revision]:
    """All migrations, first to head. Raises ChainBroken when a file is unreadable or the chain forks or has a gap."""
    found = [_read(path) for path in sorted((folder / "versions").glob("*.py")) if path.name != "__init__.py"]
    by_parent: dict[str | None, list[Revision]] = {}
    for revision in found:
        by_parent.setdefault(revision.parent, []).append(revision)
    chain: list[Revision] = []
    parent: str | None = None
    while following := by_parent.pop(parent, []):
        if len(following) > 1:
            forked = " and ".join(revision.path.name for revision in following)
            raise ChainBroken(f"{forked} both follow {parent}; give one of them the other as down_revision")
        chain.append(following[0])
        parent = following[0].id
    if by_parent:
        lost = next(iter(by_parent.values()))[0]
        raise ChainBroken(f"{lost.path.name} follows {lost.parent}, which no file before it has as its revision")
    return chain


@cache
def chain(folder: Path = FOLDER) -> tuple[str, ...]:
    """The ids of this code's migrations, first to head."""
    return tuple(revision.id for revision in read_revisions(folder))


def missing(current: str | None, folder: Path = FOLDER) -> tuple[str, ...]:
    """Which migrations a database at `current` lacks; none when it is at the head or newer than this code."""
    ids = chain(folder)
    if current is None:
        return ids
    if current not in ids:
        return ()  # made by a newer release: it only expanded, so this code still works on it
    return ids[ids.index(current) + 1 :]


def require_schema(current: str | None) -> None:
    """Go on only when the database is at least as new as this code. Raises SchemaBehind."""
    lacking = missing(current)
    if lacking:
        state = f"is at {current}" if current else "is empty"
        raise SchemaBehind(
            f"The database {state} and lacks {len(lacking)} migration{'s' if len(lacking) > 1 else ''}"
            f" up to {lacking[-1]}; run `hanse db upgrade`, then start again"
        )


def problems(folder: Path = FOLDER) -> list[str]:
    """What is wrong with the migration files, each in a sentence: chain, head.txt, names, order of dates."""
    try:
        revisions = read_revisions(folder)
    except ChainBroken as error:
        return [error.message]
    found = []
    written = (folder / "head.txt").read_text("utf-8").strip() if (folder / "head.txt").exists() else ""
    head = revisions[-1].id if revisions else ""
    if written != head:
        found.append(f"head.txt says {written or 'nothing'!r} but the last migration is {head!r}; write that into it")
    for before, after in pairwise(revisions):
        if after.path.name[:13] < before.path.name[:13]:
            found.append(f"{after.path.name} follows {before.path.name} but has an older date in its name")
    names = (revision.path.name for revision in revisions)
    found += [
        f"{name} is not named YYYYMMDD_HHMM_<domain>_<what>.py" for name in names if not FILE_NAME.fullmatch(name)
    ]
    return found


def create_revision(domain: str, what: str, now: datetime, folder: Path = FOLDER) -> Path:
    """Write the file of a new, empty migration after the head, and the new head.txt; returns the file's path."""
    revisions = read_revisions(folder)
    name = f"{now:%Y%m%d_%H%M}_{domain}_{what}.py"
    if not FILE_NAME.fullmatch(name):
        raise ChainBroken(f"{name} is not a good name: domain in lower-case letters, what_in_words")
    head = revisions[-1].id if revisions else None
    revision = f"{len(revisions) + 1:04d}_{domain}_{what}"[:32].rstrip("_")
    path = folder / "versions" / name
    path.write_text(
        f'"""{domain.capitalize()}: {what.replace("_", " ")}."""\n\n'
        "from hanse.platform.db import schema as s\n\n"
        f'revision = "{revision}"\n'
        f"down_revision = {f'{chr(34)}{head}{chr(34)}' if head else None}\n\n\n"
        "def upgrade() -> None:\n"
        '    """Expand only: what the running release needs stays."""\n'
        "    s.timeouts()\n",
        "utf-8",
    )
    (folder / "head.txt").write_text(revision + "\n", "utf-8")
    return path


def _read(path: Path) -> Revision:
    source = path.read_text("utf-8")
    revision, parent = _REVISION.search(source), _PARENT.search(source)
    if revision is None or parent is None:
        raise ChainBroken(f'{path.name} needs lines `revision = "…"` (at most 32 of a-z 0-9 _) and `down_revision = …`')
    title = source.strip().strip('"').partition("\n")[0].strip('". ')
    return Revision(revision[1], parent[1], path, title)
