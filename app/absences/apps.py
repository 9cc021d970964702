from django.apps import AppConfig


class AbsencesConfig(AppConfig):
    name = "app.absences"
    label = "absences"
