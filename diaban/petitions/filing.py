"""A petition while it is being filed: what was typed and handed in, and what to look at first.

The first time, what others asked much the same, a point far from the park and an organisation of
the name that was typed are shown; whoever files again has seen them. The same for an enterprise,
an officer and an anonymous report.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest

from diaban.accounts.models import Organisation, User
from diaban.petitions import actions, finding, showing
from diaban.petitions.forms import PetitionForm
from diaban.petitions.models import Petition
from diaban.petitions.papers import HandedIn
from diaban.petitions.position import Offset
from diaban.petitions.refusal import ActionRefused


class Filing:
    """One request for the filing page. `who` is the reader, for whom stored files are signed;
    `demonstration`: whether what he files is invented, and so is what it is compared with."""

    def __init__(
        self,
        request: HttpRequest,
        form: PetitionForm,
        who: str,
        most_similar: int = 5,
        *,
        demonstration: bool = False,
    ) -> None:
        self.form = form
        self.papers = HandedIn(request, form, who)
        self.similar: list[tuple[Petition, float]] = []
        self.far: Offset | None = None
        self.named: Organisation | None = None
        self.seen = "seen" in request.POST
        self.complete = request.method == "POST" and form.is_valid()
        if self.complete and not self.seen:
            asked = form.request()
            text = f"{asked.title} {asked.text}"
            if most_similar:  # a stranger is not shown what others asked
                self.similar = finding.similar(
                    text, asked.place, demonstration=demonstration, most=most_similar
                )
            offset = form.offset()
            self.far = offset if offset and offset.is_far else None
            self.named = form.namesake()
            self.complete = not (self.similar or self.far or self.named)

    def file(self, by: User | None, **more: Any) -> Petition | None:
        """File it if it is complete; None where it was refused, and the form says why."""
        asked = replace(self.form.request(**more), papers=tuple(self.papers.stored))
        try:
            return actions.file_petition(asked, by=by, at=self.form.received_at())
        except ActionRefused as refused:
            part = refused.part if refused.part in self.form.fields else None
            self.form.add_error(part, refused.reason)
            return None

    def context(self) -> dict[str, Any]:
        """What the filing page shows."""
        return {
            "form": self.form,
            "handed_in": self.papers.stored,
            "papers_note": self.papers.note,
            "similar": showing.similar_lines(self.similar),
            "far": showing.far(self.far, self.form) if self.far else "",
            "named": self.named,
            "seen": self.seen or bool(self.similar or self.far or self.named),
        }


def again(earlier: Petition) -> dict[str, Any]:
    """What a form begins with where a closed petition comes again."""
    names = ("title", "category", "place", "petitioner_kind", "project")
    return {name: getattr(earlier, name) for name in names} | {"recurs": str(earlier.pk)}
