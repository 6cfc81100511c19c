from django.apps import AppConfig


class DisputesConfig(AppConfig):
    name = "bianmin.disputes"
    verbose_name = "法律顾问及纠纷调解"
