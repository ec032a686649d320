"""Organizations in files: mapping, dry run, import, problems by row, hostile files, and exports that come back."""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest

from hanse.domains.access.types import RoleId
from hanse.domains.organizations.commands import exports, importing
from hanse.domains.organizations.commands.placing import Forest
from hanse.domains.organizations.commands.rowwise import Outcome
from hanse.domains.organizations.rules.rows import ParsedRow
from hanse.domains.organizations.types import ExportId
from hanse.kit.tables import open_table
from hanse.platform.context import Ctx
from hanse.testing.installation import Business, Client, Installation, names
from tests.domains.organizations.places import make, make_tree

HEADINGS = "Customer No;Company;Type;Parent;Net days;Credit;Credit currency;Tags;Street;ZIP;City;Country;VAT"
ROWS = (
    "K-1;Hafenkontor GmbH;buyer;K-3;30;2.500,00;EUR;eu;Am Kai 3;20457;Hamburg;DE;DE136695976",
    "K-2;Südwerk;buyer, vendor;;;;;;;;;;",
    "K-3;Nordgruppe;;;14;;;eu;;;;;",
)


def _csv(*rows: str, headings: str = HEADINGS) -> bytes:
    return "\r\n".join((headings, *rows)).encode()


async def _upload(client: Client, content: bytes, name: str = "partners.csv") -> Any:
    body = {"name": name, "content": base64.b64encode(content).decode()}
    return await client.post("/v1/organization-imports", body)


async def _run(installation: Installation, client: Client, content: bytes, action: str = "run") -> dict[str, Any]:
    uploaded = await _upload(client, content)
    assert uploaded.status_code == 201, uploaded.text
    path = f"/v1/organization-imports/{uploaded.json()['id']}"
    started = await client.post(f"{path}/{action}")
    assert started.status_code == 200, started.text
    await installation.drain()
    done: dict[str, Any] = (await client.get(path)).json()
    done["path"] = path
    return done


async def _problems(client: Client, done: dict[str, Any]) -> list[tuple[int, str, str]]:
    items = (await client.get(f"{done['path']}/problems")).json()["items"]
    return [(item["row_number"], item["column_name"], item["message"]) for item in items]


async def test_columns_in_any_order_are_guessed(business: Business) -> None:
    uploaded = (await _upload(business.owner, _csv(*ROWS))).json()
    assert uploaded["mapping"] == {
        "Customer No": "number",
        "Company": "name",
        "Type": "types",
        "Parent": "parent_number",
        "Net days": "payment_days",
        "Credit": "credit_limit",
        "Credit currency": "credit_currency",
        "Tags": "tags",
        "Street": "address_line1",
        "ZIP": "address_postal_code",
        "City": "address_city",
        "Country": "address_country",
        "VAT": "tax_number",
    }
    assert (uploaded["decimal_style"], uploaded["sample"][0][1]) == ("comma", "Hafenkontor GmbH")


async def test_a_check_keeps_nothing_and_an_import_everything(installation: Installation, business: Business) -> None:
    checked = await _run(installation, business.owner, _csv(*ROWS), "check")
    assert (checked["status"], checked["created_count"], checked["error_count"]) == ("checked", 3, 0)
    assert (await business.owner.get("/v1/organizations")).json()["items"] == []
    assert (await business.owner.post(f"{checked['path']}/run")).status_code == 200
    await installation.drain()
    done = (await business.owner.get(checked["path"])).json()
    assert (done["status"], done["created_count"], done["error_count"]) == ("done", 3, 0)
    items = {item["number"]: item for item in (await business.owner.get("/v1/organizations")).json()["items"]}
    assert items["K-1"]["parent_name"] == "Nordgruppe"
    assert items["K-2"]["types"] == ["buyer", "vendor"]
    whole = (await business.owner.get(f"/v1/organizations/{items['K-1']['id']}")).json()
    assert whole["credit_limit"] == {"amount": "2500.00", "currency": "EUR"}
    assert whole["payment_terms"]["days"] == 30
    addresses = (await business.owner.get(f"/v1/organizations/{items['K-1']['id']}/addresses")).json()["items"]
    assert (addresses[0]["city"], addresses[0]["is_billing_default"]) == ("Hamburg", True)


