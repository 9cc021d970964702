"""Views of the inbox that people keep: a name for filters and an order, on the server, shared with roles."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import Q


class SavedView(models.Model):
    """`query` is what `Filters.write` makes; a role it is shared with sees it, each member with their own tasks."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views")
    name = models.CharField(max_length=60)
    query = models.TextField()
    shared_with = ArrayField(models.TextField(), default=list, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_view_named_once"),
            models.CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
        ]
        indexes = [GinIndex(fields=["shared_with"], name="saved_view_shared")]

    def __str__(self) -> str:
        return self.name
