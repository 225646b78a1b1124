"""How the sync is doing, and who logs in: runs, watermarks, conflicts, log-ins."""
