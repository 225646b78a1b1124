"""What is sold: product brands and products."""
