#include "ledger.h"

#include <stdlib.h>
#include <string.h>

typedef struct part part;

typedef struct debt {
    int64_t row, principal, charges;
    int32_t due, late_after, resumed_on, settled_on;
    int64_t reminders;
    int64_t share, rest, unit_parts; /* of a sum that several debts share: whole units, and parts of one beside them */
    bool is_known, is_late, is_open, has_accrual, has_free_time;
    accrual accrual;
    part *parts; /* in dispute, in the order in which they were reported */
} debt;

struct part {
    debt *debt;
    part *next;
    int64_t principal, held, report; /* the row of the event that reported it */
    bool has_accrual;
    accrual accrual;
};

/* Money of an event that is left. */
typedef struct source {
    int64_t event, left;
} source;

/* One account while it is replayed. */
typedef struct {
    const clauses *clauses;
    const accounts *accounts;
    debt *debts;
    debt **open, **scratch, **group; /* by due date, then number */
    part *parts, **disputed, **scratch_parts;
    int64_t debt_count, open_count, part_count, disputed_count;
    state *states; /* of the debts, then of their parts: `width` each */
    int64_t width, credit, postings_left;
    bool charges_accounts, rounds_together, doubt;
    int32_t together_on; /* the day for which the shares are of what has accrued on all debts */
    account_sums sums;
    listing *postings, *allocations;
    /* Where allocations are listed: the money that is being allocated, the debt that it names, and the money that makes
     * up the credit, in the order in which it came. */
    source incoming, *waiting;
    const debt *named_debt;
    int64_t waiting_first, waiting_end;
} ledger;

enum { MAX_POSTINGS = 250000 };

static void list(listing *l, const int64_t *row)
{
    if (!l->is_wanted)
        return;
    if (l->count == l->room) {
        int64_t room = l->room ? 2 * l->room : 4096;
        int64_t *rows = realloc(l->rows, (size_t)(room * l->width) * sizeof *rows);
        if (!rows) {
            l->is_full = true;
            return;
        }
        l->rows = rows;
        l->room = room;
    }
    memcpy(l->rows + l->count++ * l->width, row, (size_t)l->width * sizeof *row);
}

static void count_posting(ledger *l)
{
    if (--l->postings_left < 0)
        l->doubt = true; /* the library refuses so many */
}

static void note_posting(void *log, int64_t debt_row, int32_t day, int64_t amount)
{
    ledger *l = log;
    count_posting(l);
    list(l->postings, (int64_t[]){debt_row, day, amount});
}

static const program *program_of(const ledger *l, const debt *d)
{
    return l->clauses->programs + l->accounts->programs[d->row];
}

static bool exempts_disputed(const ledger *l, const debt *d) { return program_of(l, d)->is_exempt_in_dispute; }

static int64_t disputed_principal(const debt *d)
{
    int64_t sum = 0;
    for (const part *p = d->parts; p; p = p->next)
        sum += p->principal;
    return sum;
}

static int64_t paid_charges(const debt *d) { return accrual_posted(&d->accrual) - d->charges; }

/* A debt moves forward in time */

static void insert_open(ledger *l, debt *d)
{
    int64_t place = l->open_count++;
    for (; place && l->open[place - 1] > d; place--) /* debts stand in their order in memory too */
        l->open[place] = l->open[place - 1];
    l->open[place] = d;
}

static void remove_open(ledger *l, const debt *d)
{
    int64_t place = --l->open_count;
    for (debt *moved = l->open[place], *next; moved != d; moved = next) {
        next = l->open[--place];
        l->open[place] = moved;
    }
}

static accrual accrual_of(const ledger *l, const debt *d, state *states)
{
    const accounts *a = l->accounts;
    const program *p = program_of(l, d);
    return (accrual){
        .clauses = l->clauses,
        .root = p->root,
        .node_count = p->node_count,
        .states = states,
        .debt = d->row,
        .issued = a->issued[d->row],
        .due = a->due[d->row],
        .has_free_time = d->has_free_time,
        .billing_months = a->billing_months ? a->billing_months[d->row] : 1,
        .last_in_time = a->last_in_time + d->row * a->graces,
        .anchors = a->anchors + d->row * a->starts,
        .account_sums = (account_sums *)&l->sums,
        .doubt = (bool *)&l->doubt,
    };
}

