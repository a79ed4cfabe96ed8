/* Rounding in floats: what is rounded is right where it lies further from a boundary than the error of all roundings. */
#ifndef TELCOTERMS_FLOATS_H
#define TELCOTERMS_FLOATS_H

#include <stdbool.h>

#define ERROR 0x1p-49
#define WHOLE 0x1p52

/* Loops over floats are compiled for wider registers too, and chosen by the processor. */
#if defined(__x86_64__) && defined(__linux__) && defined(__GNUC__) && !defined(__clang__)
#define FOR_EACH_PROCESSOR __attribute__((target_clones("avx512f", "avx2", "default")))
#else
#define FOR_EACH_PROCESSOR
#endif

/* What is a part of such a loop must stand in it. */
#define INLINE static inline __attribute__((always_inline))

/* The largest whole number up to one from 0 to 2^52, without a call. */
INLINE double floor_of(double x)
{
    double nearest = (x + WHOLE) - WHOLE;
    return nearest - (nearest > x ? 1.0 : 0.0);
}

/* Round down a number to which a half and an offset were added. An exact half lies below twice the offset then: where
 * halves go to even, that is `half_below`, else 0, and one that has become odd is one less. */
INLINE double rounded_down(double x, double half_below)
{
    double whole = floor_of(x);
    bool is_odd = floor_of(whole * 0.5) * 2 != whole;
    return whole - ((x - whole < half_below) & is_odd ? 1.0 : 0.0);
}

/* Whether it is certain on which side of a boundary a number lies; of a NaN and of one below 0 it is not. */
INLINE bool is_sure(double x)
{
    double rest = x - floor_of(x), error = x * (2 * ERROR);
    return (x >= 0) & (rest >= error) & (rest <= 1 - error);
}

#endif
