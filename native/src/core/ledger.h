/* The events of accounts, in columns, and what each account owes after them.
 *
 * This is `telcoterms.statement.replay` and `.ledger` once more, function by function. What is known of an account on
 * its day is decided before (`telcoterms.statement.snapshot`): these events count as they stand.
 */
#ifndef TELCOTERMS_LEDGER_H
#define TELCOTERMS_LEDGER_H

#include "clause.h"

/* What happens, in the order in which it is taken on one day. What counts for nothing itself is `UNTAKEN`: such as a
 * payment that was returned, or a dispute that was upheld, which made its debt smaller from the start. */
enum event { NEW_DEBT, DECIDED, REPORTED, REMINDER, CREDIT, WRITE_OFF, PAYMENT, PAYOUT, UNTAKEN };

enum across_debts { OLDEST_FIRST, NEWEST_FIRST, LARGEST_FIRST };

/* Debts and events, sorted by account; those of account i are the rows from starts[i] up to starts[i + 1]. */
typedef struct {
    const int64_t *debt_starts; /* inside an account debts stand by due date, then number */
    const int32_t *issued, *due, *programs, *billing_months;
    const int64_t *amounts;
    const int32_t *last_in_time, *anchors; /* of each debt `graces` and `starts` columns */
    int64_t graces, starts;
    const int64_t *event_starts; /* inside an account events stand by day, then as they are taken */
    const int32_t *days;
    const int8_t *kinds;
    const int64_t *sums;
    const int64_t *named;  /* the row of a debt, or NONE; of a decision the row of its report, among the events */
    const int32_t *reminder_ends; /* of each event `reminder_graces` columns: the ends of grace periods from its day */
    int64_t reminder_graces;
    const int32_t *orders; /* from which day on, and in which order, unnamed sums meet debts: pairs */
    int64_t order_count;
    const int32_t *as_of;
} accounts;

/* What is owed: by row of the debts, and by account. */
typedef struct {
    int64_t *principal, *charges, *accrued, *posted, *disputed, *held;
    int64_t *credit;
    uint8_t *doubt; /* the account is left to the library */
} owed;

/* Rows of whole numbers that are written as they come. */
typedef struct {
    int64_t *rows;
    int64_t count, room, width;
    bool is_wanted, is_full;
} listing;

#define MOST_OF_A_SUM INT64_C(1000000000000) /* as an account takes it */

enum { POSTING_WIDTH = 3, ALLOCATION_WIDTH = 7 };

/* Room for one account, which grows to that of the longest one; `width` is how many nodes its clauses have at most. */
typedef struct {
    struct debt *debts;
    struct debt **open, **scratch, **group;
    struct part *parts, **disputed, **scratch_parts;
    state *states;
    account_sum *sums;
    struct source *waiting;
    int64_t debt_room, part_room, waiting_room, width;
} room;

/* Replay one account; false where there is no memory. */
bool replay_account(const clauses *, const accounts *, int64_t account, room *, owed *, listing *postings,
                    listing *allocations);
void free_room(room *);

/* Replay the accounts from one up to another; false where there is no memory. */
bool replay(const clauses *, const accounts *, int64_t first, int64_t last, owed *, listing *postings,
            listing *allocations);

#endif
