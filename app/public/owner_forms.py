"""What an owner writes: an edition in three languages, a new article, a number of the bulletin."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from app.knowledge.bulletin_models import Bulletin
from app.knowledge.edition_models import Edition
from app.knowledge.editions import Draft, Wording
from app.knowledge.queries import list_told
from app.knowledge.sources import LANGUAGES, shelf
from app.public.pages import NAMES

DAY = {"type": "date"}
#: Addresses of other public pages.
TAKEN = frozenset({"search", "forms", "bulletin", "charter"})


def day_field(**options: Any) -> forms.DateField:
    return forms.DateField(widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY), **options)


class EditionForm(forms.Form):
    """Days, what changes, and title, summary, text and law in each language."""

    valid_from = day_field(label=_("First day"))
    valid_until = day_field(
        label=_("Last day"), required=False, help_text=_("Leave it empty while no end is known.")
    )
    review_on = day_field(label=_("To be looked at again on"))
    change = forms.CharField(
        label=_("What changes"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(label=_("Title"), max_length=120)
            self.fields[f"summary_{language}"] = forms.CharField(
                label=_("Summary"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
            )
            self.fields[f"body_{language}"] = forms.CharField(
                label=_("Text"),
                max_length=40_000,
                widget=forms.Textarea(attrs={"rows": 16}),
                help_text=_("## Heading, - item, **strong**, [words](/address); a legal value is {{CODE}}."),
            )
            self.fields[f"legal_basis_{language}"] = forms.CharField(label=_("Legal basis"), max_length=600)

    def list_languages(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for language in LANGUAGES:
            names = ("title", "summary", "body", "legal_basis")
            yield NAMES[language], [self[f"{name}_{language}"] for name in names]

    def list_days(self) -> list[forms.BoundField]:
        return [self[name] for name in ("valid_from", "valid_until", "review_on", "change")]

    def make_draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            valid_from=data["valid_from"],
            valid_until=data["valid_until"],
            review_on=data["review_on"],
            change=data["change"],
            legal_basis={language: data[f"legal_basis_{language}"] for language in LANGUAGES},
            wordings={
                language: Wording(
                    title=data[f"title_{language}"],
                    summary=data[f"summary_{language}"],
                    body=data[f"body_{language}"],
                )
                for language in LANGUAGES
            },
        )


def read_edition(edition: Edition | None) -> dict[str, Any]:
    """The words of an edition as a form shows them; its days only where it is still a draft."""
    if edition is None:
        return {}
    found: dict[str, Any] = {}
    for text in edition.texts.all():
        for name in ("title", "summary", "body"):
            found[f"{name}_{text.language}"] = getattr(text, name)
        found[f"legal_basis_{text.language}"] = edition.legal_basis.get(text.language, "")
    if edition.state == "draft":
        for name in ("valid_from", "valid_until", "review_on", "change"):
            found[name] = getattr(edition, name)
    return found


class ArticleForm(forms.Form):
    """A new article: its address and its life event; its words are the first edition."""

    key = forms.SlugField(
        label=_("Address"), max_length=60, help_text=_("A word in small letters, such as second_pension.")
    )
    topic = forms.ChoiceField(label=_("Life event"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = get_language() or "fr"
        choices = [(topic.key, topic.titles[language]) for topic in shelf().topics.values()]
        field = self.fields["topic"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = choices

    def clean_key(self) -> str:
        """Small letters, and none of the pages that stand at that place already."""
        key = str(self.cleaned_data["key"])
        if key != key.lower() or key in TAKEN:
            raise forms.ValidationError(_("Another article has this address."))
        return key


class BulletinForm(forms.Form):
    """Title and opening words in each language, and the articles of a day."""

    def __init__(self, bulletin: Bulletin, on: Any, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for language in LANGUAGES:
            self.fields[f"title_{language}"] = forms.CharField(
                label=_("Title"), max_length=120, initial=bulletin.titles.get(language, "")
            )
            self.fields[f"intro_{language}"] = forms.CharField(
                label=_("Opening words"),
                max_length=4000,
                widget=forms.Textarea(attrs={"rows": 5}),
                initial=bulletin.intros.get(language, ""),
            )
        language = get_language() or "fr"
        told = list_told(language if language in LANGUAGES else "fr", on)
        self.fields["editions"] = forms.TypedMultipleChoiceField(
            label=_("Articles"),
            coerce=int,
            choices=[(one.edition.pk, one.text.title) for one in told],
            widget=forms.CheckboxSelectMultiple,
            initial=list(bulletin.items.values_list("edition_id", flat=True)),
        )

    def list_languages(self) -> Iterator[tuple[str, list[forms.BoundField]]]:
        for language in LANGUAGES:
            yield NAMES[language], [self[f"title_{language}"], self[f"intro_{language}"]]

    def read(self) -> dict[str, Any]:
        data = self.cleaned_data
        return {
            "titles": {language: data[f"title_{language}"] for language in LANGUAGES},
            "intros": {language: data[f"intro_{language}"] for language in LANGUAGES},
            "editions": data["editions"],
        }
