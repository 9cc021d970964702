from django.apps import AppConfig


class SurveysConfig(AppConfig):
    name = "app.surveys"
    label = "surveys"

    def ready(self) -> None:
        from app.people.merging import room_makers
        from app.surveys import checks  # noqa: F401  registers itself
        from app.surveys.doubles import drop_double_invitations

        room_makers.append(drop_double_invitations)
