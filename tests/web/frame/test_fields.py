"""Fields: right keyboard, right words, kept value, error tied to its control."""

from datetime import date

import pytest
from django import forms
from django.core.files.uploadedfile import SimpleUploadedFile
from django.template.loader import render_to_string
from django.utils.datastructures import MultiValueDict

from bianmin.files.kinds import MAX_BYTES
from bianmin.rules.errors import Conflict
from bianmin.rules.identity import id_check_digit
from bianmin.web.frame.attempts import attempt
from bianmin.web.frame.fields import (
    DayField,
    IdNumberField,
    MobileField,
    PersonNameField,
    PhotoField,
    PhotosField,
    QueryCodeField,
)


class Applicant(forms.Form):
    name = PersonNameField()
    number = IdNumberField()
    phone = MobileField()
    code = QueryCodeField()
    born = DayField("出生日期", is_birthday=True)
    age = forms.ChoiceField(label="多大", choices=[("80", "80 岁")], widget=forms.RadioSelect)
    paper = PhotoField("身份证正面")
    agree = forms.BooleanField(label="愿意代办")
    note = forms.CharField(label="备注", required=False, help_text="可写可不写")


GOOD = {
    "name": "王桂英",
    "number": f"37150219400305002{id_check_digit('37150219400305002').lower()}",
    "phone": "+86 138 0000 0000",
    "code": "012345",
    "born_0": "1940",
    "born_1": "3",
    "born_2": "5",
    "age": "80",
    "agree": "on",
}


def field_html(form: forms.Form, name: str, **context: object) -> str:
    return render_to_string("frame/field.html", {"field": form[name], **context})


def errors(**changes: str) -> dict[str, list[str]]:
    form = Applicant(GOOD | changes)
    return {name: list(found) for name, found in form.errors.items()}


def test_typed_numbers_are_cleaned() -> None:
    form = Applicant(GOOD)
    form.full_clean()
    assert form.cleaned_data["number"] == "371502194003050023"
    assert form.cleaned_data["phone"] == "13800000000"
    assert form.cleaned_data["born"] == date(1940, 3, 5)


@pytest.mark.parametrize(
    ("changes", "name", "words"),
    [
        ({"phone": "1380000"}, "phone", "手机号应为11位数字，现在是7位"),
        ({"phone": ""}, "phone", "请填写"),
        (
            {"number": "371502194003050020"},
            "number",
            "身份证号有一位填错了，请对照身份证再核对一遍",
        ),
        ({"code": "12"}, "code", "应为 6 位数字，在受理单或短信里"),
        ({"born_1": "2", "born_2": "31"}, "born", "没有这一天，请核对年、月、日"),
        ({"born_1": "三"}, "born", "年、月、日只能填数字"),
        ({"age": ""}, "age", "请选一个"),
        ({"agree": ""}, "agree", "请打勾"),
        ({}, "paper", "请拍照或选一个文件"),
    ],
)
def test_errors_say_what_is_wrong(changes: dict[str, str], name: str, words: str) -> None:
    assert errors(**changes)[name] == [words]


def test_a_day_that_may_stay_empty_is_none() -> None:
    field = DayField("日期", required=False)
    assert field.clean(["", "", ""]) is None
    assert field.widget.decompress(None) == [None, None, None]
    assert field.widget.decompress(date(2026, 1, 2)) == [2026, 1, 2]


def test_a_text_field_has_label_keyboard_and_autofill() -> None:
    html = field_html(Applicant(), "phone")
    assert '<label for="id_phone">手机号' in html
    assert 'type="tel"' in html
    assert 'inputmode="numeric"' in html
    assert 'autocomplete="tel"' in html
    assert 'aria-describedby="id_phone_helptext"' in html


def test_an_error_stands_at_its_control_and_the_value_stays() -> None:
    html = field_html(Applicant(GOOD | {"phone": "1380000"}), "phone")
    assert 'value="1380000"' in html
    assert 'aria-invalid="true"' in html
    assert "id_phone_error" in html


def test_what_may_stay_empty_says_so() -> None:
    assert "（可不填）" in field_html(Applicant(), "note")


def test_a_group_is_a_fieldset_with_rows_to_tap() -> None:
    html = field_html(Applicant(), "age")
    assert "<legend>多大" in html
    assert '<label class="pick" for="id_age_0">' in html


def test_a_day_is_three_boxes_with_names() -> None:
    html = field_html(Applicant(GOOD), "born")
    assert '<label for="id_born_0">年</label>' in html
    assert 'value="1940"' in html
    assert 'autocomplete="bday-year"' in html


def test_a_photo_comes_with_guidance() -> None:
    assert "四个角都要拍到" in field_html(Applicant(), "paper")
    assert "拍正面" in field_html(Applicant(), "paper", tips=["拍正面"])


def test_the_summary_links_to_each_control() -> None:
    html = render_to_string("frame/error_summary.html", {"form": Applicant({})})
    for place in ("id_name", "id_born_0", "id_age_0", "id_paper", "id_agree"):
        assert f'href="#{place}"' in html
    assert render_to_string("frame/error_summary.html", {"form": Applicant(GOOD | {})})


def test_no_errors_no_summary() -> None:
    assert not render_to_string("frame/error_summary.html", {"form": Applicant()}).strip()


class Papers(forms.Form):
    papers = PhotosField("身份证", required=False)


def sent(*sizes: int) -> Papers:
    files = MultiValueDict()
    for size in sizes:
        files.appendlist("papers", SimpleUploadedFile("a.jpg", b"x" * size))
    return Papers({}, files)


def test_several_photographs_of_one_paper_come_as_a_list() -> None:
    form, empty = sent(3, 4), sent()
    assert form.is_valid() and empty.is_valid()
    assert [photo.size for photo in form.cleaned_data["papers"]] == [3, 4]
    assert empty.cleaned_data["papers"] == []
    assert "multiple" in str(form["papers"])


def test_one_photograph_that_is_too_large_is_told() -> None:
    assert "20 MB" in str(sent(3, MAX_BYTES + 1).errors["papers"])


def test_a_refusal_that_the_page_takes_stands_above_the_form() -> None:
    def refuse() -> None:
        raise Conflict("已登记了另一个身份证号")

    form = sent()
    assert attempt(form, refuse, also=(Conflict,)) is None
    assert form.non_field_errors() == ["已登记了另一个身份证号"]
    with pytest.raises(Conflict):
        attempt(sent(), refuse)
