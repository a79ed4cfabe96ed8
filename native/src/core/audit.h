/* What explains billed late charges: the figures of every reading of a clause, and of every known mistake in it.
 *
 * It is the arithmetic of `telcoterms.batch.kernels.late_charge.charging` for one row after the other, with what the
 * figures of a row share computed once: a *timing* says how long a charge has run, a *growth* what the whole months (or
 * coarse steps) have come to in a timing, and a *figure* adds what the started month bears. Sums are floats with the
 * proof of `late_charge.h`: a row of which a figure cannot be told gets DOUBT, and is left to the library. */
#ifndef TELCOTERMS_AUDIT_H
#define TELCOTERMS_AUDIT_H

#include "late_charge.h"

enum { NO_MATCH = -1 };

/* How time is counted: months of the calendar, of thirty days, or each stepped from the end of the one before; days; or
 * days in coarse steps of 256 and fine ones. */
enum clock { CALENDAR_MONTHS, THIRTIES, CLAMPED_MONTHS, DAYS_PASSED, COARSE_DAYS };

/* What grows in that time: a balance that each month is rounded, powers of 1 + r that are rounded once, a rounded month
 * times months, a rate times days, a rounded day (or month) times days, or a balance of which each day is rounded. */
enum how_it_grows { EACH_MONTH, POWERS, ROUNDED_MONTHS, RATE_OF_DAYS, ROUNDED_DAYS, EACH_DAY_ROUNDED };

/* All fields have 8 bytes, so that the library writes each of these as one array. A payment up to `last` days after the
 * invoice is in time; the charge starts `start` days after it, or on the first bill more than `last` days after it. */
typedef struct {
    int64_t last, start, is_next_bill, clock, counted;
} timing;

typedef struct {
    int64_t timing, how, table, top, bottom, rounding, to_even;
    double rate, offset, added, surely;
} growth;

typedef struct {
    int64_t growth, shares, grains, to_even;
    double offset, added;
} figure;

/* A mistake charges the sums of a column, paid so many days later. It is tried from `due` days after the invoice on; of
 * amounts over `most`, and from `within` days after the invoice on, it is left to the library. */
typedef struct {
    int64_t figure, column, days_later, due, within, most;
} mistake;

/* Powers are tables of `steps`: (1 + r)^n, the same less 1, and the offset with which they are rounded. */
typedef struct {
    const timing *timings;
    const growth *growths;
    const figure *figures;
    const double *shares, *grains, *powers;
    int64_t timing_count, growth_count, figure_count, steps;
} programs_of_figures;

typedef struct {
    charge_rows_in rows;
    const int64_t *billed;
    const int64_t *others[2]; /* before tax, original; none where a table has no such column */
    int64_t not_given;
} billed_rows;

/* The combinations of readings: of each its figure, the numbers of values of the readings, and the combinations that the
 * words allow. */
typedef struct {
    const int64_t *figures, *sizes, *allowed;
    int64_t count, reading_count, allowed_count;
} combinations;

/* Distinct keys of rows, in the order in which they come: bits by the readings that bear on a row, then by the
 * combinations that give it. */
typedef struct {
    uint8_t *keys;
    int64_t count, width;
} match_keys;

/* Write of each row the number of its key, NO_MATCH or DOUBT, and what was billed less the nearest allowed figure. */
bool match_readings(const programs_of_figures *, const day_tables *, const billed_rows *, const combinations *,
                    int32_t *codes, int64_t *from_allowed, match_keys *);

/* Write of each row the number of the first mistake that gives what was billed, NO_MATCH or DOUBT. */
void match_mistakes(const programs_of_figures *, const day_tables *, const billed_rows *, const mistake *, int64_t count,
                    int32_t *codes);

#endif
