from django.apps import AppConfig
from django.conf import settings


class PoliciesConfig(AppConfig):
    name = "app.policies"
    label = "policies"

    def ready(self) -> None:
        if settings.PUBLISHED_POLICIES:
            from app.policies import offering

            offering.offer()
