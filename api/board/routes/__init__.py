"""The board's acts as routes."""

from api.act_routes import act_routes
from api.board.routes import charging, deliberation, hearing, seating
from api.board.routes.reading import READS

ACTS = (*charging.ACTS, *seating.ACTS, *hearing.ACTS, *deliberation.ACTS)

handlers = [*act_routes(*ACTS), *READS]
