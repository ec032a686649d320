"""Right calls of the operations of organizations."""

from __future__ import annotations

import base64
from typing import Any

from tests.isolation.world import Call, Entry, World

ADDRESS = {"line1": "Speicherstadt 1", "city": "Hamburg", "postal_code": "20457", "country": "DE"}


async def nothing(world: World) -> Call:
    return Call()


async def organization(world: World) -> Call:
    return Call({"organization_id": await world.organization()})


async def new(world: World) -> Call:
    return Call(body={"name": world.name("organization")})


async def change(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"website": f"https://{world.word()}.example"})


async def move(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"parent_id": await world.organization()})


async def decide(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"reason": "for a test"})


async def decide_active(world: World) -> Call:
    return Call({"organization_id": await world.organization(is_active=True)}, body={"reason": "for a test"})


async def decide_suspended(world: World) -> Call:
    place = await world.organization(is_active=True)
    await world.made(f"/v1/organizations/{place}/suspend", {"reason": "for a test"})
    return Call({"organization_id": place}, body={"reason": "for a test"})


async def active(world: World) -> Call:
    return Call({"organization_id": await world.organization(is_active=True)})


async def part(world: World, path: str, body: dict[str, Any]) -> tuple[str, str]:
    place = await world.organization()
    made = await world.made(f"/v1/organizations/{place}/{path}", body)
    return place, str(made["id"])


async def new_address(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body=ADDRESS)


async def address(world: World) -> Call:
    place, identity = await part(world, "addresses", ADDRESS)
    return Call({"organization_id": place, "address_id": identity})


async def change_address(world: World) -> Call:
    found = await address(world)
    return Call(found.ids, body={**ADDRESS, "label": world.name("address")})


async def new_contact(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"name": world.name("contact")})


async def contact(world: World) -> Call:
    place, identity = await part(world, "contacts", {"name": world.name("contact")})
    return Call({"organization_id": place, "contact_id": identity})


async def change_contact(world: World) -> Call:
    found = await contact(world)
    return Call(found.ids, body={"name": world.name("contact")})


TAX = {"kind": "vat", "country": "DE", "number": "DE136695976"}


async def new_tax(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body=TAX)


async def tax(world: World) -> Call:
    place, identity = await part(world, "tax-ids", TAX)
    return Call({"organization_id": place, "tax_id_id": identity})


async def new_field(world: World) -> Call:
    return Call(body={"key": world.word(), "label": world.name("field"), "kind": "text"})


async def custom_field(world: World) -> Call:
    made = await world.made("/v1/custom-fields", (await new_field(world)).body)
    return Call({"custom_field_id": str(made["id"])})


async def change_field(world: World) -> Call:
    found = await custom_field(world)
    return Call(found.ids, body={"label": world.name("field")})


STEPS = [
    {"key": "address", "kind": "address", "label": "Where you are"},
    {"key": "paper", "kind": "document", "label": "A paper", "is_required": False},
    {"key": "terms", "kind": "terms", "label": "Terms", "body": "Be fair."},
]
PAPER = base64.b64encode(b"%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n").decode()
FILE = base64.b64encode(b"number,name\nX-1,Example Works\n").decode()
ACCOUNT = {"holder": "Example", "country": "DE", "account_number": "DE89370400440532013000"}


async def new_template(world: World) -> Call:
    return Call(body={"name": world.name("checklist"), "organization_type": "buyer", "steps": STEPS})


async def template_id(world: World) -> str:
    return str((await world.made("/v1/onboarding-templates", (await new_template(world)).body))["id"])


async def template(world: World) -> Call:
    return Call({"template_id": await template_id(world)})


async def change_template(world: World) -> Call:
    return Call({"template_id": await template_id(world)}, body=(await new_template(world)).body)


async def start(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body={"template_id": await template_id(world)})


async def application(world: World) -> dict[str, Any]:
    """An open application: made by one colleague, so that the owner may decide about it."""
    place, checklist = await world.organization(), await template_id(world)
    maker = await world.business.join("manager")
    return await world.made(f"/v1/organizations/{place}/onboarding", {"template_id": checklist}, by=maker)


async def open_application(world: World) -> Call:
    return Call({"application_id": (await application(world))["id"]})


async def applying(world: World) -> Call:
    return Call({"organization_id": (await application(world))["organization_id"]})


def step(found: dict[str, Any], key: str) -> str:
    return str(next(item["id"] for item in found["steps"] if item["key"] == key))


async def accept_terms(world: World) -> Call:
    found = await application(world)
    return Call({"application_id": found["id"], "step_id": step(found, "terms")}, body={"accepted": True})


async def give_paper(world: World) -> Call:
    found = await application(world)
    body = {"name": "paper.pdf", "content": PAPER, "content_type": "application/pdf"}
    return Call({"application_id": found["id"], "step_id": step(found, "paper")}, body=body)


async def paper(world: World) -> Call:
    request = await give_paper(world)
    path = f"/v1/onboarding-applications/{request.ids['application_id']}/steps/{request.ids['step_id']}/documents"
    made = await world.made(path, request.body)
    files = next(item["files"] for item in made["steps"] if item["key"] == "paper")
    return Call({**request.ids, "file_id": files[0]["id"]})


async def in_review(world: World) -> dict[str, Any]:
    found = await application(world)
    clerk = await world.business.join("manager")
    await world.made(f"/v1/organizations/{found['organization_id']}/addresses", ADDRESS, by=clerk)
    path = f"/v1/onboarding-applications/{found['id']}/steps/{step(found, 'terms')}/complete"
    done = await world.made(path, {"accepted": True}, by=clerk)
    assert done["status"] == "in_review", done
    return found


