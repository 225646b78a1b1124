"""QR codes and their scans."""
