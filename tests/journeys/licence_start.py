"""The licence journey, from the report to an open case."""

from tests.journeys import filing
from tests.journeys.cast import CASE_NUMBER, Cast
from tests.journeys.filing import Seen

POSTS = (
    Seen(
        "Our star witness lies for a living. The jury will see it this week.",
        {
            "Link to the post": "https://facebook.example/trialtalk/1",
            "What is it?": "Own post",
            "Account name or handle": "trialtalk",
            "Whose account?": "Account under another name",
            "Where was it posted?": "Facebook",
            "Who could see it?": "Anyone",
            "When was it posted?": {"Date": "2026-02-24", "Time": "21:40"},
            "Can it still be seen online?": "Yes",
        },
    ),
    Seen(
        "Ask the defense what was in the lab report they are hiding.",
        {
            "Link to the post": "https://facebook.example/trialtalk/2",
            "What is it?": "Comment",
            "Account name or handle": "trialtalk",
            "Whose account?": "Account under another name",
            "Where was it posted?": "Facebook",
            "Who could see it?": "Anyone",
            "When was it posted?": {"Date": "2026-02-25"},
            "Can it still be seen online?": "Yes",
        },
    ),
)
HAPPENED = "An account called trialtalk posted twice about a trial that is under way. I think it is one of our own."


def received(cast: Cast) -> int:
    """How many reports the leader's dashboard counts for the whole office."""
    page = cast.menu("leader", "Trends")
    tile = page.locator(".tile").filter(has=page.get_by_text("Reports received", exact=True))
    return int(tile.locator(".tile__value").inner_text().replace(",", ""))


def the_leader_reads_the_total(cast: Cast) -> None:
    cast.notes["before"] = received(cast)
    cast.leave("leader")


def the_supervisor_files_a_report(cast: Cast) -> None:
    page = filing.begin(cast, "supervisor")
    for chapter in ("Next: Who", "Next: Posts", "Next: Rules", "Next: Review"):
        filing.press(page, chapter)
    assert filing.refused_report(page) == [
        "Say in your own words what happened.",
        "Confirm that the report is true as far as you know.",
    ]
    filing.go_to(page, "What happened")
    filing.say_what_happened(page, HAPPENED, cast.today())
    filing.describe_person(page, "T. Lindqvist from Trials")
    filing.press(page, "Next: Posts")
    filing.add_post(page, POSTS[0], filing.picture(cast.files, "post-1.png", 200))
    filing.press(page, "Add another post")
    filing.add_post(page, POSTS[1])
    cast.shot("supervisor", "posts-of-a-report")
    filing.go_to(page, "Review")
    cast.report = filing.submit(page)
    cast.shot("supervisor", "receipt")


def intake_may_not_screen_yet(cast: Cast) -> None:
    wanted = {
        "For whom?": "T. Lindqvist from Trials",
        "Outcome": "Open a case",
        "Reasons": "Posts about a trial under way, under another name.",
    }
    assert cast.refused_to_screen("intake", "Screen the report", wanted) == [
        "Choose the track of the case.",
        "Check conflicts of everyone in the matter.",
        "Identify T. Lindqvist from Trials before a case opens.",
    ]
    cast.shot("intake", "screening-refused")


def intake_checks_conflicts_and_identifies(cast: Cast) -> None:
    cast.screen(
        "intake", "Check conflicts", {"I checked everyone listed here, in the filing chain and on the board": True}
    )
    cast.screen(
        "intake",
        "Identify a person",
        {
            "Whom do you identify?": "T. Lindqvist from Trials",
            "Employee number or full name": "Trevor Lindqvist",
            "How do you know?": "The only T. Lindqvist of the Trials unit.",
        },
    )


def intake_screens_and_opens_a_case(cast: Cast) -> None:
    cast.screen(
        "intake",
        "Screen the report",
        {
            "For whom?": "Trevor Lindqvist",
            "Outcome": "Open a case",
            "Track of the case": ["License: discipline by the board"],
            "Reasons": "Posts about a trial under way, under another name.",
        },
    )
    opening = {"Investigator": "Imani Brathwaite", "What the case is about": "Posts about a trial under way"}
    page = cast.screen("intake", "Open a case", opening)
    cast.case = page.locator("main").get_by_role("link", name=CASE_NUMBER).first.inner_text()


def intake_assigns_the_others(cast: Cast) -> None:
    for part, name in (
        ("Speech reviewer", "Rufus Adeyemi"),
        ("Cause reviewer", "Matthias Oyelaran"),
        ("Presenting counsel", "Vera Halvorsen"),
    ):
        cast.do("intake", "Overview", "Assign", {"Part in the case": part, "Person": name})
    cast.leave("intake")


CHAPTERS = (
    the_leader_reads_the_total,
    the_supervisor_files_a_report,
    intake_may_not_screen_yet,
    intake_checks_conflicts_and_identifies,
    intake_screens_and_opens_a_case,
    intake_assigns_the_others,
)
