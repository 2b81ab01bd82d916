"""HTTP shapes of data_anomaly: what callers send (`params`) and what they see (`views`)."""
