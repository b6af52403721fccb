"""Pages for what customers ask and no page answers: drafted, filled in by people, tried, published.

`draft` says what a draft is, `service` what people do with it; `trying` and `publishing` need what
answers customers, so a process of their own does them (`assistant/app/page_work.py`).
"""
