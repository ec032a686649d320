"""Examples of the ids in the addresses of the pages of pricing, regions and taxes, made as the owner would."""

from __future__ import annotations

from typing import Any

CSV = b"Artikel;Preis\nSWEEP-P1;1,50\nNOWHERE;2,00\n"


def pricing_examples(staff: Any) -> dict[str, str]:
    """Examples by name; `staff` is the REST surface and the forms as the owner uses them."""
    staff.post("/v1/products", {"name": "Sweep thimble", "variants": [{"sku": "SWEEP-P1"}]})
    prices = staff.post("/v1/price-lists", {"name": "Sweep prices", "layer": "base", "currency": "EUR"})["id"]
    entries = [{"sku": "SWEEP-P1", "price": "1.25"}, {"sku": "SWEEP-P1", "price": "1.10", "minimum": "100"}]
    staff.post(f"/v1/price-lists/{prices}/entries", {"entries": entries})
    change = {"price_list_id": prices, "name": "Sweep rise", "effective_at": "2099-01-01T00:00:00Z"}
    upload = staff.submit(f"/admin/price-lists/{prices}/import", {}, {"file": ("prices.csv", CSV, "text/csv")})
    tax_class = staff.post("/v1/tax-classes", {"code": "sweep", "name": "Sweep class"})["id"]
    rate = {"country": "NZ", "tax_class": "sweep", "name": "GST", "rate_micros": 150_000, "valid_from": "2020-01-01"}
    return {
        "price_list_id": prices,
        "price_change_id": staff.post("/v1/price-changes", {**change, "entries": entries[:1]})["id"],
        "price_import_id": upload.rpartition("/")[2],
        "region_id": staff.post("/v1/regions", {"name": "Sweep region", "currency": "NZD", "countries": ["NZ"]})["id"],
        "tax_class_id": tax_class,
        "tax_rate_id": staff.post("/v1/tax-rates", rate)["id"],
    }
