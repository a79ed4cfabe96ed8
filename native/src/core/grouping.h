/* Bring the rows of tables together by account: keys become numbers, and the rows of an account stand side by side.
 *
 * Keys are text of any length, or whole numbers. Columns that are sorted are merged. Others go through one table by a
 * keyed hash, so that nobody who chooses keys can make them meet in one place. What comes out is sorted by key. */
#ifndef TELCOTERMS_GROUPING_H
#define TELCOTERMS_GROUPING_H

#include <stdbool.h>
#include <stdint.h>

/* A column of keys: text by its offsets, of 32 or 64 bits, or whole numbers, where `offsets` is none. Where `rows` are
 * given, they stand in another order: the key of place i is that of rows[i]. */
typedef struct {
    const void *offsets;
    const uint8_t *bytes;
    int64_t count;
    bool is_long;
    const int64_t *rows;
} keys;

enum { MOST_COLUMNS = 8 };

/* Write the number of each key among all distinct ones in their order, and return how many those are, or -1 without
 * memory; `firsts`, which are none before, are then the places of the first of each, to be freed. The columns follow one
 * another. */
int64_t code_keys(const keys *columns, int64_t column_count, const uint64_t secret[2], int64_t *codes, int64_t **firsts);

/* Rows of debts and of events in any order, with the number of their account. Where no kinds are given, all events are
 * payments; where it is not said which of them name a debt, none does. */
typedef struct {
    int64_t size; /* accounts */
    const int64_t *debt_accounts;
    const int32_t *issued, *due;
    keys debt_numbers;
    const int64_t *event_accounts;
    const int32_t *days;
    const int8_t *kinds;
    const int64_t *sums;
    keys event_numbers;
    const int8_t *is_naming; /* whether a row names a debt */
    const int64_t *ties;     /* of disputes: which of one day comes first, and which decision belongs to which report */
} rows;

/* The same by account: `orders` are places among the rows; a debt that is new is an event too, with the order NONE. */
typedef struct {
    int64_t *debt_starts, *debt_orders;
    int64_t *event_starts, *event_orders;
    int32_t *days;
    int8_t *kinds;
    int64_t *sums, *named;
    uint8_t *is_left_out; /* accounts whose events do not fit together; those that are marked before stay so */
} arranged;

bool arrange(const rows *, arranged *);

typedef struct {
    int64_t first; /* what is compared first: a day, with what is taken on it */
    int64_t place;
} entry;

/* One account of rows. `orders` are the places of its debts, which come into their order, `first` is the row of the
 * first of them among the arranged ones, and `events` are the places of its events. `entries` is room for three times
 * `most`, which is no less than both together. */
typedef struct {
    int64_t first, debt_count, event_count, most;
    int64_t *orders;
    const int64_t *events;
    entry *entries;
} rows_of_account;

/* Arrange the events of an account from one place on, and return the place after them; NONE where they do not fit
 * together. */
int64_t arrange_account(const rows *, const rows_of_account *, arranged *, int64_t begins);

/* Where the rows of each account stand once they are side by side; there is one start more than there are accounts. */
void count_starts(const int64_t *accounts, int64_t count, int64_t size, int64_t *starts);

#endif
