"""Right calls of the operations of access."""

from __future__ import annotations

from hanse.domains.access.types import DeadJobId
from hanse.kit.ids import uuid7
from hanse.platform.jobs.dead import BURY
from hanse.platform.jobs.envelope import Envelope
from hanse.testing.installation import Client
from tests.isolation.world import Call, Entry, World


async def nothing(world: World) -> Call:
    return Call()


async def somebody(world: World, role: str = "member") -> str:
    person = await world.business.join(role, name=world.name("person"))
    return str(person.member_id)


async def member(world: World) -> Call:
    return Call({"member_id": await somebody(world)})


async def change_member(world: World) -> Call:
    return Call({"member_id": await somebody(world)}, body={"title": world.name("title")})


async def with_reason(world: World) -> Call:
    return Call({"member_id": await somebody(world)}, body={"reason": "for a test"})


async def suspended(world: World) -> Call:
    identity = await somebody(world)
    await world.made(f"/v1/members/{identity}/suspend", {"reason": "for a test"})
    return Call({"member_id": identity}, body={"reason": "for a test"})


async def give_role(world: World) -> Call:
    return Call({"member_id": await somebody(world)}, body={"role_id": str(await world.business.role("viewer"))})


async def take_role(world: World) -> Call:
    identity = await somebody(world)
    found = (await world.owner.get(f"/v1/members/{identity}")).json()
    return Call({"member_id": identity, "assignment_id": found["assignments"][0]["id"]})


async def act(world: World) -> Call:
    person, _ = await world.partner()
    return Call({"member_id": str(person.member_id)}, body={"reason": "for a test"})


async def colleague_admin(world: World) -> Client:
    return await world.business.join("admin")


async def invitation(world: World) -> str:
    body = {
        "email": f"{world.word()}@invited.example",
        "assignments": [{"role_id": str(await world.business.role("member"))}],
    }
    return str((await world.made("/v1/invitations", body))["id"])


async def invite(world: World) -> Call:
    role = str(await world.business.role("member"))
    return Call(body={"email": f"{world.word()}@invited.example", "assignments": [{"role_id": role}]})


async def invited(world: World) -> Call:
    return Call({"invitation_id": await invitation(world)})


async def role(world: World) -> str:
    body = {"name": world.name("role"), "kind": "tenant", "grants": [{"permission": "member.view", "reach": "tenant"}]}
    return str((await world.made("/v1/roles", body))["id"])


async def one_role(world: World) -> Call:
    return Call({"role_id": await role(world)})


async def new_role(world: World) -> Call:
    return Call(body={"name": world.name("role"), "kind": "tenant", "grants": []})


async def change_role(world: World) -> Call:
    return Call({"role_id": await role(world)}, body={"name": world.name("role"), "grants": []})


async def copy_role(world: World) -> Call:
    return Call({"role_id": await role(world)}, body={"name": world.name("copy")})


async def key(world: World) -> str:
    return str((await world.made("/v1/api-keys", {"name": world.name("key"), "scopes": ["member.view"]}))["id"])


async def one_key(world: World) -> Call:
    return Call({"api_key_id": await key(world)})


async def new_key(world: World) -> Call:
    return Call(body={"name": world.name("key"), "scopes": ["member.view"]})


async def entry(world: World) -> Call:
    await somebody(world)
    await world.made("/v1/roles", {"name": world.name("role"), "kind": "tenant", "grants": []})
    found = (await world.owner.get("/v1/audit-entries")).json()["items"]
    return Call({"audit_entry_id": found[0]["id"]})


async def failed_job(world: World) -> Call:
    """A job that failed for good, as the worker would have buried it."""
    identity = uuid7()
    envelope = Envelope(id=identity, data={"note": world.name("job")}, at=world.installation.clock.now())
    async with world.business.open() as ctx:
        params = {
            "id": identity,
            "name": "invitation.send",
            "outcome": "failed",
            "code": "mail_unavailable",
            "error": "The mail server did not answer",
            "attempts": 8,
            "envelope": envelope,
            "key": None,
            "now": ctx.now,
        }
        await ctx.db.run(BURY, params)
    return Call({"dead_job_id": str(DeadJobId(identity))})


async def demand(world: World) -> Call:
    return Call(body={"staff_from": None, "partners_from": None, "company_log_in_counts": False})


ENTRIES = {
    "audit.list": Entry(nothing, changes=False),
    "audit.get": Entry(entry, changes=False),
    "audit.export": Entry(nothing, changes=False),
    "event.list": Entry(nothing, changes=False),
    "member.list": Entry(nothing, changes=False),
    "member.get": Entry(member, changes=False),
    "member.update": Entry(change_member),
    "member.suspend": Entry(with_reason),
    "member.reactivate": Entry(suspended),
    "member.remove": Entry(with_reason),
    "member.act_on_behalf": Entry(act, caller=colleague_admin),
    "role.assign": Entry(give_role),
    "role.unassign": Entry(take_role),
    "invitation.list": Entry(nothing, changes=False),
    "invitation.get": Entry(invited, changes=False),
    "invitation.resend": Entry(invited),
    "invitation.revoke": Entry(invited),
    "member.invite": Entry(invite),
    "role.list": Entry(nothing, changes=False),
    "role.get": Entry(one_role, changes=False),
    "role.create": Entry(new_role),
    "role.update": Entry(change_role),
    "role.delete": Entry(one_role),
    "role.copy": Entry(copy_role),
    "role.permissions": Entry(nothing, changes=False),
    "api_key.list": Entry(nothing, changes=False),
    "api_key.get": Entry(one_key, changes=False),
    "api_key.create": Entry(new_key),
    "api_key.revoke": Entry(one_key),
    "second_factor.get": Entry(nothing, changes=False),
    "second_factor.demand": Entry(demand),
    "job.list_failed": Entry(nothing, changes=False),
    "job.replay": Entry(failed_job),
}
