"""Form posts to input structs and back: what was typed stays, and each wrong field says how to mend it."""

from __future__ import annotations

import types
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, Generic, TypeVar, Union, get_args, get_origin

import msgspec

from hanse.kit.errors import Conflict, Invalid, PreconditionFailed
from hanse.kit.structs import convert, to_builtins

T = TypeVar("T")
R = TypeVar("R")
_RESERVED = frozenset({"csrf_token", "_version", "next", "_action"})
_TRUE = frozenset({"on", "true", "1", "yes"})


class Form(Generic[T]):
    """One form: `values` as typed (dotted names), `errors` by field, `data` when everything could be read."""

    def __init__(self, values: Mapping[str, Any] | None = None, data: T | None = None) -> None:
        self.values: dict[str, Any] = dict(values or {})
        self.errors: dict[str, list[str]] = {}
        self.message = ""
        self.status = 200
        self.conflict: PreconditionFailed | None = None
        self.data = data

    @classmethod
    def read(cls, kind: type[T], pairs: list[tuple[str, str]]) -> Form[T]:
        """Read posted pairs into `kind`: dotted names nest, repeated names list, empty text means not given."""
        values = _collect(kind, pairs)
        form: Form[T] = cls(values)
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

    def _refuse(self, status: int, message: str) -> None:
        self.status = status
        self.message = message


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
