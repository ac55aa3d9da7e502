"""Words of the field application: key → text; the page embeds both languages, for it works offline.

`{name}` is filled by the application. A countable message has a key for each form (`.one`,
`.other`). A test keeps these keys equal to those that `web/field` uses.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

MESSAGES: Mapping[str, str | Promise] = {
    "title": _("in the field"),
    "skip": _("Skip to the content"),
    "path": _("Where you are"),
    "language": _("Language"),
    "unknown": _("unknown"),
    "choose": _("Choose…"),
    "cancel": _("Cancel"),
    "remove": _("Remove"),
    "demonstration": _("Demonstration"),
    "handed_in": _("handed in"),
    # The line to the server
    "line.unknown": _("Looking for a signal…"),
    "line.online": _("Connected"),
    "line.offline": _("No signal: everything is kept here"),
    "line.signed_out": _("Not signed in"),
    "line.forbidden": _("Not your account"),
    "line.lost": _("Said to be lost"),
    "line.sending": _("Sending…"),
    "session.none": _("Sign in once with a signal; after that the application works without one."),
    "session.ended": _(
        "{name}, sign in again to send. Everything that you noted is kept on this device."
    ),
    "session.forbidden": _(
        "The account that is signed in does not record visits. An officer or leader who goes on "
        "the visit does; what is kept on this device stays."
    ),
    "session.lost": _(
        "This device was said to be lost: it has forgotten the visits that it carried. If it is "
        "found, say so on the desk (From the field → Devices in the field) and sign in again."
    ),
    "session.sign_in": _("Sign in"),
    "device.title": _("This device"),
    "device.person": _("{name} is signed in."),
    "device.sign_out": _("Sign out"),
    "device.forgets": _("What is known of your visits goes from this device."),
    "device.stays.one": _(
        "{count} thing is not received by the authority: it stays here until you sign in again."
    ),
    "device.stays.other": _(
        "{count} things are not received by the authority: they stay here until you sign in again."
    ),
    "device.nothing_stays": _("Everything that you wrote is received; nothing stays."),
    "device.failed": _("The server did not answer: you are still signed in."),
    "update.ready": _("A newer version of this application is ready."),
    "update.elsewhere": _("Another window of this application uses a newer version already."),
    "update.kept": _("What you have written stays."),
    "update.use": _("Use it now"),
    "blocked.title": _("Nothing can be kept here"),
    "blocked.why": _(
        "This browser does not let the application keep anything on the device: perhaps it is a "
        "private window, or site data are forbidden in its settings. What you wrote would be lost."
    ),
    "blocked.do": _("Open this address in an ordinary window, or write on the desk."),
    "blocked.desk": _("Visits on the desk"),
    "space.short": _(
        "Only {left} are left on this device. Hand in and send soon, or take photographs off it."
    ),
    "space.full": _(
        "This device is full ({left} left): new photographs and memos may not be kept. What is "
        "kept already stays and can still be sent."
    ),
    "notice.worker": _(
        "This browser does not keep the application: with no signal it will not open again. What "
        "you note is kept."
    ),
    "notice.insecure": _(
        "This address is not protected (https). The application works while it is open and keeps "
        "what you note, but it does not open without a signal, knows no position and records no "
        "memos. Ask for the protected address."
    ),
    "store.failed": _(
        "The device could not keep this: its storage is full or forbidden. Free some space, then "
        "change the field once more."
    ),
    "age.now": _("just now"),
    "age.minutes.one": _("{count} minute ago"),
    "age.minutes.other": _("{count} minutes ago"),
    "age.hours.one": _("{count} hour ago"),
    "age.hours.other": _("{count} hours ago"),
    "age.days.one": _("{count} day ago"),
    "age.days.other": _("{count} days ago"),
    # Visits
    "visits.title": _("Visits"),
    "visits.carried": _("On this device"),
    "visits.none_carried": _("Nothing yet. Take a visit along while there is a signal."),
    "visits.offered": _("Yours at the authority"),
    "visits.none_offered": _("No other visit names you as one of its people."),
    "visits.past": _("Past visits"),
    "visits.offline": _("They are listed when there is a signal."),
    "visit.stops.one": _("{count} stop"),
    "visit.stops.other": _("{count} stops"),
    "visit.stops_title": _("Stops"),
    "visit.take": _("Take along"),
    "visit.taking": _("Taking along…"),
    "visit.take_failed": _("It did not arrive. Try again where the signal is better."),
    "visit.taken": _("Taken along {age}"),
    "visit.as_of": _("as of {moment}"),
    "visit.team": _("Team: {names}"),
    "visit.refresh": _("Take the newest state along"),
    "visit.leave": _("Take off this device"),
    "visit.leave_ask": _(
        "What is known of this visit goes from this device. Notes on their way stay."
    ),
    "visit.leave_unsent.one": _("{count} thing is not handed in yet. Hand it in first."),
    "visit.leave_unsent.other": _("{count} things are not handed in yet. Hand them in first."),
    "visit.leave_yes": _("Take it off"),
    "visit.gone": _(
        "“{title}” was taken off this device: it is over or no longer yours, and everything that "
        "you wrote is received."
    ),
    "visit.not_here": _("This is not on the device. Go back and take the visit along."),
    "storage.title": _("Storage of this device"),
    "storage.used": _("{used} used of {quota}."),
    "storage.kept": _("The browser has promised not to clear it."),
    "storage.not_kept": _(
        "The browser may clear it when space runs out. Install the application or hand in soon."
    ),
    # A stop
    "stop.unsent.one": _("{count} not handed in"),
    "stop.unsent.other": _("{count} not handed in"),
    "stop.unsent_saved.one": _("{count} change kept on this device, not handed in."),
    "stop.unsent_saved.other": _("{count} changes kept on this device, not handed in."),
    "stop.handed": _("Handed in: it is sent as soon as there is a signal."),
    "stop.nothing": _("Everything is handed in."),
    "stop.hand_in": _("Hand in"),
    "known.title": _("What is known"),
    "known.presses": _("presses"),
    "known.said": _("What was said"),
    "checklist.title": _("Checklist"),
    "checklist.clear": _("Not looked at"),
    "checklist.remark": _("Remark"),
    "checklist.remark_for": _("Remark on: {question}"),
    "notes.title": _("Notes"),
    "notes.state": _("What became of this stop"),
    "notes.state_none": _("Not said yet"),
    "notes.note": _("Note"),
    "met.title": _("Who was met"),
    "met.hint": _("One person a line: name, position"),
    "signatures.position": _("Position"),
    "photos.title": _("Photographs and memos"),
    "photos.take": _("Take a photograph"),
    "photos.choose": _("Choose photographs"),
    "photos.told": _(
        "They are made smaller (2048 pixels); their time and place are kept as data for the "
        "authority, and are not in the picture that others get."
    ),
    "photos.where_looking": _("Looking for the position…"),
    "photos.where_known": _("The position is known."),
    "photos.where_refused": _("The position was not allowed: pictures are kept without it."),
    "photos.left.one": _("Keeping {count} photograph…"),
    "photos.left.other": _("Keeping {count} photographs…"),
    "photos.failed": _("“{name}” could not be kept: the storage may be full."),
    "photos.no_position": _("no position"),
    "photos.blurred": _("faces made unrecognisable"),
    "photos.unreadable": _(
        "This device cannot open the picture. It is kept and sent as it is; take it again if you "
        "can."
    ),
    "photos.too_large": _(
        "“{name}” has {size}; the authority takes at most {most}. It stays here: take it again "
        "with a lower resolution, or bring it to the desk."
    ),
    "photos.caption": _("What it shows"),
    "blur.open": _("Hide faces"),
    "blur.title": _("Hide faces"),
    "blur.help": _(
        "Draw over each face. By keyboard: add a box, arrow keys move it, Shift and arrow keys "
        "change its size, Delete removes it. The first picture is replaced on this device."
    ),
    "blur.canvas": _("The photograph with the boxes over faces"),
    "blur.add": _("Add a box"),
    "blur.find": _("Find faces"),
    "blur.save": _("Make them unrecognisable"),
    "blur.failed": _("The picture could not be opened here."),
    "voice.title": _("Voice memos"),
    "voice.start": _("Record a memo"),
    "voice.stop": _("Stop ({seconds} s)"),
    "voice.play": _("Listen"),
    "voice.unable": _("This browser cannot record."),
    "voice.failed": _(
        "The microphone was not allowed or is not there. A recording made otherwise can be chosen."
    ),
    "voice.full": _("The device is full: the memo ends here. What was kept of it stays."),
    "voice.choose": _("Choose a recording"),
    "findings.title": _("Findings"),
    "findings.add": _("Add a finding"),
    "findings.category": _("Field"),
    "findings.text": _("What was found"),
    "findings.incomplete": _("It is handed in once it has a field and words."),
    "findings.here": _("It is here"),
    "findings.at": _("At {point}"),
    "commitments.title": _("Commitments"),
    "commitments.add": _("Add a commitment"),
    "commitments.side": _("Who promises"),
    "commitments.authority": _("The authority’s side"),
    "commitments.enterprise": _("The enterprise"),
    "commitments.body": _("Body that will do it"),
    "commitments.body_none": _("Not said"),
    "commitments.what": _("What is promised"),
    "commitments.due": _("By when"),
    "commitments.evidence": _("What will show it"),
    "commitments.by": _("by {day}"),
    "signatures.title": _("Signatures"),
    "signatures.hint": _(
        "Both sides sign for what is written here. Draw with a finger or pen, or type the name and "
        "confirm."
    ),
    "signatures.authority": _("For the authority"),
    "signatures.other": _("For the other side"),
    "signatures.name": _("Full name"),
    "signatures.pad": _("Field to draw the signature in"),
    "signatures.wipe": _("Draw again"),
    "signatures.confirm": _("I sign with my typed name"),
    "signatures.sign": _("Sign"),
    "signatures.missing": _("Write the name, then draw the signature or confirm the typed name."),
    "signatures.missing_reason": _("Write the name and the reason."),
    "signatures.of": _("Signature of {name}"),
    "signatures.drawn_at": _("Signed by hand {moment}"),
    "signatures.typed_at": _("Signed with the typed name {moment}"),
    "signatures.again": _("Sign again"),
    "signatures.refuse": _("Does not sign"),
    "signatures.reason": _("Reason"),
    "signatures.note_refusal": _("Note the refusal"),
    "signatures.refused_because": _("Did not sign: {reason}"),
    # What waits
    "outbox.title": _("Outbox"),
    "outbox.hint": _(
        "What is handed in waits here until the server confirms it. Nothing is removed before that."
    ),
    "outbox.needed.one": _("{count} needs you"),
    "outbox.needed.other": _("{count} need you"),
    "outbox.now": _("Send now"),
    "outbox.drafts": _("Not handed in yet"),
    "outbox.strayed_title": _("Of visits that are not on this device"),
    "outbox.strayed": _(
        "What is known of this visit is not on the device; what you wrote is. Take the visit along "
        "to go on and to hand it in."
    ),
    "outbox.needs_you": _("Needs you"),
    "outbox.moving": _("On its way"),
    "outbox.none_moving": _("Nothing waits."),
    "outbox.done.one": _("{count} received by the authority"),
    "outbox.done.other": _("{count} received by the authority"),
    "outbox.clear": _("Clear this list"),
    "outbox.note": _("Notes – {where}"),
    "outbox.made": _("handed in {moment}"),
    "outbox.tries.one": _("{count} try"),
    "outbox.tries.other": _("{count} tries"),
    "outbox.other_person": _("somebody else’s: that person signs in to send it"),
    "outbox.retry": _("Send again"),
    "outbox.save": _("Save the file"),
    "outbox.remove": _("Remove from this device"),
    "outbox.remove_ask": _("It was never received. Removing it here loses it for good."),
    "outbox.remove_in_repair": _(
        "The authority has it and will look at it. It may be removed here."
    ),
    "outbox.remove_yes": _("Remove for good"),
    "state.draft": _("on this device"),
    "state.waiting": _("waiting for a signal"),
    "state.sending": _("sending"),
    "state.held": _("received, waits for an earlier note"),
    "state.received": _("received {moment}"),
    "state.needs_you": _("needs you"),
    "problem.conflict": _("Somebody else wrote something different. Decide field by field."),
    "problem.in_repair": _("The authority has it, but could not use it as it is."),
    "problem.bytes_gone": _("The bytes are no longer on this device: its storage was cleared."),
    "problem.proxy_too_large": _("It is larger than the way to the server allows."),
    "problem.too_large": _(
        "“{name}” has {size}, more than the authority takes. It stays here: take it again with a "
        "lower resolution, or save the file and bring it to the desk."
    ),
    "problem.later": _("It could not be sent; it is tried again by itself."),
    "conflict.base": _("When you took it along"),
    "conflict.mine": _("You wrote"),
    "conflict.theirs": _("{name} wrote {moment}"),
    "conflict.nothing": _("nothing"),
    "conflict.use_mine": _("Keep mine"),
    "conflict.use_theirs": _("Keep the other"),
    "conflict.write_both": _("Write both"),
    "conflict.both": _("What shall stand"),
    "conflict.use_both": _("Keep this"),
}
