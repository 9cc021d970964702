"""The charter for everybody: its sentences, as a page and as a paper, and how each quarter kept them."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from app import page_time
from app.charter.commitments import charter
from app.charter.quarter_views import send_file
from app.charter.reports import find_public, list_public
from app.public.limits import PAPERS
from app.public.pages import public_page, send_pdf, show
from app.public.papers import PUBLICATION, describe_charter, make_paper


@public_page()
def show_charter(request: HttpRequest, language: str) -> HttpResponse:
    found = charter()
    chapters = [
        (words[language], [one.text[language] for one in found.commitments.values() if one.chapter == key])
        for key, words in found.chapters.items()
    ]
    context = {"chapters": chapters, "total": len(found.commitments), "reports": list_public()}
    return show(request, language, "public/charter.html", context)


@public_page(limit=PAPERS)
def show_charter_paper(request: HttpRequest, language: str) -> HttpResponse:  # noqa: ARG001
    content = describe_charter(
        charter(), language, _("Our service charter"), _("What your fund promises you, sentence by sentence.")
    )
    today = page_time.today()
    pdf = make_paper(PUBLICATION, content, now=page_time.now(), day=today, name="charter")
    return send_pdf(pdf, f"charter-{language}")


@public_page(limit=PAPERS)
def show_quarter_file(request: HttpRequest, language: str, quarter: str, form: str) -> HttpResponse:  # noqa: ARG001
    """The newest validated version of a quarter, without small figures."""
    report = find_public(quarter)
    if report is None:
        raise Http404(quarter)
    return send_file(report, "public", form, language)
