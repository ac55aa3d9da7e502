"""What a finding becomes: a petition, a remedy, a word about land, an event of a project."""
