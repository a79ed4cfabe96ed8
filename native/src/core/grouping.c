#include "grouping.h"

#include "ledger.h"
#include "sip_hash.h"

#include <stdlib.h>
#include <string.h>

typedef struct {
    const uint8_t *bytes;
    int64_t length;
} text;

static inline text key_at(const keys *k, int64_t row)
{
    row = k->rows ? k->rows[row] : row;
    if (!k->offsets)
        return (text){k->bytes + 8 * row, 8};
    if (k->is_long) {
        const int64_t *offsets = k->offsets;
        return (text){k->bytes + offsets[row], offsets[row + 1] - offsets[row]};
    }
    const int32_t *offsets = k->offsets;
    return (text){k->bytes + offsets[row], offsets[row + 1] - offsets[row]};
}

static inline bool is_same(text a, text b)
{
    if (a.length != b.length)
        return false;
    if (a.length == 8) { /* a whole number, or a text as long as one */
        uint64_t one, other;
        memcpy(&one, a.bytes, 8);
        memcpy(&other, b.bytes, 8);
        return one == other;
    }
    return !a.length || memcmp(a.bytes, b.bytes, (size_t)a.length) == 0;
}

/* As texts are sorted: by their bytes, the shorter one first. */
static inline int compared(text a, text b)
{
    int64_t common = a.length < b.length ? a.length : b.length;
    int order = common ? memcmp(a.bytes, b.bytes, (size_t)common) : 0;
    return order ? order : (a.length > b.length) - (a.length < b.length);
}

static inline int compared_numbers(text a, text b)
{
    int64_t one, other;
    memcpy(&one, a.bytes, 8);
    memcpy(&other, b.bytes, 8);
    return (one > other) - (one < other);
}

/* A hash of 63 bits: it stands in the place of a code, which is none where it is below 0. */
static int64_t hashed(text key, const uint64_t secret[2])
{
    return (int64_t)(sip_hash(key.bytes, key.length, secret) >> 1);
}

/* Keys one by one, parted by their hashes so that the table of a part stays near the processor
 *
 * A record has a key of up to sixteen bytes whole, so that to compare two of them needs no look at their texts; of a
 * longer one it has the hash. */

typedef struct {
    uint64_t bytes[2];
    int64_t row; /* among all columns */
    uint32_t length, code;
} record;

enum { SHORT = 16, LONG = -1, FEWEST_PARTS = 8, MOST_PARTS = 1024, ROWS_OF_A_PART = 1 << 14, AS_BEFORE = -2 };

typedef struct {
    const keys *columns;
    int64_t column_count, row_count, parts;
    const uint64_t *secret;
    record *records; /* by their parts */
    int64_t starts[MOST_PARTS + 1];
    text *texts; /* of each code */
    int64_t *firsts, count, room;
} distinct;

static text text_at(const distinct *d, int64_t row)
{
    const keys *k = d->columns;
    while (row >= k->count)
        row -= k++->count;
    return key_at(k, row);
}

static int64_t part_of(const distinct *d, int64_t hash) { return (hash >> 31) * d->parts >> 32; }

/* Count the records of each part, and write the hashes where the codes will stand. A key that is that of the row before
 * needs none. */
static void count_records(distinct *d, int64_t *codes)
{
    for (int64_t i = 0; i < d->column_count; i++) {
        text before = {0, -1};
        for (int64_t place = 0; place < d->columns[i].count; place++, codes++) {
            text key = key_at(d->columns + i, place);
            bool is_as_before = is_same(key, before);
            *codes = is_as_before ? AS_BEFORE : hashed(key, d->secret);
            if (!is_as_before)
                d->starts[part_of(d, *codes) + 1]++;
            before = key;
        }
    }
    for (int64_t part = 0; part < d->parts; part++)
        d->starts[part + 1] += d->starts[part];
}

