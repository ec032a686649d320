"""Whether a quantity of an article may be ordered, in which unit, and what would be accepted instead. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

import msgspec

from hanse.kit.errors import Invalid
from hanse.kit.quantity import QUANTITY_SCALE, Quantity, QuantityRule, check_quantity, nearest_allowed
from hanse.kit.units import UNITS

# What people write for a piece, whichever of its codes the product uses, and names in other languages.
_SAME: Final[dict[str, tuple[str, ...]]] = {
    **dict.fromkeys(
        (
            "pc",
            "pcs",
            "piece",
            "pieces",
            "each",
            "ea",
            "unit",
            "units",
            "st",
            "stk",
            "stck",
            "stück",
            "pce",
            "u",
            "pièce",
        ),
        ("C62", "H87", "EA", "NAR"),
    ),
    **dict.fromkeys(("box", "boxes", "bx", "schachtel", "boîte"), ("XBX", "XCT", "XCS")),
    **dict.fromkeys(("carton", "cartons", "ct", "ctn", "karton", "kartons"), ("XCT", "XBX", "XCS")),
    **dict.fromkeys(("case", "cases", "cs", "kiste"), ("XCS", "XCT", "XBX")),
    **dict.fromkeys(("pack", "packs", "pk", "packung", "pkg", "paket"), ("NMP", "XPK", "XPA")),
    **dict.fromkeys(("pallet", "pallets", "plt", "palette", "paletten"), ("XPX",)),
    **dict.fromkeys(("roll", "rolls", "rolle", "rollen", "rl"), ("XRO",)),
    **dict.fromkeys(("meter", "meters", "metre", "metres", "m", "lfm", "lm", "mtr"), ("MTR", "LM")),
    **dict.fromkeys(("kilo", "kilos", "kg"), ("KGM",)),
    **dict.fromkeys(("liter", "liters", "litre", "l", "ltr"), ("LTR",)),
    **dict.fromkeys(("paar", "pair", "pairs"), ("PR",)),
    **dict.fromkeys(("dutzend", "dozen", "dz"), ("DZN",)),
}


class SaleLimits(msgspec.Struct, frozen=True, kw_only=True):
    """A unit an article is sold in: stock units per one of it, and limits in ten-thousandths of it."""

    unit: str
    ratio_numerator: int = 1
    ratio_denominator: int = 1
    minimum: int | None = None
    maximum: int | None = None
    step: int | None = None
    is_default: bool = False


class QuantityRefused(Invalid):
    """The quantity or its unit cannot be ordered; `accepted` are the nearest that can."""

    code = "quantity_not_allowed"
    title = "This quantity cannot be ordered"

    def __init__(self, message: str, code: str, accepted: Sequence[Quantity] = ()) -> None:
        super().__init__(message)
        self.reason = code
        self.accepted = list(accepted)


def unit_name(code: str, quantity: Quantity | None = None) -> str:
    """What people call a unit."""
    del quantity
    known = UNITS.get(code)
    return known.name if known else code


def whole_step(code: str) -> int | None:
    """Pieces and packages come whole where the catalogue says nothing else; in ten-thousandths."""
    known = UNITS.get(code)
    return QUANTITY_SCALE if known is not None and known.dimension in ("count", "packaging") else None


def choose_unit(text: str | None, limits: Sequence[SaleLimits]) -> SaleLimits:
    """The unit of an article that a person named; without a name its usual one. Raises QuantityRefused."""
    if not limits:
        raise QuantityRefused("This article has no unit to be sold in; ask us for an offer", "not_for_sale")
    if not text or not text.strip():
        return next((one for one in limits if one.is_default), limits[0])
    wanted = codes_of(text)
    for code in wanted:
        for one in limits:
            if one.unit == code:
                return one
    offered = _listed(unit_name(one.unit) for one in limits)
    raise QuantityRefused(
        f"{text.strip()[:24]} is not a unit of this article; it is sold by {offered}", "unit_not_sold"
    )


def codes_of(text: str) -> list[str]:
    """The unit codes a written unit can mean, the most exact first."""
    stripped = text.strip()
    plain = stripped.lower().rstrip(".")
    found = [stripped.upper()] if stripped.upper() in UNITS else []
    found += _SAME.get(plain, ())
    found += [
        code for code, unit in UNITS.items() if plain in (unit.name.lower(), unit.name.lower() + "s", unit.symbol)
    ]
    return list(dict.fromkeys(found))


def read_quantity(value: str | None, unit: str | None, limits: Sequence[SaleLimits]) -> Quantity:
    """A written quantity of an article as one that may be ordered; without a number, the least that may.

    Raises QuantityRefused with a sentence that says what would be accepted.
    """
    chosen = choose_unit(unit, limits)
    if value is None:
        return least(chosen)
    try:
        quantity = Quantity.parse(value.strip(), chosen.unit)
    except Invalid as error:
        raise QuantityRefused(error.message, error.code) from None
    check(quantity, limits)
    return quantity


def check(quantity: Quantity, limits: Sequence[SaleLimits]) -> None:
    """Accept a quantity in a unit the article is sold in. Raises QuantityRefused."""
    one = next((limit for limit in limits if limit.unit == quantity.unit), None)
    if one is None:
        choose_unit(quantity.unit, limits)
        raise QuantityRefused(
            f"It is not sold by {unit_name(quantity.unit)} any more, but by "
            f"{_listed(unit_name(limit.unit) for limit in limits)}",
            "unit_not_sold",
        )
    rule = rule_of(one)
    try:
        check_quantity(quantity, rule)
    except Invalid as error:
        near = [offer for offer in nearest_allowed(quantity, rule) if offer is not None]
        raise QuantityRefused(error.message, error.code, list(dict.fromkeys(near))) from None


def least(limit: SaleLimits) -> Quantity:
    """The smallest quantity that may be ordered in a unit, but not less than one where that is allowed."""
    one = Quantity.whole(1, limit.unit)
    below, above = nearest_allowed(one, rule_of(limit))
    found = above or below
    if found is None:
        raise QuantityRefused("No quantity of this article keeps the limits set for it; ask us", "not_for_sale")
    return found


def rule_of(limit: SaleLimits) -> QuantityRule:
    """The limits as a rule of the kit."""
    return QuantityRule(
        minimum=_quantity(limit.minimum, limit.unit),
        maximum=_quantity(limit.maximum, limit.unit),
        step=_quantity(limit.step, limit.unit),
    )


def stock_quantity(quantity: Quantity, limit: SaleLimits, stock_unit: str) -> Quantity:
    """How much of the stock a quantity takes, rounded up to what the stock counts in."""
    ratio = Fraction(limit.ratio_numerator, limit.ratio_denominator)
    return quantity.convert(stock_unit, ratio, "up")


def _quantity(units: int | None, unit: str) -> Quantity | None:
    return None if units is None or units <= 0 else Quantity(units, unit)


def _listed(names: Iterable[str]) -> str:
    found = list(dict.fromkeys(names))
    return found[0] if len(found) == 1 else f"{', '.join(found[:-1])} or {found[-1]}"


def near_skus(sku: str, most: int = 1_200) -> list[str]:
    """Article numbers one slip away: a letter missing, added, changed or swapped, or a dash more or less."""
    key = sku_key(sku)
    if not 3 <= len(key) <= 24:
        return [key.replace("-", ""), key] if key else []
    letters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-"
    found = [key.replace("-", ""), key.replace("O", "0"), key.replace("0", "O"), key.replace("I", "1")]
    found += [key[:at] + key[at + 1 :] for at in range(len(key))]
    found += [key[:at] + key[at + 1] + key[at] + key[at + 2 :] for at in range(len(key) - 1)]
    found += [key[:at] + letter + key[at:] for at in range(len(key) + 1) for letter in letters]
    found += [key[:at] + letter + key[at + 1 :] for at in reversed(range(len(key))) for letter in letters]
    return [one for one in dict.fromkeys(found) if one != key][:most]


def sku_key(sku: str) -> str:
    """An article number as the catalogue compares it: upper case, without blanks."""
    return "".join(sku.split()).upper()
