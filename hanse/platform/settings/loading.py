"""Owns where settings come from (environment over file over default) and the checks across settings.

Must not be here: the list of settings (`declared.py`), or starting anything.
"""

import difflib
import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NoReturn

import msgspec

from hanse.kit.errors import ExplainedError
from hanse.platform.settings.declared import DECLARED, Settings, defaults, variable_of
from hanse.platform.settings.parsing import Unusable, parse, split_address
from hanse.platform.settings.secret_files import SecretFileError, read_or_create_secret

# Variables that belong to Hanse but set no setting: the file's path, a process's own name, the tests' browser.
RESERVED_VARIABLES = frozenset({"HANSE_CONFIG", "HANSE_PROCESS", "HANSE_CHROMIUM"})
RESERVED_PREFIXES = ("HANSE_TEST_", "HANSE_BENCH_")
DEFAULT_FILE = "hanse.toml"
SECRET_KEY_MIN = 32
FORMER_KEYS = "secret_keys_previous"  # the file beside `secret_key`


class SettingsError(ExplainedError):
    """A setting is wrong; the message is one sentence that says what to change."""


class Loaded(msgspec.Struct, frozen=True, kw_only=True):
    """Checked settings, and for each name where its value came from."""

    settings: Settings
    origins: dict[str, str]


def load_settings(environ: Mapping[str, str] | None = None, *, create: bool = True) -> Loaded:
    """Read and check all settings from the environment and the settings file.

    With `create`, a missing data folder and secret key are made; without, nothing is written and
    `secret_key` may be empty.

    Raises: SettingsError with one sentence that says what to change.
    """
    environment = os.environ if environ is None else environ
    values, origins = defaults(), dict.fromkeys(DECLARED, "default")
    _take_file(environment, values, origins)
    _take_environment(environment, values, origins)
    _derive(values, origins)
    _check(values)
    if not values["secret_key"]:
        values["secret_key"] = _generated_key(values["data_dir"], create=create)
        origins["secret_key"] = str(values["data_dir"] / "secrets" / "secret_key")
        if not values["secret_keys_previous"]:
            _take_former_keys(values, origins)
    return Loaded(settings=Settings(**values), origins=origins)


def _take_file(environment: Mapping[str, str], values: dict[str, Any], origins: dict[str, str]) -> None:
    named = environment.get("HANSE_CONFIG", "")
    path = Path(named or DEFAULT_FILE)
    if not named and not path.exists():
        return
    try:
        content = tomllib.loads(path.read_text("utf-8"))
    except OSError as problem:
        raise SettingsError(
            f"The settings file {path} cannot be read ({problem.strerror}): mend it, or change HANSE_CONFIG."
        ) from problem
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(f"The settings file {path} is not valid TOML: {problem}.") from problem
    for name, raw in content.items():
        if name not in DECLARED:
            _refuse_unknown(name, list(DECLARED), f"in {path}")
        values[name] = _parsed(name, name, raw, f"in {path}")
        origins[name] = str(path)


def _take_environment(environment: Mapping[str, str], values: dict[str, Any], origins: dict[str, str]) -> None:
    names = {variable_of(name): name for name in DECLARED}
    for variable, raw in environment.items():
        if variable in names:
            values[names[variable]] = _parsed(names[variable], variable, raw, "in the environment")
            origins[names[variable]] = "environment"
        elif variable.startswith("HANSE_") and not _reserved(variable):
            _refuse_unknown(variable, [*names, *RESERVED_VARIABLES], "in the environment")


def _reserved(variable: str) -> bool:
    return variable in RESERVED_VARIABLES or variable.startswith(RESERVED_PREFIXES)


def _parsed(name: str, shown: str, raw: Any, where: str) -> Any:
    kind, spec = DECLARED[name]
    try:
        return parse(kind, spec, raw)
    except Unusable as problem:
        given = "the given value is not" if spec.secret else f"{str(raw)!r} is not"
        raise SettingsError(f"{shown} {where} must be {problem}, for example {spec.example}; {given}.") from problem


