#include "late_charge.h"

#include "floats.h"

#include <string.h>

enum { BLOCK = 2048, MONTHS_AT_MOST = 1203 };

#define UNSURE (-1.0)

/* Add a month's charge to each balance. */
FOR_EACH_PROCESSOR
static void add_month(double *balances, int64_t count, double rate, double added)
{
    for (int64_t i = 0; i < count; i++)
        balances[i] += floor_of(balances[i] * rate + added);
}

FOR_EACH_PROCESSOR
static void add_month_to_even(double *balances, int64_t count, double rate, double added, double half_below)
{
    for (int64_t i = 0; i < count; i++)
        balances[i] += rounded_down(balances[i] * rate + added, half_below);
}

/* The late rows of a block, and after how many whole months each is paid. */
typedef struct {
    int32_t rows[BLOCK + 1], months[BLOCK], order[BLOCK];
    double parts[BLOCK], balances[BLOCK], borne[BLOCK];
    int32_t firsts[MONTHS_AT_MOST + 2];
} block;

/* Whether the start and the end of a row lie within the tables; its months, and what the started one bears. */
static bool measure(const charge_clause *c, const day_tables *t, const charge_rows_in *in, int64_t row, int32_t *months,
                    double *part)
{
    int64_t begun = in->issued[row] - t->first, due = begun + c->net_days, paid = in->paid[row] - t->first;
    if (!is_place(begun, t->days) || !is_place(due, t->days) || !is_place(paid, t->days))
        return false;
    int64_t place = t->places[c->start == FROM_DUE ? due : begun];
    if (c->start == FROM_NEXT_BILL) {
        int64_t period = in->billing_months[in->is_one ? 0 : row], whole = (t->ends[due] - place) >> 5;
        if (period < 1 || period > MONTHS_AT_MOST || whole < 0)
            return false;
        place += ((whole / period + 1) * period) << 5;
    }
    int64_t count = (t->ends[paid] - place) >> 5;
    count = count > 0 ? count : 0;
    int64_t at = place + (count << 5);
    if (count >= MONTHS_AT_MOST || !is_place(at, t->span_count))
        return false;
    int64_t span = t->spans[at], days = in->paid[row] - (span >> 5);
    days = days > 0 ? days : 0;
    if (days > 31)
        return false;
    *months = (int32_t)count;
    *part = c->shares[((span & 31) << 5) + days];
    return true;
}

/* Add what the started month bears to each balance, rounded; UNSURE where that cannot be told. */
FOR_EACH_PROCESSOR
static void add_parts(double *balances, const double *borne, int64_t count, double added, double half_below, double surely)
{
    for (int64_t i = 0; i < count; i++) {
        double balance = balances[i], charge = balance * borne[i] + added;
        double grown = balance + rounded_down(charge, half_below);
        balances[i] = (balance <= surely) & is_sure(charge) ? grown : UNSURE;
    }
}

static int64_t charge_block(const charge_clause *c, const day_tables *t, const charge_rows_in *in, int64_t start,
                            int64_t end, int64_t *out, block *b)
{
    int64_t candidates = 0, late = 0, doubts = 0;
    int32_t most = 0;
    memset(b->firsts, 0, sizeof b->firsts);
    for (int64_t row = start; row < end; row++) { /* without a jump, which nobody could foresee */
        bool is_late = (in->paid[row] - (int64_t)in->issued[row] > c->net_days) & (in->amounts[row] > 0);
        out[row] = 0;
        b->rows[candidates] = (int32_t)(row - start);
        candidates += is_late;
    }
    for (int64_t i = 0; i < candidates; i++) {
        int64_t row = start + b->rows[i];
        if (!measure(c, t, in, row, &b->months[late], &b->parts[late])) {
            out[row] = DOUBT;
            doubts++;
            continue;
        }
        b->rows[late] = b->rows[i];
        b->firsts[b->months[late] + 1]++;
        most = b->months[late] > most ? b->months[late] : most;
        late++;
    }
    for (int32_t fewer = 1; fewer < most; fewer++)
        b->firsts[fewer + 1] += b->firsts[fewer];
    for (int64_t i = 0; i < late; i++) { /* to the place of the first of so many months, which moves on by one */
        int32_t at = b->firsts[b->months[i]]++;
        b->order[at] = b->rows[i];
        b->balances[at] = (double)in->amounts[start + b->rows[i]];
        b->borne[at] = b->parts[i];
    }
    for (int32_t charged = 0; charged < most; charged++) { /* those of so many months or fewer have had all of theirs */
        int64_t first = b->firsts[charged];
        if (c->month_half_below > 0)
            add_month_to_even(b->balances + first, late - first, c->rate, c->month_added, c->month_half_below);
        else
            add_month(b->balances + first, late - first, c->rate, c->month_added);
    }
    add_parts(b->balances, b->borne, late, c->part_added, c->part_half_below, c->surely);
    for (int64_t i = 0; i < late; i++) {
        int64_t row = start + b->order[i];
        bool is_unsure = b->balances[i] == UNSURE;
        out[row] = is_unsure ? DOUBT : (int64_t)b->balances[i] - in->amounts[row];
        doubts += is_unsure;
    }
    return doubts;
}

int64_t charge_rows(const charge_clause *c, const day_tables *t, const charge_rows_in *in, int64_t *out)
{
    block b;
    int64_t doubts = 0;
    for (int64_t start = 0; start < in->count; start += BLOCK)
        doubts += charge_block(c, t, in, start, start + BLOCK < in->count ? start + BLOCK : in->count, out, &b);
    return doubts;
}
