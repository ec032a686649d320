"""Units of measure by UNECE Recommendation 20 code (and Recommendation 21 packaging, code with a leading X).

Each unit has a name, a symbol, a dimension and, where the ratio is fixed by definition, an exact factor to the first
unit of its dimension. Ratios are the legal definitions (1 yd = 0.9144 m), not the rounded figures printed in the
recommendation. What a box or a pair holds depends on the product, so such units have no factor: that conversion
belongs to the product.
"""

from __future__ import annotations

from fractions import Fraction
from types import MappingProxyType
from typing import Final

import msgspec

from hanse.kit.errors import Invalid


class UnknownUnit(Invalid, ValueError):
    """The code is not a unit that Hanse trades in."""

    code = "unknown_unit"
    title = "This unit is not known; use a UNECE Rec 20 code such as C62 (unit), MTR (metre) or KGM (kilogram)"


class UnitsNotConvertible(Invalid, ValueError):
    """There is no fixed ratio between two units, such as between a box and a metre."""

    code = "units_not_convertible"
    title = "There is no fixed ratio between these units; say on the product how one converts to the other"


class Unit(msgspec.Struct, frozen=True):
    """One unit. `factor` is how many of the dimension's first unit it holds, None where that is not fixed."""

    code: str
    name: str
    symbol: str
    dimension: str
    factor: Fraction | None


# code | name | symbol | factor to the first of the dimension ("-": not fixed)
_TABLE: Final = {
    "count": """
        C62|unit||1
        H87|piece|pc|1
        EA|each|ea|1
        NAR|article||1
        NPT|part||1
        DZN|dozen|doz|12
        SCO|score||20
        CEN|hundred||100
        GRO|gross|gr|144
        MIL|thousand||1000
        PR|pair|pr|-
        SET|set|set|-
        KT|kit|kit|-
        AS|assortment||-
        AY|assembly||-
        NMP|pack|pk|-
        P5|five pack||-
        TP|ten pack||-
        AB|bulk pack||-
        RM|ream||-
        CG|card||-
        D63|book||-
        LEF|leaf||-
        OA|panel||-
        PD|pad||-
        SR|strip||-
        STC|stick||-
        SYR|syringe||-
        10|group||-
        5B|batch||-
        LO|lot||-
        LR|layer||-
        NL|load||-
        HEA|head||-
        IE|person||-
        Q3|meal||-
        E27|dose||-""",
    "length": """
        MTR|metre|m|1
        KMT|kilometre|km|1000
        A45|decametre|dam|10
        DMT|decimetre|dm|1/10
        CMT|centimetre|cm|1/100
        MMT|millimetre|mm|1/1000
        4H|micrometre|µm|1/1000000
        INH|inch|in|127/5000
        FOT|foot|ft|381/1250
        YRD|yard|yd|1143/1250
        SMI|mile|mi|201168/125
        NMI|nautical mile|nmi|1852
        LM|linear metre|lm|1""",
    "area": """
        MTK|square metre|m²|1
        KMK|square kilometre|km²|1000000
        H18|hectare|ha|10000
        DAA|decare|daa|1000
        H16|are|a|100
        DMK|square decimetre|dm²|1/100
        CMK|square centimetre|cm²|1/10000
        MMK|square millimetre|mm²|1/1000000
        INK|square inch|in²|16129/25000000
        FTK|square foot|ft²|145161/1562500
        YDK|square yard|yd²|1306449/1562500
        ACR|acre|ac|316160658/78125""",
    "volume": """
        LTR|litre|l|1
        MTQ|cubic metre|m³|1000
        K6|kilolitre|kl|1000
        HLT|hectolitre|hl|100
        DMQ|cubic decimetre|dm³|1
        DLT|decilitre|dl|1/10
        CLT|centilitre|cl|1/100
        MLT|millilitre|ml|1/1000
        CMQ|cubic centimetre|cm³|1/1000
        4G|microlitre|µl|1/1000000
        MMQ|cubic millimetre|mm³|1/1000000
        INQ|cubic inch|in³|2048383/125000000
        FTQ|cubic foot|ft³|55306341/1953125
        YDQ|cubic yard|yd³|1493271207/1953125
        OZA|fluid ounce (US)|fl oz (US)|473176473/16000000000
        PTL|pint (US)|pt (US)|473176473/1000000000
        QTL|quart (US)|qt (US)|473176473/500000000
        GLL|gallon (US)|gal (US)|473176473/125000000
        BLL|barrel (US, oil)|bbl|9936705933/62500000
        OZI|fluid ounce (UK)|fl oz (UK)|454609/16000000
        PTI|pint (UK)|pt (UK)|454609/800000
        QTI|quart (UK)|qt (UK)|454609/400000
        GLI|gallon (UK)|gal (UK)|454609/100000""",
    "mass": """
        KGM|kilogram|kg|1
        TNE|tonne|t|1000
        KTN|kilotonne|kt|1000000
        DTN|decitonne|dt|100
        HGM|hectogram|hg|1/10
        GRM|gram|g|1/1000
        MGM|milligram|mg|1/1000000
        CTM|carat|ct|1/5000
        GRN|grain|gr|6479891/100000000000
        ONZ|ounce|oz|45359237/1600000000
        APZ|troy ounce|oz t|19439673/625000000
        LBR|pound|lb|45359237/100000000
        STI|stone|st|317514659/50000000
        CWA|hundredweight (US)|cwt (US)|45359237/1000000
        CWI|hundredweight (UK)|cwt (UK)|317514659/6250000
        STN|short ton (US)|ton (US)|45359237/50000
        LTN|long ton (UK)|ton (UK)|635029318/625000""",
    "time": """
        HUR|hour|h|1
        SEC|second|s|1/3600
        MIN|minute|min|1/60
        DAY|day|d|24
        WEE|week|wk|168
        E49|working day||-""",
    "calendar": """
        MON|month|mo|1
        QAN|quarter of a year||3
        SAN|half year||6
        ANN|year|y|12""",
    "energy": """
        KWH|kilowatt hour|kWh|1
        WHR|watt hour|Wh|1/1000
        MWH|megawatt hour|MWh|1000
        GWH|gigawatt hour|GWh|1000000
        JOU|joule|J|1/3600000
        KJO|kilojoule|kJ|1/3600
        3B|megajoule|MJ|5/18
        GV|gigajoule|GJ|2500/9""",
    "power": """
        KWT|kilowatt|kW|1
        WTT|watt|W|1/1000
        MAW|megawatt|MW|1000
        KVA|kilovolt-ampere|kVA|-""",
    "data": """
        E34|gigabyte|GB|1
        AD|byte|B|1/1000000000
        2P|kilobyte|kB|1/1000000
        4L|megabyte|MB|1/1000
        E35|terabyte|TB|1000
        E36|petabyte|PB|1000000""",
    "service": """
        E48|service unit||-
        ACT|activity||-
        E51|job||-
        LS|lump sum||-
        NF|message||-
        P1|percent|%|-""",
    "timber": """
        BFT|board foot|fbm|1
        MBF|thousand board feet|Mfbm|1000""",
    "density": """
        GM|gram per square metre|g/m²|1
        28|kilogram per square metre|kg/m²|1000""",
    "packaging": """
        XBX|box||-
        XCT|carton||-
        XCS|case||-
        XCR|crate||-
        XPX|pallet||-
        XPK|package||-
        XPA|packet||-
        XPC|parcel||-
        XBG|bag||-
        XSA|sack||-
        XSH|sachet||-
        XRO|roll||-
        XRL|reel||-
        XBE|bundle||-
        XST|sheet||-
        XBO|bottle||-
        XCA|can||-
        XJR|jar||-
        XTU|tube||-
        XTB|tub||-
        XPL|pail||-
        XBA|barrel||-
        XDR|drum||-
        XCY|cylinder||-
        XAE|aerosol||-
        XBK|basket||-
        XEN|envelope||-
        XCN|container||-""",
}


