"""Writing the delay letter of a case."""

from uuid import UUID, uuid4

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from app import page_time
from app.accounts.roles import may_open_cases, require
from app.correspondence import delays
from app.correspondence.errors import LetterError
from workflows import clock


class DelayForm(forms.Form):
    """Why the term is not met, and when the answer comes."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=gettext_lazy("Why we need more time"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=gettext_lazy("These words stand in the letter, in the person's language."),
    )
    answer_by = forms.DateField(
        label=gettext_lazy("Answer by"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def clean_answer_by(self) -> object:
        day = self.cleaned_data["answer_by"]
        if day <= page_time.today():
            raise forms.ValidationError(_("Name a day in the future."))
        return day


@require_http_methods(["GET", "POST"])
@require(may_open_cases)
def write(request: HttpRequest, reference: str) -> HttpResponse:
    if not delays.has_delay_letter(reference):
        raise Http404
    form = DelayForm(request.POST or None, initial={"key": uuid4()})
    if form.is_valid():
        key: UUID = form.cleaned_data.pop("key")
        try:
            letter = delays.write_delay(reference, **form.cleaned_data, key=key, now=clock.now())
        except LetterError as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("The letter is made."))
            return redirect("correspondence:letter", letter.pk)
    status = 422 if form.errors else 200
    return render(request, "correspondence/delay.html", {"form": form, "reference": reference}, status=status)
