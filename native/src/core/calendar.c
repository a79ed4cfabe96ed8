#include "calendar.h"

int32_t month_starts[MONTHS + 1];

void make_calendar(void)
{
    static const int lengths[12] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int32_t day = 0;
    for (int year = FIRST_YEAR; year < 1970; year++)
        day -= 365 + is_leap(year);
    for (int month = 0; month < MONTHS; month++) {
        month_starts[month] = day;
        day += lengths[month % 12] + (month % 12 == 1 && is_leap(FIRST_YEAR + month / 12));
    }
    month_starts[MONTHS] = day;
}
