"""`{% load projects %}`: the room's codes in the reader's words."""

from __future__ import annotations

from typing import Any

from django import template

from diaban.projects import wording

register = template.Library()


@register.filter
def status_words(status: str) -> Any:
    return wording.STATUSES[status]


@register.filter
def phase_words(phase: str) -> Any:
    return wording.PHASES[phase]


@register.filter
def origin_words(origin: str | None) -> Any:
    return wording.ORIGINS[origin or ""]


@register.filter
def step_words(step: str) -> Any:
    return wording.REPORT_STEPS[step]


@register.filter
def money(total: Any) -> str:
    return wording.money(total)