static void write_records(distinct *d, const int64_t *codes)
{
    int64_t row = 0, nexts[MOST_PARTS];
    memcpy(nexts, d->starts, (size_t)d->parts * sizeof *nexts);
    for (int64_t i = 0; i < d->column_count; i++) {
        for (int64_t place = 0; place < d->columns[i].count; place++, row++) {
            if (codes[row] == AS_BEFORE)
                continue;
            text key = key_at(d->columns + i, place);
            uint64_t hash = (uint64_t)codes[row];
            record *r = d->records + nexts[part_of(d, codes[row])]++;
            *r = (record){{hash, 0}, row, (uint32_t)LONG, (uint32_t)hash};
            if (key.length <= SHORT) {
                r->length = (uint32_t)key.length;
                r->bytes[0] = 0;
                if (key.length)
                    memcpy(r->bytes, key.bytes, (size_t)key.length);
            }
        }
    }
}

static bool is_same_key(const distinct *d, const record *a, const record *b)
{
    if (a->length != b->length || a->bytes[0] != b->bytes[0] || a->bytes[1] != b->bytes[1])
        return false;
    return a->length != (uint32_t)LONG || is_same(text_at(d, a->row), text_at(d, b->row));
}

static bool make_more_room(distinct *d, int64_t count)
{
    if (d->count + count <= d->room)
        return true;
    int64_t room = 2 * d->room > d->count + count ? 2 * d->room : d->count + count;
    text *texts = realloc(d->texts, (size_t)room * sizeof *texts);
    d->texts = texts ? texts : d->texts;
    int64_t *firsts = realloc(d->firsts, (size_t)room * sizeof *firsts);
    d->firsts = firsts ? firsts : d->firsts;
    d->room = room;
    return texts && firsts;
}

/* Give the keys of a part their codes, by the order in which they come. Of each the code stands where its hash was. */
static void code_part(distinct *d, record *records, int64_t count, int64_t *slots, uint64_t mask)
{
    memset(slots, 0xff, (size_t)(mask + 1) * sizeof *slots); /* all are NONE */
    for (int64_t i = 0; i < count; i++) {
        uint64_t place = records[i].code & mask;
        while (slots[place] != NONE && !is_same_key(d, records + slots[place], records + i))
            place = (place + 1) & mask;
        if (slots[place] == NONE) {
            slots[place] = i;
            d->texts[d->count] = text_at(d, records[i].row);
            d->firsts[d->count] = records[i].row;
            records[i].code = (uint32_t)d->count++;
        } else {
            records[i].code = records[slots[place]].code;
        }
    }
}

/* False without memory, or where there are more keys than a code can tell apart. */
static bool code_records(distinct *d)
{
    int64_t most = 1;
    for (int64_t part = 0; part < d->parts; part++)
        most = d->starts[part + 1] - d->starts[part] > most ? d->starts[part + 1] - d->starts[part] : most;
    uint64_t room = 2;
    while (room < 2 * (uint64_t)most)
        room *= 2;
    int64_t *slots = malloc((size_t)room * sizeof *slots);
    bool has_room = slots != 0;
    for (int64_t part = 0; part < d->parts && has_room; part++) {
        int64_t count = d->starts[part + 1] - d->starts[part];
        has_room = make_more_room(d, count) && d->count + count < UINT32_MAX;
        if (has_room)
            code_part(d, d->records + d->starts[part], count, slots, room - 1);
    }
    free(slots);
    return has_room;
}

/* Their order: by eight bytes after what all have in common, then by the rest */

typedef struct {
    uint64_t head;
    int64_t code;
} headed;

/* Sort those whose heads are the same by their whole texts; `to` has room for as many. */
static void sort_texts(const text *texts, headed *from, headed *to, int64_t count)
{
    if (count < 2)
        return;
    int64_t half = count / 2, left = 0, right = half;
    sort_texts(texts, from, to, half);
    sort_texts(texts, from + half, to, count - half);
    memcpy(to, from, (size_t)count * sizeof *from);
    for (int64_t i = 0; i < count; i++) {
        bool is_left = right == count
                       || (left < half && compared(texts[to[left].code], texts[to[right].code]) <= 0);
        from[i] = is_left ? to[left++] : to[right++];
    }
}

