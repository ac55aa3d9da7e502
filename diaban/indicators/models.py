"""Published statements (số liệu công bố): what somebody said, in the exact words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.facts import typed
from diaban.indicators.models_statements import StatementLink as StatementLink


class Statement(typed.Subject):
    """A figure that somebody published, with its unit, period and scope. Filled by resolution."""

    topic = typed.code()
    value = typed.number()
    unit = typed.code()
    period = typed.code()
    scope_vi = typed.text()
    scope_en = typed.text()
    quote = typed.text()
    quote_en = typed.text()
    place = typed.key()

    class Meta:
        verbose_name = _("published figure")
        verbose_name_plural = _("published figures")
