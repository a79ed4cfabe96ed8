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
    int64_t parts = (size >> shift) + 1, nexts[MOST_PARTS];
    for (int64_t part = 0; part < parts; part++)
        nexts[part] = starts[part << shift < size ? part << shift : size];
    moved *rows = malloc((size_t)(count + 1) * sizeof *rows);
    int64_t *places = malloc((size_t)(size + 1) * sizeof *places); /* where the next row of each account goes */
    bool has_memory = rows && places;
    if (has_memory) {
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
    free(places);
    return has_memory;
}

/* One account, in room for the longest one */

typedef struct {
    rows_of_account own;
    arranged arranged;
    accounts accounts;
    owed owed;
    int64_t *orders, *events, bounds[4], credit;
    int32_t *issued, *due, *anchors, as_of;
    int64_t *amounts;
    uint8_t doubt;
    room room;
    void *memory;
} place_of_work;

static void *taken_from(char **memory, size_t size)
{
    char *first = *memory;
    *memory += (size + 15) & ~(size_t)15;
    return first;
}

/* Lay out columns for so many invoices and payments; false where there is no memory. */
static bool make_place(place_of_work *w, const plain_accounts *p, int64_t debts, int64_t payments)
{
    size_t d = (size_t)debts + 1, e = (size_t)payments + 1, both = d + e;
    size_t anchors = d * (size_t)(p->anchor_count ? p->anchor_count : 1);
    char *memory = malloc(3 * both * sizeof(entry) + 9 * d * 8 + e * 8 + 3 * both * 8 + 3 * d * 4 + anchors * 4
                          + both * 4 + both + 24 * 16);
    w->memory = memory;
    if (!memory)
        return false;
    w->own = (rows_of_account){.most = (int64_t)both};
    w->own.entries = taken_from(&memory, 3 * both * sizeof(entry));
    w->own.orders = w->orders = taken_from(&memory, d * 8);
    w->own.events = w->events = taken_from(&memory, e * 8);
    w->amounts = taken_from(&memory, d * 8);
    w->owed.principal = taken_from(&memory, d * 8);
    w->owed.charges = taken_from(&memory, d * 8);
    w->owed.accrued = taken_from(&memory, d * 8);
    w->owed.posted = taken_from(&memory, d * 8);
    w->owed.disputed = taken_from(&memory, d * 8);
    w->owed.held = taken_from(&memory, d * 8);
    w->arranged.event_orders = taken_from(&memory, both * 8);
    w->arranged.sums = taken_from(&memory, both * 8);
    w->arranged.named = taken_from(&memory, both * 8);
    w->arranged.days = taken_from(&memory, both * 4);
    w->issued = taken_from(&memory, d * 4);
    w->due = taken_from(&memory, d * 4);
    int32_t *programs = taken_from(&memory, d * 4);
    memset(programs, 0, d * 4);
    w->anchors = taken_from(&memory, anchors * 4);
    w->arranged.kinds = taken_from(&memory, both);
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
        .starts = p->anchor_count ? p->anchor_count : 1,
        .event_starts = w->bounds + 2,
        .days = w->arranged.days,
        .kinds = w->arranged.kinds,
        .sums = w->arranged.sums,
        .named = w->arranged.named,
        .orders = p->orders,
        .order_count = p->order_count,
        .as_of = &w->as_of,
    };
    return true;
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
        ahead += w->due[i] > p->day ? owed + w->owed.accrued[i] : 0;
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
    w->bounds[0] = w->bounds[2] = 0;
    w->bounds[1] = w->own.debt_count;
    w->bounds[3] = end;
    listing none = {0};
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
    free(w.memory);
    return has_memory;
}
