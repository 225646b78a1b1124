"""QR codes and who scanned them."""
