"""What a domain declares about itself, and the index of all of it. Later parts (REST, GraphQL, CLI, pages, tests)
only read this.

A domain is one folder with `DOMAIN = Domain(...)` in `domain.py`; the composition roots hand the list to `Registry`.
"""

from __future__ import annotations

import inspect
import typing
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, LiteralString, TypedDict, Unpack

import msgspec

from hanse.kit.events import Event
from hanse.kit.ids import Id
from hanse.platform.authz import Permission

Function = Callable[..., Awaitable[Any]]


class About(TypedDict, total=False):
    """What the decorators may be told about an operation; see Operation."""

    permission: str
    access: str
    sensitive: bool
    tenantless: bool
    own_trail: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """One command or query: the single description that REST, GraphQL, CLI, agents and tests derive from."""

    name: str  # organization.suspend
    kind: str  # command | query
    permission: str
    function: Function
    ids: tuple[tuple[str, type[Id]], ...]
    input_name: str | None  # data | query
    input: type[Any] | None
    output: Any
    summary: str
    description: str
    access: str = "permission"  # permission | self | public
    sensitive: bool = False
    tenantless: bool = False  # works outside of any business, whatever business the caller's session is in
    own_trail: bool = False  # a part of another command that keeps its own rows of who changed what; no audit row

    @property
    def function_name(self) -> str:
        return self.function.__name__

    @property
    def noun(self) -> str:
        return self.name.rpartition(".")[0]


def describe(function: Function, name: str, kind: str, **about: Unpack[About]) -> Operation:
    """Read an operation's shape from its signature: ctx, then typed ids, then at most one `data` or `query` struct."""
    hints = typing.get_type_hints(function)
    parameters = list(inspect.signature(function).parameters.values())
    if not parameters or parameters[0].name != "ctx":
        raise TypeError(f"{name}: the first parameter is ctx")
    ids: list[tuple[str, type[Id]]] = []
    input_name: str | None = None
    input_type: type[Any] | None = None
    for parameter in parameters[1:]:
        kind_of = hints[parameter.name]
        if parameter.name in ("data", "query"):
            input_name, input_type = parameter.name, kind_of
        elif isinstance(kind_of, type) and issubclass(kind_of, Id) and input_name is None:
            ids.append((parameter.name, kind_of))
        else:
            raise TypeError(f"{name}: {parameter.name} must be an id, `data` or `query`")
    if input_type is not None and not issubclass(input_type, msgspec.Struct):
        raise TypeError(f"{name}: {input_name} must be a struct")
    text = inspect.getdoc(function) or ""
    if not text:
        raise TypeError(f"{name}: a public operation needs a docstring")
    summary, _, description = text.partition("\n")
    return Operation(
        name=name,
        kind=kind,
        permission=about.get("permission", name),
        function=function,
        ids=tuple(ids),
        input_name=input_name,
        input=input_type,
        output=hints.get("return", type(None)),
        summary=summary.strip(),
        description=description.strip(),
        access=about.get("access", "permission"),
        sensitive=about.get("sensitive", False),
        tenantless=about.get("tenantless", False),
        own_trail=about.get("own_trail", False),
    )


@dataclass(frozen=True, slots=True)
class Route:
    """Binds an operation to REST. `{name}` parts of the path are the operation's id parameters, by name."""

    method: str
    path: str
    operation: Function
    status: int = 200
    if_match: bool = False  # demands the version read, also where the method alone does not say so (a POST)
    unversioned: str = ""  # why a change of something that has versions asks for none; a sentence
    hidden: bool = False
    uploads: bool = False  # takes a file, in JSON as base64 or as a form's part; the larger bound of uploads applies
    upload_most: int | None = None  # bytes of a request, where that bound is too generous (what anybody may call)


@dataclass(frozen=True, slots=True)
class NavItem:
    """One entry of the left navigation; shown only to those who hold `permission` anywhere."""

    audience: str  # app | vendor | admin | platform
    label: str
    href: str
    icon: str
    permission: str | None = None
    group: str = ""
    order: int = 100
    shortcut: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A page the command palette leads to that has no entry in the navigation; its PageRoute says who may go there."""

    label: str
    href: str
    icon: str


@dataclass(frozen=True, slots=True)
class PageRoute:
    """One server-rendered page or form target."""

    method: str
    path: str
    handler: Function
    access: str = "member"  # member | account | public
    permission: str | None = None  # a coarse gate; the operations inside decide
    uploads: bool = False  # takes files, so the larger bound of uploads applies
    upload_most: int | None = None  # bytes of a request, where that bound is too generous (pages anybody may use)
    tenantless: bool = False  # for operations that work outside of any business
    # What proves that a form is ours: its token; its origin alone, where the content proves the rest; or nothing, for
    # what another site's page sends here, which is shown to nobody in particular and changes nothing.
    proof: str = "token"  # token | origin | none


@dataclass(frozen=True, slots=True)
class Searchable:
    """One kind of search document: who may see it, where it opens, and how to rebuild it."""

    kind: str
    label: str
    permission: str
    icon: str
    reindex: Function


@dataclass(frozen=True, slots=True)
class Subscription:
    """One handler of one event. `in_tx` runs inside the change's transaction; `after_commit` runs as a job."""

    event: type[Event]
    handler: Function
    mode: str = "after_commit"
    rights: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return f"{self.handler.__module__.split('.')[-2]}.{self.handler.__name__}"


