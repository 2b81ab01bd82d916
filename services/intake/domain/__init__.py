"""Pure rules of intake: what a request is, how it moves, who may do what with it."""
