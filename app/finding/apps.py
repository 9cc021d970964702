from django.apps import AppConfig


class FindingConfig(AppConfig):
    name = "app.finding"
    label = "finding"
