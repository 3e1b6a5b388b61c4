from __future__ import annotations

import pytest

from icp_metrics.compare import open_view
from icp_metrics.errors import ProfileError, SettingError, StoreError
from icp_metrics.settings import Settings
from icp_metrics.store import Store
from tests.builders import ICP, total, values
from tests.store.folder import events

WIDER = ICP.replace("[software]", "[software, retail]")


def save(store: Store, **changes: object) -> Settings:
    now = store.settings()
    changed = now.with_values(changes, version=now.version)
    return store.save_settings(changed, author="A. Tester", reason="try")


def test_settings_begin_as_the_defaults_of_version_zero(store: Store) -> None:
    assert store.settings().version == 0
    assert store.settings()["confidence"] == 0.95


def test_each_change_of_a_setting_is_a_version_that_can_be_read_again(store: Store) -> None:
    save(store, confidence=0.9)
    save(store, fiscal_year_start=4)
    assert store.settings().version == 2
    assert store.settings()["confidence"] == 0.9
    assert store.settings(1)["fiscal_year_start"] == 1
    assert store.settings(0)["confidence"] == 0.95
    assert events(store).count("settings_saved") == 2


def test_new_settings_shape_the_next_answer_without_a_load(store: Store) -> None:
    save(store, min_n=[1, 2])
    view = open_view(store)
    assert view.settings.version == 1
    assert open_view(store, settings_version=0).settings["min_n"] == [10, 30]


def test_setting_that_does_not_exist_is_refused_with_the_nearest_name(store: Store) -> None:
    with pytest.raises(SettingError, match="Did you mean 'confidence'"):
        save(store, confidenc=0.9)


def test_version_of_the_settings_that_does_not_exist_is_a_sentence(store: Store) -> None:
    save(store, confidence=0.9)
    with pytest.raises(StoreError, match="has no version 9; it has 1"):
        store.settings(9)


def test_same_profile_text_again_is_no_new_version(store: Store) -> None:
    assert store.save_profile("core", ICP).version == 1
    assert store.save_profile("core", WIDER).version == 2
    assert store.save_profile("core", ICP).version == 3
    assert events(store).count("profile_saved") == 3


def test_every_version_of_a_profile_can_be_asked_for(store: Store) -> None:
    store.save_profile("core", WIDER)
    assert values(total(open_view(store)))["fit"] == 4 / 8
    assert values(total(open_view(store, profile="core", profile_version=1)))["fit"] == 3 / 4


def test_profile_saved_first_is_the_default_and_others_are_by_name(store: Store) -> None:
    other = ICP.replace("core", "another").replace("[software]", "[retail]")
    store.save_profile("another", other)
    assert store.profile_names() == ["core", "another"]
    assert values(total(open_view(store)))["fit"] == 3 / 4
    assert values(total(open_view(store, profile="another")))["fit"] == 1 / 4


def test_profile_that_does_not_exist_is_refused_with_the_nearest_name(store: Store) -> None:
    with pytest.raises(ProfileError, match=r"no ICP definition 'coer'\. Did you mean 'core'"):
        open_view(store, profile="coer")
