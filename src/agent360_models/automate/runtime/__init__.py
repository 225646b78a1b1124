"""The code of ``automate`` that reaches other services or runs untrusted texts; rows call it through their hooks."""
