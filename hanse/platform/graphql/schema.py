"""The schema: one field for each operation that REST offers, and ways from an id to what it names.

Whatever REST does not offer, or hides, is not here either: both surfaces are always equally wide.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import (
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLField,
    GraphQLInt,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
)
from msgspec import inspect as shapes

from hanse.kit.ids import Id
from hanse.platform.commands import operation_of
from hanse.platform.graphql.limits import OPERATION
from hanse.platform.graphql.naming import camel
from hanse.platform.graphql.running import VERSION_ARGUMENT, command_resolver, link_resolver, query_resolver
from hanse.platform.graphql.shapes import Types, default_of
from hanse.platform.http.vocabulary import bare, field_words, parameter_words
from hanse.platform.registry import Function, Operation, Registry, Route


def exposed(registry: Registry) -> dict[str, Route]:
    """The operations offered, by GraphQL field name: those with a route that is not hidden."""
    found: dict[str, Route] = {}
    for route in registry.routes:
        if route.hidden:
            continue
        operation = operation_of(route.operation)
        name = camel(operation.name)
        if name in found and operation_of(found[name].operation).name != operation.name:
            raise ValueError(f"two operations would be called {name} in GraphQL")
        found[name] = route
    return found


def build_schema(registry: Registry) -> GraphQLSchema:
    """The schema of this installation. Raises UnsupportedShape, or ValueError for names that collide."""
    routes = exposed(registry)
    links = _links([route.operation for route in routes.values()])
    types = Types(lambda kind, shape: _linked(types, links, shape))
    queries: dict[str, GraphQLField] = {}
    mutations: dict[str, GraphQLField] = {}
    for name, route in sorted(routes.items()):
        operation = operation_of(route.operation)
        target = queries if operation.kind == "query" else mutations
        target[name] = _field(types, route, operation, registry.versions.demanded(route))
    return GraphQLSchema(
        query=GraphQLObjectType("Query", queries, description="What can be read"),
        mutation=GraphQLObjectType(
            "Mutation",
            mutations,
            description="What can be done. Fields of one document run in order, and together or not at all.",
        )
        if mutations
        else None,
    )


def _field(types: Types, route: Route, operation: Operation, demands_version: bool) -> GraphQLField:
    arguments: dict[str, GraphQLArgument] = {
        camel(name): GraphQLArgument(
            GraphQLNonNull(types.id(kind)), description=parameter_words(name, kind) or None, out_name=name
        )
        for name, kind in operation.ids
    }
    arguments.update(_input_arguments(types, operation))
    is_query = operation.kind == "query"
    if not is_query and (demands_version or operation.ids):
        words = "The version read; refused when it moved on" + (", and without it" if demands_version else "")
        arguments[VERSION_ARGUMENT] = GraphQLArgument(GraphQLInt, description=words, out_name=VERSION_ARGUMENT)
    output: Any
    if operation.output in (None, type(None)):
        output = GraphQLNonNull(GraphQLBoolean)
    else:
        output = types.output(shapes.type_info(operation.output), operation.name)
    if is_query and isinstance(output, GraphQLNonNull):
        output = output.of_type  # one read that fails leaves the others of its document standing
    return GraphQLField(
        output,
        args=arguments,
        resolve=query_resolver(route.operation) if is_query else command_resolver(route.operation, demands_version),
        description=describe(operation),
        extensions={OPERATION: operation},
    )


def describe(operation: Operation) -> str:
    """Summary, description and right of an operation, for readers of the schema."""
    right = {
        "permission": f"Needs `{operation.permission}`.",
        "self": "For the logged-in person.",
        "public": "Open to everybody.",
    }[operation.access]
    return "\n\n".join(part for part in (operation.summary, operation.description, right) if part)


def _input_arguments(types: Types, operation: Operation) -> Mapping[str, GraphQLArgument]:
    """A query's fields become arguments; what a command takes stays together as `data`."""
    if operation.input is None:
        return {}
    shape = shapes.type_info(operation.input)
    assert isinstance(shape, shapes.StructType)
    if operation.input_name == "data":
        required = any(field.required for field in shape.fields)
        return {"data": GraphQLArgument(types.input(shape, required=required), out_name="data")}
    return {
        camel(field.encode_name): GraphQLArgument(
            types.input(field.type, f"{operation.input.__name__}.{field.name}", required=field.required),
            description=field_words(field) or None,
            out_name=field.encode_name,
            default=default_of(field),
        )
        for field in shape.fields
    }


def _links(functions: list[Function]) -> dict[type[Id], Function]:
    """How to read what an id names: the `<noun>.get` that takes it and returns what carries it, leaving no trace."""
    found: dict[type[Id], Function] = {}
    for function in functions:
        operation = operation_of(function)
        plain = not (operation.input or operation.sensitive or operation.tenantless)
        if operation.kind == "query" and operation.name.endswith(".get") and len(operation.ids) == 1 and plain:
            kind = operation.ids[0][1]
            if _carries(operation.output, kind):
                found[kind] = function
    return found


def _carries(output: Any, kind: type[Id]) -> bool:
    shape = shapes.type_info(output)
    if not isinstance(shape, shapes.StructType):
        return False
    own = next((bare(field.type) for field in shape.fields if field.name == "id"), None)
    return isinstance(own, shapes.CustomType) and own.cls is kind


def _linked(types: Types, links: Mapping[type[Id], Function], shape: shapes.StructType) -> dict[str, GraphQLField]:
    """For each id field `parent_id` that can be followed, a field `parent`."""
    found: dict[str, GraphQLField] = {}
    for field in shape.fields:
        kind = bare(field.type)
        if not isinstance(kind, shapes.CustomType) or not field.name.endswith("_id"):
            continue
        function = links.get(kind.cls)
        if function is None:
            continue
        operation = operation_of(function)
        output = types.output(shapes.type_info(operation.output), operation.name)
        found[camel(field.name.removesuffix("_id"))] = GraphQLField(
            output.of_type if isinstance(output, GraphQLNonNull) else output,
            description=f"What `{camel(field.name)}` names; null when there is none, or the reader may not see it",
            resolve=link_resolver(function, field.name),
            extensions={OPERATION: operation},
        )
    return found