static uint64_t head_of(text key, int64_t after, bool is_number)
{
    if (is_number) {
        int64_t number;
        memcpy(&number, key.bytes, sizeof number);
        return (uint64_t)number ^ (uint64_t)1 << 63;
    }
    uint64_t head = 0;
    for (int64_t i = 0; i < 8; i++)
        head = head << 8 | (after + i < key.length ? key.bytes[after + i] : 0);
    return head;
}

static int64_t in_common(const distinct *t)
{
    text one = *t->texts;
    int64_t common = one.length;
    for (int64_t code = 1; code < t->count; code++) {
        text key = t->texts[code];
        int64_t i = 0;
        while (i < common && i < key.length && key.bytes[i] == one.bytes[i])
            i++;
        common = i;
    }
    return common;
}

static headed *sorted_heads(headed *from, headed *to, int64_t count)
{
    for (int shift = 0; shift < 64; shift += 8) {
        int64_t places[256] = {0}, place = 0;
        for (int64_t i = 0; i < count; i++)
            places[from[i].head >> shift & 255]++;
        if (places[from->head >> shift & 255] == count)
            continue; /* all have one digit */
        for (int digit = 0; digit < 256; digit++) {
            int64_t begins = place;
            place += places[digit];
            places[digit] = begins;
        }
        for (int64_t i = 0; i < count; i++)
            to[places[from[i].head >> shift & 255]++] = from[i];
        headed *other = from;
        from = to;
        to = other;
    }
    return from;
}

/* Write the place of each code among all in order; false without memory. */
static bool rank_codes(const distinct *t, bool is_number, int64_t *ranks, int64_t *firsts)
{
    headed *heads = malloc((size_t)(2 * t->count) * sizeof *heads);
    if (!heads)
        return false;
    int64_t after = is_number ? 0 : in_common(t);
    for (int64_t code = 0; code < t->count; code++)
        heads[code] = (headed){head_of(t->texts[code], after, is_number), code};
    headed *in_order = sorted_heads(heads, heads + t->count, t->count);
    headed *scratch = in_order == heads ? heads + t->count : heads;
    for (int64_t first = 0, last; first < t->count && !is_number; first = last) {
        for (last = first + 1; last < t->count && in_order[last].head == in_order[first].head;)
            last++;
        sort_texts(t->texts, in_order + first, scratch, last - first);
    }
    for (int64_t rank = 0; rank < t->count; rank++) {
        ranks[in_order[rank].code] = rank;
        firsts[rank] = t->firsts[in_order[rank].code];
    }
    free(heads);
    return true;
}

/* Columns that are sorted are merged, without a hash */

enum { UNSORTED = -2 };

/* The number of distinct keys, -1 without memory, or UNSORTED as soon as a key is less than the one before it. */
static int64_t merge_keys(const keys *columns, int64_t column_count, int64_t *codes, int64_t **firsts)
{
    bool is_number = column_count && !columns->offsets;
    int64_t places[MOST_COLUMNS] = {0}, begins[MOST_COLUMNS], row_count = 0, count = 0, room = 0;
    for (int64_t i = 0; i < column_count; i++) {
        begins[i] = row_count;
        row_count += columns[i].count;
    }
    for (text before = {0, 0};; count++) {
        text least = {0, -1};
        int64_t first = 0;
        for (int64_t i = 0; i < column_count; i++) {
            if (places[i] == columns[i].count)
                continue;
            text key = key_at(columns + i, places[i]);
            if (least.length < 0 || (is_number ? compared_numbers : compared)(key, least) < 0) {
                least = key;
                first = begins[i] + places[i];
            }
        }
        if (least.length < 0)
            return count;
        if (count && (is_number ? compared_numbers : compared)(least, before) < 0)
            return UNSORTED;
        before = least;
        if (count == room) {
            room = room ? 2 * room : 1 << 10;
            int64_t *more = realloc(*firsts, (size_t)room * sizeof *more);
            if (!more)
                return -1;
            *firsts = more;
        }
        (*firsts)[count] = first;
        for (int64_t i = 0; i < column_count; i++)
            while (places[i] < columns[i].count && is_same(key_at(columns + i, places[i]), least))
                codes[begins[i] + places[i]++] = count;
    }
}

