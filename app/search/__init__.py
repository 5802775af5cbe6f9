"""Finding anything by name, and everything that touches one partner: this slice sees every collection below it."""