@dataclass(frozen=True, slots=True)
class JobKind:
    """One background job: a name, the handler `(ctx, payload)`, the rights it acts with, and its retry limits."""

    name: str
    handler: Function
    rights: tuple[str, ...] = ()
    attempts: int = 8
    timeout_seconds: int = 60
    outside: bool = False  # talks to the outside or works in batches: no open transaction, handler gets (services, job)
    installation: bool = False  # belongs to no tenant; any other job without a tenant is refused
    for_actor: bool = False  # pointless once the acting member lost access (an export): then it is skipped
    when_suspended: str = "skip"  # skip | run: what happens when the tenant is not active


@dataclass(frozen=True, slots=True)
class Schedule:
    """A job that the clock starts: cron expression in UTC; for every tenant, or once for the installation."""

    name: str
    cron: str
    job: str
    per_tenant: bool = True


@dataclass(frozen=True, slots=True)
class TimerKind:
    """What to run when a timer row of this kind is due: `(ctx, timer)` with declared rights."""

    name: str
    handler: Function
    rights: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TenantSetting:
    """A typed setting a tenant may change; read with `ctx.services.tenant_settings`."""

    name: str
    label: str
    kind: type[Any]
    default: Any
    help: str = ""


@dataclass(frozen=True, slots=True)
class Feature:
    """Something a tenant may turn on or off; asked with `tenants.api.is_on`."""

    name: str
    label: str
    default: bool = False
    help: str = ""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A column that the installation's key encrypted, for the rotation of keys.

    `find` gives `id`, `place` (the uuid the value is bound to) and `sealed` of rows behind %(after)s whose first five
    bytes, which name the key, are not %(head)s; `store` puts %(sealed)s back at %(id)s.
    """

    name: str
    purpose: str
    find: LiteralString
    store: LiteralString
    of_tenant: bool = True


@dataclass(frozen=True, slots=True)
class HomeSource:
    """What a domain adds to the home page of an audience: `load(ctx)` gives a HomePart (platform/web/home.py)."""

    audience: str  # app | vendor | admin
    load: Function
    permission: str | None = None
    order: int = 100


@dataclass(frozen=True, slots=True)
class Domain:
    """The manifest of one domain."""

    name: str
    tables: tuple[str, ...] = ()
    global_tables: tuple[str, ...] = ()
    definer_functions: tuple[str, ...] = ()
    definer_tables: tuple[str, ...] = ()  # row level secured tables that those functions may reach in every tenant
    permissions: tuple[Permission, ...] = ()
    api: Any = None
    routes: tuple[Route, ...] = ()
    pages: tuple[PageRoute, ...] = ()
    nav: tuple[NavItem, ...] = ()
    places: tuple[Place, ...] = ()
    home: tuple[HomeSource, ...] = ()
    searchable: tuple[Searchable, ...] = ()
    events: tuple[type[Event], ...] = ()
    subscriptions: tuple[Subscription, ...] = ()
    jobs: tuple[JobKind, ...] = ()
    schedules: tuple[Schedule, ...] = ()
    timers: tuple[TimerKind, ...] = ()
    settings: tuple[TenantSetting, ...] = ()
    features: tuple[Feature, ...] = ()
    constraints: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    redacted: frozenset[str] = frozenset()
    runs_while_paused: bool = False  # a paused business still looks after itself and its people, but changes no more
    sealed: tuple[Sealed, ...] = ()
    # SQL that ends what a restored backup brings back to life (sessions, links); run once, past row level security,
    # with %(now)s.
    after_restore: tuple[LiteralString, ...] = ()


class Versions:
    """Which changes must name the version they were decided on, and where that version is read.

    Whatever changes, replaces or removes something that has a version demands it, and each action that says so.
    """

    def __init__(self, routes: Sequence[Route]) -> None:
        outputs = {route.path: route.operation.operation.output for route in routes if route.method == "GET"}  # type: ignore[attr-defined]
        self._read = {path for path, output in outputs.items() if has_version(output)}
        self._demanding = {(route.method, route.path) for route in routes if self._must_name_one(route)}

    def demanded(self, route: Route) -> bool:
        """Say whether this change is refused without the version it was decided on."""
        return (route.method, route.path) in self._demanding

    def read_at(self, route: Route) -> str | None:
        """The nearest address, at or above the route's own, whose reading has a version; None when there is none."""
        path = route.path
        while path.count("/") > 1:
            if path in self._read:
                return path
            path = path.rpartition("/")[0]
        return None

    def _must_name_one(self, route: Route) -> bool:
        operation: Operation = route.operation.operation  # type: ignore[attr-defined]
        if operation.kind != "command" or route.unversioned:
            return False
        changes = route.method in ("PUT", "PATCH", "DELETE")
        return route.if_match or (changes and (has_version(operation.output) or route.path in self._read))


