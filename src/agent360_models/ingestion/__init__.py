"""A warehouse: records of CRM, call and marketing systems, with an app for each system, and the runs of their syncs."""
