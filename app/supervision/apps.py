from django.apps import AppConfig


class SupervisionConfig(AppConfig):
    name = "app.supervision"
    label = "supervision"
