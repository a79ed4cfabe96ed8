#include "calendar.h"

int32_t all_month_starts[MONTHS + 2];

void make_calendar(void)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t day = 0;
    for (int year = FIRST_YEAR; year < 1970; year++)
        day -= 365 + is_leap(year);
    all_month_starts[0] = day - lengths[11];
    for (int month = 0; month < MONTHS; month++) {
        month_starts[month] = day;
        day += lengths[month % 12] + (month % 12 == 1 && is_leap(FIRST_YEAR + month / 12));
    }
    month_starts[MONTHS] = day;
}
