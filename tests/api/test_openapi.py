"""The OpenAPI document is valid, complete and true: described to the last field, with examples that are accepted."""

from __future__ import annotations

import json
from typing import Any

import httpx
import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from hanse.app import build_registry
from hanse.kit.errors import HanseError
from hanse.kit.structs import from_json, to_json
from hanse.platform.commands import operation_of
from hanse.platform.http.openapi import build_document
from hanse.testing.contract import Contract, ContractBroken
from hanse.testing.installation import Business, Installation
from tests.every import for_each

REGISTRY = build_registry()
ROUTES = {operation_of(route.operation).name: route for route in REGISTRY.routes if not route.hidden}
DOCUMENT: dict[str, Any] = json.loads(to_json(build_document(REGISTRY, "https://hanse.example.com")))
OPERATIONS: dict[str, dict[str, Any]] = {
    operation["operationId"]: operation for methods in DOCUMENT["paths"].values() for operation in methods.values()
}
SCHEMAS: dict[str, dict[str, Any]] = DOCUMENT["components"]["schemas"]
PROMISED = Contract(DOCUMENT)


def test_the_document_is_openapi() -> None:
    errors = [
        f"{error.message} at {list(error.absolute_path)}" for error in OpenAPIV31SpecValidator(DOCUMENT).iter_errors()
    ]
    assert errors == []


def test_every_operation_has_a_name_of_its_own() -> None:
    count = sum(len(methods) for methods in DOCUMENT["paths"].values())
    assert set(OPERATIONS) == set(ROUTES)
    assert len(OPERATIONS) == count


async def test_it_is_served_and_kept_by_readers(installation: Installation) -> None:
    visitor = installation.visitor()
    answer = await visitor.get("/schema")
    assert set(answer.json()["paths"]) == set(DOCUMENT["paths"])
    again = await visitor.get("/schema", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


@for_each(sorted(OPERATIONS))
def test_an_operation_is_described(name: str) -> None:
    operation = OPERATIONS[name]
    assert operation["summary"]
    assert operation["description"]
    assert "Raises" not in operation["summary"] + operation["description"], "that is for programmers"
    for parameter in operation["parameters"]:
        assert parameter.get("description"), f"{parameter['name']}: say what it means (Meta, or vocabulary.py)"
    tagged = {tag["name"]: tag["description"] for tag in DOCUMENT["tags"]}
    assert all(tagged[tag] for tag in operation["tags"])
    for status, answer in operation["responses"].items():
        kinds = set(answer.get("content", {}))
        assert kinds <= ({"application/json"} if status < "400" else {"application/problem+json"})


def test_a_name_means_one_thing() -> None:
    """Two structs of one name would be told apart by their modules, which callers do not know."""
    assert [name for name in SCHEMAS if "." in name] == []


@for_each(sorted(SCHEMAS))
def test_a_schema_is_described(name: str) -> None:
    schema = SCHEMAS[name]
    assert schema.get("type") != "object" or schema.get("description"), "a struct needs a docstring"
    for field, inner in schema.get("properties", {}).items():
        assert inner.get("description"), f"{field}: say what it means (Meta, or vocabulary.py)"
    assert "\n    " not in json.dumps(schema)


@for_each(sorted(name for name, operation in OPERATIONS.items() if "requestBody" in operation))
def test_an_example_is_accepted(name: str) -> None:
    """By the schema, and by what reads it: currencies exist, ids have the right prefix, amounts their places."""
    content = OPERATIONS[name]["requestBody"]["content"]["application/json"]
    assert PROMISED.problem(content["schema"], content["example"]) is None
    kind = operation_of(ROUTES[name].operation).input
    assert kind is not None
    from_json(to_json(content["example"]), kind)


@for_each(sorted(OPERATIONS))
def test_an_example_of_an_answer_is_an_answer(name: str) -> None:
    for answer in OPERATIONS[name]["responses"].values():
        for content in answer.get("content", {}).values():
            if "example" in content:
                assert PROMISED.problem(content["schema"], content["example"]) is None


def test_every_schema_example_fits_its_schema() -> None:
    wrong = []
    for name, schema in SCHEMAS.items():
        for place, part in {"": schema, **schema.get("properties", {})}.items():
            wrong += [(name, place) for example in part.get("examples", ()) if PROMISED.problem(part, example)]
    assert wrong == []


@for_each(sorted(name for name, operation in OPERATIONS.items() if "requestBody" in operation))
def test_bodies_are_closed(name: str) -> None:
    content = OPERATIONS[name]["requestBody"]["content"]["application/json"]
    kind = operation_of(ROUTES[name].operation).input
    assert kind is not None
    surprising = {**content["example"], "surprise": 1}
    assert PROMISED.problem(content["schema"], surprising) is not None
    with pytest.raises(HanseError, match="no field named surprise"):
        from_json(to_json(surprising), kind)
    empty = PROMISED.problem(content["schema"], {}) is None
    assert OPERATIONS[name]["requestBody"]["required"] is not empty


def test_announced_failures_are_documented() -> None:
    told = OPERATIONS["organization.suspend"]["x-errors"]
    assert {"organization_invalid_transition"} <= {error["code"] for error in told}
    assert "`organization_invalid_transition`" in OPERATIONS["organization.suspend"]["responses"]["409"]["description"]


def test_who_may_call_is_told() -> None:
    assert OPERATIONS["organization.suspend"]["x-permission"] == "organization.suspend"
    assert OPERATIONS["account.log_in"]["security"] == []
    assert OPERATIONS["account.change_password"]["security"] == [{"session": []}]
    schemes = DOCUMENT["components"]["securitySchemes"]
    assert schemes["session"]["name"] == "__Host-hanse_session", "as over https"


# ---- the net under all other tests ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "path", "status", "kind", "body"),
    [
        ("GET", "/v1/organizations", 418, "application/json", b"{}"),
        ("GET", "/v1/organizations", 200, "text/html", b"{}"),
        ("GET", "/v1/organizations", 200, "application/json", b"{}"),
        ("GET", "/v1/organizations?limit=1", 200, "application/json", b'{"items": [{}], "next": null}'),
        ("GET", "/v1/organizations/org_x", 200, "application/json", b'{"items": [], "next": null}'),
        ("POST", "/v1/sessions/log-out", 204, "", b"something"),
        ("POST", "/v1/organizations", 422, "application/problem+json", b'{"status": "422"}'),
    ],
)
def test_an_answer_that_is_not_documented_fails_the_test_that_saw_it(
    method: str, path: str, status: int, kind: str, body: bytes
) -> None:
    with pytest.raises(ContractBroken):
        Contract(DOCUMENT).check(method, path, status, kind, body)


