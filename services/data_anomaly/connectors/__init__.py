"""What reaches outside the process: port systems and their guards, the key folder, and the loops that use them.

Called by supervised loops and by routes before or after a transaction, never inside one.
"""
