#include "audit.h"

#include "exact.h"
#include "floats.h"
#include "sip_hash.h"

#include <stdlib.h>
#include <string.h>

#define MOST_ROUNDED 0x1p45 /* times the days of the tables, less than 2^63 */

enum { MOST_SUM_BITS = 52 };

/* Round a sum; false where it cannot be told on which side of a boundary it lies, as of a NaN. */
static inline bool round_off(double sum, double offset, double added, bool to_even, double *rounded)
{
    double x = sum + (offset + added);
    *rounded = to_even ? rounded_down(x, 2 * offset) : floor_of(x);
    return is_sure(x);
}

/* The facts of a row: its days are counted from the first of the tables. */
typedef struct {
    int64_t amount, issued, paid, billing_months;
} row_facts;

/* How long a charge has run in a timing: months or coarse steps, and the place in the started one; or days. */
typedef struct {
    bool is_late;
    int64_t steps, part, days, place;
} time_run;

/* What has come together in a growth: a balance, the rows of its tables, or a whole sum. */
typedef struct {
    double balance, power, gain, offset;
    int64_t sum;
} grown;

static bool day_at(const day_tables *t, int64_t place, int64_t *day, int64_t *length)
{
    if (!is_place(place, t->span_count))
        return false;
    *day = (t->spans[place] >> 5) - t->first;
    *length = t->spans[place] & 31;
    return true;
}

/* The days that have passed since a start, which may lie ahead. */
static inline int64_t days_since(int64_t start, int64_t day) { return day > start ? day - start : 0; }

/* Step by months from the end of each to the next; a day that was clamped stays so. False outside the tables, and
 * where no month begins on a day that was clamped: then `is_late` is false, as nothing is charged. */
static bool step_clamped(const day_tables *t, int64_t place, int64_t paid, time_run *run)
{
    int64_t day = place & 31, month = place >> 5, of_month, start, unused, first, next;
    if (!day_at(t, place, &start, &unused) || !day_at(t, month << 5 | 1, &first, &unused))
        return false;
    of_month = start - first + 1;
    for (;;) {
        if (!day_at(t, (month + 1) << 5 | of_month, &next, &unused)
            || !day_at(t, (month + 1) << 5 | 1, &first, &unused))
            return false;
        if (next > paid)
            break;
        start = next;
        of_month = next - first + 1;
        month++;
        run->steps++;
    }
    run->is_late = of_month != day;
    run->part = (next - start) * 32 + days_since(start, paid);
    return is_place(run->part, PLACES_OF_PART);
}

/* Write how long the charge of a row has run to `run`, which is zero before; false where the tables do not tell it. */
static bool measure(const timing *of, const day_tables *t, const row_facts *r, time_run *run)
{
    run->is_late = r->paid - r->issued > of->last;
    if (!run->is_late)
        return true;
    int64_t begun = r->issued + (of->is_next_bill ? 0 : of->start), last = r->issued + of->last;
    if (!is_place(begun, t->days) || !is_place(last, t->days) || !is_place(r->paid, t->days))
        return false;
    int64_t place = t->places[begun], start = begun, length;
    if (of->is_next_bill) {
        int64_t whole = (t->ends[last] - place) >> 5;
        if (r->billing_months < 1 || r->billing_months > 1200 || whole < 0)
            return false;
        place += (whole / r->billing_months + 1) * r->billing_months * 32;
        if (!day_at(t, place, &start, &length))
            return false;
    }
    run->place = place;
    run->days = days_since(start, r->paid + of->counted);
    switch ((enum clock)of->clock) {
    case CALENDAR_MONTHS: {
        int64_t count = (t->ends[r->paid] - place) >> 5;
        run->steps = count > 0 ? count : 0;
        if (!day_at(t, place + run->steps * 32, &start, &length))
            return false;
        int64_t days = days_since(start, r->paid);
        run->part = length << 5 | days;
        return days < 32;
    }
    case THIRTIES:
        run->steps = run->days / 30;
        run->part = 30 << 5 | run->days % 30;
        break;
    case CLAMPED_MONTHS:
        return step_clamped(t, place, r->paid, run);
    case COARSE_DAYS:
        run->steps = run->days >> 8;
        run->part = run->days & 255;
        break;
    case DAYS_PASSED:
        break;
    }
    return true;
}

