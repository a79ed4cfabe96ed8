/* Memory that is counted, fails when it is told to, and has margins, so that what is written beside it is seen. */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

enum { MARGIN = 64, UNSET = 0xA5 };

__attribute__((visibility("default"))) long blocks = 0, fails_at = 0; /* the next block that there is none of */

static size_t *begin_of(void *block) { return (size_t *)((char *)block - MARGIN); }

static void check(void *block)
{
    size_t *begin = begin_of(block);
    const unsigned char *before = (const unsigned char *)(begin + 1), *behind = (const unsigned char *)block + *begin;
    for (size_t i = 0; i < MARGIN - sizeof *begin; i++)
        if (before[i] != UNSET)
            abort();
    for (size_t i = 0; i < MARGIN; i++)
        if (behind[i] != UNSET)
            abort();
}

void *watched_malloc(size_t size)
{
    bool fails = fails_at && !--fails_at;
    size_t *begin = !fails && size < (size_t)1 << 40 ? malloc(size + 2 * MARGIN) : 0;
    if (!begin)
        return 0;
    memset(begin, UNSET, size + 2 * MARGIN);
    *begin = size;
    blocks++;
    return (char *)begin + MARGIN;
}

void *watched_calloc(size_t count, size_t size)
{
    void *block = watched_malloc(count * size);
    return block ? memset(block, 0, count * size) : 0;
}

void watched_free(void *block)
{
    if (!block)
        return;
    check(block);
    blocks--;
    memset(begin_of(block), UNSET, *begin_of(block) + MARGIN);
    free(begin_of(block));
}

void *watched_realloc(void *block, size_t size)
{
    void *other = watched_malloc(size);
    if (block && other) {
        memcpy(other, block, *begin_of(block) < size ? *begin_of(block) : size);
        watched_free(block);
    }
    return other;
}
