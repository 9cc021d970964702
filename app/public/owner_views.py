"""The owners' pages of public information: all articles, one with its editions and its draft, the bulletin."""

from typing import Any

from django import forms
from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from app import page_time
from app.accounts.roles import Role, Visitor, as_actor, has_any_role, require, signed_in
from app.cases.errors import ProcessNotDeployed
from app.cases.models import Case
from app.cases.opening import open_case
from app.knowledge import bulletins, editions, queries
from app.knowledge.bulletin_models import Bulletin, Subscription
from app.knowledge.edition_models import Article, Edition, EditionState
from app.knowledge.errors import BulletinRefused, EditionRefused, EditionStateRefused, KnowledgeError
from app.knowledge.reading import make_readable
from app.knowledge.sources import LANGUAGES, shelf
from app.public.owner_forms import ArticleForm, BulletinForm, EditionForm, read_edition
from app.public.pages import NAMES
from workflows import clock

READERS = frozenset({Role.PROCESS_OWNER, Role.LEGAL_OFFICER, Role.DIRECTOR, Role.TEAM_LEAD})
OWNERS = frozenset({Role.PROCESS_OWNER})
PROCESS = "publication"
#: What the database says when two people begin at the same moment.
BUSY = "edition_one_under_way"


def may_read(user: Visitor) -> bool:
    return has_any_role(user, READERS)


def may_write(user: Visitor) -> bool:
    return has_any_role(user, OWNERS)


def read_language() -> str:
    language = (get_language() or "fr")[:2]
    return language if language in LANGUAGES else "fr"


@require_http_methods(["GET", "POST"])
@require(may_read)
def list_articles(request: HttpRequest) -> HttpResponse:
    """All articles with what stands today; an owner begins a new one here."""
    form = ArticleForm(request.POST or None) if may_write(request.user) else None
    if request.method == "POST":
        if form is None:
            return HttpResponse(status=403)
        if form.is_valid() and (key := begin_article(form)):
            return redirect("information:article", key)
    today = page_time.today()
    told = {one.article.pk: one for one in queries.list_told(read_language(), today)}
    rows = [
        (article, told.get(article.pk), queries.find_under_way(article))
        for article in queries.list_articles()
    ]
    context = {
        "rows": rows,
        "form": form,
        "today": today,
        "topics": {topic.key: topic.titles[read_language()] for topic in shelf().topics.values()},
        "bulletins": Bulletin.objects.order_by("-year", "-number")[:8],
        "subscribers": Subscription.objects.filter(state="active").count(),
    }
    return render(request, "information/list.html", context)


def begin_article(form: forms.Form) -> str:
    """The key of the new article; nothing where another has it."""
    data = form.cleaned_data
    try:
        with transaction.atomic():
            position = Article.objects.count()
            Article.objects.create(
                key=data["key"], topic=data["topic"], owner=Role.PROCESS_OWNER, position=position
            )
    except IntegrityError:
        form.add_error("key", _("Another article has this address."))
        return ""
    return str(data["key"])


def find_or_404(key: str) -> Article:
    article = queries.find_article(key)
    if article is None:
        raise Http404(key)
    return article


@require_http_methods(["GET", "POST"])
@require(may_read)
def show_article(request: HttpRequest, key: str) -> HttpResponse:
    """An article with its editions; for its owner the draft, begun with the words that stand."""
    article = find_or_404(key)
    under_way = queries.find_under_way(article)
    writes = may_write(request.user) and (under_way is None or under_way.state == EditionState.DRAFT)
    form = None
    if writes:
        known = under_way or queries.find_newest(article)
        form = EditionForm(request.POST or None, initial=read_edition(known))
    if request.method == "POST":
        if form is None:
            return HttpResponse(status=403)
        if form.is_valid() and keep(request, article, form):
            return redirect("information:article", key)
    context = {
        "article": article,
        "under_way": under_way,
        "editions": article.editions.order_by("-number"),
        "form": form,
        "title": find_title(article),
        "may_submit": writes and under_way is not None,
        "is_running": is_running(under_way),
    }
    return render(request, "information/article.html", context, status=422 if form and form.errors else 200)


def find_title(article: Article) -> str:
    """The newest title in the reader's language; the address of an article without words."""
    newest = article.editions.exclude(state=EditionState.WITHDRAWN).order_by("-number").first()
    text = newest.texts.filter(language=read_language()).first() if newest else None
    return text.title if text else article.key


