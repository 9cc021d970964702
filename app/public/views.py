"""The public pages of information: by life event, an article, its brochure, the search."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import get_language
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from app import page_time
from app.knowledge.brochures import make_brochure, tell_review, tell_validity
from app.knowledge.queries import Told, find_told, list_told, list_topics
from app.knowledge.reading import make_readable
from app.knowledge.searching import LONGEST, search
from app.knowledge.sources import LANGUAGES, shelf
from app.public.form_catalogue import catalogue
from app.public.limits import PAPERS, SEARCHES
from app.public.pages import public_page, send_pdf, show


@login_not_required
@require_safe
@vary_on_headers("Accept-Language", "Cookie")
def choose(request: HttpRequest, page: str) -> HttpResponse:  # noqa: ARG001  the middleware has read its language
    """Everybody begins in their own language: as once chosen here, else as the browser asks."""
    wished = (get_language() or "")[:2]
    return redirect(f"public:{page}", language=wished if wished in LANGUAGES else LANGUAGES[0])


@public_page()
def show_home(request: HttpRequest, language: str) -> HttpResponse:
    topics = [
        (topic.key, topic.titles[language], topic.leads[language], told)
        for topic, told in list_topics(language, page_time.today())
    ]
    context = {"topics": topics}
    return show(request, language, "public/home.html", context)


@public_page()
def show_article(request: HttpRequest, language: str, key: str) -> HttpResponse:
    told = find_or_404(key, language)
    readable = make_readable(told.text.body, language, page_time.today())
    known, topic = catalogue(), shelf().topics.get(told.article.topic)
    beside = [one for one in list_told(language, page_time.today(), topic=told.article.topic) if one != told]
    context = {
        "told": told,
        "readable": readable,
        "law": told.edition.legal_basis.get(language, ""),
        "valid": tell_validity(told),
        "review": tell_review(told),
        "topic": topic.titles[language] if topic else "",
        "forms": [known[number] for number in told.article.forms if number in known],
        "beside": beside,
    }
    return show(request, language, "public/article.html", context)


@public_page(limit=PAPERS)
def show_brochure(request: HttpRequest, language: str, key: str) -> HttpResponse:  # noqa: ARG001
    told = find_or_404(key, language)
    brochure = make_brochure(told, now=page_time.now())
    return send_pdf(bytes(brochure.pdf), f"{key}-{language}")


@public_page(limit=SEARCHES, fresh=60)
def show_search(request: HttpRequest, language: str) -> HttpResponse:
    text = request.GET.get("q", "")[:LONGEST]
    context = {"text": text, "finds": search(text, language, page_time.today())}
    return show(request, language, "public/search.html", context)


def find_or_404(key: str, language: str) -> Told:
    told = find_told(key, language, page_time.today())
    if told is None:
        raise Http404(key)
    return told
