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
    "environment",
    [{}, {"REJOINDER_TRUSTED_PROXIES": "127.0.0.1, unix ,10.0.0.0/8,"}, {"REJOINDER_TRUSTED_PROXIES": ""}],
)
def test_proxies_are_a_list_in_the_file_and_words_with_commas_in_the_environment(tmp_path, environment):
    (tmp_path / FILE).write_text('trusted_proxies = ["127.0.0.1", "unix", "10.0.0.0/8"]')
    listed = () if environment.get("REJOINDER_TRUSTED_PROXIES") == "" else ("127.0.0.1", "unix", "10.0.0.0/8")
    assert load_settings(tmp_path, environment).trusted_proxies == listed


def test_hosts_that_may_be_asked_are_names_addresses_and_networks(tmp_path):
    named = ("localhost", "Blog.lan", "127.0.0.1", "fd00::/8", "10.0.0.0/8")
    (tmp_path / FILE).write_text(f"outgoing_allowed = {list(named)}")
    assert load_settings(tmp_path, {}).outgoing_allowed == named


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
        ("posts_per_hour = -1", "a number from 0"),
        ("calls_per_minute = 10000000", "a number from 0"),
        ("calls_per_minute = true", "a number from 0"),
        ('wrong_sign_ins_per_hour = "many"', "a number from 0"),
        ("trusted_proxies = 3", "must be a list of texts"),
        ("trusted_proxies = [3]", "must be a list of texts"),
        ('trusted_proxies = ["localhost"]', "'localhost' is no address"),
        ('trusted_proxies = ["10.0.0.1/8"]', "'10.0.0.1/8' is no address"),
        ('trusted_proxies = ["*"]', "is no address"),
        ("outgoing_allowed = 3", "must be a list of texts"),
        ('outgoing_allowed = ["*"]', "is no host and no network"),
        ('outgoing_allowed = ["http://blog.lan"]', "is no host and no network"),
        ('outgoing_allowed = ["blog.lan:8080"]', "is no host and no network"),
        ('outgoing_allowed = ["127.1"]', "is no host and no network"),
        ('outgoing_allowed = ["10.0.0.1/8"]', "is no host and no network"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(tmp_path, written, said):
    (tmp_path / FILE).write_text(written)
    with pytest.raises(SettingError, match=said.replace("?", r"\?")):
        load_settings(tmp_path, {})
