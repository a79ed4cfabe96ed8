/* Whole numbers that are divided and rounded, and sums of powers that are not whole.
 *
 * A charge is a fraction of whole numbers, and is rounded by integers of 128 bits. A charge that grows by powers of
 * 1 + r from day to day has no such fraction of a size that fits: it is kept as the sum of two doubles, which has 106
 * bits. Where it lies so near to a boundary of the rounding that these may not tell on which side, the account is *in
 * doubt*, and is left to the exact arithmetic of the library.
 */
#ifndef TELCOTERMS_EXACT_H
#define TELCOTERMS_EXACT_H

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

typedef __int128 wide;

enum { HALF_UP, HALF_EVEN, DOWN };

/* Divide a number from 0 on by one above 0, and round. */
static inline int64_t divided(wide number, int64_t by, int rounding)
{
    int64_t whole, rest;
    if (number <= INT64_MAX) {
        whole = (int64_t)number / by;
        rest = (int64_t)number % by;
    } else {
        whole = (int64_t)(number / by);
        rest = (int64_t)(number % by);
    }
    if (rounding == DOWN)
        return whole;
    int64_t other = by - rest; /* rest against half of it, without doubling what may be large */
    if (rest > other || (rest == other && (rounding == HALF_UP || (whole & 1))))
        whole++;
    return whole;
}

/* A sum of two doubles: `high` is the nearest double to it, `low` the rest. */
typedef struct {
    double high, low;
} pair;

static inline pair pair_of_sum(double a, double b)
{
    double sum = a + b, part = sum - a;
    return (pair){sum, (a - (sum - part)) + (b - part)};
}

static inline pair pair_of_product(double a, double b)
{
    double product = a * b;
    return (pair){product, fma(a, b, -product)};
}

static inline pair pair_of(int64_t whole)
{
    double high = (double)whole;
    return pair_of_sum(high, (double)(whole - (int64_t)high));
}

static inline pair pair_add(pair a, pair b)
{
    pair sum = pair_of_sum(a.high, b.high);
    return pair_of_sum(sum.high, sum.low + a.low + b.low);
}

static inline pair pair_subtract(pair a, pair b)
{
    return pair_add(a, (pair){-b.high, -b.low});
}

static inline pair pair_multiply(pair a, pair b)
{
    pair product = pair_of_product(a.high, b.high);
    return pair_of_sum(product.high, product.low + a.high * b.low + a.low * b.high);
}

static inline pair pair_divide(pair a, pair b)
{
    double first = a.high / b.high;
    pair rest = pair_subtract(a, pair_multiply(b, (pair){first, 0}));
    return pair_of_sum(first, rest.high / b.high);
}

static inline pair pair_of_ratio(wide number, int64_t by)
{
    int64_t whole = (int64_t)(number / by), rest = (int64_t)(number % by);
    return pair_add(pair_of(whole), pair_divide(pair_of(rest), pair_of(by)));
}

static inline pair pair_power(pair base, int64_t exponent)
{
    pair power = {1, 0};
    for (; exponent; exponent >>= 1, base = pair_multiply(base, base))
        if (exponent & 1)
            power = pair_multiply(power, base);
    return power;
}

/* Each step of a pair is off by at most 2^-101 of it, and what is rounded comes of fewer than 2^18 steps on numbers
 * below 2^52. Twice as much and more is allowed for. */
#define PAIR_ERROR 0x1p-78

/* Round a sum from 0 on; sets `doubt` where the boundary is too near to tell. */
static inline int64_t pair_rounded(pair sum, int rounding, bool *doubt)
{
    double whole = floor(sum.high), error = PAIR_ERROR * (fabs(sum.high) + 1);
    double rest = (sum.high - whole) + sum.low;
    if (rest < 0) {
        whole -= 1;
        rest = (sum.high - whole) + sum.low;
    }
    if (!(sum.high < 0x1p52)) { /* so written, a NaN is in doubt */
        *doubt = true;
        return 0;
    }
    if (rounding == DOWN) {
        if (rest <= error || 1 - rest <= error)
            *doubt = true;
        return (int64_t)whole;
    }
    if (fabs(rest - 0.5) <= error)
        *doubt = true;
    return (int64_t)whole + (rest >= 0.5);
}

#endif
