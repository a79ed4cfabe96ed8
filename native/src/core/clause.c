#include "clause.h"

#include "calendar.h"

#include <string.h>

static int32_t earlier(int32_t a, int32_t b) { return a < b ? a : b; }

static int32_t later(int32_t a, int32_t b) { return a > b ? a : b; }

/* Numbers that change in time */

/* The place of the step that holds on a day. */
static int64_t step_on(const clauses *c, number n, int64_t day)
{
    int64_t place = n.first + n.count - 1;
    while (place > n.first && c->step_days[place] > day)
        place--;
    return place;
}

static int64_t value_on(const clauses *c, number n, int64_t day)
{
    return c->step_values[step_on(c, n, day)];
}

/* The day on which the rate of a period is read; of an EACH_DAY rate, that of the day after `offset`. */
static int64_t dated(const accrual *a, const node *n, const state *s, int32_t offset)
{
    switch ((enum dated_by)n->dated_by) {
    case EACH_PERIOD:
        break;
    case INVOICE_DATE:
        return a->issued;
    case DUE_DATE:
        return a->due;
    case EACH_DAY:
        return (int64_t)s->start + 1 + offset;
    }
    return s->start;
}

static int64_t rate_step(const accrual *a, const node *n, const state *s, int32_t offset)
{
    return n->value.count == 1 ? n->value.first : step_on(a->clauses, n->value, dated(a, n, s, offset));
}

/* Up to which offset, at most `until`, the rate of an offset holds. */
static int32_t rate_until(const accrual *a, const node *n, const state *s, int32_t offset, int32_t until)
{
    if (n->dated_by != EACH_DAY)
        return until;
    int64_t next = rate_step(a, n, s, offset) + 1;
    if (next == n->value.first + n->value.count)
        return until;
    int64_t changes = a->clauses->step_days[next] - 1 - s->start;
    return changes < until ? (int32_t)changes : until;
}

static bool has_one_rate(const accrual *a, const node *n, const state *s)
{
    return rate_until(a, n, s, 0, s->length) == s->length;
}

/* Periods and their shares: `telcoterms.clauses.late_charge.periods` */

/* The days up to one, counted from some day, each weighed by the length of its year: those of leap years count less. */
static int64_t days_of_their_years(int32_t day)
{
    int32_t month = month_of(day), year = FIRST_YEAR + month / 12, before = year - 1;
    int64_t of_leap_years = 366 * (before / 4 - before / 100 + before / 400);
    if (is_leap(year))
        of_leap_years += day - month_starts[month - month % 12] + 1;
    return 366 * (int64_t)day - of_leap_years;
}

/* The days up to one, counted from some day, where each month has thirty. */
static int64_t days_of_thirty(int32_t day)
{
    int32_t month = month_of(day);
    return 30 * (int64_t)month + earlier(day - month_starts[month] + 1, 30);
}

/* How many parts the `d` days of a period that goes by days bring, and those before it: what is used is the difference
 * of two. `parts_of_days` is of what they are parts. */
static int64_t share_of_days(const node *n, const state *s, int64_t d)
{
    switch ((enum share)n->share_of_day) {
    case DAYS_OF_YEARS:
        return days_of_their_years(s->start + (int32_t)d);
    case DAYS_OF_THIRTY:
        return days_of_thirty(s->start + (int32_t)d);
    default:
        return n->times * d;
    }
}

static int64_t parts_of_days(const node *n)
{
    switch ((enum share)n->share_of_day) {
    case DAYS_OF_YEARS:
        return 365 * 366;
    case DAYS_OF_THIRTY:
        return 360;
    default:
        return n->parts;
    }
}

