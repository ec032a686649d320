"""Reads the source tree once for the architecture tests: files, syntax trees, and where each thing stands."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "hanse"
DOMAINS = PACKAGE / "domains"


@dataclass(frozen=True)
class Source:
    """One Python file of the product."""

    path: Path
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """What the file says; read when a rule asks for it."""
        return ast.parse(self.text)

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Every part of the tree."""
        return tuple(ast.walk(self.tree))

    @property
    def name(self) -> str:
        return self.path.relative_to(ROOT).as_posix()

    @property
    def module(self) -> str:
        return ".".join(self.path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")

    def inside(self, *folders: str) -> bool:
        return any(self.name.startswith(folder) for folder in folders)

    def functions(self) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
        for node in self.nodes:
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
                yield node

    def imported(self) -> Iterator[tuple[str, ast.stmt]]:
        for node in self.nodes:
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield alias.name, node
            elif isinstance(node, ast.ImportFrom) and node.module:
                yield node.module, node

    @cached_property
    def calls(self) -> tuple[tuple[str, ast.Call], ...]:
        """Every call, with what it names."""
        return tuple((ast.unparse(node.func), node) for node in self.nodes if isinstance(node, ast.Call))


@cache
def sources() -> tuple[Source, ...]:
    """Every Python file under hanse/."""
    return tuple(Source(path, path.read_text("utf-8")) for path in sorted(PACKAGE.rglob("*.py")))


@cache
def domain_names() -> tuple[str, ...]:
    """Every folder of hanse/domains."""
    return tuple(sorted(path.name for path in DOMAINS.iterdir() if (path / "domain.py").exists()))
