"""Every template of the product, also those no test renders: known components, parameters and icons, safe markup."""

import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jinja2
import pytest
from jinja2 import nodes

import hanse
from hanse.platform.web.icons import icon_names
from hanse.platform.web.parts import GLOBALS
from hanse.platform.web.render import Renderer

ROOT = Path(hanse.__file__).parent
TEMPLATES = sorted(path for path in ROOT.rglob("templates/**/*.html") if "node_modules" not in path.parts)
RENDERER = Renderer(sorted(ROOT.glob("domains/*/templates")))
ICONS = set(icon_names())
# Markup made by a library on the server (a QR code). The list may only shrink.
SAFE = {"domains/identity/templates/totp.html": ["enrolment.qr_svg"]}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> nodes.Template:
    return RENDERER.environment.parse(path.read_text("utf-8"), name_of(path))


def accepts(component: Any) -> set[str] | None:
    """The parameters a component may be given by name; None when it takes any."""
    if isinstance(component, jinja2.runtime.Macro):
        return set(component.arguments)
    if isinstance(component, type):
        return set(component.__struct_fields__)
    parameters = inspect.signature(component).parameters.values()
    if any(one.kind is inspect.Parameter.VAR_KEYWORD for one in parameters):
        return None
    return {one.name for one in parameters}


def calls(path: Path) -> Iterator[tuple[int, str, Any, set[str]]]:
    """Every call of a component or piece: line, name, what is called, parameters by name."""
    ui = RENDERER.environment.globals["ui"]
    for call in tree(path).find_all(nodes.Call):
        given = {pair.key for pair in call.kwargs}
        called = call.node
        if isinstance(called, nodes.Getattr) and isinstance(called.node, nodes.Name) and called.node.name == "ui":
            yield call.lineno, f"ui.{called.attr}", getattr(ui, called.attr), given
        elif isinstance(called, nodes.Name) and called.name in GLOBALS:
            yield call.lineno, called.name, GLOBALS[called.name], given


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_components_are_called_as_they_are_declared(path: Path) -> None:
    for line, name, component, given in calls(path):
        known = accepts(component)
        assert known is None or given <= known, (
            f"{name} in line {line} does not take {sorted(given - (known or set()))}"
        )


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_icons_are_listed(path: Path) -> None:
    used = set(re.findall(r'(?:\bicon\(|icon=)"([a-z0-9-]+)"', path.read_text("utf-8")))
    assert used <= ICONS, f"add {sorted(used - ICONS)} to hanse/platform/web/icons.txt"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_nothing_the_content_policy_forbids(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text("utf-8"), flags=re.DOTALL)
    assert not re.search(r"<[^>]*\s(?:style|on[a-z]+)=", text), "no style attribute and no inline handler"
    for tag in re.findall(r"<(?:script|style)\b[^>]*>", text):
        assert "nonce=" in tag


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_only_fixed_text_is_marked_safe(path: Path) -> None:
    """`safe` switches escaping off; it may stand behind a literal, never behind a value."""
    for one in tree(path).find_all(nodes.Filter):
        if one.name == "safe" and not isinstance(one.node, nodes.Const):
            text = f"{one.node.node.name}.{one.node.attr}" if isinstance(one.node, nodes.Getattr) else "?"
            assert text in SAFE.get(name_of(path), []), f"line {one.lineno}: build the markup in Python"


@pytest.mark.parametrize("path", TEMPLATES, ids=name_of)
def test_posted_forms_carry_the_token(path: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', path.read_text("utf-8"), re.DOTALL):
        assert "csrf_field()" in form
