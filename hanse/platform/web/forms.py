"""Form posts to input structs and back: what was typed stays, and each wrong field says how to mend it."""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Collection, Iterable, Mapping
from datetime import datetime
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

import msgspec

from hanse.kit.errors import Conflict, Invalid, PreconditionFailed
from hanse.kit.structs import convert, to_builtins

T = TypeVar("T")
R = TypeVar("R")
TOUCHED = "_touched"
_RESERVED = frozenset({"csrf_token", "_version", "next", "_action", TOUCHED})
_TAKE, _THEIRS = "_take.", "_theirs."
_TRUE = frozenset({"on", "true", "1", "yes"})


class Apart(msgspec.Struct, frozen=True):
    """Fields that are chosen together, and beside the form: rows of a list, or what a page drew by itself.

    `pairs` are what a form sends for what was saved meanwhile; `is_mine` says whose is chosen to begin with.
    """

    name: str
    label: str
    text: str
    pairs: tuple[tuple[str, str], ...]
    is_mine: bool


class Saved(msgspec.Struct, frozen=True):
    """What stands there since somebody else saved: the values by field, by whom and when."""

    values: Mapping[str, Any]
    who: str
    when: datetime
    merged: tuple[str, ...] = ()
    apart: tuple[Apart, ...] = ()


class Difference(msgspec.Struct, frozen=True):
    """What one field holds since somebody else saved, as text and as the pairs that a form sends."""

    text: str
    values: tuple[str, ...]
    pairs: tuple[tuple[str, str], ...]


class Form(Generic[T]):
    """One form: `values` as typed (dotted names), `errors` by field, `data` when everything could be read."""

    def __init__(self, values: Mapping[str, Any] | None = None, data: T | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})
        self.errors: dict[str, list[str]] = {}
        self.message = ""
        self.status = 200
        self.conflict: PreconditionFailed | None = None
        self.saved: Saved | None = None
        self.touched: frozenset[str] | None = None
        self.data = data

    @classmethod
    def read(cls, kind: type[T], pairs: list[tuple[str, str]]) -> Form[T]:
        """Read posted pairs into `kind`: dotted names nest, repeated names list, empty text means not given."""
        values = _collect(kind, pairs)
        form: Form[T] = cls(values)
        form.touched = touched_of(pairs)
        try:
            form.data = convert(_nested(kind, values), kind, strict=False)
        except Invalid as error:
            form.fail(error)
        return form

    @classmethod
    def from_builtins(cls, kind: type[T], body: Mapping[str, Any]) -> Form[T]:
        """Read a body that a page put together from its fields; the page sets `values` to what its fields hold."""
        form: Form[T] = cls(body)
        try:
            form.data = convert(body, kind, strict=False)
        except Invalid as error:
            form.fail(error)
        return form

    @classmethod
    def of(cls, entity: Any) -> Form[Any]:
        """A form that starts from an existing object (a struct or a mapping)."""
        return cls(_flat(to_builtins(entity)))

    @property
    def ok(self) -> bool:
        return self.data is not None and not self.errors and not self.message

    async def submit(self, action: Callable[[T], Awaitable[R]]) -> R | None:
        """Run `action` with the data; what it refuses becomes the form's errors and None is returned.

        A page that answers with a status of 400 or more is rolled back, so a refused action leaves nothing behind.
        """
        if self.data is None or not self.ok:
            self.status = 422
            return None
        try:
            return await action(self.data)
        except PreconditionFailed as error:
            self.conflict = error
            self._refuse(error.status, error.message)
        except Invalid as error:
            self.fail(error)
        except Conflict as error:
            self.fail(error)
        return None

    def fail(self, error: Invalid | Conflict) -> None:
        """Take over a refusal: field errors to their fields, the rest to the top of the form."""
        self.status = error.status
        for item in error.fields:
            if item.path:
                self.errors.setdefault(item.path, []).append(item.message)
        if not self.errors:
            self.message = error.message

    def compare(self, values: Mapping[str, Any], who: str, when: datetime) -> None:
        """Put what was saved meanwhile beside what was typed; a field the reader did not touch takes it over."""
        merged = []
        for name, value in values.items():
            if self.touched is None or name in self.touched or isinstance(value, Mapping):
                continue
            if name in self.values and _texts(self.values[name]) != _texts(value):
                self.values[name] = value
                merged.append(name)
        self.saved = Saved(values, who, when, tuple(merged))

    def set_apart(self, parts: Iterable[Apart]) -> None:
        """Add what is chosen beside the fields, once it is known what was saved."""
        if self.saved is not None:
            self.saved = msgspec.structs.replace(self.saved, apart=tuple(parts))

    def difference(self, name: str, *, is_tick: bool = False) -> Difference | None:
        """What a field holds since somebody else saved, where that is not what the reader wants."""
        if self.saved is None:
            return None
        known = self.saved.values
        names = [one for one in (f"{name}.amount", f"{name}.currency") if one in known] or [name]
        if not is_tick and not any(one in self.values for one in names):
            return None
        read = _ticked if is_tick else _texts
        mine, theirs = [read(self.values.get(one)) for one in names], [read(known.get(one)) for one in names]
        if mine == theirs or (len(names) > 1 and mine[0] == theirs[0] == [""]):
            return None
        pairs = tuple((one, text) for one, texts in zip(names, theirs, strict=True) for text in texts)
        values = tuple(text for texts in theirs for text in texts if text)
        return Difference(" ".join(values) if len(names) > 1 else ", ".join(values), values, pairs)

    def _refuse(self, status: int, message: str) -> None:
        self.status = status
        self.message = message


