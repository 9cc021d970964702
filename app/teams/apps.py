from django.apps import AppConfig


class TeamsConfig(AppConfig):
    name = "app.teams"
    label = "teams"

    def ready(self) -> None:
        from app.teams import checks  # noqa: F401 – registers the check of the policies
