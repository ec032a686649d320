"""The rights of documents, and which built-in roles hold them."""

from __future__ import annotations

from typing import Final

from hanse.platform.authz import Permission, Reach

_T = Reach.TENANT
_STAFF = {"admin": _T, "manager": _T, "approver": _T, "member": _T, "viewer": _T}
_PARTNER = {
    "company_admin": Reach.BELOW,
    "buyer": Reach.ORGANIZATION,
    "approver": Reach.ORGANIZATION,
    "finance": Reach.ORGANIZATION,
    "vendor_manager": Reach.ORGANIZATION,
    "viewer": Reach.ORGANIZATION,
}

PERMISSIONS: Final = (
    Permission("document.view", "See documents", "Read the papers made for quotes and orders.", _STAFF, _PARTNER),
    Permission("internal_document.view", "See internal documents", "Read papers that are for staff alone.", _STAFF),
    Permission(
        "signing_certificate.view",
        "See certificates",
        "See with which certificate documents are sealed.",
        {"admin": _T, "manager": _T},
    ),
    Permission(
        "signing_certificate.create", "Make certificates", "Seal with a certificate made here.", {"admin": _T}, {}, True
    ),
    Permission(
        "signing_certificate.upload",
        "Upload certificates",
        "Seal with a certificate that an authority issued.",
        {"admin": _T},
        {},
        True,
    ),
)