async def test_a_second_import_changes_only_what_differs(installation: Installation, business: Business) -> None:
    await _run(installation, business.owner, _csv(*ROWS))
    again = await _run(installation, business.owner, _csv(*ROWS))
    assert (again["created_count"], again["updated_count"], again["unchanged_count"]) == (0, 0, 3)
    changed = _csv(ROWS[0].replace("Hafenkontor GmbH", "Hafenkontor AG"), *ROWS[1:])
    third = await _run(installation, business.owner, changed)
    assert (third["created_count"], third["updated_count"], third["unchanged_count"]) == (0, 1, 2)
    listed = (await business.owner.get("/v1/organizations")).json()["items"]
    assert names(listed) == ["Hafenkontor AG", "Nordgruppe", "Südwerk"]


async def test_wrong_rows_are_named_and_right_ones_go_in(installation: Installation, business: Business) -> None:
    rows = (
        "A-1;;buyer;;;;;;;;;;",
        "A-2;Wrong type;banana;;;;;;;;;;",
        "A-3;Wrong days;;;400;;;;;;;;",
        "A-4;Wrong parent;;A-99;;;;;;;;;",
        "A-5;Wrong VAT;;;;;;;Am Kai 3;20457;Hamburg;DE;DE136695978",
        "A-6;Wrong postal code;;;;;;;Am Kai 3;999;Hamburg;DE;",
        "A-7;Loop one;;A-8;;;;;;;;;",
        "A-8;Loop two;;A-7;;;;;;;;;",
        "A-9;Right;;;;;;;;;;;",
    )
    for action in ("check", "run"):
        done = await _run(installation, business.owner, _csv(*rows), action)
        found = await _problems(business.owner, done)
        assert {row for row, _, _ in found} == {2, 3, 4, 5, 6, 7, 8, 9}, (action, found)
        assert (3, "Type") in {(row, column) for row, column, _ in found}
        assert (8, "Parent") in {(row, column) for row, column, _ in found}
    listed = names((await business.owner.get("/v1/organizations")).json()["items"])
    assert "Right" in listed
    assert "Wrong type" not in listed
    assert "Wrong VAT" not in listed


async def test_what_is_exported_comes_back_unchanged(installation: Installation, business: Business) -> None:
    fields = [
        {"key": "since", "label": "Customer since", "kind": "date"},
        {"key": "seats", "label": "Seats", "kind": "number"},
        {"key": "gold", "label": "Gold", "kind": "boolean"},
    ]
    for field in fields:
        assert (await business.owner.post("/v1/custom-fields", field)).status_code == 201
    tree = await make_tree(business)
    path = f"/v1/organizations/{tree['north']['id']}"
    facts = {
        "legal_name": '=HYPERLINK("http://evil.example")',
        "notes": 'first line\nsecond, with; signs "and" quotes',
        "tags": ["+49", "@home", "-1"],
        "types": ["vendor", "buyer"],
        "payment_terms": {"days": 30, "discount_days": 10, "discount_basis_points": 250},
        "credit_limit": {"amount": "1234.500", "currency": "KWD"},
        "manager_member_id": str(business.owner.member_id),
        "custom": {"since": "2020-02-29", "seats": "12.5", "gold": True},
        "website": "https://north.example",
    }
    assert (await business.owner.patch(path, facts)).status_code == 200
    address = {"line1": "-1 High Street", "postal_code": "SW1A 1AA", "city": "London", "country": "GB"}
    await business.owner.post(f"{path}/addresses", {**address, "is_billing_default": True, "recipient": "Kim"})
    await business.owner.post(f"{path}/tax-ids", {"country": "GB", "number": "980780684"})
    before = (await business.owner.get(path)).json()
    for form in ("csv", "xlsx"):
        exported = await business.owner.post("/v1/organization-exports", {"format": form})
        assert exported.status_code == 201, exported.text
        assert exported.json()["rows"] == 5
        content = (await business.owner.get(exported.json()["link"])).content
        if form == "csv":
            assert b"'=HYPERLINK" in content
        uploaded = (await _upload(business.owner, content, f"again.{form}")).json()
        assert len(uploaded["mapping"]) == len(uploaded["columns"])
        again = f"/v1/organization-imports/{uploaded['id']}"
        if uploaded["decimal_style"] is None:
            mapping = {"mapping": uploaded["mapping"], "decimal_style": "point"}
            assert (await business.owner.put(f"{again}/mapping", mapping)).status_code == 200
        await business.owner.post(f"{again}/run")
        await installation.drain()
        done = (await business.owner.get(again)).json()
        problems = (await business.owner.get(f"{again}/problems")).json()["items"]
        assert (problems, done["unchanged_count"], done["updated_count"]) == ([], 5, 0)
    assert (await business.owner.get(path)).json() == before


