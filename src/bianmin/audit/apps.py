from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "bianmin.audit"
    verbose_name = "留痕"
