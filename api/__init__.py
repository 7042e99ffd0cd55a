"""HTTP in, HTTP out: settings, guards, acts, pages. The rules live in db.domain."""
