"""Writes GraphQL documents for operations of the registry, as a client library would from the schema."""

from __future__ import annotations

from typing import Any

import httpx
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema, get_named_type, is_leaf_type
from msgspec import inspect as shapes

from hanse.platform.graphql.naming import camel
from hanse.platform.http.vocabulary import bare
from hanse.platform.registry import Operation
from hanse.testing.installation import Client
from tests.isolation.world import Call


def field_of(schema: GraphQLSchema, operation: Operation) -> GraphQLField:
    """The field an operation has in the schema."""
    root = schema.query_type if operation.kind == "query" else schema.mutation_type
    assert root is not None
    return root.fields[camel(operation.name)]


def document(schema: GraphQLSchema, operation: Operation, call: Call) -> tuple[str, dict[str, Any]]:
    """A document that makes a right call of REST through GraphQL, and its variables."""
    field = field_of(schema, operation)
    given = {camel(name): value for name, value in call.ids.items()}
    if operation.input is not None:
        shape = shapes.type_info(operation.input)
        if operation.input_name == "data":
            given["data"] = outward(call.body or {}, shape)
        else:
            given |= outward(call.query, shape)
    if "if-match" in call.headers:
        given["expectedVersion"] = int(call.headers["if-match"].strip('"'))
    declared = ", ".join(f"${name}: {field.args[name].type}" for name in given)
    passed = ", ".join(f"{name}: ${name}" for name in given)
    head = f"{'query' if operation.kind == 'query' else 'mutation'} Test{f'({declared})' if declared else ''}"
    body = camel(operation.name) + (f"({passed})" if passed else "") + selection(field)
    return f"{head} {{ {body} }}", given


def selection(field: GraphQLField) -> str:
    """Every leaf of what a field returns, and the leaves of a page's items."""
    kind = get_named_type(field.type)
    if not isinstance(kind, GraphQLObjectType):
        return ""
    parts = [name for name, inner in kind.fields.items() if is_leaf_type(get_named_type(inner.type))]
    parts += [
        f"{name} {selection(inner)}" for name, inner in kind.fields.items() if name in ("items", "session", "key")
    ]
    return "{ " + (" ".join(parts) or "__typename") + " }"


def outward(value: Any, shape: shapes.Type) -> Any:
    """A value as REST writes it, with the names GraphQL gives its fields."""
    kind = bare(shape)
    if isinstance(kind, shapes.StructType) and isinstance(value, dict):
        inner = {field.encode_name: field.type for field in kind.fields}
        return {camel(name): outward(item, inner[name]) for name, item in value.items()}
    if isinstance(kind, (shapes.ListType, shapes.VarTupleType)) and isinstance(value, (list, tuple)):
        return [outward(item, kind.item_type) for item in value]
    return value


async def ask(client: Client, query: str, variables: dict[str, Any] | None = None, **options: Any) -> httpx.Response:
    """Send one document."""
    return await client.post("/graphql", {"query": query, "variables": variables or {}}, **options)


async def data(client: Client, query: str, variables: dict[str, Any] | None = None, **options: Any) -> dict[str, Any]:
    """Send one document that must succeed; gives its data."""
    answer = await ask(client, query, variables, **options)
    assert answer.status_code == 200, answer.text
    assert "errors" not in answer.json(), answer.text
    return dict(answer.json()["data"])


def failure(answer: httpx.Response) -> dict[str, Any]:
    """The extensions of the only error of an answer."""
    (error,) = answer.json()["errors"]
    return dict(error["extensions"])
