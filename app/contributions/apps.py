from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "app.contributions"
    label = "contributions"

    def ready(self) -> None:
        from app.contributions.party_panels import register_panels

        register_panels()
