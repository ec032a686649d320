"""What one document may ask for: size, operations, aliases, depth and cost, all known before anything runs.

Cost is counted in fields: each operation costs OPERATION_COST, each selected field 1, and what stands in a list counts
once for each item the list may have (`limit`, or LIST_LENGTH for lists that are not paged).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLWrappingType,
    InlineFragmentNode,
    IntValueNode,
    OperationDefinitionNode,
    OperationType,
    SelectionSetNode,
    VariableNode,
    get_named_type,
)

from hanse.kit.errors import Invalid
from hanse.kit.pagination import PAGE_LIMIT
from hanse.platform.registry import Operation

OPERATION: Final = "operation"  # key of a field's extensions
TEXT_MAXIMUM: Final = 50_000
TOKENS_MAXIMUM: Final = 5_000
OPERATIONS_MAXIMUM: Final = 20
ALIASES_MAXIMUM: Final = 40
DEPTH_MAXIMUM: Final = 10
COST_MAXIMUM: Final = 20_000
OPERATION_COST: Final = 10
LIST_LENGTH: Final = 10
PAGE_LENGTH: Final = 50


class DocumentTooLarge(Invalid):
    code = "graphql_document_too_large"
    title = "This document asks for more than one request may; split it"


@dataclass(frozen=True, slots=True)
class Size:
    """What a document asks for."""

    operations: tuple[Operation, ...] = ()
    cost: int = 0
    depth: int = 0
    aliases: int = 0
    introspects: bool = False

    def check(self) -> None:
        """Refuse what is beyond a limit, naming it. Raises DocumentTooLarge."""
        for what, asked, most in (
            ("operations", len(self.operations), OPERATIONS_MAXIMUM),
            ("aliases", self.aliases, ALIASES_MAXIMUM),
            ("levels of depth", self.depth, DEPTH_MAXIMUM),
            ("fields by cost", self.cost, COST_MAXIMUM),
        ):
            if asked > most:
                extra = {"limit": most, "asked": asked}
                raise DocumentTooLarge(f"This document asks for {asked:,} {what}; one may have {most:,}", extra=extra)


@dataclass(slots=True)
class _Part:
    """One selection set, counted for one item. Added up, never expanded, so that nested fragments cost no time."""

    cost: int = 0
    depth: int = 0
    aliases: int = 0
    introspects: bool = False
    operations: tuple[Operation, ...] = ()

    def add(self, other: _Part, times: int = 1, deeper: int = 0) -> None:
        self.cost = min(self.cost + other.cost * times, COST_MAXIMUM * 1_000)
        self.depth = max(self.depth, other.depth + deeper)
        self.aliases += other.aliases
        self.introspects = self.introspects or other.introspects
        self.operations = (self.operations + other.operations)[: OPERATIONS_MAXIMUM * 10]


class Measure:
    """Measures one validated document; fragments are measured once per type and list length they stand in."""

    def __init__(self, schema: GraphQLSchema, document: DocumentNode, variables: Mapping[str, Any]) -> None:
        self._schema = schema
        self._variables = variables
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._defaults: dict[str, Any] = {}
        self._known: dict[tuple[str, int], _Part] = {}

    def size(self, operation: OperationDefinitionNode) -> Size:
        """What running `operation` may cost at most."""
        for definition in operation.variable_definitions or ():
            self._defaults[definition.variable.name.value] = definition.default_value
        root = self._schema.mutation_type if operation.operation is OperationType.MUTATION else self._schema.query_type
        assert root is not None
        part = self._selections(operation.selection_set, root, PAGE_LENGTH)
        return Size(part.operations, part.cost, part.depth, part.aliases, part.introspects)

    def _selections(self, chosen: SelectionSetNode, parent: Any, page: int) -> _Part:
        total = _Part()
        for node in chosen.selections:
            if isinstance(node, FieldNode):
                total.add(self._field(node, parent, page))
            elif isinstance(node, InlineFragmentNode):
                total.add(self._selections(node.selection_set, parent, page))
            elif isinstance(node, FragmentSpreadNode):
                total.add(self._fragment(node.name.value, parent, page))
        return total

    def _fragment(self, name: str, parent: Any, page: int) -> _Part:
        if (name, page) not in self._known:
            self._known[name, page] = self._selections(self._fragments[name].selection_set, parent, page)
        return self._known[name, page]

    def _field(self, node: FieldNode, parent: Any, page: int) -> _Part:
        part = _Part(cost=1, depth=1, aliases=1 if node.alias else 0)
        name = node.name.value
        if name.startswith("__"):
            part.introspects = name != "__typename"
            return part
        declared: GraphQLField = parent.fields[name]
        operation = declared.extensions.get(OPERATION)
        if operation is not None:
            part.cost += OPERATION_COST
            part.operations = (operation,)
        if node.selection_set is not None:
            length = self._page_length(node) if operation is not None else page
            inner = self._selections(node.selection_set, get_named_type(declared.type), length)
            part.add(inner, times=_items(declared, parent, name, page), deeper=1)
        return part

    def _page_length(self, node: FieldNode) -> int:
        """How many items a page may have: the `limit` asked for, never more than a page can hold."""
        for argument in node.arguments or ():
            if argument.name.value == "limit":
                value: Any = argument.value
                if isinstance(value, VariableNode):
                    value = self._variables.get(value.name.value, self._defaults.get(value.name.value))
                number = int(value.value) if isinstance(value, IntValueNode) else value
                if isinstance(number, int):
                    return max(1, min(number, PAGE_LIMIT))
        return PAGE_LENGTH


def _items(declared: GraphQLField, parent: GraphQLObjectType | GraphQLInterfaceType, name: str, page: int) -> int:
    """How many times what stands below a field may be repeated."""
    times = 1
    for wrapper in _wrappers(declared.type):
        if isinstance(wrapper, GraphQLList):
            times *= page if name == "items" and "next" in parent.fields else LIST_LENGTH
    return times


def _wrappers(kind: Any) -> Iterator[GraphQLWrappingType[Any]]:
    while isinstance(kind, (GraphQLList, GraphQLNonNull)):
        yield kind
        kind = kind.of_type
