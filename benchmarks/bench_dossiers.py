"""The desk at size: the queue page over a million dossiers, filing at once, a calendar change.

    python benchmarks/bench_dossiers.py [DOSSIERS]

It runs on a database of its own: a new SQLite file, and, where DIABAN_BENCH_POSTGRES is set to the
address of a server (postgres://postgres@127.0.0.1:5432), a new PostgreSQL database as well.
"""

from __future__ import annotations

import os
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from urllib.parse import unquote

COUNT = int(sys.argv[1]) if len(sys.argv) > 1 and sys.argv[1].isdigit() else 1_000_000
OPEN_ONE_IN = 10
AT_ONCE = 200
PDF = b"%PDF-1.4\n%EOF\n"

SERIES = {
    "sqlite": "WITH RECURSIVE s(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM s WHERE n < {count})",
    "postgresql": "WITH s(n) AS (SELECT generate_series(1, {count}))",
}
MOMENT = {
    # 40 days before `base`, a day later for every so many dossiers
    "sqlite": "strftime('%Y-%m-%d 02:%M:00', '{base}', '-' || ({days}) || ' days')",
    "postgresql": "('{base}'::timestamptz - (({days}) || ' days')::interval)",
}


def everything() -> None:
    """One process a database: Django keeps one database for its life."""
    for name in ("sqlite", "postgresql"):
        if name == "postgresql" and not os.environ.get("DIABAN_BENCH_POSTGRES"):
            print("PostgreSQL: set DIABAN_BENCH_POSTGRES to measure it too")
            continue
        with tempfile.TemporaryDirectory() as folder:
            environment = os.environ | {"DIABAN_DATA": folder, "DIABAN_BENCH_CHILD": name}
            environment["DJANGO_SETTINGS_MODULE"] = "diaban.config.settings"
            database = f"diaban_bench_{os.getpid()}"
            if name == "postgresql":
                server = os.environ["DIABAN_BENCH_POSTGRES"].rstrip("/")
                sql(server, f"CREATE DATABASE {database}")
                environment["DIABAN_DATABASE_URL"] = f"{server}/{database}"
            else:
                environment.pop("DIABAN_DATABASE_URL", None)
            try:
                command = [sys.executable, __file__, str(COUNT)]
                subprocess.run(command, env=environment, check=True)
            finally:
                if name == "postgresql":
                    sql(server, f"DROP DATABASE {database} WITH (FORCE)")


def sql(server: str, statement: str) -> None:
    import psycopg

    with psycopg.connect(f"{server}/postgres", autocommit=True) as connection:
        connection.execute(statement)


def fill(vendor: str) -> None:
    """Dossiers and their events, made by the database itself; every tenth is open."""
    from django.db import connection
    from django.utils import timezone

    from diaban.accounts.models import Organisation, User
    from diaban.dossiers.tests.desk import PROCEDURE, procedure

    procedure()
    companies = Organisation.objects.bulk_create(
        Organisation(name_vi=f"Công ty {n}") for n in range(500)
    )
    officers = [User.objects.create(username=f"o{n}", role="officer") for n in range(20)]
    base = f"{timezone.now():%Y-%m-%d 03:00:00+00:00}"
    moment = MOMENT[vendor].replace("{base}", base)
    received = moment.replace("{days}", f"CASE WHEN n % {OPEN_ONE_IN} = 0 THEN n % 40 "
                                        "ELSE 60 + n % 700 END")  # fmt: skip
    due = moment.replace("{days}", "(n % 40) - 14")
    opened = f"(n % {OPEN_ONE_IN} = 0)"
    first_company, first_officer = companies[0].pk, officers[0].pk
    when = "date" if vendor == "sqlite" else ""
    with connection.cursor() as cursor:
        series = SERIES[vendor].replace("{count}", str(COUNT))
        cursor.execute(
            f"""INSERT INTO dossiers_dossier (id, code, secret, procedure, procedure_version,
              channel, organisation_id, applicant_name, applicant_contact, form, project, zone,
              plot, petition, demonstration, created_at, version, state, assignee_id,
              received_on, due_at, first_due_on, ended_at, waiting, open, apologised)
            {series}
            SELECT n, 'B-' || n, 'SECRETXXXX', '{PROCEDURE}', '1', 2,
              {first_company} + n % 500, '', '', '{{}}', '', '', '', '', false, {received},
              CASE WHEN {opened} THEN 2 ELSE 3 END,
              CASE WHEN {opened} THEN 2 ELSE 9 END, {first_officer} + n % 20,
              {when}({received}){"::date" if vendor == "postgresql" else ""},
              CASE WHEN {opened} THEN {due} END, NULL, CASE WHEN {opened} THEN NULL ELSE {due} END,
              false, {opened}, false FROM s"""
        )
        for sequence, kind, which in ((1, "submitted", "true"), (2, "received", "true"),
                                      (3, "withdrawn", f"NOT {opened}")):  # fmt: skip
            cursor.execute(
                f"""INSERT INTO dossiers_dossierevent (dossier_id, sequence, kind, at, recorded_at,
                  reason, data)
                {series} SELECT n, {sequence}, '{kind}', {received}, {received}, '', '{{}}'
                FROM s WHERE {which}"""
            )
        cursor.execute("ANALYZE")
        if vendor == "postgresql":
            cursor.execute("SELECT setval('dossiers_dossier_id_seq', %s)", [COUNT])


