from django.urls import path

from bianmin.web.entrance.views import citizens, factors, own_data, security, staff

app_name = "entrance"
urlpatterns = [
    path("sign-in/", citizens.sign_in, name="sign_in"),
    path("sign-in/code/", citizens.code, name="code"),
    path("sign-in/resend/", citizens.resend, name="resend"),
    path("sign-out/", citizens.sign_out, name="sign_out"),
    path("staff/", staff.sign_in, name="staff"),
    path("staff/factor/", staff.factor, name="factor"),
    path("staff/factor/passkey/", staff.factor_passkey, name="factor_passkey"),
    path("staff/factor/set-up/", factors.setup, name="factor_setup"),
    path("staff/factor/set-up/passkey/", factors.setup_passkey, name="factor_setup_passkey"),
    path("staff/stay/", staff.stay, name="stay"),
    path("staff/security/", security.security, name="security"),
    path("staff/security/password/", security.password, name="password"),
    path("staff/security/tokens/", security.tokens, name="tokens"),
    path("staff/security/tokens/<int:token>/end/", security.token_end, name="token_end"),
    path("mine/data/", own_data.own_data, name="own_data"),
    path("mine/data/copy/", own_data.own_copy_file, name="own_copy"),
    path("mine/data/identity/", own_data.identity, name="own_identity"),
    path("mine/data/correction/", own_data.correction, name="own_correction"),
]