static void make_accrual(ledger *l, debt *d)
{
    d->accrual = accrual_of(l, d, l->states + (d - l->debts) * l->width);
    d->accrual.log = l;
    d->accrual.posted = note_posting;
    accrual_make(&d->accrual);
    d->has_accrual = true;
}

static void add_debt(ledger *l, debt *d)
{
    if (d->is_known) { /* it would be owed twice */
        l->doubt = true;
        return;
    }
    d->is_known = true;
    d->principal = l->accounts->amounts[d->row];
    d->is_open = d->principal > 0;
    if (program_of(l, d)->has_grace) {
        make_accrual(l, d);
        d->late_after = accrual_begins_on(&d->accrual) - 1;
    }
    if (d->is_open)
        insert_open(l, d);
}

static void start_accrual(ledger *l, debt *d)
{
    int64_t principal = d->principal + (exempts_disputed(l, d) ? 0 : disputed_principal(d));
    d->is_late = true;
    if (!d->has_accrual)
        make_accrual(l, d);
    if (d->resumed_on != NO_DAY)
        accrual_resume(&d->accrual, d->resumed_on, principal, paid_charges(d));
    else
        accrual_begin(&d->accrual, principal);
}

static void advance_debt(ledger *l, debt *d, int32_t day)
{
    if (day <= d->late_after || !d->is_open)
        return;
    if (!d->is_late)
        start_accrual(l, d);
    if (accrual_next_posting(&d->accrual) <= day)
        d->charges += accrual_advance(&d->accrual, day);
}

/* Accruals of several debts, rounded as one sum */

/* How what accrues on a debt is rounded with all others; NONE where it is rounded alone. */
static int64_t rounding_of_all(const ledger *l, const debt *d)
{
    const program *p = program_of(l, d);
    return p->rounds_together ? l->clauses->nodes[p->root].rounding : NONE;
}

/* The least number of parts of which both are made; 0 where it is too large. */
static int64_t common_parts(int64_t a, int64_t b)
{
    int64_t divisor = a, rest = b;
    while (rest) {
        int64_t next = divisor % rest;
        divisor = rest;
        rest = next;
    }
    wide common = (wide)(a / divisor) * b;
    return common > INT64_MAX / 2 ? 0 : (int64_t)common;
}

static int compare_rests(const void *a, const void *b)
{
    const debt *first = *(debt *const *)a, *second = *(debt *const *)b;
    if (first->rest != second->rest)
        return first->rest > second->rest ? -1 : 1;
    return first < second ? -1 : 1; /* debts stand in their order in memory too */
}

/* Round what has accrued on the debts of `group` as one sum, and share it out by the largest-remainder method. */
static void round_together(ledger *l, int64_t count, int32_t day)
{
    int64_t common = 1;
    for (int64_t i = 0; i < count && common; i++) {
        debt *d = l->group[i];
        wide accrued = accrual_exact(&d->accrual, day, &d->unit_parts);
        d->share = (int64_t)(accrued / d->unit_parts);
        d->rest = (int64_t)(accrued % d->unit_parts);
        common = common_parts(common, d->unit_parts);
    }
    if (!common) {
        l->doubt = true; /* integers of any length hold it */
        return;
    }
    int64_t shares = 0;
    wide rests = 0;
    for (int64_t i = 0; i < count; i++) {
        debt *d = l->group[i];
        d->rest *= common / d->unit_parts;
        shares += d->share;
        rests += d->rest;
    }
    if (!rests)
        return;
    int64_t all = divided((wide)shares * common + rests, common, (int)rounding_of_all(l, l->group[0]));
    qsort(l->group, (size_t)count, sizeof *l->group, compare_rests);
    for (int64_t i = 0; i < all - shares; i++)
        l->group[i]->share++;
}

/* Post the months of the debts of `group` that end on one day. */
static void post_together(ledger *l, int64_t count, int32_t end)
{
    round_together(l, count, end);
    for (int64_t i = 0; i < count && !l->doubt; i++) {
        debt *d = l->group[i];
        if (!d->share)
            count_posting(l);
        accrual_post_period(&d->accrual, d->share);
        d->charges += d->share;
    }
}

