"""Users and what they may do, stations, and the social accounts of the business."""
