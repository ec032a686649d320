"""Examples of the ids in the addresses of the catalogue's pages, made as the owner would."""

from __future__ import annotations

from typing import Any

CSV = b"SKU;Name;Gewicht;Warengruppe\nSWEEP-9;Anchor shackle;1,5;Fixings > Shackles\nSWEEP-10;;viel;\n"
LEADING = frozenset({"/products/{product_id}"})
DATA = frozenset(
    {
        "/admin/products/import/{import_id}/problems.csv",
        "/admin/price-imports/{price_import_id}/problems.csv",
        "/admin/stock/import/{stock_file_id}/problems.csv",
    }
)


def catalog_examples(staff: Any) -> dict[str, str]:
    """Examples by name; `staff` is the REST surface and the forms as the owner uses them."""
    category = staff.post("/v1/categories", {"name": "Sweep category"})["id"]
    attribute = staff.post("/v1/attributes", {"key": "sweep", "label": "Sweep", "kind": "text"})["id"]
    sort = staff.post("/v1/attribute-sets", {"name": "Sweep", "attributes": [{"attribute_id": attribute}]})["id"]
    body = {
        "name": "Sweep curtain",
        "kind": "configurable",
        "category_ids": [category],
        "attributes": {"sweep": "a word"},
        "variants": [{"sku": "SWEEP-1", "stock_unit": "MTR"}],
    }
    product = staff.post("/v1/products", body)
    upload = staff.submit("/admin/products/import", {}, {"file": ("shackles.csv", CSV, "text/csv")})
    export = staff.submit("/admin/products/export?format=csv", {})
    return {
        "product_id": product["id"],
        "variant_id": product["variants"][0]["id"],
        "category_id": category,
        "attribute_id": attribute,
        "attribute_set_id": sort,
        "export_id": export.rpartition("/")[2],
        "/admin/products/import/{import_id} import_id": upload.rpartition("/")[2],
    }