/* The numerator of f(d), or as much more for every d; `share_denominator` is that of every d. */
static int64_t share_of(const node *n, const state *s, int32_t d)
{
    int32_t length = s->length;
    switch ((enum share)n->share) {
    case BY_DAYS:
    case BLOCKS_BY_DAYS:
    case MONTH_GROWTH: /* which does not go by shares */
    case DAILY_GROWTH:
        return d;
    case THIRTIETHS:
        return d == length ? 30 : d;
    case DAYS_OF_YEAR:
        return d == length ? 365 : 12 * (int64_t)d;
    case WHOLE_MONTH:
        return d > 0;
    case COMPLETED_MONTH:
        return d == length;
    case BLOCKS_BEGUN:
        return (d + n->size - 1) / n->size;
    case BLOCKS_COMPLETED:
        return d / n->size;
    case DAYS:
    case DAYS_OF_YEARS:
    case DAYS_OF_THIRTY:
        break;
    }
    if (n->block == NO_BLOCKS)
        return share_of_days(n, s, d);
    int64_t size = n->size, total = 0; /* a block counts as its first day, or as its last one */
    for (int64_t day = n->block == BEGUN ? 1 : size; day <= d; day += size)
        total += share_of_days(n, s, day) - share_of_days(n, s, day - 1);
    return size * total;
}

static int64_t share_denominator(const node *n, const state *s)
{
    switch ((enum share)n->share) {
    case BY_DAYS:
        return s->length;
    case THIRTIETHS:
        return 30;
    case DAYS_OF_YEAR:
        return 365;
    case BLOCKS_BY_DAYS:
        return n->size;
    case DAYS:
    case DAYS_OF_YEARS:
    case DAYS_OF_THIRTY:
        return parts_of_days(n);
    case WHOLE_MONTH:
    case COMPLETED_MONTH:
    case BLOCKS_BEGUN:
    case BLOCKS_COMPLETED:
    case MONTH_GROWTH:
    case DAILY_GROWTH:
        break;
    }
    return 1;
}

static bool ends(const node *n) { return n->months || n->days; }

static int32_t period_ends_on(const node *n, const state *s, int32_t index)
{
    if (n->months)
        return anchored(s->month + (index + 1) * (int32_t)n->months, s->day);
    return anchored(s->month, s->day) + (index + 1) * (int32_t)n->days;
}

static int32_t period_starts_on(const node *n, const state *s, int32_t index)
{
    return index ? period_ends_on(n, s, index - 1) : s->first_start;
}

static int32_t period_index_on(const node *n, const state *s, int32_t day)
{
    if (day < period_ends_on(n, s, 0))
        return 0;
    if (n->days)
        return (day - anchored(s->month, s->day)) / (int32_t)n->days;
    int32_t index = (month_of(day) - s->month) / (int32_t)n->months;
    return period_starts_on(n, s, index) <= day ? index : index - 1;
}

/* What has accrued, exactly */

static bool grows(const node *n) { return n->share == MONTH_GROWTH || n->share == DAILY_GROWTH; }

static int64_t all_parts(const node *n, const state *s) { return share_denominator(n, s) * n->denominator; }

/* What the balances of a period have brought up to a day of it, as parts of `all_parts`. */
static wide borne_by(const accrual *a, const node *n, const state *s, int32_t d)
{
    wide borne = s->borne;
    int32_t offset = s->offset;
    int64_t before = share_of(n, s, offset);
    while (offset < d) {
        int32_t until = rate_until(a, n, s, offset, d);
        int64_t rate = a->clauses->step_values[rate_step(a, n, s, offset)], share = share_of(n, s, until);
        borne += (wide)s->balance * rate * (share - before);
        before = share;
        offset = until;
    }
    return borne;
}

/* What the day after an offset brings of what it bears on, where each day bears on those before. */
static pair rate_of_day(const accrual *a, const node *n, const state *s, int32_t offset)
{
    int64_t rate = a->clauses->step_values[rate_step(a, n, s, offset)];
    int64_t share = share_of_days(n, s, offset + 1) - share_of_days(n, s, offset);
    return pair_of_ratio((wide)rate * share, n->denominator * parts_of_days(n));
}