def touched_of(fields: Iterable[tuple[str, Any]]) -> frozenset[str] | None:
    """Which fields the reader changed, when the page's script said so; None when it is not known."""
    return next((frozenset(value.split("\n")) for name, value in fields if name == TOUCHED), None)


def resolved(fields: Iterable[tuple[str, Any]]) -> list[tuple[str, Any]]:
    """Posted fields after the reader's choice between their own and what somebody else saved, field by field."""
    pairs = list(fields)
    taken = {name.removeprefix(_TAKE) for name, value in pairs if name.startswith(_TAKE) and value == "theirs"}
    plain = [
        (name, value) for name, value in pairs if not name.startswith((_TAKE, _THEIRS)) and not _is_of(name, taken)
    ]
    theirs = [(name.removeprefix(_THEIRS), value) for name, value in pairs if name.startswith(_THEIRS)]
    return [*plain, *((name, value) for name, value in theirs if _is_of(name, taken))]


def _is_of(name: str, fields: Collection[str]) -> bool:
    """Whether a field, or what it is a part or a row of, is among the chosen ones."""
    return any(name == field or name.startswith(f"{field}.") for field in fields)


def words_of(name: str) -> str:
    """A field's name as people may read it where no label is known ("level" gives "Level")."""
    text = name.rpartition(".")[2].replace("_", " ")
    return text[:1].upper() + text[1:]


def _texts(value: Any) -> list[str]:
    """A value as the texts a form sends for it; the order of several counts for nothing."""
    if isinstance(value, list | tuple):
        return sorted(str(one) for one in value if one != "") or [""]
    if value is None or value is msgspec.UNSET:
        return [""]
    if isinstance(value, bool):
        return ["true" if value else ""]
    return [str(value).strip().replace("\r\n", "\n")]


def _ticked(value: Any) -> list[str]:
    """A tick box sends its value or nothing at all."""
    return ["true"] if _texts(value)[0].lower() in _TRUE else []


def _options(kind: Any) -> tuple[Any, ...]:
    return get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)


def _bare(kind: Any) -> Any:
    while get_origin(kind) is not None and hasattr(kind, "__metadata__"):
        kind = get_args(kind)[0]
    return kind


def _kinds(kind: Any) -> list[Any]:
    return [_bare(option) for option in _options(_bare(kind))]


def _fields_of(kind: Any) -> dict[str, Any]:
    for option in _kinds(kind):
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return {item.encode_name: item for item in msgspec.structs.fields(option)}
    return {}


def _type_at(kind: Any, path: str) -> Any:
    current: Any = kind
    for part in path.split("."):
        fields = _fields_of(current)
        if part not in fields:
            return None
        current = fields[part].type
    return current


def _is_list(kind: Any) -> bool:
    return any(get_origin(option) in (list, tuple, set, frozenset) for option in _kinds(kind))


def _collect(kind: Any, pairs: list[tuple[str, str]]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in pairs:
        if name in _RESERVED:
            continue
        if _is_list(_type_at(kind, name)):
            listed = values.setdefault(name, [])
            if value.strip():
                listed.append(value.strip())
        else:
            values[name] = value.replace("\r\n", "\n")
    return values


def _nested(kind: Any, values: Mapping[str, Any]) -> dict[str, Any]:
    """Build the struct's dict. Empty text of an optional field is left out; a missing checkbox is false."""
    result: dict[str, Any] = {}
    for name, value in values.items():
        if name.endswith(".currency") and values.get(f"{name[:-9]}.amount") == "":
            # An amount that was left empty is none, although its currency stands in the form.
            if type(None) in _kinds(_type_at(kind, name[:-9])):
                _put(result, name[:-9], None)
            continue
        target = _type_at(kind, name)
        read = _read(value, _kinds(target) if target is not None else [])
        if read is not _LEFT_OUT:
            _put(result, name, read)
    for name, item in _fields_of(kind).items():
        if bool in _kinds(item.type) and name not in values and type(None) not in _kinds(item.type):
            result.setdefault(name, False)
    return result


_LEFT_OUT = object()


def _read(value: Any, kinds: list[Any]) -> Any:
    """One posted value as its field wants it; `_LEFT_OUT` when empty text means that nothing was given."""
    if not isinstance(value, str):
        return value
    text = value.strip("\n") if str in kinds and "\n" in value else value.strip()
    if text == "" and type(None) in kinds:
        return None
    if text == "" and str not in kinds:
        return _LEFT_OUT
    return text.lower() in _TRUE if bool in kinds else text


def _put(target: dict[str, Any], path: str, value: Any) -> None:
    *parents, last = path.split(".")
    for parent in parents:
        target = target.setdefault(parent, {})
        if not isinstance(target, dict):  # `name` and `name.part` at once
            raise Invalid.field(path, f"There is no field named {path} here", "unknown_field")
    target[last] = value


def _flat(value: Mapping[str, Any], prefix: str = "") -> dict[str, Any]:
    flat: dict[str, Any] = {}
    for name, item in value.items():
        if isinstance(item, Mapping):
            flat.update(_flat(item, f"{prefix}{name}."))
        flat[f"{prefix}{name}"] = item
    return flat
