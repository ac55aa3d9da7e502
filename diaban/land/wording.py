"""Accounts, kinds, stages, figures and refusals in words. Needs an active language."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from diaban.design import formats
from diaban.land.ledger import DIFFERENCE, OUTSIDE, Refusal, hectares

Words = str | Promise

USES: dict[str, Words] = {
    "industrial_service": lazy("Industrial and service land"),
    "infrastructure": lazy("Infrastructure land"),
    "green": lazy("Green land"),
    "other": lazy("Other land"),
}
STAGES: dict[str, Words] = {
    "not_cleared": lazy("Not cleared"),
    "cleared": lazy("Cleared"),
    "handed_over": lazy("Handed over"),
    "serviced": lazy("Finished"),
    "free": lazy("Ready, free"),
    "leased": lazy("Leased"),
    "blocked": lazy("Ready, withheld"),
}
MIXED: Words = lazy("In several stages")
FIGURES: dict[str, Words] = {
    "gross": lazy("Planned area"),
    "industrial": lazy("Industrial and service land"),
    "infrastructure": lazy("Infrastructure land"),
    "green": lazy("Green land"),
    "other": lazy("Other land"),
    "difference": lazy("Area difference"),
    "not_cleared": lazy("Not cleared"),
    "cleared": lazy("Land cleared"),
    "handed_over": lazy("Handed over to the developer"),
    "ready": lazy("Ready land"),
    "leased": lazy("Land leased"),
    "free": lazy("Ready and free"),
    "blocked": lazy("Ready, withheld"),
}
RATIOS: dict[str, Words] = {
    "occupancy_of_plan": lazy("Occupancy of the plan"),
    "leased_of_ready": lazy("Leased of ready land"),
    "leased_of_cleared": lazy("Leased of cleared land"),
    "cleared_of_planned": lazy("Cleared of planned land"),
    "ready_of_industrial": lazy("Ready of industrial land"),
    "handed_over_of_cleared": lazy("Handed over of cleared land"),
}
KINDS: dict[str, Words] = {
    "open": lazy("Opening balance"),
    "found": lazy("Zone set up"),
    "resize": lazy("Area changed by decision"),
    "rezone": lazy("Use changed"),
    "clear": lazy("Land cleared"),
    "hand_over": lazy("Land handed over"),
    "service": lazy("Infrastructure finished"),
    "lease": lazy("Leased"),
    "release": lazy("Lease ended"),
    "block": lazy("Withheld"),
    "unblock": lazy("Offered again"),
    "identify": lazy("Plots drawn"),
    "split": lazy("Plot split"),
    "merge": lazy("Plots merged"),
    "correct": lazy("Boundary corrected"),
    "transfer": lazy("Lease transferred"),
    "reverse": lazy("Entry reversed"),
}


LEASE_KINDS: dict[str, Words] = {
    "sub_lease": lazy("Sub-lease from the developer"),
    "state_lease": lazy("Lease from the State"),
}
PAYMENTS: dict[str, Words] = {
    "annual": lazy("Every year"),
    "once": lazy("Once for the term"),
    "free": lazy("Exempt"),
}
LEASE_EVENTS: dict[str, Words] = {
    "renewed": lazy("Lease renewed"),
    "transferred": lazy("Lease transferred"),
    "terminated": lazy("Lease ended"),
    "built": lazy("Built"),
    "linked": lazy("Lessee's project named"),
}
CLEARANCE: dict[str, Words] = {
    "inventoried": lazy("Inventoried"),
    "plan_approved": lazy("Compensation plan approved"),
    "paid": lazy("Paid"),
    "moved": lazy("Moved"),
    "handed_over": lazy("Land handed over"),
    "disputed": lazy("Disputed"),
    "settled": lazy("Dispute settled"),
}


def account(name: str) -> str:
    """Industrial and service land: leased."""
    if name == OUTSIDE:
        return _("Outside the zone")
    if name == DIFFERENCE:
        return _("Area difference")
    use, _dot, stage = name.partition(".")
    return f"{USES[use]} – {STAGES[stage]}"


def area(area_m2: int | None) -> str:
    """Square metres as exact hectares with the unit, in the reader's language."""
    language = (get_language() or "vi")[:2]
    return "–" if area_m2 is None else formats.quantity(float(hectares(area_m2)), "ha", language, 4)


def refusal(error: Refusal) -> str:
    """Why an entry was not taken, with the balance at that moment, and what to do."""
    language = (get_language() or "vi")[:2]
    terms = {
        "account": account(error.account) if error.account else "",
        "plot": error.plot,
        "day": formats.day(error.on, language) if error.on else "",
        "balance": area(error.balance_m2),
        "asked": area(error.asked_m2),
    }
    words = REFUSALS.get(error.reason, REFUSALS["not_this_kind"])
    told = str(words) % terms
    if error.plot and "%(plot)s" not in str(words):
        told = _("Plot %(plot)s: %(words)s") % {"plot": error.plot, "words": told}
    return told


