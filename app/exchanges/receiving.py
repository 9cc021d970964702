"""The fund's own address for partners that send by HTTP: a signed POST is kept, once, and answered at once."""

import time
from datetime import UTC, datetime, timedelta

import structlog
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import RequestDataTooBig
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
    """202 when it is kept (`state` says what became of it), 401 for a signature that is wrong, old or used before."""
    try:
        body = request.body
    except RequestDataTooBig:
        return JsonResponse({"error": "too large"}, status=413)
    try:
        check_signature(request, code, body)
    except ExchangeError:
        log.warning("exchange_refused", partner=code[:60])
        return JsonResponse({"error": "not signed as it must be"}, status=401)
    kept = take_in(code, body, now=clock.now())
    answer = {"state": "invalid" if kept.state == ArrivalState.INVALID else "kept", "number": kept.pk}
    return JsonResponse(answer, status=202)


def check_signature(request: HttpRequest, code: str, body: bytes) -> None:
    """Raises PartnerMissing, PartnerRefused, SignatureRefused."""
    partner = open_partner(code)
    if not isinstance(partner, HttpPartner):
        raise SignatureRefused
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
