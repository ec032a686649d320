"""What the keys of an installation promise: nothing opens for another purpose, place, key or time."""

from __future__ import annotations

import base64
import pickle
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.kit.clock import ManualClock
from hanse.platform import crypto
from hanse.platform.crypto import (
    ApiKeyMalformed,
    MasterKeyUnusable,
    Secret,
    SecretUnreadable,
    SignedTokenExpired,
    SignedTokenInvalid,
    Vault,
)

START = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OLD, NEW = Secret(b"o" * 32), Secret(b"n" * 32)


def make_vault(*keys: Secret[bytes], clock: ManualClock | None = None) -> Vault:
    return Vault(keys or (NEW,), clock or ManualClock(START))


# --- encryption -------------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.binary(max_size=200), st.binary(max_size=50))
def test_what_was_encrypted_comes_back_and_is_not_visible(plaintext: bytes, place: bytes) -> None:
    vault = make_vault()
    sealed = vault.encrypt("connector.credentials", plaintext, place)
    assert vault.decrypt("connector.credentials", sealed, place) == plaintext
    assert len(sealed) == len(plaintext) + 33
    if len(plaintext) > 8:
        assert plaintext not in sealed
    assert vault.encrypt("connector.credentials", plaintext, place) != sealed


def test_a_ciphertext_opens_only_for_its_purpose_and_its_place() -> None:
    vault = make_vault()
    sealed = vault.encrypt("totp", b"seed", b"tenant-1/account-1")
    for purpose, place in (("totp", b"tenant-2/account-1"), ("totp", b""), ("webhook", b"tenant-1/account-1")):
        with pytest.raises(SecretUnreadable):
            vault.decrypt(purpose, sealed, place)


def test_any_changed_added_or_missing_byte_is_noticed() -> None:
    vault = make_vault()
    sealed = vault.encrypt("totp", b"seed", b"place")
    broken = [sealed[:i] + bytes((sealed[i] ^ 1,)) + sealed[i + 1 :] for i in range(len(sealed))]
    broken += [sealed[:i] for i in range(len(sealed))] + [sealed + b"\0"]
    for value in broken:
        with pytest.raises(SecretUnreadable):
            vault.decrypt("totp", value, b"place")


def test_rotation_reads_old_values_and_writes_with_the_first_key() -> None:
    before, during, after = make_vault(OLD), make_vault(NEW, OLD), make_vault(NEW)
    sealed = before.encrypt("totp", b"seed")
    assert during.decrypt("totp", sealed) == b"seed"
    assert not during.is_current(sealed)
    again = during.encrypt("totp", during.decrypt("totp", sealed))
    assert during.is_current(again)
    assert after.decrypt("totp", again) == b"seed"
    with pytest.raises(SecretUnreadable):
        after.decrypt("totp", sealed)
    with pytest.raises(SecretUnreadable):
        before.decrypt("totp", again)


def test_the_order_of_keys_does_not_change_what_opens() -> None:
    sealed = make_vault(OLD, NEW).encrypt("totp", b"seed")
    assert make_vault(NEW, OLD).decrypt("totp", sealed) == b"seed"


@pytest.mark.parametrize("purpose", ["", "Mixed", "with space", "a" * 64, "../x", "1st"])
def test_a_purpose_is_a_plain_name(purpose: str) -> None:
    with pytest.raises(ValueError, match="purpose"):
        make_vault().encrypt(purpose, b"")


def test_a_vault_needs_different_and_long_keys() -> None:
    for keys in ((), (NEW, NEW), (Secret(b"password"),), (NEW, Secret(b""))):
        with pytest.raises(MasterKeyUnusable):
            Vault(keys, ManualClock(START))


# --- signed tokens ----------------------------------------------------------------------------------------------------


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_a_signed_token_carries_its_payload_until_it_ends(payload: bytes) -> None:
    clock = ManualClock(START)
    vault = make_vault(clock=clock)
    token = vault.sign("file.link", payload, 5 * MINUTE)
    assert set(token) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert vault.read_signed("file.link", token) == (payload, START + 5 * MINUTE)
    clock.advance(5 * MINUTE - timedelta(seconds=1))
    assert vault.verify("file.link", token) == payload
    clock.advance(timedelta(seconds=1))
    with pytest.raises(SignedTokenExpired):
        vault.verify("file.link", token)


def test_a_token_of_another_purpose_or_installation_is_invalid_even_when_expired() -> None:
    clock = ManualClock(START)
    token = make_vault(clock=clock).sign("file.link", b"x", MINUTE)
    clock.advance(2 * MINUTE)
    with pytest.raises(SignedTokenInvalid):
        make_vault(clock=clock).verify("invitation", token)
    with pytest.raises(SignedTokenInvalid):
        make_vault(OLD, clock=clock).verify("file.link", token)