/* The same where balance and charge grow together. While the balance is zero, nothing grows. */
static pair grown_by(const accrual *a, const node *n, const state *s, int32_t d)
{
    pair accrued = s->borne_powers, balance = pair_of(s->balance);
    if (!s->balance)
        return accrued;
    for (int32_t offset = s->offset, until; offset < d; offset = until) {
        pair growth;
        if (n->share == MONTH_GROWTH) {
            until = rate_until(a, n, s, offset, d);
            const double *powers = a->clauses->growths + 2 * (n->growth + 1024 * (rate_step(a, n, s, offset) - n->value.first)
                                                              + 32 * s->length + until - offset);
            growth = (pair){powers[0], powers[1]};
        } else {
            until = n->share_of_day == DAYS ? rate_until(a, n, s, offset, d) : offset + 1; /* else days differ */
            growth = pair_power(pair_add((pair){1, 0}, rate_of_day(a, n, s, offset)), until - offset);
        }
        accrued = pair_subtract(pair_multiply(pair_add(accrued, balance), growth), balance);
    }
    return accrued;
}

static int64_t to_coin(const node *n, wide number, int64_t parts)
{
    return n->coin * divided(number, parts * n->coin, (int)n->rounding);
}

static int64_t powers_to_coin(const accrual *a, const node *n, pair sum)
{
    return n->coin * pair_rounded(pair_divide(sum, pair_of(n->coin)), (int)n->rounding, a->doubt);
}

static int64_t rounded(const accrual *a, const node *n, const state *s, int32_t d)
{
    if (grows(n))
        return powers_to_coin(a, n, grown_by(a, n, s, d));
    return to_coin(n, borne_by(a, n, s, d), all_parts(n, s));
}

/* The tree */

static const node *node_at(const accrual *a, const state *s)
{
    return a->clauses->nodes + a->root + (s - a->states);
}

static state *first_part(const accrual *a, const state *join)
{
    int64_t place = node_at(a, join)->first_child;
    return place == NONE ? 0 : a->states + (place - a->root);
}

static state *next_part(const accrual *a, const state *part)
{
    int64_t place = node_at(a, part)->next_sibling;
    return place == NONE ? 0 : a->states + (place - a->root);
}

/* The parts of a join that are left; without leaves, none is. */
static state *living(const accrual *a, state *part)
{
    while (part && part->is_gone)
        part = next_part(a, part);
    return part;
}

#define EACH_PART(part, a, join) \
    for (state *part = living(a, first_part(a, join)); part; part = living(a, next_part(a, part)))
#define EACH_LEAF(leaf, a) \
    for (state *leaf = (a)->states; leaf < (a)->states + (a)->node_count; leaf++) \
        if (!leaf->is_gone && node_at(a, leaf)->kind != JOIN)

#define MOST (INT64_C(1) << 50)

static bool is_root(const accrual *a, const state *s) { return s == a->states; }

static void post(accrual *a, state *s, int32_t day, int64_t amount)
{
    s->posted += amount;
    if (s->posted > MOST)
        *a->doubt = true; /* a sum of such a size is for integers of any length */
    if (is_root(a, s) && a->log)
        a->posted(a->log, a->debt, day, amount);
}

/* Leaves */

static int64_t bears(const node *n, const state *s)
{
    if (n->is_sum)
        return s->principal > 0;
    int64_t own = s->posted - s->paid_charges;
    return s->principal + (n->compounds && own > 0 ? own : 0);
}

/* Let one balance bear from an offset of the period on, and nothing before. */
static void bear_from(state *s, int32_t offset, int64_t balance)
{
    s->borne = 0;
    s->borne_powers = (pair){0, 0};
    s->offset = offset;
    s->balance = balance;
    s->is_one_balance = offset == 0;
}

static void open_period(const node *n, state *s, int32_t index, int32_t start)
{
    s->index = index;
    s->start = start;
    if (ends(n)) { /* else nothing is posted, as before */
        int32_t end = period_ends_on(n, s, index);
        s->length = end - start;
        s->next_posting = later(end, s->late_on);
    }
}

