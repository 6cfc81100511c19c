from django.apps import AppConfig


class HallConfig(AppConfig):
    name = "bianmin.web.hall"
    label = "hall"