async def decide_application(world: World) -> Call:
    return Call({"application_id": (await in_review(world))["id"]}, body={})


async def mended(world: World) -> Call:
    """An application that was sent back with a question, and has everything again."""
    found = await in_review(world)
    path = f"/v1/onboarding-applications/{found['id']}/ask-for-changes"
    await world.made(path, {"reason": "for a test"})
    return Call({"application_id": found["id"]})


async def refuse_application(world: World) -> Call:
    return Call({"application_id": (await in_review(world))["id"]}, body={"reason": "for a test"})


async def save_bank(world: World) -> Call:
    return Call({"organization_id": await world.organization()}, body=ACCOUNT)


async def bank(world: World) -> Call:
    place = await world.organization()
    answer = await world.owner.put(f"/v1/organizations/{place}/bank-account", ACCOUNT)
    assert answer.status_code == 200, answer.text
    return Call({"organization_id": place})


async def upload(world: World) -> Call:
    return Call(body={"name": f"{world.word()}.csv", "content": FILE})


async def import_id(world: World, *steps: str) -> str:
    made = await world.made("/v1/organization-imports", (await upload(world)).body)
    identity = str(made["id"])
    if "map" in steps:
        body = {"mapping": made["guess"] if "guess" in made else made["mapping"]}
        answer = await world.owner.put(f"/v1/organization-imports/{identity}/mapping", body)
        assert answer.status_code == 200, answer.text
    if "check" in steps:
        await world.owner.post(f"/v1/organization-imports/{identity}/check")
        await world.installation.drain()
    return identity


async def uploaded(world: World) -> Call:
    return Call({"import_id": await import_id(world)})


async def to_map(world: World) -> Call:
    identity = await import_id(world)
    found = (await world.owner.get(f"/v1/organization-imports/{identity}")).json()
    return Call({"import_id": identity}, body={"mapping": found["mapping"]})


async def mapped(world: World) -> Call:
    return Call({"import_id": await import_id(world, "map")})


async def checked(world: World) -> Call:
    return Call({"import_id": await import_id(world, "map", "check")})


async def export(world: World) -> Call:
    return Call(body={"format": "csv"})


async def exported(world: World) -> Call:
    return Call({"export_id": str((await world.made("/v1/organization-exports", {}))["id"])})


ENTRIES = {
    "organization.list": Entry(nothing, changes=False),
    "organization.create": Entry(new),
    "organization.counts": Entry(nothing, changes=False),
    "organization.get": Entry(organization, changes=False),
    "organization.update": Entry(change),
    "organization.move": Entry(move),
    "organization.activate": Entry(decide),
    "organization.suspend": Entry(decide_active),
    "organization.reactivate": Entry(decide_suspended),
    "organization.close": Entry(decide_active),
    "organization.require_trading": Entry(active, changes=False),
    "organization.addresses": Entry(organization, changes=False),
    "organization.address": Entry(address, changes=False),
    "address.create": Entry(new_address),
    "address.update": Entry(change_address),
    "address.delete": Entry(address),
    "organization.contacts": Entry(organization, changes=False),
    "organization.contact": Entry(contact, changes=False),
    "contact.create": Entry(new_contact),
    "contact.update": Entry(change_contact),
    "contact.delete": Entry(contact),
    "organization.tax_ids": Entry(organization, changes=False),
    "tax_id.create": Entry(new_tax),
    "tax_id.check": Entry(tax),
    "tax_id.delete": Entry(tax),
    "custom_field.list": Entry(nothing, changes=False),
    "custom_field.create": Entry(new_field),
    "custom_field.get": Entry(custom_field, changes=False),
    "custom_field.update": Entry(change_field),
    "custom_field.archive": Entry(custom_field),
    "onboarding_template.list": Entry(nothing, changes=False),
    "onboarding_template.create": Entry(new_template),
    "onboarding_template.get": Entry(template, changes=False),
    "onboarding_template.update": Entry(change_template),
    "onboarding_template.archive": Entry(template),
    "onboarding.start": Entry(start),
    "onboarding.latest": Entry(applying, changes=False),
    "onboarding.list": Entry(nothing, changes=False),
    "onboarding.get": Entry(open_application, changes=False),
    "onboarding.refresh": Entry(open_application),
    "onboarding.submit": Entry(mended),
    "onboarding.complete_step": Entry(accept_terms),
    "onboarding.add_document": Entry(give_paper),
    "onboarding.remove_document": Entry(paper),
    "onboarding.approve": Entry(decide_application),
    "onboarding.reject": Entry(refuse_application),
    "onboarding.ask_for_changes": Entry(refuse_application),
    "bank_account.save": Entry(save_bank),
    "bank_account.get": Entry(bank, changes=False),
    "bank_account.reveal": Entry(bank, changes=False),
    "organization.health": Entry(organization, changes=False),
    "organization.recompute_health": Entry(organization),
    "organization.export": Entry(export),
    "organization.get_export": Entry(exported, changes=False),
    "organization.import_fields": Entry(nothing, changes=False),
    "organization.list_imports": Entry(nothing, changes=False),
    "organization.upload_import": Entry(upload),
    "organization.get_import": Entry(uploaded, changes=False),
    "organization.map_import": Entry(to_map),
    "organization.check_import": Entry(mapped),
    "organization.run_import": Entry(checked),
    "organization.import_problems": Entry(checked, changes=False),
}