static int64_t accrued_on(ledger *l, debt *d, int32_t day)
{
    if (!d->is_late)
        return 0;
    if (!l->rounds_together)
        return accrual_accrued(&d->accrual, day);
    if (l->together_on != day) { /* as the day began: what is paid on it changes no share */
        int64_t count = 0;
        for (int64_t i = 0; i < l->open_count; i++)
            if (l->open[i]->is_late)
                l->group[count++] = l->open[i];
        round_together(l, count, day);
        l->together_on = day;
    }
    return d->settled_on == day ? 0 : d->share;
}

/* Let what is in dispute of a debt move forward; the debt itself has. */
static void advance_disputed_parts(ledger *l, debt *d, int32_t day)
{
    if (!exempts_disputed(l, d))
        return;
    bool bears_fixed_sums = !d->principal;
    for (part *p = d->parts; p; p = p->next) {
        if (p->has_accrual && !(bears_fixed_sums && p->principal)) {
            accrual_without_fixed_sums(&p->accrual, day);
            p->has_accrual = accrual_has_leaves(&p->accrual);
        }
        if (p->principal) /* the first part alone bears them */
            bears_fixed_sums = false;
        if (p->has_accrual)
            p->held += accrual_advance(&p->accrual, day);
    }
}

/* Where money comes from */

static int64_t least(int64_t a, int64_t b) { return a < b ? a : b; }

/* What a debt gets of an event, and of the credit with it. */
typedef struct {
    const debt *debt;
    int32_t day;
    int64_t charges, principal; /* what of it is not listed yet */
    int64_t event;
    bool is_disputed;
} allocation;

static void list_source(ledger *l, allocation *a, source *from)
{
    int64_t sum = least(from->left, a->charges + a->principal);
    if (!sum)
        return;
    bool charges_first = program_of(l, a->debt)->charges_first;
    int64_t to_charges = charges_first ? least(sum, a->charges) : sum - least(sum, a->principal);
    from->left -= sum;
    a->charges -= to_charges;
    a->principal -= sum - to_charges;
    list(l->allocations, (int64_t[]){a->debt->row, a->day, to_charges, sum - to_charges, a->event, from->event,
                                     a->is_disputed});
}

/* List what each source gave: to the debt that it names its own money first, to all others what has waited longest. */
static void list_allocation(ledger *l, allocation a)
{
    if (!l->allocations->is_wanted)
        return;
    if (a.debt == l->named_debt)
        list_source(l, &a, &l->incoming);
    for (; l->waiting_first < l->waiting_end; l->waiting_first++) {
        list_source(l, &a, l->waiting + l->waiting_first);
        if (l->waiting[l->waiting_first].left)
            break;
    }
    list_source(l, &a, &l->incoming);
}

static void keep_as_credit(ledger *l)
{
    if (l->incoming.left && l->allocations->is_wanted)
        l->waiting[l->waiting_end++] = l->incoming;
}

/* Take what has waited longest out of the credit. */
static void pay_out(ledger *l, int64_t sum)
{
    l->credit -= sum;
    while (sum && l->waiting_first < l->waiting_end) {
        source *oldest = l->waiting + l->waiting_first;
        int64_t taken = least(sum, oldest->left);
        oldest->left -= taken;
        sum -= taken;
        l->waiting_first += !oldest->left;
    }
}

/* Where money goes */

static void notify_accrual(ledger *l, debt *d, int32_t day)
{
    int64_t principal = d->principal + (exempts_disputed(l, d) ? 0 : disputed_principal(d));
    accrual_on_change(&d->accrual, day, principal, paid_charges(d));
}

static void close_debt(ledger *l, debt *d, int32_t day, int64_t accrued)
{
    int64_t still_borne = exempts_disputed(l, d) ? 0 : disputed_principal(d);
    if (still_borne && !(d->principal || d->charges || accrued))
        return;
    if (d->is_late) {
        if (still_borne)
            accrual_settle(&d->accrual, day, accrued);
        else
            accrual_close(&d->accrual, day, accrued);
        d->charges += accrued;
        d->settled_on = day;
    }
    if (!still_borne) {
        d->is_open = false;
        remove_open(l, d);
    }
}

