from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "bianmin.files"
    verbose_name = "文件"
