"""Finding matters and people within what the viewer may see."""