/* Allocate a sum to the undisputed part of a debt; what is left of it. `what` is the event that it comes of. */
static int64_t allocate(ledger *l, debt *d, int32_t day, int64_t left, int64_t what)
{
    int64_t balance = d->principal + d->charges;
    int64_t accrued = left >= balance ? accrued_on(l, d, day) : 0; /* less than the balance closes nothing */
    int64_t paid = least(left, balance);
    if (left >= balance + accrued) {
        close_debt(l, d, day, accrued);
        paid = balance + accrued;
    }
    if (!paid)
        return left;
    if (d->parts)
        advance_disputed_parts(l, d, day);
    int64_t to_charges = program_of(l, d)->charges_first ? least(paid, d->charges) : paid - least(paid, d->principal);
    d->charges -= to_charges;
    d->principal -= paid - to_charges;
    list_allocation(l, (allocation){d, day, to_charges, paid - to_charges, what, false});
    if (d->is_late)
        notify_accrual(l, d, day);
    return left - paid;
}

static int64_t allocate_to_dispute(ledger *l, part *p, int32_t day, int64_t left, int64_t what)
{
    debt *d = p->debt;
    advance_disputed_parts(l, d, day);
    int64_t paid = least(left, p->principal);
    if (!paid)
        return left;
    p->principal -= paid;
    list_allocation(l, (allocation){d, day, 0, paid, what, true});
    if (p->has_accrual)
        accrual_on_change(&p->accrual, day, p->principal, 0);
    if (!exempts_disputed(l, d)) {
        if (!(disputed_principal(d) || accrued_on(l, d, day))) /* what is not in dispute was met before */
            close_debt(l, d, day, 0);
        else if (d->is_late)
            notify_accrual(l, d, day);
    }
    return left - paid;
}

static enum across_debts order_on(const ledger *l, int32_t day)
{
    const int32_t *orders = l->accounts->orders;
    int64_t place = l->accounts->order_count - 1;
    while (place && orders[2 * place] > day)
        place--;
    return (enum across_debts)orders[2 * place + 1];
}

/* The open debts in the order in which an unnamed sum meets them, in `scratch`. */
static int64_t debts_in_order(ledger *l, int32_t day)
{
    int64_t count = l->open_count;
    switch (order_on(l, day)) {
    case OLDEST_FIRST:
        memcpy(l->scratch, l->open, (size_t)count * sizeof *l->open);
        break;
    case NEWEST_FIRST:
        for (int64_t i = 0; i < count; i++)
            l->scratch[i] = l->open[count - 1 - i];
        break;
    case LARGEST_FIRST:
        for (int64_t i = 0; i < count; i++) {
            debt *d = l->open[i];
            advance_debt(l, d, day);
            int64_t place = i; /* of equal ones the older first */
            for (; place && l->scratch[place - 1]->principal + l->scratch[place - 1]->charges < d->principal + d->charges;
                 place--)
                l->scratch[place] = l->scratch[place - 1];
            l->scratch[place] = d;
        }
        break;
    }
    return count;
}

static int64_t parts_in_order(ledger *l, int32_t day)
{
    int64_t count = l->disputed_count;
    switch (order_on(l, day)) {
    case OLDEST_FIRST:
        memcpy(l->scratch_parts, l->disputed, (size_t)count * sizeof *l->disputed);
        break;
    case NEWEST_FIRST:
        for (int64_t i = 0; i < count; i++)
            l->scratch_parts[i] = l->disputed[count - 1 - i];
        break;
    case LARGEST_FIRST:
        for (int64_t i = 0; i < count; i++) {
            int64_t place = i;
            for (; place && l->scratch_parts[place - 1]->principal < l->disputed[i]->principal; place--)
                l->scratch_parts[place] = l->scratch_parts[place - 1];
            l->scratch_parts[place] = l->disputed[i];
        }
        break;
    }
    return count;
}

/* Whether a sum meets debts: where they are rounded together, nothing at all covers a share of nothing. */
static bool meets_debts(const ledger *l, int64_t left) { return left || l->rounds_together; }

