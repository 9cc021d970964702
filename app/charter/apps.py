from django.apps import AppConfig


class CharterConfig(AppConfig):
    name = "app.charter"
    label = "charter"

    def ready(self) -> None:
        from app.charter import checks  # noqa: F401  registers itself
