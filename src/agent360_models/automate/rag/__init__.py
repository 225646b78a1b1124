"""Knowledge sources, embedding models, and the endpoints that search them."""
