"""The page of the satisfaction survey: a few questions behind a signed link, without signing in and without JavaScript.

The link is the only thing read: no file, no session, no cookie. Opening the page changes nothing, so that a scanner of
mail that opens every link uses none up.
"""

from collections.abc import Callable, Mapping
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import resolve, reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from app import page_time
from app.public.limits import SURVEYS, is_exceeded
from app.public.pages import NAMES, refuse_for_now, show
from app.surveys import answers
from app.surveys.answers import Given
from app.surveys.errors import AnswerEmpty, LinkExpired, LinkForged, LinkUsed
from app.surveys.links import find_invitation, find_open
from app.surveys.questionnaire import HIGHEST, LANGUAGES, LOWEST, questionnaire

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, str, str, P], HttpResponse]
LONGEST = 2000
MARKS = [(str(value), str(value)) for value in range(LOWEST, HIGHEST + 1)]
GONE, MISSING, UNREADABLE = 410, 404, 422
#: Why a link answers no more, in the reader's words, and the status that says so.
REFUSALS: Mapping[type[Exception], tuple[Any, int]] = {
    LinkForged: (gettext_lazy("This link is not valid. Copy it whole from our e-mail."), MISSING),
    LinkUsed: (gettext_lazy("This link was used already. Thank you for your answer."), GONE),
    LinkExpired: (gettext_lazy("The days to answer are over. Thank you for your visit."), GONE),
}


class SurveyForm(forms.Form):
    """A choice a theme, none of them needed; the theme's sentence in the language of the page."""

    words = forms.CharField(
        required=False,
        max_length=LONGEST,
        label=gettext_lazy("What did we do well, what should we do better?"),
        help_text=gettext_lazy("Write no national number, no illness and no account number here."),
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    calls_back = forms.BooleanField(required=False)

    def __init__(self, language: str, data: QueryDict | None = None) -> None:
        super().__init__(data)
        self.texts = {name: words[language] for name, words in questionnaire().themes.items()}
        for name, text in self.texts.items():
            self.fields[f"mark_{name}"] = forms.ChoiceField(label=text, required=False, choices=MARKS)

    def list_themes(self) -> list[tuple[str, str, str]]:
        """(field, sentence, what was chosen)."""
        return [
            (f"mark_{name}", text, self.data.get(f"mark_{name}", "") if self.is_bound else "")
            for name, text in self.texts.items()
        ]

    def read(self, language: str) -> Given:
        data = self.cleaned_data
        marks = {name: data[f"mark_{name}"] for name in self.texts}
        return Given(
            marks={name: int(value) for name, value in marks.items() if value},
            words=data["words"],
            calls_back=data["calls_back"],
            language=language,
        )


# The link itself is the proof, as with the bulletin: there is no cookie that a forged request could ride on.
def survey_page(view: View[P]) -> Callable[..., HttpResponse]:
    """In four languages; never kept by a cache, found by a search engine, or told to the next site."""

    @csrf_exempt
    @login_not_required
    @require_http_methods(["GET", "HEAD", "POST"])
    @wraps(view)
    def shown(
        request: HttpRequest, language: str, token: str, *args: P.args, **kwargs: P.kwargs
    ) -> HttpResponse:
        if language not in LANGUAGES:
            raise Http404(language)
        with translation.override(language):
            if is_exceeded(SURVEYS, request):
                response = refuse_for_now(request, language, SURVEYS, frame=make_frame(request))
            else:
                response = answer(view, request, language, token, *args, **kwargs)
        response.headers["Cache-Control"] = "no-store"
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        response.headers["Content-Language"] = language
        return response

    return shown


def answer(
    view: View[P], request: HttpRequest, language: str, token: str, *args: P.args, **kwargs: P.kwargs
) -> HttpResponse:
    try:
        return view(request, language, token, *args, **kwargs)
    except (LinkForged, LinkUsed, LinkExpired) as refusal:
        told, status = REFUSALS[type(refusal)]
        return tell(request, language, told, status=status)


@survey_page
def ask(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """The questions, and taking the answers."""
    if request.method != "POST":
        find_open(token, page_time.today())
        return show_questions(request, language, SurveyForm(language))
    form = SurveyForm(language, request.POST)
    if not form.is_valid():
        find_open(token, page_time.today())
        return show_questions(request, language, form, status=UNREADABLE)
    try:
        answers.take(token, form.read(language), now=page_time.now())
    except AnswerEmpty:
        form.add_error(None, _("Choose at least one mark, or write a few words."))
        return show_questions(request, language, form, status=UNREADABLE)
    return tell(request, language, _("Thank you. We have kept your answers apart from your file."))


@survey_page
def stop(request: HttpRequest, language: str, token: str) -> HttpResponse:
    """A page that asks first, or at once for a mail program that ends it by itself (RFC 8058)."""
    if request.method != "POST":
        find_invitation(token)
        return show(request, language, "public/survey_stop.html", make_frame(request))
    answers.stop(token, now=page_time.now())
    return tell(request, language, _("We will send you no survey any more."))


def show_questions(
    request: HttpRequest, language: str, form: SurveyForm, *, status: int = 200
) -> HttpResponse:
    context = {
        **make_frame(request),
        "form": form,
        "themes": form.list_themes(),
        "marks": [value for value, _label in MARKS],
        "stop": reverse("public:survey_stop", kwargs=resolve(request.path_info).kwargs),
    }
    return show(request, language, "public/survey.html", context, status=status)


def tell(request: HttpRequest, language: str, told: object, *, status: int = 200) -> HttpResponse:
    context = {**make_frame(request), "told": told}
    return show(request, language, "public/survey_told.html", context, status=status)


def make_frame(request: HttpRequest) -> dict[str, object]:
    """The same page in the other languages; without the menu, for the other pages speak no English."""
    match = resolve(request.path_info)
    names = {**NAMES, "en": "English"}
    return {
        "others": [
            (one, names[one], reverse(match.view_name, kwargs={**match.kwargs, "language": one}))
            for one in LANGUAGES
        ],
        "alone": True,
    }
