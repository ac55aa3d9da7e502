"""The quarter in figures, for everybody: a glance, each indicator, comparisons, a map, files."""
