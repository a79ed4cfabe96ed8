/* Accounts of invoices and payments alone, which most are, under one clause: each is brought together and replayed in
 * one go, in memory that stays near the processor, and what is kept are its sums.
 *
 * What decides is the same as for all others: `arrange_account` and `replay_account`. An account that is not plain, or
 * whose rows may not fit together, is left out. */
#ifndef TELCOTERMS_PLAIN_H
#define TELCOTERMS_PLAIN_H

#include "grouping.h"
#include "late_charge.h"
#include "ledger.h"

/* Rows side by side: those of account i from starts[i] up to starts[i + 1]. */
typedef struct {
    const int64_t *starts;
    const int32_t *days;
    const int64_t *amounts;
    keys numbers;
} rows_by_account;

/* The accounts, and what all of them have in common. */
typedef struct {
    rows_by_account invoices, payments;
    const int8_t *is_naming;                          /* as in `rows` */
    int64_t net_days, first_issued, most_months, day; /* an older invoice is not plain, nor is one of more months */
    const int32_t *runs_from;                         /* the start of each column of them: `enum start` */
    int64_t anchor_count;
    const int32_t *orders;
    int64_t order_count;
} plain_accounts;

/* The sums of each account; one that is left out keeps what it has. */
typedef struct {
    int64_t *balance, *posted, *accrued, *settlement, *credit, *payable;
    uint8_t *is_left_out; /* those that are marked before stay so */
} plain_sums;

/* Settle the accounts from one up to another; false where there is no memory. */
bool settle_plain(const clauses *, const plain_accounts *, int64_t first, int64_t last, plain_sums *);

/* Bring rows side by side: their places, and their days and sums in that order; false where there is no memory. */
typedef struct {
    int64_t *places, *amounts;
    int32_t *days;
} moved_rows;

bool move_rows(const int64_t *accounts, const int32_t *days, const int64_t *amounts, int64_t count, int64_t size,
               const int64_t *starts, moved_rows *);

#endif