def test_an_encryption_key_never_signs() -> None:
    vault = make_vault()
    token = base64.urlsafe_b64encode(vault.encrypt("file.link", b"x" * 60)).rstrip(b"=").decode()
    with pytest.raises(SignedTokenInvalid):
        vault.verify("file.link", token)


def test_no_token_has_a_twin() -> None:
    vault = make_vault()
    token = vault.sign("file.link", b"payload", MINUTE)
    twins = {token + "=", token + "A", token[:-1], token + "\n", " " + token, token.replace("-", "+"), "", "é", "A"}
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    for position in range(len(token)):
        twins |= {token[:position] + c + token[position + 1 :] for c in alphabet}
    for twin in twins - {token}:
        with pytest.raises(SignedTokenInvalid):
            vault.verify("file.link", twin)


@settings(deadline=None)
@given(st.text(max_size=120))
def test_arbitrary_text_is_never_a_token(text: str) -> None:
    with pytest.raises(SignedTokenInvalid):
        make_vault().verify("file.link", text)


def test_tokens_survive_rotation() -> None:
    token = make_vault(OLD).sign("file.link", b"x", MINUTE)
    assert make_vault(NEW, OLD).verify("file.link", token) == b"x"


# --- master keys ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("entry", ["not-a-key-at-all", "A" * 44, "*" * 43, "\udcff\udcff\udcff"])
def test_malformed_keys_name_their_source_and_not_themselves(entry: str) -> None:
    with pytest.raises(MasterKeyUnusable) as caught:
        crypto.parse_master_keys(f"{crypto.new_master_key()},{entry}", "The setting for the master key")
    assert "setting for the master key" in caught.value.message
    assert "entry 2" in caught.value.message
    assert entry not in caught.value.message


def test_a_setting_without_keys_or_with_a_repeated_key_stops_the_start() -> None:
    key = crypto.new_master_key()
    for text, reason in ((",", "holds no key"), ("# a comment", "holds no key"), (f"{key},{key}", "same key twice")):
        with pytest.raises(MasterKeyUnusable, match=reason):
            crypto.parse_master_keys(text, "The setting")


def test_several_keys_may_be_given_newest_first() -> None:
    newest, oldest = crypto.new_master_key(), crypto.new_master_key()
    keys = crypto.parse_master_keys(f" {newest} , {oldest}=", "The setting")
    assert [base64.urlsafe_b64encode(key.reveal()).decode().rstrip("=") for key in keys] == [newest, oldest]


# --- secrets, tokens, API keys ----------------------------------------------------------------------------------------


def test_a_secret_is_never_shown() -> None:
    secret = Secret("hunter2")
    shown = [
        repr(secret),
        str(secret),
        f"{secret}",
        f"{secret:>20}",
        f"{secret!r}",
        f"{[secret]}",
        f"{ {'k': secret} }",
    ]
    assert not [text for text in shown if "hunter2" in text]
    with pytest.raises(TypeError):
        pickle.dumps(secret)
    with pytest.raises(TypeError):
        hash(secret)
    assert secret.reveal() == "hunter2"
    assert secret == Secret("hunter2")
    assert secret != Secret("hunter3")
    assert secret != "hunter2"


def test_comparison_never_mixes_text_and_bytes() -> None:
    assert crypto.same("é", "é")
    assert not crypto.same("a", b"a")
    assert not crypto.same(b"a", b"b")


def test_tokens_are_long_different_and_stored_as_a_hash() -> None:
    tokens = {crypto.token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert {len(token) for token in tokens} == {43}
    sample = tokens.pop()
    assert len(crypto.token_hash(sample)) == 32
    assert sample.encode() not in crypto.token_hash(sample)


def test_an_api_key_reads_back_and_keeps_its_text_to_itself() -> None:
    key = crypto.new_api_key()
    assert crypto.parse_api_key(key.text.reveal()) == key
    assert key.text.reveal().startswith(f"hns_{key.prefix}_")
    assert key.text.reveal() not in repr(key)
    assert key.hash == crypto.token_hash(key.text.reveal())


def test_every_single_typo_in_an_api_key_is_noticed_before_any_lookup() -> None:
    text = crypto.new_api_key().text.reveal()
    alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz_-"
    wrong = {text[:i] + c + text[i + 1 :] for i in range(len(text)) for c in alphabet}
    wrong |= {text[:i] + text[i + 1] + text[i] + text[i + 2 :] for i in range(len(text) - 1)}
    wrong |= {text[:i] for i in range(len(text))} | {text + "a", text + "\n", " " + text, text.upper(), "é" * 63}
    for candidate in wrong - {text}:
        with pytest.raises(ApiKeyMalformed):
            crypto.parse_api_key(candidate)
