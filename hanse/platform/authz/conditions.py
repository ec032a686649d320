"""Conditions of grants: CEL expressions over actor, subject and request that hold, or refuse with a reason.

Everything that is not clearly true refuses: an attribute without a value, kinds that do not go together, amounts in different
currencies, a failing calculation. That is stricter than CEL, whose `||` forgets an error when its other side is true; so the
choices (`&& || ! ?:`, `has`, `all`, `exists`) are walked here and the library computes the comparisons between them.
No I/O and no knowledge of principals here.
"""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import cel
import msgspec

from hanse.kit.errors import Invalid
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
from hanse.platform.authz.nodes import (
    And,
    Arithmetic,
    Call,
    Choice,
    Compare,
    Const,
    Each,
    Has,
    If,
    ListOf,
    Negative,
    Not,
    Or,
    Path,
    Size,
    Truth,
    Value,
)
from hanse.platform.authz.parser import ROOTS, read_condition
from hanse.platform.authz.tokens import NotReadable

CACHED_CONDITIONS: Final = 2_048
MOST_ITEMS: Final = 500
_MISSING: Final = object()


class BadCondition(Invalid):
    """The text is not a condition; the message tells its author what to change."""

    code = "bad_condition"
    title = "This condition cannot be understood"


class Outcome(msgspec.Struct, frozen=True):
    """What a condition decided, and why it refused ("" when it holds)."""

    holds: bool
    reason: str = ""


HOLDS: Final = Outcome(True)


