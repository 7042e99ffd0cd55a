"""Cases: the list, the case page's own sections, and the acts that belong to no other part of the procedure."""
