"""What the search looks through: one narrow row for each letter, document and contact, kept by database triggers."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    LETTER = "letter", _("Letters")
    DOCUMENT = "document", _("Documents")
    CONTACT = "contact", _("Contacts")


class SearchRow(models.Model):
    """`words` follows its letter, document or contact in the same transaction; nothing else writes here.

    Beside the tables themselves, because the newest must be found fast for a common word (an index by time and narrow
    rows to look through) as for a rare one (an inverted index), and because letters are wide and locked.
    """

    pk = models.CompositePrimaryKey("kind", "object_id")
    kind = models.CharField(max_length=8, choices=Kind)
    object_id = models.UUIDField()
    at = models.DateTimeField(help_text="when it was made, received or happened")
    words = SearchVectorField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=Kind.values), name="search_row_kind_known"),
        ]
        indexes = [
            models.Index(fields=["kind", "-at"], name="search_row_newest"),
            *(
                GinIndex(fields=["words"], condition=Q(kind=kind), name=f"search_row_{kind}")
                for kind in Kind.values
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"
