/* Rounding in floats: what is rounded is right where it lies further from a boundary than the error of all roundings. */
#ifndef TELCOTERMS_FLOATS_H
#define TELCOTERMS_FLOATS_H

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

#endif
