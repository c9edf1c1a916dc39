"""Contacts: who met whom, when, how sure.

    document ─ mentions ─ entities ─ pairs ─ decide ─ assemble ─► Contact

`document` cuts a text into sentences with their section; `mentions` finds people, offices, bodies and groups in one
automaton pass over the lexicon; `entities` says who is the same; `pairs` lists every Peruvian–US pair that a sentence
might bring together; `decide` weighs the features of each with log-linear models trained from labelled articles;
`assemble` turns the pairs that stand into contacts with mode, status, date and place.
"""
