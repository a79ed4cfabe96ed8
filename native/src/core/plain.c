#include "plain.h"

#include "calendar.h"

#include <stdlib.h>
#include <string.h>

/* Rows that stand in any order are first parted by accounts that lie together, so that those of a part stay near the
 * processor while each goes to its place. */

typedef struct {
    int64_t account, place, amount;
    int32_t day;
} moved;

enum { MOST_PARTS = 1024 };

bool move_rows(const int64_t *accounts, const int32_t *days, const int64_t *amounts, int64_t count, int64_t size,
               const int64_t *starts, moved_rows *out)
{
    int shift = 0;
    while (size >> shift >= MOST_PARTS)
        shift++;
    int64_t parts = (size >> shift) + 1;
    moved *rows = malloc((size_t)(count + 1) * sizeof *rows);
    int64_t *nexts = malloc((size_t)parts * sizeof *nexts);        /* where the next row of each part goes */
    int64_t *places = malloc((size_t)(size + 1) * sizeof *places); /* and of each account */
    bool has_memory = rows && nexts && places;
    if (has_memory) {
        for (int64_t part = 0; part < parts; part++)
            nexts[part] = starts[part << shift];
        memcpy(places, starts, (size_t)(size + 1) * sizeof *places);
        for (int64_t row = 0; row < count; row++)
            rows[nexts[accounts[row] >> shift]++] = (moved){accounts[row], row, amounts[row], days[row]};
        for (int64_t i = 0; i < count; i++) {
            int64_t place = places[rows[i].account]++;
            out->places[place] = rows[i].place;
            out->days[place] = rows[i].day;
            out->amounts[place] = rows[i].amount;
        }
    }
    free(rows);
    free(nexts);
    free(places);
    return has_memory;
}

/* One account, in room for the longest one */

enum { COLUMNS = 19 };

typedef struct {
    rows_of_account own;
    arranged arranged;
    accounts accounts;
    owed owed;
    int64_t *orders, *events, bounds[4], credit; /* bounds: from 0 up to the end, of debts and of events */
    int32_t *issued, *due, *anchors, as_of;
    int64_t *amounts;
    uint8_t doubt;
    room room;
    void *columns[COLUMNS];
    int column_count;
    bool has_memory;
} place_of_work;

/* A column of zeros, which is there even where it has nothing. */
static void *new_column(place_of_work *w, int64_t count, size_t size)
{
    void *column = calloc((size_t)count + 1, size);
    w->columns[w->column_count++] = column;
    w->has_memory = w->has_memory && column;
    return column;
}

/* Lay out columns for so many invoices and payments; false where there is no memory. */
static bool make_place(place_of_work *w, const plain_accounts *p, int64_t debts, int64_t payments)
{
    int64_t both = debts + payments;
    w->has_memory = true;
    w->own = (rows_of_account){.most = both};
    w->own.entries = new_column(w, 3 * both, sizeof *w->own.entries);
    w->own.orders = w->orders = new_column(w, debts, sizeof *w->orders);
    w->own.events = w->events = new_column(w, payments, sizeof *w->events);
    w->amounts = new_column(w, debts, sizeof *w->amounts);
    w->owed.principal = new_column(w, debts, sizeof *w->owed.principal);
    w->owed.charges = new_column(w, debts, sizeof *w->owed.charges);
    w->owed.accrued = new_column(w, debts, sizeof *w->owed.accrued);
    w->owed.posted = new_column(w, debts, sizeof *w->owed.posted);
    w->owed.disputed = new_column(w, debts, sizeof *w->owed.disputed);
    w->owed.held = new_column(w, debts, sizeof *w->owed.held);
    w->arranged.event_orders = new_column(w, both, sizeof *w->arranged.event_orders);
    w->arranged.sums = new_column(w, both, sizeof *w->arranged.sums);
    w->arranged.named = new_column(w, both, sizeof *w->arranged.named);
    w->arranged.days = new_column(w, both, sizeof *w->arranged.days);
    w->arranged.kinds = new_column(w, both, sizeof *w->arranged.kinds);
    w->issued = new_column(w, debts, sizeof *w->issued);
    w->due = new_column(w, debts, sizeof *w->due);
    int32_t *programs = new_column(w, debts, sizeof *programs);
    w->anchors = new_column(w, debts * p->anchor_count, sizeof *w->anchors);
    w->owed.credit = &w->credit;
    w->owed.doubt = &w->doubt;
    w->as_of = (int32_t)p->day;
    w->accounts = (accounts){
        .debt_starts = w->bounds,
        .issued = w->issued,
        .due = w->due,
        .programs = programs,
        .amounts = w->amounts,
        .last_in_time = w->due,
        .anchors = w->anchors,
        .graces = 1,
        .starts = p->anchor_count,
        .event_starts = w->bounds + 2,
        .days = w->arranged.days,
        .kinds = w->arranged.kinds,
        .sums = w->arranged.sums,
        .named = w->arranged.named,
        .orders = p->orders,
        .order_count = p->order_count,
        .as_of = &w->as_of,
    };
    return w->has_memory;
}

