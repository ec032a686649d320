"""Owns the configuration files of the embedded PostgreSQL.

Must not be here: writing them at the right moment (`cluster.py`).
"""

from pathlib import Path

SUPERUSER = "hanse_superuser"

MAIN = """\
# Written by Hanse once. hanse.conf is rewritten at every start; put your own settings into local.conf.
include 'hanse.conf'
include_if_exists 'local.conf'
"""

ACCESS = f"""\
# Written by Hanse at every start. Every way in needs a password; only this machine may connect.
local   all          all                         scram-sha-256
local   replication  {SUPERUSER}                 scram-sha-256
host    all          all          127.0.0.1/32   scram-sha-256
host    all          all          ::1/128        scram-sha-256
"""


def server_configuration(*, sockets: Path, port: int, tcp: bool, durable: bool, connections: int, mark: str) -> str:
    """The text of hanse.conf for a machine with two processors or more and little else to do.

    `durable` false gives up crash safety for speed, for tests only; `mark` is in the title of every process.
    """
    lines = {
        "cluster_name": mark,
        "listen_addresses": "127.0.0.1" if tcp else "",
        "port": str(port),
        "unix_socket_directories": str(sockets),
        "unix_socket_permissions": "0700",
        "max_connections": str(connections),
        "superuser_reserved_connections": "3",
        "password_encryption": "scram-sha-256",
        "shared_buffers": "128MB",
        "effective_cache_size": "1GB",
        "work_mem": "8MB",
        "maintenance_work_mem": "64MB",
        "random_page_cost": "1.1",
        # A short query on few processors gains nothing from compiling or I/O worker processes.
        "jit": "off",
        "io_method": "sync",
        "max_worker_processes": "4",
        "max_parallel_workers_per_gather": "1",
        "max_logical_replication_workers": "0",
        "wal_level": "replica",
        "max_wal_senders": "2",
        "max_wal_size": "1GB",
        "checkpoint_timeout": "15min",
        "autovacuum_naptime": "30s",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_line_prefix": "%m [%p] ",
        # Failed statements belong to the application's log; here they would repeat people's data.
        "log_min_messages": "log",
        "log_min_error_statement": "panic",
        "log_error_verbosity": "terse",
        "log_checkpoints": "off",
        "log_autovacuum_min_duration": "-1",
        "logging_collector": "off",
    }
    if not durable:
        lines |= {
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "wal_level": "minimal",
            "max_wal_senders": "0",
            "autovacuum_naptime": "5min",
        }
    return "".join(f"{name} = {_quoted(value)}\n" for name, value in lines.items())


def _quoted(value: str) -> str:
    # In a configuration file a quote and a backslash inside quotes are written twice.
    return "'" + value.replace("\\", "\\\\").replace("'", "''") + "'"
