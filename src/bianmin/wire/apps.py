from django.apps import AppConfig


class WireConfig(AppConfig):
    name = "bianmin.wire"
    verbose_name = "请求"
