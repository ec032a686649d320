"""What a column of a file of products can be, and how its meaning is guessed from its name. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from hanse.domains.catalog.types import Attribute, ProductField
from hanse.kit.errors import FieldError, Invalid
from hanse.kit.text import normalise

# key -> (label, which is also the heading of exports; other headings people use)
STANDARD: Final[Mapping[str, tuple[str, str]]] = {
    "sku": (
        "SKU",
        "article number;article no;item number;item no;part number;part no;code;artikelnummer;art nr;material",
    ),
    "product": ("Product handle", "handle;product;parent sku;parent;group;style;master"),
    "name": (
        "Name",
        "product name;title;item name;article;bezeichnung;artikelbezeichnung;artikel;description 1;designation;nombre",
    ),
    "variant_name": ("Variant", "variant name;variante;version;execution;ausfuhrung"),
    "kind": ("Kind", "product kind;product type;type"),
    "status": ("Status", "state"),
    "brand": ("Brand", "manufacturer;make;hersteller;marke;marque;supplier brand"),
    "summary": ("Summary", "short description;kurztext;kurzbeschreibung;teaser;description 2"),
    "description": ("Description", "long description;text;langtext;beschreibung;details;body"),
    "categories": ("Categories", "category;kategorie;warengruppe;product group;categorie;category path"),
    "tax_class": ("Tax class", "tax;vat class;steuerklasse"),
    "gtin": ("GTIN", "ean;ean 13;upc;barcode;gtin 13"),
    "weight": ("Weight (kg)", "weight;gewicht;weight kg;gewicht kg;poids"),
    "lead_time_days": ("Lead time (days)", "lead time;delivery time;lieferzeit;lieferzeit tage;days"),
    "stock_unit": ("Stock unit", "unit;uom;base unit;einheit;mengeneinheit;me;unit of measure"),
    "is_stocked": ("Stocked", "stock item;lagerartikel;is stocked"),
    "sale_unit": ("Sale unit", "selling unit;order unit;verkaufseinheit;ve;packaging unit"),
    "units_per": ("Stock units per sale unit", "pack size;pack quantity;inhalt;content;quantity per pack;ve menge"),
    "minimum": ("Minimum", "minimum order quantity;moq;min order;mindestmenge;mindestbestellmenge;minimum quantity"),
    "maximum": ("Maximum", "maximum order quantity;max order;hochstmenge;maximum quantity"),
    "step": ("Step", "order multiple;increment;multiple;staffelung;schritt"),
    "seo_title": ("SEO title", "meta title;page title"),
    "seo_description": ("SEO description", "meta description"),
}
_HELP: Final = {
    "sku": "Names the variant: a known SKU changes it, a new one creates it",
    "product": "Rows with the same handle are variants of one product",
    "kind": "simple, configurable or bundle; for new products",
    "status": "draft, in_review, active or archived; for new products",
    "categories": "A path such as Fixings > Bolts; several separated by semicolons; missing ones are made",
    "weight": "Of one stock unit, in kilograms",
    "stock_unit": "A unit's code, name or symbol, such as C62, piece or m",
    "units_per": "How many stock units one sale unit holds",
    "minimum": "In sale units",
    "maximum": "In sale units",
    "step": "In sale units; counts from 0",
}
ATTRIBUTE: Final = "attribute."


def product_fields(attributes: Iterable[Attribute]) -> list[ProductField]:
    """Everything a column can be, in the order of exports."""
    standard = [ProductField(key=key, label=label, help=_HELP.get(key, "")) for key, (label, _) in STANDARD.items()]
    taken = {normalise(field.label) for field in standard}
    own = []
    for attribute in attributes:
        # A heading is given once: an attribute named like a standard field is told apart by its key.
        label = attribute.label if normalise(attribute.label) not in taken else f"{attribute.label} ({attribute.key})"
        taken.add(normalise(label))
        own.append(ProductField(key=f"{ATTRIBUTE}{attribute.key}", label=label, help=attribute.help))
    return [*standard, *own]


def guess_mapping(columns: Sequence[str], fields: Sequence[ProductField]) -> dict[str, str]:
    """What each column seems to be, by its heading; each meaning is guessed once, unknown columns are left out."""
    meanings: dict[str, str] = {}
    for field in fields:
        also = STANDARD[field.key][1].split(";") if field.key in STANDARD else [field.key.removeprefix(ATTRIBUTE)]
        for heading in (field.label, field.key):
            meanings[normalise(heading)] = field.key
        for heading in also:
            meanings.setdefault(normalise(heading), field.key)
    found: dict[str, str] = {}
    for column in columns:
        meaning = meanings.get(normalise(column))
        if meaning is not None and meaning not in found.values():
            found[column] = meaning
    return found


def check_columns(mapping: Mapping[str, str], columns: Sequence[str], fields: Sequence[ProductField]) -> dict[str, str]:
    """The mapping in the order of the file. Raises Invalid for unknown columns and meanings, and for doubles."""
    known = {field.key: field.label for field in fields}
    wrong: list[FieldError] = []
    seen: dict[str, str] = {}
    for column, meaning in mapping.items():
        path = f"mapping.{column}"
        if column not in columns:
            wrong.append(FieldError(path, f"The file has no column {column[:60]}"))
        elif meaning not in known:
            wrong.append(FieldError(path, f"There is no field {meaning[:60]}"))
        elif meaning in seen:
            wrong.append(FieldError(path, f"{seen[meaning]} and {column} cannot both be {known[meaning]}"))
        seen.setdefault(meaning, column)
    if not wrong and "sku" not in seen:
        wrong.append(FieldError("mapping", "Say which column holds the SKU"))
    if wrong:
        raise Invalid(wrong[0].message, fields=wrong)
    return {column: mapping[column] for column in columns if column in mapping}
