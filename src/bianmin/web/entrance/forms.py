"""Forms of the sign-in pages."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, QueryDict

from bianmin.web.frame.fields import DigitsField, IdNumberField, MobileField, PersonNameField


def posted(request: HttpRequest) -> QueryDict | None:
    """Return what was sent, were it nothing; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


class PhoneForm(forms.Form):
    phone = MobileField(help_text="11 位数字，我们发一条验证码给您，不收费")


class CodeForm(forms.Form):
    code = DigitsField("短信验证码", help_text="6 位数字，5 分钟内有效")


class StaffForm(forms.Form):
    login = forms.CharField(
        label="登录名",
        max_length=80,
        widget=forms.TextInput(attrs={"autocomplete": "username", "autocapitalize": "none"}),
    )
    password = forms.CharField(
        label="密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )


class FactorForm(forms.Form):
    digits = DigitsField("动态码", help_text="手机验证器上显示的 6 位数字，每 30 秒换一组")


class PasskeyForm(forms.Form):
    credential = forms.JSONField(widget=forms.HiddenInput)


class NewPasskeyForm(PasskeyForm):
    name = forms.CharField(label="这把钥匙叫什么", max_length=40, required=False)


class IdentityForm(forms.Form):
    name = PersonNameField()
    id_number = IdNumberField()


class AddressForm(forms.Form):
    address = forms.CharField(
        label="住址",
        max_length=120,
        help_text="写到村和门牌",
        widget=forms.TextInput(attrs={"autocomplete": "street-address"}),
    )


class TokenForm(forms.Form):
    label = forms.CharField(label="令牌用在哪里", max_length=40, help_text="例如：镇大屏、数据归集")


class PasswordForm(forms.Form):
    old = forms.CharField(
        label="现在的密码",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    new = forms.CharField(
        label="新密码",
        strip=False,
        max_length=128,
        help_text="至少 10 个字符，不能全是数字，不能太常见",
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )
