"""The fund's own address for partners that send by HTTP: a signed POST is kept, once, and answered at once."""

import time
from datetime import UTC, datetime, timedelta

import structlog
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import IntegrityError, transaction
from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from app.exchanges.arrivals import take_in
from app.exchanges.errors import ExchangeError
from app.exchanges.http_partner import HttpPartner
from app.exchanges.models import SeenNonce
from app.exchanges.partners import open_partner
from app.exchanges.signatures import PATIENCE, SignatureRefused, verify
from app.exchanges.states import ArrivalState
from workflows import clock

log = structlog.get_logger(__name__)


@csrf_exempt
@login_not_required
@require_POST
def receive(request: HttpRequest, code: str) -> JsonResponse:
    """202 when it is kept (`state` says what became of it), 401 for a signature that is wrong, old or used before,
    413 for a message of more than VIGIE_EXCHANGE_MOST_BYTES."""
    try:
        partner = find_sender(code)
        body = read_body(request)
        if body is None:
            most = settings.EXCHANGE_MOST_BYTES
            return JsonResponse({"error": f"The message is larger than {most} bytes."}, status=413)
        check_signature(request, code, partner, body)
    except ExchangeError:
        log.warning("exchange_refused", partner=code[:60])
        return JsonResponse({"error": "not signed as it must be"}, status=401)
    kept = take_in(code, body, now=clock.now())
    answer = {"state": "invalid" if kept.state == ArrivalState.INVALID else "kept", "number": kept.pk}
    return JsonResponse(answer, status=202)


def find_sender(code: str) -> HttpPartner:
    """Raises PartnerMissing, PartnerRefused, SignatureRefused: nothing of a stranger's body is read."""
    partner = open_partner(code)
    if not isinstance(partner, HttpPartner):
        raise SignatureRefused
    return partner


def read_body(request: HttpRequest) -> bytes | None:
    """The bytes, unless there are too many. Read as a stream: Django's own limit is for forms, and smaller."""
    most = settings.EXCHANGE_MOST_BYTES
    length = request.META.get("CONTENT_LENGTH") or "0"
    if not length.isdecimal() or int(length) > most:
        return None
    body = request.read(most + 1)
    return body if len(body) <= most else None


def check_signature(request: HttpRequest, code: str, partner: HttpPartner, body: bytes) -> None:
    """Raises SignatureRefused."""
    now = time.time()
    nonce = verify(
        "POST",
        request.get_full_path(),
        body,
        request.headers,
        key_id=partner.key_id,
        secret=partner.secret,
        now=now,
    )
    try:
        with transaction.atomic():
            SeenNonce.objects.create(partner=code, nonce=nonce, seen_at=datetime.fromtimestamp(now, UTC))
    except IntegrityError:
        raise SignatureRefused from None


def forget_nonces() -> int:
    """Those too old to be used again; how many."""
    before = datetime.fromtimestamp(time.time(), UTC) - timedelta(seconds=4 * PATIENCE)
    return SeenNonce.objects.filter(seen_at__lt=before).delete()[0]
