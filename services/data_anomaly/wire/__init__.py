"""HTTP shapes of data_anomaly: what callers send (…Params) and what they see (…View).

- `params`, `views`: cases and the special case
- `registry`: what is registered, and the transparency log
"""
