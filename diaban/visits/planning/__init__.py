"""Planning a visit: whom to visit and why, in which order, and the calendar file."""
