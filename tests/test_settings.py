"""The settings: one table, from a file and the environment."""

import pytest

from rejoinder.errors import SettingError
from rejoinder.settings import FILE, Settings, load_settings


def test_without_a_file_the_defaults_hold(tmp_path):
    assert load_settings(tmp_path, {}) == Settings()


def test_the_environment_wins_over_the_file(tmp_path):
    (tmp_path / FILE).write_text('contact = "editor@example.org"\naddress_days = 7\n')
    assert load_settings(tmp_path, {"REJOINDER_ADDRESS_DAYS": "3"}) == Settings(
        contact="editor@example.org", address_days=3
    )


def test_the_base_url_is_kept_without_a_slash_at_its_end(tmp_path):
    assert (
        load_settings(tmp_path, {"REJOINDER_BASE_URL": "https://c.example/talk/"}).base_url == "https://c.example/talk"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("adress_days = 3", "Did you mean address_days?"),
        ("nonsense = 3", "There are: base_url"),
        ("address_days = 0", "a number of days"),
        ("address_days = -3", "a number of days"),
        ("address_days = true", "a number of days"),
        ("address_days = 1.5", "a number of days"),
        ("address_days = 99999999999999999999", "a number of days"),
        ("contact = 3", "must be a text"),
        ('base_url = "example.org"', "base_url: This is not a site address"),
        ("contact = [", "not valid TOML"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(tmp_path, written, said):
    (tmp_path / FILE).write_text(written)
    with pytest.raises(SettingError, match=said.replace("?", r"\?")):
        load_settings(tmp_path, {})
