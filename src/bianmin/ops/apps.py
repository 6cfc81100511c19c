from django.apps import AppConfig


class OpsConfig(AppConfig):
    name = "bianmin.ops"
    verbose_name = "运维"
