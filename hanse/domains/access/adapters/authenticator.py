"""From a session token or an API key to a principal with its present rights, in one statement per request.

Who holds which role is read anew each time. What a role allows is cached per process under (tenant, access version);
every change of a role or of the tenant's status raises that version in its own transaction, so that a right that was
taken is gone with the next request.
"""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Any, NamedTuple
from uuid import UUID

import structlog

from hanse.domains.access.queries.demands import SESSION_PROOF
from hanse.domains.access.rules import Demand, is_proof_missing, placed, role_grants
from hanse.kit.money import Money
from hanse.platform.authz import Grant, OnBehalf, Principal, PrincipalKind, TenantRef, may_anywhere
from hanse.platform.crypto import ApiKeyMalformed, parse_api_key, same, token_hash
from hanse.platform.http.auth import Identity
from hanse.platform.services import Services

RESOLVE_SESSION = "SELECT * FROM resolve_session(%(hash)s, %(now)s, %(idle)s)"
RESOLVE_API_KEY = "SELECT * FROM resolve_api_key(%(prefix)s, %(now)s)"
NOTE_USE = "SELECT api_key_used(%(tenant)s, %(key)s, %(now)s, %(ip)s::inet)"
ROLES = "SELECT id, kind, key, is_builtin, grants FROM roles"
DEMAND = "SELECT staff_from, partners_from, company_log_in_counts FROM second_factor_demands"
STRONG_FOR = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)
CACHED_TENANTS = 2_000
log = structlog.get_logger("hanse.access")

RoleGrants = Mapping[UUID, tuple[Grant, ...]]


class TenantAccess(NamedTuple):
    """What is known of a business under one access version."""

    roles: RoleGrants
    demand: Demand | None


class AccessAuthenticator:
    """Implements the platform's Authenticator."""

    def __init__(self) -> None:
        self._roles: OrderedDict[tuple[UUID, int], TenantAccess] = OrderedDict()
        self._bound: dict[tuple[UUID, int, tuple[Any, ...]], tuple[Grant, ...]] = {}

    async def by_session(self, services: Services, token: str, ip: str | None) -> Identity | None:
        """Who a session token belongs to; None when it never existed, ended or expired."""
        digest = token_hash(token)
        idle = services.settings.session_idle_minutes * 60
        row = await services.database.lookup(
            RESOLVE_SESSION, {"hash": digest, "now": services.clock.now(), "idle": idle}
        )
        if row is None:
            return None
        if row["tenant_id"] is not None and await self._lacks_proof(services, row):
            account = self._account(services, row, second_factor_for=row["tenant_name"])
            return Identity(principal=account, csrf_secret=digest.hex())
        principal = await self._session_principal(services, row)
        if principal is None:
            return None
        return Identity(principal=principal, tenant=tenant_ref(row), csrf_secret=digest.hex())

    async def by_api_key(self, services: Services, key: str, ip: str | None) -> Identity | None:
        """Whose key this is; None when unknown, revoked, expired, or used from an address it does not allow."""
        try:
            parsed = parse_api_key(key)
        except ApiKeyMalformed:
            return None
        now = services.clock.now()
        row = await services.database.lookup(RESOLVE_API_KEY, {"prefix": parsed.prefix, "now": now})
        if row is None or not same(row["secret_hash"], token_hash(key)):
            return None
        if not address_allowed(row["allowed_networks"], ip):
            log.warning("api_key_refused_address", api_key_id=str(row["api_key_id"]), ip=ip)
            return None
        if row["last_used_at"] is None or row["last_used_at"] < now - NOTED_EVERY:
            await services.database.lookup(
                NOTE_USE, {"tenant": row["tenant_id"], "key": row["api_key_id"], "now": now, "ip": ip}
            )
        principal = Principal(
            kind=PrincipalKind.API_KEY,
            display_name=row["member_name"],
            email=row["account_email"],
            account_id=row["account_id"],
            member_id=row["member_id"],
            api_key_id=row["api_key_id"],
            grants=await self._grants(services, row, row["assignments"]),
            limited_to=frozenset(row["scopes"]),
            attributes=attributes_of(row, "member"),
        )
        return Identity(principal=principal, tenant=tenant_ref(row))

    async def _lacks_proof(self, services: Services, row: Mapping[str, Any]) -> bool:
        """Whether the business demands a second factor of this person now, and the session gave none.

        What counts are the person's own roles, also while they act for somebody else.
        """
        demand = (await self._access(services, row["tenant_id"], row["access_version"])).demand
        if demand is None or not demand.holds_for(row["assignments"], services.clock.now(), row["tenant_timezone"]):
            return False
        found = await services.database.lookup(SESSION_PROOF, {"session": row["session_id"]})
        return found is None or is_proof_missing(found["proof"], demand)

    @staticmethod
    def _account(services: Services, row: Mapping[str, Any], second_factor_for: str = "") -> Principal:
        common = _common(services, row)
        return Principal(
            kind=PrincipalKind.ACCOUNT,
            display_name=row["account_name"],
            second_factor_for=second_factor_for,
            **common,
        )

    async def _session_principal(self, services: Services, row: Mapping[str, Any]) -> Principal | None:
        common = _common(services, row)
        if row["tenant_id"] is None:
            return self._account(services, row)
        own = Principal(
            kind=PrincipalKind.MEMBER,
            display_name=row["member_name"],
            member_id=row["member_id"],
            organization_id=row["organization_id"],
            grants=await self._grants(services, row, row["assignments"]),
            attributes=attributes_of(row, "member"),
            **common,
        )
        if row["acting_member_id"] is None:
            return own
        if not may_anywhere(own, "member.act_on_behalf"):
            return None
        return await self._acting(services, row, own, common)

    async def _acting(
        self, services: Services, row: Mapping[str, Any], own: Principal, common: Mapping[str, Any]
    ) -> Principal:
        """Somebody who acts for a buyer: with the buyer's rights at organizations and limits, never those of staff."""
        pairs = [pair for pair in row["acting_assignments"] if pair[1] is not None]
        return Principal(
            kind=PrincipalKind.MEMBER,
            display_name=own.display_name,
            member_id=own.member_id,
            organization_id=row["organization_id"],
            on_behalf=OnBehalf(
                member_id=row["acting_member_id"],
                organization_id=row["organization_id"],
                display_name=row["acting_name"],
            ),
            grants=await self._grants(services, row, pairs),
            attributes=attributes_of(row, "acting"),
            **common,
        )

    async def _grants(
        self, services: Services, row: Mapping[str, Any], pairs: Sequence[Sequence[str | None]]
    ) -> tuple[Grant, ...]:
        """Every grant of a member: the grants of each role, bound to the organization it is assigned at."""
        tenant, version = row["tenant_id"], row["access_version"]
        wanted = tuple((role, organization) for role, organization in pairs)
        key = (tenant, version, wanted)
        known = self._bound.get(key)
        if known is not None:
            return known
        roles = (await self._access(services, tenant, version)).roles
        grants: list[Grant] = []
        for role, organization in wanted:
            place = UUID(organization) if organization else None
            grants.extend(placed(roles.get(UUID(str(role)), ()), place))
        if len(self._bound) > CACHED_TENANTS * 5:
            self._bound.clear()
        self._bound[key] = tuple(grants)
        return self._bound[key]

    async def _access(self, services: Services, tenant: UUID, version: int) -> TenantAccess:
        key = (tenant, version)
        known = self._roles.get(key)
        if known is not None:
            self._roles.move_to_end(key)
            return known
        async with services.database.transaction(tenant) as transaction:
            rows = await transaction.all(ROLES)
            demand = await transaction.maybe(DEMAND, into=Demand)
        permissions = services.registry.permissions.values()
        loaded = TenantAccess({row["id"]: role_grants(permissions, row) for row in rows}, demand)
        self._roles[key] = loaded
        while len(self._roles) > CACHED_TENANTS:
            self._roles.popitem(last=False)
        return loaded


