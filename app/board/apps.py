from django.apps import AppConfig


class BoardConfig(AppConfig):
    name = "app.board"
    label = "board"
