from django.apps import AppConfig


class MeConfig(AppConfig):
    name = "bianmin.web.me"
    label = "me"
