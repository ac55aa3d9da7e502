"""Every test has a data folder of its own: none may write into the installation it runs in."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings

# How fast a machine draws examples says nothing about the program: no test fails for being slow.
settings.register_profile(
    "any-machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-machine")


USES_THE_DATABASE = {"db", "transactional_db", "live_server", "django_db_setup"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--database-only",
        action="store_true",
        help="only tests that reach the database: every other is refused one, and a second "
        "database could tell nothing new of it",
    )


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--database-only"):
        return
    kept, others = [], []
    for one in items:
        reaches = one.get_closest_marker("django_db") or USES_THE_DATABASE & set(one.fixturenames)
        (kept if reaches else others).append(one)
    config.hook.pytest_deselected(items=others)
    items[:] = kept


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """Slow hashing protects people; here it would only make waiting."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def the_languages_own_start(settings) -> None:
    """A page or a command leaves its language behind in the thread; the next test begins anew."""
    translation.activate(settings.LANGUAGE_CODE)


@pytest.fixture(autouse=True)
def own_data_folder(settings, tmp_path: Path) -> Path:
    """Editions, keys and lists of accounts go to a temporary folder, made when first needed."""
    folder = tmp_path / "data"
    settings.DIABAN_DATA = folder
    settings.DIABAN_EDITIONS = folder / "editions"
    return folder
