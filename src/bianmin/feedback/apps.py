from django.apps import AppConfig


class FeedbackConfig(AppConfig):
    name = "bianmin.feedback"
    verbose_name = "评价"