/* The number of distinct keys, which are two or more, or -1 without memory. */
static int64_t hash_keys(const keys *columns, int64_t column_count, const uint64_t secret[2], int64_t *codes,
                         int64_t **firsts)
{
    distinct d = {.columns = columns, .column_count = column_count, .secret = secret};
    for (int64_t i = 0; i < column_count; i++)
        d.row_count += columns[i].count;
    int64_t parts = d.row_count / ROWS_OF_A_PART;
    d.parts = parts < FEWEST_PARTS ? FEWEST_PARTS : parts < MOST_PARTS ? parts : MOST_PARTS;
    count_records(&d, codes);
    d.records = malloc((size_t)d.starts[d.parts] * sizeof *d.records);
    int64_t found = -1, *ranks = 0;
    if (d.records) {
        write_records(&d, codes);
        if (code_records(&d))
            ranks = malloc((size_t)(2 * d.count) * sizeof *ranks);
    }
    if (ranks && rank_codes(&d, !columns->offsets, ranks, ranks + d.count)) {
        memcpy(d.firsts, ranks + d.count, (size_t)d.count * sizeof *d.firsts);
        for (int64_t i = 0; i < d.starts[d.parts]; i++)
            codes[d.records[i].row] = ranks[d.records[i].code];
        for (int64_t row = 0; row < d.row_count; row++)
            if (codes[row] == AS_BEFORE)
                codes[row] = codes[row - 1];
        found = d.count;
    }
    free(ranks);
    free(d.records);
    free(d.texts);
    *firsts = d.firsts;
    return found;
}

int64_t code_keys(const keys *columns, int64_t column_count, const uint64_t secret[2], int64_t *codes, int64_t **firsts)
{
    int64_t found = merge_keys(columns, column_count, codes, firsts);
    if (found != UNSORTED)
        return found;
    free(*firsts);
    return hash_keys(columns, column_count, secret, codes, firsts);
}

/* The rows of an account side by side */

void count_starts(const int64_t *accounts, int64_t count, int64_t size, int64_t *starts)
{
    memset(starts, 0, (size_t)(size + 1) * sizeof *starts);
    for (int64_t row = 0; row < count; row++)
        starts[accounts[row] + 1]++;
    for (int64_t account = 0; account < size; account++)
        starts[account + 1] += starts[account];
}

/* Places by account; `starts` moves on to where each account ends, and is set back. */
static void place_rows(const int64_t *accounts, int64_t count, int64_t size, int64_t *starts, int64_t *places)
{
    for (int64_t row = 0; row < count; row++)
        places[starts[accounts[row]]++] = row;
    memmove(starts + 1, starts, (size_t)size * sizeof *starts);
    starts[0] = 0;
}

typedef int comparison(const rows *, int64_t, int64_t);

static int compare_debts(const rows *r, int64_t a, int64_t b)
{
    return compared(key_at(&r->debt_numbers, a), key_at(&r->debt_numbers, b));
}

static int8_t kind_of(const rows *r, int64_t place) { return r->kinds ? r->kinds[place] : PAYMENT; }

static bool names_debt(const rows *r, int64_t place)
{
    return r->is_naming && r->is_naming[r->event_numbers.rows ? r->event_numbers.rows[place] : place];
}

static int compare_ties(const rows *r, int64_t a, int64_t b)
{
    return r->ties ? (r->ties[a] > r->ties[b]) - (r->ties[a] < r->ties[b]) : 0;
}

/* Events of one kind and day: `_order` of an account, and for disputes that of the snapshot; then their ties. New debts
 * are no rows of events, and stand as they are. */
static int compare_events(const rows *r, int64_t a, int64_t b)
{
    if (a < NONE)
        return 0;
    int8_t kind = kind_of(r, a);
    if (kind == DECIDED || kind == REPORTED)
        return compare_ties(r, a, b);
    bool is_naming = names_debt(r, a);
    if (is_naming != names_debt(r, b))
        return is_naming ? -1 : 1;
    int order = is_naming ? compared(key_at(&r->event_numbers, a), key_at(&r->event_numbers, b)) : 0;
    if (!order)
        order = (r->sums[a] < r->sums[b]) - (r->sums[a] > r->sums[b]);
    return order ? order : compare_ties(r, a, b);
}

