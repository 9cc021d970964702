from django.apps import AppConfig


class CasesConfig(AppConfig):
    name = "app.cases"
    label = "cases"
