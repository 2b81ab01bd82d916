"""What a data anomaly is and how its case may move. Nothing here knows a database, a clock or a wire."""
