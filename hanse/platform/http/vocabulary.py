"""What field names mean wherever they stand, for the documentation of REST and GraphQL.

A field whose struct says more with `Meta(description=...)` is described by that. Must not be here: types or rules.
"""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import inspect as shapes

from hanse.kit.ids import Id

_RAISES: Final = re.compile(r"\s*\bRaises\s.+?(?:\.(?=\s|$)|$)", re.DOTALL)
_CLASS: Final = re.compile(r"\b[A-Z][A-Za-z]+\b")
WORDS: Final[dict[str, str]] = {
    # who and when
    "id": "Its id; never changes",
    "version": "Counts the changes; send it as If-Match to change only what was read",
    "created_at": "When it was made",
    "updated_at": "When it was last changed",
    "occurred_at": "When it happened",
    "granted_at": "When it was allowed",
    "checked_at": "When it was last checked; null before the first time",
    "checked_by": "Who or what checked it last",
    "verified_at": "When it was proved; null as long as it is not",
    "accepted_at": "When it was accepted; null as long as it is not",
    "revoked_at": "When it was withdrawn; null as long as it counts",
    "submitted_at": "When it was handed in; null before that",
    "decided_at": "When it was decided; null before that",
    "completed_at": "When it was finished; null before that",
    "expires_at": "When it ends by itself; null when it does not",
    "last_used_at": "When it was last used; null when never",
    "last_seen_at": "When it last sent a request",
    "active_since": "When it first became active; null before that",
    "email_verified_at": "When the e-mail address was confirmed; null as long as it is not",
    "password_changed_at": "When the password was last changed",
    "allowed_actions": "What the reader may do with it now, as names of operations",
    # lists
    "items": "What was found, in order",
    "next": "Cursor of the next page; null on the last one",
    "sort": "Order of the list; a minus sign in front means descending",
    "total": "How many there are",
    "q": "Words to look for",
    # words about things
    "name": "Name people know it by",
    "label": "What people read",
    "title": "What it is called, or what a person does",
    "description": "What it is for, in a sentence",
    "help": "A sentence that explains it",
    "kind": "Which kind it is",
    "type": "Only of these types",
    "types": "What it is; several at once",
    "status": "Where it stands in its life",
    "statuses": "How many there are in each status",
    "state": "Where it stands; hand it back where it is asked for",
    "status_reason": "Why it stands where it stands",
    "reason": "Why; kept in the audit trail",
    "message": "A few words for the one who reads it",
    "text": "What happened, as a sentence",
    "details": "More about it, as it was recorded",
    "notes": "Free notes",
    "tone": "How it is to be shown: neutral, positive, caution or critical",
    "value": "Its present value",
    "default": "What counts when nothing is set",
    "is_default": "Whether the default counts",
    "choices": "Values to choose from",
    "options": "What the browser's call takes",
    "position": "Its place in the order; lower comes first",
    "key": "Short name for programs",
    "number": "The number it carries",
    "tag": "Only with all of these tags",
    "tags": "Words it is grouped by",
    "role": "What somebody does or may do",
    "is_on": "Whether it is turned on",
    "is_required": "Whether it must be given",
    "is_current": "Whether it is the one in use now",
    "is_active": "Whether it counts",
    "problem": "What keeps it from working, as a sentence; null when nothing does",
    "amount": "A decimal number as text, such as 1234.50",
    "unit": "UNECE Rec 20 code, such as MTR",
    # businesses
    "handle": "Short name of the business in addresses",
    "tenant": "The business worked in; null outside of any",
    "tenant_id": "The business",
    "tenant_handle": "Short name of the business in addresses",
    "business": "Name or handle of the business",
    "parent_tenant_id": "The business above this one, if any",
    "suspended_by": "Who paused the business",
    "locale": "Language and region, such as de-DE",
    "timezone": "IANA time zone, such as Europe/Berlin",
    "currency": "ISO 4217 code, such as EUR",
    "accent": "Brand colour as #rrggbb",
    "logo_key": "Key of the uploaded logo",
    "tagline": "One line below the name",
    "about": "What the business does",
    "website": "Address on the web",
    "domain": "The business's own internet domain",
    "record_name": "Where in the domain's records the proof belongs",
    "record_value": "The proof to store there, as a TXT record",
    "rights": "What may be seen",
    # people
    "email": "E-mail address",
    "display_name": "Name people see",
    "phone": "Telephone number",
    "password": "Password; any characters",
    "account_id": "The person's account, in all businesses",
    "member_id": "The person in this business",
    "member_name": "Name of the person",
    "member_count": "How many people",
    "manager": "Only those this person looks after",
    "manager_member_id": "The person who looks after it",
    "manager_name": "Name of the person who looks after it",
    "approval_limit": "The largest amount the person may approve",
    "invited_by": "Who sent the invitation",
    "sent_count": "How many times it was sent",
    "on_behalf_of": "Name of the person one acts for; null when for oneself",
    "authenticated_strongly": "Whether the password or a second factor was given within the last minutes",
    "has_password": "Whether a password is set",
    "has_totp": "Whether an authenticator is set up",
    "recovery_codes_left": "How many recovery codes are not used yet",
    "passkeys": "Passkeys of the account",
    "external_identities": "Company log-ins the account is linked to",
    "is_limited": "Whether only a company vouched for this session, so that nothing can be changed from it",
    "is_synced": "Whether the passkey is kept on several devices",
    "session": "The session that begins with it",
    "session_id": "The session",
    "token": "Secret to send back where it is asked for; shown once",
    "csrf_token": "Send it as X-CSRF-Token with every change made with the session cookie",
    "secret": "The secret itself; shown once",
    "uri": "Address to scan with an authenticator app",
    "qr_svg": "The same address as a picture (SVG)",
    "code": "One-time code",
    "codes": "One-time codes; shown once",
    "challenge": "What is still to be proved",
    "methods": "Ways to prove it",
    "method": "How it began",
    "device": "Browser and system it was used from",
    "ip": "Network address it came from",
    "ended": "How many were ended",
    # rights
    "role_id": "The role",
    "role_kind": "Whether the role is for staff or for partners",
    "roles": "Names of the roles held",
    "assignments": "Roles given, each for the whole business or at one organization",
    "grants": "What the role allows",
    "permission": "Name of the right",
    "reach": "How far the right goes: own, organization, below or tenant",
    "condition": "When the right counts, such as subject.total <= actor.approval_limit",
    "scopes": "Rights the key is limited to",
    "prefix": "Beginning of the key, by which people recognise it",
    "allowed_networks": "Networks the key may be used from; empty means every one",
    "with_ended": "Also show those that no longer count",
    "is_owner": "Whether it makes the person an owner of the business",
    "is_blocked": "Whether it is switched off because the organization is suspended",
    "is_builtin": "Whether it comes with the product and is only copied, not edited",
    "is_dangerous": "Whether it should be given to few",
    # organizations
    "organization_id": "The organization",
    "organization_name": "Name of the organization",
    "organization_number": "Number of the organization",
    "organization_status": "Where the organization stands in its life",
    "organization_type": "What the organization is",
    "organization_path": "The organization and those above it, nearest first",
    "legal_name": "Name in the commercial register",
    "parent_id": "The one above it in the tree; null at the top",
    "parent_name": "Name of the one above it",
    "child_count": "How many stand directly below it",
    "health": "Health from 0 to 100; null when it is not known",
    "price_group": "Group of customers with the same prices",
    "custom": "Values of the declared custom fields, by key",
    "blocks_log_in": "Whether its people may not log in while it is suspended",
    "payment_terms": "When invoices are due",
    "days": "Days until an invoice is due",
    "discount_days": "Days within which paying earns the discount",
    "discount_basis_points": "The discount in hundredths of a percent",
    "credit_limit": "The largest sum that may be open",
    "recipient": "Who receives what is sent there",
    "line1": "Street and house number",
    "line2": "Building, floor, or whatever else the address needs",
    "postal_code": "Postal code",
    "city": "City",
    "region": "State, province or county, where the country has them",
    "country": "ISO 3166 country code, such as DE",
    "is_billing_default": "Whether invoices go there unless told otherwise",
    "is_shipping_default": "Whether goods go there unless told otherwise",
    "is_primary": "Whether this is the first person to turn to",
    "is_partner_visible": "Whether people of the organization see and change it",
    "answer": "What the register answered, as it was given",
    "content_type": "Media type, such as application/pdf",
    "size": "Size in bytes",
    "holder": "Who owns the account",
    "bank_name": "Name of the bank",
    "bank_code": "BIC, sort code or routing number",
    "last_four": "Last four characters of the number",
    # onboarding and records
    "accepted": "Whether it is accepted; only true goes on",
    "intro": "What applicants read first",
    "body": "The text to read or to accept",
    "url": "Where more about it stands",
    "proof": "What shows that it is done; null before that",
    "done": "How many required steps are done",
    "required": "How many steps are required",
    "age_seconds": "Seconds since it began",
    "template_name": "Name of the checklist",
    "applicant_name": "Who applied",
    "approves_automatically": "Whether partners are let in without a person when every check passes",
    "is_public": "Whether it is offered to everybody",
    "path": "Where it stands: itself and those above it, nearest first",
    "content": "The file as base64 text",
    "file_name": "Name of the file",
    "format": "Kind of file to make",
    "link": "Address to fetch it from; works for some minutes",
    "rows": "How many rows it has",
    "columns": "Columns of the file, in order",
    "column_name": "Heading of the column",
    "mapping": "Which column is read into which field",
    "decimal_style": "How numbers are written in the file",
    "date_order": "How dates are written in the file",
    "row_count": "How many rows were read",
    "created_count": "How many were made",
    "updated_count": "How many were changed",
    "unchanged_count": "How many stayed as they were",
    "error_count": "How many rows have errors",
    "job_id": "The background job that works on it",
    "score": "Health from 0 to 100; null when too little is known",
    "day": "The day",
    "computed_at": "When it was worked out",
    "account_number": "IBAN, or the account number",
    "issuer": "Address of the provider, as it states it",
    "client_id": "Client id at the provider",
    "has_client_secret": "Whether a client secret is stored",
    "is_enabled": "Whether it can be used",
    "redirect_uri": "Address to register at the provider",
    "invited_by_name": "Name of who sent the invitation",
    "noun": "What the right is about",
    "actor_kind": "Whether a person, a program or the system acted",
    "actor_name": "Who acted",
    "on_behalf_name": "For whom it was done; null when for oneself",
    "user_agent": "Program it was sent from",
    "request_id": "The request it happened in, as in the logs",
    "action": "What was done, as the name of an operation",
    "outcome": "Whether it was allowed or denied",
    "subject_kind": "What kind of thing it is about",
    "subject_id": "The thing it is about",
    "subject_label": "What the thing was called then",
    "is_erased": "Whether personal data was erased from it since",
    "before": "The value before",
    "after": "The value after",
    "payload": "The fact itself, as it was stored",
    "error": "What went wrong, as a sentence",
    "attempts": "How many times it was tried",
    "started_by": "Who started it",
    "died_at": "When it was given up",
    "replayed_at": "When it was started again; null when it was not",
    # trade
    "acted_by": "Who acted for the buyer; null when the buyer did",
    "active": "Only what is in use",
    "added": "How many were taken",
    "allow_backorder": "Order what is not there, to be delivered later",
    "allows_backorder": "Order what is not there, to be delivered later",
    "approval_id": "The approval it waits, or waited, for; null when none was needed",
    "author_name": "Who wrote it",
    "bad": "How many lines cannot be taken",
    "basis_points": "Hundredths of a percent",
    "billing_address": "Where the invoice goes",
    "buyer_name": "Who buys",
    "buyer_note": "The buyer's remark",
    "comment": "A word to the other side",
    "cost_centre": "Which cost centre bears it",
    "cost_centre_name": "Which cost centre bears it",
    "delivery": "How it is delivered",
    "detail": "More about it",
    "document_hash": "SHA-256 of what was frozen",
    "due_on": "The day it was due",
    "ends_on": "The last day; null when it does not end",
    "every": "The unit of the calendar it follows",
    "expected_at": "When more is expected; null when nobody knows",
    "field": "Which field it is about",
    "good": "How many lines can be taken",
    "hash": "SHA-256 of what was frozen; names exactly this",
    "image": "Link of the picture; null without one",
    "index": "Place in the call, from 0",
    "interval": "How many of these units lie between two runs",
    "is_internal": "For staff only",
    "is_on_offer": "Whether the buyer can accept it now",
    "is_shared": "Whether colleagues of the organization see and change it",
    "is_tax_changed": "Whether the tax is another one than when it was offered",
    "is_tax_inclusive": "Whether prices include tax",
    "is_valid": "Whether it can still be accepted",
    "last_message": "What the last run said",
    "last_status": "How the last run ended",
    "last_version": "Number of the newest version",
    "lead_time_days": "Days until it leaves the warehouse",
    "left": "The earlier one",
    "line_count": "How many lines it has",
    "lines_without_cost": "How many lines have no known cost",
    "made_at": "When it was made",
    "made_by_name": "Who made it",
    "max_discount_basis_points": "The largest discount of a line, in hundredths of a percent",
    "may_edit": "Whether the reader's side may change it now",
    "mine": "Only one's own",
    "month_day": "The day of the month; the last one in shorter months",
    "moved_at": "When it came into this state",
    "needed_by": "The day it is needed; null when it does not matter",
    "needs_approval": "Whether somebody has to agree first",
    "next_actions": "What the reader may do next, by its state and their rights",
    "next_on": "The day of the next run; null when there is none",
    "note": "A remark",
    "offer": "Which of the further offers, from 1; null for the first",
    "on_request_count": "How many lines have no price: they are on request",
    "options_label": "The chosen options in words",
    "order_id": "The order it became; null before that",
    "order_now": "Place the order at once",
    "order_number": "Number of the order; null before there is one",
    "organization": "Whose it is",
    "owner_name": "Who made it",
    "period": "How often it begins anew",
    "period_start": "The first day of the period",
    "po_number": "The buyer's own order number",
    "price_source": "The price list it comes from",
    "problem_count": "How many lines cannot be ordered as they stand",
    "product_handle": "The product's name in addresses",
    "ran_at": "When it ran",
    "reference": "The reader's own reference",
    "refused": "How many were not taken",
    "released_at": "When the other side first saw it; null before that",
    "requested_on": "The wished day of delivery; null when any day will do",
    "requester_name": "Who asked for it",
    "requires_cost_centre": "Whether each order names a cost centre",
    "requires_po_number": "Whether each order carries a number of the buyer",
    "returned_reason": "Why it was given back; null when it was not",
    "right": "The later one",
    "row": "Row of the file or line of the text, from 1",
    "saved": "How many were kept",
    "schedule": "When it runs",
    "seller_name": "Who sells",
    "seller_note": "The seller's remark",
    "sentence": "What it says, in words",
    "sentences": "What it says, in words",
    "sha256": "SHA-256 of the bytes",
    "shipping_address": "Where the goods go",
    "side": "Whose it is: the buyer's or the seller's",
    "sku": "Article number",
    "starts_on": "The first day",
    "stock": "What may be promised",
    "stock_text": "What may be promised, in words",
    "tax_class": "How it is taxed",
    "tenant_requires_po_number": "Whether the business asks for a number of the buyer anyway",
    "terms": "The terms it stands under",
    "turns": "How many wait for each side",
    "unchanged_lines": "How many lines are the same in both",
    "unit_name": "The unit in words",
    "upcoming": "The next days it runs",
    "used_basis_points": "How much of it is used, in hundredths of a percent",
    "valid_until": "The last day it can be accepted; null when it does not end",
    "version_number": "Number of the version",
    "weekdays": "The days of the week it runs on",
    "when_exceeded": "What happens to an order beyond it",
}


