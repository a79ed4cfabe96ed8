/* The late charge of the competitors in plain C: 15 days to pay, 2 % a month from the invoice date, a part month by its
 * days, each month rounded half up. Amounts are cents, days are numbers since 1970-01-01. */

#include <stdint.h>

typedef struct {
    int32_t year, month, day;
} civil;

static civil civil_of(int32_t number)
{
    int32_t days = number + 719468; /* since 0000-03-01, so that a leap day ends a year */
    int32_t era = days / 146097, of_era = days % 146097;
    int32_t year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    int32_t of_year = of_era - (365 * year + year / 4 - year / 100), month = (5 * of_year + 2) / 153;
    int32_t day = of_year - (153 * month + 2) / 5 + 1;
    month = month < 10 ? month + 3 : month - 9;
    return (civil){era * 400 + year + (month <= 2), month, day};
}

static int32_t number_of(civil c)
{
    int32_t year = c.year - (c.month <= 2), month = c.month > 2 ? c.month - 3 : c.month + 9;
    int32_t of_year = (153 * month + 2) / 5 + c.day - 1, of_era = year % 400;
    return year / 400 * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

static int32_t length_of(int32_t year, int32_t month)
{
    static const int8_t lengths[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    int is_leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    return lengths[month - 1] + (month == 2 && is_leap);
}

/* The same day so many months later, or the last day of that month. */
static int32_t months_later(civil from, int32_t months)
{
    int32_t place = from.year * 12 + from.month - 1 + months, length;
    civil later = {place / 12, place % 12 + 1, from.day};
    length = length_of(later.year, later.month);
    later.day = later.day < length ? later.day : length;
    return number_of(later);
}

void charge(int64_t count, const int64_t *amounts, const int32_t *issued, const int32_t *paid, int64_t *charges)
{
    for (int64_t i = 0; i < count; i++) {
        charges[i] = 0;
        if (paid[i] <= issued[i] + 15)
            continue;
        civil from = civil_of(issued[i]), to = civil_of(paid[i]);
        int32_t months = 12 * (to.year - from.year) + to.month - from.month - (from.day > to.day);
        int64_t balance = amounts[i];
        for (int32_t month = 0; month < months; month++)
            balance += (2 * balance + 50) / 100;
        int32_t start = months_later(from, months);
        if (paid[i] > start) {
            int64_t parts = 100 * (int64_t)(months_later(from, months + 1) - start);
            balance += (4 * balance * (paid[i] - start) + parts) / (2 * parts);
        }
        charges[i] = balance - amounts[i];
    }
}