def _common(services: Services, row: Mapping[str, Any]) -> dict[str, Any]:
    """What is known of whoever holds a session, in a business or outside of any."""
    strong_at = row["strong_at"]
    return {
        "email": row["account_email"],
        "account_id": row["account_id"],
        "session_id": row["session_id"],
        "locale": row["account_locale"],
        "timezone": row["account_timezone"],
        "authenticated_strongly": strong_at is not None and strong_at > services.clock.now() - STRONG_FOR,
    }


def tenant_ref(row: Mapping[str, Any]) -> TenantRef | None:
    """The tenant of a resolved credential."""
    if row["tenant_id"] is None:
        return None
    return TenantRef(
        id=row["tenant_id"],
        handle=row["tenant_handle"],
        name=row["tenant_name"],
        timezone=row["tenant_timezone"],
        locale=row["tenant_locale"],
        currency=row["tenant_currency"],
        accent=row["tenant_accent"],
        logo_key=row["tenant_logo_key"],
        status=row["tenant_status"],
    )


def attributes_of(row: Mapping[str, Any], whose: str) -> Mapping[str, Any]:
    """What conditions may ask about the actor: `actor.approval_limit` and the tenant's own attributes.

    `whose`: "member", or "acting" for the one acted for.
    """
    attributes = dict(row[f"{whose}_attributes"] or {})
    attributes["member_id"] = str(row["acting_member_id" if whose == "acting" else "member_id"])
    attributes.pop("approval_limit", None)
    if row[f"{whose}_limit_minor"] is not None:
        attributes["approval_limit"] = Money(row[f"{whose}_limit_minor"], row[f"{whose}_currency"])
    return attributes


def address_allowed(networks: Sequence[str], ip: str | None) -> bool:
    """Whether a key with this allow-list may be used from `ip`; an empty list allows every address."""
    if not networks:
        return True
    try:
        address = ipaddress.ip_address(ip or "")
    except ValueError:
        return False
    mapped = getattr(address, "ipv4_mapped", None)
    return any((mapped or address) in ipaddress.ip_network(network) for network in networks)
