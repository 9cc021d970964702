from django.apps import AppConfig
from django.conf import settings


class StudioConfig(AppConfig):
    name = "app.studio"
    label = "studio"

    def ready(self) -> None:
        from app.studio import duties  # noqa: F401 – registers the studio's duties

        if settings.PUBLISHED_VALUES:
            from app.studio import shared_editions

            shared_editions.offer()
