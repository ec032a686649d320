"""What a page handler receives and may return: the request with its identity, and View, Redirect or a raw Reply."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote, urlsplit

from hanse.kit.errors import NotFound
from hanse.kit.ids import Id
from hanse.kit.pagination import PageQuery
from hanse.platform.http.auth import Identity
from hanse.platform.http.messages import Upload, WebRequest
from hanse.platform.http.rest import query_struct
from hanse.platform.web.forms import Form
from hanse.platform.web.shell import Flash

IdType = TypeVar("IdType", bound=Id)
Q = TypeVar("Q", bound=PageQuery)
T = TypeVar("T")
# What may stand in an address by itself (RFC 3986); `%` because encoded parts stay as they came.
_SENT_AS_IT_IS = "%/?#[]@!$&'()*+,;=:"


class PageRequest:
    """One request for a page, already authenticated; form fields are read before the handler runs."""

    __slots__ = ("fields", "identity", "web")

    def __init__(self, web: WebRequest, identity: Identity, fields: list[tuple[str, Any]]) -> None:
        self.web = web
        self.identity = identity
        self.fields = fields

    @property
    def method(self) -> str:
        return self.web.method

    @property
    def path(self) -> str:
        return self.web.path

    @property
    def is_htmx(self) -> bool:
        return self.web.is_htmx

    def id(self, name: str, kind: type[IdType]) -> IdType:
        """A typed id of the path. Raises NotFound when malformed."""
        try:
            return kind.parse(self.web.params[name])
        except ValueError:
            raise NotFound() from None

    def text(self, name: str) -> str:
        """A plain part of the path."""
        return self.web.params[name]

    def argument(self, name: str, default: str = "") -> str:
        """A query parameter."""
        return self.web.argument(name, default)

    def query(self, kind: type[Q]) -> Q:
        """The query parameters as the list's own query struct; page-only parameters (view, columns) are left out."""
        known = set(kind.__struct_encode_fields__)
        pairs = [(name, value) for name, value in self.web.query if name in known and value != ""]
        return query_struct(pairs, kind)  # type: ignore[no-any-return]

    def field(self, name: str, default: str = "") -> str:
        """The last value of one posted text field."""
        found = default
        for key, value in self.fields:
            if key == name and isinstance(value, str):
                found = value
        return found

    def field_list(self, name: str) -> list[str]:
        """Every value of one posted text field, such as selected rows."""
        return [value for key, value in self.fields if key == name and isinstance(value, str)]

    def file(self, name: str) -> Upload | None:
        """An uploaded file, or None when none was chosen."""
        for key, value in self.fields:
            if key == name and isinstance(value, Upload) and value.filename:
                return value
        return None

    def form(self, kind: type[T]) -> Form[T]:
        """The posted fields read into `kind`; see `Form`."""
        return Form.read(kind, [(name, value) for name, value in self.fields if isinstance(value, str)])

    def next_path(self, default: str) -> str:
        """Where to go afterwards: the `next` argument when it is a path on this site, else `default`."""
        return local_path(self.field("next") or self.argument("next"), default)


def local_path(target: str, default: str) -> str:
    """`target` only when it is an absolute path of this site; anything that could lead elsewhere becomes `default`.

    Letters beyond ASCII come back encoded: a header drops some of them, and what is left could be another address.
    """
    if not target.startswith("/") or target.startswith(("//", "/\\")) or not target.isprintable():
        return default
    parts = urlsplit(target)
    return default if parts.scheme or parts.netloc else quote(target, safe=_SENT_AS_IT_IS)


@dataclass(slots=True)
class View:
    """Render `template` with `context`; for htmx requests only `block` when given."""

    template: str
    context: Mapping[str, Any]
    status: int = 200
    block: str | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
    title: str = ""


@dataclass(slots=True)
class Redirect:
    """Go to `to` (303) after the commit, telling `flash` there."""

    to: str
    flash: Flash | None = None
    headers: list[tuple[str, str]] = field(default_factory=list)