def line(what: str, value: str, target: str) -> None:
    print(f"  {what:<58} {value:>14}   {target}", flush=True)


def queue_pages() -> None:
    from django.test import Client

    from diaban.accounts.models import User

    client = Client()
    client.force_login(User.objects.get(username="o10"),
                       backend="django.contrib.auth.backends.ModelBackend")  # fmt: skip
    page = client.get("/vi/desk/dossiers/")
    after = unquote(re.search(r"after=([^\"&]+)", page.text)[1])
    for what, question in {
        "queue, by due date": {},
        "queue, my desk": {"mine": "1"},
        "queue, one procedure, next page": {"procedure": "irc", "after": after},
        "queue, closed": {"tab": "closed"},
        "queue, by code": {"q": f"B-{COUNT // 2}"},
        "queue, by applicant": {"q": "Công ty 77"},
    }.items():
        times, work = [], []
        for _turn in range(60):
            start, busy = time.perf_counter(), time.process_time()
            answer = client.get("/vi/desk/dossiers/", question)
            times.append(1000 * (time.perf_counter() - start))
            work.append(1000 * (time.process_time() - busy))
            assert answer.status_code == 200 and "B-" in answer.text, what
        p95, busy = (statistics.quantiles(one, n=20)[-1] for one in (times, work))
        line(f"{what}: p95 (of processor time)", f"{p95:.0f} ({busy:.0f}) ms", "≤ 150 ms")


def filing_at_once() -> None:
    """So many enterprises press "File it" at the same moment."""
    from django.core.files.uploadedfile import SimpleUploadedFile
    from django.db import connection
    from django.test import Client

    from diaban.accounts.models import Organisation, User
    from diaban.dossiers import actions
    from diaban.dossiers.models import Attachment, Dossier

    drafts = []
    for number in range(AT_ONCE):
        company = Organisation.objects.create(name_vi=f"Nộp {number}")
        user = User.objects.create(username=f"e{number}", role="enterprise", organisation=company)
        made = actions.draft(actions.Application("irc", {}), by=user, channel=2)
        client = Client()
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        drafts.append((made.pk, client))
    start, bad = threading.Barrier(AT_ONCE + 1), []

    def press(pk: int, client: Client) -> None:
        start.wait()
        file = SimpleUploadedFile("a.pdf", PDF + str(pk).encode())
        answer = client.post(f"/vi/my/drafts/{pk}/", {"f-project_name": "A", "file": "1",
                                                      "c-application": file})  # fmt: skip
        if answer.status_code != 302:
            bad.append(answer.status_code)
        connection.close()

    threads = [threading.Thread(target=press, args=draft) for draft in drafts]
    for thread in threads:
        thread.start()
    start.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    filed = Dossier.objects.filter(pk__in=[pk for pk, _client in drafts]).exclude(code=None)
    codes = sorted(filed.values_list("code", flat=True))
    whole = len(codes) == len(set(codes)) == AT_ONCE and int(codes[-1][-4:]) == AT_ONCE
    files = Attachment.objects.filter(dossier__in=filed).count()
    found = f"lost: {AT_ONCE - len(codes)}, files: {files}, no gap: {whole}, refused: {len(bad)}"
    line(f"{AT_ONCE} filed at once, with a file each", f"{took:.1f} s", found)


def calendar_change() -> None:
    from django.utils import timezone

    from diaban.dossiers import standing
    from diaban.procedures.models import CalendarVersion

    storm = timezone.localdate()
    CalendarVersion.objects.create(
        code="storm", recorded=storm, basis="bench",
        changes=[{"day": storm.isoformat(), "kind": "closed"}],
    )  # fmt: skip
    start, busy = time.perf_counter(), time.process_time()
    moved = standing.renew_open()
    took, busy = time.perf_counter() - start, time.process_time() - busy
    count = COUNT // OPEN_ONE_IN
    line(
        f"calendar change over {count:,} open, {moved:,} moved (processor)",
        f"{took:.1f} ({busy:.1f}) s",
        "≤ 15 s for 100,000",
    )


def one_database(vendor: str) -> None:
    import django

    django.setup()
    from django.conf import settings
    from django.core.management import call_command

    settings.ALLOWED_HOSTS = ["*"]
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    print(f"{vendor}, {COUNT:,} dossiers", flush=True)
    call_command("migrate", verbosity=0)
    start = time.perf_counter()
    fill(vendor)
    line("(made in)", f"{time.perf_counter() - start:.0f} s", "")
    queue_pages()
    filing_at_once()
    calendar_change()


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    child = os.environ.get("DIABAN_BENCH_CHILD")
    if child:
        one_database(child)
    else:
        everything()
