"""The HTTP partner against a real server on the loopback: signatures, refusals, failures, TLS, the breaker."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.db import connection

from app.exchanges import breaker, sending
from app.exchanges.adapters import Envelope
from app.exchanges.checks import check_partners
from app.exchanges.errors import PartnerFailed, PartnerRejected
from app.exchanges.http_partner import HttpPartner
from app.exchanges.life import find_transmission
from app.exchanges.models import Attempt, PartnerHealth
from app.exchanges.posting import post_waiting
from app.exchanges.sending import send
from app.people.models import Party
from tests.app.exchanges.conftest import NOW
from tests.app.exchanges.drafts import make
from tests.app.exchanges.partner_server import SECRET, PartnerServer, running
from workflows import clock, outbox

ENVELOPE = Envelope(reference="TX0000001", message_type="T04", body=b'{"id": "TX0000001"}')


@pytest.fixture
def server() -> Iterator[PartnerServer]:
    with running() as found:
        yield found


def partner(server: PartnerServer, secret: bytes = SECRET) -> HttpPartner:
    return HttpPartner(f"http://127.0.0.1:{server.server_port}/messages?v=1", "fund", secret)


@pytest.fixture
def site(server: PartnerServer, tmp_path: Path, settings: Any) -> PartnerServer:
    """The server is the college of the mutualities."""
    (tmp_path / "secret").write_bytes(SECRET + b"\n")
    url = f"http://127.0.0.1:{server.server_port}/messages"
    entry = f"{{channel: http, url: '{url}', key_id: fund, secret_file: {tmp_path}/secret}}"
    (tmp_path / "partners.yaml").write_text(f"partners:\n  cin: {entry}\n")
    settings.PARTNERS_FILE = str(tmp_path / "partners.yaml")
    return server


def test_a_signed_message_is_kept_and_its_reference_told(server: PartnerServer) -> None:
    assert partner(server).send(ENVELOPE) == "P-1"
    assert server.kept == {"TX0000001": ENVELOPE.body}


def test_sent_twice_it_is_kept_once(server: PartnerServer) -> None:
    for _ in range(2):
        partner(server).send(ENVELOPE)
    assert len(server.kept) == 1


def test_a_wrong_secret_is_a_failure_of_the_connection_not_of_the_message(server: PartnerServer) -> None:
    with pytest.raises(PartnerFailed, match="401"):
        partner(server, b"another secret of thirty-two bytes").send(ENVELOPE)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, PartnerRejected),
        (422, PartnerRejected),
        (429, PartnerFailed),
        (500, PartnerFailed),
        (302, PartnerFailed),
    ],
)
def test_what_the_status_means(server: PartnerServer, status: int, error: type[Exception]) -> None:
    server.answers.append((status, {"error": "quarters missing"}))
    with pytest.raises(error, match="quarters missing"):
        partner(server).send(ENVELOPE)


def test_a_partner_that_points_elsewhere_is_not_followed(server: PartnerServer) -> None:
    """What answers 307 to the metadata of a cloud, to a file or back to itself is a failure after one request."""
    for place in (
        "http://169.254.169.254/latest/",
        "file:///etc/passwd",
        f"http://127.0.0.1:{server.server_port}/x",
    ):
        server.answers.append((307, {"Location": place, "error": "elsewhere"}))
        server.asked = 0
        with pytest.raises(PartnerFailed, match="307"):
            partner(server).send(ENVELOPE)
        assert server.asked == 1


def test_a_partner_that_is_not_there_is_a_failure(server: PartnerServer) -> None:
    port = server.server_port
    server.shutdown()
    server.server_close()
    with pytest.raises(PartnerFailed):
        HttpPartner(f"http://127.0.0.1:{port}/", "fund", SECRET).send(ENVELOPE)


def test_a_partner_that_says_nothing_is_given_up(
    server: PartnerServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr("app.exchanges.http_partner.ANSWER_SECONDS", 0.05)
    with socket.create_server(("127.0.0.1", 0)) as mute, pytest.raises(PartnerFailed, match="timed out"):
        HttpPartner(f"http://127.0.0.1:{mute.getsockname()[1]}/", "fund", SECRET).send(ENVELOPE)


def make_certificate(folder: Path) -> tuple[Path, Path]:
    import ipaddress

    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "partner")])
    here = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    built = x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
    built = built.serial_number(1).not_valid_before(now - timedelta(1)).not_valid_after(now + timedelta(1))
    signed = built.add_extension(here, critical=False).sign(key, hashes.SHA256())
    certificate, secret = folder / "partner.pem", folder / "partner.key"
    certificate.write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    plain = serialization.NoEncryption()
    secret.write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, plain)
    )
    return certificate, secret


def test_tls_trusts_the_sites_own_authority_and_no_stranger(tmp_path: Path) -> None:
    certificate, key = make_certificate(tmp_path)
    with running(certificate, key) as server:
        url = f"https://127.0.0.1:{server.server_port}/messages"
        assert HttpPartner(url, "fund", SECRET, str(certificate)).send(ENVELOPE) == "P-1"
        with pytest.raises(PartnerFailed, match="certificate"):
            HttpPartner(url, "fund", SECRET).send(ENVELOPE)


@pytest.mark.django_db
def test_the_outbox_sends_it_and_keeps_the_partners_reference(site: PartnerServer, person: Party) -> None:
    made = make(person)
    outbox.run_due()
    found = find_transmission(made.ref)
    assert (found.state, found.channel, found.partner_reference) == ("sent", "http", "P-1")
    assert json.loads(site.kept[made.ref])["payload"]["purpose"] == "incapacity"


@pytest.mark.django_db
def test_a_message_the_gate_refuses_is_rejected_with_what_it_says(site: PartnerServer, person: Party) -> None:
    made = make(person)
    site.answers.append((422, {"error": "quarters missing"}))
    outbox.run_due()
    found = find_transmission(made.ref)
    assert (found.state, found.reasons) == ("rejected", "quarters missing")


@pytest.mark.django_db
def test_after_five_failures_in_a_row_the_partner_is_left_alone_for_ten_minutes(
    site: PartnerServer, person: Party
) -> None:
    made = make(person)
    site.answers += [(503, {})] * 5
    for _ in range(5):
        with pytest.raises(PartnerFailed):
            send(made.ref)
    send(made.ref)
    assert (site.asked, Attempt.objects.count(), find_transmission(made.ref).posted_at) == (5, 5, None)
    assert post_waiting(now=clock.now()) == 0
    PartnerHealth.objects.update(open_until=NOW - timedelta(minutes=1))
    assert post_waiting(now=clock.now()) == 1
    send(made.ref)
    assert (find_transmission(made.ref).state, breaker.list_open(clock.now())) == ("sent", [])
    assert PartnerHealth.objects.get().failures == 0


@pytest.mark.django_db(transaction=True)
def test_no_transaction_is_open_while_the_partner_is_called(
    site: PartnerServer, person: Party, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []

    class Watched(HttpPartner):
        def send(self, envelope: Envelope) -> str:
            seen.append(connection.in_atomic_block)
            return super().send(envelope)

    url = f"http://127.0.0.1:{site.server_port}/messages"
    monkeypatch.setattr(sending, "find_adapter", lambda _one: Watched(url, "fund", SECRET))
    made = make(person)
    outbox.run_due()
    assert (seen, find_transmission(made.ref).state) == ([False], "sent")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (("http://127.0.0.1", "http://partner.example"), "https://"),
        (("127.0.0.1", "user@127.0.0.1"), "user"),
        (("/secret}", "/nothing}"), "secret cannot be read"),
        (("cin:", "cine:"), "did you mean 'cin'"),
        (("channel: http", "channel: fax"), "fax"),
    ],
)
def test_a_partner_that_cannot_be_used_is_named_by_the_system_check(
    site: PartnerServer, tmp_path: Path, change: tuple[str, str], said: str
) -> None:
    file = tmp_path / "partners.yaml"
    assert check_partners() == []
    file.write_text(file.read_text().replace(*change) + "\n")
    assert said in "".join(str(one.msg) for one in check_partners())
