from django.apps import AppConfig


class EntranceConfig(AppConfig):
    name = "bianmin.web.entrance"
    verbose_name = "登录"