def keep(request: HttpRequest, article: Article, form: EditionForm) -> bool:
    actor = str(as_actor(signed_in(request)))
    try:
        editions.write_draft(article.pk, form.make_draft(), by=actor, now=clock.now())
    except (EditionRefused, EditionStateRefused) as error:
        field = str(error.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(error))
        return False
    except IntegrityError as error:
        if BUSY not in str(error):
            raise
        form.add_error(None, _("Somebody else has begun an edition meanwhile."))
        return False
    messages.success(request, _("The draft is kept. Nobody reads it before it is published."))
    return True


@require_POST
@require(may_write)
def submit(request: HttpRequest, key: str) -> HttpResponse:
    """Open the case that brings the draft to the lawyer, the director and the public; one a draft."""
    article = find_or_404(key)
    try:
        with transaction.atomic():
            edition = article.editions.select_for_update().filter(state=EditionState.DRAFT).first()
            if edition is None or is_running(edition):
                messages.error(request, _("There is no draft to be submitted."))
                return redirect("information:article", key)
            data = {"edition": edition.pk, "subject": find_title(article), "change": edition.change}
            case = open_case(PROCESS, data, by=as_actor(signed_in(request)), language=read_language())
            edition.case_ref = case.reference
            edition.save(update_fields=["case_ref"])
    except ProcessNotDeployed as error:
        messages.error(request, str(error))
        return redirect("information:article", key)
    messages.success(request, _("A lawyer reads it now: %(case)s.") % {"case": case.reference})
    return redirect("information:article", key)


def is_running(edition: Edition | None) -> bool:
    """Whether a case brings the edition to the public; one that was cancelled lets it begin again."""
    if edition is None or not edition.case_ref:
        return False
    return Case.objects.filter(reference=edition.case_ref, closed_at=None).exists()


@require_GET
@require(may_read)
def show_edition(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What an edition says in its three languages, with the legal values of its first day or of today."""
    edition = Edition.objects.filter(article__key=key, number=number).select_related("article").first()
    if edition is None:
        raise Http404(key)
    on = max(edition.valid_from, page_time.today())
    texts = [
        (text, NAMES[text.language], make_readable(text.body, text.language, on))
        for text in sorted(edition.texts.all(), key=lambda one: LANGUAGES.index(one.language))
    ]
    return render(request, "information/edition.html", {"edition": edition, "texts": texts})


@require_http_methods(["GET", "POST"])
@require(may_read)
def show_bulletin(request: HttpRequest, year: int, number: int) -> HttpResponse:
    """One number: composed by its owner until it is approved; then as it was sent, and to how many."""
    bulletin = Bulletin.objects.filter(year=year, number=number).first()
    if bulletin is None:
        raise Http404(f"{year}/{number}")
    form = None
    if may_write(request.user) and bulletin.state == "composed":
        form = BulletinForm(bulletin, page_time.today(), request.POST or None)
    if request.method == "POST":
        if form is None:
            return HttpResponse(status=403)
        if form.is_valid() and compose(request, bulletin, form):
            return redirect("information:bulletin", year, number)
    return render(request, "information/bulletin.html", describe_bulletin(bulletin, form))


def compose(request: HttpRequest, bulletin: Bulletin, form: BulletinForm) -> bool:
    actor = str(as_actor(signed_in(request)))
    try:
        bulletins.compose(bulletin.pk, **form.read(), by=actor)
    except BulletinRefused as error:
        field = str(error.context.get("field", ""))
        form.add_error(field if field in form.fields else None, str(error))
        return False
    messages.success(request, _("The number is kept. It is sent once another person has approved it."))
    return True


def describe_bulletin(bulletin: Bulletin, form: BulletinForm | None) -> dict[str, Any]:
    language = read_language()
    sendings = bulletin.sendings.all()
    try:
        lines = bulletins.list_lines(bulletin, language)
    except KnowledgeError:
        lines = []
    return {
        "bulletin": bulletin,
        "title": bulletin.titles.get(language) or str(bulletin),
        "form": form,
        "lines": lines,
        "sent": sendings.filter(sent_at__isnull=False).count(),
        "skipped": sendings.exclude(skipped="").count(),
        "waiting": sendings.filter(sent_at=None, skipped="").count(),
    }