/* What a balance comes to where the charge of each day is rounded, and the sum of a whole month joins the balance. */
static bool grow_by_days(const growth *g, const day_tables *t, int64_t amount, const time_run *run, int64_t *charge)
{
    int64_t balance = amount, day, length;
    for (int64_t month = 0; month < run->steps; month++) {
        if (!day_at(t, run->place + month * 32, &day, &length) || !length || balance >> MOST_SUM_BITS)
            return false;
        balance += divided((wide)balance * g->top, length * g->bottom, (int)g->rounding) * length;
    }
    length = run->part >> 5;
    if (!length || balance >> MOST_SUM_BITS)
        return false;
    balance += divided((wide)balance * g->top, length * g->bottom, (int)g->rounding) * (run->part & 31);
    *charge = balance - amount;
    return true;
}

/* Let an amount grow in a timing; false in doubt. */
static bool grow(const growth *g, const programs_of_figures *p, const day_tables *t, int64_t amount,
                 const time_run *run, grown *out)
{
    double rounded;
    switch ((enum how_it_grows)g->how) {
    case EACH_MONTH: {
        double balance = (double)amount, rate = g->rate, added = g->offset + g->added;
        if (g->to_even) {
            double half_below = 2 * g->offset;
            for (int64_t month = 0; month < run->steps; month++)
                balance += rounded_down(balance * rate + added, half_below);
        } else {
            for (int64_t month = 0; month < run->steps; month++)
                balance += floor_of(balance * rate + added);
        }
        out->balance = balance;
        return balance <= g->surely;
    }
    case POWERS: {
        if (run->steps >= p->steps)
            return false;
        const double *table = p->powers + g->table * 3 * p->steps + run->steps;
        out->power = table[0];
        out->gain = table[p->steps];
        out->offset = table[2 * p->steps];
        return true;
    }
    case ROUNDED_MONTHS:
    case ROUNDED_DAYS:
        if (!round_off((double)amount * g->rate, g->offset, g->added, g->to_even, &rounded) || rounded > MOST_ROUNDED)
            return false;
        out->sum = (int64_t)rounded * (g->how == ROUNDED_DAYS ? run->days : run->steps);
        return out->sum >> MOST_SUM_BITS == 0;
    case RATE_OF_DAYS:
        if (!round_off((double)(amount * run->days) * g->rate, g->offset, g->added, g->to_even, &rounded))
            return false;
        out->sum = (int64_t)rounded;
        return true;
    case EACH_DAY_ROUNDED:
        break;
    }
    return grow_by_days(g, t, amount, run, &out->sum);
}

/* The charge of a figure, of an amount that is late; false in doubt. */
static inline bool charge_of(const figure *f, const programs_of_figures *p, int64_t amount, const time_run *run,
                             const grown *from, int64_t *charge)
{
    const growth *g = p->growths + f->growth;
    double share, rounded;
    switch ((enum how_it_grows)g->how) {
    case EACH_MONTH:
        share = p->shares[f->shares * PLACES_OF_PART + run->part];
        if (!round_off(from->balance * share, f->offset, f->added, f->to_even, &rounded))
            return false;
        *charge = (int64_t)(from->balance + rounded) - amount;
        return true;
    case POWERS:
        share = p->shares[f->shares * PLACES_OF_PART + run->part];
        if (!round_off((share * from->power + from->gain) * (double)amount,
                       from->offset * p->grains[f->grains * PLACES_OF_PART + run->part], f->added, f->to_even, &rounded))
            return false;
        *charge = (int64_t)rounded;
        return true;
    case ROUNDED_MONTHS:
        share = p->shares[f->shares * PLACES_OF_PART + run->part];
        if (!round_off((double)amount * share, f->offset, f->added, f->to_even, &rounded))
            return false;
        *charge = from->sum + (int64_t)rounded;
        return true;
    case RATE_OF_DAYS:
    case ROUNDED_DAYS:
    case EACH_DAY_ROUNDED:
        break;
    }
    *charge = from->sum;
    return true;
}

