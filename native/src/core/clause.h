/* How a late charge accrues on one debt: the clause as a tree of nodes, and what each node knows of a debt.
 *
 * This is `telcoterms.clauses.late_charge.accrual` once more, function by function and under the same names, for
 * accounts in millions. What a statement's working needs is left out; what it comes to is the same, to the minor unit.
 * A change there is a change here, and the tests compare both on every clause.
 *
 * The one difference: the balances of a period are not kept as a list. Of a period of which f(d) is the share after d
 * days, a balance b that stands from day a on brings b x r x (f(d) - f(a)); so `borne` has what the balances before the
 * last one have brought, as a whole number over one denominator, and the last one stands beside it.
 */
#ifndef TELCOTERMS_CLAUSE_H
#define TELCOTERMS_CLAUSE_H

#include "exact.h"

#define NEVER INT32_MAX
#define NO_DAY INT32_MIN
#define NONE (-1)

enum kind { ONCE, PERIODS, JOIN };
enum how { SUM, GREATER, LESSER };
enum dated_by { EACH_PERIOD, INVOICE_DATE, DUE_DATE, EACH_DAY };

/* f(d), the share of a period's charge that its first d days bring. */
enum share {
    BY_DAYS,          /* d / D */
    THIRTIETHS,       /* of a month of thirty days */
    DAYS_OF_YEAR,     /* 12 d / 365 */
    WHOLE_MONTH,      /* 1 as soon as it has begun */
    COMPLETED_MONTH,  /* 1 when it is over */
    BLOCKS_BEGUN,     /* of `size` days each */
    BLOCKS_COMPLETED,
    BLOCKS_BY_DAYS,
    DAYS,             /* `times` d / `parts` */
    DAYS_OF_YEARS,    /* each day by the length of its year */
    DAYS_OF_THIRTY,   /* 30/360 */
    MONTH_GROWTH,     /* (1 + r)^(d/D) - 1 */
    DAILY_GROWTH,     /* each day bears on the charge of the days before, by the share of days `share_of_day` */
};

/* A number that may change from a day on: `count` entries of the arrays of steps, from `first` on. */
typedef struct {
    int64_t first, count;
} number;

/* How days count that are taken in blocks of `size`: a block counts as it begins, or when it is over. */
enum block { NO_BLOCKS, BEGUN, COMPLETED };

/* What A_0 rests on: a column has it, or L that a reminder decides, or it is the first bill after that. */
enum start_of_leaf { IN_A_COLUMN, LAST_IN_TIME, NEXT_BILL };

/* One clause of a tree. All fields are whole numbers of 64 bits, so that the library writes them as one array. */
typedef struct {
    int64_t kind, first_child, next_sibling;                            /* places in the array of nodes, or NONE */
    int64_t how, by_month;                                              /* of a join */
    number value;                                                       /* the rate, share or sum */
    int64_t denominator, dated_by, rounding, coin;                      /* of what all its numbers are parts */
    int64_t is_fixed, is_sum, account_sum;                              /* a flat sum or a bound; a sum; its mark, or 0 */
    number threshold;                                                   /* the least amount, or no entries */
    int64_t grace, reminder;                                            /* the column of L, or of what decides it */
    int64_t anchor, start;                                              /* the column of A_0, and whether it is there */
    int64_t months, days, share, share_of_day, size, times, parts, block; /* its periods, and f */
    int64_t is_whole_at_end, compounds, on_day, counted, growth;
} node;

/* A clause with what decides about its debts. */
typedef struct {
    int64_t root, node_count, is_exempt_in_dispute, charges_first, has_grace, charges_accounts;
    int64_t rounds_together; /* all debts of an account as one sum: then the clause is one leaf that goes by shares */
} program;

/* What all debts share. */
typedef struct {
    const node *nodes;
    const program *programs;
    const int64_t *step_days, *step_values;
    const double *growths; /* of (1 + r)^(d/D), by D x 32 + d: high and low, 1024 pairs for each step of a rate */
} clauses;

/* What a node knows of a debt, or of a part of it in dispute. */
typedef struct {
    int64_t principal, paid_charges, posted;                  /* p, q and X */
    int32_t last, late_on, not_before, next_posting;          /* L, or NEVER while no reminder decides it; L + 1 */
    bool is_waiting, is_below_threshold, has_no_threshold, is_set_off, is_gone, is_settled;
    int32_t start, length, index;                             /* the period that is under way */
    int32_t month, day, first_start;                          /* A_0 */
    int32_t offset;                                           /* since when the last balance stands */
    bool is_one_balance;
    int64_t balance, amount;                                  /* `amount` of what is charged once */
    wide borne;
    pair borne_powers;                                        /* where it grows by powers */
    int32_t settled_end;                                      /* of a join by the month: `SettledMonth` */
    int64_t settled_posted, settled_as_part;                  /* of a node as a join, and as a part of one */
    int64_t posted_before, posted_before_as_part;             /* the month that is looked at */
} state;

/* The sums that are charged once an account: of each the mark of the leaf, the day, and the debt that bears it. */
typedef struct {
    int64_t leaf, day, debt;
} account_sum;

typedef struct {
    account_sum *entries;
    int64_t count, room;
} account_sums;

/* The accrual of one debt: its states, one for each node, and what they were made from. */
typedef struct {
    const clauses *clauses;
    int64_t root, node_count; /* the tree is these nodes, the root first; states[0] is that of the root */
    state *states;
    int64_t debt;
    int32_t issued, due, billing_months;
    bool has_free_time; /* a part was in dispute, and is not for a time before the last day in time */
    const int32_t *last_in_time; /* by the column of a grace period */
    const int32_t *anchors;      /* by column: month x 32 + day of the month */
    account_sums *account_sums;
    bool *doubt;
    void *log; /* where the postings of the root go; none for a part in dispute */
    void (*posted)(void *log, int64_t debt, int32_t day, int64_t amount);
} accrual;

void accrual_make(accrual *);
void accrual_begin(accrual *, int64_t principal);
void accrual_resume(accrual *, int32_t day, int64_t principal, int64_t paid_charges); /* a debt */
void accrual_look_again(accrual *, int32_t day);
/* A reminder is out, the first being number 1: `ends` are those of the grace periods that are counted from it. */
void accrual_note_reminder(accrual *, int64_t number, const int32_t *ends);
int64_t accrual_advance(accrual *, int32_t day);
int64_t accrual_accrued(accrual *, int32_t day);
int64_t accrual_posted(const accrual *);
int32_t accrual_begins_on(const accrual *);
int32_t accrual_next_posting(const accrual *);
int32_t accrual_period_end(const accrual *);
/* Of a clause of one leaf that goes by shares, what has accrued since the last posting, exactly: so many of these parts. */
wide accrual_exact(const accrual *, int32_t day, int64_t *parts);
void accrual_set_off_by(accrual *, int32_t day);
void accrual_post_period(accrual *, int64_t amount); /* that of the period under way, which was rounded with others */
void accrual_on_change(accrual *, int32_t day, int64_t principal, int64_t paid_charges);
/* `accrued` is what was found for the day, by `accrual_accrued` or by rounding all debts together. */
void accrual_close(accrual *, int32_t day, int64_t accrued);
void accrual_settle(accrual *, int32_t day, int64_t accrued);
void accrual_part_from(accrual *, const accrual *of_debt, int32_t day, int64_t principal);
void accrual_without_fixed_sums(accrual *, int32_t day);
bool accrual_has_leaves(const accrual *);

#endif
