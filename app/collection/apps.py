from django.apps import AppConfig


class CollectionConfig(AppConfig):
    name = "app.collection"
    label = "collection"
