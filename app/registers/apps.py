from django.apps import AppConfig


class RegistersConfig(AppConfig):
    name = "app.registers"
    label = "registers"
