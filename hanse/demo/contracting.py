"""Builds contracts in every state: a clause library and a template, negotiations, what is in force or has ended."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Final

import msgspec

from hanse.demo.world import World, having_read
from hanse.domains.approvals import api as approvals
from hanse.domains.approvals.types import ApprovalId, Explain, SavePolicy
from hanse.domains.contracts import api as contracts
from hanse.domains.contracts.types import (
    AddComment,
    AddTask,
    Contract,
    ContractFilter,
    ContractTemplateId,
    ContractVersion,
    CreateContract,
    CreateContractTemplate,
    CreateLibraryClause,
    DecideChange,
    EndContract,
    ListChanges,
    MoveContract,
    ProposeChange,
    SetParties,
    TemplateStatus,
    UpdateTemplate,
)
from hanse.domains.contracts.types.commitments import SaveCommitments
from hanse.domains.contracts.types.papers import ImportContract
from hanse.domains.contracts.types.prices import (
    ActivateContract,
    RenewContract,
    SaveContractPrices,
    TerminateContract,
)
from hanse.domains.contracts.types.signatures import SignVersion
from hanse.kit.ids import uuid7
from hanse.kit.structs import convert
from hanse.platform.context import Ctx

CLAUSES: Final[tuple[dict[str, Any], ...]] = (
    {
        "key": "subject",
        "heading": "Subject",
        "body": "{{supplier}} supplies the goods listed in the annex to {{delivery_place}} at the prices agreed here.",
        "is_required": True,
    },
    {
        "key": "prices",
        "heading": "Prices",
        "body": "Prices are net, without tax, and hold for the whole term. Goods that are not listed are bought at the "
        "list price of the day.",
        "category": "Money",
        "is_required": True,
    },
    {
        "key": "payment",
        "heading": "Payment",
        "body": "Invoices are due within 30 days net. Late payments bear interest at the statutory rate.",
        "category": "Money",
        "fallbacks": [
            {
                "label": "45 days",
                "body": "Invoices are due within 45 days net. Late payments bear interest at the statutory rate.",
            }
        ],
    },
    {
        "key": "delivery",
        "heading": "Delivery",
        "body": "Goods in stock leave within {{delivery_days}} working days. Partial deliveries are allowed.",
        "category": "Service",
    },
    {
        "key": "liability",
        "heading": "Liability",
        "body": "Liability is limited to the value of the delivery concerned, except for intent and gross negligence.",
        "category": "Risk",
        "fallbacks": [
            {
                "label": "Twice the value",
                "body": "Liability is limited to twice the value of the delivery concerned, except for intent and "
                "gross negligence.",
            }
        ],
        "note": "Beyond twice the value, ask the managing director first.",
    },
    {
        "key": "term",
        "heading": "Term and notice",
        "body": "The contract runs for the agreed term. Either side may give notice as agreed, in writing.",
        "is_required": True,
    },
)
VARIABLES: Final = (
    ("supplier", "Your own name", ""),
    ("delivery_place", "Place of delivery", "the partner's gate"),
    ("delivery_days", "Working days until delivery", "3"),
)


@dataclass(frozen=True, slots=True)
class Plan:
    """A contract: with whom, who speaks for them, about what, and how far it went."""

    partner: str
    voice: str
    title: str
    state: str
    value: str
    starts_in: int = 14  # days from today
    runs_for: int = 365
    days_ago: float = 6
    prices: tuple[dict[str, Any], ...] = ()
    asks: str = ""  # the payment clause as the partner would have it


BOLTS: Final = ({"category": "bolts", "percent_off": "12", "clause": "prices"},)
NORDHAVEN: Final = (
    Plan(
        "baltic", "company", "Framework: fasteners and deck fittings", "active", "95000.00", -60, 425, 62, BOLTS, "45"
    ),
    Plan("baltic", "company", "Mooring equipment, yearly need", "renewal", "64000.00", -290, 365, 292),
    Plan("rostock", "company", "Call-off: hull coatings", "returned", "48000.00", asks="60"),
    Plan("fjordline", "ferries", "Ferry stores, season 2026", "sent", "36000.00"),
    Plan("rostock", "company", "Deck fittings, newbuild 214", "sent", "27000.00", days_ago=4),
    Plan("rostock", "company", "Crane rails, spare parts", "approval", "85000.00", days_ago=2),
    Plan("rostock", "company", "Hydraulic hoses, pier workshops", "approved", "22000.00", days_ago=3),
    Plan("baltic", "company", "Safety equipment for all yards", "signed", "41000.00", starts_in=21, days_ago=5),
    Plan("fjordline", "ferries", "Bearings for the winter overhaul", "draft", "15000.00", days_ago=1),
    Plan("fjordline", "ferries", "Life rafts, service and exchange", "review", "72000.00", days_ago=3),
    Plan("rostock", "company", "Welding consumables", "terminated", "30000.00", -150, 365, 152),
    Plan("rostock", "company", "Rope and rigging, trial quarter", "expired", "9000.00", -130, 110, 132),
    Plan("fjordline", "ferries", "Deck paint, single season", "declined", "12000.00", days_ago=20),
)
LOOM: Final = (
    Plan("harbour", "hoteladmin", "Curtains for the group, framework", "active", "90000.00", -30, 395, 33),
    Plan("harbour", "hoteladmin", "Upholstery of the lobby", "returned", "18000.00", asks="45"),
    Plan("harbour", "hoteladmin", "Flame-retardant blends, ballroom", "approved", "24000.00", days_ago=2),
    Plan("harbour", "hoteladmin", "Cuttings and samples", "draft", "2500.00", days_ago=1),
)
# A contract signed elsewhere comes as the file it was signed on.
PAPER: Final = b"""%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj
trailer<</Root 1 0 R>>
%%EOF
"""
PLANS: Final = {"nordhaven": NORDHAVEN, "loom-and-weft": LOOM}


async def is_there(world: World, ctx: Ctx) -> bool:
    """Whether there is a contract yet."""
    return bool((await contracts.list_contracts(ctx, ContractFilter(limit=1))).items)


async def build(world: World, ctx: Ctx) -> None:
    """Who has to agree, the library and a template by the owner; then the contracts by those who make them."""
    owner = await world.acting(ctx, "owner")
    template_id = await _template(owner)
    if world.plan.handle == "nordhaven":
        await approvals.create_policy(owner, convert(_policy(world), SavePolicy))
    for plan in PLANS[world.plan.handle]:
        await _lead(world, ctx, plan, template_id)
    if world.plan.handle == "nordhaven":
        await _on_paper(world, ctx)


def _policy(world: World) -> dict[str, Any]:
    finance = {"label": "Finance", "resolvers": [{"kind": "member", "member_id": str(world.members["approver"])}]}
    head = {"label": "Management", "resolvers": [{"kind": "member", "member_id": str(world.members["owner"])}]}
    return {
        "name": "Contracts above 50,000",
        "subject_kind": "contract",
        "condition": "subject.value > 5000000",
        "levels": [
            {"name": "Finance", "groups": [finance], "timeout_hours": 48},
            {"name": "Management", "groups": [head], "timeout_hours": 48},
        ],
    }


async def _template(ctx: Ctx) -> ContractTemplateId:
    """The library, and a template of all its clauses."""
    made = [await contracts.create_library_clause(ctx, convert(clause, CreateLibraryClause)) for clause in CLAUSES]
    wanted = {
        "name": "Supply contract",
        "description": "For partners who buy regularly at agreed prices.",
        "payment_terms": "30 days net",
        "duration_months": 12,
        "notice_days": 90,
        "renewal_mode": "manual",
        "renewal_months": 12,
        "uplift_micros": 30_000,
        "variables": [
            {"name": name, "label": label, "default": default or ctx.tenant.name} for name, label, default in VARIABLES
        ],
        "clauses": [{"library_clause_id": str(clause.id)} for clause in made],
    }
    template = await contracts.create_template(ctx, convert(wanted, CreateContractTemplate))
    active = UpdateTemplate(status=TemplateStatus.ACTIVE)
    await contracts.update_template(having_read(ctx, template.version), template.id, active)
    return template.id


async def _lead(world: World, ctx: Ctx, plan: Plan, template_id: ContractTemplateId) -> None:
    """Lead one contract to its state; what happens later in it happens later in time too."""
    sales = await world.acting(ctx, "sales", plan.days_ago)
    contract = await _begin(world, sales, plan, template_id)
    version = await _version(sales, contract)
    await _parties(world, sales, plan, version)
    if plan.prices:
        await _prices(sales, version, plan)
    if plan.state in ("active", "renewal"):
        await _commitment(sales, version, plan)
    if plan.state == "draft":
        return
    if plan.state == "review":
        await contracts.review_version(
            await _read(sales, contract), version.id, MoveContract(comment="Prices are fine?")
        )
        return
    await contracts.send_version(await _read(sales, contract), version.id, MoveContract(comment="As we discussed."))
    if plan.state == "sent":
        return
    voice = await world.acting(ctx, plan.voice, plan.days_ago - 0.3)
    if plan.state == "declined":
        no = EndContract(reason="We paint again in two years only")
        await contracts.decline_version(await _read(voice, contract), version.id, no)
        return
    await _answer(voice, plan, contract, version)
    if plan.state == "returned":
        return
    await _agree(world, ctx, plan, contract, version)


async def _begin(world: World, ctx: Ctx, plan: Plan, template_id: ContractTemplateId) -> Contract:
    first = (ctx.now + timedelta(days=plan.days_ago + plan.starts_in)).date()
    wanted = {
        "organization_id": str(world.organizations[plan.partner]),
        "title": plan.title,
        "template_id": str(template_id),
        "currency": world.plan.currency,
        "starts_on": first.isoformat(),
        "ends_on": (first + timedelta(days=plan.runs_for - 1)).isoformat(),
        "value": {"amount": plan.value, "currency": world.plan.currency},
        "buyer_member_id": str(world.members[plan.voice]),
    }
    contract = await contracts.create_contract(ctx, convert(wanted, CreateContract))
    audit = {
        "kind": "service_level",
        "title": "Look at delivery times together",
        "due_on": (first + timedelta(days=90)).isoformat(),
    }
    await contracts.add_task(ctx, contract.id, convert(audit, AddTask))
    return contract


async def _version(ctx: Ctx, contract: Contract) -> ContractVersion:
    """The version on its way, as it is now."""
    found = (await contracts.get_contract(ctx, contract.id)).working_version_id
    assert found is not None, "the contract has a version on its way"
    return await contracts.get_version(ctx, found)


async def _read(ctx: Ctx, contract: Contract) -> Ctx:
    """Somebody who just read the version on its way."""
    return having_read(ctx, (await _version(ctx, contract)).version)


async def _parties(world: World, ctx: Ctx, plan: Plan, version: ContractVersion) -> None:
    people = {person.key: person for person in world.plan.people}
    partner = next(one for one in world.plan.partners if one.key == plan.partner)
    sides = (("seller", world.plan.name, "sales"), ("buyer", partner.name, plan.voice))
    parties = [
        {
            "side": side,
            "name": name,
            "signatory_name": people[key].name,
            "signatory_role": people[key].title,
            "signatory_email": world.email(key),
            "signatory_member_id": str(world.members[key]),
        }
        for side, name, key in sides
    ]
    await contracts.set_parties(
        having_read(ctx, version.version), version.id, convert({"parties": parties}, SetParties)
    )


async def _answer(ctx: Ctx, plan: Plan, contract: Contract, version: ContractVersion) -> None:
    """The partner reads, says what they would have otherwise, and returns it."""
    if plan.asks:
        body = f"Invoices are due within {plan.asks} days net. Late payments bear interest at the statutory rate."
        wish = {"kind": "change", "clause_key": "payment", "body": body, "note": "As with our other suppliers."}
        await contracts.propose_change(await _read(ctx, contract), version.id, convert(wish, ProposeChange))
        remark = AddComment(body="The rest reads well; could we meet on payment?", clause_key="payment")
        await contracts.add_comment(ctx, contract.id, remark)
    await contracts.return_version(await _read(ctx, contract), version.id, MoveContract())


async def _agree(world: World, ctx: Ctx, plan: Plan, contract: Contract, version: ContractVersion) -> None:
    sales = await world.acting(ctx, "sales", plan.days_ago - 0.6)
    for change in (await contracts.list_changes(sales, version.id, ListChanges())).items:
        yes = DecideChange(reason="Agreed, for the volume")
        await contracts.accept_change(having_read(sales, change.version), change.id, yes)
    await contracts.submit_version(await _read(sales, contract), version.id, MoveContract())
    if plan.state == "approval":
        return
    version = await contracts.get_version(sales, version.id)
    if version.approval_id is not None:
        await _approve(world, ctx, plan, version.approval_id)
    if plan.state == "approved":
        return
    await _sign(world, ctx, plan, version)
    if plan.state == "signed":
        return
    await _in_force(world, ctx, plan, contract)


async def _approve(world: World, ctx: Ctx, plan: Plan, approval_id: ApprovalId) -> None:
    """Level by level, by the first whom its groups name."""
    keys = {member_id: key for key, member_id in world.members.items()}
    while True:
        approval = (await approvals.get_approval(ctx, approval_id)).approval
        level = next((one for one in approval.levels if one.status == "open"), None)
        if level is None:
            return
        for group in level.groups:
            decider = await world.acting(ctx, keys[group.approvers[0].member_id], plan.days_ago - 0.8)
            await approvals.approve(decider, approval_id, Explain(comment="Fine with me"))
            await ctx.services.outbox.flush(decider)  # what follows from it happens then, and not when all is built


async def _sign(world: World, ctx: Ctx, plan: Plan, version: ContractVersion) -> None:
    """Both signatories sign the text that was approved, each as a person who is logged in."""
    people = {person.key: person for person in world.plan.people}
    for key in ("sales", plan.voice):
        signer = await world.acting(ctx, key, plan.days_ago - 1.2)
        in_person = replace(signer, principal=msgspec.structs.replace(signer.principal, session_id=uuid7()))
        read = await contracts.get_version(in_person, version.id)
        words = {"content_hash": read.content_hash, "name": people[key].name}
        await contracts.sign_version(having_read(in_person, read.version), version.id, convert(words, SignVersion))


async def _in_force(world: World, ctx: Ctx, plan: Plan, contract: Contract) -> None:
    sales = await world.acting(ctx, "sales", -plan.starts_in - 0.1 if plan.starts_in < 0 else 0)
    present = await contracts.get_contract(sales, contract.id)
    await contracts.activate_contract(having_read(sales, present.version), contract.id, ActivateContract(from_now=True))
    if plan.state == "renewal":
        now = await world.acting(ctx, "sales")
        present = await contracts.get_contract(now, contract.id)
        await contracts.renew_contract(having_read(now, present.version), contract.id, RenewContract())
    elif plan.state == "terminated":
        then = await world.acting(ctx, "sales", 40)
        present = await contracts.get_contract(then, contract.id)
        why = TerminateContract(reason="The range moved to another supplier of the group")
        await contracts.terminate_contract(having_read(then, present.version), contract.id, why)


async def _prices(ctx: Ctx, version: ContractVersion, plan: Plan) -> None:
    present = await contracts.get_version(ctx, version.id)
    wanted = convert({"entries": list(plan.prices)}, SaveContractPrices)
    await contracts.save_contract_prices(having_read(ctx, present.version), version.id, wanted)


async def _commitment(ctx: Ctx, version: ContractVersion, plan: Plan) -> None:
    """A year's worth, of whatever is bought; something comes back beyond it."""
    present = await contracts.get_version(ctx, version.id)
    most = plan.value.partition(".")[0]
    yearly = {
        "key": "yearly",
        "name": "Yearly need",
        "value": {"amount": f"{int(most) // 10}.00", "currency": ctx.tenant.currency},
        "period": "year",
        "rebates": [{"reached": str(int(most) // 5), "rate_micros": 20_000}],
    }
    wanted = convert({"commitments": [yearly]}, SaveCommitments)
    await contracts.save_commitments(having_read(ctx, present.version), version.id, wanted)


async def _on_paper(world: World, ctx: Ctx) -> None:
    """A contract that was signed long before the portal."""
    sales = await world.acting(ctx, "sales", 3)
    wanted = {
        "organization_id": str(world.organizations["fjordline"]),
        "title": "Rope and rigging",
        "name": "Rope and rigging, signed.pdf",
        "content": PAPER,
        "signed_on": (sales.now.date() - timedelta(days=40)).isoformat(),
        "signed_by_seller": "Managing director",
        "signed_by_buyer": "Technical director",
        "starts_on": (ctx.now.date() + timedelta(days=20)).isoformat(),
        "payment_terms": "30 days net",
        "renewal_mode": "evergreen",
        "renewal_months": 12,
        "notice_days": 60,
    }
    await contracts.import_contract(sales, convert(wanted, ImportContract))
