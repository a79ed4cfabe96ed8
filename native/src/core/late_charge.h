/* The late charge of rows under one rate that is compounded and rounded each month.
 *
 * It is the arithmetic of `telcoterms.batch.kernels.late_charge.charging`, in floats with a proof: what is rounded is
 * right where it lies further from a boundary than the error that all roundings together can have. A row for which that
 * cannot be told gets DOUBT, and is charged by the library. */
#ifndef TELCOTERMS_LATE_CHARGE_H
#define TELCOTERMS_LATE_CHARGE_H

#include <stdbool.h>
#include <stdint.h>

enum { DOUBT = -2 };

enum { PLACES_OF_PART = 1024 }; /* in a started month: its length x 32 + the days that have passed */

/* The start of a charge: the invoice date, the due date, or the first bill after that. */
enum start { FROM_INVOICE, FROM_DUE, FROM_NEXT_BILL };

/* A clause: what is added to a month's and to a part's charge before it is rounded down, below which fraction a half
 * that goes to even lies (0 where none does), and up to which balance no whole month is in doubt. */
typedef struct {
    int64_t start, net_days;
    double rate, month_added, month_half_below, part_added, part_half_below, surely;
    const double *shares; /* of a started month, by the place in it */
} charge_clause;

/* By day less `first`: its place (month x 32 + day), and the same with the last day of a month as a 31st; by place: its
 * day x 32 + how many days lie between it and the same place a month later. */
typedef struct {
    const int32_t *places, *ends, *spans;
    int64_t days, span_count, first;
} day_tables;

typedef struct {
    const int64_t *amounts;
    const int32_t *issued, *paid;
    const int64_t *billing_months; /* one for all where `is_one` */
    bool is_one;
    int64_t count;
} charge_rows_in;

/* Whether a table of a size has a place. */
static inline bool is_place(int64_t place, int64_t size) { return place >= 0 && place < size; }

int64_t charge_rows(const charge_clause *, const day_tables *, const charge_rows_in *, int64_t *out);

#endif