/* Wait until the last day in time has ended, and at least until the end of a day. */
static void wait_again(state *s, int32_t day)
{
    s->late_on = later(s->late_on, day + 1);
    s->is_waiting = true;
    s->next_posting = s->late_on;
}

static void bear_again(const node *n, state *s, int32_t day)
{
    if (n->kind == ONCE) {
        if (!s->posted)
            wait_again(s, day);
        return;
    }
    if (!s->is_set_off)
        return;
    int32_t index = ends(n) ? period_index_on(n, s, day) : 0;
    open_period(n, s, index, period_starts_on(n, s, index));
    bear_from(s, day <= s->start ? 0 : day - s->start, bears(n, s));
}

static void set_balance(accrual *a, const node *n, state *s, int32_t day)
{
    int32_t offset = day > s->start ? day - s->start : 0;
    if (s->offset != offset) {
        if (grows(n))
            s->borne_powers = grown_by(a, n, s, offset);
        else
            s->borne = borne_by(a, n, s, offset);
        s->offset = offset;
        s->is_one_balance = false;
    }
    s->balance = bears(n, s);
}

/* Whether this debt bears a sum that is charged once an account: the first one that posts it on a day. */
static bool bears_account_sum(accrual *a, const node *n, int32_t day)
{
    account_sums *sums = a->account_sums;
    for (int64_t i = 0; i < sums->count; i++)
        if (sums->entries[i].leaf == n->account_sum && sums->entries[i].day == day)
            return sums->entries[i].debt == a->debt;
    if (sums->count == sums->room) {
        *a->doubt = true; /* more than there is room for: the library has all it needs */
        return false;
    }
    sums->entries[sums->count++] = (account_sum){n->account_sum, day, a->debt};
    return true;
}

static void set_off_once(accrual *a, const node *n, state *s, int32_t day)
{
    if (!s->principal)
        return;
    s->is_set_off = true;
    wide of = n->is_sum ? 1 : s->principal;
    s->amount = to_coin(n, of * value_on(a->clauses, n->value, day), n->denominator);
    if (n->account_sum && !bears_account_sum(a, n, day))
        s->amount = 0;
    s->next_posting = day;
}

/* The place of A_0. */
static int32_t anchor_of(const accrual *a, const node *n, const state *s)
{
    switch ((enum start_of_leaf)n->start) {
    case IN_A_COLUMN:
        break;
    case LAST_IN_TIME:
        return place_of(s->last, false);
    case NEXT_BILL:
        return next_bill(place_of(a->issued, false), s->last, a->billing_months);
    }
    return a->anchors[n->anchor];
}

static void set_off_periods(accrual *a, const node *n, state *s)
{
    int32_t anchor = anchor_of(a, n, s);
    s->is_set_off = true;
    s->month = anchor >> 5;
    s->day = anchor & 31;
    if (n->on_day) { /* the last such day on or before the start */
        int32_t start = anchored(s->month, s->day);
        s->day = (int32_t)n->on_day;
        s->month -= anchored(s->month, s->day) > start;
    }
    s->first_start = anchored(s->month, s->day) - (int32_t)n->counted;
    if (s->not_before != NO_DAY) {
        bear_again(n, s, s->not_before);
        return;
    }
    if (a->has_free_time)
        *a->doubt = true; /* a time without charge before it is late: the library keeps it */
    open_period(n, s, 0, s->first_start);
    bear_from(s, 0, bears(n, s));
}

static bool is_reached(const accrual *a, const node *n, const state *s)
{
    return !n->threshold.count || s->has_no_threshold || s->principal >= value_on(a->clauses, n->threshold, s->late_on);
}

