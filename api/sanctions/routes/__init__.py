"""The acts after the decision as routes."""

from api.act_routes import act_routes
from api.sanctions.routes import acting
from api.sanctions.routes.reading import READS

handlers = [*act_routes(*acting.ACTS), *READS]