static bool is_amount(int64_t amount)
{
    return amount >= 0 && amount <= (int64_t)1 << 44; /* times the days of the tables, less than 2^62 */
}

static row_facts facts_of(const billed_rows *in, const day_tables *t, int64_t row)
{
    return (row_facts){in->rows.amounts[row], in->rows.issued[row] - t->first, in->rows.paid[row] - t->first,
                       in->rows.billing_months[in->rows.is_one ? 0 : row]};
}

/* The keys that were seen, by a hash: open addressing. A slot has the place of a key, counted from 1. */
typedef struct {
    int32_t *slots;
    int64_t size, room;
} key_table;

/* Nobody chooses these keys: their hash needs no secret. */
static uint64_t hash_of(const uint8_t *key, int64_t width) { return sip_hash(key, width, (const uint64_t[2]){0, 0}); }

static bool enlarge(key_table *t, match_keys *keys)
{
    int64_t size = t->size ? t->size * 2 : 256;
    int32_t *slots = calloc((size_t)size, sizeof *slots);
    uint8_t *more = realloc(keys->keys, (size_t)(size / 2 * keys->width));
    if (more)
        keys->keys = more;
    if (!slots || !more) {
        free(slots);
        return false;
    }
    free(t->slots);
    t->slots = slots;
    t->size = size;
    t->room = size / 2;
    for (int64_t i = 0; i < keys->count; i++) {
        uint64_t at = hash_of(keys->keys + i * keys->width, keys->width);
        while (slots[at & (uint64_t)(size - 1)])
            at++;
        slots[at & (uint64_t)(size - 1)] = (int32_t)i + 1;
    }
    return true;
}

/* Write the number of a key, which is added where it is new; false without memory. */
static bool number_of(key_table *t, match_keys *keys, const uint8_t *key, int32_t *number)
{
    if (keys->count == t->room && !enlarge(t, keys))
        return false;
    uint64_t at = hash_of(key, keys->width);
    for (;; at++) {
        int32_t *slot = t->slots + (at & (uint64_t)(t->size - 1));
        if (!*slot) {
            memcpy(keys->keys + keys->count * keys->width, key, (size_t)keys->width);
            *slot = (int32_t)++keys->count;
        }
        *number = *slot - 1;
        if (!memcmp(keys->keys + *number * keys->width, key, (size_t)keys->width))
            return true;
    }
}

/* Readings are matched for so many rows side by side, in the lanes of the processor's registers. */
enum { LANES = 16, BLOCK = 1024, BUCKETS = 1300 };

/* Unrolled, such a loop would be compiled as a row after the other. */
#if defined(__GNUC__) && !defined(__clang__)
#define FOR_LANES(l) _Pragma("GCC unroll 1") for (int l = 0; l < LANES; l++)
#else
#define FOR_LANES(l) for (int l = 0; l < LANES; l++)
#endif

typedef struct {
    double amounts[LANES], billed[LANES];
    uint64_t doubt[LANES];
} lanes_of_rows;

/* How long the charges of some rows have run in a timing, and where the tables of a started month are read. */
typedef struct {
    double steps[LANES], days[LANES], late[LANES];
    time_run runs[LANES];
} lanes_of_times;

typedef struct {
    double balances[LANES], powers[LANES], gains[LANES], offsets[LANES];
} lanes_of_growth;

typedef struct {
    double charges[LANES];
} lanes_of_charges;

