"""A warehouse: the records of CRM, call and marketing systems, an app for each, and the runs of their syncs."""