static bool is_before(const rows *r, comparison *compare, entry a, entry b)
{
    return a.first != b.first ? a.first < b.first : compare(r, a.place, b.place) < 0;
}

/* Sort entries; `scratch` has room for as many. Equal ones keep their order. */
static void sort_entries(const rows *r, comparison *compare, entry *entries, entry *scratch, int64_t count)
{
    if (count <= 24) {
        for (int64_t i = 1; i < count; i++) {
            entry moved = entries[i];
            int64_t place = i;
            for (; place && is_before(r, compare, moved, entries[place - 1]); place--)
                entries[place] = entries[place - 1];
            entries[place] = moved;
        }
        return;
    }
    int64_t half = count / 2, left = 0, right = half;
    sort_entries(r, compare, entries, scratch, half);
    sort_entries(r, compare, entries + half, scratch, count - half);
    if (!is_before(r, compare, entries[half], entries[half - 1]))
        return;
    memcpy(scratch, entries, (size_t)count * sizeof *entries);
    for (int64_t i = 0; i < count; i++)
        entries[i] = right == count || (left < half && !is_before(r, compare, scratch[right], scratch[left]))
                         ? scratch[left++]
                         : scratch[right++];
}

enum { MOST_OF_A_NAME = 80, KIND_BITS = 4, KINDS_OF_A_DAY = 1 << KIND_BITS };

/* Whether a number is surely one as an account takes it: it can be printed, in ASCII, and is not blank. */
static bool is_plain_name(text name)
{
    bool is_blank = true;
    for (int64_t i = 0; i < name.length; i++) {
        if (name.bytes[i] < ' ' || name.bytes[i] > '~')
            return false;
        is_blank &= name.bytes[i] == ' ';
    }
    return !is_blank && name.length <= MOST_OF_A_NAME;
}

/* Sort the debts of an account by their numbers; false where one is no number of an account, or two are the same. */
static bool sort_numbers(const rows *r, const rows_of_account *own, entry *by_number, entry *scratch)
{
    for (int64_t i = 0; i < own->debt_count; i++)
        by_number[i] = (entry){0, own->orders[i]};
    sort_entries(r, compare_debts, by_number, scratch, own->debt_count);
    for (int64_t i = 0; i < own->debt_count; i++)
        if (!is_plain_name(key_at(&r->debt_numbers, by_number[i].place))
            || (i && compare_debts(r, by_number[i - 1].place, by_number[i].place) == 0))
            return false;
    return true;
}