/* Allocate a sum to the open debts as they stand, without a copy of their list: allocating takes out at most the debt
 * itself. */
static int64_t allocate_oldest_first(ledger *l, int32_t day, int64_t left, int64_t what)
{
    for (int64_t place = 0; place < l->open_count && meets_debts(l, left);) {
        debt *d = l->open[place];
        advance_debt(l, d, day);
        left = allocate(l, d, day, left, what);
        place += place < l->open_count && l->open[place] == d;
    }
    return left;
}

/* Allocate a sum with the credit that waits, or that credit alone: then `what` is NONE. */
static void receive(ledger *l, int32_t day, int64_t left, debt *named, int64_t what)
{
    l->incoming = (source){what, left};
    l->named_debt = named;
    if (named && named->is_open) {
        advance_debt(l, named, day);
        left = allocate(l, named, day, left, what);
    }
    if (what != NONE && !meets_debts(l, left))
        return;
    left += l->credit;
    if (meets_debts(l, left) && order_on(l, day) == OLDEST_FIRST) {
        left = allocate_oldest_first(l, day, left, what);
    } else if (meets_debts(l, left)) {
        int64_t count = debts_in_order(l, day);
        for (int64_t i = 0; i < count && meets_debts(l, left); i++) {
            advance_debt(l, l->scratch[i], day);
            left = allocate(l, l->scratch[i], day, left, what);
        }
    }
    if (left && l->disputed_count) {
        int64_t count = parts_in_order(l, day);
        for (int64_t i = 0; i < count; i++)
            left = allocate_to_dispute(l, l->scratch_parts[i], day, left, what);
    }
    l->credit = left;
    keep_as_credit(l);
}

static void write_off(ledger *l, debt *d, int32_t day, int64_t left, int64_t what)
{
    l->incoming = (source){what, left};
    l->named_debt = d;
    if (d->is_open) {
        advance_debt(l, d, day);
        left = allocate(l, d, day, left, what);
    }
    for (part *p = d->parts, *next; p && left; p = next) {
        next = p->next;
        left = allocate_to_dispute(l, p, day, left, what);
    }
    if (left)
        l->doubt = true; /* more than is owed: the library says whether that is refused */
}

/* All debts move forward, from posting to posting */

/* Post up to a day; true if something was posted on the day itself. */
static bool post_up_to(ledger *l, int32_t day)
{
    int32_t posted_on = 0;
    bool has_posted = false;
    for (;;) {
        int32_t on = day + 1, end = 0;
        for (int64_t i = 0; i < l->open_count; i++) {
            debt *d = l->open[i];
            if (!d->is_late && d->late_after < day)
                start_accrual(l, d);
            if (!d->is_late)
                continue;
            if (l->rounds_together)
                accrual_set_off_by(&d->accrual, day);
            int32_t next = accrual_next_posting(&d->accrual), ends = accrual_period_end(&d->accrual);
            if (next < on || (next == on && next <= day && ends < end)) {
                on = next;
                end = ends;
            }
        }
        if (l->doubt)
            return false;
        if (has_posted && on > posted_on) {
            if (posted_on == day)
                return true;
            if (l->credit)
                receive(l, posted_on, 0, 0, NONE);
            has_posted = false;
            continue; /* what is owed may have changed */
        }
        if (on > day)
            return false;
        int64_t count = 0;
        for (int64_t i = 0; i < l->open_count; i++) {
            debt *d = l->open[i];
            if (!d->is_late || accrual_next_posting(&d->accrual) != on || accrual_period_end(&d->accrual) != end)
                continue;
            if (l->rounds_together)
                l->group[count++] = d;
            else
                d->charges += accrual_advance(&d->accrual, on);
        }
        if (count)
            post_together(l, count, end);
        posted_on = on;
        has_posted = true;
    }
}

/* Disputes */

