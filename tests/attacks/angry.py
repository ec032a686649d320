"""A business in which every name, note and remark is an attack on whoever reads it. No assertions about Hanse."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Any

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.testing.installation import Client
from tests.attacks.test_foreign_ids import leaves, replaced
from tests.isolation.entries import ENTRIES
from tests.isolation.world import Call, World, call

TAG = "x38"
MARKUP = f"\"'><{TAG} onx38=1><img src=x onerror=window.x38=1></script><script>window.x38=1</script>"
FORMULA = "=HYPERLINK(1)"
SUM = "{{38*38}}"
SUMMED = str(38 * 38)
_LINK = re.compile(r'href="(/(?:admin|app|account|t)(?:/[^"#]*)?)"')
# What makes the things that people read every day.
SPINE = (
    "organization.update", "contact.create", "address.create", "member.invite", "role.create", "api_key.create",
    "custom_field.create", "onboarding_template.create", "region.create", "tax_class.create", "product.update",
    "category.update", "attribute.create", "price_list.create", "location.create", "cart.update", "quote.update",
    "quote.post_message", "quote.post_note", "order.write_message", "shopping_list.create", "cost_centre.create",
    "approval_policy.create", "delegation.create", "notification_template.create", "identity_provider.create_saml",
    "tenant.update",
)  # fmt: skip


class AngryWorld(World):
    """Everything made here has a name that bites."""

    def name(self, what: str = "thing") -> str:
        self._count += 1
        return f"{self._count} {MARKUP} {SUM}"[:150]

    async def made(self, path: str, body: dict[str, Any], by: Client | None = None) -> dict[str, Any]:
        """As ever; where a field takes no such name, the usual one."""
        answer = await (by or self.owner).post(path, body)
        if answer.status_code == 422:
            return await super().made(path, tamed(body), by)
        assert answer.status_code in (200, 201), f"POST {path}: {answer.status_code} {answer.text}"
        return dict(answer.json())


def tamed(body: Any) -> Any:
    """The body with names that bite nobody."""
    for path, value in list(leaves(body)):
        if isinstance(value, str) and MARKUP[:20] in value:
            body = replaced(body, path, f"tame {value.split()[0]}")
    return body


async def fill(world: AngryWorld, names: tuple[str, ...] | None = SPINE) -> int:
    """Make one of each; every free text of a body bites too where its field takes it. How many were made so."""
    bitten = 0
    for route in build_registry().routes:
        operation = operation_of(route.operation)
        entry = ENTRIES.get(operation.name)
        wanted = names is None or operation.name in names
        if not wanted or entry is None or operation.kind == "query" or _ends(operation.name):
            continue
        request = await entry.prepare(world)
        client = await entry.caller(world) if entry.caller else world.owner
        for body in (bitter(request.body), request.body, tamed(request.body)):
            answer = await call(
                client, route.method, route.path, Call(request.ids, body, request.query, request.headers)
            )
            if answer.status_code < 300:
                bitten += any(isinstance(value, str) and MARKUP[:20] in value for _, value in leaves(body))
                break
    return bitten


def _ends(name: str) -> bool:
    """What would close the business or lead its people elsewhere."""
    return (name.startswith("tenant.") and not name.startswith("tenant.update")) or name == "member.act_on_behalf"


def bitter(body: Any) -> Any:
    """The body with an attack in each of its texts that is a sentence or a name, not a code."""
    for path, value in list(leaves(body)):
        if isinstance(value, str) and path[-1] in TEXTS:
            body = replaced(body, path, f"{value[:40]} {MARKUP}"[:150] if MARKUP[:20] not in value else value)
    return body


TEXTS = frozenset(
    {
        *("name", "title", "note", "notes", "text", "body", "comment", "reason", "description", "summary", "label"),
        *("line1", "line2", "city", "holder", "legal_name", "brand", "terms", "internal_note", "buyer_note", "street"),
    }
)


async def pages(client: Client, starts: tuple[str, ...], most: int) -> AsyncIterator[tuple[str, str]]:
    """Addresses and pages reached from some by their links, each once, at most so many."""
    waiting, seen = list(starts), set(starts)
    while waiting and most > 0:
        path = waiting.pop(0)
        answer = await client.page(path)
        target = answer.headers.get("location", "")
        if target.startswith("/") and target not in seen:
            seen.add(target)
            waiting.insert(0, target)
        if answer.status_code != 200 or "text/html" not in answer.headers.get("content-type", ""):
            continue
        most -= 1
        yield path, answer.text
        for found in _LINK.findall(answer.text):
            link = found.replace("&amp;", "&")
            shape = re.sub(r"[a-z]{2,6}_[0-9a-hjkmnp-tv-z]{26}", "_", link).partition("?")[0]
            if shape not in seen and "export" not in link:
                seen.add(shape)
                waiting.append(link)