/* The place of a debt among the rows, or NONE. */
static int64_t debt_named(const rows *r, const entry *by_number, int64_t count, text number)
{
    int64_t low = 0, high = count;
    while (low < high) {
        int64_t middle = (low + high) / 2;
        int order = compared(key_at(&r->debt_numbers, by_number[middle].place), number);
        if (order == 0)
            return by_number[middle].place;
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return NONE;
}

/* Where a debt stands among those of its account, which are in their order and have different numbers. */
static int64_t order_of(const rows *r, const rows_of_account *own, int64_t debt)
{
    int64_t low = 0, high = own->debt_count;
    while (low < high) {
        int64_t middle = (low + high) / 2, place = own->orders[middle];
        if (is_before(r, compare_debts, (entry){r->due[place], place}, (entry){r->due[debt], debt}))
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

/* Bring decisions to their reports; false where one has none. */
static bool find_reports(const rows *r, arranged *a, int64_t begins, int64_t end)
{
    for (int64_t i = begins; i < end; i++) {
        if (a->kinds[i] != DECIDED)
            continue;
        int64_t report = begins, tie = r->ties[a->event_orders[i]];
        while (report < end && (a->kinds[report] != REPORTED || r->ties[a->event_orders[report]] != tie))
            report++;
        a->named[i] = report;
        if (report == end)
            return false;
    }
    return true;
}

static void sort_debts(const rows *r, const rows_of_account *own)
{
    for (int64_t i = 0; i < own->debt_count; i++)
        own->entries[i] = (entry){r->due[own->orders[i]], own->orders[i]};
    sort_entries(r, compare_debts, own->entries, own->entries + own->most, own->debt_count);
    for (int64_t i = 0; i < own->debt_count; i++)
        own->orders[i] = own->entries[i].place;
}

int64_t arrange_account(const rows *r, const rows_of_account *own, arranged *a, int64_t begins)
{
    entry *entries = own->entries, *scratch = entries + own->most, *by_number = scratch + own->most;
    int64_t total = 0, written = begins;
    bool has_decisions = false;
    sort_debts(r, own);
    if (!sort_numbers(r, own, by_number, scratch))
        return NONE;
    for (int64_t i = 0; i < own->debt_count; i++)
        entries[total++] = (entry){(int64_t)r->issued[own->orders[i]] * KINDS_OF_A_DAY + NEW_DEBT, NONE - 1 - i};
    for (int64_t i = 0; i < own->event_count; i++) {
        int64_t place = own->events[i];
        entries[total++] = (entry){(int64_t)r->days[place] * KINDS_OF_A_DAY + kind_of(r, place), place};
    }
    sort_entries(r, compare_events, entries, scratch, total);
    for (int64_t i = 0; i < total; i++, written++) {
        int64_t place = entries[i].place;
        bool is_debt = place < NONE;
        a->days[written] = (int32_t)(entries[i].first >> KIND_BITS);
        a->kinds[written] = is_debt ? NEW_DEBT : kind_of(r, place);
        a->event_orders[written] = is_debt ? NONE : place;
        a->sums[written] = is_debt ? 0 : r->sums[place];
        a->named[written] = is_debt ? own->first + NONE - 1 - place : NONE;
        has_decisions |= a->kinds[written] == DECIDED;
        if (is_debt || a->kinds[written] == DECIDED || !names_debt(r, place))
            continue;
        int64_t debt = debt_named(r, by_number, own->debt_count, key_at(&r->event_numbers, place));
        if (debt == NONE || (r->issued[debt] > r->days[place] && a->kinds[written] != PAYMENT))
            return NONE;
        a->named[written] = own->first + order_of(r, own, debt);
    }
    return has_decisions && !find_reports(r, a, begins, written) ? NONE : written;
}

/* Where the accounts begin, and how many debts and events the longest one has. */
static int64_t longest(const int64_t *starts, int64_t size)
{
    int64_t most = 0;
    for (int64_t account = 0; account < size; account++)
        most = starts[account + 1] - starts[account] > most ? starts[account + 1] - starts[account] : most;
    return most;
}

bool arrange(const rows *r, arranged *a)
{
    int64_t debts = r->debt_numbers.count, events = r->event_numbers.count, size = r->size, written = 0;
    int64_t *places = malloc((size_t)(events + size + 2) * sizeof *places), *starts = places ? places + events : 0;
    count_starts(r->debt_accounts, debts, size, a->debt_starts);
    place_rows(r->debt_accounts, debts, size, a->debt_starts, a->debt_orders);
    int64_t room = longest(a->debt_starts, size);
    if (places) {
        count_starts(r->event_accounts, events, size, starts);
        place_rows(r->event_accounts, events, size, starts, places);
        room += longest(starts, size);
    }
    entry *entries = malloc((size_t)(3 * room + 1) * sizeof *entries);
    bool has_memory = places && entries;
    a->event_starts[0] = 0;
    for (int64_t account = 0; account < size && has_memory; account++) {
        rows_of_account own = {
            .first = a->debt_starts[account],
            .debt_count = a->debt_starts[account + 1] - a->debt_starts[account],
            .event_count = starts[account + 1] - starts[account],
            .most = room,
            .orders = a->debt_orders + a->debt_starts[account],
            .events = places + starts[account],
            .entries = entries,
        };
        int64_t end = NONE;
        if (a->is_left_out[account])
            sort_debts(r, &own);
        else
            end = arrange_account(r, &own, a, written);
        a->is_left_out[account] |= end == NONE;
        written = end == NONE ? written : end;
        a->event_starts[account + 1] = written;
    }
    free(places);
    free(entries);
    return has_memory;
}
