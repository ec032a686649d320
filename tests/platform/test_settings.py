"""Settings: what an operator sets, what they are told when it is wrong, and what is never shown."""

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from hanse.platform.settings import (
    DECLARED,
    SecretFileError,
    Settings,
    SettingsError,
    describe,
    load_settings,
    read_or_create_secret,
    variable_of,
)
from hanse.platform.settings.parsing import parse


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    return {"HANSE_DATA_DIR": str(tmp_path / "data")}


def problem_with(environment: dict[str, str], **changes: str) -> str:
    with pytest.raises(SettingsError) as raised:
        load_settings(environment | changes, create=False)
    return str(raised.value)


def write_file(folder: Path, text: str) -> dict[str, str]:
    path = folder / "hanse.toml"
    path.write_text(text, "utf-8")
    return {"HANSE_CONFIG": str(path), "HANSE_DATA_DIR": str(folder / "data")}


def test_defaults_serve_a_first_start(environment: dict[str, str]) -> None:
    settings = load_settings(environment).settings
    assert (settings.env, settings.host, settings.port) == ("development", "127.0.0.1", 8700)
    assert settings.embedded_database
    assert settings.demo
    assert settings.web_processes >= 1
    assert settings.public_url == "http://127.0.0.1:8700"
    assert settings.files_url == (settings.data_dir / "files").as_uri()


def test_environment_wins_over_file_and_file_over_default(tmp_path: Path) -> None:
    environment = write_file(tmp_path, 'port = 9000\nlog_level = "debug"\ntrusted_proxies = ["10.0.0.0/8"]\n')
    loaded = load_settings(environment | {"HANSE_PORT": "9001"})
    assert (loaded.settings.port, loaded.settings.log_level) == (9001, "debug")
    assert loaded.settings.trusted_proxies == ("10.0.0.0/8",)
    assert loaded.origins["port"] == "environment"
    assert loaded.origins["log_level"] == environment["HANSE_CONFIG"]
    assert loaded.origins["host"] == "default"


def test_demo_is_on_in_development_only(environment: dict[str, str]) -> None:
    production = {"HANSE_ENV": "production", "HANSE_PUBLIC_URL": "https://trade.example.com"}
    assert not load_settings(environment | production).settings.demo
    assert not load_settings(environment | {"HANSE_ENV": "test"}).settings.demo
    assert "HANSE_DEMO" in problem_with(environment, **production, HANSE_DEMO="1")


@pytest.mark.parametrize(
    ("variable", "value", "told"),
    [
        ("HANSE_PORT", "eighty", "HANSE_PORT in the environment must be a whole number from 0 to 65535"),
        ("HANSE_PORT", "65536", "from 0 to 65535"),
        ("HANSE_PORT", "-1", "from 0 to 65535"),
        ("HANSE_PORT", "80.5", "a whole number"),
        ("HANSE_PORT", "", "a whole number"),
        ("HANSE_ENV", "prod", "development, production or test"),
        ("HANSE_DEMO", "maybe", "true or false"),
        ("HANSE_OTEL_SAMPLE_RATIO", "nan", "from 0 to 1"),
        ("HANSE_OTEL_SAMPLE_RATIO", "inf", "from 0 to 1"),
        ("DATABASE_URL", "mysql://h/d", "postgresql://"),
        ("HANSE_PUBLIC_URL", "ftp://x", "http:// or https://"),
        ("HANSE_PUBLIC_URL", "https://x.example.com/shop", "without path"),
        ("HANSE_PUBLIC_URL", "https://u:p@x.example.com", "without path or log-in"),
        ("HANSE_PUBLIC_URL", "https://x.example.com:notaport", "http:// or https://"),
        ("HANSE_SECRET_KEY", "short", "32 random characters"),
        ("HANSE_HOST", "", "HANSE_HOST is empty"),
        ("HANSE_DATABASE_POOL_MIN", "50", "HANSE_DATABASE_POOL_MAX"),
        ("HANSE_DATABASE_OWNER_URL", "postgresql://h/d", "DATABASE_URL is not"),
        ("HANSE_PROT", "1", "did you mean HANSE_PORT?"),
        ("HANSE_QQQQ", "1", "is not a setting of Hanse"),
    ],
)
def test_a_wrong_value_is_one_sentence_that_says_what_to_change(
    environment: dict[str, str], variable: str, value: str, told: str
) -> None:
    sentence = problem_with(environment, **{variable: value})
    assert told in sentence
    assert "\n" not in sentence
    assert re.search(r"[.?]$", sentence)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("port = ", "not valid TOML"),
        ("prot = 1", "did you mean port?"),
        ("port = true", "must be a whole number"),
        ("port = 8700.5", "must be a whole number"),
        ("host = 5", "must be a text"),
        ("trusted_proxies = [1]", "list of texts"),
        ("[database]\nurl = 'x'", "is not a setting"),
    ],
)
def test_a_wrong_file_is_one_sentence(tmp_path: Path, text: str, told: str) -> None:
    sentence = problem_with(write_file(tmp_path, text))
    assert told in sentence
    assert "hanse.toml" in sentence
    assert "\n" not in sentence


