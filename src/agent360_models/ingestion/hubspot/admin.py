"""Admin of HubSpot."""
