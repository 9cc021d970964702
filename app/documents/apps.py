from django.apps import AppConfig


class DocumentsConfig(AppConfig):
    name = "app.documents"
    label = "documents"
