"""Every form that names a version: whoever saves second sees what was saved meanwhile, and chooses.

Which forms there are is read from the registry and from the pages themselves; `EXAMPLES` says where ids come from.
"""

from __future__ import annotations

import html
import re
from collections import defaultdict
from typing import Any

from hanse.app import build_registry
from hanse.platform.web.controls import PageForm, forms_of
from hanse.testing.installation import Business, Installation, Person
from tests.isolation.entries import ENTRIES
from tests.isolation.world import World
from tests.sampling import sampled

EXAMPLES: dict[str, tuple[str, ...]] = {
    "role_id": ("role.update",),
    "region_id": ("region.get",),
    "tax_class_id": ("tax_class.get",),
    "tax_rate_id": ("tax_rate.get",),
    "notification_template_id": ("notification_template.get",),
    "policy_id": ("approval_policy.get",),
    "member_id": ("member.get",),
    "organization_id": ("organization.get",),
    "organization_id address_id": ("address.update",),
    "organization_id contact_id": ("contact.update",),
    "template_id": ("onboarding_template.get", "contract_template.get"),
    "custom_field_id": ("custom_field.get",),
    "product_id": ("product.get",),
    "category_id": ("category.get",),
    "attribute_set_id": ("attribute.get_set",),
    "attribute_id": ("attribute.get",),
    "price_list_id": ("price_list.get",),
    "location_id": ("location.get",),
    "contract_id": ("contract.get",),
    "order_id": ("order.get",),
    "quote_id": ("quote.update",),
    "provider_id": ("identity_provider.get",),
}
# A field of each form, and what two people write into it.
WORDS = ("Saved first", "Saved second")
NAMES: dict[str, tuple[str, str]] = {
    **dict.fromkeys(("name", "title", "label", "display_name", "payment_terms", "text", "subject", "notes"), WORDS),
    "po_number": WORDS,
    "priority": ("7", "8"),
    "accent": ("#112233", "#223344"),
    "domain": ("first.example", "second.example"),
    "parties.0.address": WORDS,
}
# Rows that only several fields together make right; they are chosen as the parties of a contract are.
APART = "/commitments/edit"
# Nothing of these can be changed by somebody else in between: they make something new, or name no version.
MADE = re.compile(
    r"/(new|import|confirm|suspend|remove|close|activate|reactivate|act|start|move|hold|cancel|ship|sign)(/|\Z)"
)


def _paths() -> dict[str, set[str]]:
    found: dict[str, set[str]] = defaultdict(set)
    for page in build_registry().pages:
        if page.path.startswith(("/admin", "/account")) and not MADE.search(page.path):
            found[page.path].add(page.method)
    return found


async def _addresses(world: World) -> list[str]:
    found = []
    ids = {key: [(await ENTRIES[one].prepare(world)).ids for one in names] for key, names in EXAMPLES.items()}
    for path, methods in _paths().items():
        params = re.findall(r"{(\w+)}", path)
        if {"GET", "POST"} <= methods and not path.endswith(APART) and (not params or " ".join(params) in EXAMPLES):
            for known in ids[" ".join(params)] if params else [{}]:
                values = list(known.values())
                address = path
                for at, name in enumerate(params):
                    address = address.replace(f"{{{name}}}", known.get(name) or values[at])
                found.append(address)
    return found


def _sent(form: PageForm, **changes: str) -> dict[str, Any]:
    fields: dict[str, Any] = {name: list(one.values) for name, one in form.controls.items() if one.values}
    return {**fields, "_version": form.version, **changes}


async def _form(person: Person, address: str) -> PageForm | None:
    page = await person.page(address)
    forms = forms_of(page.text) if page.status_code == 200 else []
    return next((one for one in forms if one.path == address and one.version), None)


async def test_every_form_with_a_version_shows_what_was_saved_meanwhile(
    installation: Installation, business: Business, other_business: Business
) -> None:
    owner, wrong, tried = business.owner, [], 0
    for address in sampled(tuple(await _addresses(World(installation, business, other_business))), 2):
        form = await _form(owner, address)
        if form is None:
            continue
        tried += 1
        problem = await _conflict(owner, address, form)
        if problem:
            wrong.append(f"{address}: {problem}")
    assert not wrong, "\n".join(wrong)
    assert tried >= 9


