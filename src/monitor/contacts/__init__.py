"""Contacts: who met whom, when, how sure.

    document ─ mentions ─ entities ─ units ─ decide ─ assemble ─► Contact

`document` cuts a text into sentences with their section; `mentions` finds people, offices, bodies and groups in one
automaton pass over the lexicon; `entities` says who is the same; `units` lists every stretch of text that might tell of
a contact, with everybody in it and near it; `decide` weighs what is seen of a unit with log-linear models trained from
labelled articles; `assemble` turns the units that stand into contacts with participants, mode, status, date and place.
"""
