"""`diaban serve`: the web server and the worker beside it, started and stopped together."""

from __future__ import annotations

import io
import os
import socket
import subprocess
import sys
import threading
import time

import click

from diaban.cli import main
from diaban.cli.deadends import MACHINE, _, give_up, with_django
from diaban.config import lifeline


@main.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--workers",
    default=1,
    show_default=True,
    type=click.IntRange(1, 64),
    help="Web processes; they share the edition's memory.",
)
@click.option("--no-worker", is_flag=True, help="Web only: the background worker runs elsewhere.")
@with_django
def serve(host: str, port: int, workers: int, no_worker: bool) -> None:
    """Serve the public site, the desk and the API.

    \b
    Examples:
      diaban serve
      diaban serve --host 0.0.0.0 --port 80 --workers 2
    """
    refuse_a_busy_port(host, port)
    refuse_to_serve_nothing()
    from django.core.management import call_command
    from granian import Granian
    from granian.constants import Interfaces

    call_command("check", "--fail-level", "ERROR", stdout=io.StringIO())
    stop = threading.Event()
    keeper = threading.Thread(target=keep_a_worker, args=(stop,), daemon=True)
    if not no_worker:
        keeper.start()
    click.echo(
        _("Địa Bàn: http://%(host)s:%(port)d/  (Ctrl+C stops it)") % {"host": host, "port": port}
    )
    os.environ[lifeline.VARIABLE] = str(os.getpid())
    server = Granian(
        "diaban.config.asgi:application",
        address=host,
        port=port,
        interface=Interfaces.ASGI,
        workers=workers,
        websockets=False,
        log_enabled=bool(os.environ.get("DIABAN_LOG")),
        respawn_failed_workers=True,
        # A process that is told to stop while it starts may miss the word.
        workers_kill_timeout=5,
    )
    try:
        server.serve()
    finally:
        stop.set()
        if not no_worker:
            keeper.join(15)


def refuse_a_busy_port(host: str, port: int) -> None:
    """Say that the port is taken before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            line = _(
                "cannot listen on %(host)s:%(port)d (%(reason)s): stop what uses it, "
                "or try “diaban serve --port %(next)d”"
            )
            place = {"host": host, "port": port, "next": port + 1, "reason": error.strerror}
            give_up(line % place, MACHINE)


def refuse_to_serve_nothing() -> None:
    """Say what is missing before anything starts: a database of today's form, an edition."""
    from django.conf import settings
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from diaban.editions import store
    from diaban.editions.errors import NoEdition

    migrations = MigrationExecutor(connection)
    if not migrations.loader.applied_migrations:
        give_up(_("the database is not set up yet: run “diaban init”"), MACHINE)
    if migrations.migration_plan(migrations.loader.graph.leaf_nodes()):
        give_up(_("the database is older than the program: run “diaban init”"), MACHINE)
    try:
        store.current_id(settings.DIABAN_EDITIONS)
    except NoEdition:
        give_up(_("nothing is published yet: run “diaban init”"), MACHINE)


def keep_a_worker(stop: threading.Event) -> None:
    """Run `diaban worker` as long as the server runs; start it again if it dies.

    One that dies at once is started ever more rarely: its complaint is not to flood the terminal.
    """
    pause = 1.0
    while not stop.is_set():
        started = time.monotonic()
        process = subprocess.Popen(
            [sys.executable, "-m", "diaban", "worker", "--parent", str(os.getpid())]
        )
        while process.poll() is None and not stop.wait(0.2):
            pass
        if stop.is_set():
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
        else:
            pause = 1.0 if time.monotonic() - started > 60 else min(2 * pause, 60.0)
            stop.wait(pause)


@main.command()
@click.option("--interval", default=0.5, show_default=True, help="Seconds between two looks.")
@click.option("--parent", type=int, hidden=True, help="End when this process has gone.")
@with_django
def worker(interval: float, parent: int | None) -> None:
    """Do the waiting work: publish after a change. `diaban serve` starts one by itself.

    \b
    Example:
      diaban worker --interval 2
    """
    from django.core.management import call_command

    from diaban.editions.tasks import resume

    if parent is not None:
        lifeline.hold(parent)
    resume()
    threading.Thread(target=publish_every_day, daemon=True).start()
    threading.Thread(target=remind, daemon=True).start()
    call_command(
        "db_worker",
        interval=interval,
        startup_delay=False,
        reload=False,
        verbosity=0,
    )


def publish_every_day(look_every: float = 60) -> None:
    """Values turn stale, and things begin and end, with the day: a new day is a new edition."""
    from django.conf import settings
    from django.db import close_old_connections
    from django.utils import timezone

    from diaban.editions import store, tasks
    from diaban.editions.errors import EditionError

    asked = None
    while True:
        today = timezone.localdate()
        try:
            shown = timezone.localdate(store.current(settings.DIABAN_EDITIONS).created_at)
        except EditionError:
            shown = today  # nothing is public yet: that is not this thread's to change
        if shown < today and asked != today:
            asked = today
            tasks.request()
            close_old_connections()
        time.sleep(look_every)


def remind(look_every: float = 600) -> None:
    """Letters go out where mail is set up: about facts weekly, about dossiers on working days."""
    from django.db import close_old_connections
    from django.utils import timezone

    from diaban.dossiers import digest
    from diaban.indicators.early import leadership, rounds
    from diaban.notices import mail
    from diaban.owners import reminders
    from diaban.petitions import daily
    from diaban.visits import daily as visits

    while True:
        if daily.owed():
            daily.go_round.enqueue()
        if visits.owed():
            visits.go_round.enqueue()
        if reminders.owed(timezone.now()):
            reminders.send_weekly.enqueue()
        if digest.owed(timezone.now()):
            digest.send_daily.enqueue()
        if mail.owed(timezone.now()):
            mail.send_waiting.enqueue()
        if digest.is_time(timezone.now()) and mail.digest_owed(timezone.now()):
            mail.send_daily.enqueue()
        if rounds.owed(timezone.now()):
            rounds.go_round.enqueue()
        if leadership.owed(timezone.now()):
            leadership.send_weekly.enqueue()
        close_old_connections()
        time.sleep(look_every)


@main.command(
    context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
    add_help_option=False,
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
@with_django
def manage(arguments: tuple[str, ...]) -> None:
    """Any of Django's own commands, for developers: `diaban manage makemigrations`."""
    from django.core.management import execute_from_command_line

    execute_from_command_line(["diaban manage", *arguments])
