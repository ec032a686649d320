"""Right calls of the operations of contracts."""

from __future__ import annotations

import base64
from typing import Any

from hanse.testing.installation import Client, Person
from tests.isolation.world import Call, Entry, World

PAPER = base64.b64encode(b"as agreed").decode()


async def contract(world: World, **facts: Any) -> dict[str, Any]:
    """A draft with an active organization."""
    place = await world.organization(is_active=True)
    body = {"organization_id": place, "title": world.name("contract"), **facts}
    return await world.made("/v1/contracts", body)


def at(thing: dict[str, Any]) -> dict[str, str]:
    return {"if-match": f'"{thing["version"]}"'}


async def nothing(world: World) -> Call:
    return Call()


async def new(world: World) -> Call:
    return Call(body={"organization_id": await world.organization(is_active=True), "title": world.name("contract")})


async def draft(world: World) -> Call:
    return Call({"contract_id": (await contract(world))["id"]})


async def assign(world: World) -> Call:
    found = await contract(world)
    return Call({"contract_id": found["id"]}, body={"priority": 5}, headers=at(found))


async def redraft(world: World) -> Call:
    return Call((await draft(world)).ids, body={})


async def version(world: World) -> Call:
    return Call({"version_id": (await contract(world))["working_version_id"]})


async def see(world: World, version_id: str) -> dict[str, Any]:
    return dict((await world.owner.get(f"/v1/contract-versions/{version_id}")).json())


async def change_terms(world: World) -> Call:
    call = await version(world)
    found = await see(world, call.ids["version_id"])
    return Call(call.ids, body={"payment_terms": world.name("terms")}, headers=at(found))


async def wording(world: World) -> dict[str, Any]:
    """A contract with two clauses: the version as it is then, and its clauses."""
    found = await contract(world)
    path = f"/v1/contract-versions/{found['working_version_id']}"
    for _ in range(2):
        present = await see(world, found["working_version_id"])
        body = {"heading": world.name("clause"), "body": world.name("text")}
        answer = await world.owner.post(f"{path}/clauses", body, headers=at(present))
        assert answer.status_code == 200, answer.text
    text = answer.json()
    return {"contract": found, "version": text, "clauses": text["content"]["clauses"], "path": path}


async def new_clause(world: World) -> Call:
    call = await version(world)
    body = {"heading": world.name("clause"), "body": world.name("text")}
    return Call(call.ids, body=body, headers=at(await see(world, call.ids["version_id"])))


async def clause(world: World, **body: Any) -> Call:
    found = await wording(world)
    return Call({"clause_id": found["clauses"][1]["id"]}, body=body, headers=at(found["version"]))


async def change_clause(world: World) -> Call:
    return await clause(world, body=world.name("text"))


async def old_clause(world: World) -> Call:
    call = await clause(world)
    return Call(call.ids, headers=call.headers)


async def move_clause(world: World) -> Call:
    return await clause(world, after_key=None)


async def fill_in(world: World) -> Call:
    call = await version(world)
    body = {"variables": [{"name": "town", "value": world.name("town")}]}
    return Call(call.ids, body=body, headers=at(await see(world, call.ids["version_id"])))


async def parties(world: World) -> Call:
    call = await version(world)
    body = {"parties": [{"side": side, "name": world.name(side)} for side in ("seller", "buyer")]}
    return Call(call.ids, body=body, headers=at(await see(world, call.ids["version_id"])))


async def step(world: World, *steps: str, **body: Any) -> Call:
    """A version after some steps, with its partner remembered for the call."""
    found = await signed_for(world)
    for name in steps:
        by = _partners[id(world)] if name in ("return", "decline") else world.owner
        await world.made(f"{found['path']}/{name}", {}, by=by)
    return Call({"version_id": found["version"]["version_id"]}, body=body)


_partners: dict[int, Person] = {}


async def partner(world: World) -> Client:
    """The partner of the contract that was made last."""
    return _partners[id(world)]


async def signed_for(world: World) -> dict[str, Any]:
    """A contract that lacks nothing to be submitted, with a partner who may answer it."""
    buyer, place = await world.partner()
    _partners[id(world)] = buyer
    body = {"organization_id": place, "title": world.name("contract"), "starts_on": "2026-04-01"}
    found = await world.made("/v1/contracts", body)
    path = f"/v1/contract-versions/{found['working_version_id']}"
    names = [{"side": side, "name": side, "signatory_name": world.name(side)} for side in ("seller", "buyer")]
    answer = await world.owner.put(
        f"{path}/parties", {"parties": names}, headers=at(await see(world, found["working_version_id"]))
    )
    assert answer.status_code == 200, answer.text
    body = {"heading": world.name("clause"), "body": world.name("text")}
    answer = await world.owner.post(f"{path}/clauses", body, headers=at(answer.json()))
    assert answer.status_code == 200, answer.text
    text = answer.json()
    return {"contract": found, "version": text, "clauses": text["content"]["clauses"], "path": path}


async def to_review(world: World) -> Call:
    return await step(world)


async def to_revise(world: World) -> Call:
    return await step(world, "review")


async def sent(world: World) -> Call:
    return await step(world, "send")


async def to_end(world: World) -> Call:
    return await step(world, "send", reason="for a test")


async def checked(world: World) -> Call:
    return Call((await step(world)).ids)


async def changes(world: World) -> Call:
    return Call((await step(world, "send")).ids)


async def proposal(world: World) -> Call:
    found = await signed_for(world)
    body = {"kind": "change", "clause_key": found["clauses"][0]["key"], "body": world.name("text")}
    return Call({"version_id": found["version"]["version_id"]}, body=body)