/* Begin to charge where the last day in time has ended before a day with enough unpaid. */
static void leaf_set_off_by(accrual *a, state *s, int32_t day)
{
    const node *n = node_at(a, s);
    if (!s->is_waiting || s->late_on > day)
        return;
    s->is_waiting = false;
    s->next_posting = NEVER;
    s->is_below_threshold = !is_reached(a, n, s);
    if (s->is_below_threshold)
        return;
    if (n->kind == ONCE)
        set_off_once(a, n, s, s->late_on);
    else
        set_off_periods(a, n, s);
}

static bool is_running(const node *n, const state *s)
{
    return !s->is_waiting && s->is_set_off && (s->next_posting != NEVER || !ends(n));
}

static int64_t leaf_accrued(accrual *a, const state *s, int32_t day)
{
    const node *n = node_at(a, s);
    if (n->kind == ONCE || !is_running(n, s))
        return 0;
    int32_t d = day - s->start;
    return d > 0 ? rounded(a, n, s, d) : 0;
}

static int64_t amount_of_period(accrual *a, const node *n, const state *s)
{
    if (n->is_whole_at_end && s->is_one_balance && has_one_rate(a, n, s)) {
        int64_t rate = a->clauses->step_values[rate_step(a, n, s, 0)];
        return to_coin(n, (wide)s->balance * rate, n->denominator);
    }
    return rounded(a, n, s, s->length);
}

static void post_period(accrual *a, const node *n, state *s, int64_t amount)
{
    int32_t day = s->next_posting, end = s->start + s->length;
    if (amount && (!n->account_sum || bears_account_sum(a, n, day)))
        post(a, s, day, amount);
    open_period(n, s, s->index + 1, end);
    bear_from(s, 0, bears(n, s));
    if (!s->balance) /* on nothing, nothing accrues */
        s->next_posting = NEVER;
}

/* Post whole months on one balance, at one rate, one after the other: most of what is ever posted. It comes to what
 * `post_period` comes to, a month at a time. */
static void post_whole_months(accrual *a, const node *n, state *s, int32_t day)
{
    int64_t rate = a->clauses->step_values[n->value.first], parts = n->denominator * n->coin;
    int32_t end = s->start + s->length;
    do {
        int64_t amount = n->coin * divided((wide)s->balance * rate, parts, (int)n->rounding);
        if (amount)
            post(a, s, s->next_posting, amount);
        s->index++;
        s->start = end;
        end = anchored(s->month + s->index + 1, s->day);
        s->next_posting = later(end, s->late_on);
        s->balance = bears(n, s);
    } while (s->next_posting <= day && s->balance && !*a->doubt);
    s->length = end - s->start;
    if (!s->balance)
        s->next_posting = NEVER;
}

static bool is_of_whole_months(const node *n, const state *s)
{
    return n->is_whole_at_end && n->months == 1 && n->value.count == 1 && !n->account_sum && s->is_one_balance;
}

/* Post up to a day. A leaf that waits until after it has its next posting then. */
static void leaf_post_until(accrual *a, state *s, int32_t day)
{
    const node *n = node_at(a, s);
    if (n->kind == ONCE) {
        if (s->next_posting <= day) {
            int32_t on = s->next_posting;
            s->next_posting = NEVER;
            if (s->amount)
                post(a, s, on, s->amount);
        }
        return;
    }
    while (s->next_posting <= day && !*a->doubt)
        if (is_of_whole_months(n, s))
            post_whole_months(a, n, s, day);
        else
            post_period(a, n, s, amount_of_period(a, n, s));
}

static void leaf_on_change(accrual *a, state *s, int32_t day, int64_t principal, int64_t paid_charges)
{
    const node *n = node_at(a, s);
    s->principal = principal;
    s->paid_charges = paid_charges;
    if (n->kind == ONCE || !s->is_set_off)
        return;
    if (ends(n) && s->next_posting == NEVER) {
        if (bears(n, s))
            bear_again(n, s, day);
    } else {
        set_balance(a, n, s, day);
    }
}

