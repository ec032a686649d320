"""Believable example values for every schema of the document, the same each time.

A schema's own examples, defaults and closed lists come first, then what is known for the field's name, then its type.
"""

from __future__ import annotations

import re
from typing import Any, Final

Json = dict[str, Any]
PREFIX = "#/components/schemas/"
OPTIONAL_SHOWN = 4
DEEPEST = 6

BY_NAME: Final[dict[str, Any]] = {
    "about": "Fasteners, tools and workwear for industry in the north.",
    "accent": "#0f5fa8",
    "account_number": "DE89370400440532013000",
    "allowed_actions": ["organization.view", "organization.update"],
    "allowed_networks": ["192.0.2.0/24"],
    "answer": {"valid": True},
    "bank_code": "COBADEFFXXX",
    "bank_name": "Commerzbank",
    "business": "nordhaven",
    "check": "tax_id_confirmed",
    "checked_by": "VIES",
    "city": "Hamburg",
    "client_id": "hanse",
    "code": "123456",
    "codes": ["k7mq-2xw9", "p4tn-8hzc"],
    "columns": {"name": "Company"},
    "condition": "subject.total <= actor.approval_limit",
    "content": "aGVsbG8=",
    "content_type": "application/pdf",
    "country": "DE",
    "csrf_token": "2f1c9e",
    "currency": "EUR",
    "current_password": "the sentence used until now 11",
    "custom": {"branch": "Hamburg"},
    "days": 30,
    "description": "Buys for the workshop",
    "details": {},
    "device": "Firefox on Linux",
    "discount_basis_points": 200,
    "discount_days": 10,
    "display_name": "Key accounts",
    "domain": "trade.example.com",
    "email": "ines@hartmann.example",
    "file_name": "partners.csv",
    "handle": "nordhaven",
    "hash": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "holder": "Hartmann Maschinenbau GmbH",
    "ip": "192.0.2.10",
    "issuer": "https://login.example.com",
    "key": "branch",
    "label": "Branch",
    "last_four": "3000",
    "legal_name": "Hartmann Maschinenbau GmbH",
    "line1": "Speicherstadt 1",
    "locale": "de-DE",
    "manager_name": "Inside sales",
    "message": "Welcome aboard",
    "method": "password",
    "name": "Hartmann Maschinenbau",
    "new_password": "a long sentence nobody guesses 47",
    "next": "WyJIYXJ0bWFubiJd",
    "number": "10042",
    "organization_name": "Hartmann Maschinenbau",
    "organization_number": "10042",
    "parent_name": "Hartmann Holding",
    "password": "a long sentence nobody guesses 47",
    "permission": "organization.view",
    "phone": "+49 40 123456",
    "postal_code": "20457",
    "prefix": "hns_4k2m",
    "price_group": "Workshops",
    "qr_svg": "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    "reason": "Agreed with the customer on the telephone",
    "recipient": "Goods inwards",
    "region": "Hamburg",
    "role": "Purchasing",
    "roles": ["Buyer"],
    "scopes": ["organization.view"],
    "status_reason": "Agreed with the customer on the telephone",
    "tagline": "Industrial supplies for the north",
    "tags": ["steel"],
    "tenant_handle": "nordhaven",
    "timezone": "Europe/Berlin",
    "title": "Head of purchasing",
    "tone": "neutral",
    "url": "https://www.hartmann.example/terms",
    "website": "https://www.hartmann.example",
}  # fmt: skip
BY_FORMAT: Final[dict[str, Any]] = {
    "date-time": "2026-03-02T09:00:00Z",
    "date": "2026-03-02",
    "time": "09:00:00",
    "uuid": "01890a5d-ac96-774b-bcce-b302099a8057",
    "base64": "aGVsbG8=",
}


class Examples:
    """Builds examples over one document's schemas."""

    def __init__(self, schemas: dict[str, Json]) -> None:
        self._schemas = schemas

    def of(self, schema: Json, name: str = "", deep: int = 0) -> Any:
        """An example of `schema` for a field called `name`."""
        if "$ref" in schema:
            return self.of(self._schemas[schema["$ref"].removeprefix(PREFIX)], name, deep)
        if "anyOf" in schema and not schema.get("examples"):
            return self.of(schema["anyOf"][0], name, deep)
        known = [*schema.get("examples", ()), *schema.get("enum", ())]
        if "const" in schema:
            known.append(schema["const"])
        if name in BY_NAME and _fits(schema, BY_NAME[name]):
            known.append(BY_NAME[name])
        known += [BY_FORMAT[word] for key in ("format", "contentEncoding") if (word := schema.get(key)) in BY_FORMAT]
        return known[0] if known else self._plain(schema, name, deep)

    def _plain(self, schema: Json, name: str, deep: int) -> Any:
        kind, default = schema.get("type"), schema.get("default")
        if kind == "object":
            return self._object(schema, deep)
        if kind == "array":
            items = schema.get("items")
            if not items or deep > DEEPEST:
                return []
            return [self.of(items, name.removesuffix("s"), deep + 1)] * max(schema.get("minItems", 1), 1)
        if default:
            return default
        if kind in ("integer", "number"):
            return max(schema.get("minimum", 1), 1)
        return {"boolean": False, "string": _text(schema, name)}.get(str(kind))

    def _object(self, schema: Json, deep: int) -> Json:
        properties: dict[str, Json] = schema.get("properties", {})
        required = schema.get("required", [])
        if schema.get("additionalProperties") is not False or not properties:
            chosen = list(properties)
        else:
            optional = [name for name in properties if name not in required and name in BY_NAME]
            chosen = [name for name in properties if name in required or name in optional[:OPTIONAL_SHOWN]]
        if deep > DEEPEST:
            chosen = required
        return {name: self.of(properties[name], name, deep + 1) for name in chosen}


def _fits(schema: Json, value: Any) -> bool:
    """Whether a value known for a name may stand here."""
    kind = schema.get("type")
    if isinstance(value, str):
        longest, pattern = schema.get("maxLength", len(value)), schema.get("pattern", "")
        return kind == "string" and len(value) <= longest and re.search(pattern, value) is not None
    if isinstance(value, list):
        return kind == "array" and schema.get("items", {}).get("type") == "string"
    if isinstance(value, dict):
        return kind == "object" and "properties" not in schema
    return kind == "integer" and schema.get("minimum", value) <= value <= schema.get("maximum", value)


def _text(schema: Json, name: str) -> str:
    words = name.replace("_", " ").strip() or "text"
    least = schema.get("minLength", 0)
    text = words if len(words) >= least else (words + " ") * (least // len(words) + 1)
    return text[: schema.get("maxLength", 200)].strip() or "text"
