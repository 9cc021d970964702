from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "app.correspondence"
    label = "correspondence"
