"""The groups of the side menu, in the order in which the site's sections follow each other."""

from django.utils.translation import gettext_lazy as _

MONEY = _("Money")
STEERING = _("Steering")
