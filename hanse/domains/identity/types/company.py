"""Company log-ins: what is set up, what is sent there and what comes back. Data only."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

import msgspec

from hanse.domains.identity.types.accounts import Protocol, ProviderId, ScopeName
from hanse.kit.pagination import PageQuery
from hanse.kit.structs import Data, Input
from hanse.platform.authz import Subject


class Provider(Data, frozen=True, kw_only=True):
    """A company log-in of the business, by OpenID Connect or SAML. The client secret is never given back.

    With SAML, `issuer` is the provider's entity id, and `client_id` ours, which is also where our metadata is read.
    """

    id: ProviderId
    name: str
    protocol: Protocol
    issuer: str
    client_id: str
    sso_url: Annotated[str | None, msgspec.Meta(description="Where people log in, for SAML")]
    has_client_secret: bool
    scopes: tuple[str, ...]
    is_enabled: bool
    redirect_uri: str
    version: int
    created_at: datetime
    updated_at: datetime
    allowed_actions: tuple[str, ...] = ()

    def subject(self) -> Subject:
        """What authorisation knows about it."""
        return Subject(kind="identity_provider", id=self.id)


class PublicProvider(Data, frozen=True, kw_only=True):
    """A company log-in as the log-in page shows it."""

    id: ProviderId
    name: str


class SaveProvider(Input, frozen=True, kw_only=True):
    """A company log-in: discovery address and the client registered there. Without a secret the stored one stays."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80, description="Name on the log-in button")]
    issuer: Annotated[str, msgspec.Meta(min_length=8, max_length=500, description="Issuer, as the provider states it")]
    client_id: Annotated[str, msgspec.Meta(min_length=1, max_length=300, description="Client id at the provider")]
    client_secret: (
        Annotated[str, msgspec.Meta(min_length=1, max_length=500, description="Client secret; stored encrypted")] | None
    ) = None
    scopes: Annotated[tuple[ScopeName, ...], msgspec.Meta(max_length=20, description="Scopes to ask for")] = (
        "openid",
        "profile",
        "email",
    )
    is_enabled: bool = True


class SaveSamlProvider(Input, frozen=True, kw_only=True):
    """A company log-in by SAML: what the provider says of itself. Without metadata what is stored stays."""

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=80, description="Name on the log-in button")]
    metadata: (
        Annotated[str, msgspec.Meta(min_length=1, max_length=200_000, description="The provider's metadata, as XML")]
        | None
    ) = None
    is_enabled: bool = True


class SamlParty(Data, frozen=True, kw_only=True):
    """What has to be known of a SAML provider: its name, where people log in, whose signature counts (PEM)."""

    entity_id: str
    sso_url: str
    certificates: tuple[str, ...]


class SamlAnswer(Data, frozen=True, kw_only=True):
    """Whom a SAML provider vouches for; worth nothing a second time, nor after `ends_at`."""

    id: str
    subject: str
    label: str
    ends_at: datetime


class BeginCompanyLogIn(Input, frozen=True, kw_only=True):
    """Where to go afterwards, and whether to connect the provider to the account at hand instead of logging in."""

    next: Annotated[str, msgspec.Meta(max_length=2000, description="Path on this site")] = "/"
    connect: bool = False


class CompanyLogInStart(Data, frozen=True, kw_only=True):
    """Where the browser goes, and the text it keeps to itself until it comes back."""

    url: str
    keep: str


class FinishCompanyLogIn(Input, frozen=True, kw_only=True):
    """What the provider sent back with the browser, and what the browser kept."""

    keep: Annotated[str, msgspec.Meta(max_length=6000, description="As it was given at the start")]
    state: Annotated[str, msgspec.Meta(max_length=500, description="From the provider's answer")]
    code: Annotated[str, msgspec.Meta(max_length=4000, description="From the provider's answer")] | None = None
    iss: Annotated[str, msgspec.Meta(max_length=500, description="From the provider's answer")] | None = None
    saml_response: (
        Annotated[str, msgspec.Meta(max_length=300_000, description="From a SAML provider's answer")] | None
    ) = None
    error: Annotated[str, msgspec.Meta(max_length=500, description="From the provider's answer")] | None = None


class ListProviders(PageQuery, frozen=True, kw_only=True):
    """The company log-ins of the business."""
