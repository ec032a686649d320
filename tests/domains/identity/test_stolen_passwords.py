"""New passwords against lists of stolen ones: by range, of which five digits leave the house, and in a file."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.platform import breached
from hanse.platform.breached import CHECKS, in_file, problem_of_file
from hanse.platform.cli.doctor.outside import check_outside
from hanse.platform.outbound import GuardedClient, OutboundPolicy
from hanse.platform.settings import Settings
from hanse.testing.installation import Installation
from tests.domains.identity.people import PASSWORD, Browser, new_email, sign_on
from tests.domains.identity.stolen import RangeService, open_range_service, sha1

STOLEN = "forty two lanterns below the quay"
OTHER = "nine sleepy otters on a slate roof"


@pytest.fixture
async def service(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[RangeService]:
    async with open_range_service() as found:
        policy = OutboundPolicy(internal_hosts=frozenset({found.origin}))
        async with GuardedClient(policy, installation.clock) as client:
            monkeypatch.setattr(installation.services, "http", client)
            settle(installation, monkeypatch, breached_passwords_url=found.url)
            yield found


def settle(installation: Installation, monkeypatch: pytest.MonkeyPatch, **changes: str) -> None:
    """Run on with other settings."""
    changed = msgspec.structs.replace(installation.services.settings, **changes)
    monkeypatch.setattr(installation.services, "settings", changed)


async def changed(installation: Installation, new: str) -> tuple[int, dict[str, object]]:
    """What a person gets who chooses a new password."""
    person = await sign_on(installation)
    browser = Browser(installation)
    await browser.log_in(str(person.email))
    body = {"current_password": PASSWORD, "new_password": new}
    answer = await browser.post("/v1/account/password", body)
    return answer.status_code, answer.json()


def counted(how: str, outcome: str) -> float:
    return CHECKS.labels(how, outcome)._value.get()


async def test_a_stolen_password_is_refused_and_five_digits_leave(
    installation: Installation, service: RangeService
) -> None:
    service.stolen, service.padding = [STOLEN], [OTHER]
    status, problem = await changed(installation, STOLEN)
    assert (status, problem["code"]) == (422, "password_not_accepted")
    assert problem["errors"][0]["path"] == "new_password"  # type: ignore[index]
    assert "stolen" in problem["errors"][0]["message"]  # type: ignore[index]
    assert service.requests == [f"GET /range/{sha1(one)[:5]} HTTP/1.1" for one in (PASSWORD, STOLEN)]
    assert sha1(STOLEN)[5:].lower() not in "".join(service.heads).lower()
    assert STOLEN not in "".join(service.heads)
    # What only fills the answer was never stolen.
    assert (await changed(installation, OTHER))[0] == 200


async def test_every_way_to_a_new_password_is_checked(installation: Installation, service: RangeService) -> None:
    service.stolen = [STOLEN]
    visitor = Browser(installation)
    body = {"name": "Quay", "handle": "quay-stolen", "display_name": "Q", "email": new_email(), "password": STOLEN}
    answer = await visitor.post("/v1/tenants", body)
    assert (answer.status_code, answer.json()["code"]) == (422, "password_not_accepted"), answer.text
    person = await sign_on(installation)
    asked = await visitor.post("/v1/password-resets", {"email": person.email})
    assert asked.status_code == 204
    token = (await installation.mailed_link(str(person.email))).partition("token=")[2]
    answer = await visitor.post("/v1/password-resets/use", {"token": token, "password": STOLEN})
    assert (answer.status_code, answer.json()["code"]) == (422, "password_not_accepted")
    assert (await visitor.post("/v1/password-resets/use", {"token": token, "password": OTHER})).status_code == 204


@pytest.mark.parametrize("how", ["status", "page", "large", "silent", "gone"])
async def test_the_rules_stand_alone_when_the_service_does_not_answer(
    installation: Installation, service: RangeService, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    service.stolen = [STOLEN]
    monkeypatch.setattr(breached, "ANSWER_SECONDS", 0.2)
    service.status = 503 if how == "status" else 200
    service.body = {"page": b"<html>Welcome</html>", "large": b"0" * 600_000}.get(how)
    service.silent = how == "silent"
    if how == "gone":
        settle(installation, monkeypatch, breached_passwords_url="http://127.0.0.1:1/range")
    before = counted("range", "unavailable")
    assert (await changed(installation, STOLEN))[0] == 200
    assert counted("range", "unavailable") == before + 2  # the account's first password, and the new one
    assert (await changed(installation, "password password"))[0] == 422


async def test_a_service_that_is_away_is_left_alone_for_a_while(
    installation: Installation, service: RangeService
) -> None:
    service.status = 503
    for _ in range(4):
        assert (await changed(installation, STOLEN))[0] == 200
    assert len(service.requests) == 5


async def test_a_file_of_hashes_is_enough(
    installation: Installation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path, [STOLEN, *(f"number {number}" for number in range(500))])
    settle(installation, monkeypatch, breached_passwords_file=str(path))
    assert (await changed(installation, STOLEN))[0] == 422
    assert (await changed(installation, OTHER))[0] == 200
    path.unlink()
    before = counted("file", "unavailable")
    assert (await changed(installation, STOLEN))[0] == 200
    assert counted("file", "unavailable") == before + 2  # the account's first password, and the new one


def written(folder: Path, passwords: list[str], line: str = "{}:7\r\n") -> Path:
    path = folder / "hashes.txt"
    path.write_text("".join(line.format(one) for one in sorted(map(sha1, passwords))), "ascii", newline="")
    return path


@settings(max_examples=60)
@given(
    words=st.sets(st.text("abc", max_size=4), max_size=40),
    wanted=st.text("abc", max_size=4),
    line=st.sampled_from(["{}\n", "{}:1\n", "{}:1234567\r\n"]),
)
def test_halving_finds_what_is_there_and_nothing_else(words: set[str], wanted: str, line: str) -> None:
    with TemporaryDirectory() as folder:
        path = written(Path(folder), sorted(words), line)
        assert in_file(path, sha1(wanted)) == (wanted in words)
        assert all(in_file(path, sha1(word)) for word in words)
        assert problem_of_file(path) == ("" if words else "it is empty")


async def test_the_doctor_says_what_is_wrong(installation: Installation, service: RangeService, tmp_path: Path) -> None:
    async def said(**changes: object) -> list[tuple[str, str]]:
        plain = msgspec.structs.replace(
            installation.services.settings, outbound_internal_hosts=(service.origin,), **{**EMPTY, **changes}
        )
        checks = [check async for check in check_outside(plain, installation.clock)]
        return [(check.state, check.found) for check in checks if check.name == "Stolen passwords"]

    assert [state for state, _ in await said(env="production")] == ["warn"]
    service.stolen = ["password"]
    assert await said(breached_passwords_url=service.url) == [("pass", "the service answers")]
    service.body = b"nothing of use"
    assert (await said(breached_passwords_url=service.url))[0][0] == "fail"
    mixed = tmp_path / "mixed.txt"
    mixed.write_text("".join(f"{sha1(str(number))}:1\n" for number in range(200)), "ascii")
    assert await said(breached_passwords_file=str(mixed)) == [
        ("fail", f"{mixed}: its lines are not in the order of the hashes")
    ]
    assert (await said(breached_passwords_file=str(written(tmp_path, ["a", "b"]))))[0][0] == "pass"
    assert "No such file" in (await said(breached_passwords_file=str(tmp_path / "none")))[0][1]


EMPTY = {"breached_passwords_url": "", "breached_passwords_file": ""}
assert set(EMPTY) <= set(Settings.__struct_fields__)
