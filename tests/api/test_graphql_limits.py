"""What one document may ask for is known, told and refused before anything runs."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from msgspec.structs import replace

from hanse.app import build_services, build_web, running
from hanse.platform.graphql.limits import (
    ALIASES_MAXIMUM,
    COST_MAXIMUM,
    DEPTH_MAXIMUM,
    OPERATIONS_MAXIMUM,
    TOKENS_MAXIMUM,
)
from hanse.platform.http.auth import SESSION_COOKIE
from hanse.platform.http.frame import Frame
from hanse.testing.installation import Business, Client, Installation, test_settings
from tests.api.documents import ask, data, failure

INTROSPECTION = "{ __schema { queryType { fields { name } } } }"
PEOPLE = "{ organizationList(limit: %s) { items { managerMember { displayName email } parent { name } } } }"


def nested(levels: int) -> str:
    """`parent` of `parent` of ..., so many levels deep in all."""
    inner = "name"
    for _ in range(levels - 4):
        inner = f"parent {{ {inner} }}"
    return f"{{ organizationList {{ items {{ parent {{ {inner} }} }} }} }}"


async def test_depth(business: Business) -> None:
    within = nested(DEPTH_MAXIMUM).replace("organizationList", "organizationList(limit: 1)")
    assert await data(business.owner, within) == {"organizationList": {"items": []}}
    answer = await ask(business.owner, nested(DEPTH_MAXIMUM + 1))
    assert answer.status_code == 422
    told = failure(answer)
    assert (told["code"], told["extra"]) == (
        "graphql_document_too_large",
        {"limit": DEPTH_MAXIMUM, "asked": DEPTH_MAXIMUM + 1},
    )


async def test_depth_through_fragments(business: Business) -> None:
    parts = [f"fragment F{n} on Organization {{ parent {{ ...F{n + 1} }} }}" for n in range(9)]
    query = '{ organizationGet(organizationId: "x") { ...F0 } } fragment F9 on Organization { id } ' + " ".join(parts)
    answer = await ask(business.owner, query)
    assert failure(answer)["code"] == "graphql_document_too_large"


async def test_aliases(business: Business) -> None:
    def query(count: int) -> str:
        return "{ meGet { " + " ".join(f"a{n}: kind" for n in range(count)) + " } }"

    assert len((await data(business.owner, query(ALIASES_MAXIMUM)))["meGet"]) == ALIASES_MAXIMUM
    assert failure(await ask(business.owner, query(ALIASES_MAXIMUM + 1)))["code"] == "graphql_document_too_large"


async def test_operations_under_aliases_or_not(business: Business) -> None:
    def query(count: int) -> str:
        return "{ " + " ".join(f"a{n}: meGet {{ kind }}" for n in range(count)) + " }"

    assert len(await data(business.owner, query(OPERATIONS_MAXIMUM))) == OPERATIONS_MAXIMUM
    answer = await ask(business.owner, query(OPERATIONS_MAXIMUM + 1))
    assert failure(answer)["extra"] == {"limit": OPERATIONS_MAXIMUM, "asked": OPERATIONS_MAXIMUM + 1}


async def test_log_ins_cannot_be_tried_in_one_document(installation: Installation, business: Business) -> None:
    tries = " ".join(
        f'a{n}: accountLogIn(data: {{email: "{business.owner.email}", password: "try {n}"}}) {{ state }}'
        for n in range(10)
    )
    answer = await ask(installation.visitor(), f"mutation {{ {tries} }}")
    assert len(answer.json()["errors"]) == 1, "the first that fails is the last that is tried"


async def test_cost_counts_what_lists_may_hold(business: Business) -> None:
    small = await ask(business.owner, PEOPLE % 1)
    large = await ask(business.owner, PEOPLE % 100)
    one, hundred = (int(answer.headers["x-graphql-cost"]) for answer in (small, large))
    assert hundred > 50 * one
    assert int(small.headers["x-graphql-cost-limit"]) == COST_MAXIMUM
    beyond = "{ " + " ".join(f"a{n}: {(PEOPLE % 200)[2:-2]}" for n in range(5)) + " }"
    assert failure(await ask(business.owner, beyond))["code"] == "graphql_document_too_large"


async def test_a_length_given_as_a_variable_counts_too(business: Business) -> None:
    query = (PEOPLE % "$n").replace("{ org", "query A($n: Int = 100) { org", 1)
    default = int((await ask(business.owner, query)).headers["x-graphql-cost"])
    given = int((await ask(business.owner, query, {"n": 1})).headers["x-graphql-cost"])
    assert default > 50 * given
    huge = await ask(business.owner, query, {"n": 2**31 - 1})
    assert failure(huge)["fields"][0]["path"] == "limit"


async def test_doubling_fragments_cost_no_time(business: Business) -> None:
    """Each fragment spreads the next twice: thirty of them would be a billion fields if they were expanded."""
    parts = [f"fragment F{n} on Me {{ ...F{n + 1} a{n}: tenant {{ name }} ...F{n + 1} }}" for n in range(30)]
    query = "{ meGet { ...F0 } } fragment F30 on Me { kind } " + " ".join(parts)
    started = time.perf_counter()
    answer = await ask(business.owner, query)
    assert time.perf_counter() - started < 5
    assert answer.status_code in (400, 422)


@pytest.mark.parametrize(
    "query",
    [
        "{ " * 3_000,
        "{ meGet { kind } } #" + "\n#" * (TOKENS_MAXIMUM + 1),
        "{ meGet { " + "kind " * TOKENS_MAXIMUM + "} }",
        "{ organizationList(q: " + "[" * 2_000 + ") { next } }",
        "mutation { organizationCreate(data: {custom: " + "{a: " * 1_200 + "1" + "}" * 1_200 + "}) { id } }",
        "{ meGet { kind " + "@skip(if: false) " * 1_500 + "} }",
        "{ meGet { ...F } } " + " ".join(f"fragment F{n} on Me {{ kind }}" for n in range(800)),
    ],
    ids=["braces", "comments", "fields", "brackets", "objects", "directives", "fragments"],
)  # fmt: skip
async def test_hostile_documents_are_refused_quickly(business: Business, query: str) -> None:
    started = time.perf_counter()
    answer = await ask(business.owner, query)
    assert answer.status_code in (400, 422), answer.text
    assert answer.json()["errors"]
    assert time.perf_counter() - started < 5
    assert await data(business.owner, "{ meGet { kind } }") == {"meGet": {"kind": "member"}}


async def test_deep_variables_are_refused(business: Business) -> None:
    body = b'{"query": "{ meGet { kind } }", "variables": {"a": ' + b'{"a":' * 5_000 + b"1" + b"}" * 5_000 + b"}}"
    answer = await business.owner.send("POST", "/graphql", content=body, headers={"content-type": "application/json"})
    assert answer.status_code in (200, 400, 422), answer.text


async def test_persisted_queries_are_declined_in_words_libraries_know(business: Business) -> None:
    body = {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": "0" * 64}}}
    answer = await business.owner.post("/graphql", body)
    assert failure(answer)["code"] == "PERSISTED_QUERY_NOT_SUPPORTED"


# ---- who may read the schema, and how often one may ask -----------------------------------------------------------


@pytest_asyncio.fixture
async def production(installation: Installation, tmp_path: Path) -> AsyncIterator[Frame]:
    """The same database behind an installation in production, with a narrow rate."""
    settings = replace(
        test_settings(installation.urls, tmp_path), env="production", rate_limit_per_minute=15, database_pool_max=2
    )
    services = build_services(settings, installation.clock)
    async with running(services):
        yield build_web(services)


async def test_the_schema_is_open_while_developing(installation: Installation) -> None:
    found = await data(installation.visitor(), INTROSPECTION)
    assert {"name": "organizationList"} in found["__schema"]["queryType"]["fields"]


async def test_in_production_visitors_do_not_read_the_schema(production: Frame, business: Business) -> None:
    visitor = Client(production)
    for query in (
        INTROSPECTION,
        '{ __type(name: "Member") { name } }',
        "{ ...F } fragment F on Query { " + INTROSPECTION[2:],
    ):
        answer = await ask(visitor, query)
        assert (answer.status_code, failure(answer)["code"]) == (403, "introspection_refused")
    hint = await ask(visitor, "{ meGetx { kind } }")
    assert "meGet" not in hint.json()["errors"][0]["message"].replace("meGetx", "")
    assert (await ask(visitor, "{ __typename }")).json() == {"data": {"__typename": "Query"}}
    member = Client(production, csrf=business.owner.csrf)
    member.http.cookies.set(SESSION_COOKIE, business.owner.session.token)
    assert (await data(member, INTROSPECTION))["__schema"]


async def test_each_operation_of_a_document_counts_as_a_request(production: Frame, business: Business) -> None:
    member = Client(production, csrf=business.owner.csrf)
    member.http.cookies.set(SESSION_COOKIE, business.owner.session.token)
    five = "{ " + " ".join(f"a{n}: meGet {{ kind }}" for n in range(5)) + " }"
    answers = [await ask(member, five) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert answers[-1].headers["retry-after"]
    assert "r=10" in answers[0].headers["ratelimit"]
