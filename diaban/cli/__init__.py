"""The command line: one file per group of commands, thin over the rooms' own functions.

Exit codes: 0 done; 1 the question was answered with "no" (a refused pack, a tampered edition, an
unknown subject); 2 the command was called wrongly; 3 the machine is in the way (disk, port,
database). Django is set up only by the commands that need it, so that `--help` is instant.
"""

from __future__ import annotations

import click

from diaban.cli.deadends import Diaban


@click.group(cls=Diaban, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="diaban")
def main() -> None:
    """Địa Bàn: the map and the one-stop desk of an economic-zone authority.

    \b
    A first start:
      diaban init --demonstration     database, default facts, first edition
      diaban serve                    http://127.0.0.1:8000

    \b
    Day by day:
      diaban check packs/quang-ninh   is this pack sound?
      diaban load packs/quang-ninh    take its facts into the registry
      diaban publish                  make a new edition for the public
      diaban facts park:dong-mai      every value, its source and its rivals
      diaban deadline case.json       when is a dossier due, and why?
      diaban report 2025-Q1           the quarterly report, each figure with its query
      diaban remind --dry-run         who would get this week's letter?
    """


from diaban.cli import (  # noqa: E402  (they add their commands)
    crosswalk,  # noqa: F401
    deadline,  # noqa: F401
    dossiers,  # noqa: F401
    early,  # noqa: F401
    editions,  # noqa: F401
    forms,  # noqa: F401
    imports,  # noqa: F401
    indicators,  # noqa: F401
    notices,  # noqa: F401
    open_data,  # noqa: F401
    owners,  # noqa: F401
    petitions,  # noqa: F401
    plots,  # noqa: F401
    registry,  # noqa: F401
    reports,  # noqa: F401
    server,  # noqa: F401
    visits,  # noqa: F401
)