/* What is computed of some rows on the way. */
typedef struct {
    lanes_of_rows rows;
    lanes_of_times *times;
    lanes_of_growth *growths;
    lanes_of_charges *charges;
    uint64_t (*words)[LANES], (*bears)[LANES];
    int64_t word_count;
    double nearest[LANES];
    int64_t *without; /* by reading and combination: the combination that has the first value of that reading */
    uint8_t *key;
} scratch;

/* Round the sums of lanes as `round_off` does each. */
INLINE void round_lanes(const double *sums, const double *offsets, double added, bool to_even, double *rounded,
                        uint64_t *doubt)
{
    FOR_LANES(l) {
        double x = sums[l] + (offsets[l] + added);
        doubt[l] |= !is_sure(x);
        rounded[l] = to_even ? rounded_down(x, 2 * offsets[l]) : floor_of(x);
    }
}

INLINE void fill(double *lanes, double value)
{
    FOR_LANES(l)
        lanes[l] = value;
}

INLINE void grow_months(const growth *g, const lanes_of_rows *rows, const lanes_of_times *times, double *balances,
                        uint64_t *doubt)
{
    double rate = g->rate, added = g->offset + g->added, half_below = 2 * g->offset, most = 0;
    FOR_LANES(l) {
        balances[l] = rows->amounts[l];
        most = times->steps[l] > most ? times->steps[l] : most;
    }
    if (g->to_even) {
        for (double month = 0; month < most; month++)
            FOR_LANES(l) {
                double whole = rounded_down(balances[l] * rate + added, half_below);
                balances[l] += month < times->steps[l] ? whole : 0.0;
            }
    } else {
        for (double month = 0; month < most; month++)
            FOR_LANES(l) {
                double whole = floor_of(balances[l] * rate + added);
                balances[l] += month < times->steps[l] ? whole : 0.0;
            }
    }
    FOR_LANES(l)
        doubt[l] |= !(balances[l] <= g->surely);
}

/* Let the amounts of lanes grow in a timing, as `grow` does each; in `doubt` what cannot be told. */
INLINE void grow_lanes(const growth *g, const programs_of_figures *p, const day_tables *t,
                       const lanes_of_rows *rows, const lanes_of_times *times, lanes_of_growth *out,
                       uint64_t *doubt)
{
    double sums[LANES], offsets[LANES];
    fill(offsets, g->offset);
    switch ((enum how_it_grows)g->how) {
    case EACH_MONTH:
        grow_months(g, rows, times, out->balances, doubt);
        return;
    case POWERS: {
        const double *table = p->powers + g->table * 3 * p->steps;
        FOR_LANES(l) {
            int64_t steps = times->runs[l].steps;
            bool is_tabled = steps < p->steps;
            doubt[l] |= !is_tabled;
            steps *= is_tabled;
            out->powers[l] = table[steps];
            out->gains[l] = table[p->steps + steps];
            out->offsets[l] = table[2 * p->steps + steps];
        }
        return;
    }
    case ROUNDED_MONTHS:
    case ROUNDED_DAYS: {
        const double *times_of = g->how == ROUNDED_DAYS ? times->days : times->steps;
        FOR_LANES(l)
            sums[l] = rows->amounts[l] * g->rate;
        round_lanes(sums, offsets, g->added, g->to_even, out->balances, doubt);
        FOR_LANES(l) {
            out->balances[l] *= times_of[l];
            doubt[l] |= !(out->balances[l] < WHOLE);
        }
        return;
    }
    case RATE_OF_DAYS:
        FOR_LANES(l)
            sums[l] = rows->amounts[l] * times->days[l] * g->rate;
        round_lanes(sums, offsets, g->added, g->to_even, out->balances, doubt);
        return;
    case EACH_DAY_ROUNDED:
        FOR_LANES(l) {
            int64_t charge = 0;
            if (times->late[l])
                doubt[l] |= !grow_by_days(g, t, (int64_t)rows->amounts[l], times->runs + l, &charge);
            out->balances[l] = (double)charge;
        }
    }
}

