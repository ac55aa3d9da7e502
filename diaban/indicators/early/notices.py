"""What early sight tells people of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from diaban.accounts.permissions import Permission
from diaban.notices.kinds import Kind

ALERT = Kind(
    "figures.alert",
    _("An alert on an indicator was raised"),
    room="figures",
    permissions=(Permission.HANDLE_ALERTS,),
)