async def test_an_import_does_no_more_than_its_maker_may(business: Business) -> None:
    viewer = await business.join("viewer")
    assert (await _upload(viewer, _csv(*ROWS))).status_code == 403
    manager = await business.join("manager")
    uploaded = (await _upload(manager, _csv(*ROWS))).json()
    assert uploaded["status"] == "uploaded"
    assert (await viewer.get(f"/v1/organization-imports/{uploaded['id']}")).status_code == 403


MEANINGS = {
    "organization.create": "number",
    "organization.manage": "number",
    "organization.update": "number",
    "organization.set_terms": "credit_limit",
    "organization.activate": "status",
    "organization.move": "parent_number",
    "organization.manage_addresses": "address_city",
    "organization.manage_tax_ids": "tax_number",
}


async def test_each_column_takes_the_right_to_what_it_changes(business: Business) -> None:
    """Whoever holds every right but one starts no import that would need it; each right is missed by itself."""
    known = business.installation.services.registry.permissions
    for permission, meaning in MEANINGS.items():
        scopes = [name for name in known if name.startswith("organization.") and name != permission]
        program = await business.key(*scopes)
        uploaded = await _upload(program, b"Name,Extra\nGear,x\n")
        assert uploaded.status_code == 201, uploaded.text
        path = f"/v1/organization-imports/{uploaded.json()['id']}"
        mapped = await program.put(f"{path}/mapping", {"mapping": {"Name": "name", "Extra": meaning}})
        assert mapped.status_code == 403, f"without {permission}: {mapped.status_code} {mapped.text}"
        assert mapped.json()["extra"] == {"permission": permission}


async def test_another_business_knows_nothing_of_an_import(business: Business, other_business: Business) -> None:
    uploaded = (await _upload(business.owner, _csv(*ROWS))).json()
    path = f"/v1/organization-imports/{uploaded['id']}"
    for answer in (
        await other_business.owner.get(path),
        await other_business.owner.get(f"{path}/problems"),
        await other_business.owner.post(f"{path}/run"),
        await other_business.owner.put(f"{path}/mapping", {"mapping": {}}),
    ):
        assert answer.status_code == 404


async def test_hostile_files_are_refused_with_a_sentence(business: Business) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b"<a/>")
        archive.writestr("xl/big.xml", b"0" * 40_000_000)
    for name, content in (
        ("a.csv", b"\x00\x01\x02" * 100),
        ("a.csv", b"Name,Name\nx,y\n"),
        ("a.csv", b""),
        ("a.xlsx", b"PK\x03\x04broken"),
        ("a.xlsx", bomb.getvalue()),
        ("a.html", b"<html></html>"),
        ("a.csv", b"<html><script>alert(1)</script></html>"),
    ):
        answer = await _upload(business.owner, content, name)
        assert 400 <= answer.status_code < 500, (name, answer.status_code)
        assert answer.json()["detail"]


async def test_a_broken_quote_ends_the_file_not_the_server(installation: Installation, business: Business) -> None:
    content = b'Name,Number\nGood,1\n"open,2\nmore,3\n'
    uploaded = await _upload(business.owner, content)
    if uploaded.status_code == 201:
        path = f"/v1/organization-imports/{uploaded.json()['id']}"
        await business.owner.post(f"{path}/run")
        await installation.drain()
        done = (await business.owner.get(path)).json()
        assert done["status"] in ("failed", "done")
        assert done["problem"] or done["error_count"] or done["created_count"]
    else:
        assert uploaded.status_code == 422