/* The charges of a figure, as `charge_of` has each. */
INLINE void charge_lanes(const figure *f, const programs_of_figures *p, const lanes_of_rows *rows,
                         const lanes_of_times *times, const lanes_of_growth *from, double *charges,
                         uint64_t *doubt)
{
    const double *shares = p->shares + f->shares * PLACES_OF_PART, *grains = p->grains + f->grains * PLACES_OF_PART;
    double sums[LANES], offsets[LANES], rounded[LANES];
    fill(offsets, f->offset);
    switch ((enum how_it_grows)p->growths[f->growth].how) {
    case EACH_MONTH:
        FOR_LANES(l)
            sums[l] = from->balances[l] * shares[times->runs[l].part];
        round_lanes(sums, offsets, f->added, f->to_even, rounded, doubt);
        FOR_LANES(l)
            charges[l] = from->balances[l] + rounded[l] - rows->amounts[l];
        break;
    case POWERS:
        FOR_LANES(l) {
            sums[l] = (shares[times->runs[l].part] * from->powers[l] + from->gains[l]) * rows->amounts[l];
            offsets[l] = from->offsets[l] * grains[times->runs[l].part];
        }
        round_lanes(sums, offsets, f->added, f->to_even, charges, doubt);
        break;
    case ROUNDED_MONTHS:
        FOR_LANES(l)
            sums[l] = rows->amounts[l] * shares[times->runs[l].part];
        round_lanes(sums, offsets, f->added, f->to_even, rounded, doubt);
        FOR_LANES(l)
            charges[l] = from->balances[l] + rounded[l];
        break;
    case RATE_OF_DAYS:
    case ROUNDED_DAYS:
    case EACH_DAY_ROUNDED:
        FOR_LANES(l)
            charges[l] = from->balances[l];
        break;
    }
    FOR_LANES(l)
        charges[l] = times->late[l] != 0 ? charges[l] : 0.0;
}

/* Take the facts of some rows into lanes; those that are left are filled with the last one. */
static void load_lanes(const billed_rows *in, const programs_of_figures *p, const day_tables *t, const int64_t *rows,
                       int count, const scratch *s, lanes_of_rows *into)
{
    FOR_LANES(l) {
        int64_t row = rows[l < count ? l : count - 1], billed = in->billed[row];
        row_facts r = facts_of(in, t, row);
        bool is_told = is_amount(r.amount) && is_amount(billed);
        for (int64_t i = 0; i < p->timing_count; i++) {
            lanes_of_times *times = s->times + i;
            time_run run = {0};
            is_told = is_told && measure(p->timings + i, t, &r, &run);
            if (!is_told || !r.amount)
                run = (time_run){0};
            times->runs[l] = run;
            times->steps[l] = (double)run.steps;
            times->days[l] = (double)run.days;
            times->late[l] = run.is_late ? 1.0 : 0.0;
        }
        into->amounts[l] = is_told ? (double)r.amount : 0.0;
        into->billed[l] = is_told ? (double)billed : 0.0;
        into->doubt[l] = !is_told;
    }
}

