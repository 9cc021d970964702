from django.apps import AppConfig


class AffiliationConfig(AppConfig):
    name = "app.affiliation"
    label = "affiliation"
