"""Owns the list of settings: each is declared here once, with type, default, help and example.

Must not be here: reading the environment or files (`loading.py`), or any effect.
"""

from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

import msgspec


class Spec(msgspec.Struct, frozen=True, kw_only=True):
    """What a person needs to know about one setting, and the limits its value is checked against."""

    help: str
    example: str
    secret: bool = False
    minimum: float | None = None
    maximum: float | None = None
    schemes: tuple[str, ...] = ()


def _about(
    text: str,
    example: str,
    *,
    secret: bool = False,
    between: tuple[float | None, float | None] = (None, None),
    schemes: tuple[str, ...] = (),
) -> Spec:
    return Spec(help=text, example=example, secret=secret, minimum=between[0], maximum=between[1], schemes=schemes)


_POSTGRES = ("postgresql", "postgres")


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """Every setting of one installation, checked; made by `load_settings`, or directly in tests.

    An empty string or 0 means "not set" only where the help sentence says so.
    """

    # What this installation is
    env: Annotated[
        Literal["development", "production", "test"],
        _about("Kind of installation: development, production, or test.", "production"),
    ] = "development"
    demo: Annotated[
        bool,
        _about("Seed the demo world once and show its log-ins; on by default in development only.", "false"),
    ] = False
    data_dir: Annotated[
        Path,
        _about("Folder for the embedded database, files and generated secrets.", "/var/lib/hanse"),
    ] = Path(".hanse")

    # The web server
    host: Annotated[
        str, _about("Address the web server listens on; keep the loopback address behind a proxy.", "127.0.0.1")
    ] = "127.0.0.1"
    port: Annotated[
        int, _about("TCP port the web server listens on; 0 lets the system choose.", "8700", between=(0, 65535))
    ] = 8700
    public_url: Annotated[
        str,
        _about(
            "Address people use to reach Hanse, without a path; follows host and port when not set.",
            "https://trade.example.com",
            schemes=("http", "https"),
        ),
    ] = ""
    trusted_proxies: Annotated[
        tuple[str, ...],
        _about("Addresses or networks of reverse proxies whose forwarding headers are believed.", "10.0.0.0/8"),
    ] = ()
    web_processes: Annotated[
        int, _about("Number of web processes; 0 means one for each processor.", "4", between=(0, 256))
    ] = 0
    worker_processes: Annotated[
        int, _about("Number of background worker processes on this node.", "1", between=(0, 256))
    ] = 1
    requests_in_flight_max: Annotated[
        int,
        _about(
            "Requests one web process works on at once; more are answered 503 with Retry-After.",
            "256",
            between=(1, 100_000),
        ),
    ] = 256
    request_timeout_seconds: Annotated[
        float, _about("Longest time one request may take before it is ended.", "30", between=(1, 3600))
    ] = 30.0
    body_limit_bytes: Annotated[
        int, _about("Largest request body, in bytes, except uploads.", "2097152", between=(1024, 1 << 34))
    ] = 2 * 1024 * 1024
    upload_limit_bytes: Annotated[
        int, _about("Largest uploaded file, in bytes.", "104857600", between=(1024, 1 << 40))
    ] = 100 * 1024 * 1024
    shutdown_grace_seconds: Annotated[
        float,
        _about("Time that running requests and jobs get to finish when Hanse stops.", "20", between=(0, 600)),
    ] = 20.0

    # The database
    database_url: Annotated[
        str,
        _about(
            "PostgreSQL address of the application role; the embedded server is used when not set.",
            "postgresql://hanse_app:password@db.example.com/hanse",
            secret=True,
            schemes=_POSTGRES,
        ),
    ] = ""
    database_owner_url: Annotated[
        str,
        _about(
            "PostgreSQL address of the owner role, which migrates; needed with DATABASE_URL.",
            "postgresql://hanse_owner:password@db.example.com/hanse",
            secret=True,
            schemes=_POSTGRES,
        ),
    ] = ""
    database_jobs_url: Annotated[
        str,
        _about(
            "PostgreSQL address of the jobs role, which workers use; needed with DATABASE_URL.",
            "postgresql://hanse_jobs:password@db.example.com/hanse",
            secret=True,
            schemes=_POSTGRES,
        ),
    ] = ""
    database_port: Annotated[
        int,
        _about(
            "Loopback TCP port of the embedded PostgreSQL; 0 means a private unix socket only.",
            "5433",
            between=(0, 65535),
        ),
    ] = 0
    database_pool_min: Annotated[
        int, _about("Database connections each process keeps open.", "2", between=(0, 1000))
    ] = 2
    database_pool_max: Annotated[
        int, _about("Most database connections each process opens.", "12", between=(1, 1000))
    ] = 12
    database_pool_wait_seconds: Annotated[
        float,
        _about("Longest wait for a free connection before a request is answered 503.", "2", between=(0.05, 60)),
    ] = 2.0
    database_connect_timeout_seconds: Annotated[
        int, _about("Longest wait for the database to accept a connection.", "5", between=(1, 120))
    ] = 5
    database_statement_timeout_ms: Annotated[
        int, _about("Longest time one SQL statement of a request may run.", "5000", between=(1, 3_600_000))
    ] = 4_000
    database_lock_timeout_ms: Annotated[
        int, _about("Longest wait for a row or table lock.", "2000", between=(1, 3_600_000))
    ] = 2_000
    database_idle_timeout_ms: Annotated[
        int,
        _about("Longest pause inside an open transaction before it is ended.", "10000", between=(1, 3_600_000)),
    ] = 10_000

    # What Hanse talks to
    smtp_url: Annotated[
        str,
        _about(
            "Mail server; without one, mail is kept in the development mailbox.",
            "smtps://user:password@mail.example.com:465",
            secret=True,
            schemes=("smtp", "smtps", "smtp+starttls"),
        ),
    ] = ""
    mail_from: Annotated[str, _about("Sender of outgoing mail.", "Hanse <no-reply@example.com>")] = (
        "Hanse <no-reply@localhost>"
    )
    files_url: Annotated[
        str,
        _about(
            "Where uploaded files live; the folder `files` in the data folder when not set.",
            "s3://bucket/prefix",
            secret=True,
            schemes=("file", "s3"),
        ),
    ] = ""
    virus_scanner_url: Annotated[
        str,
        _about(
            "clamd that scans every upload before it can be read; uploads are not scanned when not set.",
            "tcp://127.0.0.1:3310",
            schemes=("tcp", "unix"),
        ),
    ] = ""
    redis_url: Annotated[
        str,
        _about(
            "Redis or Valkey that shares rate limits between nodes; in-process limits when not set.",
            "redis://cache.example.com:6379/0",
            secret=True,
            schemes=("redis", "rediss", "unix"),
        ),
    ] = ""
    outbound_internal_hosts: Annotated[
        tuple[str, ...],
        _about(
            "Hosts inside your network that Hanse may call although their addresses are private.",
            "erp.internal.example.com",
        ),
    ] = ()
    timestamp_url: Annotated[
        str,
        _about(
            "Time-stamp authority (RFC 3161) that dates the seals of signed contracts; none does when not set.",
            "https://timestamp.example.com/tsa",
            schemes=("http", "https"),
        ),
    ] = ""
    timestamp_ca_file: Annotated[
        str,
        _about(
            "File with the certificates (PEM) that vouch for the time-stamp authority; any authority when not set.",
            "/etc/hanse/timestamp-authorities.pem",
        ),
    ] = ""
    otel_endpoint: Annotated[
        str,
        _about(
            "OTLP/HTTP collector that receives traces; none are sent when not set.",
            "http://127.0.0.1:4318",
            schemes=("http", "https"),
        ),
    ] = ""
    otel_sample_ratio: Annotated[
        float, _about("Share of requests that are traced, from 0 to 1.", "0.1", between=(0, 1))
    ] = 0.1

    # Logs and metrics
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        _about("Least serious message that is logged.", "info"),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "console", "json"],
        _about("Form of log lines: console for people, json for programs; auto picks console on a terminal.", "json"),
    ] = "auto"
    metrics_token: Annotated[
        str,
        _about(
            "Bearer token that may read /metrics; without it only loopback may.",
            "a-long-random-text",
            secret=True,
        ),
    ] = ""

    # Access
    session_idle_minutes: Annotated[
        int, _about("A session ends after this many minutes without a request.", "720", between=(1, 527_040))
    ] = 12 * 60
    session_lifetime_hours: Annotated[
        int, _about("A session ends this many hours after log-in, used or not.", "336", between=(1, 8_784))
    ] = 14 * 24
    password_hash_concurrency: Annotated[
        int, _about("Password checks one process runs at once; each needs 19 MiB.", "2", between=(1, 64))
    ] = 2
    breached_passwords_url: Annotated[
        str,
        _about(
            "Service that is asked by range whether a new password was stolen; it learns 5 of 40 digits of a hash.",
            "https://api.pwnedpasswords.com/range",
            schemes=("http", "https"),
        ),
    ] = ""
    breached_passwords_file: Annotated[
        str,
        _about(
            "File of stolen passwords as sorted SHA-1 lines (HASH or HASH:COUNT), searched where it lies.",
            "/var/lib/hanse/pwnedpasswords.txt",
        ),
    ] = ""
    rate_limit_per_minute: Annotated[
        int,
        _about("Requests one session or API key may send in a minute.", "1200", between=(1, 10_000_000)),
    ] = 1_200
    rate_limit_public_per_minute: Annotated[
        int,
        _about("Requests one address may send in a minute without logging in.", "300", between=(1, 10_000_000)),
    ] = 300
    secret_key: Annotated[
        str,
        _about(
            "Key for signing and encryption, 32 characters or more; generated in the data folder when not set.",
            "a-text-of-at-least-32-random-characters",
            secret=True,
        ),
    ] = ""
    secret_keys_previous: Annotated[
        tuple[str, ...],
        _about(
            "Former secret keys that are still accepted while keys are rotated.",
            "the-key-before-this-one",
            secret=True,
        ),
    ] = ()

    def __repr__(self) -> str:
        """The names only: settings end up in logs and error reports, and some are secret."""
        return f"{type(self).__name__}(env={self.env!r}, data_dir={str(self.data_dir)!r}, ...)"

    @property
    def secrets_dir(self) -> Path:
        """Folder of generated passwords and keys, readable by the running user only."""
        return self.data_dir / "secrets"

    @property
    def embedded_database(self) -> bool:
        """Whether Hanse runs PostgreSQL itself because no `DATABASE_URL` is set."""
        return not self.database_url


def _declared() -> dict[str, tuple[Any, Spec]]:
    found: dict[str, tuple[Any, Spec]] = {}
    for name, hint in get_type_hints(Settings, include_extras=True).items():
        spec = next(extra for extra in hint.__metadata__ if isinstance(extra, Spec))
        found[name] = (hint.__origin__, spec)
    return found


DECLARED: dict[str, tuple[Any, Spec]] = _declared()
"""Name -> (type, what is known about it), in the order of declaration."""

SPECIAL_VARIABLES = {"database_url": "DATABASE_URL"}


def variable_of(name: str) -> str:
    """The environment variable of a setting: `HANSE_` and the name in capitals, or its special name."""
    return SPECIAL_VARIABLES.get(name, "HANSE_" + name.upper())


def defaults() -> dict[str, Any]:
    """Name -> declared default of every setting."""
    return dict(zip(Settings.__struct_fields__, Settings.__struct_defaults__, strict=True))
