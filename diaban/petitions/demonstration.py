"""The demonstration register of petitions: `invented.stories` in the database, every row marked."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.utils import timezone

from diaban.accounts.models import Organisation
from diaban.facts.signals import announce
from diaban.petitions import demonstration_people, invented, remedies, routes, standing
from diaban.petitions.actions import INVENTED_PREFIX
from diaban.petitions.course import Terms
from diaban.petitions.models import (
    Attachment,
    Body,
    Cause,
    Counter,
    Follower,
    Petition,
    PetitionEvent,
    Remedy,
    RemedyEvent,
    Word,
)
from diaban.petitions.similar import tokens
from diaban.petitions.vocabulary import CATEGORIES


def load() -> None:
    """Make the invented petitions; where there are some already nothing is changed."""
    if Petition.objects.filter(demonstration=True).exists() or not Body.objects.exists():
        return
    today = timezone.localdate()
    with transaction.atomic():
        told = invented.stories(_leads(), standing.calendar(), today)
        organisations = {one: _organisation(one) for one in invented.askers()}
        causes = _causes(today)
        numbers: dict[int, int] = {}
        petitions = []
        for story in told:
            petition = _petition(story, organisations[story.asker], numbers)
            petition.cause = causes.get(story.category)
            petitions.append(petition)
        Petition.objects.bulk_create(petitions, batch_size=500)
        Counter.objects.bulk_create(
            Counter(series=INVENTED_PREFIX, year=year, last=last) for year, last in numbers.items()
        )
        _write_events(petitions, told)
        demonstration_people.load()
        announce("load_demonstration_petitions", [])


def _leads() -> dict[str, str]:
    """The lead body of each category inside a park, by the routes as they are."""
    found = {}
    for category in CATEGORIES:
        choice = routes.choose(category, invented.PARKS[0], "", timezone.localdate())
        if choice.route:
            found[category] = choice.route.lead
    return found


def _organisation(asker: invented.Asker) -> Organisation:
    found, _made = Organisation.objects.get_or_create(
        name_vi=asker.name_vi, demonstration=True, defaults={"name_en": asker.name_en}
    )
    return found


def _causes(today: date) -> dict[str, Cause]:
    found = {}
    for category, vi, en, remedy_vi, remedy_en, owner, promised, finished in invented.CAUSES:
        if not Body.objects.filter(code=owner).exists():
            continue
        remedy = Remedy.objects.create(
            title_vi=remedy_vi, title_en=remedy_en, owner_id=owner, demonstration=True
        )
        kinds = RemedyEvent.Kind
        began = date(2025, 2, 10)
        remedies.record(remedy, kinds.PROMISED, by=None, on=began, until=promised)
        if finished and finished <= today:
            text = "Đã hoàn thành (minh họa)."
            remedies.record(remedy, kinds.FINISHED, by=None, on=finished, text=text)
        found[category] = Cause.objects.create(
            title_vi=vi,
            title_en=en,
            category=category,
            remedy=remedy,
            demonstration=True,
            published_at=timezone.now(),
        )
    return found


def _petition(
    story: invented.Story, organisation: Organisation, numbers: dict[int, int]
) -> Petition:
    year = story.events[0].day.year
    numbers[year] = numbers.get(year, 0) + 1
    terms = Terms()
    petition = Petition(
        number=f"{INVENTED_PREFIX}-{year}-{numbers[year]:04d}", title=story.title, text=story.text,
        category=story.category, petitioner_kind=story.asker.kind, channel=story.channel,
        organisation=organisation, place=story.asker.place, term_days=terms.term_days,
        first_answer_days=terms.first_answer_days, notice_days=terms.notice_days,
        demonstration=True, version=len(story.events), filed_on=story.events[0].day,
    )  # fmt: skip
    standing.renew(petition, story.events)
    return petition


def _write_events(petitions: list[Petition], told: list[invented.Story]) -> None:
    now = timezone.now()
    events, words = [], []
    for petition, story in zip(petitions, told, strict=True):
        events += [
            PetitionEvent(petition=petition, sequence=number, kind=event.kind, at=event.at,
                          recorded_at=now, data=dict(event.data))
            for number, event in enumerate(story.events, 1)
        ]  # fmt: skip
        words += [
            Word(petition=petition, word=word[:60], place=petition.place,
                 is_open=petition.is_open, demonstration=True)
            for word in sorted(tokens(f"{story.title} {story.text}"))
        ]  # fmt: skip
    PetitionEvent.objects.bulk_create(events, batch_size=1000)
    Word.objects.bulk_create(words, batch_size=2000)


def erase() -> None:
    """Take the invented petitions away, with everything that hangs on them here."""
    with transaction.atomic():
        ours = Petition.objects.filter(demonstration=True)
        PetitionEvent.objects.filter(petition__in=ours).forget_demonstration()
        for model in (Word, Follower, Attachment):
            model.objects.filter(petition__in=ours).delete()
        ours.update(recurs=None)
        gone, _rows = ours.delete()
        Cause.objects.filter(demonstration=True, petitions=None).delete()
        kept = Remedy.objects.filter(demonstration=True, causes=None)
        RemedyEvent.objects.filter(remedy__in=kept).forget_demonstration()
        kept.delete()
        Counter.objects.filter(series=INVENTED_PREFIX).delete()
        if gone:
            announce("erase_demonstration_petitions", [])
