from django.apps import AppConfig

from bianmin.web.frame.wording import speak_plainly


class FrameConfig(AppConfig):
    name = "bianmin.web.frame"
    label = "frame"

    def ready(self) -> None:
        speak_plainly()
