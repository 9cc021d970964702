from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "app.board"
    label = "board"

    def ready(self) -> None:
        from app.board import alert_notices  # noqa: F401 – says what notices of numbers say
