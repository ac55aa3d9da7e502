"""Accounts to try the program with, one for each role; they exist only where somebody asked.

Their passwords are random for each installation and kept in `demonstration-accounts.txt` in the
data folder, readable by its owner only, so that `make run` can print them again.
"""

from __future__ import annotations

import os
from pathlib import Path

from django.conf import settings
from django.db import transaction

from diaban.accounts.models import Organisation, Role, User
from diaban.accounts.passwords import readable

NAMES = {
    Role.ENTERPRISE: "Doanh nghiệp mẫu",
    Role.AGENCY: "Sở ngành mẫu",
    Role.OFFICER: "Chuyên viên mẫu",
    Role.EDITOR: "Biên tập viên mẫu",
    Role.LEADER: "Lãnh đạo mẫu",
    Role.ADMIN: "Quản trị viên mẫu",
}
ORGANISATION_VI = "Công ty TNHH Minh họa"
ORGANISATION_EN = "Minh Hoa (Illustration) Co., Ltd."


def path() -> Path:
    return Path(settings.DIABAN_DATA) / "demonstration-accounts.txt"


def create() -> list[tuple[str, str, str]]:
    """Make the accounts that are missing; (user name, password, role) of each, in order of trust.

    A password that still opens its account is kept. A user name that a real person took is left
    alone. Raises `OSError` where the data folder cannot be written.
    """
    kept = read()
    accounts = []
    with transaction.atomic():
        for role, full_name in NAMES.items():
            username = f"demo-{role.value}"
            user = User.objects.filter(username=username).first()
            if user is not None and not (user.demonstration and user.has_usable_password()):
                continue  # a person took the name, or the account was switched off for good
            if user is None:
                user = User(username=username, demonstration=True)
            password = kept.get(username) or readable()
            user.role, user.first_name, user.is_active = role, full_name, True
            if role == Role.ENTERPRISE:
                user.organisation = organisation()
            if not user.password or not user.check_password(password):
                user.set_password(password)
            user.save()
            accounts.append((username, password, role.value))
        write(accounts)
    return accounts


def organisation() -> Organisation:
    """The invented enterprise for which the demonstration account acts."""
    found, _made = Organisation.objects.get_or_create(
        name_vi=ORGANISATION_VI, demonstration=True, defaults={"name_en": ORGANISATION_EN}
    )
    return found


def exist() -> bool:
    """Whether anybody can sign in with a password that is printed openly."""
    return User.objects.filter(demonstration=True, is_active=True).exists()


def retire() -> int:
    """Switch the accounts off for good, before real work begins; what they did stays theirs."""
    users = User.objects.filter(demonstration=True, is_active=True)
    with transaction.atomic():
        for user in users:
            user.is_active = False
            user.set_unusable_password()
            user.save(update_fields=["is_active", "password"])
    path().unlink(missing_ok=True)
    return len(users)


def read() -> dict[str, str]:
    """User name → password, as kept; empty where nothing is kept."""
    try:
        lines = path().read_text().splitlines()
    except FileNotFoundError:
        return {}
    rows = [line.split() for line in lines if line and not line.startswith("#")]
    return {row[0]: row[1] for row in rows if len(row) == 3}


def write(accounts: list[tuple[str, str, str]]) -> None:
    """Keep the accounts; nobody but the owner of the process may read them."""
    target = path()
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_suffix(".partial")
    partial.unlink(missing_ok=True)
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as stream:
        stream.write("# Demonstration accounts of this installation: user name, password, role\n")
        stream.writelines(" ".join(account) + "\n" for account in accounts)
    partial.replace(target)
