"""Where a message came from when no connection brought it."""

from django.utils.translation import gettext_lazy as _

#: Typed in from a letter. No connection has this name: those of partners are institutions of `institutions.yaml`.
PAPER = "on paper"
PAPER_WORDS = _("Entered from a letter")
