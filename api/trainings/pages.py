"""Training as pages."""

from litestar import MediaType, Response, get
from litestar.params import FromPath

from api.access import access_training
from api.acts import REGISTRY
from api.dependencies import AnyRequest, requires, within_unit
from api.rendering import render
from api.trainings.service import list_modules, module_item
from db.work import Work


def _acts(on: str, number: str = "") -> list[dict[str, str]]:
    return [{"label": act.title, "href": act.form_href(number)} for act in REGISTRY["training:manage"] if act.on == on]


@get("/trainings", opt=requires("training:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_trainings(work: Work, request: AnyRequest) -> Response[str]:
    """Every training module with its last session."""
    rows = list_modules(work)
    page = render(request, work, "trainings/list.html", page_title="Training", rows=rows, acts=_acts("office"))
    return Response(page, media_type=MediaType.HTML)


@get("/trainings/{number:str}", opt=requires("training:manage"), include_in_schema=False, media_type=MediaType.HTML)
@within_unit
def show_training(work: Work, request: AnyRequest, number: FromPath[str]) -> Response[str]:
    """One module: its sessions, and how many completed each."""
    found = access_training(work, number)
    acts = _acts("training", number)
    item = module_item(work, found.row)
    page = render(request, work, "trainings/one.html", page_title=found.name, row=item, acts=acts)
    return Response(page, media_type=MediaType.HTML)


handlers = [show_trainings, show_training]
