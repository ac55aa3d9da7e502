"""Settings that come from the environment, each with a default that works on one machine."""

from __future__ import annotations

import math
import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured


def flag(name: str, default: bool = False) -> bool:
    """A yes/no variable: 1, true, yes, on (any case) mean yes."""
    value = os.environ.get(name)
    return default if value is None else value.strip().lower() in {"1", "true", "yes", "on"}


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated variable."""
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def point(name: str) -> tuple[float, float] | None:
    """A place as "longitude,latitude" in degrees; None where it is not given.

    Raises:
        ImproperlyConfigured: it is given and is no such pair.
    """
    given = words(name)
    if not given:
        return None
    try:
        longitude, latitude = (float(part) for part in given)
    except ValueError:
        longitude = latitude = math.nan
    if not (-180 <= longitude <= 180 and -90 <= latitude <= 90):
        raise ImproperlyConfigured(
            f"{name} is “longitude,latitude” in degrees, such as 107.08,20.95; "
            f"found {os.environ[name]!r}."
        )
    return longitude, latitude


def clone_of(package: Path) -> Path | None:
    """The clone of the repository in which the package lies; None where it is installed."""
    above = package.parent
    return above if (above / "pyproject.toml").exists() else None


def data_folder(clone: Path | None) -> Path:
    """Everything that the program keeps: `DIABAN_DATA`, or `data/` in the clone; where the program
    is installed, in the folder it is called in.
    """
    return Path(os.environ.get("DIABAN_DATA") or (clone or Path.cwd()) / "data").resolve()


def secret_key(data: Path) -> str:
    """`DIABAN_SECRET_KEY`, or the key that this installation made for itself.

    The file is written once, readable by its owner only. Where the folder cannot be written the
    key lasts as long as the process: commands that only read still work.
    """
    if key := os.environ.get("DIABAN_SECRET_KEY"):
        return key
    path = data / "secret.key"
    try:
        return path.read_text().strip()
    except OSError:
        pass
    key = secrets.token_urlsafe(50)
    try:
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text().strip() or key
    except OSError:
        return key
    with os.fdopen(descriptor, "w") as stream:
        stream.write(key)
    return key