class Condition:
    """A condition ready to be decided. Immutable; share it freely."""

    __slots__ = ("_leaves", "_required", "choice", "paths", "text")

    def __init__(self, text: str, choice: Choice) -> None:
        self.text = text
        self.choice = choice
        nodes = list(_walk(choice))
        self.paths = tuple(node for node in nodes if isinstance(node, Path) and node.root in ROOTS)
        # Nodes are found again by identity: they are frozen and live as long as the condition.
        self._leaves = {id(node): _Leaf(node) for node in nodes if isinstance(node, Compare | Truth)}
        self._required = {
            id(node.body): _required(node.body, (node.variable,)) for node in nodes if isinstance(node, Each)
        }
        self._required[id(choice)] = _required(choice, ROOTS)

    def speaks_of(self, root: str) -> bool:
        """Say whether any attribute of actor, subject or request is used."""
        return any(path.root == root for path in self.paths)

    def check(self) -> None:
        """See what can be seen without values. Raises Refused when the condition could never be decided."""
        for leaf in self._leaves.values():
            leaf.check()

    def holds(self, actor: Mapping[str, Any], subject: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
        """Decide. False for anything that is not clearly true; never raises."""
        return self.explain(actor, subject, request).holds

    def explain(self, actor: Mapping[str, Any], subject: Mapping[str, Any], request: Mapping[str, Any]) -> Outcome:
        """Decide, and say in a sentence why it refuses; never raises."""
        try:
            holds = self._body(self.choice, _Values({"actor": actor, "subject": subject, "request": request}))
        except Refused as refused:
            return Outcome(False, f"The condition cannot be decided: {refused}.")
        return HOLDS if holds else Outcome(False, f"The condition does not hold: {self.text}")

    def _body(self, choice: Choice, values: _Values) -> bool:
        for path in self._required[id(choice)]:
            values.get(path)
        return self._decide(choice, values)

    def _decide(self, choice: Choice, values: _Values) -> bool:
        if isinstance(choice, Compare | Truth):
            return self._leaves[id(choice)].decide(values)
        if isinstance(choice, And):
            return all(self._decide(part, values) for part in choice.parts)
        if isinstance(choice, Or):
            return any(self._decide(part, values) for part in choice.parts)
        if isinstance(choice, Not):
            return not self._decide(choice.choice, values)
        if isinstance(choice, Has):
            return values.has(choice.path)
        if isinstance(choice, If):
            return self._decide(choice.then if self._decide(choice.test, values) else choice.otherwise, values)
        return self._each(choice, values)

    def _each(self, each: Each, values: _Values) -> bool:
        datum = datum_of(values.get(each.path))
        if datum.kind.name != "list":
            raise Refused(f"{each.path} is {datum.kind}; all and exists need a list")
        if len(datum.value) > MOST_ITEMS:
            raise Refused(f"{each.path} has more than {MOST_ITEMS} items")
        # Every item is looked at, so that one that cannot be decided refuses wherever it stands.
        found = [self._body(each.body, values.with_item(each.variable, item)) for item in datum.value]
        return all(found) if each.every else any(found)


class _Values:
    """The attributes one decision is made on."""

    __slots__ = ("_roots",)

    def __init__(self, roots: Mapping[str, Any]) -> None:
        self._roots = roots

    def with_item(self, name: str, item: Any) -> _Values:
        return _Values({**self._roots, name: item})

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
            if value is None:
                return None
            value = _step(value, step)
        return value


def _step(value: Any, step: str | int) -> Any:
    """One step down from a value; _MISSING when there is nothing."""
    if isinstance(value, Mapping):
        return value.get(step, _MISSING)
    if isinstance(step, int):
        return value[step] if isinstance(value, list | tuple) and step < len(value) else _MISSING
    if isinstance(value, msgspec.Struct):
        return getattr(value, step) if step in value.__struct_fields__ else _MISSING
    if isinstance(value, Money | UnitPrice):
        return value.currency if step == "currency" else _MISSING
    if isinstance(value, Quantity):
        return {"unit": value.unit, "value": value.units / QUANTITY_SCALE}.get(step, _MISSING)
    return _MISSING


class _Leaf:
    """One comparison, compiled: the library gets numbered variables, never an author's text or a whole map of attributes."""

    __slots__ = ("_bound", "_calculates", "_node", "_program")

    def __init__(self, node: Compare | Truth) -> None:
        self._node = node
        self._bound: list[tuple[str, Const | Path | Size]] = []
        self._calculates = False
        self._program = cel.compile(self._source(node))

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
        arguments = ", ".join(self._write(argument) for argument in value.arguments)
        return f"{self._write(value.target)}.{value.name}({arguments})"

    def check(self) -> None:
        """See what can be seen without values. Raises Refused."""
        check_kinds(self._node, lambda node: datum_of(node.value).kind if isinstance(node, Const) else _unknown(node))

    def decide(self, values: _Values) -> bool:
        """Compute. Raises Refused when the values do not allow it."""
        data = {name: self._datum(node, values) for name, node in self._bound}
        if isinstance(self._node, Compare) and self._node.operator == "in":
            data = {name: items_of(datum) if datum.kind.name == "list" else datum for name, datum in data.items()}
        else:
            _choose_limits(data)
        kinds = {id(node): data[name].kind for name, node in self._bound}
        check_kinds(self._node, lambda node: kinds[id(node)])
        result = _run(self._program, self._plain(data))
        if not isinstance(result, bool):
            raise Refused("the result is neither true nor false")
        return result

    def _datum(self, node: Const | Path | Size, values: _Values) -> Datum:
        if isinstance(node, Const):
            return datum_of(node.value)
        path = node.path if isinstance(node, Size) else node
        try:
            datum = datum_of(values.get(path))
        except Refused as refused:
            raise refused if str(path) in str(refused) else Refused(f"{path}: {refused}") from None
        if isinstance(node, Size):
            if datum.kind.name not in ("list", "text"):
                raise Refused(f"{path} is {datum.kind}; only a list or a text has a size")
            return Datum(NUMBER, len(datum.value))
        return datum

    def _plain(self, data: Mapping[str, Datum]) -> dict[str, Any]:
        """The bare values. CEL does not add whole numbers to others, so in a calculation with both all become the latter."""
        plain = {name: datum.value for name, datum in data.items()}
        if self._calculates and any(isinstance(value, float) for value in plain.values()):
            for name, datum in data.items():
                if datum.kind == NUMBER:
                    plain[name] = _as_float(datum.value)
        return plain


def _as_float(value: float) -> float:
    if abs(value) > 2**53:
        raise Refused("the number is too large to calculate with")
    return float(value)


def _unknown(node: Path | Size) -> Kind:
    return NUMBER if isinstance(node, Size) else ANYTHING


def _choose_limits(data: dict[str, Datum]) -> None:
    """Where one currency is compared with limits in several, take the limit in that currency."""
    currencies = {datum.kind.code for datum in data.values() if datum.kind.name == "money"}
    if len(currencies) != 1:
        return
    currency = currencies.pop()
    for name, datum in data.items():
        limit = limit_in(datum, currency)
        if limit is not None:
            data[name] = limit


def _run(program: cel.Program, values: dict[str, Any]) -> Any:
    try:
        return program.execute(values)
    except (ValueError, TypeError, RuntimeError, ArithmeticError, LookupError) as failure:
        raise Refused(f"the calculation fails ({' '.join(str(failure).split())[:120]})") from failure
    except BaseException as failure:
        # A panic inside the library arrives as a BaseException of a type that cannot be imported.
        if type(failure).__name__ == "PanicException":
            raise Refused("the calculation fails") from failure
        raise


# ---- the tree --------------------------------------------------------------------------------------------------------


def _children(node: Choice | Value) -> tuple[Choice | Value, ...]:
    if isinstance(node, And | Or):
        return node.parts
    if isinstance(node, Compare | Arithmetic):
        return (node.left, node.right)
    if isinstance(node, Truth | Negative):
        return (node.value,)
    if isinstance(node, Not):
        return (node.choice,)
    if isinstance(node, If):
        return (node.test, node.then, node.otherwise)
    if isinstance(node, Each):
        return (node.path, node.body)
    if isinstance(node, Has | Size):
        return (node.path,)
    if isinstance(node, ListOf):
        return node.items
    return (node.target, *node.arguments) if isinstance(node, Call) else ()


def _walk(node: Choice | Value) -> Iterator[Choice | Value]:
    yield node
    for child in _children(node):
        yield from _walk(child)


def _required(body: Choice, roots: Collection[str]) -> tuple[Path, ...]:
    """The attributes that must have a value wherever they stand: all but those (inside of those) the author asks for by has."""
    asked = [node.path for node in _walk(body) if isinstance(node, Has)]
    paths = dict.fromkeys(node for node in _walk(body) if isinstance(node, Path) and node.root in roots)
    return tuple(path for path in paths if not any(path.starts_with(has) for has in asked))


# ---- compiling -------------------------------------------------------------------------------------------------------


@lru_cache(maxsize=CACHED_CONDITIONS)
def _compile(text: str) -> Condition | str:
    """A condition, or the sentence that says why there is none; both are worth remembering."""
    try:
        condition = Condition(text, read_condition(text))
        condition.check()
    except NotReadable as problem:
        return str(problem)
    except Refused as problem:
        return f"This can never hold: {problem}."
    return condition


def compile_condition(text: str) -> Condition:
    """Make a condition ready to be decided; remembers the last 2,048. Raises BadCondition with a sentence for its author."""
    compiled = _compile(text)
    if isinstance(compiled, str):
        raise BadCondition.field("condition", compiled, "bad_condition")
    return compiled


def check_condition(text: str, known: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Say in sentences what is wrong with a condition; nothing when it may be saved.

    `known` names the attributes of each root ({"subject": ("total", ...)}), for roots where they are known, to find typing errors.
    """
    compiled = _compile(text)
    if isinstance(compiled, str):
        return [compiled]
    sentences = []
    for path in dict.fromkeys(compiled.paths):
        names = (known or {}).get(path.root)
        name = str(path.steps[0]) if path.steps else ""
        if names is not None and name not in names:
            near = difflib.get_close_matches(name, [str(one) for one in names], n=1)
            hint = f"; perhaps {path.root}.{near[0]} is meant" if near else ""
            sentences.append(f"{path.root} has no attribute {name}{hint}.")
    return sentences