REFUSALS: dict[str, Words] = {
    "unbalanced": lazy(
        "The lines of this entry do not add up to zero: %(balance)s are over. Correct an area so "
        "that as much leaves one account as enters the other."
    ),
    "empty": lazy("An area is missing or zero. Write how many hectares move."),
    "not_whole": lazy(
        "An area finer than one square metre cannot be posted. Round it to four decimals."
    ),
    "unknown_kind": lazy("There is no entry of this kind. Choose one of the list."),
    "unknown_account": lazy("There is no such account. Choose one of the list."),
    "not_this_kind": lazy(
        "An entry of this kind does not move land between these accounts. Land goes one step at a "
        "time: not cleared, cleared, handed over, ready, leased."
    ),
    "before_zone": lazy(
        "The zone has existed since %(day)s only, and held nothing before. Give a later date, or "
        "correct the date on which the zone was set up."
    ),
    "future": lazy(
        "Today is %(day)s. What has not happened yet is no entry: write it as a forecast of the "
        "clearance block."
    ),
    "below_zero": lazy(
        "%(account)s: on %(day)s there are %(balance)s, and this entry takes %(asked)s. Take less, "
        "or first post how the missing land got there."
    ),
    "more_than_ready": lazy(
        "More than is ready and free: on %(day)s there are %(balance)s, and this entry takes "
        "%(asked)s. Take less, or first post what was serviced or given back."
    ),
    "over_tolerance": lazy(
        "The areas before and after differ by %(asked)s, and at most %(balance)s are allowed. "
        "Measure again, or correct the boundary first."
    ),
    "difference_grows": lazy(
        "On %(day)s the area differences of this zone would come to %(asked)s together, and at "
        "most %(balance)s are allowed. Have the zone's area changed by a decision first."
    ),
    "leased_over_ready": lazy(
        "On %(day)s %(asked)s would be leased of %(balance)s ready. Post what was serviced first."
    ),
    "ready_over_industrial": lazy(
        "On %(day)s %(asked)s would be ready of %(balance)s industrial land. Check the land's use."
    ),
    "industrial_over_gross": lazy(
        "On %(day)s there would be %(asked)s of industrial land in a zone of %(balance)s. The "
        "zone's area must be changed by a decision first."
    ),
    "cleared_over_gross": lazy(
        "On %(day)s %(asked)s would be cleared in a zone of %(balance)s. The zone's area must be "
        "changed by a decision first."
    ),
    "no_ledger": lazy("This zone has no ledger yet. Open one first."),
    "ledger_exists": lazy("This zone has a ledger already; it was not opened again."),
    "unknown_zone": lazy("There is no such zone. Choose one of the list."),
    "unknown_plot": lazy("There is no plot %(plot)s in this zone. Check its code."),
    "plot_exists": lazy("A plot %(plot)s is on record already. Give another code."),
    "bad_code": lazy("A code has letters, digits, hyphens and dots only. Write another one."),
    "other_zone": lazy("Plot %(plot)s belongs to another zone; an entry stays within one zone."),
    "mixed_plot": lazy(
        "Plot %(plot)s is not all in one account or under one contract. Settle that first."
    ),
    "nothing_there": lazy("Plot %(plot)s holds no land on %(day)s. Give a later date."),
    "outline_unsound": lazy("The outline crosses itself or is empty. Draw it again."),
    "outside_zone": lazy(
        "%(asked)s of the outline lie outside the zone. Draw the plot within the zone's outline."
    ),
    "across_zones": lazy(
        "%(asked)s of the outline lie in another zone. A plot lies in one zone: split it at the "
        "border."
    ),
    "overlap": lazy("The outline overlaps plot %(plot)s by %(asked)s. Correct one of them."),
    "area_and_outline": lazy(
        "The outline measures %(balance)s and the area says %(asked)s. Correct one of them."
    ),
    "unknown_lease": lazy("There is no such contract in this zone. Check its number."),
    "lease_exists": lazy("A contract of this number is on record already. Give another number."),
    "lease_ended": lazy("This contract had ended on %(day)s. Sign a new one."),
    "bad_term": lazy(
        "A contract ends after it begins, and is renewed to a later day. Correct the dates."
    ),
    "by_contract": lazy(
        "Land is leased and given back by contracts only. Use “Sign a lease” or “End a lease”."
    ),
    "opening_paper": lazy(
        "An opening balance rests on a document. Give the number of the decision or report that "
        "the figure is from."
    ),
    "opening_late": lazy(
        "This ledger has begun: an opening balance comes before all other entries. Post how the "
        "land was cleared, handed over and made ready."
    ),
    "reversed_before": lazy(
        "The entry is of %(day)s, and cannot be taken back before. Give that day or a later one."
    ),
    "more_than_uncleared": lazy(
        "Only %(balance)s of the zone's uncleared land are in no other block, and this block has "
        "%(asked)s. Correct the area, or the other blocks first."
    ),
    "unknown_entry": lazy("There is no such entry in this ledger. Check its number."),
    "already_reversed": lazy("This entry was reversed already; nothing was posted."),
    "not_reversible": lazy(
        "An entry that belongs to a contract or draws plots is not reversed by itself. Post what "
        "ends the contract, or draw the plots anew."
    ),
    "unknown_block": lazy("There is no such clearance block in this zone. Check its code."),
    "block_exists": lazy("A clearance block of this code is on record already. Give another code."),
    "more_than_block": lazy(
        "That would be %(asked)s of a block that has %(balance)s. Correct the area or the counts."
    ),
    "bad_range": lazy("A forecast runs from an earlier day to a later one. Correct the dates."),
}
