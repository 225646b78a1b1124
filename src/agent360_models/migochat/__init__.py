"""A chat CRM: customers who write to a Facebook page, their messages, and the posts and ads that brought them."""
