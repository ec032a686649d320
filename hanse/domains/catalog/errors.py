"""What can go wrong in the catalogue, in sentences."""

from __future__ import annotations

from hanse.kit.errors import Conflict, Invalid


class ProductInvalidTransition(Conflict):
    code = "product_invalid_transition"
    title = "This is not possible in the product's present state"


class ProductIncomplete(Invalid):
    code = "product_incomplete"
    title = "Something is missing before this product can be sold"


class CategoryLoop(Invalid):
    code = "category_loop"
    title = "A category cannot be placed below itself"


class CategoryTooDeep(Invalid):
    code = "category_too_deep"
    title = "The tree of categories has 10 levels at most"


class CategoryInUse(Conflict):
    code = "category_in_use"
    title = "There are categories below this one; move or delete them first"


class AttributeInUse(Conflict):
    code = "attribute_in_use"
    title = "This attribute belongs to a set; take it out of there first"


class OptionsRefused(Invalid):
    code = "options_refused"
    title = "These choices do not go together"


class VariantInUse(Conflict):
    code = "variant_in_use"
    title = "A bundle holds this variant; take it out of there first"


class ProductImportInvalidTransition(Conflict):
    code = "product_import_invalid_transition"
    title = "This is not possible in the import's present state"