static void set_aside(ledger *l, debt *d, int32_t day, int64_t amount, int64_t report)
{
    advance_debt(l, d, day);
    advance_disputed_parts(l, d, day);
    int64_t principal = least(amount, d->principal);
    if (!principal)
        return;
    part *p = l->parts + l->part_count++, **end = &d->parts;
    *p = (part){.debt = d, .principal = principal, .report = report};
    while (*end)
        end = &(*end)->next;
    *end = p;
    int64_t place = l->disputed_count++;
    for (; place && l->disputed[place - 1]->debt > d; place--)
        l->disputed[place] = l->disputed[place - 1];
    l->disputed[place] = p;
    d->principal -= principal;
    if (!exempts_disputed(l, d))
        return;
    p->accrual = accrual_of(l, d, l->states + (l->debt_count + (p - l->parts)) * l->width);
    accrual_part_from(&p->accrual, d->has_accrual ? &d->accrual : 0, day, principal);
    p->has_accrual = accrual_has_leaves(&p->accrual);
    if (d->is_late) {
        accrual_on_change(&d->accrual, day, d->principal, paid_charges(d));
    } else if (!d->principal) { /* a debt that is not late has no charges */
        d->is_open = false;
        remove_open(l, d);
    }
}

/* Make the part of a report owed again. No credit waits then: it would have met the part. */
static void return_to_debt(ledger *l, int64_t report, int32_t day)
{
    int64_t place = 0;
    while (place < l->disputed_count && l->disputed[place]->report != report)
        place++;
    if (place == l->disputed_count)
        return;
    part *p = l->disputed[place], **link;
    debt *d = p->debt;
    advance_debt(l, d, day);
    advance_disputed_parts(l, d, day);
    for (link = &d->parts; *link != p; link = &(*link)->next)
        ;
    *link = p->next;
    l->disputed_count--;
    memmove(l->disputed + place, l->disputed + place + 1, (size_t)(l->disputed_count - place) * sizeof *l->disputed);
    if (!p->principal)
        return;
    bool was_running = d->is_late && d->is_open;
    d->principal += p->principal;
    if (exempts_disputed(l, d)) {
        d->has_free_time = d->accrual.has_free_time = true; /* where the accrual is made later, it begins with it */
        if (was_running) {
            accrual_on_change(&d->accrual, day, d->principal, paid_charges(d));
            accrual_look_again(&d->accrual, day);
        } else if (day > d->late_after) { /* its due date passed while it was in dispute */
            d->is_late = false;
            d->late_after = d->resumed_on = day;
        }
    }
    if (!d->is_open) {
        d->is_open = true;
        insert_open(l, d);
    }
}

/* Reminders */

/* Take note of a reminder of a debt, which may decide a last day in time of it and of its parts in dispute. */
static void remind(ledger *l, debt *d, int32_t day, const int32_t *ends)
{
    advance_debt(l, d, day);
    d->reminders++;
    if (d->has_accrual) {
        accrual_note_reminder(&d->accrual, d->reminders, ends);
        int32_t before = accrual_begins_on(&d->accrual) - 1;
        if (!d->is_late)
            d->late_after = before > day ? before : day;
    }
    for (part *p = d->parts; p; p = p->next)
        if (p->has_accrual)
            accrual_note_reminder(&p->accrual, d->reminders, ends);
}

/* Note a reminder of the debt that it names, or of each that is past due; a debt of which nothing is owed but what is in
 * dispute is reminded too. */
static void note_reminder(ledger *l, debt *named, int32_t day, const int32_t *ends)
{
    if (named) {
        if (named->is_open || named->parts)
            remind(l, named, day, ends);
        return;
    }
    for (int64_t i = 0; i < l->open_count; i++)
        if (l->open[i]->due < day)
            remind(l, l->open[i], day, ends);
    debt *before = 0; /* the parts stand in the order of their debts */
    for (int64_t i = 0; i < l->disputed_count; i++) {
        debt *d = l->disputed[i]->debt;
        if (d != before && !d->is_open && d->due < day)
            remind(l, d, day, ends);
        before = d;
    }
}

/* The events of an account, day by day */

static debt *debt_at(const ledger *l, int64_t row)
{
    return row == NONE ? 0 : l->debts + (row - l->debts->row);
}

/* Whether debts affect each other between events: by a credit that waits, or by charges for all of them. */
static bool goes_by_postings(const ledger *l) { return l->credit || l->rounds_together || l->charges_accounts; }

