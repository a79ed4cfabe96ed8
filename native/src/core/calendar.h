/* Days since 1970-01-01 and months since January of the first year, by tables that are made once. */
#ifndef TELCOTERMS_CALENDAR_H
#define TELCOTERMS_CALENDAR_H

#include <stdbool.h>
#include <stdint.h>

enum {
    FIRST_YEAR = 1900,
    YEAR_AFTER_EVENTS = 2200,
    LAST_YEAR = 2320, /* a period that has begun ends a hundred years after the last event at the latest */
    MONTHS = 12 * (LAST_YEAR - FIRST_YEAR + 1),
};

/* The first day of each month, and of the one after the last. Before the first month stands one more: a period may begin
 * in it, where the first day counts, or where a charge is set on a day of the month. */
extern int32_t all_month_starts[MONTHS + 2];
#define month_starts (all_month_starts + 1)

void make_calendar(void);

static inline bool is_leap(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

/* Whether an event can lie on a day. */
static inline bool is_day(int64_t day)
{
    return day >= month_starts[0] && day < month_starts[12 * (YEAR_AFTER_EVENTS - FIRST_YEAR)];
}

/* The month in which a day lies. */
static inline int32_t month_of(int32_t day)
{
    int32_t guess = (int32_t)(((int64_t)(day - month_starts[0]) * 4800) / 146097); /* 400 years have 146,097 days */
    while (month_starts[guess] > day)
        guess--;
    while (month_starts[guess + 1] <= day)
        guess++;
    return guess;
}

/* A month and a day of it in one number, as columns have the starts; the last day of a month as a 31st too. */
static inline int32_t place_of(int32_t day, bool is_last_a_31st)
{
    int32_t month = month_of(day), of_month = day - month_starts[month] + 1;
    return month << 5 | (is_last_a_31st && day + 1 == month_starts[month + 1] ? 31 : of_month);
}

/* The place of the first bill after a day, of those that follow a first one every so many months. */
static inline int32_t next_bill(int32_t first, int32_t day, int32_t months)
{
    int32_t ended = (place_of(day, true) - first) >> 5; /* months */
    return first + ((ended > 0 ? ended : 0) / months + 1) * months * 32;
}

/* The day of a month on which a day of the month falls: in a shorter month it is the last one. */
static inline int32_t anchored(int32_t month, int32_t day)
{
    int32_t length = month_starts[month + 1] - month_starts[month];
    return month_starts[month] + (day < length ? day : length) - 1;
}

#endif
