"""The CEL library without its command line: the only place that loads it.

`import cel` also imports the library's terminal application (prompt_toolkit, rich, pygments: 0.4 s and 35 MB in every
process), so the compiled module inside the package is loaded alone, under its own name.
"""

from __future__ import annotations

import importlib.util
import sys
from importlib.machinery import PathFinder
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cel import Program


def _load() -> ModuleType:
    loaded = sys.modules.get("cel.cel")
    if loaded is not None:
        return loaded
    package = importlib.util.find_spec("cel")
    found = PathFinder.find_spec("cel", list(package.submodule_search_locations or ()) if package else [])
    if found is None or found.origin is None:
        raise ImportError(
            "The package common-expression-language is missing or damaged; install the requirements again"
        )
    spec = importlib.util.spec_from_file_location("cel.cel", found.origin)
    if spec is None or spec.loader is None:
        raise ImportError(f"{found.origin} cannot be loaded; install the requirements again")
    module = importlib.util.module_from_spec(spec)
    sys.modules["cel.cel"] = module  # a later `import cel` must find this one: it can be initialised only once
    spec.loader.exec_module(module)
    return module


_cel = _load()


class CalculationFailed(Exception):
    """The library could not compute; the message is the library's own, on one line."""


def compile_expression(source: str) -> Program:
    """Compile CEL. Raises CalculationFailed."""
    try:
        program: Program = _cel.compile(source)
    except ValueError as failure:
        raise CalculationFailed(_line(failure)) from failure
    return program


def run(program: Program, values: dict[str, Any]) -> Any:
    """Compute with these variables. Raises CalculationFailed."""
    try:
        return program.execute(values)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError) as failure:
        raise CalculationFailed(_line(failure)) from failure
    except BaseException as failure:
        # A panic inside the library arrives as a BaseException of a type that cannot be imported.
        if type(failure).__name__ == "PanicException":
            raise CalculationFailed("the library failed") from failure
        raise


def _line(failure: Exception) -> str:
    return " ".join(str(failure).split())[:120]
