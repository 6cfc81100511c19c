from django.apps import AppConfig


class FrameConfig(AppConfig):
    name = "bianmin.web.frame"
    label = "frame"
