"""`portdesk demo`: one case from the first report to the offline proof, told on a suite of its own."""
