"""What a column of a file of organizations can be, and who would stand below themselves. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from hanse.domains.organizations.types import CustomField
from hanse.platform.imports import FieldTable, ImportField, Need, fields_of

# key -> (label, which is also the heading of exports; other headings people use)
STANDARD: Final[FieldTable] = {
    "number": ("Number", "customer number;customer no;account number;vendor number;kundennummer;no;id;code"),
    "name": ("Name", "company;company name;organization;organisation;customer;firma;trading name"),
    "legal_name": ("Legal name", "registered name;legal entity"),
    "status": ("Status", "state"),
    "types": ("Types", "type;kind;role"),
    "parent_number": ("Parent number", "parent;parent company;group number;belongs to"),
    "website": ("Website", "web;url;homepage"),
    "email": ("E-mail", "email;mail;email address;e mail address"),
    "phone": ("Telephone", "phone;tel;phone number;telephone number"),
    "currency": ("Currency", ""),
    "locale": ("Locale", "language"),
    "payment_days": ("Payment days", "net days;payment term;terms;payment terms"),
    "discount_days": ("Discount days", "skonto days"),
    "discount_percent": ("Discount percent", "discount;skonto;cash discount"),
    "credit_limit": ("Credit limit", "credit"),
    "credit_currency": ("Credit currency", ""),
    "price_group": ("Price group", "price list;customer group"),
    "manager_email": ("Manager e-mail", "manager;account manager;sales rep;owner"),
    "tags": ("Tags", "labels;keywords"),
    "notes": ("Notes", "comment;comments;remarks"),
    "address_line1": ("Street", "address;street address;address line 1;line 1;strasse"),
    "address_line2": ("Street 2", "address line 2;line 2"),
    "address_postal_code": ("Postal code", "zip;zip code;postcode;plz"),
    "address_city": ("City", "town;ort"),
    "address_region": ("Region", "province;county"),
    "address_country": ("Country", "country code;land"),
    "tax_country": ("VAT country", ""),
    "tax_number": ("VAT number", "vat;vat id;vat no;ust id;tax number;tax id"),
}
TERMS: Final = frozenset(
    {"payment_days", "discount_days", "discount_percent", "credit_limit", "credit_currency", "price_group"}
)
_HELP: Final = {
    "number": "Names the organization: a known number changes it, a new one creates it",
    "status": "prospect or active for new ones; existing ones keep theirs",
    "types": "buyer, vendor, distributor, reseller, carrier, other; several separated by semicolons",
    "parent_number": "Number of the organization above; may stand later in the same file",
    "tags": "Several separated by semicolons",
    "address_line1": "The billing address",
    "address_country": "Two letters, such as DE",
    "discount_percent": "Such as 2 or 2.5",
}
CUSTOM: Final = "custom."


NEEDS: Final = (Need(frozenset({"number", "name"}), "Say which column holds the number or the name"),)


def import_fields(custom: Iterable[CustomField]) -> list[ImportField]:
    """Everything a column can be, in the order of exports."""
    return fields_of(STANDARD, _HELP, ((f"{CUSTOM}{field.key}", field.label, field.help) for field in custom))


def find_loops(parents: Mapping[str, str]) -> set[str]:
    """The numbers that would stand below themselves, given who stands below whom."""
    looping: set[str] = set()
    settled: set[str] = set()
    for start in parents:
        way: list[str] = []
        at: str | None = start
        while at is not None and at not in settled and at not in way:
            way.append(at)
            at = parents.get(at)
        if at is not None and at in way:
            looping.update(way[way.index(at) :])
        settled.update(way)
    return looping