def has_version(kind: Any) -> bool:
    """Say whether a type counts its changes in a field named `version`."""
    if not isinstance(kind, type) or not issubclass(kind, msgspec.Struct):
        return False
    if "version" not in kind.__struct_fields__:
        return False  # what nearly all say, without reading annotations
    return any(item.name == "version" and item.type is int for item in msgspec.structs.fields(kind))


class Registry:
    """Every domain's manifest, indexed; immutable after construction. Raises ValueError on contradictions."""

    def __init__(self, domains: Sequence[Domain]) -> None:
        self.domains = tuple(domains)
        self.operations: dict[str, Operation] = {}
        self.permissions: dict[str, Permission] = {}
        self.events: dict[str, type[Event]] = {}
        self.jobs: dict[str, JobKind] = {}
        self.timers: dict[str, TimerKind] = {}
        self.searchable: dict[str, Searchable] = {}
        self.settings: dict[str, TenantSetting] = {}
        self.features: dict[str, Feature] = {}
        self.runs_while_paused: set[str] = set()
        self.actions_by_kind: dict[str, tuple[str, ...]] = {}
        for domain in self.domains:
            self._add(domain)
        self.versions = Versions(self.routes)
        for name in self.permissions:
            noun = name.rpartition(".")[0]
            self.actions_by_kind[noun] = (*self.actions_by_kind.get(noun, ()), name)

    def _add(self, domain: Domain) -> None:
        for operation in operations_of(domain):
            _put(self.operations, operation.name, operation, "operation")
            if domain.runs_while_paused:
                self.runs_while_paused.add(operation.name)
        for permission in domain.permissions:
            _put(self.permissions, permission.name, permission, "permission")
        for event in domain.events:
            _put(self.events, event.wire_name(), event, "event")
        for job in domain.jobs:
            _put(self.jobs, job.name, job, "job")
        for timer in domain.timers:
            _put(self.timers, timer.name, timer, "timer")
        for searchable in domain.searchable:
            _put(self.searchable, searchable.kind, searchable, "searchable kind")
        for setting in domain.settings:
            _put(self.settings, setting.name, setting, "tenant setting")
        for feature in domain.features:
            _put(self.features, feature.name, feature, "feature")

    @cached_property
    def routes(self) -> tuple[Route, ...]:
        return tuple(route for domain in self.domains for route in domain.routes)

    @cached_property
    def readable_lists(self) -> frozenset[str]:
        """The addresses below which single things are read: `/v1/orders` when there is `/v1/orders/{order_id}`."""
        parts = (route.path.rpartition("/") for route in self.routes if route.method == "GET")
        return frozenset(above for above, _, last in parts if last.startswith("{"))

    @cached_property
    def pages(self) -> tuple[PageRoute, ...]:
        return tuple(page for domain in self.domains for page in domain.pages)

    @property
    def nav(self) -> tuple[NavItem, ...]:
        items = [item for domain in self.domains for item in domain.nav]
        return tuple(sorted(items, key=lambda item: (item.audience, item.order, item.label)))

    @cached_property
    def places(self) -> tuple[tuple[Place, str | None], ...]:
        """The places of all domains, each with the permission that its page asks for."""
        gates = {page.path: page.permission for page in self.pages if page.method == "GET"}
        return tuple((place, gates[place.href]) for domain in self.domains for place in domain.places)

    @property
    def home(self) -> tuple[HomeSource, ...]:
        sources = [source for domain in self.domains for source in domain.home]
        return tuple(sorted(sources, key=lambda source: source.order))

    @property
    def subscriptions(self) -> tuple[Subscription, ...]:
        return tuple(subscription for domain in self.domains for subscription in domain.subscriptions)

    @property
    def schedules(self) -> tuple[Schedule, ...]:
        return tuple(schedule for domain in self.domains for schedule in domain.schedules)

    @property
    def redacted(self) -> frozenset[str]:
        return frozenset().union(*(domain.redacted for domain in self.domains))


def operations_of(domain: Domain) -> list[Operation]:
    """The commands and queries a domain's `api` re-exports."""
    if domain.api is None:
        return []
    found = (getattr(domain.api, name) for name in domain.api.__all__)
    return [function.operation for function in found if hasattr(function, "operation")]


def _put(index: dict[str, Any], name: str, value: Any, what: str) -> None:
    if name in index:
        raise ValueError(f"the {what} {name} is declared twice")
    index[name] = value