async def own_change(world: World) -> Call:
    call = await proposal(world)
    made = await world.made(f"/v1/contract-versions/{call.ids['version_id']}/changes", call.body)
    return Call({"change_id": made["id"]}, body={})


async def their_change(world: World) -> Call:
    """A change that the partner proposed and handed over."""
    found = await signed_for(world)
    buyer = _partners[id(world)]
    await world.made(f"{found['path']}/send", {})
    body = {"kind": "change", "clause_key": found["clauses"][0]["key"], "body": world.name("text")}
    made = await world.made(f"{found['path']}/changes", body, by=buyer)
    await world.made(f"{found['path']}/return", {}, by=buyer)
    return Call({"change_id": made["id"]}, body={})


async def read_change(world: World) -> Call:
    return Call((await own_change(world)).ids)


async def say(world: World) -> Call:
    return Call((await draft(world)).ids, body={"body": world.name("remark"), "is_internal": True})


async def attach(world: World) -> Call:
    return Call((await draft(world)).ids, body={"name": f"{world.word()}.txt", "content": PAPER})


async def attached(world: World) -> Call:
    call = await attach(world)
    made = await world.made(f"/v1/contracts/{call.ids['contract_id']}/attachments", call.body)
    return Call({**call.ids, "attachment_id": made["id"]})


async def template_of(world: World) -> dict[str, Any]:
    clauses = [{"heading": world.name("clause"), "body": world.name("text")}]
    return await world.made("/v1/contract-templates", {"name": world.name("template"), "clauses": clauses})


async def new_template(world: World) -> Call:
    return Call(body={"name": world.name("template")})


async def template(world: World) -> Call:
    return Call({"template_id": (await template_of(world))["id"]})


async def change_template(world: World) -> Call:
    found = await template_of(world)
    return Call({"template_id": found["id"]}, body={"description": world.name("words")}, headers=at(found))


async def new_library_clause(world: World) -> Call:
    return Call(body={"heading": world.name("clause"), "body": world.name("text")})


async def library_clause(world: World) -> Call:
    found = await world.made("/v1/library-clauses", (await new_library_clause(world)).body)
    return Call({"library_clause_id": found["id"]}, headers=at(found))


async def change_library_clause(world: World) -> Call:
    call = await library_clause(world)
    return Call(call.ids, body={"note": world.name("note")}, headers=call.headers)


async def new_task(world: World) -> Call:
    body = {"kind": "milestone", "title": world.name("task"), "due_on": "2026-05-01"}
    return Call((await draft(world)).ids, body=body)


async def change_task(world: World) -> Call:
    call = await new_task(world)
    made = await world.made(f"/v1/contracts/{call.ids['contract_id']}/tasks", call.body)
    return Call({"task_id": made["id"]}, body={"status": "done"}, headers=at(made))


ENTRIES = {
    "contract.list": Entry(nothing, changes=False),
    "contract.counts": Entry(nothing, changes=False),
    "contract.create": Entry(new),
    "contract.get": Entry(draft, changes=False),
    "contract.assign": Entry(assign),
    "contract.steps": Entry(draft, changes=False),
    "contract.versions": Entry(draft, changes=False),
    "contract.draft": Entry(redraft, expects=409),  # 409: a version is on its way already
    "contract.version": Entry(version, changes=False),
    "contract.update_terms": Entry(change_terms),
    "contract.text": Entry(version, changes=False),
    "contract.add_clause": Entry(new_clause),
    "contract.update_clause": Entry(change_clause),
    "contract.remove_clause": Entry(old_clause),
    "contract.move_clause": Entry(move_clause),
    "contract.set_variables": Entry(fill_in),
    "contract.set_parties": Entry(parties),
    "contract.changes": Entry(changes, changes=False),
    "contract.change": Entry(read_change, changes=False),
    "contract.propose": Entry(proposal),
    "contract.accept_change": Entry(their_change),
    "contract.reject_change": Entry(their_change),
    "contract.withdraw_change": Entry(own_change),
    "contract.review": Entry(to_review),
    "contract.revise": Entry(to_revise),
    "contract.send": Entry(to_review),
    "contract.return": Entry(sent, caller=partner),
    "contract.check": Entry(checked, changes=False),
    "contract.submit": Entry(to_review),
    "contract.recall": Entry(to_review, expects=409),  # 409: nothing waits for approval
    "contract.cancel": Entry(to_end),
    "contract.decline": Entry(to_end, caller=partner),
    "contract.compare": Entry(draft, changes=False),
    "contract.rounds": Entry(draft, changes=False),
    "contract.timeline": Entry(draft, changes=False),
    "contract.comments": Entry(draft, changes=False),
    "contract.comment": Entry(say),
    "contract.attachments": Entry(draft, changes=False),
    "contract.attach": Entry(attach),
    "contract.detach": Entry(attached),
    "contract.export": Entry(nothing, changes=False),
    "contract.tasks": Entry(nothing, changes=False),
    "contract.add_task": Entry(new_task),
    "contract.update_task": Entry(change_task),
    "contract_template.list": Entry(nothing, changes=False),
    "contract_template.create": Entry(new_template),
    "contract_template.get": Entry(template, changes=False),
    "contract_template.update": Entry(change_template),
    "contract_template.clauses": Entry(nothing, changes=False),
    "contract_template.create_clause": Entry(new_library_clause),
    "contract_template.clause": Entry(library_clause, changes=False),
    "contract_template.update_clause": Entry(change_library_clause),
}