async def _conflict(owner: Person, address: str, form: PageForm) -> str:
    """Save twice from the same page, then take what was saved; says what went wrong."""
    name = next((one for one in NAMES if one in form.controls), None)
    if name is None:
        return f"none of its fields is known: {list(form.controls)}"
    early, late = NAMES[name]
    first = await owner.submit(address, _sent(form, **{name: early}))
    if first.status_code != 303:
        return f"cannot be saved as it opens: {first.status_code} {_errors(first.text)}"
    stale = await owner.submit(address, _sent(form, **{name: late}))
    if stale.status_code != 412 or "while you were writing" not in stale.text or early not in stale.text:
        return f"no comparison: {stale.status_code} {_errors(stale.text)}"
    taken = await owner.submit(address, _taking(stale.text, address))
    if taken.status_code != 303:
        return f"cannot be saved after the choice: {taken.status_code} {_errors(taken.text)}"
    kept = await _form(owner, address)
    return "" if kept and kept.controls[name].values == [early] else "the choice was lost"


def _taking(text: str, address: str) -> dict[str, Any]:
    """What a browser sends when everything is taken over that was saved meanwhile."""
    again = next(one for one in forms_of(text) if one.path == address)
    chosen: dict[str, Any] = defaultdict(list)
    for key, value in re.findall(r'name="(_theirs\.[^"]*)" value="([^"]*)"', text):
        chosen[key].append(html.unescape(value))
    return _sent(again, **dict.fromkeys(re.findall(r'name="(_take\.[^"]*)"', text), "theirs"), **chosen)


def _errors(text: str) -> str:
    return " ".join(re.sub(r"<[^>]*>", " ", part) for part in re.findall(r'role="alert".*?</div>', text, re.S))[:200]


async def test_rows_are_chosen_as_a_whole_and_untouched_ones_are_taken_over(business: Business) -> None:
    """Steps of a policy, which are rows inside rows; and its condition, whose rows are one expression."""
    boss, other = [await business.join("manager", name=name) for name in ("Head office", "Other office")]
    body = {
        "name": "Large quotes",
        "subject_kind": "quote",
        "condition": "subject.total > 500000",
        "levels": [_level("First step", boss)],
    }
    made = (await business.owner.post("/v1/approval-policies", body)).json()
    address = f"/admin/approval-policies/{made['id']}"
    opened = await _form(business.owner, address)
    assert opened is not None
    theirs = {**body, "condition": "subject.total > 900000", "levels": [_level("Their step", other)] * 2}
    changed = await business.owner.put(f"/v1/approval-policies/{made['id']}", theirs)
    assert changed.status_code == 200, changed.text
    mine = {"level.0.name": "My step", "condition.0.value": "7000"}
    stale = await business.owner.submit(address, _sent(opened, **mine))
    assert stale.status_code == 412
    for words in ("Their step", "Olive Owner saved this", 'name="_take.level" value="mine" checked'):
        assert words in stale.text, words
    assert "subject.total &gt; 900000" in stale.text
    quiet = await business.owner.submit(address, _sent(opened, **mine, _touched="condition.0.value"))
    assert 'name="_take.level" value="theirs" checked' in quiet.text
    taken = await business.owner.submit(address, _taking(stale.text, address))
    assert taken.status_code == 303, _errors(taken.text)
    kept = (await business.owner.get(f"/v1/approval-policies/{made['id']}")).json()
    assert [one["name"] for one in kept["levels"]] == ["Their step", "Their step"]
    assert kept["condition"] == "subject.total > 900000"


def _level(name: str, who: Person) -> dict[str, Any]:
    resolver = {"kind": "member", "member_id": str(who.member_id)}
    return {"name": name, "groups": [{"label": name, "resolvers": [resolver]}]}
