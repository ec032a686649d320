"""Turns a template, a context and a shell into HTML. Owns the Jinja environment and what every template may use.

No routing, no form binding, no database: pages.py, forms.py and requests.py do that.
"""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

import jinja2
import msgspec
import structlog
from markupsafe import Markup

from hanse.platform.web import cells, charts, parts
from hanse.platform.web.assets import Assets
from hanse.platform.web.contrast import accent_css
from hanse.platform.web.current import PAGE, Page, current_page
from hanse.platform.web.format import NEVER
from hanse.platform.web.forms import Difference, Form, Saved
from hanse.platform.web.icons import IconSet
from hanse.platform.web.shell import Shell
from hanse.platform.web.tables import Rows, column_class, fill, look_up, table_body

log = structlog.get_logger(__name__)
TEMPLATES = Path(__file__).with_name("templates")
STATIC = Path(__file__).with_name("static")
FORMATS = ("money", "number", "amounts", "percent", "filesize", "date", "datetime", "time", "day", "ago", "country")
RESCAN_SECONDS = 0.5  # how soon a changed component or browser file shows in development
LAYOUTS = {"public": "layouts/public.html"}


class Components:
    """The macros of `components/*.html` and the functions of cells.py as attributes of `ui`; a name exists once."""

    def __init__(self, environment: jinja2.Environment, *, development: bool) -> None:
        self._environment = environment
        self._development = development
        self._macros: dict[str, Any] = {}
        self._looked = 0.0

    def _load(self) -> dict[str, Any]:
        found: dict[str, Any] = dict(cells.COMPONENTS)
        for name in self._environment.list_templates(filter_func=lambda name: name.startswith("components/")):
            for macro, value in vars(self._environment.get_template(name).module).items():
                if macro.startswith("_") or not callable(value):
                    continue
                if macro in found:
                    raise RuntimeError(f"The component {macro} of {name} has the name of another component")
                found[macro] = value
        return found

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if not self._macros:
            self._macros = self._load()
        try:
            return self._macros[name]
        except KeyError:
            # Not AttributeError: Jinja would turn that into an undefined value without this sentence.
            raise jinja2.UndefinedError(
                f"There is no component named {name}; see docs/reference/design-system.md"
            ) from None

    def names(self) -> tuple[str, ...]:
        """Every component's name."""
        self._macros = self._macros or self._load()
        return tuple(sorted(self._macros))

    def fresh(self) -> None:
        """Read the components again when a file may have changed (development only); looking takes a while."""
        if self._development and time.monotonic() >= self._looked + RESCAN_SECONDS:
            self._macros, self._looked = self._load(), time.monotonic()


class Renderer:
    """Renders pages and fragments.

    `templates` are folders of domains, `.../<domain>/templates`; their files are reached as `<domain>/file.html`.
    `namespaces` names folders outright. `bytecode` is a private folder that keeps compiled templates between starts.
    """

    def __init__(
        self,
        templates: Sequence[Path] = (),
        static_root: Path = STATIC,
        development: bool = False,
        *,
        namespaces: Mapping[str, Path] | None = None,
        bytecode: Path | None = None,
    ) -> None:
        self.assets = Assets(static_root, development=development, rescan_seconds=RESCAN_SECONDS)
        self.icons = IconSet(static_root / "vendor" / "lucide")
        folders = {**{folder.parent.name: folder for folder in templates}, **(namespaces or {})}
        domains = {name: jinja2.FileSystemLoader(folder) for name, folder in folders.items()}
        self.environment = jinja2.Environment(
            loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(TEMPLATES), jinja2.PrefixLoader(domains)]),
            bytecode_cache=None if bytecode is None else jinja2.FileSystemBytecodeCache(str(bytecode)),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            auto_reload=development,
            trim_blocks=True,
            lstrip_blocks=True,
            cache_size=-1,
        )
        self._components = Components(self.environment, development=development)
        self._install()

    def _install(self) -> None:
        filters = self.environment.filters
        for name in FORMATS:
            filters[name] = functools.partial(_format, name)
        filters["words"] = parts.words
        filters["actor"] = parts.actor_words
        filters["initials"] = cells.initials
        self.environment.globals.update(parts.GLOBALS)
        self.environment.globals.update(
            ui=self._components,
            icon=self.icons.svg,
            static_url=self.assets.url,
            uid=lambda: current_page().next_id(),
            csrf_field=csrf_field,
            query_url=query_url,
            query_value=query_value,
            query_pairs=query_pairs,
            filter_keys=filter_keys,
            fill=fill,
            table_body=table_body,
            table_rows=Rows,
            column_class=column_class,
            look_up=look_up,
            status_tone=parts.status_tone,
            action_fields=action_fields,
            field_errors=field_errors,
            field_value=field_value,
            field_difference=field_difference,
            saved_of=saved_of,
            form_message=form_message,
            accent_style=accent_style,
            current_shell=lambda: current_page().shell,
            layout_of=layout_of,
            iso=iso,
            charts=charts,
            chart_writer=chart_writer,
            NEVER=NEVER,
        )

    def render(self, template: str, context: Mapping[str, Any], shell: Shell) -> bytes:
        """Render a whole page. Raises jinja2.UndefinedError when the template asks for what the context lacks."""
        found = self.environment.get_template(template)
        return self._inside(Page(shell, self.icons), lambda: found.render({**context, "shell": shell}))

    def render_block(self, template: str, block: str, context: Mapping[str, Any], shell: Shell) -> bytes:
        """Render one named block of a page, for an htmx request. Raises KeyError for a block that does not exist."""
        found = self.environment.get_template(template)

        def run() -> str:
            frame = found.new_context({**context, "shell": shell})
            # The first step of the root function runs the template's own imports and assignments and joins in the
            # blocks of its layouts; nothing of the page's text is kept.
            root = found.root_render_func(frame)
            next(iter(root), None)
            chain = frame.blocks[block]
            return "".join(chain[0](frame))

        return self._inside(Page(shell, self.icons, fragment=True), run)

    def component_names(self) -> tuple[str, ...]:
        """Every component that templates reach through `ui`."""
        return self._components.names()

    def _inside(self, page: Page, run: Callable[[], str]) -> bytes:
        token = PAGE.set(page)
        self._components.fresh()
        try:
            return run().encode()
        finally:
            PAGE.reset(token)


