"""Rules about runs, and the alerts that broken rules open."""
