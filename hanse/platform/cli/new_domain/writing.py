"""Makes the files of a new domain and adds it to the lists that name every domain. All or nothing.

Everything is put together in memory first, so a missing anchor leaves the checkout as it was.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from hanse.kit.errors import ExplainedError
from hanse.kit.structs import Data
from hanse.platform.cli.new_domain.naming import Names
from hanse.platform.db.revisions import read_revisions

TEXTS: Final = Path(__file__).parent / "files"
_PREFIX: Final = re.compile(r'Id\(Id, prefix="([a-z]+)"\)')
_REVISION_MAX: Final = 32
_DOMAIN: Final = (
    "__init__",
    "api",
    "commands",
    "domain",
    "errors",
    "events",
    "pages",
    "policies",
    "queries",
    "routes",
    "rules",
    "types",
)


class CheckoutUnfit(ExplainedError):
    """The checkout is not one a domain can be added to; nothing was changed."""


class Plan(Data, frozen=True, kw_only=True):
    """New files and changed ones, by path from the root of the checkout."""

    new: dict[str, str]
    changed: dict[str, str]


def prefixes_in_use(root: Path) -> set[str]:
    """The prefixes of all ids of the product."""
    return {prefix for path in (root / "hanse").rglob("*.py") for prefix in _PREFIX.findall(path.read_text("utf-8"))}


def plan_domain(root: Path, names: Names, above: str, now: datetime) -> Plan:
    """Decide everything. Raises CheckoutUnfit."""
    _check(root, names, above)
    marks = names.replacements()
    new = {f"hanse/domains/{names.plural}/{stem}.py": _text(f"{stem}.py", marks) for stem in _DOMAIN}
    for page in ("list", "detail", "form"):
        new[f"hanse/domains/{names.plural}/templates/{page}.html"] = _text(f"{page}.html", marks)
    tests = f"tests/domains/{names.plural}"
    new[f"{tests}/__init__.py"] = ""
    new[f"{tests}/test_{names.noun}_rules.py"] = _text("test_rules.py", marks)
    new[f"{tests}/test_{names.plural}.py"] = _text("test_operations.py", marks)
    new[f"tests/isolation/entries/{names.plural}.py"] = _text("entries.py", marks)
    migration, text, head = _migration(root, names, now, marks)
    new[migration] = text
    return Plan(new=new, changed={**_lists(root, names, above), "hanse/migrations/head.txt": head + "\n"})


def write(root: Path, plan: Plan) -> None:
    """Write what was planned."""
    for name, text in {**plan.new, **plan.changed}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def _check(root: Path, names: Names, above: str) -> None:
    if not (root / "hanse" / "app.py").exists() or not (root / ".importlinter").exists():
        raise CheckoutUnfit(f"{root} is no checkout of Hanse's source: run this where the Makefile is.")
    if (root / "hanse" / "domains" / names.plural).exists():
        raise CheckoutUnfit(f"There is a domain {names.plural} already.")
    if not (root / "hanse" / "domains" / above / "domain.py").exists():
        known = sorted(path.parent.name for path in (root / "hanse" / "domains").glob("*/domain.py"))
        raise CheckoutUnfit(f"There is no domain {above} to be above of; there are {', '.join(known)}.")


def _text(name: str, marks: dict[str, str]) -> str:
    text = (TEXTS / f"{name}.txt").read_text("utf-8")
    # Longest first: __plural___tenant holds __plural__ and an underscore.
    return re.sub("|".join(map(re.escape, marks)), lambda found: marks[found[0]], text)


def _migration(root: Path, names: Names, now: datetime, marks: dict[str, str]) -> tuple[str, str, str]:
    """Path, text and id of the migration behind the present head."""
    folder = root / "hanse" / "migrations"
    chain = read_revisions(folder)
    head = chain[-1]
    latest = datetime.strptime(head.path.name[:13], "%Y%m%d_%H%M").replace(tzinfo=now.tzinfo)
    when = max(now, latest + timedelta(minutes=1))
    revision = f"{len(chain) + 1:04d}_{names.plural}"[:_REVISION_MAX].rstrip("_")
    text = _text("migration.py", {**marks, "__revision__": revision, "__down_revision__": head.id})
    # The name of a file holds its domain without underscores.
    name = f"{when:%Y%m%d_%H%M}_{names.plural.replace('_', '')}.py"
    return f"hanse/migrations/versions/{name}", text, revision


def _lists(root: Path, names: Names, above: str) -> dict[str, str]:
    """The files that name every domain, with the new one in its place."""
    constant = names.plural.upper()
    example = f'staff.post("/v1/{names.plural.replace("_", "-")}", {{"name": "Example"}})["id"]'
    return {
        ".importlinter": _changed(
            root,
            ".importlinter",
            (rf"^(    hanse\.domains\.{above}\n)", rf"    hanse.domains.{names.plural}\n\1"),
        ),
        "hanse/app.py": _changed(
            root,
            "hanse/app.py",
            (
                rf"^(from hanse\.domains\.{above}\.domain import DOMAIN as (\w+)\n)",
                rf"\1from hanse.domains.{names.plural}.domain import DOMAIN as {constant}\n",
            ),
            (rf"^(DOMAINS: Sequence\[Domain\] = \([^)]*\b{above.upper()}\b)", rf"\1, {constant}"),
        ),
        "tests/journeys/examples.py": _changed(
            root,
            "tests/journeys/examples.py",
            (
                r"^(    found = \{\n)",
                rf'\1        "{names.noun}_id": {example},\n',
            ),
        ),
    }


def _changed(root: Path, name: str, *steps: tuple[str, str]) -> str:
    text = (root / name).read_text("utf-8")
    for pattern, replacement in steps:
        text, count = re.subn(pattern, replacement, text, count=1, flags=re.MULTILINE)
        if not count:
            raise CheckoutUnfit(f"{name} has no place for the new domain where it was expected: add it by hand there.")
    return text
