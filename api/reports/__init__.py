"""Reports from their filer's side: draft, file, follow, add to."""