static void run(ledger *l, int64_t first, int64_t end, int32_t last)
{
    const accounts *a = l->accounts;
    for (int64_t place = first;;) {
        while (place < end && a->kinds[place] == UNTAKEN)
            place++;
        bool is_over = place == end || a->days[place] > last;
        int32_t day = is_over ? last : a->days[place];
        bool newly_owed = goes_by_postings(l) && post_up_to(l, day);
        int64_t paid_out = 0;
        bool has_used_credit = false;
        for (; !is_over && place < end && a->days[place] == day && !l->doubt; place++) {
            enum event kind = (enum event)a->kinds[place];
            debt *named = kind == DECIDED || kind == UNTAKEN ? 0 : debt_at(l, a->named[place]);
            if (kind > REMINDER && kind != UNTAKEN && !has_used_credit) { /* what is owed by now meets the credit that waits */
                has_used_credit = true;
                if (newly_owed && l->credit)
                    receive(l, day, 0, 0, NONE);
            }
            switch (kind) {
            case NEW_DEBT:
                add_debt(l, named);
                newly_owed = true;
                break;
            case DECIDED:
                return_to_debt(l, a->named[place], day);
                break;
            case REPORTED:
                set_aside(l, named, day, a->sums[place], place);
                break;
            case REMINDER:
                note_reminder(l, named, day, a->reminder_ends + place * a->reminder_graces);
                break;
            case WRITE_OFF:
                write_off(l, named, day, a->sums[place], place);
                break;
            case CREDIT:
            case PAYMENT:
                receive(l, day, a->sums[place], named, place);
                break;
            case PAYOUT:
                paid_out += a->sums[place];
                break;
            case UNTAKEN:
                break;
            }
        }
        if (newly_owed && l->credit && !has_used_credit)
            receive(l, day, 0, 0, NONE);
        if (paid_out > l->credit)
            l->doubt = true; /* a payout of more than the credit is refused, or owed again: the library knows */
        pay_out(l, paid_out);
        if (l->doubt || day == last)
            break;
    }
    for (int64_t i = 0; i < l->open_count && !l->doubt; i++)
        advance_debt(l, l->open[i], last);
    for (int64_t i = 0; i < l->disputed_count && !l->doubt; i++)
        advance_disputed_parts(l, l->disputed[i]->debt, last);
}

static void write_owed(ledger *l, int64_t account, int32_t last, owed *o)
{
    for (int64_t i = 0; i < l->debt_count; i++) {
        debt *d = l->debts + i;
        int64_t held = 0, disputed = 0;
        for (part *p = d->parts; p; p = p->next) {
            disputed += p->principal;
            held += p->held + (p->has_accrual ? accrual_accrued(&p->accrual, last) : 0);
        }
        o->accrued[d->row] = d->is_open ? accrued_on(l, d, last) : 0;
        o->principal[d->row] = d->principal + disputed;
        o->charges[d->row] = d->charges;
        o->posted[d->row] = d->has_accrual ? accrual_posted(&d->accrual) : 0;
        o->disputed[d->row] = disputed;
        o->held[d->row] = held;
    }
    o->credit[account] = l->credit;
    o->doubt[account] = l->doubt;
}

static void write_doubt(const ledger *l, int64_t account, owed *o)
{
    for (int64_t i = 0; i < l->debt_count; i++) {
        int64_t row = l->debts[i].row;
        o->accrued[row] = o->principal[row] = o->charges[row] = o->posted[row] = o->disputed[row] = o->held[row] = 0;
    }
    o->credit[account] = 0;
    o->doubt[account] = true;
}

enum { ACCOUNT_SUMS = 512 };

void free_room(room *r)
{
    free(r->debts), free(r->open), free(r->scratch), free(r->group);
    free(r->parts), free(r->disputed), free(r->scratch_parts), free(r->states), free(r->sums), free(r->waiting);
}

/* The room that holds so many: twice as much at least, where it has to grow. */
static int64_t grown_room(int64_t room, int64_t needed)
{
    if (needed <= room)
        return room;
    return needed > 2 * room ? needed : 2 * room;
}

