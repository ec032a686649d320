"""Looks at what Hanse talks to: the public address and its certificate, mail, files, the shared rate limits."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hanse.kit.clock import Clock
from hanse.kit.errors import HanseError
from hanse.platform.breached import BreachedPasswords, ListUnreadable, digest_of, problem_of_file
from hanse.platform.cli.doctor.findings import Check, fail, good, skip, warn
from hanse.platform.files import ScannerUnavailable, VirusScanner, open_file_store
from hanse.platform.mail import MailUnavailable, open_mailer
from hanse.platform.outbound import GuardedClient, OutboundPolicy
from hanse.platform.settings import Settings

AREA = "Outside"
_CONNECT_SECONDS = 5.0
_CERTIFICATE_DAYS = 14


async def check_outside(settings: Settings, clock: Clock) -> AsyncIterator[Check]:
    """Everything that is reached over a network or a mounted store."""
    for check in _address(settings):
        yield check
    if settings.public_url.startswith("https://"):
        yield await asyncio.to_thread(_certificate, settings.public_url, clock)
    yield await _mail(settings, clock)
    yield await _files(settings, clock)
    yield await asyncio.to_thread(_time_stamps, settings)
    yield await _scanner(settings)
    for check in await _stolen_passwords(settings, clock):
        yield check


def _address(settings: Settings) -> list[Check]:
    parts = urlsplit(settings.public_url)
    local = parts.hostname in ("localhost", "127.0.0.1", "::1")
    if settings.env == "production" and local:
        mend = "Set HANSE_PUBLIC_URL to the address people use: links in mails lead there"
        return [fail(AREA, "Public address", f"{settings.public_url} is this machine only", mend)]
    found = [good(AREA, "Public address", settings.public_url)]
    if parts.scheme == "https" and not settings.trusted_proxies:
        mend = (
            "Hanse itself speaks plain HTTP: let a proxy end TLS, and name its address in HANSE_TRUSTED_PROXIES, so "
            "that rate limits and the audit trail see people's own addresses"
        )
        found.append(warn(AREA, "Proxy", "no proxy is trusted", mend))
    if not local and settings.host in ("0.0.0.0", "::") and parts.scheme == "https":
        mend = "Set HANSE_HOST to 127.0.0.1, or close the port to the outside: there passwords travel in the clear"
        found.append(warn(AREA, "Plain HTTP", f"port {settings.port} is open on every address", mend))
    return found


def _certificate(url: str, clock: Clock) -> Check:
    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or 443
    try:
        with (
            socket.create_connection((host, port), timeout=_CONNECT_SECONDS) as plain,
            ssl.create_default_context().wrap_socket(plain, server_hostname=host) as secured,
        ):
            found: dict[str, Any] = secured.getpeercert() or {}
    except ssl.SSLCertVerificationError as problem:
        return fail(
            AREA, "Certificate", f"{host}: {problem.verify_message}", "Renew or correct the proxy's certificate"
        )
    except OSError as problem:
        return warn(AREA, "Certificate", f"{host}:{port} cannot be reached from here ({problem})", "Check it elsewhere")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(found["notAfter"]), UTC)
    days = (ends - clock.now()).days
    if days < _CERTIFICATE_DAYS:
        return warn(AREA, "Certificate", f"ends in {days} days", "See why it is not renewed")
    return good(AREA, "Certificate", f"valid for {days} more days")


async def _mail(settings: Settings, clock: Clock) -> Check:
    mailer = open_mailer(settings.smtp_url, settings.mail_from, clock, settings.data_dir / "mailbox")
    if not settings.smtp_url:
        if settings.env == "production":
            mend = "Set HANSE_SMTP_URL: invitations and password links reach nobody without it"
            return fail(AREA, "Mail", "kept in the development mailbox, nothing leaves", mend)
        return good(AREA, "Mail", "kept in the development mailbox (set HANSE_SMTP_URL to send it)")
    try:
        async with asyncio.timeout(_CONNECT_SECONDS * 3):
            await mailer.check()
    except (MailUnavailable, TimeoutError) as problem:
        why = getattr(problem, "reason", "") or "it does not answer in time"
        return fail(AREA, "Mail", f"the mail server takes no mail: {why}", "Correct HANSE_SMTP_URL, or mend the server")
    finally:
        await mailer.aclose()
    if settings.mail_from.endswith("@localhost>"):
        return warn(AREA, "Mail", f"sent from {settings.mail_from}", "Set HANSE_MAIL_FROM to an address of your domain")
    return good(AREA, "Mail", "the mail server takes mail")


async def _scanner(settings: Settings) -> Check:
    url, name = settings.virus_scanner_url, "Virus scanner"
    if not url:
        if settings.env == "production":
            mend = "Run clamd and set HANSE_VIRUS_SCANNER_URL to its address, such as tcp://127.0.0.1:3310"
            return warn(AREA, name, "uploads are not scanned", mend)
        return skip(AREA, name, "none is set: uploads are not scanned")
    try:
        await VirusScanner(url).check()
    except (ScannerUnavailable, ValueError) as problem:
        why = getattr(problem, "reason", "") or str(problem)
        mend = "Start clamd, or correct HANSE_VIRUS_SCANNER_URL; until then nobody gets what is uploaded"
        return fail(AREA, name, f"{url}: {why}", mend)
    return good(AREA, name, f"clamd answers at {url}")


async def _stolen_passwords(settings: Settings, clock: Clock) -> list[Check]:
    url, file = settings.breached_passwords_url, settings.breached_passwords_file
    name, found = "Stolen passwords", []
    if not url and not file:
        mend = "Set HANSE_BREACHED_PASSWORDS_URL, or download the list and set HANSE_BREACHED_PASSWORDS_FILE"
        if settings.env == "production":
            return [warn(AREA, name, "new passwords are checked by rules alone", mend)]
        return [skip(AREA, name, "no list is set: new passwords are checked by rules alone")]
    if file:
        problem = await asyncio.to_thread(problem_of_file, Path(file))
        mend = "Download the list of SHA-1 hashes again, and correct HANSE_BREACHED_PASSWORDS_FILE"
        found.append(fail(AREA, name, f"{file}: {problem}", mend) if problem else good(AREA, name, f"{file} is sorted"))
    if url:
        found.append(await _range_service(settings, clock, name))
    return found


async def _range_service(settings: Settings, clock: Clock, name: str) -> Check:
    policy = OutboundPolicy(internal_hosts=frozenset(settings.outbound_internal_hosts))
    async with GuardedClient(policy, clock) as client:
        try:
            known = await BreachedPasswords(client, settings.breached_passwords_url).in_range(digest_of("password"))
        except (HanseError, ListUnreadable) as problem:
            why = getattr(problem, "reason", "") or str(problem)
            mend = "Correct HANSE_BREACHED_PASSWORDS_URL; name a host inside in HANSE_OUTBOUND_INTERNAL_HOSTS"
            return fail(AREA, name, f"the service gives no usable answer: {why}", mend)
    if not known:
        mend = "See which list the service of HANSE_BREACHED_PASSWORDS_URL holds"
        return warn(AREA, name, 'the service answers, but does not know the password "password"', mend)
    return good(AREA, name, "the service answers")


async def _files(settings: Settings, clock: Clock) -> Check:
    if not settings.data_dir.exists():
        return skip(AREA, "Files", "the data folder does not exist yet")
    store = open_file_store(settings.files_url, clock, settings.data_dir)
    try:
        await store.check()
    except HanseError as problem:
        return fail(AREA, "Files", f"cannot be kept: {problem}", "Mend the storage HANSE_FILES_URL names")
    finally:
        store.close()
    where = urlsplit(settings.files_url)
    return good(
        AREA,
        "Files",
        f"can be written, read and removed in {where.scheme}://{where.netloc.rpartition('@')[2]}{where.path}",
    )


def _time_stamps(settings: Settings) -> Check:
    """Whether seals of signed contracts get a time-stamp, and whether it would be believed."""
    name = "Time-stamps"
    if not settings.timestamp_url:
        return good(AREA, name, "seals carry the time of this machine (set HANSE_TIMESTAMP_URL for an authority's)")
    if not settings.timestamp_ca_file:
        mend = "Name the certificates of your authority in HANSE_TIMESTAMP_CA_FILE, so that nobody else's are taken"
        return warn(AREA, name, "any authority's certificate is believed", mend)
    try:
        found = Path(settings.timestamp_ca_file).read_text("ascii").count("-----BEGIN CERTIFICATE-----")
    except (OSError, UnicodeDecodeError) as problem:
        mend = "Correct HANSE_TIMESTAMP_CA_FILE; until then contracts are sealed without a time-stamp"
        return fail(AREA, name, f"the certificates cannot be read ({problem})", mend)
    if not found:
        return fail(AREA, name, "the file names no certificate", "Put certificates in PEM into HANSE_TIMESTAMP_CA_FILE")
    parts = urlsplit(settings.timestamp_url)
    host, port = parts.hostname or "", parts.port or (443 if parts.scheme == "https" else 80)
    try:
        socket.create_connection((host, port), timeout=_CONNECT_SECONDS).close()
    except OSError as problem:
        mend = "Contracts are sealed without a time-stamp, and say so, until it answers; make their papers again then"
        return warn(AREA, name, f"{host}:{port} cannot be reached from here ({problem})", mend)
    return good(AREA, name, f"{host} is asked, {found} certificate{'s' if found > 1 else ''} may vouch for it")
