"""Bring together what ending a service comes to: when it ends, what is still billed, the charge, what comes back.

The day on which a cancellation is given is `cancelled`. The service ends on the day that the customer's notice gives
(`customer_cancellation`), by the notice of the charge where the terms have no other, or else on the day itself. What
leaving comes to is then

    the bills still to come      one for each cycle that begins after the running one and not after the end, with tax
    + the cancellation charge    with tax; asked of `cancellation_charge` where there is a fixed term
    - the refund                 with tax; asked of `refund` for the cycle in which the service ends

The running cycle is the one that holds `cancelled`. It is paid, whatever the customer does, and stands in no figure: so
what leaving comes to on another day counts from the same point, and the days can be compared. A sum above zero is paid,
one below zero comes back. For $49.95 a month from 1 June 2026, cancelled on 10 June by terms that end the service at
once and give back 20 of 30 days, nothing is still to come and 33.30 comes back with its tax: -37.63.

A part on which the terms are silent is not counted, and the answer says which. Nothing here computes a charge, a refund
or a day of its own; the questions of the clauses do.

The modules are, in the order in which they rest on each other: the facts and the parts of one day (`Departure`); the
days in rows and the cheapest of them (`Leave`); the picture; the question.
"""
