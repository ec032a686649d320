"""Which address shows which page."""

from __future__ import annotations

from hanse.domains.catalog.pages import attributes, categories, detail, edit, imports, lists, options, pieces, variants
from hanse.domains.catalog.pages.parts import LIFE
from hanse.platform.registry import PageRoute

_LIST = "/admin/products"
_ONE = f"{_LIST}/{{product_id}}"
_VARIANT = f"{_ONE}/variants/{{variant_id}}"
_CATEGORIES = "/admin/categories"
_CATEGORY = f"{_CATEGORIES}/{{category_id}}"
_ATTRIBUTES = "/admin/attributes"
_SET = f"{_ATTRIBUTES}/sets/{{attribute_set_id}}"
# Partners see products too, but not these pages; every member of the staff may see who sees what.
_VIEW = "catalogue_assignment.view"
_UPDATE, _MANAGE, _DECLARE = "product.update", "category.manage", "attribute.manage"

PAGES = (
    PageRoute("GET", "/products/{product_id}", lists.open_any, permission="product.view"),
    PageRoute("GET", _LIST, lists.list_page, permission=_VIEW),
    PageRoute("POST", f"{_LIST}/bulk", lists.bulk, permission=_VIEW),
    PageRoute("POST", f"{_LIST}/export", lists.export, permission="product.export"),
    PageRoute("GET", f"{_LIST}/exports/{{export_id}}", lists.export_page, permission="product.export"),
    PageRoute("GET", f"{_LIST}/new", edit.new_page, permission="product.create"),
    PageRoute("POST", f"{_LIST}/new", edit.create, permission="product.create"),
    *imports.WIZARD.pages(imports.UPLOAD),
    PageRoute(
        "POST",
        f"{_LIST}/assignments/{{assignment_id}}/delete",
        pieces.withdraw,
        permission="catalogue_assignment.manage",
    ),
    PageRoute("GET", _ONE, detail.overview, permission=_VIEW),
    PageRoute("GET", f"{_ONE}/edit", edit.edit_page, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/edit", edit.save, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/activity", detail.activity, permission=_VIEW),
    *(
        PageRoute("POST", f"{_ONE}/{verb}", detail.change_status(verb), permission=entry[1])
        for verb, entry in LIFE.items()
    ),
    PageRoute("GET", f"{_ONE}/variants", variants.grid_page, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/variants", variants.save_grid, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/variants/new", variants.new_page, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/variants/new", variants.create, permission=_UPDATE),
    PageRoute("GET", _VARIANT, variants.edit_page, permission=_UPDATE),
    PageRoute("POST", _VARIANT, variants.save, permission=_UPDATE),
    PageRoute("POST", f"{_VARIANT}/archive", variants.archive, permission=_UPDATE),
    PageRoute("POST", f"{_VARIANT}/restore", variants.restore, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/options", options.page, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/options", options.save, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/media", pieces.media_page, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/media", pieces.upload, permission=_UPDATE, uploads=True),
    PageRoute("POST", f"{_ONE}/media/{{media_id}}", pieces.save_media, permission=_UPDATE),
    PageRoute("POST", f"{_ONE}/media/{{media_id}}/delete", pieces.delete_media, permission=_UPDATE),
    PageRoute("GET", f"{_ONE}/visibility", pieces.visibility_page, permission=_VIEW),
    PageRoute("POST", f"{_ONE}/visibility", pieces.assign, permission="catalogue_assignment.manage"),
    PageRoute("GET", _CATEGORIES, categories.list_page, permission=_VIEW),
    PageRoute("GET", f"{_CATEGORIES}/new", categories.new_page, permission=_MANAGE),
    PageRoute("POST", f"{_CATEGORIES}/new", categories.create, permission=_MANAGE),
    PageRoute("GET", _CATEGORY, categories.edit_page, permission=_VIEW),
    PageRoute("POST", _CATEGORY, categories.save, permission=_MANAGE),
    PageRoute("POST", f"{_CATEGORY}/delete", categories.delete, permission=_MANAGE),
    PageRoute("POST", f"{_CATEGORY}/visibility", categories.assign, permission="catalogue_assignment.manage"),
    PageRoute("GET", _ATTRIBUTES, attributes.list_page, permission=_VIEW),
    PageRoute("GET", f"{_ATTRIBUTES}/new", attributes.new_page, permission=_DECLARE),
    PageRoute("POST", f"{_ATTRIBUTES}/new", attributes.create, permission=_DECLARE),
    PageRoute("GET", f"{_ATTRIBUTES}/sets/new", attributes.new_set_page, permission=_DECLARE),
    PageRoute("POST", f"{_ATTRIBUTES}/sets/new", attributes.create_set, permission=_DECLARE),
    PageRoute("GET", _SET, attributes.edit_set_page, permission=_DECLARE),
    PageRoute("POST", _SET, attributes.save_set, permission=_DECLARE),
    PageRoute("POST", f"{_SET}/delete", attributes.delete_set, permission=_DECLARE),
    PageRoute("GET", f"{_ATTRIBUTES}/{{attribute_id}}", attributes.edit_page, permission=_DECLARE),
    PageRoute("POST", f"{_ATTRIBUTES}/{{attribute_id}}", attributes.save, permission=_DECLARE),
    PageRoute("POST", f"{_ATTRIBUTES}/{{attribute_id}}/delete", attributes.delete, permission=_DECLARE),
)
