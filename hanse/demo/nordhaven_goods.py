"""The range of Nordhaven Supply: fasteners, hydraulics, rope, bearings, safety gear and coatings."""

from __future__ import annotations

from typing import Final

from hanse.demo.goods import Article, Fact, Family, Kit, Range, Shelf, listed, sized

SHELVES: Final = (
    Shelf("fasteners", "Fasteners", None, "Bolts, nuts and washers in steel and stainless, by the piece or the box."),
    Shelf("bolts", "Bolts and screws", "fasteners"),
    Shelf("nuts-washers", "Nuts and washers", "fasteners"),
    Shelf("hydraulics", "Hydraulics", None, "Hoses by the metre, fittings and valves for mobile and marine use."),
    Shelf("hoses", "Hoses", "hydraulics"),
    Shelf("valves", "Valves and fittings", "hydraulics"),
    Shelf("rope-rigging", "Rope and rigging", None, "Mooring, lifting and lashing, with certificates."),
    Shelf("bearings", "Bearings and drives"),
    Shelf("safety", "Safety gear", None, "What people wear and hold so that they go home whole."),
    Shelf("coatings", "Coatings and chemicals"),
    Shelf("restricted", "Controlled substances", None, "For trained partners only."),
)

FAMILIES: Final = (
    Family(
        "hexagon-bolt-din-933-a2",
        "Hexagon bolt DIN 933, stainless A2",
        "bolts",
        "Alster",
        "bolt",
        "Full thread, stainless steel A2-70, for deck fittings and machine frames.",
        sized("HB", (6, 8, 10, 12, 16), (20, 30, 40, 60, 80), lambda d, n: 2 + d * d * n // 900),
        packs=(("NMP", 100),),
        facts=(("material", "Stainless A2"),),
    ),
    Family(
        "hexagon-bolt-din-931-8-8",
        "Hexagon bolt DIN 931, grade 8.8 zinc plated",
        "bolts",
        "Alster",
        "bolt",
        "Partial thread, zinc plated, for structural joints.",
        sized("HZ", (10, 12, 16, 20), (50, 80, 100, 120), lambda d, n: 3 + d * d * n // 2600),
        packs=(("NMP", 50),),
        facts=(("material", "Steel 8.8"),),
        hue=45,
    ),
    Family(
        "socket-screw-din-912",
        "Socket head screw DIN 912, stainless A4",
        "bolts",
        "Alster",
        "bolt",
        "Sea-water resistant, hexagon socket.",
        sized("SS", (4, 5, 6, 8), (10, 16, 25, 40), lambda d, n: 3 + d * n // 14),
        packs=(("NMP", 100),),
        facts=(("material", "Stainless A4"),),
        hue=190,
    ),
    Family(
        "hexagon-nut-din-934",
        "Hexagon nut DIN 934, stainless A2",
        "nuts-washers",
        "Alster",
        "nut",
        "Right-hand thread.",
        tuple(
            Article(f"HN-{d:02}", f"M{d}", 1 + d * d // 9, 9000 - 300 * d, (("thread", f"M{d}"),))
            for d in (5, 6, 8, 10, 12, 16, 20)
        ),
        packs=(("NMP", 100),),
        facts=(("material", "Stainless A2"),),
    ),
    Family(
        "lock-nut-din-985",
        "Lock nut DIN 985 with nylon insert",
        "nuts-washers",
        "Alster",
        "nut",
        "Holds under vibration.",
        tuple(
            Article(f"LN-{d:02}", f"M{d}", 2 + d * d // 8, 5200 - 200 * d, (("thread", f"M{d}"),))
            for d in (5, 6, 8, 10, 12)
        ),
        packs=(("NMP", 100),),
        facts=(("material", "Steel 8"),),
        hue=220,
    ),
    Family(
        "washer-din-125",
        "Flat washer DIN 125, stainless A2",
        "nuts-washers",
        "Alster",
        "washer",
        "Form A, without chamfer.",
        tuple(
            Article(f"WA-{d:02}", f"M{d}", 1 + d // 6, 14000 - 400 * d, (("thread", f"M{d}"),))
            for d in (5, 6, 8, 10, 12, 16)
        ),
        packs=(("NMP", 200),),
        facts=(("material", "Stainless A2"),),
    ),
    Family(
        "hydraulic-hose-2sn",
        "Hydraulic hose 2SN, by the metre",
        "hoses",
        "Vantaa",
        "hose",
        "Two braids of steel wire, oil resistant, up to 400 bar. Cut to length.",
        tuple(
            Article(
                f"HO2-{n:02}", f"DN {n}", 310 + 42 * n, 640 - 18 * n, (("bore_mm", n), ("pressure_bar", 520 - 11 * n))
            )
            for n in (6, 8, 10, 12, 16, 20, 25)
        ),
        unit="MTR",
        least="0.5",
        step="0.5",
        lead_days=2,
        hue=20,
    ),
    Family(
        "hydraulic-hose-4sp",
        "Hydraulic hose 4SP, by the metre",
        "hoses",
        "Vantaa",
        "hose",
        "Four spirals for high impulse loads.",
        tuple(
            Article(
                f"HO4-{n:02}", f"DN {n}", 620 + 66 * n, 260 - 9 * n, (("bore_mm", n), ("pressure_bar", 600 - 9 * n))
            )
            for n in (10, 12, 16, 20, 25)
        ),
        unit="MTR",
        least="0.5",
        step="0.5",
        lead_days=4,
        hue=0,
    ),
    Family(
        "ball-valve-316",
        "Ball valve, stainless 316",
        "valves",
        "Vantaa",
        "valve",
        "Two-piece, full bore, lockable lever.",
        listed(
            "BV",
            (
                ("1/4 inch", 890, 120),
                ("3/8 inch", 980, 88),
                ("1/2 inch", 1190, 140),
                ("3/4 inch", 1680, 61),
                ("1 inch", 2390, 34),
                ("1 1/2 inch", 4480, 9),
                ("2 inch", 6890, 0),
            ),
        ),
        facts=(("material", "Stainless 316"),),
        lead_days=7,
    ),
    Family(
        "check-valve",
        "Check valve, in-line",
        "valves",
        "Vantaa",
        "valve",
        "Spring loaded, 350 bar.",
        listed("CV", (("G 1/4", 1450, 40), ("G 3/8", 1720, 36), ("G 1/2", 2180, 22), ("G 3/4", 3320, 11))),
        facts=(("material", "Steel"),),
        hue=30,
    ),
    Family(
        "quick-coupling-iso-a",
        "Quick coupling ISO A, set",
        "valves",
        "Vantaa",
        "nut",
        "Plug and socket with dust caps.",
        listed("QC", (("1/4 inch", 1190, 75), ("1/2 inch", 1740, 92), ("3/4 inch", 2890, 18))),
        unit="SET",
        hue=160,
    ),
    Family(
        "mooring-line-polyester",
        "Mooring line, polyester, by the metre",
        "rope-rigging",
        "Northern Ropewalk",
        "rope",
        "Eight strands, low stretch, spliced eye on request.",
        tuple(
            Article(
                f"ML-{n:02}", f"{n} mm", 60 + n * n, 1900 - 30 * n, (("diameter_mm", n), ("breaking_kn", n * n // 4))
            )
            for n in (12, 16, 20, 24, 32, 40)
        ),
        unit="MTR",
        least="5",
        step="1",
        lead_days=3,
        hue=205,
    ),
    Family(
        "lifting-sling",
        "Round sling EN 1492-2",
        "rope-rigging",
        "Northern Ropewalk",
        "rope",
        "Colour coded, with certificate.",
        listed(
            "RS",
            (
                ("1 t, 2 m", 690, 130),
                ("2 t, 2 m", 980, 96),
                ("3 t, 3 m", 1690, 54),
                ("5 t, 4 m", 3280, 20),
                ("10 t, 6 m", 9950, 4),
            ),
        ),
        hue=280,
    ),
    Family(
        "shackle-bow-g6",
        "Bow shackle, grade 6",
        "rope-rigging",
        "Northern Ropewalk",
        "shackle",
        "Safety bolt with nut and cotter pin.",
        listed(
            "SH",
            (
                ("2 t", 560, 220),
                ("3.25 t", 790, 210),
                ("4.75 t", 1090, 160),
                ("8.5 t", 2290, 70),
                ("12 t", 3980, 26),
                ("25 t", 11900, 3),
            ),
        ),
        hue=50,
    ),
    Family(
        "deep-groove-ball-bearing",
        "Deep groove ball bearing, 2RS",
        "bearings",
        "Kattegat",
        "bearing",
        "Sealed on both sides, greased for life.",
        listed(
            "DB",
            (
                ("6000-2RS", 240, 600),
                ("6001-2RS", 250, 540),
                ("6202-2RS", 310, 480),
                ("6204-2RS", 390, 700),
                ("6205-2RS", 450, 620),
                ("6206-2RS", 620, 310),
                ("6208-2RS", 980, 120),
                ("6210-2RS", 1490, 44),
            ),
        ),
    ),
    Family(
        "v-belt-spz",
        "V-belt SPZ",
        "bearings",
        "Kattegat",
        "hose",
        "Wrapped, oil resistant.",
        listed("VB", (("SPZ 800", 490, 60), ("SPZ 1000", 580, 74), ("SPZ 1250", 690, 41), ("SPZ 1600", 870, 12))),
        hue=10,
    ),
    Family(
        "work-glove-nitrile",
        "Work glove, nitrile coated",
        "safety",
        "Seaguard",
        "glove",
        "EN 388 4131X, breathable back. Sold by the pair.",
        listed("GL", (("Size 8", 165, 900), ("Size 9", 165, 1450), ("Size 10", 165, 1600), ("Size 11", 165, 480))),
        unit="PR",
        packs=(("DZN", 12),),
        hue=140,
    ),
    Family(
        "safety-helmet",
        "Safety helmet EN 397",
        "safety",
        "Seaguard",
        "helmet",
        "Six-point harness, ventilated.",
        listed("SHM", (("White", 790, 210), ("Blue", 790, 180), ("Yellow", 790, 260), ("Red", 790, 75))),
        hue=48,
    ),
    Family(
        "immersion-suit",
        "Immersion suit SOLAS",
        "safety",
        "Seaguard",
        "helmet",
        "Insulated, with light and whistle; serviced every three years.",
        listed("IS", (("Adult", 21900, 26), ("Adult large", 22900, 14), ("Child", 18900, 0))),
        lead_days=21,
        hue=14,
    ),
    Family(
        "epoxy-primer",
        "Epoxy primer, two components",
        "coatings",
        "Marlin",
        "can",
        "For steel above and below the waterline.",
        listed(
            "EP",
            (
                ("Grey, 5 l", 6200, 48),
                ("Grey, 20 l", 21900, 17),
                ("Red oxide, 5 l", 6300, 40),
                ("Red oxide, 20 l", 22400, 9),
            ),
        ),
        hue=8,
    ),
    Family(
        "antifouling",
        "Antifouling, self polishing",
        "coatings",
        "Marlin",
        "can",
        "24 months, copper based.",
        listed("AF", (("Red, 5 l", 9800, 30), ("Blue, 5 l", 9800, 22), ("Black, 20 l", 36500, 6))),
        hue=215,
    ),
    Family(
        "bearing-grease",
        "Bearing grease EP 2",
        "coatings",
        "Marlin",
        "can",
        "Lithium complex, -30 to 140 C.",
        listed("GR", (("Cartridge 400 g", 320, 820), ("Bucket 5 kg", 2980, 66), ("Drum 18 kg", 9600, 12))),
        packs=(("TP", 10),),
        hue=60,
    ),
    Family(
        "pickling-paste",
        "Pickling paste for stainless steel",
        "restricted",
        "Marlin",
        "can",
        "Contains hydrofluoric acid: only for partners with trained people.",
        listed("PP", (("2 kg", 3900, 30), ("10 kg", 16900, 8))),
        hue=100,
    ),
)
KIT: Final = Kit(
    Family(
        "deck-repair-kit",
        "Deck repair kit",
        "fasteners",
        "Nordhaven",
        "bolt",
        "What a deckhand needs for the usual repair, in one box.",
        (Article("KIT-DECK", "", 0, 0),),
        hue=200,
    ),
    (("HB-08-040", 20), ("HN-08", 20), ("WA-08", 40), ("GL-003", 2)),
)
FACTS: Final = (
    Fact("material", "Material", "text"),
    Fact("thread", "Thread", "text"),
    Fact("length_mm", "Length", "number", "MMT"),
    Fact("diameter_mm", "Diameter", "number", "MMT"),
    Fact("bore_mm", "Bore", "number", "MMT"),
    Fact("pressure_bar", "Working pressure, bar", "number"),
    Fact("breaking_kn", "Breaking load, kN", "number"),
)
NORDHAVEN_RANGE: Final = Range(SHELVES, FAMILIES, FACTS, (KIT,))
