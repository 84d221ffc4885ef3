"""When effects are tried again, how they are signed, what an address looks like."""

import hashlib
import hmac
from datetime import timedelta

import pytest

from handoff.domain.delivery import MOST_ATTEMPTS, back_off, sign
from handoff.domain.webhook import Webhook, WebhookPolicy, address_fault, webhook_faults


def test_waits_grow_up_to_six_hours_and_end_within_a_day() -> None:
    longest = [back_off(attempt, 1) for attempt in range(1, MOST_ATTEMPTS)]

    assert longest[:3] == [timedelta(seconds=s) for s in (5, 10, 20)]
    assert longest == sorted(longest)
    assert max(longest) <= timedelta(hours=6)
    assert timedelta(hours=6) < sum(longest, timedelta()) <= timedelta(hours=24)


def test_the_random_part_is_the_whole_of_the_wait() -> None:
    assert back_off(4, 0) == timedelta()
    assert back_off(4, 0.5) == timedelta(seconds=20)


def test_the_signature_covers_the_time_and_the_body() -> None:
    body = b'{"id":"x"}'
    expected = hmac.new(b"secret", b'1700000000.{"id":"x"}', hashlib.sha256)

    assert sign("secret", timestamp=1700000000, body=body) == expected.hexdigest()
    assert sign("secret", timestamp=1700000001, body=body) != expected.hexdigest()


@pytest.mark.parametrize(
    "address",
    [
        "ftp://host.example/",
        "file:///etc/passwd",
        "gopher://host.example/",
        "host.example/hook",
        "//host.example/hook",
        "https:///hook",
        "https://user@host.example/",
        "https://user:word@host.example/",
        "https://host.example/#part",
        "https://host.example:22/",
        "https://host.example:25/",
        "https://host.example:99999/",
        "https://[::1/",
        "",
    ],
)
def test_an_address_of_the_wrong_form_is_refused(address: str) -> None:
    assert address_fault(address) is not None


@pytest.mark.parametrize(
    "address", ["https://host.example/hook?x=1", "https://host.example:8443/hook"]
)
def test_an_ordinary_address_has_the_right_form(address: str) -> None:
    assert address_fault(address) is None


def test_faults_of_receivers_are_named_with_their_place() -> None:
    good = Webhook(id="a", url="https://a.example/", secret="a", kinds=["alert.raised"])
    twice = Webhook(id="a", url="http://u@a.example/", secret="a", kinds=["alarm"])

    wrong = webhook_faults(WebhookPolicy(version=1, webhooks=[good, twice]))

    assert [at for at, _ in wrong] == [
        ["webhooks", 1, "id"],
        ["webhooks", 1, "kinds"],
        ["webhooks", 1, "url"],
    ]
