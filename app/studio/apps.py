from django.apps import AppConfig


class StudioConfig(AppConfig):
    name = "app.studio"
    label = "studio"

    def ready(self) -> None:
        from app.studio import duties  # noqa: F401 – registers the studio's duties
