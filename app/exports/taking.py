"""Handing a list out as a file: what for is asked and kept when people stand in it (GDPR, art. 5 §1 b and §2)."""

from collections.abc import Iterable, Iterator, Sequence

from django.http import HttpRequest, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme

from app.accounts.roles import signed_in
from app.exports import delimited, workbooks
from app.exports.asking import Question
from app.exports.models import Download, DownloadForm
from workflows import clock

Rows = Iterable[Sequence[object]]
ASKED = tuple(Question.base_fields)


def take(
    request: HttpRequest, name: str, header: Sequence[object], rows: Rows, *, personal: bool = True
) -> HttpResponseBase:
    """An answer that downloads as `vigie-<name>.csv` or `.xlsx`, rows read while they leave.

    A `personal` list asks first what it is for, on its own address, and each taking is kept. Others leave at once.
    """
    if not personal:
        form = DownloadForm.XLSX if request.GET.get("taken_as") == DownloadForm.XLSX else DownloadForm.CSV
        return send(name, form, header, rows)
    question = Question(
        {"taken_as": DownloadForm.CSV, **request.GET.dict()} if "taken_for" in request.GET else None
    )
    if not question.is_valid():
        return ask(request, question)
    download = note(request, name, question)
    return send(name, DownloadForm(download.form), header, count(rows, download))


def ask(request: HttpRequest, question: Question) -> HttpResponseBase:
    kept = [(key, value) for key, values in request.GET.lists() if key not in ASKED for value in values]
    context = {"question": question, "kept": kept, "back": find_way_back(request)}
    return render(request, "exports/ask.html", context, status=400 if question.is_bound else 200)


def find_way_back(request: HttpRequest) -> str:
    """The page the list was asked from, when it is one of ours."""
    came = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came, {request.get_host()}, require_https=request.is_secure())
    return came if ours and request.path not in came else "/"


def note(request: HttpRequest, name: str, question: Question) -> Download:
    filters = request.GET.copy()
    for key in ASKED:
        filters.pop(key, None)
    asked = question.cleaned_data
    return Download.objects.create(
        at=clock.now(),
        user=signed_in(request),
        name=name,
        address=f"{request.path}?{filters.urlencode()}" if filters else request.path,
        form=asked["taken_as"],
        purpose=asked["taken_for"],
        words=asked["taken_why"],
    )


def count(rows: Rows, download: Download) -> Iterator[Sequence[object]]:
    """A file that is broken off keeps no number."""
    number = 0
    for number, row in enumerate(rows, 1):  # noqa: B007 – the last one is the count
        yield row
    Download.objects.filter(pk=download.pk, lines=None).update(lines=number)


def send(name: str, form: DownloadForm, header: Sequence[object], rows: Rows) -> StreamingHttpResponse:
    titles = [str(title) for title in header]
    if form == DownloadForm.XLSX:
        sheet = workbooks.Sheet(name, rows, titles)
        response = StreamingHttpResponse(workbooks.write([sheet]), content_type=workbooks.MEDIA)
    else:
        response = StreamingHttpResponse(
            delimited.write(titles, rows), content_type="text/csv; charset=utf-8"
        )
    response["Content-Disposition"] = f'attachment; filename="vigie-{name}.{form}"'
    return response
