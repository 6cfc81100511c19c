"""委托书空白表: what §165 wants is on one page."""

from __future__ import annotations

from bianmin.papers.mandates import mandate_form_html
from bianmin.rules.lists import AREAS


def test_the_blank_paper_names_what_the_law_wants() -> None:
    html = mandate_form_html()
    for said in ("委托人（本人）", "受托人", "委托事项", "权限", "期限", "签名", *AREAS):
        assert said in html
