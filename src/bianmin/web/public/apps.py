from django.apps import AppConfig


class PublicConfig(AppConfig):
    name = "bianmin.web.public"
    label = "public"
