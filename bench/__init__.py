"""How fast the desk is: scenarios measured beside their floor in one run, with a ratio and its spread."""