async def test_exports_keep_to_the_rights_and_filters(business: Business) -> None:
    await make(business.owner, "Alpha", types=["buyer"])
    await make(business.owner, "Beta", types=["vendor"])
    member = await business.join("member")
    assert (await member.post("/v1/organization-exports", {})).status_code == 403
    made = (await business.owner.post("/v1/organization-exports", {"type": ["vendor"]})).json()
    content = (await business.owner.get(made["link"])).content
    rows = [row.cells["Name"] for row in open_table(io.BytesIO(content), "a.csv")]
    assert rows == ["Beta"]


async def test_an_interrupted_import_goes_on_where_it_stopped(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [f"N-{number};Partner {number};;;;;;;;;;;" for number in range(250)]
    batches: list[int] = []
    real = importing.apply_batch

    async def dying(ctx: Ctx, batch: Sequence[ParsedRow], forest: Forest) -> list[Outcome]:
        outcomes = await real(ctx, batch, forest)
        batches.append(len(batch))
        if len(batches) == 2:
            raise ConnectionResetError("the worker died after writing, before its commit")
        return outcomes

    monkeypatch.setattr(importing, "apply_batch", dying)
    done = await _run(installation, business.owner, _csv(*rows))
    for _ in range(20):
        if done["status"] == "done":
            break
        installation.clock.advance(timedelta(hours=1))
        await installation.drain()
        done = {**(await business.owner.get(done["path"])).json(), "path": done["path"]}
    assert (done["status"], done["row_count"], done["created_count"], done["error_count"]) == ("done", 250, 250, 0)
    assert batches == [100, 100, 100, 50]
    assert (await business.owner.get("/v1/organization-counts")).json()["total"] == 250
    created = "SELECT count(*) FROM events WHERE name = 'organization.created'"
    async with business.open() as ctx:
        assert await ctx.db.value(created) == 250


async def test_a_large_export_is_a_job_with_progress_and_a_link(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 1)
    tree = await make_tree(business)
    manager = await business.join("manager")
    made = (await business.owner.post("/v1/organization-exports", {"format": "xlsx"})).json()
    path = f"/v1/organization-exports/{made['id']}"
    assert (made["status"], made["rows"], made["total"], made["link"]) == ("running", 0, 5, None)
    assert (await business.owner.get(path)).json()["status"] == "running"
    page = f"/admin/organizations/exports/{made['id']}"
    assert "Waiting for its turn" in (await business.owner.page(page)).text
    await make(business.owner, "Later")
    assert ("organizations.export", "done") in await installation.drain()
    done = (await business.owner.get(path)).json()
    assert (done["status"], done["rows"]) == ("done", 6)
    content = (await business.owner.get(done["link"])).content
    assert "Later" in [row.cells["Name"] for row in open_table(io.BytesIO(content), "a.xlsx")]
    assert "Download organizations-" in (await business.owner.page(f"{page}?poll=1")).text
    assert (await manager.get(path)).status_code == 404, "an export is for who asked for it"
    assert tree


async def test_a_job_exports_only_what_its_maker_saw(
    installation: Installation, business: Business, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    await make(business.owner, "Hidden")
    grants = [
        {"permission": "organization.export", "reach": "tenant"},
        {"permission": "organization.view", "reach": "own"},
    ]
    role = (await business.owner.post("/v1/roles", {"kind": "tenant", "name": "Own only", "grants": grants})).json()
    person = await business.join(RoleId.parse(role["id"]))
    mine = await make(business.owner, "Mine")
    managed = {"manager_member_id": str(person.member_id)}
    assert (await business.owner.patch(f"/v1/organizations/{mine['id']}", managed)).status_code == 200
    made = (await person.post("/v1/organization-exports", {})).json()
    await installation.drain()
    done = (await person.get(f"/v1/organization-exports/{made['id']}")).json()
    content = (await person.get(done["link"])).content
    assert [row.cells["Name"] for row in open_table(io.BytesIO(content), "a.csv")] == ["Mine"]
    assert (await person.get(f"/v1/organization-exports/{ExportId.new()}")).status_code == 404
