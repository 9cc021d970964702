from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "app.public"
    label = "public"

    def ready(self) -> None:
        from app.public import checks  # noqa: F401  registers itself
        from app.public.known_papers import register_panel

        register_panel()
