"""Rows of a file that are written together: they mean what they would mean one after another."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from hanse.domains.organizations.commands import rowwise
from hanse.kit.errors import Invalid
from hanse.platform.db.transaction import Transaction
from hanse.testing.installation import Business, Installation

HEADINGS = "Customer No;Company;Parent;Net days;Street;ZIP;City;Country;VAT"


async def _run(installation: Installation, business: Business, *rows: str, action: str = "run") -> dict[str, Any]:
    content = base64.b64encode("\r\n".join((HEADINGS, *rows)).encode()).decode()
    uploaded = await business.owner.post("/v1/organization-imports", {"name": "a.csv", "content": content})
    path = f"/v1/organization-imports/{uploaded.json()['id']}"
    assert (await business.owner.post(f"{path}/{action}")).status_code == 200
    await installation.drain()
    done: dict[str, Any] = (await business.owner.get(path)).json()
    problems = (await business.owner.get(f"{path}/problems")).json()["items"]
    return {**done, "problems": [(item["row_number"], item["message"]) for item in problems]}


async def _listed(business: Business) -> dict[str, dict[str, Any]]:
    items = (await business.owner.get("/v1/organizations", params={"limit": 200})).json()["items"]
    return {item["number"]: item for item in items}


async def test_rows_of_one_number_follow_each_other(installation: Installation, business: Business) -> None:
    rows = (
        "A;First;;;;;;;",
        "B;Below;A;;;;;;",
        "A;Second;;30;Am Kai 1;20457;Hamburg;DE;",
        "A;Third;;;Am Kai 1;20457;Hamburg;DE;DE136695976",
    )
    done = await _run(installation, business, *rows)
    assert (done["created_count"], done["updated_count"], done["problems"]) == (2, 2, [])
    listed = await _listed(business)
    assert listed["A"]["name"] == "Third"
    assert listed["B"]["parent_name"] == "Third"
    whole = (await business.owner.get(f"/v1/organizations/{listed['A']['id']}")).json()
    assert whole["payment_terms"]["days"] == 30
    again = ("A;Fourth;;;Am Kai 1;20457;Hamburg;DE;DE811907980", "A;Fifth;;;;;;;", "B;Below;A;;;;;;")
    done = await _run(installation, business, *again)
    assert (done["updated_count"], done["unchanged_count"], done["problems"]) == (2, 1, [])
    assert (await _listed(business))["A"]["name"] == "Fifth"
    numbers = (await business.owner.get(f"/v1/organizations/{listed['A']['id']}/tax-ids")).json()["items"]
    assert {item["number"] for item in numbers} == {"DE136695976", "DE811907980"}


async def test_a_file_builds_a_tree_in_any_order(installation: Installation, business: Business) -> None:
    rows = ("3;Leaf;2;;;;;;", "1;Root;;;;;;;", "2;Branch;1;;;;;;", ";Nameless number;2;;;;;;", "4;Deep;3;;;;;;")
    done = await _run(installation, business, *rows)
    assert (done["created_count"], done["problems"]) == (5, [])
    listed = await _listed(business)
    assert [len(listed[number]["path"]) for number in ("1", "2", "3", "4")] == [1, 2, 3, 4]
    unnumbered = next(item for item in listed.values() if item["name"] == "Nameless number")
    assert len(unnumbered["path"]) == 3


async def test_a_tree_that_would_be_too_deep_is_refused_by_row(installation: Installation, business: Business) -> None:
    rows = [f"{level};Level {level};{level - 1 if level else ''};;;;;;" for level in range(30)]
    done = await _run(installation, business, *rows)
    assert done["error_count"] > 0
    assert done["created_count"] + done["error_count"] == 30
    depths = [len(item["path"]) for item in (await _listed(business)).values()]
    assert done["created_count"] == len(depths)


async def test_what_is_refused_together_is_tried_alone(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(*_: object) -> None:
        raise Invalid("Not together")

    monkeypatch.setattr(rowwise, "write_drafts", refuse)
    rows = ("A;One;;;Am Kai 1;20457;Hamburg;DE;DE136695976", "B;Two;A;;;;;;", ";Three;;;;;;;")
    done = await _run(installation, business, *rows)
    assert (done["created_count"], done["problems"]) == (3, [])
    done = await _run(installation, business, rows[0].replace("One", "Uno"), rows[1])
    assert (done["updated_count"], done["unchanged_count"], done["problems"]) == (1, 1, [])


async def test_a_hundred_rows_cost_some_statements(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    statements: list[str] = []
    real = Transaction._execute

    async def counted(self: Transaction, sql: Any, *rest: Any, **options: Any) -> Any:
        statements.append(sql)
        return await real(self, sql, *rest, **options)

    rows = [f"N-{n};Partner {n};{'N-0' if n else ''};30;Am Kai {n};20457;Hamburg;DE;" for n in range(100)]
    monkeypatch.setattr(Transaction, "_execute", counted)
    for expected in ("created_count", "unchanged_count"):
        statements.clear()
        done = await _run(installation, business, *rows)
        assert done[expected] == 100
        assert len(statements) < 150, len(statements)
