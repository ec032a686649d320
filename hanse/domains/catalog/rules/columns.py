"""What a column of a file of products can be. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from hanse.domains.catalog.types import Attribute
from hanse.platform.imports import FieldTable, ImportField, Need, fields_of

# key -> (label, which is also the heading of exports; other headings people use)
STANDARD: Final[FieldTable] = {
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
    "options": ("Options", "choices;optionen;auswahl"),
    "parts": ("Parts", "components;contains;bundle;stuckliste;set contains"),
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
    "options": 'Of a configurable product, a line each: colour "Colour": red "Red"; blue "Blue" +5%',
    "parts": "Of a bundle, such as 2 x M6-20; 1.5 x ROPE, in their stock units; their rows stand further up",
    "minimum": "In sale units",
    "maximum": "In sale units",
    "step": "In sale units; counts from 0",
}
ATTRIBUTE: Final = "attribute."


NEEDS: Final = (Need(frozenset({"sku"}), "Say which column holds the SKU"),)


def product_fields(attributes: Iterable[Attribute]) -> list[ImportField]:
    """Everything a column can be, in the order of exports."""
    return fields_of(STANDARD, _HELP, ((f"{ATTRIBUTE}{one.key}", one.label, one.help) for one in attributes))
