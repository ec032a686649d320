"""One comparison of a condition: fetch the attributes, see that their kinds go together, let the CEL library compute.

The library gets numbered variables (`v0 <= v1`), never an author's text and never a whole map of attributes. No choices
here.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

import msgspec

from hanse.kit.money import Money, UnitPrice
from hanse.kit.quantity import QUANTITY_SCALE, Quantity
from hanse.platform.authz.kinds import (
    ANYTHING,
    NUMBER,
    Datum,
    Kind,
    Refused,
    check_kinds,
    datum_of,
    items_of,
    limit_in,
)
from hanse.platform.authz.library import CalculationFailed, compile_expression, run
from hanse.platform.authz.nodes import (
    Arithmetic,
    Compare,
    Const,
    ListOf,
    Negative,
    Path,
    Size,
    Truth,
    Value,
)

MOST_WORK: Final = 500  # comparisons in one decision; about 5 ms
_WORK_OF_PATTERN: Final = 100  # a regular expression is compiled at each use: 0.05 to 2.5 ms
_ITEMS_PER_WORK: Final = 5
_MISSING: Final = object()


class Values:
    """The attributes one decision is made on, and the work it may still cost."""

    __slots__ = ("_left", "_roots")

    def __init__(self, roots: Mapping[str, Any], left: list[int] | None = None) -> None:
        self._roots = roots
        self._left = left if left is not None else [MOST_WORK]

    def spend(self, work: int) -> None:
        """Count work of this decision, in comparisons. Raises Refused when it is too much."""
        self._left[0] -= work
        if self._left[0] < 0:
            raise Refused("it takes too much work on this subject")

    def with_item(self, name: str, item: Any) -> Values:
        """The same and the item of a list that `all` or `exists` is at."""
        return Values({**self._roots, name: item}, self._left)

    def has(self, path: Path) -> bool:
        """Whether the attribute has a value; None is none."""
        found = self._find(path)
        return found is not None and found is not _MISSING

    def get(self, path: Path) -> Any:
        """The attribute's value. Raises Refused when it has none."""
        found = self._find(path)
        if found is None or found is _MISSING:
            raise Refused(f"{path} has no value")
        return found

    def _find(self, path: Path) -> Any:
        value: Any = self._roots[path.root]
        for step in path.steps:
            value = _step(value, step)
        return value


def _step(value: Any, step: str | int) -> Any:
    """One step down from a value; _MISSING when there is nothing."""
    if isinstance(value, Mapping):
        return value.get(step, _MISSING)
    if isinstance(value, list | tuple):
        return value[step] if isinstance(step, int) and step < len(value) else _MISSING
    if isinstance(value, msgspec.Struct):
        return getattr(value, str(step)) if step in value.__struct_fields__ else _MISSING
    if isinstance(value, Money | UnitPrice):
        return value.currency if step == "currency" else _MISSING
    if isinstance(value, Quantity):
        return {"unit": value.unit, "value": value.units / QUANTITY_SCALE}.get(str(step), _MISSING)
    return _MISSING


class Comparison:
    """A comparison, or a value that must be true, ready to be computed."""

    __slots__ = ("_bound", "_calculates", "_node", "_program", "_work")

    def __init__(self, node: Compare | Truth) -> None:
        self._node = node
        self._bound: list[tuple[str, Const | Path | Size]] = []
        self._calculates = False
        self._work = 1
        try:
            self._program = compile_expression(self._source(node))
        except CalculationFailed as failure:
            raise Refused(f"the CEL library does not accept it ({failure})") from failure

    def check(self) -> None:
        """See what can be seen without values. Raises Refused."""
        check_kinds(self._node, _kind_before_values)

    def decide(self, values: Values) -> bool:
        """Compute. Raises Refused when the values do not allow it."""
        values.spend(self._work)
        data = {name: _datum(node, values) for name, node in self._bound}
        if isinstance(self._node, Compare) and self._node.operator == "in":
            values.spend(
                sum(len(datum.value) for datum in data.values() if datum.kind.name == "list") // _ITEMS_PER_WORK
            )
            data = {name: items_of(datum) if datum.kind.name == "list" else datum for name, datum in data.items()}
        else:
            _choose_limits(data)
        kinds = {id(node): data[name].kind for name, node in self._bound}
        check_kinds(self._node, lambda node: kinds[id(node)])
        try:
            result = run(self._program, self._plain(data))
        except CalculationFailed as failure:
            raise Refused(f"the calculation fails ({failure})") from failure
        if not isinstance(result, bool):
            raise Refused("the result is neither true nor false")
        return result

    def _source(self, node: Compare | Truth) -> str:
        if isinstance(node, Truth):
            return self._write(node.value)
        return f"{self._write(node.left)} {node.operator} {self._write(node.right)}"

    def _write(self, value: Value) -> str:
        if isinstance(value, Const | Path | Size):
            name = f"v{len(self._bound)}"
            self._bound.append((name, value))
            return name
        if isinstance(value, Arithmetic):
            self._calculates = True
            return f"({self._write(value.left)} {value.operator} {self._write(value.right)})"
        if isinstance(value, Negative):
            return f"(-{self._write(value.value)})"
        if isinstance(value, ListOf):
            return f"[{', '.join(self._write(item) for item in value.items)}]"
        if value.name == "matches":
            self._work += _WORK_OF_PATTERN
        arguments = ", ".join(self._write(argument) for argument in value.arguments)
        return f"{self._write(value.target)}.{value.name}({arguments})"

    def _plain(self, data: Mapping[str, Datum]) -> dict[str, Any]:
        """The bare values. CEL does not mix whole numbers with others, so a calculation with both has none."""
        plain = {name: datum.value for name, datum in data.items()}
        if self._calculates and any(isinstance(value, float) for value in plain.values()):
            for name, datum in data.items():
                if datum.kind == NUMBER:
                    plain[name] = _as_float(datum.value)
        return plain


def _datum(node: Const | Path | Size, values: Values) -> Datum:
    if isinstance(node, Const):
        return datum_of(node.value)
    path = node.path if isinstance(node, Size) else node
    found = values.get(path)
    try:
        datum = datum_of(found)
    except Refused as refused:
        raise Refused(f"{path}: {refused}") from None
    if isinstance(node, Path):
        return datum
    if datum.kind.name not in ("list", "text"):
        raise Refused(f"{path} is {datum.kind}; only a list or a text has a size")
    return Datum(NUMBER, len(datum.value))


def _kind_before_values(node: Const | Path | Size) -> Kind:
    if isinstance(node, Const):
        return datum_of(node.value).kind
    return NUMBER if isinstance(node, Size) else ANYTHING


def _as_float(value: float) -> float:
    if abs(value) > 2**53:
        raise Refused("the number is too large to calculate with")
    return float(value)


def _choose_limits(data: dict[str, Datum]) -> None:
    """Where an amount meets limits in several currencies, take the limit in the amount's currency."""
    currencies = {datum.kind.code for datum in data.values() if datum.kind.name == "money"}
    if len(currencies) != 1:
        return
    currency = currencies.pop()
    for name, datum in data.items():
        limit = limit_in(datum, currency)
        if limit is not None:
            data[name] = limit