def field_words(field: shapes.Field) -> str:
    """A sentence on what a field means; empty when nobody has said it yet."""
    return _said(field.type) or WORDS.get(field.name) or _kind_words(field.type)


def parameter_words(name: str, kind: type[Id]) -> str:
    """A sentence on an id in an address."""
    return WORDS.get(name) or first_line(kind)


def first_line(kind: type[Any]) -> str:
    """The first sentence of a type's own documentation; empty when it has none of its own."""
    text = kind.__dict__.get("__doc__") or getattr(getattr(kind, "__origin__", None), "__doc__", None) or ""
    line = text.strip().partition("\n")[0].strip()
    return "" if line.startswith(f"{getattr(kind, '__name__', '')}(") else public_text(line)


def bare(shape: shapes.Type) -> shapes.Type:
    """A shape without annotations and without null."""
    while isinstance(shape, (shapes.Metadata, shapes.UnionType)):
        if isinstance(shape, shapes.Metadata):
            shape = shape.type
        else:
            shape = next(one for one in shape.types if not isinstance(one, shapes.NoneType))
    return shape


def _said(shape: shapes.Type) -> str:
    if isinstance(shape, shapes.Metadata):
        return str((shape.extra_json_schema or {}).get("description", "")) or _said(shape.type)
    if isinstance(shape, shapes.UnionType):
        return next((words for one in shape.types if (words := _said(one))), "")
    return ""


def _kind_words(shape: shapes.Type) -> str:
    found = bare(shape)
    if isinstance(found, (shapes.ListType, shapes.VarTupleType, shapes.SetType)):
        found = bare(found.item_type)
    if isinstance(found, (shapes.StructType, shapes.EnumType, shapes.CustomType)):
        return first_line(found.cls)
    return ""


def public_text(text: str) -> str:
    """A docstring as readers outside see it: without what it says to programmers (`Raises ...`), lines joined."""
    plain = re.sub(r"\bNone\b", "null", _RAISES.sub("", text))
    paragraphs = (" ".join(part.split()) for part in plain.split("\n\n"))
    return "\n\n".join(part for part in paragraphs if part)


def raised_names(text: str) -> tuple[str, ...]:
    """The names of the failures a docstring announces, in order."""
    found = [name for sentence in _RAISES.findall(text) for name in _CLASS.findall(sentence)]
    return tuple(dict.fromkeys(found))