def _refuse_unknown(name: str, known: list[str], where: str) -> NoReturn:
    near = difflib.get_close_matches(name, known, n=1)
    advice = f"did you mean {near[0]}?" if near else "remove it, or see `hanse doctor` for all settings."
    raise SettingsError(f"{name} {where} is not a setting of Hanse: {advice}")


def _derive(values: dict[str, Any], origins: dict[str, str]) -> None:
    values["data_dir"] = values["data_dir"].absolute()
    if origins["demo"] == "default":
        values["demo"] = values["env"] == "development"
    if values["web_processes"] == 0:
        values["web_processes"] = processor_count()
    if not values["files_url"]:
        values["files_url"] = (values["data_dir"] / "files").as_uri()
    if not values["public_url"]:
        host = values["host"] if values["host"] not in ("0.0.0.0", "::", "") else "localhost"
        values["public_url"] = f"http://{f'[{host}]' if ':' in host else host}:{values['port']}"
    values["public_url"] = values["public_url"].rstrip("/")


def processor_count() -> int:
    """Processors this process may use: the affinity mask, lowered by a container's CPU quota."""
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)
    try:
        quota, period = Path("/sys/fs/cgroup/cpu.max").read_text("ascii").split()
    except (OSError, ValueError):
        return count
    if quota.isdigit() and int(period) > 0:
        count = min(count, max(1, -(-int(quota) // int(period))))
    return count


def _check(values: dict[str, Any]) -> None:
    if not values["host"]:
        raise SettingsError("HANSE_HOST is empty: set the address to listen on, for example 127.0.0.1.")
    if values["database_pool_min"] > values["database_pool_max"]:
        raise SettingsError(
            f"HANSE_DATABASE_POOL_MIN ({values['database_pool_min']}) is larger than HANSE_DATABASE_POOL_MAX "
            f"({values['database_pool_max']}): lower the first or raise the second."
        )
    if 0 < len(values["secret_key"]) < SECRET_KEY_MIN:
        raise SettingsError(f"HANSE_SECRET_KEY is too short: use {SECRET_KEY_MIN} random characters or more.")
    _check_database(values)
    _check_public_url(values)
    if values["env"] == "production" and values["demo"]:
        raise SettingsError(
            "HANSE_DEMO is on while HANSE_ENV is production: turn it off, because demo log-ins are public."
        )


def _check_database(values: dict[str, Any]) -> None:
    if not values["database_url"]:
        for name in ("database_owner_url", "database_jobs_url"):
            if values[name]:
                raise SettingsError(f"{variable_of(name)} is set but DATABASE_URL is not: set both or neither.")
        return
    # A node that only serves pages needs no jobs role; one that never migrates needs no owner role.
    if values["worker_processes"] and not values["database_jobs_url"]:
        raise SettingsError(
            "DATABASE_URL is set but HANSE_DATABASE_JOBS_URL is not: run `hanse db provision --admin-url ...` and "
            "set the addresses it prints, or set HANSE_WORKER_PROCESSES to 0."
        )


def _check_public_url(values: dict[str, Any]) -> None:
    address = split_address(values["public_url"])
    if address is None or not address.hostname or address.path or address.query or address.username:
        raise SettingsError(
            "HANSE_PUBLIC_URL must be an address without path or log-in, for example https://trade.example.com."
        )
    local = address.hostname in ("localhost", "127.0.0.1", "::1")
    if values["env"] == "production" and address.scheme != "https" and not local:
        raise SettingsError("HANSE_PUBLIC_URL must start with https:// in production, because log-ins travel over it.")


def _take_former_keys(values: dict[str, Any], origins: dict[str, str]) -> None:
    """Keys that `hanse keys new` put aside: they read until `hanse keys forget`."""
    try:
        kept = read_or_create_secret(values["data_dir"] / "secrets", FORMER_KEYS, create=False)
    except SecretFileError as problem:
        raise SettingsError(str(problem)) from problem
    if kept:
        values["secret_keys_previous"] = tuple(kept.split())
        origins["secret_keys_previous"] = str(values["data_dir"] / "secrets" / FORMER_KEYS)


def _generated_key(data_dir: Path, *, create: bool) -> str:
    try:
        return read_or_create_secret(data_dir / "secrets", "secret_key", create=create)
    except SecretFileError as problem:
        raise SettingsError(str(problem)) from problem
