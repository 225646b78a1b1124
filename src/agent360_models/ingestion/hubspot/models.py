"""Tables of HubSpot."""