static int32_t anchor_of(enum start from, int32_t issued, int32_t due)
{
    int32_t first = place_of(issued, false);
    switch (from) {
    case FROM_INVOICE:
        return first;
    case FROM_DUE:
        return place_of(due, false);
    case FROM_NEXT_BILL:
        return next_bill(first, due, 1);
    }
    return first;
}

/* Whether days and sums are those of a plain account; more in all than the limit is for the library to judge. */
static bool is_plain(const plain_accounts *p, const place_of_work *w)
{
    int64_t total = 0;
    int32_t end = place_of((int32_t)p->day, true);
    for (int64_t i = 0; i < w->own.debt_count; i++) {
        int64_t day = p->invoices.days[w->orders[i]], amount = p->invoices.amounts[w->orders[i]];
        if (!is_day(day) || day < p->first_issued || !is_day(day + p->net_days) || amount < 0
            || amount > MOST_OF_A_SUM - total || (end - place_of((int32_t)day, false)) >> 5 >= p->most_months)
            return false;
        total += amount;
    }
    for (int64_t i = 0; i < w->own.event_count; i++) {
        int64_t day = p->payments.days[w->events[i]], amount = p->payments.amounts[w->events[i]];
        if (!is_day(day) || amount < 0 || amount > MOST_OF_A_SUM - total)
            return false;
        total += amount;
    }
    return true;
}

static void write_sums(const plain_accounts *p, const place_of_work *w, int64_t account, plain_sums *out)
{
    int64_t balance = -w->credit, posted = 0, accrued = 0, ahead = 0;
    for (int64_t i = 0; i < w->own.debt_count; i++) {
        int64_t owed = w->owed.principal[i] + w->owed.charges[i];
        balance += owed;
        posted += w->owed.posted[i];
        accrued += w->owed.accrued[i];
        ahead += w->due[i] > p->day ? owed : 0; /* before it is due, nothing accrues */
    }
    out->balance[account] = balance;
    out->posted[account] = posted;
    out->accrued[account] = accrued;
    out->settlement[account] = balance + accrued;
    out->credit[account] = w->credit;
    out->payable[account] = balance + accrued - ahead;
}

/* Settle one account; `has_memory` tells where there is none, else false says that the account is left out. */
static bool settle_account(const clauses *c, const plain_accounts *p, const rows *r, int64_t account, place_of_work *w,
                           bool *has_memory)
{
    int64_t first = p->invoices.starts[account], event = p->payments.starts[account];
    w->own.debt_count = p->invoices.starts[account + 1] - first;
    w->own.event_count = p->payments.starts[account + 1] - event;
    for (int64_t i = 0; i < w->own.debt_count; i++)
        w->orders[i] = first + i;
    for (int64_t i = 0; i < w->own.event_count; i++)
        w->events[i] = event + i;
    if (!is_plain(p, w))
        return false;
    int64_t end = arrange_account(r, &w->own, &w->arranged, 0);
    if (end == NONE)
        return false;
    for (int64_t i = 0; i < w->own.debt_count; i++) {
        w->issued[i] = p->invoices.days[w->orders[i]];
        w->due[i] = w->issued[i] + (int32_t)p->net_days;
        w->amounts[i] = p->invoices.amounts[w->orders[i]];
        for (int64_t anchor = 0; anchor < p->anchor_count; anchor++)
            w->anchors[i * p->anchor_count + anchor] =
                anchor_of((enum start)p->runs_from[anchor], w->issued[i], w->due[i]);
    }
    w->bounds[1] = w->own.debt_count;
    w->bounds[3] = end;
    listing none = {.is_wanted = false};
    *has_memory = replay_account(c, &w->accounts, 0, &w->room, &w->owed, &none, &none);
    return *has_memory && !w->doubt;
}

static int64_t longest(const int64_t *starts, int64_t first, int64_t last)
{
    int64_t most = 0;
    for (int64_t account = first; account < last; account++)
        most = starts[account + 1] - starts[account] > most ? starts[account + 1] - starts[account] : most;
    return most;
}

bool settle_plain(const clauses *c, const plain_accounts *p, int64_t first, int64_t last, plain_sums *out)
{
    place_of_work w = {.room = {.width = c->programs->node_count}};
    rows r = {
        .issued = p->invoices.days,
        .due = p->invoices.days, /* all are due as many days later, so this is their order too */
        .debt_numbers = p->invoices.numbers,
        .days = p->payments.days,
        .sums = p->payments.amounts,
        .event_numbers = p->payments.numbers,
        .is_naming = p->is_naming,
    };
    bool has_memory = make_place(&w, p, longest(p->invoices.starts, first, last), longest(p->payments.starts, first, last));
    for (int64_t account = first; account < last && has_memory; account++) {
        if (out->is_left_out[account])
            continue;
        if (settle_account(c, p, &r, account, &w, &has_memory))
            write_sums(p, &w, account, out);
        else
            out->is_left_out[account] = true;
    }
    free_room(&w.room);
    for (int i = 0; i < COLUMNS; i++)
        free(w.columns[i]);
    return has_memory;
}
