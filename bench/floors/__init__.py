"""Floors: the least that anybody would have to do for the same work, with the same libraries and settings."""
