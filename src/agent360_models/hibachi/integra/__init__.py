"""What other systems told: calls, payments and their matches, messages from social media."""
