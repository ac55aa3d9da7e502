"""A stop: what is known of it beforehand, what it opens on, and what is written down there."""
