"""I1 for what everybody does to their own account: a program with a key is nobody's account, and a visitor has none."""

from __future__ import annotations

from typing import Any

from hanse.app import build_registry
from hanse.platform.commands import operation_of
from hanse.testing.installation import Business, Client, Installation

SELF = [
    (route, operation)
    for route in build_registry().routes
    if (operation := operation_of(route.operation)).access == "self"
]
TELLS_WHO_ASKS = {"me.get"}  # also a program may ask whose key it holds
NOT_A_PERSON = "Log in as yourself to do this; an API key cannot"
PASSKEY = {"state": "x" * 40, "credential": {"id": "x"}}
BODIES: dict[str, Any] = {
    "account.update_profile": {"display_name": "Mallory"},
    "account.change_email": {"email": "mallory@mail.example"},
    "account.change_password": {"new_password": "forty two lanterns below the quay"},
    "totp.confirm": {"code": "123456"},
    "passkey.finish_registration": PASSKEY,
    "passkey.rename": {"name": "Mallory"},
    "account.step_up": {"password": "a long sentence nobody guesses 47"},
    "passkey.step_up": PASSKEY,
    "organization.switch": {"organization_id": "org_00000000000000000000000000"},
    "notification_preference.save": {"items": []},
}


async def test_a_key_and_a_visitor_have_no_account(installation: Installation, business: Business) -> None:
    """Whatever its scopes: a key made by the owner changes nothing of the owner's account, and reads nothing of it."""
    key, visitor = await business.key("*"), Client(installation.app)
    before = (await business.owner.get("/v1/account")).json()
    sessions = (await business.owner.get("/v1/sessions")).json()["items"]
    wrong = []
    for route, operation in SELF:
        if operation.name in TELLS_WHO_ASKS:
            continue
        path = route.path
        for name, kind in operation.ids:
            path = path.replace(f"{{{name}}}", str(kind.new()))
        body = {"json": BODIES[operation.name]} if operation.name in BODIES else {}
        by_key = await key.send(route.method, path, unread=True, **body)
        by_nobody = await visitor.send(route.method, path, unread=True, **body)
        if (by_key.status_code, by_key.json().get("detail")) != (401, NOT_A_PERSON):
            wrong.append(f"{operation.name} by a key: {by_key.status_code} {by_key.text}")
        if by_nobody.status_code != 401:
            wrong.append(f"{operation.name} by a visitor: {by_nobody.status_code} {by_nobody.text}")
    assert not wrong, "\n".join(wrong)
    assert (await business.owner.get("/v1/account")).json() == before
    assert (await business.owner.get("/v1/sessions")).json()["items"] == sessions
