"""What routing knows: dispatch, handlings, working time and clocks. Nothing of databases, HTTP or events."""
