"""An invented register from the first quarter of 2025 to today, marked as demonstration.

Written in bulk, because its events lie in the past; what each dossier is, is replayed from them
like any other's. Its codes begin with DEMO, so that no real running number is touched.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from random import Random

from django.db import transaction
from django.utils import timezone

from diaban import clock
from diaban.accounts import demonstration as accounts
from diaban.accounts.models import Organisation, Role, User
from diaban.clock.calendar import VIETNAM
from diaban.dossiers import blobs, catalogue, invented, standing
from diaban.dossiers.catalogue import Book
from diaban.dossiers.lifecycle import Kind
from diaban.dossiers.models import Attachment, Channel, Dossier, DossierEvent, Letter
from diaban.dossiers.steps import STEPS
from diaban.dossiers.uploads import PDF
from diaban.facts.signals import announce

SEED = 116_68_16
CODE = "DEMO"
ENTERPRISES = 14
RESULT = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R"
    b"/Resources<</Font<</F<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>>>endobj\n"
    b"4 0 obj<</Length 61>>stream\nBT /F 18 Tf 72 760 Td (Ket qua minh hoa / Demonstration) Tj ET"
    b"\nendstream endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"
)


def load() -> None:
    """Make the register; run again it changes nothing."""
    if Dossier.objects.filter(demonstration=True, code__startswith=f"{CODE}-").exists():
        return
    sha256, size = blobs.store([RESULT])
    with transaction.atomic():
        companies = _companies()
        people = _people()
        book = catalogue.book()
        told = list(invented.stories(_world(book)))
        dossiers = _dossiers(told, companies)
        _write(told, dossiers, people, book)
        _results(dossiers, sha256, size)
        announce("dossiers.demonstration", [])


def erase() -> None:
    """Take every demonstration dossier away, those that were filed by hand too."""
    with transaction.atomic():
        for model in (Letter, Attachment, DossierEvent):
            model._default_manager.filter(dossier__demonstration=True).delete()
        Dossier.objects.filter(demonstration=True).update(replaces=None)
        if Dossier.objects.filter(demonstration=True).delete()[0]:
            announce("dossiers.demonstration", [])


def _world(book: Book) -> invented.World:
    now = timezone.now().astimezone(VIETNAM)
    offers: dict[date, list[catalogue.Offer]] = {}
    day = invented.FIRST_QUARTER.first
    while day <= now.date():
        offers[day] = [one for one in book.offered(day) if _fits(one)]
        day += timedelta(days=1)
    return invented.World(Random(SEED), book.calendar, offers, now, ENTERPRISES)  # noqa: S311


def _fits(offer: catalogue.Offer) -> bool:
    """Terms of some days up to a month make a register that looks like one; and unknown ones."""
    term = offer.rule.term
    return term is None or (term.unit != clock.Unit.HOURS and 3 <= term.amount <= 30)


def _companies() -> list[Organisation]:
    first = accounts.organisation()
    others = []
    for number in range(1, ENTERPRISES):
        found, _made = Organisation.objects.get_or_create(
            name_vi=f"Doanh nghiệp minh họa số {number}", demonstration=True,
            defaults={"name_en": f"Illustration enterprise no. {number}"},
        )  # fmt: skip
        others.append(found)
    return [first, *others]


def _people() -> dict[str, User | None]:
    """The demonstration officer and leader, where they exist."""
    return {
        role: User.objects.filter(demonstration=True, role=role).order_by("pk").first()
        for role in (Role.OFFICER, Role.LEADER)
    }


def _dossiers(told: list[invented.Story], companies: list[Organisation]) -> list[Dossier]:
    numbers: dict[date, int] = defaultdict(int)
    rows = []
    for story in told:
        day = story.received.date()
        numbers[day] += 1
        rows.append(
            Dossier(
                code=f"{CODE}-{day:%y%m%d}-{numbers[day]:04d}",
                state=1,
                procedure=story.procedure,
                procedure_version=story.version,
                channel=Channel.ONLINE if story.online else Channel.COUNTER,
                organisation=companies[story.enterprise],
                demonstration=True,
                created_at=story.events[0][0].at,
            )
        )
    return rows


def _write(
    told: list[invented.Story], dossiers: list[Dossier], people: dict[str, User | None], book: Book
) -> None:
    """Replay every dossier in memory, then write dossiers and events at once."""
    officer, leader = people[Role.OFFICER], people[Role.LEADER]
    rows = []
    for story, dossier in zip(told, dossiers, strict=True):
        events = []
        for sequence, (event, why) in enumerate(story.events, 1):
            data = dict(event.data)
            if event.kind == Kind.FORWARDED and officer is not None:
                data["to"] = officer.pk
            by = leader if STEPS[event.kind].permission == "decide_dossiers" else officer
            row = DossierEvent(dossier=dossier, sequence=sequence, kind=event.kind, at=event.at,
                               recorded_at=event.at, by=by, reason=why, data=data)  # fmt: skip
            rows.append(row)
            events.append(standing.event_of(row))
        dossier.version = len(events)
        standing.renew(dossier, events, book=book)
    Dossier.objects.bulk_create(dossiers, batch_size=500)
    for row in rows:
        row.dossier_id = row.dossier.pk
    DossierEvent.objects.bulk_create(rows, batch_size=500)


def _results(dossiers: list[Dossier], sha256: str, size: int) -> None:
    """A result on file for nine of ten that were completed."""
    Attachment.objects.bulk_create(
        (
            Attachment(dossier=dossier, purpose=Attachment.Purpose.RESULT, name="ket-qua.pdf",
                       sha256=sha256, size=size, media_type=PDF,
                       added_at=dossier.ended_at or dossier.created_at)
            for number, dossier in enumerate(dossiers)
            if dossier.state in (9, 10) and number % 10
        ),
        batch_size=500,
    )  # fmt: skip
