"""What customers said after a booking, the coupons they got, and reviews that went to a person."""
