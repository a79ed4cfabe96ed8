"""Pages that answer in a browser: what each asks, how it is written, and how it is answered.

A page asks one question of the terms. It is made here, in both languages, as plain HTML with a form, so that it can be
read before anything is computed. What is typed goes as JSON to `answering`, in the page itself (Python in a worker) or
on this machine (`telcoterms desk`); nothing goes anywhere else.
"""
