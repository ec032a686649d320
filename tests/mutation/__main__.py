"""`make mutate`: is every place that asks for a right missed by some test when it is gone? (Bar I10.)

    make mutate                         # what is not decided yet
    make mutate ARGS="--fresh"          # everything again
    make mutate ARGS="--only orders"    # only doors whose name contains this
    make mutate ARGS="--again"          # survivors once more, with new recordings of the tests of their domains
    make mutate ARGS="--list"           # only write docs/reference/isolation.md from what was found

First, once, the tests are run to see which doors each passes, and where one kept somebody out. Then each door is taken
away while those tests run in which it held, in one warm process, until one of them fails. Policies of row level
security are taken away by tests/isolation/test_walls.py, for every table.
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
from tests.mutation.listing import is_missed, write_list

ROOT = Path(__file__).parents[2]
OUT = Path(__file__).parent / "out"
STAGES = {
    "walks": ("tests/isolation/test_operations.py",),
    "tests": ("tests/attacks", "tests/api/test_graphql_isolation.py"),
}
"""What is recorded: first the isolation walk, which misses most doors and costs little; then, for the rest, the tests
of their domains and these."""
WALK = "tests/isolation/test_operations.py::test_only_the_right_caller_gets_through"


def main() -> int:
    arguments = _arguments()
    OUT.mkdir(exist_ok=True)
    if arguments.fresh:
        for old in OUT.iterdir():
            old.unlink()
    for stage in () if arguments.list else STAGES:
        _record(stage, arguments)
        _remove(arguments)
    likeliest, decided = _likeliest(_passed()), _decided()
    write_list({door: line for door, line in decided.items() if door in likeliest})
    return _report(decided, likeliest)


def _remove(arguments: argparse.Namespace) -> None:
    """Take away, one after the other, the doors for which there is a test that was not tried yet."""
    decided, plan = _decided(), {}
    for door, tests in _likeliest(_passed()).items():
        line = decided.get(door)
        known = set() if line is None or arguments.again else set(line["tried"])
        new = [test for test in tests if test not in known][: arguments.tests]
        if arguments.only in door and not (line and is_missed(line)) and (new or line is None):
            plan[door] = new
    if plan:
        (OUT / "plan.json").write_text(json.dumps(plan), "utf-8")
        files = {test.partition("::")[0] for tests in plan.values() for test in tests}
        _pytest("tests.mutation.removing", *sorted(files or {"tests/mutation"}))


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("--fresh", action="store_true", help="forget what was found before")
    parser.add_argument("--again", action="store_true", help="try survivors again")
    parser.add_argument("--list", action="store_true", help="try nothing, only write what is known")
    parser.add_argument("--only", default="", help="only doors whose name contains this")
    parser.add_argument("--tests", type=int, default=25, help="how many tests to try before a door survives")
    parser.add_argument("--workers", type=int, default=0, help="processes while recording")
    return parser.parse_args()


def _record(stage: str, arguments: argparse.Namespace) -> None:
    """Watch the tests of a stage once; of the second one only those of domains in which a door is not missed yet."""
    workers = ("-n", str(arguments.workers)) if arguments.workers else ()
    mark = OUT / f"recorded-{stage}"
    if mark.exists() and not (arguments.again and stage == "tests"):
        return
    recorded = STAGES[stage]
    if stage == "tests":
        decided = _decided()
        left = {
            door.split("/")[2]
            for door in _likeliest(_passed())
            if arguments.only in door and not (door in decided and is_missed(decided[door])) and door not in EQUAL
        }
        folders = [f"tests/domains/{domain}" for domain in sorted(left)]
        recorded = (*(folder for folder in folders if (ROOT / folder).exists()), *(STAGES[stage] if left else ()))
    if recorded:
        _pytest("tests.mutation.recording", *recorded, *workers)
    mark.touch()


def _pytest(plugin: str, *arguments: str) -> None:
    command = [sys.executable, "-m", "pytest", "-q", "-p", plugin, "-p", "no:cacheprovider", "--no-header"]
    environment = {**os.environ, "HANSE_MUTATION_OUT": str(OUT), "HANSE_TESTS": "all"}
    subprocess.run([*command, "-m", "not browser and not slow", *arguments], cwd=ROOT, env=environment, check=False)


def _lines(pattern: str) -> list[dict[str, Any]]:
    texts = [path.read_text("utf-8") for path in sorted(OUT.glob(pattern), key=lambda path: path.stat().st_mtime)]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def _passed() -> list[dict[str, Any]]:
    """What each test passed when it was last recorded."""
    return list({line["test"]: line for line in _lines("passed-*.jsonl")}.values())


def _decided() -> dict[str, dict[str, Any]]:
    return {line["door"]: line for line in _lines("found-*.jsonl")}


def _likeliest(passed: list[dict[str, Any]]) -> dict[str, list[str]]:
    """For each door the tests that can miss it: in which it, or the gate before it, kept somebody out."""
    doors = {door for line in passed for door in line["doors"] if door.split()[2] in KINDS and "/pages" not in door}
    held: dict[str, list[dict[str, Any]]] = {}
    for line in passed:
        for name in line["held"]:
            held.setdefault(name, []).append(line)
    found: dict[str, list[str]] = {}
    for door in sorted(doors):
        lines = {line["test"]: line for line in (*held.get(f"{GATE} {door.split()[3]}", ()), *held.get(door, ()))}
        found[door] = sorted(lines, key=lambda test: _effort(door, lines[test]))
    return found


def _effort(door: str, line: dict[str, Any]) -> tuple[int, float]:
    if line["test"].startswith(WALK):
        return (0 if door in line["doors"] else 3, line["seconds"])
    return (1 if door in line["held"] else 2, line["seconds"])


def _report(decided: dict[str, dict[str, Any]], known: dict[str, list[str]]) -> int:
    decided = {door: line for door, line in decided.items() if door in known}
    survivors = sorted(door for door, line in decided.items() if not is_missed(line) and door not in EQUAL)
    equal = sorted(door for door, line in decided.items() if door in EQUAL and not is_missed(line))
    by_domain = Counter((door.split("/")[2], is_missed(line)) for door, line in decided.items())
    table = [f"{'domain':<16}{'missed':>8}{'left':>8}"]
    table += [
        f"{domain:<16}{by_domain[domain, True]:>8}{by_domain[domain, False]:>8}"
        for domain in sorted({domain for domain, _ in by_domain})
    ]
    killed = sum(1 for line in decided.values() if line["killed_by"])
    doubled = sum(1 for line in decided.values() if is_missed(line)) - killed
    print("\n".join(table))
    print(
        f"{len(known)} doors: {killed} missed when gone, {doubled} missed with their doubles, {len(equal)} that change"
        f" nothing, {len(survivors)} survivors, {len(known) - len(decided)} not tried yet"
    )
    for door in survivors:
        print(f"  SURVIVED {door}")
    return 1 if survivors or len(known) > len(decided) else 0


if __name__ == "__main__":
    sys.exit(main())
