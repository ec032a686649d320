"""Conditions of grants: CEL expressions over actor, subject and request that hold, or refuse with a reason.

Everything that is not clearly true refuses: an attribute without a value, kinds that do not go together, amounts in
different currencies, a failing calculation. That is stricter than CEL, whose `||` forgets an error when its other side
is true; so the choices (`&& || ! ?:`, `has`, `all`, `exists`) are walked here and the library computes the comparisons
between them. No I/O and no knowledge of principals here.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from hanse.kit.errors import Invalid
from hanse.platform.authz.comparisons import Comparison, Values
from hanse.platform.authz.kinds import Refused, datum_of
from hanse.platform.authz.nodes import And, Choice, Compare, Each, Has, If, Not, Or, Path, Truth
from hanse.platform.authz.parser import ROOTS, read_condition
from hanse.platform.authz.tokens import NotReadable

CACHED_CONDITIONS: Final = 2_048
MOST_ITEMS: Final = 500


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

    __slots__ = ("_choice", "_comparisons", "_required", "paths", "text")

    def __init__(self, text: str, choice: Choice) -> None:
        nodes = list(_walk(choice))
        self.text = text
        self.paths = tuple(node for node in nodes if isinstance(node, Path) and node.root in ROOTS)
        self._choice = choice
        # Nodes are found again by identity: they are frozen and live as long as the condition.
        self._comparisons = {id(node): Comparison(node) for node in nodes if isinstance(node, Compare | Truth)}
        self._required = {
            id(node.body): _required(node.body, (node.variable,)) for node in nodes if isinstance(node, Each)
        }
        self._required[id(choice)] = _required(choice, ROOTS)

    def check(self) -> None:
        """See what can be seen without values. Raises Refused when the condition could never be decided."""
        for comparison in self._comparisons.values():
            comparison.check()

    def speaks_of(self, root: str) -> bool:
        """Say whether any attribute of `root` (actor, subject or request) is used."""
        return any(path.root == root for path in self.paths)

    def is_as_strict_as(self, other: Condition) -> bool:
        """Say whether this holds only where the other one holds too, as far as the parts joined by && show it."""
        parts = [frozenset(repr(part) for part in _parts(one._choice)) for one in (self, other)]
        required = [frozenset(one._required[id(one._choice)]) for one in (self, other)]
        return parts[1] <= parts[0] and required[1] <= required[0]

    def holds(self, actor: Mapping[str, Any], subject: Mapping[str, Any], request: Mapping[str, Any]) -> bool:
        """Decide. False for anything that is not clearly true; never raises."""
        return self.explain(actor, subject, request).holds

    def explain(self, actor: Mapping[str, Any], subject: Mapping[str, Any], request: Mapping[str, Any]) -> Outcome:
        """Decide, and say in a sentence why it refuses; never raises."""
        try:
            holds = self._body(self._choice, Values({"actor": actor, "subject": subject, "request": request}))
        except Refused as refused:
            return Outcome(False, f"The condition cannot be decided: {refused}.")
        return HOLDS if holds else Outcome(False, f"The condition does not hold: {self.text}")

    def _body(self, choice: Choice, values: Values) -> bool:
        for path in self._required[id(choice)]:
            values.get(path)
        return self._decide(choice, values)

    def _decide(self, choice: Choice, values: Values) -> bool:
        return _DECIDERS[type(choice)](self, choice, values)

    def _comparison(self, node: Compare | Truth, values: Values) -> bool:
        return self._comparisons[id(node)].decide(values)

    def _and(self, node: And, values: Values) -> bool:
        return all(self._decide(part, values) for part in node.parts)

    def _or(self, node: Or, values: Values) -> bool:
        return any(self._decide(part, values) for part in node.parts)

    def _not(self, node: Not, values: Values) -> bool:
        return not self._decide(node.choice, values)

    def _has(self, node: Has, values: Values) -> bool:
        return values.has(node.path)

    def _if(self, node: If, values: Values) -> bool:
        return self._decide(node.then if self._decide(node.test, values) else node.otherwise, values)

    def _each(self, node: Each, values: Values) -> bool:
        datum = datum_of(values.get(node.path))
        if datum.kind.name != "list":
            raise Refused(f"{node.path} is {datum.kind}; all and exists need a list")
        if len(datum.value) > MOST_ITEMS:
            raise Refused(f"{node.path} has more than {MOST_ITEMS} items")
        # Every item is looked at, so that one that cannot be decided refuses wherever it stands.
        found = [self._body(node.body, values.with_item(node.variable, item)) for item in datum.value]
        return all(found) if node.every else any(found)


_DECIDERS: Final[dict[type, Callable[[Condition, Any, Values], bool]]] = {
    Compare: Condition._comparison,
    Truth: Condition._comparison,
    And: Condition._and,
    Or: Condition._or,
    Not: Condition._not,
    Has: Condition._has,
    If: Condition._if,
    Each: Condition._each,
}


def _parts(choice: Choice) -> Iterator[Choice]:
    """What must all hold: `a && (b && c)` gives a, b, c."""
    if isinstance(choice, And):
        for part in choice.parts:
            yield from _parts(part)
    else:
        yield choice


def _walk(node: msgspec.Struct) -> Iterator[msgspec.Struct]:
    yield node
    for name in node.__struct_fields__:
        value = getattr(node, name)
        for child in value if isinstance(value, tuple) else (value,):
            if isinstance(child, msgspec.Struct):
                yield from _walk(child)


def _required(body: Choice, roots: Collection[str]) -> tuple[Path, ...]:
    """The attributes that must have a value wherever they stand: all but those the author asks for by `has`."""
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
    """Make a condition ready to be decided; remembers the last 2,048. Raises BadCondition with a sentence."""
    compiled = _compile(text)
    if isinstance(compiled, str):
        raise BadCondition.field("condition", compiled, "bad_condition")
    return compiled


def check_condition(text: str, known: Mapping[str, Collection[str]] | None = None) -> list[str]:
    """Say in sentences what is wrong with a condition; nothing when it may be saved.

    `known` names the attributes of each root ({"subject": ("total", ...)}) where they are known, to find typing errors.
    """
    compiled = _compile(text)
    if isinstance(compiled, str):
        return [compiled]
    sentences = []
    for root, name in dict.fromkeys((path.root, str(path.steps[0])) for path in compiled.paths):
        names = (known or {}).get(root)
        if names is not None and name not in names:
            near = difflib.get_close_matches(name, list(names), n=1)
            hint = f"; perhaps {root}.{near[0]} is meant" if near else ""
            sentences.append(f"{root} has no attribute {name}{hint}.")
    return sentences
