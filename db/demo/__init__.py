"""The demonstration office: invented people, reports, cases and decisions, a function of a seed and an as-of date.

Stories (`patterns`, `routine`, `staged`) are told with the verbs of `report.Report` and `story.Story`. A verb writes
rows into a `sheet.Sheet` and moves the story's own clock; a story that reaches the as-of date stops there and leaves
its matter open. `generate` writes the sheets through the ledger. Which rows mean which fact: `db/case_facts.py`.
"""
