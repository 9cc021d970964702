from django.apps import AppConfig


class TeamworkConfig(AppConfig):
    name = "app.teamwork"
    label = "teamwork"

    def ready(self) -> None:
        from app.teamwork.case_panel import register_panel
        from app.teamwork.kept_notes import register_follower

        register_panel()
        register_follower()
