from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "app.surveys"
    label = "surveys"

    def ready(self) -> None:
        from app.people.merging import room_makers
        from app.surveys import charter_scores, checks  # noqa: F401  register themselves
        from app.surveys.doubles import drop_double_invitations

        room_makers.append(drop_double_invitations)
