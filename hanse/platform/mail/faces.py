"""The face a mail carries: the business it concerns, or the installation."""

from __future__ import annotations

from hanse.platform.authz import TenantRef
from hanse.platform.mail.rendering import Branding


def branding_of(public_url: str, tenant: TenantRef | None) -> Branding:
    """Name, colour and home of the tenant, else Hanse's own."""
    if tenant is None:
        return Branding(name="Hanse", home_url=public_url or None)
    home = f"{public_url}/t/{tenant.handle}" if public_url else None
    if tenant.accent is None:
        return Branding(name=tenant.name, home_url=home)
    return Branding(name=tenant.name, accent=tenant.accent, home_url=home)