/* Write the charges of lanes under each figure, and find which combinations give what was billed. */
FOR_EACH_PROCESSOR
static void match_lanes(const programs_of_figures *p, const day_tables *t, const combinations *c, scratch *s)
{
    lanes_of_rows *rows = &s->rows;
    for (int64_t i = 0; i < p->growth_count; i++) {
        uint64_t doubt[LANES] = {0};
        const lanes_of_times *times = s->times + p->growths[i].timing;
        grow_lanes(p->growths + i, p, t, rows, times, s->growths + i, doubt);
        FOR_LANES(l)
            rows->doubt[l] |= times->late[l] != 0 ? doubt[l] : 0;
    }
    for (int64_t i = 0; i < p->figure_count; i++) {
        uint64_t doubt[LANES] = {0};
        int64_t of = p->figures[i].growth;
        const lanes_of_times *times = s->times + p->growths[of].timing;
        charge_lanes(p->figures + i, p, rows, times, s->growths + of, s->charges[i].charges, doubt);
        FOR_LANES(l)
            rows->doubt[l] |= times->late[l] != 0 ? doubt[l] : 0;
    }
    memset(s->words, 0, (size_t)s->word_count * sizeof *s->words);
    memset(s->bears, 0, (size_t)c->reading_count * sizeof *s->bears);
    for (int64_t i = 0; i < c->count; i++) {
        const double *charges = s->charges[c->figures[i]].charges;
        uint64_t *words = s->words[i >> 6], bit = (uint64_t)1 << (i & 63);
        FOR_LANES(l)
            words[l] |= charges[l] == rows->billed[l] ? bit : 0;
        for (int64_t reading = 0; reading < c->reading_count; reading++) {
            int64_t other = c->figures[s->without[reading * c->count + i]];
            const double *others = s->charges[other].charges;
            uint64_t *bears = s->bears[reading];
            if (other != c->figures[i])
                FOR_LANES(l)
                    bears[l] |= charges[l] != others[l] ? 1 : 0;
        }
    }
    for (int64_t i = 0; i < c->allowed_count; i++) {
        const double *charges = s->charges[c->figures[c->allowed[i]]].charges;
        FOR_LANES(l) {
            double apart = rows->billed[l] - charges[l], least = s->nearest[l];
            bool is_nearer = (fabs(apart) < fabs(least)) | ((fabs(apart) == fabs(least)) & (apart > least));
            s->nearest[l] = (i == 0) | is_nearer ? apart : least; /* of two the lower charge */
        }
    }
}

/* Write the bits of a lane: the readings that bear on it, then the combinations that give it. False where none does. */
static bool write_key(const combinations *c, const scratch *s, int l, int64_t width)
{
    bool is_given = false;
    memset(s->key, 0, (size_t)width);
    for (int64_t i = 0; i < s->word_count; i++) {
        uint64_t word = s->words[i][l];
        is_given |= word != 0;
        for (int64_t bit = c->reading_count + i * 64; word; bit++, word >>= 1)
            s->key[bit >> 3] |= (uint8_t)((word & 1) << (bit & 7));
    }
    for (int64_t reading = 0; reading < c->reading_count; reading++)
        s->key[reading >> 3] |= (uint8_t)(s->bears[reading][l] << (reading & 7));
    return is_given;
}

/* Bring the rows of a block into the order of the months between invoice and payment, so that those side by side run
 * for about as long. */
static void order_block(const billed_rows *in, int64_t start, int64_t count, int64_t *order)
{
    int64_t firsts[BUCKETS + 1] = {0};
    int16_t buckets[BLOCK];
    for (int64_t i = 0; i < count; i++) {
        int64_t months = ((int64_t)in->rows.paid[start + i] - in->rows.issued[start + i]) / 30;
        buckets[i] = (int16_t)(months < 0 ? 0 : months < BUCKETS ? months : BUCKETS - 1);
        firsts[buckets[i] + 1]++;
    }
    for (int i = 0; i < BUCKETS; i++)
        firsts[i + 1] += firsts[i];
    for (int64_t i = 0; i < count; i++)
        order[firsts[buckets[i]]++] = start + i;
}

static bool allocate(scratch *s, const programs_of_figures *p, const combinations *c, int64_t width)
{
    size_t readings = (size_t)c->reading_count;
    s->word_count = (c->count + 63) / 64;
    s->times = calloc((size_t)p->timing_count, sizeof *s->times);
    s->growths = calloc((size_t)p->growth_count, sizeof *s->growths);
    s->charges = calloc((size_t)p->figure_count, sizeof *s->charges);
    s->words = calloc((size_t)s->word_count, sizeof *s->words);
    s->bears = calloc(readings + 1, sizeof *s->bears);
    s->without = calloc(readings * (size_t)c->count + 1, sizeof *s->without);
    s->key = calloc((size_t)width, 1);
    if (!s->times || !s->growths || !s->charges || !s->words || !s->bears || !s->without || !s->key)
        return false;
    int64_t inner = c->count;
    for (int64_t reading = 0; reading < c->reading_count; reading++) {
        inner /= c->sizes[reading];
        for (int64_t i = 0; i < c->count; i++)
            s->without[reading * c->count + i] = i - i / inner % c->sizes[reading] * inner;
    }
    return true;
}

