"""Known open data: what there is, from where, under which licence, and how it is brought in."""
