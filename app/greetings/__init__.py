"""Thư, điện mừng: greetings sent and received, and the policy that asks for them."""
