from django.apps import AppConfig


class YearsConfig(AppConfig):
    name = "app.years"
    label = "years"
