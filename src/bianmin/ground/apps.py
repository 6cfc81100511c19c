from django.apps import AppConfig


class GroundConfig(AppConfig):
    name = "bianmin.ground"
    verbose_name = "地基"
