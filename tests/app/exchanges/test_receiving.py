"""The fund's own address: what is signed is kept once; what is not, is old or was played before is refused."""

import json
import time
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from app.exchanges.models import Arrival, SeenNonce
from app.exchanges.receiving import forget_nonces
from app.exchanges.signatures import sign
from tests.app.exchanges.partner_server import SECRET

pytestmark = pytest.mark.django_db
PATH = "/exchange-in/inasti/"
BODY = json.dumps({"id": "m1", "type": "nonsense", "schema_version": 1, "payload": {}}).encode()


@pytest.fixture(autouse=True)
def _partner(tmp_path: Path, settings: Any) -> None:
    (tmp_path / "secret").write_bytes(SECRET)
    http = f"{{channel: http, url: 'https://inasti.example/', key_id: fund, secret_file: {tmp_path}/secret}}"
    file = f"{{channel: file, folder: {tmp_path}}}"
    (tmp_path / "partners.yaml").write_text(f"partners:\n  inasti: {http}\n  cin: {file}\n")
    settings.PARTNERS_FILE = str(tmp_path / "partners.yaml")


def post(client: Client, body: bytes = BODY, path: str = PATH, **changes: Any) -> Any:
    values: dict[str, Any] = {"key_id": "fund", "secret": SECRET, **changes}
    values["now"] = time.time() + values.pop("late", 0)
    headers = sign("POST", values.pop("signed_path", path), values.pop("signed_body", body), **values)
    return client.post(path, body, content_type="application/json", headers=headers)


def test_what_is_signed_is_kept_without_signing_in(client: Client) -> None:
    response = post(client)
    assert (response.status_code, response.json()["state"]) == (202, "invalid")
    assert Arrival.objects.get().source == "inasti"


def test_sent_again_with_a_new_signature_it_is_kept_once(client: Client) -> None:
    assert [post(client).status_code for _ in range(2)] == [202, 202]
    assert Arrival.objects.count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"secret": b"another secret of thirty-two bytes"},
        {"key_id": "other"},
        {"late": -301},
        {"late": 400},
        {"nonce": "short"},
        {"signed_body": b"another body"},
        {"signed_path": "/exchange-in/cin/"},
    ],
)
def test_a_signature_that_is_wrong_in_anything_is_refused(client: Client, changes: dict[str, Any]) -> None:
    assert post(client, **changes).status_code == 401
    assert not Arrival.objects.exists()


def test_a_request_that_is_played_again_is_refused(client: Client) -> None:
    nonce = "n" * 20
    assert [post(client, nonce=nonce).status_code for _ in range(2)] == [202, 401]


@pytest.mark.parametrize("path", ["/exchange-in/cin/", "/exchange-in/unknown/"])
def test_nobody_sends_in_the_name_of_a_partner_without_a_secret(client: Client, path: str) -> None:
    assert post(client, path=path).status_code == 401


def test_without_any_signature_it_is_refused(client: Client) -> None:
    assert client.post(PATH, BODY, content_type="application/json").status_code == 401


def test_nonces_are_forgotten_once_their_time_is_long_over(client: Client) -> None:
    post(client)
    assert forget_nonces() == 0
    SeenNonce.objects.update(seen_at="2020-01-01T00:00:00Z")
    assert forget_nonces() == 1


def test_a_message_larger_than_a_form_may_be_is_kept(client: Client) -> None:
    body = json.dumps(
        {"id": "m1", "type": "nonsense", "schema_version": 1, "payload": {"x": "y" * 3_000_000}}
    )
    assert post(client, body.encode()).status_code == 202


def test_a_message_over_the_limit_is_refused_with_a_sentence(client: Client, settings: Any) -> None:
    settings.EXCHANGE_MOST_BYTES = 20
    response = post(client)
    assert (response.status_code, response.json()["error"]) == (413, "The message is larger than 20 bytes.")
    assert not Arrival.objects.exists()
