"""Rules over runs, and the alerts they raised."""
