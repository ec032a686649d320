"""Builds what is agreed in writing: a clause library, a template, and contracts in the states of their lives."""

from __future__ import annotations

from dataclasses import replace as with_changes
from datetime import date, timedelta
from typing import Any, Final

from msgspec.structs import replace

from hanse.demo.world import World, having_read
from hanse.domains.contracts import api
from hanse.domains.contracts.types import (
    AddClause,
    AddComment,
    AddTask,
    Contract,
    ContractFilter,
    ContractTemplateId,
    ContractVersionId,
    CreateContract,
    CreateContractTemplate,
    CreateLibraryClause,
    MoveContract,
    ProposeChange,
    SetParties,
    SetVariables,
    UpdateTemplate,
)
from hanse.domains.contracts.types.commitments import SaveCommitments
from hanse.domains.contracts.types.papers import ImportContract
from hanse.domains.contracts.types.prices import ActivateContract, SaveContractPrices
from hanse.domains.contracts.types.signatures import SignVersion
from hanse.kit.ids import uuid7
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

LIBRARY: Final = (
    (
        "Subject",
        "Scope",
        (
            "The seller supplies {{goods}} to the buyer and the companies of its group. The general terms "
            "of either side do not apply."
        ),
    ),
    (
        "Prices",
        "Money",
        (
            "The prices of the annexed table hold for the whole term. They are without value added tax and "
            "include packing."
        ),
    ),
    ("Payment", "Money", "Invoices are due within 30 days of their date, without deduction."),
    (
        "Delivery",
        "Delivery",
        (
            "The seller delivers to {{place_of_delivery}}, free of charge from an order value of 500.00 on, "
            "within five working days of the order."
        ),
    ),
    (
        "Liability",
        "Liability",
        (
            "Each side is liable for intent and gross negligence. For slight negligence, liability is "
            "limited to the value of the delivery."
        ),
    ),
    (
        "Confidentiality",
        "Secrets",
        (
            "Neither side discloses prices or technical documents of the other to third parties, for two "
            "years after the end of this contract."
        ),
    ),
)
FALLBACKS: Final = {
    "Payment": [
        {"label": "45 days", "body": "Invoices are due within 45 days of their date, without deduction."},
        {"label": "2 % within 14 days", "body": "Invoices are due within 30 days; 2 % may be kept within 14 days."},
    ]
}
PAPER: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether there is a contract yet."""
    seller = await world.acting(ctx, world.plan.people[0].key)
    return bool((await api.list_contracts(seller, ContractFilter(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """The library and a template by the owner; then contracts as sales and partners lead them."""
    owner = await world.acting(ctx, world.plan.people[0].key, 300)
    template = await _template(owner)
    if world.plan.handle != "nordhaven":
        place = next(key for key in world.organizations)
        await _begin(world, await world.acting(ctx, world.plan.people[0].key), template, place, "Yearly need of cloth")
        return
    await _in_force(world, ctx, template)
    await _to_sign(world, ctx, template)
    await _talked_about(world, ctx, template)
    await _on_paper(world, ctx)
    draft = await world.acting(ctx, "sales", 1)
    await _begin(world, draft, template, "fjordline", "Spare parts for the winter lay-up")


async def _template(ctx: Ctx) -> ContractTemplateId:
    clauses = []
    for heading, category, text in LIBRARY:
        wanted = {
            "heading": heading,
            "body": text,
            "category": category,
            "is_required": heading in ("Subject", "Payment", "Liability"),
            "fallbacks": FALLBACKS.get(heading, []),
        }
        made = await api.create_library_clause(ctx, convert(wanted, CreateLibraryClause))
        clauses.append({"library_clause_id": str(made.id)})
    body: dict[str, Any] = {
        "name": "Framework agreement",
        "description": "For partners who buy the whole year at agreed prices.",
        "payment_terms": "30 days net",
        "duration_months": 12,
        "notice_days": 30,
        "renewal_mode": "auto",
        "renewal_months": 12,
        "uplift_micros": 30_000,
        "variables": [
            {"name": "goods", "label": "What is supplied", "default": "the goods of the annexed table"},
            {"name": "place_of_delivery", "label": "Place of delivery", "default": "the works of the buyer"},
        ],
        "clauses": clauses,
    }
    template = await api.create_template(ctx, convert(body, CreateContractTemplate))
    active = convert({"status": "active"}, UpdateTemplate)
    await api.update_template(having_read(ctx, template.version), template.id, active)
    return template.id


async def _begin(
    world: World, ctx: Ctx, template: ContractTemplateId, place: str, title: str, starts_on: date | None = None
) -> Contract:
    body = {
        "organization_id": str(world.organizations[place]),
        "title": title,
        "template_id": str(template),
        "starts_on": (starts_on or ctx.now.date() + timedelta(days=30)).isoformat(),
        "value": {"amount": "48000.00", "currency": world.plan.currency},
    }
    return await api.create_contract(ctx, convert(body, CreateContract))


def _version(contract: Contract) -> ContractVersionId:
    assert contract.working_version_id is not None
    return contract.working_version_id


async def _signatories(world: World, ctx: Ctx, version_id: ContractVersionId) -> None:
    """The head of sales and the administrator of the partner sign."""
    names = {person.key: person for person in world.plan.people}
    parties = [
        {
            "side": side,
            "name": name,
            "address": address,
            "signatory_name": names[key].name,
            "signatory_role": names[key].title,
            "signatory_email": world.email(key),
        }
        for side, name, address, key in (
            ("seller", world.plan.name, "Dock Street 14\nLeith EH6 6QA", "sales"),
            ("buyer", "Baltic Shipyards Group", "Strandstrasse 86\n18055 Rostock", "company"),
        )
    ]
    read = await api.get_version(ctx, version_id)
    await api.set_parties(having_read(ctx, read.version), version_id, convert({"parties": parties}, SetParties))


async def _prices(ctx: Ctx, version_id: ContractVersionId, entries: list[dict[str, Any]]) -> None:
    read = await api.get_version(ctx, version_id)
    wanted = convert({"entries": entries}, SaveContractPrices)
    await api.save_contract_prices(having_read(ctx, read.version), version_id, wanted)


async def _sign(world: World, ctx: Ctx, key: str, version_id: ContractVersionId, days_ago: float) -> None:
    """Sign as somebody at their own screen does, who just proved who they are."""
    person = await world.acting(ctx, key, days_ago)
    person = with_changes(person, principal=replace(person.principal, session_id=uuid7()))
    content_hash = (await api.get_version(person, version_id)).content_hash
    assert content_hash is not None
    name = next(one.name for one in world.plan.people if one.key == key)
    await api.sign_version(person, version_id, SignVersion(content_hash=content_hash, name=name))


async def _in_force(world: World, ctx: Ctx, template: ContractTemplateId) -> None:
    """A contract that ends in less than three months, with prices, a commitment and tasks."""
    sales = await world.acting(ctx, "sales", 290)
    first = sales.now.date() + timedelta(days=10)
    contract = await _begin(world, sales, template, "baltic", "Survival suits and lifting slings", first)
    version_id = _version(contract)
    await _signatories(world, sales, version_id)
    await _prices(
        sales,
        version_id,
        [{"sku": "IS-001", "price": "289.00", "clause": "prices"}, {"sku": "IS-002", "price": "318.50"}],
    )
    commitment = {
        "key": "yearly",
        "name": "Yearly need",
        "value": {"amount": "20000.00", "currency": world.plan.currency},
        "period": "year",
        "rebates": [{"reached": "30000", "rate_micros": 20_000}],
    }
    read = await api.get_version(sales, version_id)
    wanted = convert({"commitments": [commitment]}, SaveCommitments)
    await api.save_commitments(having_read(sales, read.version), version_id, wanted)
    await api.submit_version(sales, version_id, MoveContract(comment="As agreed at the fair"))
    await _sign(world, ctx, "company", version_id, 286)
    await _sign(world, ctx, "sales", version_id, 285)
    active = await world.acting(ctx, "sales", 280)
    present = await api.get_contract(active, contract.id)
    await api.activate_contract(having_read(active, present.version), contract.id, ActivateContract(from_now=True))
    due = {
        "kind": "obligation",
        "title": "Report on the suits in use",
        "due_on": (ctx.now.date() + timedelta(days=12)).isoformat(),
        "side": "buyer",
    }
    await api.add_task(active, contract.id, convert(due, AddTask))


async def _to_sign(world: World, ctx: Ctx, template: ContractTemplateId) -> None:
    """A contract that is agreed, and waits for its signatures."""
    sales = await world.acting(ctx, "sales", 6)
    contract = await _begin(world, sales, template, "baltic", "Hydraulic hoses and couplings")
    version_id = _version(contract)
    await _signatories(world, sales, version_id)
    await _prices(sales, version_id, [{"sku": "HO2-12", "price": "8.40"}, {"sku": "QC-002", "percent_off": "12"}])
    await api.submit_version(sales, version_id, MoveContract())


async def _talked_about(world: World, ctx: Ctx, template: ContractTemplateId) -> None:
    """A contract in negotiation: the partner has proposed, and it is the seller's turn; then the partner's again."""
    sales = await world.acting(ctx, "sales", 9)
    contract = await _begin(world, sales, template, "baltic", "Framework for deck fittings")
    version_id = _version(contract)
    await _signatories(world, sales, version_id)
    read = await api.get_version(sales, version_id)
    extra = AddClause(
        heading="Stock", body="The seller keeps a month's need of the annexed goods in stock for the buyer."
    )
    text = await api.add_clause(having_read(sales, read.version), version_id, extra)
    values = convert({"variables": [{"name": "place_of_delivery", "value": "gate 3 of the yard"}]}, SetVariables)
    await api.set_variables(having_read(sales, text.version), version_id, values)
    await api.send_version(sales, version_id, MoveContract(comment="Our draft; the stock clause is new."))
    company = await world.acting(ctx, "company", 6)
    keys = {one.heading: one.key for one in (await api.get_text(company, version_id)).content.clauses}
    change = {
        "kind": "change",
        "clause_key": keys["Payment"],
        "body": "Invoices are due within 45 days of their date, without deduction.",
        "note": "As in the contract for suits.",
    }
    await api.propose_change(company, version_id, convert(change, ProposeChange))
    await api.add_comment(
        company,
        contract.id,
        AddComment(
            body="Two months of stock would help us in spring.", clause_key=keys["Stock"], version_id=version_id
        ),
    )
    await api.return_version(company, version_id, MoveContract(comment="One wish, about payment."))
    back = await world.acting(ctx, "sales", 2)
    counter = {
        "kind": "change",
        "clause_key": keys["Stock"],
        "body": "The seller keeps six weeks' need of the annexed goods in stock for the buyer.",
        "note": "We can meet you half-way.",
    }
    await api.propose_change(back, version_id, convert(counter, ProposeChange))
    await api.send_version(back, version_id, MoveContract(comment="Please look at stock."))


async def _on_paper(world: World, ctx: Ctx) -> None:
    """A contract that was signed long before the portal."""
    sales = await world.acting(ctx, "sales", 3)
    body = {
        "organization_id": str(world.organizations["fjordline"]),
        "title": "Rope and rigging",
        "file_name": "Rope and rigging, signed.pdf",
        "file_content": PAPER,
        "signed_on": (sales.now.date() - timedelta(days=40)).isoformat(),
        "signed_by_seller": "Managing director",
        "signed_by_buyer": "Technical director",
        "starts_on": (ctx.now.date() + timedelta(days=20)).isoformat(),
        "payment_terms": "30 days net",
        "renewal_mode": "evergreen",
        "renewal_months": 12,
        "notice_days": 60,
    }
    await api.import_contract(sales, convert(body, ImportContract))
