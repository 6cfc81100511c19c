from django.apps import AppConfig


class MessagingConfig(AppConfig):
    name = "bianmin.messaging"
    verbose_name = "消息"
