"""What can be done with `product`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from typing import Unpack

from hanse.client import inputs, models
from hanse.client.sync.product_1 import Product1Operations
from hanse.client.transport import Call, address


class ProductOperations(Product1Operations):
    """What can be done with `product`."""

    def submit_for_review(
        self,
        product_id: str,
        *,
        version: int,
        idempotency_key: str | None = None,
        **data: Unpack[inputs.ChangeProductStatus],
    ) -> models.Product:
        """Say that a draft is ready to be looked at.

        Needs the right `product.review`.

        Refused with: `product_invalid_transition`, `product_incomplete`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/submit", product_id=product_id),
            body=data,
            version=version,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Product)

    def update(self, product_id: str, *, version: int, **data: Unpack[inputs.UpdateProduct]) -> models.Product:
        """Change facts of a product.

        Needs the right `product.update`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH", path=address("/v1/products/{product_id}", product_id=product_id), body=data, version=version
        )
        return self._transport.send(call, models.Product)

    def update_media(self, product_id: str, media_id: str, **data: Unpack[inputs.UpdateMedia]) -> models.Media:
        """Change what is read instead of a picture, and its place.

        Needs the right `product.update`.

        Refused with: `not_found`.
        """
        call = Call(
            method="PUT",
            path=address("/v1/products/{product_id}/media/{media_id}", product_id=product_id, media_id=media_id),
            body=data,
        )
        return self._transport.send(call, models.Media)

    def update_variant(
        self, product_id: str, variant_id: str, *, version: int, **data: Unpack[inputs.UpdateVariant]
    ) -> models.Variant:
        """Change a variant.

        Needs the right `product.update`.

        Refused with: `already_exists`, `stale_version`, `invalid_input`.
        """
        call = Call(
            method="PATCH",
            path=address(
                "/v1/products/{product_id}/variants/{variant_id}", product_id=product_id, variant_id=variant_id
            ),
            body=data,
            version=version,
        )
        return self._transport.send(call, models.Variant)

    def upload_import(
        self, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadImport]
    ) -> models.ProductImport:
        """Take a CSV or XLSX file in and guess what its columns are.

        Needs the right `product.import`.

        Refused with: `file_refused`, `table_unreadable`.
        """
        call = Call(method="POST", path="/v1/product-imports", body=data, idempotency_key=idempotency_key)
        return self._transport.send(call, models.ProductImport)

    def upload_media(
        self, product_id: str, *, idempotency_key: str | None = None, **data: Unpack[inputs.UploadMedia]
    ) -> models.Media:
        """Add a picture or document; its sizes are made in the background.

        Needs the right `product.update`.

        Refused with: `conflict`, `file_too_large`, `file_type_refused`, `file_refused`.
        """
        call = Call(
            method="POST",
            path=address("/v1/products/{product_id}/media", product_id=product_id),
            body=data,
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Media)
