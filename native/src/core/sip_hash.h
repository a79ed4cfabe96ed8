/* SipHash-1-3: a hash by a secret, so that nobody who does not know it can choose texts that meet in one place of a
 * table. It is the hash that CPython has for its own texts, by which the tests check it. */
#ifndef TELCOTERMS_SIP_HASH_H
#define TELCOTERMS_SIP_HASH_H

#include <stdint.h>
#include <string.h>

static inline uint64_t turned(uint64_t x, int by) { return x << by | x >> (64 - by); }

#define SIP_ROUND                                                                                                      \
    do {                                                                                                               \
        v0 += v1, v1 = turned(v1, 13), v1 ^= v0, v0 = turned(v0, 32);                                                  \
        v2 += v3, v3 = turned(v3, 16), v3 ^= v2;                                                                       \
        v0 += v3, v3 = turned(v3, 21), v3 ^= v0;                                                                       \
        v2 += v1, v1 = turned(v1, 17), v1 ^= v2, v2 = turned(v2, 32);                                                  \
    } while (0)

static inline uint64_t sip_hash(const uint8_t *bytes, int64_t length, const uint64_t secret[2])
{
    uint64_t v0 = secret[0] ^ 0x736f6d6570736575, v1 = secret[1] ^ 0x646f72616e646f6d;
    uint64_t v2 = secret[0] ^ 0x6c7967656e657261, v3 = secret[1] ^ 0x7465646279746573, word;
    int64_t whole = length & ~(int64_t)7;
    for (int64_t at = 0; at < whole; at += 8) {
        memcpy(&word, bytes + at, 8);
        v3 ^= word;
        SIP_ROUND;
        v0 ^= word;
    }
    word = (uint64_t)length << 56;
    if (length & 7)
        memcpy(&word, bytes + whole, (size_t)(length & 7)); /* at most seven bytes: the last has the length */
    v3 ^= word;
    SIP_ROUND;
    v0 ^= word;
    v2 ^= 0xff;
    SIP_ROUND;
    SIP_ROUND;
    SIP_ROUND;
    return v0 ^ v1 ^ v2 ^ v3;
}

#endif