def _read_table() -> dict[str, Unit]:
    units: dict[str, Unit] = {}
    for dimension, lines in _TABLE.items():
        for line in lines.split("\n"):
            if line.strip():
                code, name, symbol, factor = line.strip().split("|")
                units[code] = Unit(code, name, symbol or name, dimension, None if factor == "-" else Fraction(factor))
    return units


UNITS: Final = MappingProxyType(_read_table())


def get_unit(code: str) -> Unit:
    """Give the unit with this code. Raises UnknownUnit."""
    unit = UNITS.get(code)
    if unit is None:
        raise UnknownUnit(f"{code[:12]!r} is not a known unit; use a UNECE Rec 20 code such as C62 or MTR")
    return unit


def conversion_factor(source: str, target: str) -> Fraction:
    """Say how many `target` one `source` is, exactly. Raises UnknownUnit, UnitsNotConvertible."""
    if source == target:
        get_unit(source)
        return Fraction(1)
    one, other = get_unit(source), get_unit(target)
    if one.dimension != other.dimension or one.factor is None or other.factor is None:
        raise UnitsNotConvertible(
            f"There is no fixed ratio between {one.name} and {other.name}; "
            "say on the product how one converts to the other"
        )
    return one.factor / other.factor


def list_units(dimension: str | None = None) -> list[Unit]:
    """List the units a person may choose, in the order of the table; of one dimension when it is named."""
    return [unit for unit in UNITS.values() if dimension in (None, unit.dimension)]
