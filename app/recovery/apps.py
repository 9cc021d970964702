from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RecoveryConfig(AppConfig):
    name = "app.recovery"
    label = "recovery"

    def ready(self) -> None:
        from django.db.models.signals import post_save

        from app.correspondence.models import Dispatch
        from app.ledger.withholdings import bars
        from app.people import panels
        from app.recovery import views
        from app.recovery.obstacles import is_obstructed
        from app.recovery.postings import tell_posting
        from app.recovery.rights import may_read_recovery

        panels.register(
            panels.Panel(
                "recovery",
                _("Recovery"),
                "recovery/party_panel.html",
                views.describe_party,
                order=40,
                allowed=may_read_recovery,
            )
        )
        bars.append(is_obstructed)
        post_save.connect(tell_posting, sender=Dispatch, dispatch_uid="recovery_tell_posting")
