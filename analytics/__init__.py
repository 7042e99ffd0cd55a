"""From the record to insight: measures, figures and the rules that keep small numbers private.

Everything here but `facts` works on plain Polars frames (`frames`) and knows neither tables nor HTTP.
"""
