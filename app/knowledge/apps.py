from django.apps import AppConfig


class KnowledgeConfig(AppConfig):
    name = "app.knowledge"
    label = "knowledge"
