"""Fill a need from several depots: who gives how much of what, when each part arrives, and what is still missing."""
