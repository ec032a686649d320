"""An example for every id in the addresses of pages, found or made in the demo world as its owner would.

Keys are the names of ids, or an address pattern and a name where one page needs another example.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import httpx

from hanse.platform.http.auth import SESSION_COOKIE
from tests.journeys.catalog_places import catalog_examples
from tests.journeys.contract_places import contract_examples
from tests.journeys.pricing_places import pricing_examples
from tests.journeys.quote_places import quote_examples
from tests.journeys.trade_places import trade_examples

CSV = b"Name,Types,Country,City,Street,Postal code\nPlum Island Boats,buyer,GB,Leith,3 Shore,EH6 6QA\n,buyer,GB,,,\n"
_ORGANIZATION = "/admin/organizations/{organization_id}"


class Api:
    """The REST surface as one person of the demo world uses it, with the token their pages carry."""

    def __init__(self, url: str, session: str) -> None:
        self.http = httpx.Client(base_url=url, cookies={SESSION_COOKIE: session}, headers={"origin": url})
        found = re.search(r'name="csrf-token" content="([0-9a-f]+)"', self.http.get("/account").text)
        assert found is not None, "the page has no form token"
        self.csrf = found[1]

    def get(self, path: str, **query: Any) -> Any:
        """An answer's content."""
        return self._content(self.http.get(path, params=query))

    def items(self, path: str, **query: Any) -> list[dict[str, Any]]:
        """The items of a list."""
        found: list[dict[str, Any]] = self.get(path, **query)["items"]
        return found

    def post(self, path: str, body: Mapping[str, Any]) -> Any:
        """Make something."""
        return self._content(self.http.post(path, json=dict(body), headers={"x-csrf-token": self.csrf}))

    def submit(self, path: str, fields: Mapping[str, str], files: Mapping[str, Any] | None = None) -> str:
        """Send a form; gives the address it leads to."""
        data = {"csrf_token": self.csrf, **fields}
        answer = self.http.post(path, data=data, files=files, headers={"accept": "text/html"})
        assert answer.status_code == 303, f"POST {path}: {answer.status_code} {answer.text[:2000]}"
        return str(answer.headers["location"])

    def _content(self, answer: httpx.Response) -> Any:
        assert answer.is_success, f"{answer.request.method} {answer.request.url}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def find_examples(url: str, owner: str, company: str) -> dict[str, str]:
    """Examples by name; `owner` and `company` are sessions of the owner and of the company administrator."""
    staff, partner = Api(url, owner), Api(url, company)
    group = _named(staff, "Baltic Shipyards Group")
    waiting = next(one for one in staff.items("/v1/onboarding-applications") if one["status"] == "in_review")
    upload = staff.submit("/admin/organizations/import", {}, {"file": ("boats.csv", CSV, "text/csv")})
    found = {
        "provider_id": "unknown",
        "handle": "nordhaven",
        "digest": "0" * 16,
        "group": "organizations",
        "token": "unknown",
        "message": "unknown",
        "organization_id": group,
        "member_id": _first(staff, "/v1/members", email="desk@nordhaven.example"),
        "role_id": _first(staff, "/v1/roles", name="Auditor"),
        "/admin/roles/{role_id}/conditions/{permission} permission": "audit.view",
        "audit_entry_id": _first(staff, "/v1/audit-entries"),
        "template_id": _first(staff, "/v1/onboarding-templates"),
        "custom_field_id": _first(staff, "/v1/custom-fields"),
        "address_id": _first(staff, f"/v1/organizations/{group}/addresses"),
        "contact_id": _first(staff, f"/v1/organizations/{group}/contacts"),
        "/admin/organizations/exports/{export_id} export_id": staff.post("/v1/organization-exports", {})["id"],
        "import_id": upload.rpartition("/")[2],
        "application_id": waiting["id"],
        "step_id": _step(staff, waiting["id"]),
        **catalog_examples(staff),
        "policy_id": _policy(staff),
        **trade_examples(staff, partner),
        **quote_examples(staff, partner),
        **pricing_examples(staff),
        **contract_examples(staff, partner),
        f"{_ORGANIZATION}/onboarding organization_id": waiting["organization_id"],
        f"{_ORGANIZATION}/onboarding/start organization_id": _named(staff, "Texel Yacht Service"),
        f"{_ORGANIZATION}/activate organization_id": _named(staff, "Orkney Island Workboats"),
        f"{_ORGANIZATION}/reactivate organization_id": _named(staff, "Skagen Offshore Service"),
    }
    mine = _first(partner, "/v1/members", email="finance@nordhaven.example")
    for verb in ("", "/edit", "/suspend", "/remove"):
        found[f"/app/members/{{member_id}}{verb} member_id"] = mine
    return found


def _policy(api: Api) -> str:
    """A policy that asks the requester's manager, and is not in use."""
    groups = [{"label": "Manager", "resolvers": [{"kind": "manager"}]}]
    body = {"name": "Sweep", "subject_kind": "quote", "is_active": False}
    return str(api.post("/v1/approval-policies", {**body, "levels": [{"name": "Manager", "groups": groups}]})["id"])


def _first(api: Api, path: str, **wanted: str) -> str:
    items = [one for one in api.items(path, limit=200) if all(one[key] == value for key, value in wanted.items())]
    assert items, f"the demo world has no {path} {wanted}"
    return str(items[0]["id"])


def _named(api: Api, name: str) -> str:
    return _first(api, "/v1/organizations", name=name)


def _step(api: Api, application: str) -> str:
    return str(api.get(f"/v1/onboarding-applications/{application}")["steps"][0]["id"])
