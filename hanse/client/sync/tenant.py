"""What can be done with `tenant`. Generated from the OpenAPI document: never edit it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Unpack

from hanse.client import inputs, models
from hanse.client.paging import Page, each
from hanse.client.transport import Call, Transport, address


class TenantOperations:
    """What can be done with `tenant`."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    def check_domain(self, *, idempotency_key: str | None = None) -> models.Tenant:
        """Look for the proof in the domain's DNS now; a job does it and notes what it found.

        Needs the right `tenant.set_domain`.

        Refused with: `no_domain`.
        """
        call = Call(method="POST", path="/v1/tenant/domain/check", idempotency_key=idempotency_key)
        return self._transport.send(call, models.Tenant)

    def close(
        self, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Suspend]
    ) -> models.Tenant:
        """Close the business for good: nobody logs in to it any more, its addresses lead nowhere, its records stay.

        Needs the right `tenant.close`.

        Refused with: `tenant_invalid_transition`.
        """
        call = Call(method="POST", path="/v1/tenant/close", body=data, version=version, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Tenant)

    def confirm_sign_up(self, **data: Unpack[inputs.ConfirmSignUp]) -> models.SignedUp:
        """Found the business of a mailed link, which works once.

        Refused with: `handle_taken`, `link_not_valid`, `invalid_input`.
        """
        call = Call(method="POST", path="/v1/tenants/confirm", body=data)
        return self._transport.send(call, models.SignedUp)

    def get(self) -> models.Tenant:
        """The business at hand.

        Needs the right `tenant.view`.
        """
        call = Call(method="GET", path="/v1/tenant")
        return self._transport.send(call, models.Tenant)

    def list_children(self, **query: Unpack[inputs.TenantListChildrenQuery]) -> Page[models.ChildTenant]:
        """The businesses below this one that let it see something.

        Needs the right `tenant.view_children`.
        """
        call = Call(method="GET", path="/v1/tenant/children", query=query)
        return self._transport.send(call, Page[models.ChildTenant])

    def list_children_all(self, **query: Unpack[inputs.TenantListChildrenQuery]) -> Iterator[models.ChildTenant]:
        """Every item of `list_children`, page after page."""
        return each(
            query.get("cursor"),
            lambda cursor: self._transport.send(
                Call(method="GET", path="/v1/tenant/children", query={**query, "cursor": cursor}),
                Page[models.ChildTenant],
            ),
        )

    def list_features(self) -> Page[models.FeatureState]:
        """Every declared feature and whether it is on for the business at hand.

        Needs the right `tenant.view`.
        """
        call = Call(method="GET", path="/v1/tenant/features")
        return self._transport.send(call, Page[models.FeatureState])

    def list_grants(self) -> Page[models.TenantGrant]:
        """What this business lets its parent see.

        Needs the right `tenant.view`.
        """
        call = Call(method="GET", path="/v1/tenant/parent-grants")
        return self._transport.send(call, Page[models.TenantGrant])

    def list_mine(self) -> Page[models.Membership]:
        """List the businesses one belongs to, by name."""
        call = Call(method="GET", path="/v1/my/tenants")
        return self._transport.send(call, Page[models.Membership])

    def list_settings(self) -> Page[models.SettingValue]:
        """Every typed setting with its present value, in the order of declaration.

        Needs the right `tenant.view`.
        """
        call = Call(method="GET", path="/v1/tenant/settings")
        return self._transport.send(call, Page[models.SettingValue])

    def offer_parent(self, **data: Unpack[inputs.OfferParent]) -> models.TenantGrant:
        """Name the business above this one and what it may see, replacing an earlier offer.

        Needs the right `tenant.offer_parent`.

        Refused with: `parent_not_possible`.
        """
        call = Call(method="PUT", path="/v1/tenant/parent", body=data)
        return self._transport.send(call, models.TenantGrant)

    def reactivate(self, *, version: int, idempotency_key: str | None = None) -> models.Tenant:
        """End a pause.

        Needs the right `tenant.reactivate`.

        Refused with: `suspended_by_operator`, `tenant_invalid_transition`.
        """
        call = Call(method="POST", path="/v1/tenant/reactivate", version=version, idempotency_key=idempotency_key)
        return self._transport.send(call, models.Tenant)

    def set_domain(self, *, version: int, **data: Unpack[inputs.SetDomain]) -> models.Tenant:
        """Name the internet domain the business wants to use, or give it up; it counts once it is proven.

        Naming a domain claims nothing: several businesses may name one, the first that proves it gets it.

        Needs the right `tenant.set_domain`.

        Refused with: `domain_not_accepted`.
        """
        call = Call(method="PUT", path="/v1/tenant/domain", body=data, version=version)
        return self._transport.send(call, models.Tenant)

    def set_feature(self, **data: Unpack[inputs.SetFeature]) -> models.FeatureState:
        """Turn a feature on or off for the business, or back to its default.

        Needs the right `tenant.set_feature`.

        Refused with: `unknown_feature`.
        """
        call = Call(method="PATCH", path="/v1/tenant/features", body=data)
        return self._transport.send(call, models.FeatureState)

    def sign_up(self, **data: Unpack[inputs.SignUp]) -> models.SignUpOutcome:
        """Found a business: its built-in roles, its owner, and a session in it.

        Somebody logged in founds it at once. A visitor gets a mail with a link that founds it (`confirm_sign_up`);
        an address that has an account gets a mail that says so, and the answer is the same.

        Refused with: `handle_taken`, `invalid_input`, `password_not_accepted`, `too_many_requests`.
        """
        call = Call(method="POST", path="/v1/tenants", body=data)
        return self._transport.send(call, models.SignUpOutcome)

    def suspend(
        self, *, version: int, idempotency_key: str | None = None, **data: Unpack[inputs.Suspend]
    ) -> models.Tenant:
        """Pause the business: no new business, history stays readable.

        Needs the right `tenant.suspend`.

        Refused with: `tenant_invalid_transition`.
        """
        call = Call(
            method="POST", path="/v1/tenant/suspend", body=data, version=version, idempotency_key=idempotency_key
        )
        return self._transport.send(call, models.Tenant)

    def switch(self, tenant_id: str, *, idempotency_key: str | None = None) -> models.Switched:
        """Go on in another business one belongs to, under a new session.

        Refused with: `not_found`.
        """
        call = Call(
            method="POST",
            path=address("/v1/session/tenant/{tenant_id}", tenant_id=tenant_id),
            idempotency_key=idempotency_key,
        )
        return self._transport.send(call, models.Switched)

    def update(self, *, version: int, **data: Unpack[inputs.UpdateTenant]) -> models.Tenant:
        """Change the profile of the business. The former handle keeps leading here.

        Needs the right `tenant.update`.

        Refused with: `handle_taken`, `invalid_input`.
        """
        call = Call(method="PATCH", path="/v1/tenant", body=data, version=version)
        return self._transport.send(call, models.Tenant)

    def update_branding(self, *, version: int, **data: Unpack[inputs.UpdateBranding]) -> models.Tenant:
        """Change accent colour and logo. Any colour may be chosen: its contrast is mended wherever it is shown.

        Needs the right `tenant.update_branding`.

        Refused with: `logo_not_accepted`, `unreadable_colour`.
        """
        call = Call(method="PATCH", path="/v1/tenant/branding", body=data, version=version)
        return self._transport.send(call, models.Tenant)

    def update_settings(self, *, version: int, **data: Unpack[inputs.UpdateSettings]) -> Page[models.SettingValue]:
        """Change typed settings; null brings back the default.

        Needs the right `tenant.update_settings`.

        Refused with: `invalid_input`, `unknown_setting`.
        """
        call = Call(method="PATCH", path="/v1/tenant/settings", body=data, version=version)
        return self._transport.send(call, Page[models.SettingValue])

    def withdraw_parent(self) -> None:
        """Take back everything the parent may see, and stand alone.

        Needs the right `tenant.offer_parent`.

        Refused with: `not_found`.
        """
        call = Call(method="DELETE", path="/v1/tenant/parent")
        return self._transport.send(call, type(None))