static void release_scratch(scratch *s)
{
    free(s->times);
    free(s->growths);
    free(s->charges);
    free(s->words);
    free(s->bears);
    free(s->without);
    free(s->key);
}

bool match_readings(const programs_of_figures *p, const day_tables *t, const billed_rows *in, const combinations *c,
                    int32_t *codes, int64_t *from_allowed, match_keys *keys)
{
    *keys = (match_keys){.width = (c->reading_count + c->count + 63) / 64 * 8};
    key_table table = {0};
    scratch s = {0};
    int64_t order[BLOCK];
    bool is_done = allocate(&s, p, c, keys->width);
    for (int64_t start = 0; start < in->rows.count && is_done; start += BLOCK) {
        int64_t count = in->rows.count - start < BLOCK ? in->rows.count - start : BLOCK;
        order_block(in, start, count, order);
        for (int64_t first = 0; first < count && is_done; first += LANES) {
            int lanes = (int)(count - first < LANES ? count - first : LANES);
            load_lanes(in, p, t, order + first, lanes, &s, &s.rows);
            match_lanes(p, t, c, &s);
            for (int l = 0; l < lanes && is_done; l++) {
                int64_t row = order[first + l];
                from_allowed[row] = s.rows.doubt[l] ? 0 : (int64_t)s.nearest[l];
                codes[row] = s.rows.doubt[l] ? DOUBT : NO_MATCH;
                if (!s.rows.doubt[l] && write_key(c, &s, l, keys->width))
                    is_done = number_of(&table, keys, s.key, codes + row);
            }
        }
    }
    release_scratch(&s);
    free(table.slots);
    return is_done;
}

/* The number of a mistake that gives what was billed, NO_MATCH, or DOUBT where that cannot be told. */
static int32_t tried(const mistake *m, int32_t number, const programs_of_figures *p, const day_tables *t,
                     const row_facts *of, int64_t amount, int64_t billed)
{
    int64_t days = of->paid - of->issued;
    if (days < m->due)
        return NO_MATCH;
    if (days >= m->within || amount > m->most || of->paid >= t->days - 1)
        return DOUBT;
    row_facts r = *of;
    r.paid += m->days_later;
    const figure *f = p->figures + m->figure;
    const growth *g = p->growths + f->growth;
    bool has_nothing = g->how == ROUNDED_DAYS || p->timings[g->timing].clock == CLAMPED_MONTHS;
    time_run run = {0};
    grown from = {0};
    int64_t charge = 0;
    if (!is_amount(amount) || !measure(p->timings + g->timing, t, &r, &run))
        return DOUBT;
    run.is_late &= amount > 0;
    if (run.is_late && (!grow(g, p, t, amount, &run, &from) || !charge_of(f, p, amount, &run, &from, &charge)))
        return DOUBT;
    return charge == billed && (run.is_late || !has_nothing) ? number : NO_MATCH;
}

void match_mistakes(const programs_of_figures *p, const day_tables *t, const billed_rows *in, const mistake *mistakes,
                    int64_t count, int32_t *codes)
{
    for (int64_t row = 0; row < in->rows.count; row++) {
        row_facts r = facts_of(in, t, row);
        int32_t code = NO_MATCH;
        for (int64_t i = 0; i < count && code == NO_MATCH; i++) {
            const int64_t *other = mistakes[i].column ? in->others[mistakes[i].column - 1] : in->rows.amounts;
            if (other && other[row] != in->not_given)
                code = tried(mistakes + i, (int32_t)i, p, t, &r, other[row], in->billed[row]);
        }
        codes[row] = code;
    }
}