def test_answers_that_are_documented_pass() -> None:
    contract = Contract(DOCUMENT)
    contract.check("GET", "/v1/organizations", 200, "application/json", b'{"items": [], "next": null}')
    contract.check("GET", "/admin", 200, "text/html", b"<html>")
    assert contract.checked == {"organization.list 200"}


# ---- what the document says of headers is so -----------------------------------------------------------------------


async def test_what_was_made_is_where_the_answer_says(business: Business) -> None:
    made = await business.owner.post("/v1/organizations", {"name": "Hartmann"})
    assert (await business.owner.get(made.headers["location"])).json()["id"] == made.json()["id"]
    address = {"line1": "Speicherstadt 1", "city": "Hamburg", "postal_code": "20457", "country": "DE"}
    below = await business.owner.post(f"{made.headers['location']}/addresses", address)
    assert (await business.owner.get(below.headers["location"])).json()["id"] == below.json()["id"]


async def test_nothing_points_to_where_nothing_is(business: Business) -> None:
    role = await business.role("viewer")
    copied = await business.owner.post(f"/v1/roles/{role}/copy", {"name": "Watchers"})
    assert copied.status_code == 201
    assert "location" not in copied.headers


async def test_parameters_no_operation_knows_are_refused(business: Business) -> None:
    made = (await business.owner.post("/v1/organizations", {"name": "Hartmann"})).json()["id"]
    answers: list[httpx.Response] = [
        await business.owner.get("/v1/organizations?colour=red"),
        await business.owner.get(f"/v1/organizations/{made}?dry_run=true"),
        await business.owner.post("/v1/organizations?dry_run=true", {"name": "Other"}),
        await business.owner.patch(f"/v1/organizations/{made}?dry_run=true", {"name": "Other"}),
        await business.owner.get("/v1/organizations?limit=1&limit=2"),
    ]
    assert {(answer.status_code, answer.json()["code"]) for answer in answers} == {(422, "invalid_input")}
    assert len((await business.owner.get("/v1/organizations")).json()["items"]) == 1
