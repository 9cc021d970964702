"""Who works here: users, their language; roles are Django groups named as in process.yaml (`caseworker`)."""

from django.conf import settings
from django.contrib.auth.models import AbstractUser
from django.db import models


class User(AbstractUser):
    """A member of the fund's staff."""

    language = models.CharField(max_length=2, choices=settings.LANGUAGES, default="fr")

    def __str__(self) -> str:
        return self.get_full_name() or self.username
