"""What can go wrong in regions, currencies and taxes, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class RatesOverlap(Invalid):
    code = "tax_rates_overlap"
    title = "Another rate of the same place and class applies in these days"


class TaxRateMissing(Invalid):
    code = "tax_rate_missing"
    title = "No tax rate is set for this class, place and day"


class TaxClassInUse(Conflict):
    code = "tax_class_in_use"
    title = "Rates of this tax class exist; remove them first"