static int32_t leaf_period_end(const accrual *a, const state *s)
{
    if (node_at(a, s)->kind == ONCE || !s->is_set_off || s->next_posting == NEVER)
        return s->next_posting;
    return s->start + s->length;
}

/* Nodes */

static int32_t next_posting_of(const accrual *a, const state *s)
{
    if (node_at(a, s)->kind != JOIN)
        return s->next_posting;
    int32_t next = NEVER;
    EACH_PART(part, a, s)
    {
        next = earlier(next, next_posting_of(a, part));
    }
    return next;
}

static int32_t period_end_of(const accrual *a, const state *s)
{
    if (node_at(a, s)->kind != JOIN)
        return leaf_period_end(a, s);
    int32_t end = NEVER;
    EACH_PART(part, a, s)
    {
        end = earlier(end, period_end_of(a, part));
    }
    return end;
}

static void set_off_by(accrual *a, state *s, int32_t day)
{
    if (node_at(a, s)->kind != JOIN) {
        leaf_set_off_by(a, s, day);
        return;
    }
    EACH_PART(part, a, s)
        set_off_by(a, part, day);
}

static void take(enum how how, int64_t *all, int64_t part, bool is_first)
{
    switch (how) {
    case SUM:
        *all += part;
        break;
    case GREATER:
        if (part > *all)
            *all = part;
        break;
    case LESSER:
        if (is_first || part < *all)
            *all = part;
        break;
    }
}

/* What the parts of a join come to together: what each has posted since `before`, of this month or in all. */
static int64_t taken(const accrual *a, const state *join, bool in_month)
{
    int64_t all = 0;
    bool is_first = true;
    EACH_PART(part, a, join)
    {
        int64_t of_part = part->posted - (in_month ? part->posted_before_as_part : 0);
        take((enum how)node_at(a, join)->how, &all, of_part, is_first);
        is_first = false;
    }
    return all;
}

/* Note what parts and join had posted before the month that ends on a day: `_before_month`. */
static void note_month(const accrual *a, state *join, int32_t end)
{
    bool is_settled = join->is_settled && join->settled_end == end;
    join->posted_before = is_settled ? join->settled_posted : join->posted;
    EACH_PART(part, a, join)
        part->posted_before_as_part = is_settled ? part->settled_as_part : part->posted;
}

static void advance(accrual *a, state *s, int32_t day);

/* Post what the parts of a join have come to in all, by more than it has posted itself. */
static void post_in_all(accrual *a, state *join, int32_t day)
{
    int64_t amount = taken(a, join, false) - join->posted;
    if (amount > 0)
        post(a, join, day, amount);
}

static void step_period(accrual *a, state *s, int32_t end, int32_t day)
{
    const node *n = node_at(a, s);
    switch ((enum kind)n->kind) {
    case PERIODS:
        if (leaf_period_end(a, s) == end)
            post_period(a, n, s, amount_of_period(a, n, s));
        break;
    case ONCE:
        advance(a, s, day);
        break;
    case JOIN:
        EACH_PART(part, a, s)
            step_period(a, part, end, day);
        post_in_all(a, s, day);
        break;
    }
}

static void join_step(accrual *a, state *join, int32_t day)
{
    if (!node_at(a, join)->by_month) {
        EACH_PART(part, a, join)
            advance(a, part, day);
        post_in_all(a, join, day);
        return;
    }
    int32_t end = period_end_of(a, join);
    note_month(a, join, end);
    EACH_PART(part, a, join)
        step_period(a, part, end, day);
    int64_t amount = taken(a, join, true) - (join->posted - join->posted_before);
    if (amount > 0)
        post(a, join, day, amount);
}

static void advance(accrual *a, state *s, int32_t day)
{
    const node *n = node_at(a, s);
    if (n->kind != JOIN) {
        leaf_set_off_by(a, s, day);
        leaf_post_until(a, s, day);
        return;
    }
    if (n->by_month)
        set_off_by(a, s, day);
    for (int32_t on; (on = next_posting_of(a, s)) <= day && !*a->doubt;)
        join_step(a, s, on);
}

