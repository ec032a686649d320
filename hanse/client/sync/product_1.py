"""What can be done with `product_1`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class Product1Operations:
    """What can be done with `product_1`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def activate(
        self,
        product_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeProductStatus],
    ) -> models.Product:
        """Let a product be sold.

        Needs the right `product.activate`.

        Refused with: `product_invalid_transition`, `product_incomplete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/activate", product_id=product_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Product)

    def add_variant(
        self, product_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.VariantInput]
    ) -> models.Variant:
        """Add a variant to a product.

        Needs the right `product.update`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/variants", product_id=product_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Variant)

    def archive(
        self,
        product_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeProductStatus],
    ) -> models.Product:
        """Take a product out of sale for good; what was ordered keeps it.

        Needs the right `product.archive`.

        Refused with: `product_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/archive", product_id=product_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Product)

    def archive_variant(
        self, product_id: str, variant_id: str, *, idempotency_key: str | None = None
    ) -> models.Variant:
        """Take a variant out of sale; what was ordered keeps it.

        Needs the right `product.update`.

        Refused with: `variant_in_use`.
        """
        call = Call(
            method="POST",
            path=address(
                "/v1/products/{product_id}/variants/{variant_id}/archive", product_id=product_id, variant_id=variant_id
            ),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Variant)

    def check_import(self, import_id: str, *, idempotency_key: str | None = None) -> models.ProductImport:
        """Try every row without keeping anything; what would be wrong is listed.

        Needs the right `product.import`.

        Refused with: `product_import_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/product-imports/{import_id}/check", import_id=import_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ProductImport)

    def counts(self, **query: Unpack[inputs.ProductCountsQuery]) -> models.ProductCounts:
        """Count the products the reader may see, by status and kind, under the same filters as the list.

        Needs the right `product.view`.
        """
        call = Call(method="GET", path="/v1/product-counts", query=query)
        return self._transport.send(call, models.ProductCounts)

    def create(self, *, idempotency_key: str | None = None, **data: Unpack[inputs.CreateProduct]) -> models.Product:
        """Enter a product as a draft, with its variants.

        An error names the field, such as `variants.2.sku`.

        Needs the right `product.create`.

        Refused with: `already_exists`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/products", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Product)

    def delete_media(self, product_id: str, media_id: str) -> None:
        """Take a picture or document away.

        Needs the right `product.update`.

        Refused with: `not_found`.
        """
        call = Call(
            method="DELETE",
            path=address("/v1/products/{product_id}/media/{media_id}", product_id=product_id, media_id=media_id),
        )
        return self._transport.send(call, type(None))

    def export(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.ExportProducts]
    ) -> models.ProductExport:
        """Have a file made of the products a list shows, a row for each variant; ask for it until it is done.

        Needs the right `product.export`.
        """
        call = Call(method="POST", path="/v1/product-exports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ProductExport)

    def get(self, product_id: str, **query: Unpack[inputs.ProductGetQuery]) -> models.Product:
        """Read one product with its variants.

        Needs the right `product.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/products/{product_id}", product_id=product_id), query=query)
        return self._transport.send(call, models.Product)

    def get_export(self, export_id: str) -> models.ProductExport:
        """Read how far an export is; once it is done, with a link of minutes.

        Needs the right `product.export`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/product-exports/{export_id}", export_id=export_id))
        return self._transport.send(call, models.ProductExport)

    def get_import(self, import_id: str) -> models.ProductImport:
        """Read one import.

        Needs the right `product.import`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/product-imports/{import_id}", import_id=import_id))
        return self._transport.send(call, models.ProductImport)

    def get_options(self, product_id: str, **query: Unpack[inputs.ProductGetOptionsQuery]) -> models.ProductOptions:
        """Read what is to be chosen of a product, and which choices go together.

        Needs the right `product.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/products/{product_id}/options", product_id=product_id), query=query)
        return self._transport.send(call, models.ProductOptions)

    def import_fields(self) -> models.ImportFields:
        """List what a column of a file can be: the standard facts, then the declared attributes.

        Needs the right `product.import`.
        """
        call = Call(method="GET", path="/v1/product-import-fields")
        return self._transport.send(call, models.ImportFields)

    def import_problems(
        self, import_id: str, **query: Unpack[inputs.ProductImportProblemsQuery]
    ) -> Page[models.ImportProblem]:
        """List what is wrong in the rows of a file, in the file's order.

        Needs the right `product.import`.
        """
        call = Call(
            method="GET", path=address("/v1/product-imports/{import_id}/problems", import_id=import_id), query=query
        )
        return self._transport.send(call, Page[models.ImportProblem])

    def import_problems_all(
        self, import_id: str, **query: Unpack[inputs.ProductImportProblemsQuery]
    ) -> Iterator[models.ImportProblem]:
        """Every item of `import_problems`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/product-imports/{import_id}/problems", import_id=import_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.ImportProblem],
            ),
        )

    def list(self, **query: Unpack[inputs.ProductListQuery]) -> Page[models.ProductSummary]:
        """List the products the reader may see, by filters, in the order asked for.

        Needs the right `product.view`.
        """
        call = Call(method="GET", path="/v1/products", query=query)
        return self._transport.send(call, Page[models.ProductSummary])

    def list_all(self, **query: Unpack[inputs.ProductListQuery]) -> Iterator[models.ProductSummary]:
        """Every item of `list`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/products", query={**query, "cursor": cursor}), Page[models.ProductSummary]
            ),
        )

    def list_imports(self, **query: Unpack[inputs.ProductListImportsQuery]) -> Page[models.ProductImport]:
        """List imports, newest first.

        Needs the right `product.import`.
        """
        call = Call(method="GET", path="/v1/product-imports", query=query)
        return self._transport.send(call, Page[models.ProductImport])

    def list_imports_all(self, **query: Unpack[inputs.ProductListImportsQuery]) -> Iterator[models.ProductImport]:
        """Every item of `list_imports`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/product-imports", query={**query, "cursor": cursor}),
                Page[models.ProductImport],
            ),
        )

    def list_media(self, product_id: str, **query: Unpack[inputs.ProductListMediaQuery]) -> Page[models.Media]:
        """List the pictures and documents of a product, in order.

        Needs the right `product.view`.

        Refused with: `not_found`.
        """
        call = Call(method="GET", path=address("/v1/products/{product_id}/media", product_id=product_id), query=query)
        return self._transport.send(call, Page[models.Media])

    def list_media_all(self, product_id: str, **query: Unpack[inputs.ProductListMediaQuery]) -> Iterator[models.Media]:
        """Every item of `list_media`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(
                    method="GET",
                    path=address("/v1/products/{product_id}/media", product_id=product_id),
                    query={**query, "cursor": cursor},
                ),
                Page[models.Media],
            ),
        )

    def map_import(
        self, import_id: str, *, version: int, **data: Unpack[inputs.MapProductColumns]
    ) -> models.ProductImport:
        """Say what each column is.

        Needs the right `product.import`.

        Refused with: `forbidden`, `product_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/product-imports/{import_id}/mapping", import_id=import_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ProductImport)

    def price_options(
        self, product_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.PriceOptions]
    ) -> models.OptionsPriced:
        """Say what choices cost, and name them in words.

        Needs the right `product.view`.

        Refused with: `not_found`, `options_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/options/price", product_id=product_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.OptionsPriced)

    def restore(
        self,
        product_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeProductStatus],
    ) -> models.Product:
        """Bring an archived product back as a draft.

        Needs the right `product.archive`.

        Refused with: `product_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/restore", product_id=product_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Product)

    def restore_variant(
        self, product_id: str, variant_id: str, *, idempotency_key: str | None = None
    ) -> models.Variant:
        """Bring an archived variant back into sale.

        Needs the right `product.update`.
        """
        call = Call(
            method="POST",
            path=address(
                "/v1/products/{product_id}/variants/{variant_id}/restore", product_id=product_id, variant_id=variant_id
            ),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Variant)

    def return_to_draft(
        self,
        product_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeProductStatus],
    ) -> models.Product:
        """Take a product back for more work; while a draft it is not sold.

        Needs the right `product.review`.

        Refused with: `product_invalid_transition`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/return", product_id=product_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Product)

    def run_import(self, import_id: str, *, version: int, idempotency_key: str | None = None) -> models.ProductImport:
        """Import every row that is right; the others are listed. Doing it twice changes nothing more.

        Needs the right `product.import`.

        Refused with: `product_import_invalid_transition`, `invalid_input`.
        """
        call = Call(
            method="POST",
            path=address("/v1/product-imports/{import_id}/run", import_id=import_id),
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.ProductImport)

    def save_options(
        self, product_id: str, *, version: int, **data: Unpack[inputs.SaveOptions]
    ) -> models.ProductOptions:
        """Replace the options and rules of a configurable product.

        Needs the right `product.update`.

        Refused with: `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/products/{product_id}/options", product_id=product_id),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.ProductOptions)

    def search(self, **query: Unpack[inputs.ProductSearchQuery]) -> models.ProductPage:
        """Find products by text, category and facets, in spite of typing mistakes, with counts of what was found.

        Two statements, and one for names of categories. Nothing the reader may not see is found or counted.

        Needs the right `product.view`.

        Refused with: `invalid_input`.
        """
        call = Call(method="GET", path="/v1/product-search", query=query)
        return self._transport.send(call, models.ProductPage)
