"""What a request costs by a price, and which parameters that depends on."""
