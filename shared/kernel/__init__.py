"""Values every service speaks: pure Python, no input or output, no framework."""
