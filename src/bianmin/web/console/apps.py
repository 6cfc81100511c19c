from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    name = "bianmin.web.console"
    label = "console"