def test_a_named_file_must_exist(tmp_path: Path) -> None:
    assert "cannot be read" in problem_with({"HANSE_CONFIG": str(tmp_path / "missing.toml")})


def test_production_needs_https(environment: dict[str, str]) -> None:
    sentence = problem_with(environment, HANSE_ENV="production", HANSE_PUBLIC_URL="http://trade.example.com")
    assert "https://" in sentence


def test_an_external_database_needs_the_jobs_address_where_workers_run(environment: dict[str, str]) -> None:
    external = {"DATABASE_URL": "postgresql://a:b@h/d"}
    assert "HANSE_DATABASE_JOBS_URL" in problem_with(environment, **external)
    web_only = load_settings(environment | external | {"HANSE_WORKER_PROCESSES": "0"}).settings
    assert not web_only.embedded_database


def test_a_wrong_secret_is_not_repeated(environment: dict[str, str]) -> None:
    assert "hunter2" not in problem_with(environment, DATABASE_URL="mysql://root:hunter2@h/d")


def test_secrets_are_not_shown(environment: dict[str, str]) -> None:
    loaded = load_settings(
        environment
        | {
            "DATABASE_URL": "postgresql://app:hunter2@db.example.com/hanse",
            "HANSE_DATABASE_JOBS_URL": "postgresql://jobs:hunter2@db.example.com/hanse",
            "HANSE_SECRET_KEY": "hunter2" * 10,
            "HANSE_METRICS_TOKEN": "hunter2",
            "HANSE_FILES_URL": "s3://bucket/prefix?secret_access_key=hunter2",
        }
    )
    shown = {line.name: line.value for line in describe(loaded)}
    assert "hunter2" not in str(shown)
    assert "hunter2" not in repr(loaded)
    assert shown["database_url"] == "postgresql://app:********@db.example.com/hanse"
    assert shown["secret_key"] == "********"
    assert shown["files_url"] == "s3://bucket/prefix"


def test_every_setting_is_explained_and_its_example_is_valid() -> None:
    lines = {line.name: line for line in describe()}
    assert list(lines) == list(Settings.__struct_fields__)
    for name, (kind, spec) in DECLARED.items():
        assert spec.help.endswith("."), name
        assert lines[name].variable == variable_of(name)
        parse(kind, spec, spec.example)


def test_the_secret_key_is_made_once_and_private(environment: dict[str, str]) -> None:
    first, second = load_settings(environment).settings, load_settings(environment).settings
    path = first.secrets_dir / "secret_key"
    assert first.secret_key == second.secret_key
    assert len(first.secret_key) >= 32
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert stat.S_IMODE(first.data_dir.stat().st_mode) == 0o700


def test_without_create_nothing_is_written(environment: dict[str, str]) -> None:
    load_settings(environment, create=False)
    assert not Path(environment["HANSE_DATA_DIR"]).exists()


def test_an_unusable_data_folder_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    with pytest.raises(SettingsError, match="HANSE_DATA_DIR") as raised:
        load_settings({"HANSE_DATA_DIR": str(tmp_path / "file" / "data")})
    assert "\n" not in str(raised.value)


def test_a_secret_others_may_read_is_refused(tmp_path: Path) -> None:
    read_or_create_secret(tmp_path / "secrets", "key")
    (tmp_path / "secrets" / "key").chmod(0o644)
    with pytest.raises(SecretFileError, match="chmod 600"):
        read_or_create_secret(tmp_path / "secrets", "key")


def test_processes_that_start_together_get_the_same_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(lambda _: read_or_create_secret(tmp_path / "secrets", "key"), range(32)))
    assert len(found) == 1
    assert [path.name for path in (tmp_path / "secrets").iterdir()] == ["key"]
