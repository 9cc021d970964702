"""The complete forms: a page to read what is asked, and a paper to print and fill in."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from app import page_time
from app.knowledge.sources import shelf
from app.public.form_catalogue import PublicForm, catalogue
from app.public.form_questions import list_questions
from app.public.limits import PAPERS
from app.public.pages import public_page, send_pdf, show
from app.public.papers import PAPER_FORM, describe_form, make_paper


@public_page()
def list_forms(request: HttpRequest, language: str) -> HttpResponse:
    known = catalogue().values()
    groups = [
        (topic.titles[language], [form for form in known if form.topic == topic.key])
        for topic in shelf().topics.values()
    ]
    others = [form for form in known if form.topic not in shelf().topics]
    context = {"groups": [group for group in [*groups, (_("Authorities"), others)] if group[1]]}
    return show(request, language, "public/forms.html", context)


@public_page()
def show_form(request: HttpRequest, language: str, number: str) -> HttpResponse:
    form = find_or_404(number)
    sections = list(list_questions(form.definition, language))
    return show(request, language, "public/form.html", {"form": form, "sections": sections})


@public_page(limit=PAPERS)
def show_form_paper(request: HttpRequest, language: str, number: str) -> HttpResponse:  # noqa: ARG001
    form = find_or_404(number)
    pdf = make_paper(
        PAPER_FORM,
        describe_form(form, language),
        now=page_time.now(),
        day=form.version.started_on,
        name=form.number,
    )
    return send_pdf(pdf, f"{form.number}-{language}")


def find_or_404(number: str) -> PublicForm:
    form = catalogue().get(number)
    if form is None:
        raise Http404(number)
    return form
