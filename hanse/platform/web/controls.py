"""What the forms of a rendered page would send if nobody changed them: the saved state, as a form sees it. Pure."""

from __future__ import annotations

from html.parser import HTMLParser
from urllib.parse import urlsplit

import msgspec

_VOID_TYPES = frozenset({"submit", "button", "image", "reset", "file", "password"})


class Control(msgspec.Struct):
    """Everything a form sends under one name, and what people read beside it."""

    name: str
    label: str = ""
    is_tick: bool = False
    values: list[str] = []
    texts: list[str] = []


class PageForm(msgspec.Struct):
    """One form of a page: where it goes, and its controls by name."""

    path: str
    version: str = ""
    controls: dict[str, Control] = {}


def forms_of(html: str) -> list[PageForm]:
    """The forms of a page in their order."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    for form in reader.forms:
        for control in form.controls.values():
            control.label = control.label or reader.labels.get(reader.ids.get(control.name, ""), "")
    return reader.forms


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[PageForm] = []
        self.labels: dict[str, str] = {}
        self.ids: dict[str, str] = {}
        self._inside = False
        self._label: str | None = None
        self._text: Control | None = None
        self._select: tuple[Control, bool] | None = None
        self._options: list[tuple[str, bool, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(PageForm(urlsplit(found.get("action", "")).path))
            self._inside = True
        elif tag == "label" and "for" in found:
            self._label = found["for"]
        elif self._inside and tag in ("input", "textarea", "select") and "disabled" not in found:
            self._control(tag, found)
        elif tag == "option" and self._select is not None:
            self._options.append((found.get("value", ""), "selected" in found, ""))

    def _control(self, tag: str, found: dict[str, str]) -> None:
        name, kind = found.get("name", ""), found.get("type", "text")
        if name == "_version":
            self.forms[-1].version = found.get("value", "")
        if not name or name.startswith("_") or name == "csrf_token" or kind in _VOID_TYPES:
            return
        control = self.forms[-1].controls.setdefault(name, Control(name, found.get("aria-label", "")))
        self.ids.setdefault(name, found.get("id", ""))
        if tag == "textarea":
            self._text = control
            control.values.append("")
        elif tag == "select":
            self._select, self._options = (control, "multiple" in found), []
        elif kind in ("checkbox", "radio"):
            control.is_tick = control.is_tick or kind == "checkbox"
            if "checked" in found:
                control.values.append(found.get("value", "on"))
                control.texts.append(found.get("value", "on"))
        else:
            control.values.append(found.get("value", ""))
            if kind != "hidden" and found.get("value"):
                control.texts.append(found["value"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._inside = False
        elif tag == "label":
            self._label = None
        elif tag == "textarea" and self._text is not None:
            # The first line break after the tag belongs to the markup.
            self._text.values[-1] = self._text.values[-1].removeprefix("\n")
            self._text.texts.append(self._text.values[-1])
            self._text = None
        elif tag == "select" and self._select is not None:
            control, is_multiple = self._select
            chosen = [one for one in self._options if one[1]] or ([] if is_multiple else self._options[:1])
            control.values.extend(value for value, _, _ in chosen)
            control.texts.extend(text.strip() or value for value, _, text in chosen if value)
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.values[-1] += data
        elif self._select is not None and self._options:
            value, is_chosen, text = self._options[-1]
            self._options[-1] = (value, is_chosen, text + data)
        elif self._label is not None and data.strip():
            self.labels.setdefault(self._label, data.strip())
