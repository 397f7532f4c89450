"""Loyalty risk: the probability that a customer would not recommend or return, with reasons that add up."""