static bool make_room(room *r, int64_t debts, int64_t parts, int64_t waiting)
{
    if (r->sums && debts <= r->debt_room && parts <= r->part_room && waiting <= r->waiting_room)
        return true;
    debts = grown_room(r->debt_room, debts);
    parts = grown_room(r->part_room, parts);
    waiting = grown_room(r->waiting_room, waiting);
    free_room(r);
    size_t d = (size_t)debts + 1, p = (size_t)parts + 1; /* no room at all would look like no memory */
    r->debts = malloc(d * sizeof *r->debts);
    r->open = malloc(d * sizeof *r->open);
    r->scratch = malloc(d * sizeof *r->scratch);
    r->group = malloc(d * sizeof *r->group);
    r->parts = malloc(p * sizeof *r->parts);
    r->disputed = malloc(p * sizeof *r->disputed);
    r->scratch_parts = malloc(p * sizeof *r->scratch_parts);
    r->states = malloc((d + p) * (size_t)r->width * sizeof *r->states);
    r->sums = malloc(ACCOUNT_SUMS * sizeof *r->sums);
    r->waiting = malloc(((size_t)waiting + 1) * sizeof *r->waiting);
    r->debt_room = debts;
    r->part_room = parts;
    r->waiting_room = waiting;
    return r->debts && r->open && r->scratch && r->group && r->parts && r->disputed && r->scratch_parts && r->states
           && r->sums && r->waiting;
}

static int64_t widest(const clauses *c, const accounts *a, int64_t first, int64_t last)
{
    int64_t width = 1;
    for (int64_t row = a->debt_starts[first]; row < a->debt_starts[last]; row++) {
        int64_t nodes = c->programs[a->programs[row]].node_count;
        width = nodes > width ? nodes : width;
    }
    return width;
}

bool replay_account(const clauses *c, const accounts *a, int64_t account, room *r, owed *o, listing *postings,
                    listing *allocations)
{
    int64_t row = a->debt_starts[account], count = a->debt_starts[account + 1] - row, reports = 0;
    int64_t event = a->event_starts[account], end = a->event_starts[account + 1];
    int64_t posted = postings->count, allocated = allocations->count;
    for (int64_t place = event; place < end; place++)
        reports += a->kinds[place] == REPORTED;
    if (!make_room(r, count, reports, allocations->is_wanted ? end - event : 0))
        return false;
    ledger l = {
        .clauses = c,
        .accounts = a,
        .debts = r->debts,
        .open = r->open,
        .scratch = r->scratch,
        .group = r->group,
        .parts = r->parts,
        .disputed = r->disputed,
        .scratch_parts = r->scratch_parts,
        .states = r->states,
        .width = r->width,
        .debt_count = count,
        .postings_left = MAX_POSTINGS,
        .together_on = NO_DAY,
        .sums = {r->sums, 0, ACCOUNT_SUMS},
        .postings = postings,
        .allocations = allocations,
        .waiting = r->waiting,
    };
    for (int64_t i = 0; i < count; i++) {
        debt *d = r->debts + i;
        d->row = row + i;
        d->principal = d->charges = 0;
        d->due = d->late_after = a->due[row + i];
        d->resumed_on = d->settled_on = NO_DAY;
        d->reminders = d->share = 0;
        d->is_known = d->is_late = d->is_open = d->has_accrual = d->has_free_time = false;
        d->parts = 0;
        l.charges_accounts |= program_of(&l, d)->charges_accounts;
        l.rounds_together |= program_of(&l, d)->rounds_together;
        l.doubt |= rounding_of_all(&l, d) != rounding_of_all(&l, r->debts); /* the library refuses two */
    }
    run(&l, event, end, a->as_of[account]);
    if (!l.doubt) /* what is left half done may have come to a day that no table has */
        write_owed(&l, account, a->as_of[account], o);
    if (l.doubt) {
        write_doubt(&l, account, o);
        postings->count = posted;
        allocations->count = allocated;
    }
    return !postings->is_full && !allocations->is_full;
}

bool replay(const clauses *c, const accounts *a, int64_t first, int64_t last, owed *o, listing *postings,
            listing *allocations)
{
    room r = {.width = widest(c, a, first, last)};
    bool has_memory = true;
    for (int64_t account = first; account < last && has_memory; account++)
        has_memory = replay_account(c, a, account, &r, o, postings, allocations);
    free_room(&r);
    return has_memory;
}