static int64_t accrued_of(accrual *a, state *s, int32_t day)
{
    const node *n = node_at(a, s);
    if (n->kind != JOIN)
        return leaf_accrued(a, s, day);
    int64_t all = 0, posted = s->posted;
    bool is_first = true;
    if (n->by_month) {
        note_month(a, s, period_end_of(a, s));
        posted -= s->posted_before;
    }
    EACH_PART(part, a, s)
    {
        int64_t before = n->by_month ? part->posted_before_as_part : 0;
        take((enum how)n->how, &all, part->posted - before + accrued_of(a, part, day), is_first);
        is_first = false;
    }
    return all > posted ? all - posted : 0;
}

/* Close a node that has accrued so much by the day. A debt that is paid is asked for nothing more, unless its leaves begin
 * to bear again. */
static void close_node(accrual *a, state *s, int32_t day, int64_t accrued)
{
    if (accrued)
        post(a, s, day, accrued);
    s->is_waiting = false;
    EACH_PART(part, a, s)
        close_node(a, part, day, accrued_of(a, part, day));
}

/* Take what a node has accrued by the day as posted, and let its leaves go on. */
static void settle_node(accrual *a, state *s, int32_t day, int64_t accrued)
{
    const node *n = node_at(a, s);
    if (n->kind != JOIN) {
        if (accrued)
            post(a, s, day, accrued);
        bear_again(n, s, day);
        return;
    }
    int32_t end = period_end_of(a, s);
    if (n->by_month && end != NEVER) {
        note_month(a, s, end);
        s->is_settled = true;
        s->settled_end = end;
        s->settled_posted = s->posted_before;
        EACH_PART(part, a, s)
            part->settled_as_part = part->posted_before_as_part;
    }
    if (accrued)
        post(a, s, day, accrued);
    EACH_PART(part, a, s)
        settle_node(a, part, day, accrued_of(a, part, day));
}

/* What a ledger asks */

/* Let a leaf know its last day in time. */
static void set_last(state *s, int32_t last)
{
    s->last = last;
    s->late_on = later(last, s->not_before) + 1;
    s->next_posting = s->late_on;
}

void accrual_make(accrual *a)
{
    memset(a->states, 0, (size_t)a->node_count * sizeof *a->states);
    EACH_LEAF(leaf, a)
    {
        const node *n = node_at(a, leaf);
        leaf->is_waiting = true;
        leaf->not_before = NO_DAY;
        if (n->reminder)
            leaf->last = leaf->late_on = leaf->next_posting = NEVER;
        else
            set_last(leaf, a->last_in_time[n->grace]);
    }
}

void accrual_note_reminder(accrual *a, int64_t number, const int32_t *ends)
{
    EACH_LEAF(leaf, a)
    {
        const node *n = node_at(a, leaf);
        if (n->reminder == number)
            set_last(leaf, later(a->due, ends[n->grace]));
    }
}

void accrual_begin(accrual *a, int64_t principal)
{
    EACH_LEAF(leaf, a)
        leaf->principal = principal;
}

/* Bear from the end of a day on; a leaf of a debt whose last day in time is not over begins as if nothing had been. */
static void resume(accrual *a, int32_t day, int64_t principal, int64_t paid_charges, bool is_of_debt)
{
    EACH_LEAF(leaf, a)
    {
        leaf->principal = principal;
        leaf->paid_charges = paid_charges;
        if (!is_of_debt || leaf->is_set_off || leaf->late_on <= day)
            leaf->not_before = day;
        if (leaf->is_set_off)
            bear_again(node_at(a, leaf), leaf, day);
        else /* waiting still, or closed before its last day in time, or too little was unpaid then */
            wait_again(leaf, day);
    }
}

void accrual_resume(accrual *a, int32_t day, int64_t principal, int64_t paid_charges)
{
    resume(a, day, principal, paid_charges, true);
}

