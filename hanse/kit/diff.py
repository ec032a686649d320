"""What changed between two states of a thing: a flat list of `Change`s, for audit rows and for comparing versions.

Lists of objects that carry an `id` are matched by it, so an inserted line is one addition and not a shift of all
others. Secrets are shown as changed without their value. Values are cut to a bounded size. How a change is worded or
coloured is not decided here.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, Final

import msgspec

from hanse.kit.structs import WIRE_VALUES, Data, to_builtins, to_json

REDACTED: Final = "•••"
TEXT_LIMIT: Final = 500
LIST_LIMIT: Final = 50
DEPTH_LIMIT: Final = 20
CHANGE_LIMIT: Final = 1_000
_CONTEXT: Final = 60
_TOO_DEEP: Final = "(nested too deeply to show)"

# The wire forms of Money, UnitPrice and Quantity: one value to a person, so never taken apart.
_WIRE_KINDS: Final = frozenset(WIRE_VALUES)
_WIRE_SHAPES: Final = ({"amount", "currency"}, {"value", "unit"})


class Change(Data, frozen=True, kw_only=True):
    """One value that differs. `path` is dotted (`lines.qli_….quantity`), None stands for absent; all is JSON-ready."""

    path: str
    before: Any
    after: Any


class _Deep(msgspec.Struct, frozen=True):
    """A part nested too deeply to show; it is still compared."""

    encoded: bytes


class _Path(msgspec.Struct, frozen=True):
    """Where we are: the shown path, and the same without list positions, which is what redaction names."""

    shown: str = ""
    keys: str = ""

    def key(self, name: str) -> _Path:
        return _Path(_join(self.shown, name), _join(self.keys, name))

    def item(self, name: str) -> _Path:
        return _Path(_join(self.shown, name), self.keys)


def diff(before: Any, after: Any, redacted: Collection[str] = frozenset()) -> list[Change]:
    """List what differs between two structs, dicts or lists, in the order of the fields of `after`.

    None as a whole state means "did not exist": every value then shows as added or removed. A key that is absent
    equals one that is null. `redacted` holds field names (`secret`) or dotted ends of paths without list positions
    (`bank.iban`); what is under them shows as changed with the value hidden. After 1,000 changes one last entry tells
    how many more there are.
    """
    plain = _new_and_flat(after, frozenset(redacted)) if before is None and type(after) is dict else None
    if plain:
        return plain
    changes: list[Change] = []
    total = 0
    for change in _compare(_tree(before), _tree(after), _Path(), frozenset(redacted)):
        total += 1
        if total <= CHANGE_LIMIT:
            changes.append(change)
    if total > CHANGE_LIMIT:
        changes.append(Change(path="", before=None, after=f"and {total - CHANGE_LIMIT} more changes"))
    return changes


def _new_and_flat(after: dict[str, Any], redacted: frozenset[str]) -> list[Change] | None:
    """The changes of a few plain facts about something new, which is what most commands say; None for anything else."""
    changes = []
    for name in sorted(after):
        value = after[name]
        if value is None:
            continue
        kind = type(value)
        if kind in _WIRE_KINDS:
            value = value.to_wire()
        elif not (kind is int or kind is bool or (kind is str and len(value) <= TEXT_LIMIT)):
            return None
        changes.append(Change(path=name, before=None, after=_hidden(value) if _is_redacted(name, redacted) else value))
    return changes


def _tree(value: Any, depth: int = 0) -> Any:
    """Reduce to dicts, lists and JSON scalars; struct fields keep their order, other keys are sorted."""
    if isinstance(value, msgspec.Raw):
        value = msgspec.json.decode(value)
    if isinstance(value, (msgspec.Struct, Mapping)):
        if depth >= DEPTH_LIMIT:
            return _Deep(to_json(value))
        return {name: _tree(item, depth + 1) for name, item in _entries(value)}
    if isinstance(value, (list, tuple, set, frozenset)):
        if depth >= DEPTH_LIMIT:
            return _Deep(to_json(value))
        items = [_tree(item, depth + 1) for item in value]
        return sorted(items, key=repr) if isinstance(value, (set, frozenset)) else items
    return _scalar(value)


def _entries(value: Any) -> list[tuple[str, Any]]:
    if isinstance(value, msgspec.Struct):
        fields = [(name, getattr(value, name)) for name in value.__struct_fields__]
        return [(name, item) for name, item in fields if item is not msgspec.UNSET]
    return sorted(((_key_text(key), item) for key, item in value.items()), key=lambda entry: entry[0])


def _scalar(value: Any) -> Any:
    if isinstance(value, (bytes, bytearray, memoryview)):
        return f"({len(value)} bytes)"
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    return to_builtins(value)


def _key_text(key: Any) -> str:
    plain = to_builtins(key)
    return plain if isinstance(plain, str) else str(plain)


def _compare(before: Any, after: Any, path: _Path, redacted: frozenset[str]) -> Iterator[Change]:
    if _same(before, after):
        return
    if _is_redacted(path.keys, redacted):
        yield Change(path=path.shown, before=_hidden(before), after=_hidden(after))
        return
    if not isinstance(before, (dict, list)) and not isinstance(after, (dict, list)):
        yield Change(path=path.shown, **_bounded(before, after))
        return
    filled = [value for value in (before, after) if value is not None and value not in ({}, [])]
    if all(_is_object(value) for value in filled):
        yield from _compare_objects(before, after, path, redacted)
    elif all(_is_list_of_parts(value) for value in filled):
        yield from _compare_lists(before or [], after or [], path, redacted)
    elif any(_is_object(value) or _is_list_of_parts(value) for value in filled):
        # The shape itself changed: everything of the one went, everything of the other came.
        yield from _compare(before, None, path, redacted)
        yield from _compare(None, after, path, redacted)
    else:
        yield Change(path=path.shown, **_bounded(before, after))


def _compare_objects(before: Any, after: Any, path: _Path, redacted: frozenset[str]) -> Iterator[Change]:
    old, new = before or {}, after or {}
    if all(value is None for value in (*old.values(), *new.values())):
        # An object without a single value still is more than no object.
        yield Change(path=path.shown, before=None if before is None else old, after=None if after is None else new)
        return
    for name in [*new, *(name for name in old if name not in new)]:
        one, other = old.get(name), new.get(name)
        if one is not None or other is not None:
            yield from _compare(one, other, path.key(name), redacted)


def _compare_lists(before: list[Any], after: list[Any], path: _Path, redacted: frozenset[str]) -> Iterator[Change]:
    old, new = _by_id(before), _by_id(after)
    if old is None or new is None:
        for position in range(max(len(before), len(after))):
            one = before[position] if position < len(before) else None
            other = after[position] if position < len(after) else None
            yield from _compare(one, other, path.item(str(position)), redacted)
        if len(before) != len(after) and all(item is None for item in [*before[len(after) :], *after[len(before) :]]):
            yield Change(path=path.shown, before=f"{len(before)} entries", after=f"{len(after)} entries")
        return
    kept_before = [name for name in old if name in new]
    kept_after = [name for name in new if name in old]
    if kept_before != kept_after:
        yield Change(path=path.shown, **_bounded(kept_before, kept_after))
    for name in [*new, *(name for name in old if name not in new)]:
        yield from _compare(old.get(name), new.get(name), path.item(name), redacted)


def _by_id(items: list[Any]) -> dict[str, Any] | None:
    """Index a list of objects by their `id`; None when one has none or two share one."""
    found: dict[str, Any] = {}
    for item in items:
        name = item.get("id") if isinstance(item, dict) else None
        if not isinstance(name, (str, int)) or str(name) in found:
            return None
        found[str(name)] = item
    return found


def _is_object(value: Any) -> bool:
    return isinstance(value, dict) and value.keys() not in _WIRE_SHAPES


def _is_list_of_parts(value: Any) -> bool:
    """A list is taken apart when it holds objects or lists; a list of plain values is compared as one value."""
    return isinstance(value, list) and any(_is_object(item) or isinstance(item, list) for item in value)


def _same(before: Any, after: Any) -> bool:
    """Equality that tells true from 1 at every depth, as JSON does."""
    if isinstance(before, dict) and isinstance(after, dict):
        names = before.keys() | after.keys()
        return all(_same(before.get(name), after.get(name)) for name in names)
    if isinstance(before, list) and isinstance(after, list):
        return len(before) == len(after) and all(map(_same, before, after))
    return isinstance(before, bool) == isinstance(after, bool) and bool(before == after)


@lru_cache(maxsize=4096)
def _is_redacted(keys: str, redacted: frozenset[str]) -> bool:
    if not redacted:
        return False
    parts = keys.split(".")
    return any(".".join(parts[start:]) in redacted for start in range(len(parts)))


def _hidden(value: Any) -> str | None:
    return None if value is None else REDACTED


def _bounded(before: Any, after: Any) -> dict[str, Any]:
    """Cut both values; of two long texts, show the part around the first difference."""
    start = 0
    if isinstance(before, str) and isinstance(after, str):
        shorter = min(len(before), len(after))
        start = next((at for at in range(shorter) if before[at] != after[at]), shorter)
    return {"before": _cut(before, start), "after": _cut(after, start)}


def _cut(value: Any, around: int = 0) -> Any:
    if isinstance(value, str) and len(value) > TEXT_LIMIT:
        start = max(0, min(around - _CONTEXT, len(value) - TEXT_LIMIT))
        end = start + TEXT_LIMIT
        head, tail = "…" if start else "", "…" if end < len(value) else ""
        return f"{head}{value[start:end]}{tail} ({len(value)} characters)"
    if isinstance(value, _Deep):
        return _TOO_DEEP
    if isinstance(value, list):
        kept = [_cut(item) for item in value[:LIST_LIMIT]]
        return kept if len(value) <= LIST_LIMIT else [*kept, f"… and {len(value) - LIST_LIMIT} more"]
    return value


def _join(path: str, name: str) -> str:
    shown = name or '""'
    return f"{path}.{shown}" if path else shown
