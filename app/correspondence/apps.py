from django.apps import AppConfig


class CorrespondenceConfig(AppConfig):
    name = "app.correspondence"
    label = "correspondence"

    def ready(self) -> None:
        from app.correspondence.panels import register_panels

        register_panels()