void accrual_look_again(accrual *a, int32_t day)
{
    EACH_LEAF(leaf, a)
    {
        if (!leaf->is_waiting && !leaf->is_set_off) {
            leaf->not_before = day;
            wait_again(leaf, day);
        }
    }
}

int64_t accrual_advance(accrual *a, int32_t day)
{
    int64_t before = a->states->posted;
    advance(a, a->states, day);
    return a->states->posted - before;
}

int64_t accrual_accrued(accrual *a, int32_t day) { return accrued_of(a, a->states, day); }

int64_t accrual_posted(const accrual *a) { return a->states->posted; }

int32_t accrual_begins_on(const accrual *a)
{
    int32_t begins = NEVER;
    EACH_LEAF(leaf, a)
    {
        begins = earlier(begins, leaf->late_on == NEVER ? a->due + 1 : leaf->late_on); /* a reminder is to decide it */
    }
    return begins;
}

int32_t accrual_next_posting(const accrual *a) { return next_posting_of(a, a->states); }

int32_t accrual_period_end(const accrual *a) { return period_end_of(a, a->states); }

void accrual_on_change(accrual *a, int32_t day, int64_t principal, int64_t paid_charges)
{
    EACH_LEAF(leaf, a)
        leaf_on_change(a, leaf, day, principal, paid_charges);
}

void accrual_close(accrual *a, int32_t day, int64_t accrued) { close_node(a, a->states, day, accrued); }

void accrual_settle(accrual *a, int32_t day, int64_t accrued) { settle_node(a, a->states, day, accrued); }

wide accrual_exact(const accrual *a, int32_t day, int64_t *parts)
{
    const state *s = a->states;
    const node *n = node_at(a, s);
    bool has_accrued = is_running(n, s) && day > s->start;
    *parts = has_accrued ? all_parts(n, s) : 1;
    return has_accrued ? borne_by(a, n, s, day - s->start) : 0;
}

void accrual_set_off_by(accrual *a, int32_t day) { set_off_by(a, a->states, day); }

void accrual_post_period(accrual *a, int64_t amount) { post_period(a, node_at(a, a->states), a->states, amount); }

/* A part of a debt that is in dispute */

/* Leave out a node: a join of which no part is left is left out too. */
static void leave_out(accrual *a)
{
    for (state *s = a->states + a->node_count; s-- > a->states;) /* parts stand behind their join */
        if (first_part(a, s) && !living(a, first_part(a, s)))
            s->is_gone = true;
}

bool accrual_has_leaves(const accrual *a) { return !a->states->is_gone; }

/* Make the accrual of a part that is in dispute from the end of a day on: `disputed_node`. */
void accrual_part_from(accrual *a, const accrual *of_debt, int32_t day, int64_t principal)
{
    accrual_make(a);
    if (!of_debt) {
        resume(a, day, principal, 0, false);
        return;
    }
    EACH_LEAF(leaf, a)
    {
        int32_t last = of_debt->states[leaf - a->states].last;
        if (node_at(a, leaf)->reminder && last != NEVER)
            set_last(leaf, last);
    }
    resume(a, day, principal, 0, false);
    EACH_LEAF(leaf, a)
    {
        const state *before = of_debt->states + (leaf - a->states);
        const node *n = node_at(a, leaf);
        if (before->is_waiting)
            continue;
        if (n->is_fixed || n->kind == ONCE) {
            leaf->is_gone = true;
        } else {
            leaf->has_no_threshold = true; /* whether it was reached is known */
            if (before->is_below_threshold) {
                leaf->is_waiting = false;
                leaf->next_posting = NEVER;
            }
        }
    }
    leave_out(a);
}

void accrual_without_fixed_sums(accrual *a, int32_t day)
{
    EACH_LEAF(leaf, a)
    {
        if (node_at(a, leaf)->is_fixed && leaf->is_waiting && leaf->late_on <= day)
            leaf->is_gone = true;
    }
    leave_out(a);
}