def _format(name: str, value: Any, *arguments: Any, **options: Any) -> str:
    text: str = getattr(current_page().formatter, name)(value, *arguments, **options)
    return text


def chart_writer(kind: str, currency: str = "") -> charts.Writer:
    """Give what writes a chart's values for the reader at hand: money, number, percent or count."""
    return charts.Writer(formatter=current_page().formatter, kind=kind, currency=currency)


def csrf_field() -> Markup:
    """Write the hidden field that every form with POST carries."""
    return Markup('<input type="hidden" name="csrf_token" value="{}">').format(current_page().shell.csrf_token)


def accent_style(brand: str) -> Markup:
    """Write a tenant's accent; one that is no colour leaves our own, since no page may fail for its decoration."""
    try:
        return Markup(accent_css(brand))  # noqa: S704 - made of numbers only
    except ValueError as error:
        log.warning("accent_unusable", tenant=current_page().shell.tenant.name, reason=str(error))
        return Markup("")


def layout_of(shell: Shell) -> str:
    """Name the layout of the shell's audience."""
    return LAYOUTS.get(shell.audience, "layouts/app.html")


def query_pairs(drop: Iterable[str] = ()) -> list[tuple[str, str]]:
    """List the name-value pairs of the address at hand, without those named; for hidden fields of a GET form."""
    dropped = set(drop)
    return [(key, value) for key, value in parse_qsl(current_page().shell.query) if key not in dropped]


def query_value(name: str, default: str = "") -> str:
    """Give the first value of a parameter of the address at hand."""
    return next((value for key, value in query_pairs() if key == name), default)


def filter_keys(filters: Iterable[parts.Filter]) -> list[str]:
    """List the parameters that filters use; a range has two."""
    keys: list[str] = []
    for one in filters:
        keys += [f"{one.key}_from", f"{one.key}_to"] if one.kind.endswith("_range") else [one.key]
    return keys


def query_url(*, drop: Iterable[str] = (), **changes: Any) -> str:
    """Give the address at hand with parameters replaced or dropped; paging starts again unless `cursor` is given."""
    kept = query_pairs(drop={*drop, *changes, "cursor"})
    for key, value in changes.items():
        values = value if isinstance(value, (list, tuple)) else [value]
        kept += [(key, str(one)) for one in values if one not in (None, "")]
    path = current_page().shell.path
    return f"{path}?{urlencode(kept)}" if kept else path


def iso(value: Any) -> str:
    """Write an instant or day for the `datetime` attribute."""
    text: str = value.isoformat()
    return text


def _of(form: Any, part: str) -> Mapping[str, Any]:
    if form is None:
        return {}
    found: Mapping[str, Any] = form[part] if isinstance(form, Mapping) else getattr(form, part)
    return found


def action_fields(action: parts.Action) -> dict[str, str]:
    """What the form of an Action sends along: its own name and value, and the version its reader saw."""
    fields = {action.name: action.value} if action.name else {}
    return {**fields, "_version": str(action.version)} if action.version else fields


def field_errors(form: Any, name: str) -> list[str]:
    """Give the sentences about one field; `form.errors` maps a name to one sentence or several."""
    found = _of(form, "errors").get(name)
    if not found:
        return []
    return [found] if isinstance(found, str) else [str(one) for one in found]


def field_difference(form: Any, name: str, *, is_tick: bool = False) -> Difference | None:
    """What somebody else saved in a field meanwhile, where the reader wrote something else."""
    return form.difference(name, is_tick=is_tick) if isinstance(form, Form) else None


def saved_of(form: Any) -> Saved | None:
    """What somebody else saved meanwhile, and when, for a form that was refused as stale."""
    return form.saved if isinstance(form, Form) else None


def form_message(form: Any) -> str:
    """Give the sentence about the form as a whole ("" when there is none)."""
    found = form.get("message") if isinstance(form, Mapping) else getattr(form, "message", "")
    return str(found or "")


def field_value(form: Any, name: str, default: Any = "") -> Any:
    """Give what a field holds now; `form.values` maps names to values."""
    value = _of(form, "values").get(name, default)
    return default if value is None or value is msgspec.UNSET else value
