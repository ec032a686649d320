"""What can go wrong in pricing, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Forbidden, Invalid


class BadFormula(Invalid):
    code = "bad_formula"
    title = "This formula cannot be read"


class OthersPrices(Forbidden):
    code = "others_prices"
    title = "You see the prices of your own organization, as they are now"


class ListIsPublished(Conflict):
    code = "price_list_published"
    title = "These prices come from somewhere else; change them there"


class ListInvalidTransition(Conflict):
    code = "price_list_invalid_transition"
    title = "This is not possible in the price list's present state"


class ChangeInvalidTransition(Conflict):
    code = "price_change_invalid_transition"
    title = "This is not possible in the change's present state"


class ImportInvalidTransition(Conflict):
    code = "price_import_invalid_transition"
    title = "This is not possible in the import's present state"
