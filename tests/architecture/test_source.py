"""The house rules that can be read off the source: sizes, names, and what may be used where.

Each exception stands in a list here with its reason; the lists may only shrink.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

import pytest

from tests.architecture.source import DOMAINS, Source, domain_names, sources

FILE_LINES = 500
FUNCTION_LINES = 70
PARAMETERS = 6  # five and ctx or self
BANNED_NAMES = {"utils", "helpers", "common", "misc", "base", "manager", "service", "util", "helper"}
VOCABULARY = {
    "domain", "routes", "graphql", "pages", "cli", "subscribers", "jobs", "workflows", "schemas", "api", "commands",
    "queries", "models", "policies", "rules", "ports", "adapters", "events", "types", "errors", "__init__", "templates",
}  # fmt: skip
REQUIRED = {"domain", "api", "types", "errors"}
# Joining two tables of the tenant on it is fine; comparing it with a value is the platform's work.
COMPARES_TENANT = re.compile(r"(?<!parent_)tenant_id\s*=\s*(%\(|'|\$)")
DRIVER_HOMES = (
    "hanse/platform/db/",
    "hanse/platform/jobs/",
    "hanse/platform/worker",
    "hanse/migrations/",
    "hanse/testing/",
    "hanse/platform/supervisor/",
)


def every_source(rule: Callable[[Source], None]) -> Callable[[], None]:
    """One test of one rule over all files, which names each file that breaks it."""

    def test() -> None:
        broken = []
        for source in sources():
            try:
                rule(source)
            except AssertionError as error:
                broken.append(f"{source.name}: {str(error).partition(chr(10))[0]}")
        assert broken == []

    test.__name__ = rule.__name__
    return test


# Written by a program from the registry, noun by noun: read in pieces, changed by nobody.
GENERATED = ("hanse/client/models/", "hanse/client/inputs/", "hanse/client/sync/", "hanse/client/asynchronous/")


@every_source
def test_a_file_is_short_named_for_its_meaning_and_says_what_it_owns(source: Source) -> None:
    assert source.text.count("\n") <= FILE_LINES or source.inside(*GENERATED), "split it by meaning"
    assert source.path.stem not in BANNED_NAMES
    assert source.path.parent.name not in BANNED_NAMES
    if source.text.strip():
        assert ast.get_docstring(source.tree), "a module says what it owns and what must not be here"


@every_source
def test_functions_are_short_and_take_few_parameters(source: Source) -> None:
    if source.inside(*GENERATED):
        return
    for function in source.functions():
        length = (function.end_lineno or function.lineno) - function.lineno + 1
        arguments = function.args
        count = len(arguments.posonlyargs) + len(arguments.args)
        assert length <= FUNCTION_LINES, f"{function.name} has {length} lines"
        assert count <= PARAMETERS, f"{function.name} takes {count} positional parameters"


@every_source
def test_imports_stand_at_the_top(source: Source) -> None:
    for function in source.functions():
        inside = [node for node in ast.walk(function) if isinstance(node, (ast.Import, ast.ImportFrom))]
        assert not inside, f"{function.name} imports inside"


@every_source
def test_only_the_database_layer_knows_the_driver(source: Source) -> None:
    if source.inside(*DRIVER_HOMES):
        return
    used = [name for name, _ in source.imported() if name.split(".")[0] in ("psycopg", "psycopg_pool", "asyncpg")]
    assert not used, f"{used} belongs to platform/db"


@every_source
def test_only_the_database_layer_commits(source: Source) -> None:
    if source.inside(*DRIVER_HOMES):
        return
    for call, node in source.calls:
        assert not call.endswith((".commit", ".rollback")), f"line {node.lineno}: {call}"
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            first = node.value.strip().upper()
            assert first not in ("COMMIT", "ROLLBACK", "BEGIN"), f"line {node.lineno}"


@every_source
def test_only_the_clock_reads_the_clock(source: Source) -> None:
    if source.name == "hanse/kit/clock.py" or source.inside("hanse/testing/"):
        return
    for call, node in source.calls:
        assert call not in ("datetime.now", "datetime.utcnow", "datetime.today", "date.today", "time.time"), (
            f"line {node.lineno}: {call} is not injected"
        )


SEALING = (
    "hanse/domains/documents/adapters/sealer.py",
    "hanse/domains/documents/adapters/stamping.py",
    "hanse/domains/documents/adapters/inspector.py",
)


@every_source
def test_what_seals_is_loaded_when_something_is_sealed(source: Source) -> None:
    """The libraries for signatures in PDF weigh 32 MB: platform/loading.py brings them in, or a child of its own."""
    own = tuple(name.removesuffix(".py").replace("/", ".") for name in SEALING)
    heavy = [name for name, _ in source.imported() if name.startswith(("pyhanko", "asn1crypto", *own))]
    assert not heavy or source.name in SEALING, f"{heavy} would be carried by every process"


@every_source
def test_the_tenant_is_never_set_outside_a_transaction(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, (str, bytes)):
            text = node.value.decode("utf-8", "replace") if isinstance(node.value, bytes) else node.value
            if source.inside("hanse/domains/"):
                assert "app.tenant_id" not in text, f"line {node.lineno}"
                assert "set_config" not in text, f"line {node.lineno}"
            assert "SET app.tenant_id" not in text, f"line {node.lineno}: only SET LOCAL"


@every_source
def test_domain_sql_leaves_the_tenant_to_the_platform(source: Source) -> None:
    if not source.inside("hanse/domains/"):
        return
    for node in source.nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            assert not COMPARES_TENANT.search(node.value), f"line {node.lineno}"


@every_source
def test_money_is_never_a_float(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
            name = node.target.id
            if name.endswith(("_minor", "_micros", "amount", "price", "total")):
                assert "float" not in ast.unparse(node.annotation), f"line {node.lineno}: {name}"


@every_source
def test_failures_are_not_swallowed(source: Source) -> None:
    for node in source.nodes:
        if isinstance(node, ast.ExceptHandler):
            assert node.type is not None, f"line {node.lineno}: a bare except"
            only_pass = len(node.body) == 1 and isinstance(node.body[0], ast.Pass)
            broad = ast.unparse(node.type) in ("Exception", "BaseException")
            assert not (only_pass and broad), f"line {node.lineno}: swallows everything"


@pytest.mark.parametrize("name", domain_names())
def test_a_domain_keeps_to_the_file_vocabulary(name: str) -> None:
    folder = DOMAINS / name
    present = {path.name for path in folder.iterdir() if path.name != "__pycache__"}
    stems = {path.rpartition(".")[0] or path for path in present}
    assert stems >= REQUIRED
    assert stems <= VOCABULARY, f"{stems - VOCABULARY} is not in the vocabulary"


def test_there_are_domains_to_test() -> None:
    assert len(domain_names()) >= 4


@every_source
def test_domains_meet_only_through_their_public_files(source: Source) -> None:
    if not source.inside("hanse/domains/"):
        return
    own = source.module.split(".")[2] if source.module.count(".") >= 2 else ""
    for module, node in source.imported():
        parts = module.split(".")
        if parts[:2] == ["hanse", "domains"] and len(parts) > 2 and parts[2] != own:
            public = parts[3] if len(parts) > 3 else ""
            assert public in ("api", "types", "events", "errors"), f"line {node.lineno}: {module} is private"
