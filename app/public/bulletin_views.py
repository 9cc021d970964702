"""The bulletin for everybody: its numbers, asking for it, confirming, and ending it without a word."""

from uuid import UUID

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from app import page_time
from app.knowledge import subscriptions
from app.knowledge.bulletin_models import BulletinPdf
from app.knowledge.errors import SubscriptionRefused
from app.knowledge.sources import LANGUAGES
from app.public.limits import PAPERS, SUBSCRIPTIONS, is_exceeded
from app.public.pages import public_page, refuse_for_now, send_pdf, show

SHOWN = 12


class SubscriptionForm(forms.Form):
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)
    #: Filled in by machines only.
    website = forms.CharField(required=False)


@public_page()
def show_bulletins(request: HttpRequest, language: str) -> HttpResponse:
    return show(
        request, language, "public/bulletin.html", {**list_numbers(language), "form": SubscriptionForm()}
    )


def list_numbers(language: str) -> dict[str, object]:
    pdfs = BulletinPdf.objects.filter(bulletin__state="sent", language=language).defer("pdf")
    rows = pdfs.select_related("bulletin").order_by("-bulletin__year", "-bulletin__number")[:SHOWN]
    return {"numbers": [(one.bulletin, one.bulletin.titles[language]) for one in rows]}


@public_page(limit=PAPERS)
def show_number(request: HttpRequest, language: str, year: int, number: int) -> HttpResponse:  # noqa: ARG001
    pdf = BulletinPdf.objects.filter(
        bulletin__state="sent", bulletin__year=year, bulletin__number=number, language=language
    ).first()
    if pdf is None:
        raise Http404(f"{year}/{number}")
    return send_pdf(bytes(pdf.pdf), f"bulletin-{year}-{number}-{language}")


# Without a token against forged requests: a forged one can only ask an address whether it wants the bulletin, which
# everybody may; and pages without a cookie may be kept by caches.
@csrf_exempt
@login_not_required
@require_POST
def ask(request: HttpRequest, language: str) -> HttpResponse:
    """The same answer for an address that is known and for one that is not."""
    if language not in LANGUAGES:
        raise Http404(language)
    form = SubscriptionForm(request.POST)
    with translation.override(language):
        if is_exceeded(SUBSCRIPTIONS, request):
            return refuse_for_now(request, language, SUBSCRIPTIONS)
        if not form.is_valid():
            context = {**list_numbers(language), "form": form}
            return show(request, language, "public/bulletin.html", context, status=422)
        if not form.cleaned_data["website"]:
            subscriptions.ask(form.cleaned_data["email"], language, now=page_time.now())
        told = _("We have written to this address. Confirm with the link in our e-mail.")
        return show(request, language, "public/bulletin_told.html", {"told": told})


# The link itself is the proof, and a mail program that ends a subscription by itself (RFC 8058) has no cookie.
@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, language: str, act: str, token: str) -> HttpResponse:
    """A page that asks first: a scanner of mail that opens every link changes nothing."""
    if language not in LANGUAGES or act not in ("confirm", "end"):
        raise Http404(act)
    with translation.override(language):
        try:
            if request.method == "POST":
                told = do(act, token)
                return show(request, language, "public/bulletin_told.html", {"told": told})
            find(token)
        except SubscriptionRefused:
            told = _("This link is not valid any more. Ask for the bulletin again.")
            return show(request, language, "public/bulletin_told.html", {"told": told}, status=404)
        return show(request, language, "public/bulletin_answer.html", {"act": act})


def find(token: str) -> UUID:
    return subscriptions.read_token(token)


def do(act: str, token: str) -> str:
    if act == "confirm":
        subscriptions.confirm(token, now=page_time.now())
        return _("You will receive the bulletin. Each number has a link that ends it.")
    subscriptions.end(token, now=page_time.now())
    return _("You will not receive the bulletin any more. We have forgotten your address.")
