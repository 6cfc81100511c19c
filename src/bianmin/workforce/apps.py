from django.apps import AppConfig


class WorkforceConfig(AppConfig):
    name = "bianmin.workforce"
    verbose_name = "岗位与队伍"

    def ready(self) -> None:
        from bianmin.workforce.held import hand_over_papers
        from bianmin.workforce.parts import contribute

        contribute("papers", hand_over_papers)
