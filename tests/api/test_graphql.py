"""GraphQL as a program uses it: reading, changing, following ids, failing; all or nothing within one document."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest

from hanse.domains.access.types import OrganizationId, RoleId
from hanse.testing.installation import Business, Installation
from tests.api.documents import ask, data, failure

CREATE = """
mutation Create($data: CreateOrganizationInput!) {
  organizationCreate(data: $data) { id name version status creditLimit paymentTerms { days } allowedActions createdAt }
}
"""
GET = "query Get($id: OrganizationId!) { organizationGet(organizationId: $id) { id name version tags } }"
UPDATE = """
mutation Update($id: OrganizationId!, $data: UpdateOrganizationInput!, $version: Int) {
  organizationUpdate(organizationId: $id, data: $data, expectedVersion: $version) { name version }
}
"""


async def made(business: Business, name: str = "Hartmann", **fields: Any) -> dict[str, Any]:
    found = await data(business.owner, CREATE, {"data": {"name": name, **fields}})
    created: dict[str, Any] = found["organizationCreate"]
    return created


async def test_what_is_created_is_what_rest_reads(business: Business) -> None:
    created = await made(
        business, creditLimit={"amount": "1234.50", "currency": "EUR"}, paymentTerms={"days": 30}, tags=["steel"]
    )
    assert created["creditLimit"] == {"amount": "1234.50", "currency": "EUR"}
    rest = (await business.owner.get(f"/v1/organizations/{created['id']}")).json()
    assert (rest["name"], rest["payment_terms"]["days"], rest["tags"]) == ("Hartmann", 30, ["steel"])
    assert (created["version"], created["createdAt"], created["allowedActions"]) == (
        rest["version"],
        rest["created_at"],
        rest["allowed_actions"],
    )


async def test_literals_mean_the_same_as_variables(business: Business) -> None:
    found = await data(
        business.owner,
        'mutation { organizationCreate(data: {name: "A", types: [buyer, vendor], custom: {},'
        ' creditLimit: {amount: "5", currency: "JPY"}}) { types creditLimit } }',
    )
    assert found["organizationCreate"] == {
        "types": ["buyer", "vendor"],
        "creditLimit": {"amount": "5", "currency": "JPY"},
    }


async def test_what_is_left_out_stays_and_null_empties(business: Business) -> None:
    created = await made(business, legalName="Hartmann KG", phone="040")
    await data(business.owner, UPDATE, {"id": created["id"], "data": {"phone": None}, "version": 1})
    rest = (await business.owner.get(f"/v1/organizations/{created['id']}")).json()
    assert (rest["legal_name"], rest["phone"]) == ("Hartmann KG", None)


async def test_pages_follow_each_other(business: Business) -> None:
    for number in range(5):
        await made(business, f"Partner {number}")
    query = """query List($cursor: String) {
      organizationList(limit: 2, cursor: $cursor, sort: name_desc, status: [prospect]) { items { name } next }
    }"""
    seen: list[str] = []
    cursor = None
    while True:
        page = (await data(business.owner, query, {"cursor": cursor}))["organizationList"]
        seen += [item["name"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"Partner {number}" for number in (4, 3, 2, 1, 0)]


async def test_several_reads_answer_together(business: Business) -> None:
    created = await made(business)
    found = await data(
        business.owner,
        """query Both($id: OrganizationId!) {
          one: organizationGet(organizationId: $id) { ...Named }
          two: organizationList { items { ...Named2 } }
          meGet { tenant { handle } }
        }
        fragment Named on Organization { id name }
        fragment Named2 on OrganizationSummary { id name }""",
        {"id": created["id"]},
    )
    assert found["one"] == found["two"]["items"][0]
    assert found["meGet"]["tenant"]["handle"] == business.tenant.handle


async def test_an_id_leads_to_what_it_names(business: Business) -> None:
    parent = await made(business, "Parent")
    for number in range(3):
        await made(business, f"Child {number}", parentId=parent["id"], managerMemberId=str(business.owner.member_id))
    await made(business, "Alone")
    found = await data(
        business.owner,
        "{ organizationList { items { name parent { name parent { name } } managerMember { displayName } } } }",
    )
    by_name = {item["name"]: item for item in found["organizationList"]["items"]}
    assert by_name["Child 1"]["parent"] == {"name": "Parent", "parent": None}
    assert by_name["Child 1"]["managerMember"] == {"displayName": "Olive Owner"}
    assert by_name["Alone"]["parent"] is None


async def test_what_an_id_names_stays_unknown_to_who_may_not_see_it(business: Business) -> None:
    role = (
        await business.owner.post(
            "/v1/roles",
            {
                "name": "only organizations",
                "kind": "tenant",
                "grants": [{"permission": "organization.view", "reach": "tenant"}],
            },
        )
    ).json()
    await made(business, managerMemberId=str(business.owner.member_id))
    reader = await business.join(RoleId.parse(role["id"]))
    found = await data(reader, "{ organizationList { items { managerMemberId managerMember { displayName } } } }")
    assert found["organizationList"]["items"] == [
        {"managerMemberId": str(business.owner.member_id), "managerMember": None}
    ]


async def test_a_failing_change_undoes_those_before_it(business: Business) -> None:
    kept = await made(business)
    answer = await ask(
        business.owner,
        """mutation Both($id: OrganizationId!) {
          first: organizationCreate(data: {name: "Gone again"}) { id }
          second: organizationReactivate(organizationId: $id, data: {reason: "it is active"}, expectedVersion: 1) { id }
          third: organizationCreate(data: {name: "Never"}) { id }
        }""",
        {"id": kept["id"]},
    )
    assert answer.json()["data"] is None
    assert failure(answer)["status"] == 409
    assert answer.json()["errors"][0]["path"] == ["second"]
    names = (await business.owner.get("/v1/organizations")).json()["items"]
    assert [item["name"] for item in names] == ["Hartmann"]


async def test_changes_see_each_other_in_order(business: Business) -> None:
    found = await data(
        business.owner,
        """mutation { a: organizationCreate(data: {name: "A", number: "1"}) { version }
                      b: organizationCreate(data: {name: "B", number: "2"}) { version } }""",
    )
    assert found == {"a": {"version": 1}, "b": {"version": 1}}
    answer = await ask(
        business.owner,
        """mutation { c: organizationCreate(data: {name: "C", number: "3"}) { version }
                      d: organizationCreate(data: {name: "D", number: "3"}) { version } }""",
    )
    assert failure(answer)["code"] == "already_exists" or failure(answer)["status"] in (409, 422)
    assert len((await business.owner.get("/v1/organizations")).json()["items"]) == 2


async def test_a_failing_read_leaves_the_others(business: Business) -> None:
    answer = await ask(
        business.owner,
        """query { organizationGet(organizationId: "org_nonsense") { id } meGet { displayName } }""",
    )
    assert answer.status_code == 200
    assert answer.json()["data"] == {"organizationGet": None, "meGet": {"displayName": "Olive Owner"}}
    assert failure(answer) == {"code": "not_found", "status": 404, "type": "/docs/errors#not_found"}


async def test_wrong_fields_are_named_as_they_were_written(business: Business) -> None:
    answer = await ask(
        business.owner, CREATE, {"data": {"name": "A", "paymentTerms": {"days": 30, "discountDays": 9_999}}}
    )
    (field,) = failure(answer)["fields"]
    assert (field["path"], failure(answer)["status"]) == ("data.paymentTerms.discountDays", 422)
    answer = await ask(business.owner, "{ organizationList(limit: 999) { next } }")
    assert failure(answer)["fields"][0]["path"] == "limit"


async def test_a_stale_change_is_refused(business: Business) -> None:
    created = await made(business)
    one = {"id": created["id"], "version": 1, "data": {"name": "First"}}
    assert (await data(business.owner, UPDATE, one))["organizationUpdate"]["version"] == 2
    answer = await ask(business.owner, UPDATE, {**one, "data": {"name": "Second"}})
    assert (failure(answer)["code"], failure(answer)["extra"]["current_version"]) == ("stale_version", 2)


async def test_a_repeated_key_has_one_effect(business: Business) -> None:
    variables = {"data": {"name": "Once"}}
    headers = {"idempotency-key": "k1"}
    first = await ask(business.owner, CREATE, variables, headers=headers)
    again = await ask(business.owner, CREATE, variables, headers=headers)
    assert first.json() == again.json()
    assert again.headers["idempotent-replayed"] == "true"
    other = await ask(business.owner, CREATE, {"data": {"name": "Twice"}}, headers=headers)
    assert (other.status_code, failure(other)["code"]) == (422, "idempotency_key_reused")
    assert len((await business.owner.get("/v1/organizations")).json()["items"]) == 1


async def test_a_failed_change_frees_its_key(business: Business) -> None:
    headers = {"idempotency-key": "k2"}
    wrong = await ask(business.owner, CREATE, {"data": {"name": ""}}, headers=headers)
    assert failure(wrong)["status"] == 422
    right = await ask(business.owner, CREATE, {"data": {"name": "Right"}}, headers=headers)
    assert right.json()["data"]["organizationCreate"]["name"] == "Right"


async def test_every_command_is_in_the_audit_trail(business: Business) -> None:
    created = await made(business)
    async with business.open() as ctx:
        page = await ctx.services.audit.entries(ctx, "organization", OrganizationId.parse(created["id"]))
    assert [entry.action for entry in page.items] == ["organization.create"]


async def test_refused_reads_are_in_the_audit_trail(business: Business) -> None:
    viewer = await business.join("viewer")
    answer = await ask(viewer, "{ apiKeyList { next } meGet { displayName } }")
    assert answer.json()["data"]["meGet"] is not None
    async with business.open() as ctx:
        found = await ctx.db.all(
            "SELECT action, outcome FROM audit_entries WHERE actor_id = %(actor)s", {"actor": viewer.member_id}
        )
    assert [(row["action"], row["outcome"]) for row in found] == [("api_key.view", "denied")]


async def test_a_visitor_may_only_what_is_public(installation: Installation, business: Business) -> None:
    visitor = installation.visitor()
    answer = await ask(visitor, "{ organizationList { next } }")
    assert (answer.status_code, failure(answer)["code"]) == (200, "unauthenticated")
    answer = await ask(visitor, 'mutation { accountLogIn(data: {email: "a@b.example", password: "wrong"}) { state } }')
    assert failure(answer)["status"] == 401
    assert answer.json()["data"] is None


async def test_signing_up_stands_alone(installation: Installation) -> None:
    sign_up = """mutation Up($data: SignUpInput!) { %s tenantSignUp(data: $data) { state business { handle } } }"""
    wanted = {
        "name": "New",
        "handle": "new-by-graphql",
        "displayName": "Nora",
        "email": "nora@new.example",
        "password": "a long sentence nobody guesses 47",
    }
    visitor = installation.visitor()
    mixed = await ask(visitor, sign_up % 'a: accountVerifyEmail(data: {token: "x"})', {"data": wanted})
    assert failure(mixed)["code"] == "operation_stands_alone"
    found = await data(visitor, sign_up % "", {"data": wanted})
    assert found["tenantSignUp"] == {"state": "mail_sent", "business": None}


# ---- the way there -------------------------------------------------------------------------------------------------


async def test_a_get_reads_and_never_changes(business: Business) -> None:
    query = {
        "query": "query List($limit: Int) { organizationList(limit: $limit) { next } }",
        "variables": '{"limit": 5}',
    }
    answer = await business.owner.get("/graphql", params=query)
    assert answer.json() == {"data": {"organizationList": {"next": None}}}
    change = await business.owner.get(
        "/graphql", params={"query": 'mutation { organizationCreate(data: {name: "A"}) { id } }'}
    )
    assert (change.status_code, change.headers["allow"]) == (405, "POST")
    assert (await business.owner.get("/v1/organizations")).json()["items"] == []


async def test_a_session_needs_its_token(business: Business) -> None:
    for headers in ({"x-csrf-token": "wrong"}, {"origin": "https://elsewhere.example"}):
        answer = await ask(business.owner, CREATE, {"data": {"name": "A"}}, headers=headers)
        assert answer.status_code == 403
        assert answer.json()["code"] == "cross_site_request"


async def test_a_key_works_and_is_limited_to_its_scopes(business: Business) -> None:
    key = await business.key("organization.view")
    assert (await data(key, "{ organizationList { next } }")) == {"organizationList": {"next": None}}
    answer = await ask(key, CREATE, {"data": {"name": "A"}})
    assert failure(answer)["code"] == "forbidden"


async def test_a_wrong_credential_is_refused_before_anything_is_read(installation: Installation) -> None:
    client = installation.visitor()
    answer = await ask(client, "{ nonsense", headers={"authorization": "Bearer hns_nonsense"})
    assert (answer.status_code, answer.headers["content-type"]) == (401, "application/problem+json")


@pytest.mark.parametrize(
    ("content_type", "body", "status"),
    [
        ("application/graphql", b"{ meGet { kind } }", 415),
        ("application/x-www-form-urlencoded", b"query=%7B%20meGet%20%7D", 415),
        ("text/plain", b'{"query": "{ meGet { kind } }"}', 415),
        ("application/json", b'[{"query": "{ meGet { kind } }"}]', 422),
        ("application/json", b"", 422),
        ("application/json", b"{", 422),
        ("application/json", b'{"query": 5}', 422),
        ("application/json", b'{"query": "{ meGet { kind } }", "surprise": 1}', 422),
        ("application/json", b'{"query": "{ meGet { kind } }", "variables": []}', 422),
        ("application/json", b'{"query": "\\u0000"}', 422),
        ("application/json", b'{"variables": ' + b"[" * 100_000 + b"}", 422),
    ],
)
async def test_what_is_no_request_is_refused_as_everywhere(
    business: Business, content_type: str, body: bytes, status: int
) -> None:
    answer = await business.owner.send("POST", "/graphql", content=body, headers={"content-type": content_type})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json"), answer.text


@pytest.mark.parametrize(
    "query",
    [
        "",
        "{",
        "{ nothing }",
        "{ meGet }",
        "{ meGet { kind { more } } }",
        "{ organizationGet { id } }",
        "{ organizationList(limit: \"5\") { next } }",
        "{ organizationList(status: [retired]) { next } }",
        "mutation { organizationCreate(data: {name: \"A\", surprise: 1}) { id } }",
        "subscription { meGet { kind } }",
        "query A { meGet { kind } } query B { meGet { kind } }",
        "query A($x: Int) { meGet { kind } }",
        "fragment F on Me { ...F } { meGet { ...F } }",
        "type Query { a: Int }",
        "{ meGet { kind } } # " + "é" * 60_000,
        "{ meGet { kind @skip(if: $missing) } }",
    ],
)  # fmt: skip
async def test_what_is_no_document_is_refused_with_its_place(business: Business, query: str) -> None:
    answer = await ask(business.owner, query)
    assert answer.status_code in (400, 422), answer.text
    if answer.status_code == 400:
        assert "data" not in answer.json()
        assert answer.json()["errors"][0]["extensions"]["code"] == "graphql_document_invalid"


@pytest.mark.parametrize(
    "variables",
    [{}, {"id": None}, {"id": 5}, {"id": ["a"]}, {"id": {"a": 1}}, {"id": True}, {"id": 10**40}],
)
async def test_variables_of_the_wrong_type_are_refused(business: Business, variables: dict[str, object]) -> None:
    answer = await ask(business.owner, GET, variables)
    assert (answer.status_code, failure(answer)["code"]) == (400, "graphql_document_invalid")


@pytest.mark.parametrize("text", ["nul \x00 inside", "half \ud800 of a pair"])
async def test_text_that_cannot_be_stored_is_refused(business: Business, text: str) -> None:
    body = json.dumps({"query": CREATE, "variables": {"data": {"name": text}}}).encode()
    answer = await business.owner.send("POST", "/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code == 422 or failure(answer)["status"] == 422


async def test_the_media_type_follows_the_reader(business: Business) -> None:
    own = "application/graphql-response+json"
    assert (await ask(business.owner, "{ meGet { kind } }")).headers["content-type"] == "application/json"
    answer = await ask(business.owner, "{ meGet { kind } }", headers={"accept": f"{own}, application/json;q=0.5"})
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == (own, "no-store")


async def test_at_once_nobody_sees_what_belongs_to_others(business: Business, other_business: Business) -> None:
    await made(business, "Mine")
    await made(other_business, "Theirs")
    query = "{ a: organizationList { items { name } } b: organizationList { items { name } } }"
    answers = await asyncio.gather(
        *(data((business if turn % 2 else other_business).owner, query) for turn in range(20))
    )
    for turn, found in enumerate(answers):
        expected = "Mine" if turn % 2 else "Theirs"
        assert found == {"a": {"items": [{"name": expected}]}, "b": {"items": [{"name": expected}]}}
