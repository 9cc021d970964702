from django.apps import AppConfig


class AffiliationConfig(AppConfig):
    name = "app.affiliation"
    label = "affiliation"

    def ready(self) -> None:
        from app.affiliation.party_panels import register_panels

        register_panels()
