"""Loom & Weft: a fabric house that sells by the metre, to hotels, ateliers and upholsterers."""

from __future__ import annotations

from hanse.demo.plan import BusinessPlan, CustomFieldPlan, Partner, Person, Place

LOOM = BusinessPlan(
    handle="loom-and-weft",
    name="Loom & Weft",
    kind="manufacturer",
    currency="EUR",
    timezone="Europe/Brussels",
    locale="en-IE",
    accent="#8a3b5c",
    tagline="Upholstery and curtain fabrics, woven to order since the first shuttle",
    about="Wool, linen and flame-retardant blends by the metre, cut or by the piece. Widths, colours and finishes "
    "are configured per order; cuttings are free for partners.",
    domain="loomandweft.example",
    people=(
        Person("owner", "Owner, Loom & Weft", "owner", title="Weaving master", shown="Owner"),
        Person("sales", "Showroom, Loom & Weft", "manager", title="Contract sales", limit="15000.00", shown="Sales"),
        Person("hotel", "Buyer, Harbour Hotels", "buyer", "harbour", "Interiors", "8000.00", "Buyer"),
        Person("hoteladmin", "Administrator, Harbour Hotels", "company_admin", "harbour", "Group services"),
    ),
    fields=(
        CustomFieldPlan("trade", "Trade", "choice", ("Hotel", "Upholsterer", "Architect", "Atelier", "Retail")),
        CustomFieldPlan("cutting_book", "Has our cutting book", "boolean", is_partner_visible=True),
    ),
    partners=(
        Partner(
            "harbour",
            "Harbour Hotels Group",
            ("buyer",),
            Place("Quai des Anglais 3", "1000", "Brussels", "BE"),
            tags=("contract",),
            days=60,
            credit="60000.00",
            contact=("Interiors", "interiors@harbourhotels.example"),
            manager="sales",
            custom=(("trade", "Hotel"), ("cutting_book", True)),
        ),
        Partner(
            "harbour-ostend",
            "Harbour Hotel Ostend",
            ("buyer",),
            Place("Zeedijk 44", "8400", "Oostende", "BE"),
            "harbour",
            custom=(("trade", "Hotel"),),
        ),
        Partner(
            "harbour-cork",
            "Harbour Hotel Cork",
            ("buyer",),
            Place("Penrose Quay 2", "T23 YY09", "Cork", "IE"),
            "harbour",
            custom=(("trade", "Hotel"),),
        ),
        Partner(
            "atelier",
            "Atelier Nord",
            ("buyer", "reseller"),
            Place("Rue du Nord 18", "59000", "Lille", "FR"),
            tags=("showroom",),
            custom=(("trade", "Atelier"), ("cutting_book", True)),
        ),
        Partner(
            "upholstery",
            "Meuse Upholstery",
            ("buyer",),
            Place("Rue Sainte-Marie 27", "4000", "Liege", "BE"),
            days=14,
            custom=(("trade", "Upholsterer"),),
        ),
        Partner(
            "studio",
            "Studio Dunes",
            ("buyer",),
            Place("Kustlaan 90", "8300", "Knokke-Heist", "BE"),
            state="prospect",
            custom=(("trade", "Architect"),),
        ),
        Partner(
            "spinners",
            "Ardennes Spinners",
            ("vendor",),
            Place("Rue de la Filature 5", "4800", "Verviers", "BE"),
            tags=("yarn",),
        ),
        Partner(
            "dyers", "Leie Dye House", ("vendor",), Place("Leiestraat 12", "8500", "Kortrijk", "BE"), state="in_review"
        ),
        Partner("courier", "Kortrijk Courier", ("carrier",), Place("Stationsplein 8", "8500", "Kortrijk", "BE")),
    ),
)
