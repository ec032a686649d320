"""Addresses as people and other systems write them: one normal form, or a refusal."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hanse.platform.outbound import OutboundPolicy, OutboundRefused, parse_target

POLICY = OutboundPolicy(internal_hosts=frozenset({"erp.lan", "10.1.2.3:8069", "[fd00::5]:9000"}))


@pytest.mark.parametrize(
    ("url", "normal"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG:443/a?b=c#d", "https://example.org/a?b=c"),
        ("http://example.org.:80?x", "http://example.org/?x"),
        ("https://bücher.example/ä", "https://xn--bcher-kva.example/ä"),
        ("https://straße.example", "https://xn--strae-oqa.example/"),
        ("https://ＥＸＡＭＰＬＥ.org", "https://example.org/"),  # noqa: RUF001 - full-width letters
        ("https://my_bucket.s3.example.org/", "https://my_bucket.s3.example.org/"),
        ("http://8.8.8.8/", "http://8.8.8.8/"),
        ("http://[2606:4700:0:0::1111]/", "http://[2606:4700::1111]/"),
        ("http://erp.lan/x", "http://erp.lan/x"),
        ("http://10.1.2.3:8069/", "http://10.1.2.3:8069/"),
        ("http://[fd00::5]:9000/", "http://[fd00::5]:9000/"),
    ],
)
def test_one_normal_form(url: str, normal: str) -> None:
    assert parse_target(url, POLICY).url == normal


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "//example.org/",
        "ftp://example.org/",
        "file:///etc/passwd",
        "gopher://example.org/",
        "javascript:alert(1)",
        "unix:///run/docker.sock",
        "http:/example.org",
        "http://",
        "http:///path",
        "http://user@example.org/",
        "http://user:password@example.org/",
        "http://example.org@127.0.0.1/",
        "http://example.org\\@127.0.0.1/",
        "http://127.0.0.1\\.example.org/",
        "http://example.org:22/",
        "http://example.org:8080/",
        "http://example.org:/",
        "http://example.org:0/",
        "http://example.org:-1/",
        "http://example.org:99999/",
        "http://example.org:80:80/",
        "http://127.1/",
        "http://0x7f.0.0.1/",
        "http://0x7f000001/",
        "http://2130706433/",
        "http://0177.0.0.1/",
        "http://127.0.0.1.2/",
        "http://1.2.3.4.5/",
        "http://١٢٧.0.0.1.0/",
        "http://[::1%25eth0]/",
        "http://[fe80::1%eth0]/",
        "http://[::1/",
        "http://::1/",
        "http://[v1.x]/",
        "http://exa mple.org/",
        "http://example.org/\r\nX: y",
        "http://example.org/\tx",
        " http://example.org/",
        "http://example.org/\x00",
        "http://-example.org/",
        "http://example..org/",
        "http://.example.org/",
        "http://example.org../",
        "http://exa%6dple.org/",
        "http://xn--/",
        "http://" + "a" * 64 + ".org/",
        "http://" + "a." * 130 + "org/",
        "http://example.org/" + "a" * 5000,
        "http://erp.lan:8069/",
        "http://erp.lan.evil.example:8069/",
        "http://10.1.2.3:8070/",
    ],
)
def test_everything_else_is_refused_with_one_sentence(url: str) -> None:
    with pytest.raises(OutboundRefused) as caught:
        parse_target(url, POLICY)
    assert (
        caught.value.message
        == "This address cannot be called: give the http or https address of a system on the public internet"
    )
    assert caught.value.status == 422


def test_odd_ports_only_when_asked_for_and_never_those_of_system_services() -> None:
    assert parse_target("https://example.org:8443/", POLICY, any_port=True).port == 8443
    for port in (0, 22, 25, 445, 1023, 65536):
        with pytest.raises(OutboundRefused):
            parse_target(f"https://example.org:{port}/", POLICY, any_port=True)


def test_https_only_holds_for_the_internet_and_not_for_named_internal_hosts() -> None:
    strict = OutboundPolicy(https_only=True, internal_hosts=frozenset({"erp.lan"}))
    assert parse_target("http://erp.lan/", strict).scheme == "http"
    with pytest.raises(OutboundRefused):
        parse_target("http://example.org/", strict)


@settings(deadline=None)
@given(st.text(alphabet=st.sampled_from("ht ps:/@[]\\%.#?127.0aé%xn-1\t"), max_size=40).map(lambda t: "http://" + t))
def test_what_is_accepted_means_the_same_host_to_the_http_library(url: str) -> None:
    try:
        target = parse_target(url, POLICY, any_port=True)
    except OutboundRefused:
        return
    parsed = httpx.URL(target.url)
    assert parsed.raw_host.decode().strip("[]") == target.host
    assert (parsed.port or 80) == target.port
    assert not parsed.userinfo
    assert parse_target(target.url, POLICY, any_port=True) == target
