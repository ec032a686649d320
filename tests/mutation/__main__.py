"""`make mutate`: is every place that asks for a right missed by some test when it is gone? (Bar I10.)

    make mutate                         # what is not decided yet
    make mutate ARGS="--fresh"          # everything again
    make mutate ARGS="--only orders"    # only doors whose name contains this
    make mutate ARGS="--tests 60"       # try more tests per door before calling it a survivor

First, once, the tests are run to see which doors each passes. Then each door is taken away while the likeliest of those
tests run. Policies of row level security are taken away by tests/isolation/test_walls.py, for every table.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from tests.mutation.doors import GATE, KINDS
from tests.mutation.equal import EQUAL

ROOT = Path(__file__).parents[2]
OUT = Path(__file__).parent / "out"
RECORDED = (
    "tests/isolation/test_operations.py",
    "tests/domains",
    "tests/attacks",
    "tests/api/test_graphql_isolation.py",
)
WALK = "test_only_the_right_caller_gets_through"


def main() -> int:
    arguments = _arguments()
    OUT.mkdir(exist_ok=True)
    if arguments.fresh:
        for old in OUT.iterdir():
            old.unlink()
    if not list(OUT.glob("passed-*.jsonl")):
        _pytest("tests.mutation.recording", *RECORDED, "-n", str(arguments.workers))
    passed = _lines("passed-*.jsonl")
    decided = {line["door"]: line for line in _lines("found-*.jsonl")}
    plan = {
        door: tests[: arguments.tests]
        for door, tests in _likeliest(passed).items()
        if arguments.only in door and (door not in decided or (arguments.again and not _is_missed(decided[door])))
    }
    if plan:
        (OUT / "plan.json").write_text(json.dumps(plan), "utf-8")
        files = {test.partition("::")[0] for tests in plan.values() for test in tests}
        _pytest("tests.mutation.removing", *sorted(files))
        decided = {line["door"]: line for line in _lines("found-*.jsonl")}
    return _report(decided, len(_likeliest(passed)))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument("--only", default="", help="only doors whose name contains this")
    parser.add_argument("--tests", type=int, default=25, help="how many tests to try before a door survives")
    parser.add_argument("--workers", type=int, default=2, help="processes while recording")
    return parser.parse_args()


def _pytest(plugin: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", plugin, "-p", "no:cacheprovider", "--no-header"]
    environment = {**os.environ, "HANSE_MUTATION_OUT": str(OUT)}
    subprocess.run([*command, "-m", "not browser and not slow", *arguments], cwd=ROOT, env=environment, check=False)


def _lines(pattern: str) -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted(OUT.glob(pattern), key=lambda path: path.stat().st_mtime)]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def _likeliest(passed: list[dict[str, Any]]) -> dict[str, list[str]]:
    """For each door the tests that pass it: the isolation walk first, then the narrow before the broad."""
    doors: dict[str, list[dict[str, Any]]] = {}
    turned_away: dict[str, list[dict[str, Any]]] = {}
    for line in passed:
        for door in line["doors"]:
            if door.startswith(GATE):
                turned_away.setdefault(door.split()[1], []).append(line)
            elif door.split()[2] in KINDS and "/pages" not in door:
                doors.setdefault(door, []).append(line)
    for door, lines in doors.items():
        known = {line["test"] for line in lines}
        lines += [line for line in turned_away.get(door.split()[3], []) if line["test"] not in known]
    return {
        door: [line["test"] for line in sorted(lines, key=lambda line: _effort(door, line))]
        for door, lines in sorted(doors.items())
    }


def _effort(door: str, line: dict[str, Any]) -> tuple[int, float]:
    domain = door.split("/")[2]
    walk = WALK in line["test"] and "tests/isolation" in line["test"]
    near = f"/{domain}/" in line["test"]
    return (0 if walk and len(line["doors"]) < 60 else 1 if near else 2, len(line["doors"]) * (0.05 + line["seconds"]))


def _is_missed(line: dict[str, Any]) -> bool:
    return bool(line["killed_by"] or line.get("killed_with_doubles_by"))


def _report(decided: dict[str, dict[str, Any]], known: int) -> int:
    survivors = sorted(door for door, line in decided.items() if not _is_missed(line) and door not in EQUAL)
    equal = sorted(door for door, line in decided.items() if door in EQUAL and not _is_missed(line))
    by_domain = Counter((door.split("/")[2], _is_missed(line)) for door, line in decided.items())
    table = [f"{'domain':<16}{'missed':>8}{'left':>8}"]
    table += [
        f"{domain:<16}{by_domain[domain, True]:>8}{by_domain[domain, False]:>8}"
        for domain in sorted({domain for domain, _ in by_domain})
    ]
    killed = sum(1 for line in decided.values() if line["killed_by"])
    doubled = sum(1 for line in decided.values() if _is_missed(line)) - killed
    print("\n".join(table))
    print(
        f"{known} doors: {killed} missed when gone, {doubled} missed with their doubles, {len(equal)} that change"
        f" nothing, {len(survivors)} survivors, {known - len(decided)} not tried yet"
    )
    for door in survivors:
        print(f"  SURVIVED {door}")
    document = {
        "doors": [{**line, "equal": EQUAL.get(door)} for door, line in sorted(decided.items())],
        "survivors": survivors,
        "undecided": known - len(decided),
    }
    (OUT / "mutation.json").write_text(json.dumps(document, indent=1), "utf-8")
    print(f"written: {(OUT / 'mutation.json').relative_to(ROOT)}")
    return 1 if survivors or known > len(decided) else 0


if __name__ == "__main__":
    sys.exit(main())
