"""The door and one's own security page. The names are those by which allauth finds the pages it leads to."""

from django.urls import path

from app.sign_in import confirm_views, directory_views, factor_views, password_views, security_views, views

urlpatterns = [
    path("sign-in/", views.SignIn.as_view(), name="account_login"),
    path("sign-out/", views.SignOut.as_view(), name="account_logout"),
    path("refused/", views.show_refused, name="account_refused"),
    path("code/", factor_views.ShowFactor.as_view(), name="mfa_authenticate"),
    path("forgotten/", password_views.forget_password, name="account_reset_password"),
    path("forgotten/sent/", password_views.show_link_sent, name="account_reset_password_done"),
    path("new-password/<uidb64>/<token>/", password_views.SetByLink.as_view(), name="account_password_link"),
    path("confirm/", confirm_views.ConfirmByPassword.as_view(), name="account_reauthenticate"),
    path("confirm/code/", confirm_views.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path("confirm/key/", confirm_views.ConfirmByKey.as_view(), name="mfa_reauthenticate_webauthn"),
    path("confirm/again/", confirm_views.sign_in_again, name="account_sign_in_again"),
    path("security/", security_views.show_security, name="mfa_index"),
    path("security/end/", security_views.end_session, name="account_end_session"),
    path("security/end-others/", security_views.end_others, name="account_end_others"),
    path("security/password/", password_views.change_password, name="account_change_password"),
    path("security/app/", factor_views.SetApp.as_view(), name="mfa_activate_totp"),
    path("security/app/remove/", factor_views.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("security/keys/", security_views.list_keys, name="mfa_list_webauthn"),
    path("security/keys/add/", factor_views.AddKey.as_view(), name="mfa_add_webauthn"),
    path("security/keys/<int:pk>/remove/", factor_views.RemoveKey.as_view(), name="mfa_remove_webauthn"),
    path("security/codes/", factor_views.ShowCodes.as_view(), name="mfa_view_recovery_codes"),
    path("security/codes/new/", factor_views.MakeCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("directory/", directory_views.login, name="directory_login"),
    path("directory/back/", directory_views.callback, name="directory_callback"),
    path("directory/left/", directory_views.show_left, name="socialaccount_login_cancelled"),
    path("directory/unlink/", directory_views.unlink, name="account_unlink"),
]
