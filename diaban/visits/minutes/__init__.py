"""The minute of a stop (biên bản làm việc): drafted, signed by both sides, kept and sent."""
