from django.apps import AppConfig


class ContributionsConfig(AppConfig):
    name = "app.contributions"
    label = "contributions"
