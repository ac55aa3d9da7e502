"""The one-stop desk: dossiers, their events, letters and figures (một cửa)."""
