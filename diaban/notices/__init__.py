"""What people are told: in the program always, by e-mail as each of them chooses."""
