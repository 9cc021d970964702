from django.apps import AppConfig


class InboxConfig(AppConfig):
    name = "app.inbox"
    label = "inbox"
