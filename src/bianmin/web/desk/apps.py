from django.apps import AppConfig


class DeskConfig(AppConfig):
    name = "bianmin.web.desk"
    label = "desk"
