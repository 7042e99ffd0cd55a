"""What each act from cause review to decision takes."""
