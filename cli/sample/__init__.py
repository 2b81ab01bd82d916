"""Demonstration data: requests made of the province's words, brought to the desk as anybody would bring them."""
