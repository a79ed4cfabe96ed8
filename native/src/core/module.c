/* The module `telcoterms_native._core`: columns of the library in, what is owed out.
 *
 * Nothing is believed of a column: its length, and each number by which another column or a table is read, is checked
 * before the replay begins. A column that does not fit raises ValueError.
 */
#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "audit.h"
#include "calendar.h"
#include "grouping.h"
#include "exact.h"
#include "late_charge.h"
#include "ledger.h"
#include "plain.h"
#include "sip_hash.h"

#include <stdlib.h>
#include <string.h>

/* The columns of a call, held until it is over. */
typedef struct {
    Py_buffer views[32];
    int count;
    bool has_failed;
} columns;

static void release(columns *c)
{
    while (c->count)
        PyBuffer_Release(&c->views[--c->count]);
}

/* A column of whole numbers (or of floats) of so many bytes each, and how many it has. */
static void *column(columns *c, PyObject *of, const char *name, Py_ssize_t size, int64_t *count, bool writes)
{
    Py_buffer *view = &c->views[c->count];
    *count = 0;
    if (c->has_failed)
        return 0;
    if (PyObject_GetBuffer(of, view, writes ? PyBUF_CONTIG : PyBUF_CONTIG_RO) < 0) {
        c->has_failed = true;
        return 0;
    }
    c->count++;
    if (view->len % size || (uintptr_t)view->buf % (uintptr_t)size) {
        PyErr_Format(PyExc_ValueError, "%s is not of numbers of %zd bytes", name, size);
        c->has_failed = true;
        return 0;
    }
    *count = view->len / size;
    return view->buf;
}

static bool wrong(const char *what)
{
    PyErr_Format(PyExc_ValueError, "%s does not fit", what);
    return false;
}

/* Whether what holds columns is a tuple: PyArg_ParseTuple takes nothing else. */
static bool is_tuple(PyObject *of)
{
    if (PyTuple_Check(of))
        return true;
    PyErr_SetString(PyExc_TypeError, "columns are not in a tuple");
    return false;
}

static bool are_steps(number n, int64_t steps, bool may_be_none)
{
    if (!n.count)
        return may_be_none;
    return n.first >= 0 && n.count > 0 && n.count <= steps - n.first;
}

enum { MOST_PARTS = 1 << 30, MOST_BILLING_MONTHS = 120, MOST_DAYS = 40000, MOST_TABLED_DAYS = 1 << 17 };

/* Whether a node can be read without a look at another number. */
static bool is_node(const node *n, int64_t place, int64_t end, int64_t steps, int64_t growths, const accounts *a)
{
    bool is_linked = (n->first_child == NONE || n->first_child == place + 1)
                     && (n->next_sibling == NONE || n->next_sibling > place) && n->first_child < end
                     && n->next_sibling < end;
    if (!is_linked || n->kind < ONCE || n->kind > JOIN)
        return false;
    if (n->kind == JOIN)
        return n->how >= SUM && n->how <= LESSER;
    if (n->first_child != NONE || n->reminder < 0 || n->grace < 0
        || n->grace >= (n->reminder ? a->reminder_graces : a->graces) || !are_steps(n->value, steps, false)
        || !are_steps(n->threshold, steps, true) || n->denominator < 1 || n->coin < 1 || n->coin > MOST_PARTS
        || n->rounding < HALF_UP || n->rounding > DOWN)
        return false;
    if (n->kind == ONCE)
        return n->denominator <= INT64_MAX / n->coin;
    bool has_share = n->share >= BY_DAYS && n->share <= DAILY_GROWTH && n->share_of_day >= DAYS
                     && n->share_of_day <= DAYS_OF_THIRTY && n->block >= NO_BLOCKS && n->block <= COMPLETED;
    bool has_sizes = n->size >= 1 && n->size <= MOST_DAYS && n->times >= 0 && n->times <= MOST_DAYS && n->parts >= 1
                     && n->parts <= MOST_DAYS && n->months >= 0 && n->months <= 12 && n->days >= 0
                     && n->days <= MOST_DAYS && !(n->months && n->days) && n->on_day >= 0 && n->on_day <= 31
                     && n->counted >= 0 && n->counted <= 1 && n->dated_by >= EACH_PERIOD && n->dated_by <= EACH_DAY;
    bool goes_by_month = n->share <= COMPLETED_MONTH || n->share == MONTH_GROWTH;
    bool has_start = n->anchor >= 0 && n->anchor < a->starts && n->start >= IN_A_COLUMN && n->start <= NEXT_BILL
                     && (n->start == IN_A_COLUMN || n->reminder);
    if (!has_share || !has_sizes || !has_start || (goes_by_month && n->months != 1))
        return false;
    if (n->share == MONTH_GROWTH && (n->growth < 0 || n->value.count > (growths - n->growth) / 1024))
        return false;
    return n->denominator <= INT64_MAX / (365 * 366) / n->coin / 4;
}

/* How many a clause's tables have of each thing. */
typedef struct {
    int64_t nodes, programs, steps, growths;
} clause_counts;

static bool are_clauses(const clauses *c, const clause_counts *counts, const accounts *a)
{
    for (int64_t i = 0; i < counts->programs; i++) {
        const program *p = c->programs + i;
        if (p->root < 0 || p->node_count < 1 || p->node_count > counts->nodes - p->root)
            return wrong("a program");
        const node *root = c->nodes + p->root;
        bool goes_by_shares = root->share != MONTH_GROWTH && root->share != DAILY_GROWTH;
        if (p->rounds_together && (p->node_count > 1 || root->kind != PERIODS || root->coin != 1 || !goes_by_shares))
            return wrong("a program");
        int64_t end = p->root + p->node_count;
        for (int64_t place = p->root; place < end; place++)
            if (!is_node(c->nodes + place, place, end, counts->steps, counts->growths, a))
                return wrong("a node");
    }
    for (int64_t i = 0; i < counts->steps; i++)
        if (c->step_values[i] < 0 || c->step_values[i] > INT64_MAX >> 1)
            return wrong("a number");
    return true;
}

static bool are_starts(const int64_t *starts, int64_t size, int64_t rows)
{
    if (starts[0] != 0 || starts[size] != rows)
        return false;
    for (int64_t i = 0; i < size; i++)
        if (starts[i + 1] < starts[i])
            return false;
    return true;
}

static bool are_orders(const int32_t *orders, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (orders[2 * i + 1] < OLDEST_FIRST || orders[2 * i + 1] > LARGEST_FIRST)
            return wrong("an order");
    return true;
}

/* Whether the accounts from one up to another can be read. */
static bool are_accounts(const accounts *a, int64_t from, int64_t to, int64_t programs)
{
    int64_t debt = a->debt_starts[from], debts = a->debt_starts[to];
    for (int64_t i = debt; i < debts; i++)
        if (!is_day(a->issued[i]) || !is_day(a->due[i]) || a->programs[i] < 0 || a->programs[i] >= programs
            || a->amounts[i] < 0 || a->amounts[i] > MOST_OF_A_SUM || a->billing_months[i] < 1
            || a->billing_months[i] > MOST_BILLING_MONTHS)
            return wrong("a debt");
    for (int64_t i = debt * a->graces; i < debts * a->graces; i++)
        if (!is_day(a->last_in_time[i]))
            return wrong("a last day in time");
    for (int64_t i = debt * a->starts; i < debts * a->starts; i++)
        if (a->anchors[i] < 0 || a->anchors[i] >> 5 >= 12 * (2210 - FIRST_YEAR) || !(a->anchors[i] & 31))
            return wrong("a start");
    if (!are_orders(a->orders, a->order_count))
        return false;
    for (int64_t account = from; account < to; account++) {
        int64_t first = a->debt_starts[account], end = a->debt_starts[account + 1], event = a->event_starts[account];
        if (!is_day(a->as_of[account]))
            return wrong("a day");
        for (int64_t i = event; i < a->event_starts[account + 1]; i++) {
            bool is_in_order = is_day(a->days[i])
                               && (i == event || a->days[i] > a->days[i - 1]
                                   || (a->days[i] == a->days[i - 1]
                                       && (a->kinds[i] >= a->kinds[i - 1] || a->kinds[i - 1] == UNTAKEN)));
            bool names_debt = a->named[i] >= first && a->named[i] < end;
            bool must_name = a->kinds[i] == NEW_DEBT || a->kinds[i] == REPORTED || a->kinds[i] == WRITE_OFF;
            bool names = a->kinds[i] == DECIDED || a->kinds[i] == UNTAKEN || names_debt
                         || (!must_name && a->named[i] == NONE);
            if (!is_in_order || a->kinds[i] < NEW_DEBT || a->kinds[i] > UNTAKEN || !names || a->sums[i] < 0
                || a->sums[i] > MOST_OF_A_SUM)
                return wrong("an event");
            for (int64_t grace = 0; grace < a->reminder_graces && a->kinds[i] == REMINDER; grace++)
                if (!is_day(a->reminder_ends[i * a->reminder_graces + grace]))
                    return wrong("the end of a grace period");
        }
    }
    return true;
}

static bool are_clause_tables(columns *held, PyObject *of, clauses *c, clause_counts *n)
{
    enum { NODE = sizeof(node) / 8, PROGRAM = sizeof(program) / 8 };
    PyObject *parts[5];
    int64_t values;
    if (!is_tuple(of) || !PyArg_ParseTuple(of, "OOOOO", parts, parts + 1, parts + 2, parts + 3, parts + 4))
        return false;
    c->nodes = column(held, parts[0], "nodes", 8, &n->nodes, false);
    c->programs = column(held, parts[1], "programs", 8, &n->programs, false);
    c->step_days = column(held, parts[2], "step_days", 8, &n->steps, false);
    c->step_values = column(held, parts[3], "step_values", 8, &values, false);
    c->growths = column(held, parts[4], "growths", 8, &n->growths, false);
    if (held->has_failed)
        return false;
    if (n->nodes % NODE || n->programs % PROGRAM || values != n->steps || n->growths % 2)
        return wrong("a column");
    *n = (clause_counts){n->nodes / NODE, n->programs / PROGRAM, n->steps, n->growths / 2};
    return true;
}

static PyObject *bytes_of(const listing *l)
{
    return PyBytes_FromStringAndSize((const char *)l->rows, (Py_ssize_t)(l->count * l->width * 8));
}

static PyObject *core_replay(PyObject *self, PyObject *args)
{
    PyObject *of_clauses, *of_accounts[16], *of_owed[8];
    int wants_postings, wants_allocations;
    long long first, last;
    (void)self;
    if (!PyArg_ParseTuple(args, "O(OOOOOOOOOOOOOOOO)(OOOOOOOO)LLpp", &of_clauses, of_accounts, of_accounts + 1,
                          of_accounts + 2, of_accounts + 3, of_accounts + 4, of_accounts + 5, of_accounts + 6,
                          of_accounts + 7, of_accounts + 8, of_accounts + 9, of_accounts + 10, of_accounts + 11,
                          of_accounts + 12, of_accounts + 13, of_accounts + 14, of_accounts + 15, of_owed, of_owed + 1,
                          of_owed + 2, of_owed + 3, of_owed + 4, of_owed + 5, of_owed + 6, of_owed + 7, &first, &last,
                          &wants_postings, &wants_allocations))
        return 0;
    columns held = {0};
    clauses c;
    accounts a;
    owed o;
    clause_counts n;
    int64_t debts, counts[12], months, ends, starts, events, size, outs[8];
    a.debt_starts = column(&held, of_accounts[0], "debt_starts", 8, &starts, false);
    a.issued = column(&held, of_accounts[1], "issued", 4, &debts, false);
    a.due = column(&held, of_accounts[2], "due", 4, counts, false);
    a.programs = column(&held, of_accounts[3], "programs of debts", 4, counts + 1, false);
    a.amounts = column(&held, of_accounts[4], "amounts", 8, counts + 2, false);
    a.last_in_time = column(&held, of_accounts[5], "last_in_time", 4, counts + 3, false);
    a.anchors = column(&held, of_accounts[6], "anchors", 4, counts + 4, false);
    a.billing_months = column(&held, of_accounts[7], "billing_months", 4, &months, false);
    a.event_starts = column(&held, of_accounts[8], "event_starts", 8, counts + 5, false);
    a.days = column(&held, of_accounts[9], "days", 4, &events, false);
    a.kinds = column(&held, of_accounts[10], "kinds", 1, counts + 6, false);
    a.sums = column(&held, of_accounts[11], "sums", 8, counts + 7, false);
    a.named = column(&held, of_accounts[12], "named", 8, counts + 8, false);
    a.reminder_ends = column(&held, of_accounts[13], "reminder_ends", 4, &ends, false);
    a.orders = column(&held, of_accounts[14], "orders", 4, counts + 9, false);
    a.as_of = column(&held, of_accounts[15], "as_of", 4, &size, false);
    int64_t **sums[6] = {&o.principal, &o.charges, &o.accrued, &o.posted, &o.disputed, &o.held};
    for (int i = 0; i < 6; i++)
        *sums[i] = column(&held, of_owed[i], "a column of results", 8, outs + i, true);
    o.credit = column(&held, of_owed[6], "credit", 8, outs + 6, true);
    o.doubt = column(&held, of_owed[7], "doubt", 1, outs + 7, true);
    PyObject *result = 0;
    if (held.has_failed || !are_clause_tables(&held, of_clauses, &c, &n))
        goto end;
    bool fits = starts == size + 1 && counts[5] == size + 1 && counts[0] == debts && counts[1] == debts
                && counts[2] == debts && months == debts && counts[6] == events && counts[7] == events
                && counts[8] == events && counts[9] % 2 == 0 && counts[9] && outs[6] == size && outs[7] == size
                && first >= 0 && last >= first && last <= size;
    for (int i = 0; i < 6; i++)
        fits = fits && outs[i] == debts;
    if (!fits) {
        wrong("a column");
        goto end;
    }
    a.order_count = counts[9] / 2;
    a.graces = debts ? counts[3] / debts : 1;
    a.starts = debts ? counts[4] / debts : 1;
    a.reminder_graces = events ? ends / events : 0;
    if (counts[3] != a.graces * debts || counts[4] != a.starts * debts || ends != a.reminder_graces * events
        || !are_starts(a.debt_starts, size, debts) || !are_starts(a.event_starts, size, events)) {
        wrong("a column");
        goto end;
    }
    if ((debts && !are_clauses(&c, &n, &a)) || !are_accounts(&a, first, last, n.programs))
        goto end;
    listing postings = {.width = POSTING_WIDTH, .is_wanted = wants_postings};
    listing allocations = {.width = ALLOCATION_WIDTH, .is_wanted = wants_allocations};
    bool is_done;
    Py_BEGIN_ALLOW_THREADS
    is_done = replay(&c, &a, first, last, &o, &postings, &allocations);
    Py_END_ALLOW_THREADS
    if (is_done)
        result = Py_BuildValue("(NN)", bytes_of(&postings), bytes_of(&allocations));
    else
        PyErr_NoMemory();
    free(postings.rows);
    free(allocations.rows);
end:
    release(&held);
    return result;
}

/* A column of keys: text as its offsets and bytes, or whole numbers where there are no offsets. */
static bool are_keys(columns *held, PyObject *offsets, PyObject *bytes, int is_long, keys *k)
{
    int64_t size, count = 0;
    *k = (keys){.is_long = is_long};
    if (offsets != Py_None)
        k->offsets = column(held, offsets, "offsets", is_long ? 8 : 4, &count, false);
    k->bytes = column(held, bytes, "keys", offsets == Py_None ? 8 : 1, &size, false);
    if (held->has_failed)
        return false;
    if (!k->offsets) {
        k->count = size;
        return true;
    }
    k->count = count - 1;
    int64_t before = 0;
    for (int64_t i = 0; i < count; i++) {
        int64_t offset = is_long ? ((const int64_t *)k->offsets)[i] : ((const int32_t *)k->offsets)[i];
        if (offset < before || offset > size)
            return wrong("an offset");
        before = offset;
    }
    return count > 0 || wrong("a column");
}

static PyObject *core_codes(PyObject *self, PyObject *args)
{
    PyObject *columns_of, *codes_of, *result = 0;
    Py_buffer secret;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*OO", &secret, &columns_of, &codes_of))
        return 0;
    columns held = {0};
    keys all[MOST_COLUMNS];
    int64_t total = 0, size, *firsts = 0, count = -1;
    int64_t *codes = column(&held, codes_of, "codes", 8, &size, true);
    Py_ssize_t given = PySequence_Size(columns_of);
    bool fits = !held.has_failed && secret.len == 16 && given >= 0 && given <= MOST_COLUMNS;
    if (!fits && !PyErr_Occurred())
        wrong("an argument");
    for (Py_ssize_t i = 0; i < given && fits; i++) {
        PyObject *offsets, *bytes, *one = PySequence_GetItem(columns_of, i);
        int is_long = 0;
        fits = one && is_tuple(one) && PyArg_ParseTuple(one, "OOp", &offsets, &bytes, &is_long)
               && are_keys(&held, offsets, bytes, is_long, all + i)
               && ((all[i].offsets == 0) == (all[0].offsets == 0) || wrong("a column"));
        Py_XDECREF(one); /* the columns themselves are held */
        total += fits ? all[i].count : 0;
    }
    if (fits && (total == size || wrong("codes"))) {
        uint64_t words[2];
        memcpy(words, secret.buf, sizeof words);
        Py_BEGIN_ALLOW_THREADS
        count = code_keys(all, given, words, codes, &firsts);
        Py_END_ALLOW_THREADS
        result = count < 0 ? PyErr_NoMemory() : PyBytes_FromStringAndSize((const char *)firsts, (Py_ssize_t)(8 * count));
        free(firsts);
    }
    release(&held);
    PyBuffer_Release(&secret);
    return result;
}

static PyObject *core_sip_hash(PyObject *self, PyObject *args)
{
    Py_buffer secret, text;
    (void)self;
    if (!PyArg_ParseTuple(args, "y*y*", &secret, &text))
        return 0;
    PyObject *result = 0;
    uint64_t words[2];
    if (secret.len == 16 || wrong("a secret")) {
        memcpy(words, secret.buf, sizeof words);
        result = PyLong_FromUnsignedLongLong(sip_hash(text.buf, text.len, words));
    }
    PyBuffer_Release(&secret);
    PyBuffer_Release(&text);
    return result;
}

static bool are_codes(const int64_t *codes, int64_t count, int64_t size)
{
    for (int64_t i = 0; i < count; i++)
        if (codes[i] < 0 || codes[i] >= size)
            return wrong("a code");
    return true;
}

static PyObject *core_arrange(PyObject *self, PyObject *args)
{
    PyObject *debts[5], *events[8], *outs[9], *result = 0;
    int debts_long, events_long;
    (void)self;
    if (!PyArg_ParseTuple(args, "(OOOOOp)(OOOOOOOOp)(OOOOOOOOO)", debts, debts + 1, debts + 2, debts + 3, debts + 4,
                          &debts_long, events, events + 1, events + 2, events + 3, events + 4, events + 5, events + 6,
                          events + 7, &events_long, outs, outs + 1, outs + 2, outs + 3, outs + 4, outs + 5, outs + 6,
                          outs + 7, outs + 8))
        return 0;
    columns held = {0};
    rows r;
    arranged a;
    int64_t n[3], m[6], counts[8], size;
    r.debt_accounts = column(&held, debts[0], "accounts", 8, n, false);
    r.issued = column(&held, debts[1], "issued", 4, n + 1, false);
    r.due = column(&held, debts[2], "due", 4, n + 2, false);
    r.event_accounts = column(&held, events[0], "accounts", 8, m, false);
    r.days = column(&held, events[1], "days", 4, m + 1, false);
    r.kinds = column(&held, events[2], "kinds", 1, m + 2, false);
    r.sums = column(&held, events[3], "sums", 8, m + 3, false);
    r.is_naming = column(&held, events[4], "is_naming", 1, m + 4, false);
    r.ties = column(&held, events[5], "ties", 8, m + 5, false);
    a.debt_starts = column(&held, outs[0], "debt_starts", 8, counts, true);
    a.debt_orders = column(&held, outs[1], "debt_orders", 8, counts + 1, true);
    a.event_starts = column(&held, outs[2], "event_starts", 8, counts + 2, true);
    a.event_orders = column(&held, outs[3], "event_orders", 8, counts + 3, true);
    a.days = column(&held, outs[4], "days", 4, counts + 4, true);
    a.kinds = column(&held, outs[5], "kinds", 1, counts + 5, true);
    a.sums = column(&held, outs[6], "sums", 8, counts + 6, true);
    a.named = column(&held, outs[7], "named", 8, counts + 7, true);
    a.is_left_out = column(&held, outs[8], "is_left_out", 1, &size, true);
    if (!held.has_failed && are_keys(&held, debts[3], debts[4], debts_long, &r.debt_numbers)
        && are_keys(&held, events[6], events[7], events_long, &r.event_numbers)) {
        bool fits = r.debt_numbers.count == n[0] && n[1] == n[0] && n[2] == n[0] && r.event_numbers.count == m[0]
                    && counts[0] == size + 1 && counts[1] == n[0] && counts[2] == size + 1;
        for (int i = 1; i < 6; i++)
            fits = fits && m[i] == m[0];
        for (int i = 3; i < 8; i++)
            fits = fits && counts[i] == n[0] + m[0];
        for (int64_t i = 0; i < m[0] && fits; i++)
            fits = r.kinds[i] > NEW_DEBT && r.kinds[i] <= UNTAKEN;
        r.size = size;
        if ((fits || wrong("a column")) && are_codes(r.debt_accounts, n[0], size)
            && are_codes(r.event_accounts, m[0], size)) {
            bool is_done;
            Py_BEGIN_ALLOW_THREADS
            is_done = arrange(&r, &a);
            Py_END_ALLOW_THREADS
            result = is_done ? PyLong_FromLongLong(a.event_starts[size]) : PyErr_NoMemory();
        }
    }
    release(&held);
    return result;
}

/* Write where the rows of each account stand once they are side by side. */
static PyObject *core_starts(PyObject *self, PyObject *args)
{
    PyObject *of, *out, *result = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "OO", &of, &out))
        return 0;
    columns held = {0};
    int64_t count, size;
    const int64_t *accounts_of = column(&held, of, "accounts", 8, &count, false);
    int64_t *starts = column(&held, out, "starts", 8, &size, true);
    if (!held.has_failed && (size > 0 || wrong("a column")) && are_codes(accounts_of, count, size - 1)) {
        Py_BEGIN_ALLOW_THREADS
        count_starts(accounts_of, count, size - 1, starts);
        Py_END_ALLOW_THREADS
        Py_INCREF(Py_None);
        result = Py_None;
    }
    release(&held);
    return result;
}

/* Bring rows side by side; whether the starts are theirs is seen on the way. */
static PyObject *core_move(PyObject *self, PyObject *args)
{
    PyObject *parts[4], *outs[3], *result = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "(OOOO)(OOO)", parts, parts + 1, parts + 2, parts + 3, outs, outs + 1, outs + 2))
        return 0;
    columns held = {0};
    int64_t count, counts[5], starts_count;
    const int64_t *accounts_of = column(&held, parts[0], "accounts", 8, &count, false);
    const int64_t *starts = column(&held, parts[1], "starts", 8, &starts_count, false);
    const int32_t *days = column(&held, parts[2], "days", 4, counts, false);
    const int64_t *amounts = column(&held, parts[3], "amounts", 8, counts + 1, false);
    moved_rows out;
    out.places = column(&held, outs[0], "places", 8, counts + 2, true);
    out.days = column(&held, outs[1], "days", 4, counts + 3, true);
    out.amounts = column(&held, outs[2], "amounts", 8, counts + 4, true);
    bool fits = !held.has_failed && starts_count > 0;
    for (int i = 0; i < 5; i++)
        fits = fits && counts[i] == count;
    if (!held.has_failed && (fits || wrong("a column")) && are_codes(accounts_of, count, starts_count - 1)) {
        int64_t *own = malloc((size_t)starts_count * sizeof *own);
        if (own)
            count_starts(accounts_of, count, starts_count - 1, own);
        if (!own) {
            PyErr_NoMemory();
        } else if (memcmp(own, starts, (size_t)starts_count * sizeof *own) == 0 || wrong("a start")) {
            bool is_done;
            Py_BEGIN_ALLOW_THREADS
            is_done = move_rows(accounts_of, days, amounts, count, starts_count - 1, starts, &out);
            Py_END_ALLOW_THREADS
            result = is_done ? Py_None : PyErr_NoMemory();
            Py_XINCREF(result);
        }
        free(own);
    }
    release(&held);
    return result;
}

/* Rows side by side, of which those of the accounts from one up to another are looked at; their places in the table are
 * None where they were so from the start. */
static bool are_rows_by_account(columns *held, PyObject *of, int64_t size, int64_t first, int64_t last,
                                rows_by_account *r)
{
    PyObject *parts[6];
    int is_long;
    int64_t starts, days, amounts, rows = 0;
    if (!is_tuple(of)
        || !PyArg_ParseTuple(of, "OOOOOpO", parts, parts + 1, parts + 2, parts + 3, parts + 4, &is_long, parts + 5))
        return false;
    r->starts = column(held, parts[0], "starts", 8, &starts, false);
    r->days = column(held, parts[1], "days", 4, &days, false);
    r->amounts = column(held, parts[2], "amounts", 8, &amounts, false);
    if (!are_keys(held, parts[3], parts[4], is_long, &r->numbers))
        return false;
    const int64_t *places = parts[5] == Py_None ? 0 : column(held, parts[5], "rows", 8, &rows, false);
    if (held->has_failed)
        return false;
    int64_t count = r->numbers.count;
    if (!r->numbers.offsets || starts != size + 1 || days != count || amounts != count || (places && rows != count)
        || r->starts[first] < 0 || r->starts[last] > count)
        return wrong("a column");
    for (int64_t account = first; account < last; account++)
        if (r->starts[account + 1] < r->starts[account])
            return wrong("a start");
    if (places && !are_codes(places + r->starts[first], r->starts[last] - r->starts[first], count))
        return false;
    r->numbers.rows = places;
    return true;
}

static PyObject *core_settle(PyObject *self, PyObject *args)
{
    PyObject *of_clauses, *invoices, *payments, *naming, *anchors, *orders, *outs[7], *result = 0;
    long long net_days, first_issued, most_months, day, first, last;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOO(LLLLOO)(OOOOOOO)LL", &of_clauses, &invoices, &payments, &naming, &net_days,
                          &first_issued, &most_months, &day, &anchors, &orders, outs, outs + 1, outs + 2, outs + 3,
                          outs + 4, outs + 5, outs + 6, &first, &last))
        return 0;
    columns held = {0};
    clauses c;
    clause_counts n;
    plain_accounts p = {.net_days = net_days, .first_issued = first_issued, .most_months = most_months, .day = day};
    plain_sums s;
    int64_t size, counts[6], order_numbers, names = 0;
    int64_t **sums[6] = {&s.balance, &s.posted, &s.accrued, &s.settlement, &s.credit, &s.payable};
    for (int i = 0; i < 6; i++)
        *sums[i] = column(&held, outs[i], "sums", 8, counts + i, true);
    s.is_left_out = column(&held, outs[6], "is_left_out", 1, &size, true);
    p.runs_from = column(&held, anchors, "anchors", 4, &p.anchor_count, false);
    p.orders = column(&held, orders, "orders", 4, &order_numbers, false);
    p.order_count = order_numbers / 2;
    p.is_naming = naming == Py_None ? 0 : column(&held, naming, "is_naming", 1, &names, false);
    bool fits = !held.has_failed && net_days >= -MOST_DAYS && net_days <= MOST_DAYS && day >= INT32_MIN
                && day <= INT32_MAX && is_day((int32_t)day) && p.anchor_count && order_numbers && order_numbers % 2 == 0
                && first >= 0 && last >= first && last <= size;
    for (int i = 0; i < 6; i++)
        fits = fits && counts[i] == size;
    for (int64_t i = 0; i < p.anchor_count && fits; i++)
        fits = p.runs_from[i] >= FROM_INVOICE && p.runs_from[i] <= FROM_NEXT_BILL;
    accounts a = {.graces = 1, .starts = p.anchor_count, .reminder_graces = INT64_MAX}; /* none is reminded */
    if (!held.has_failed && (fits || wrong("a column")) && are_orders(p.orders, p.order_count)
        && are_clause_tables(&held, of_clauses, &c, &n) && (n.programs == 1 || wrong("a program"))
        && are_clauses(&c, &n, &a) && are_rows_by_account(&held, invoices, size, first, last, &p.invoices)
        && are_rows_by_account(&held, payments, size, first, last, &p.payments)
        && (!p.is_naming || names == p.payments.numbers.count || wrong("a column"))) {
        bool is_done;
        Py_BEGIN_ALLOW_THREADS
        is_done = settle_plain(&c, &p, first, last, &s);
        Py_END_ALLOW_THREADS
        result = is_done ? Py_None : PyErr_NoMemory();
        Py_XINCREF(result);
    }
    release(&held);
    return result;
}

/* The tables of days, which all charges of rows share. */
static bool are_day_tables(columns *held, PyObject *tables, day_tables *t)
{
    PyObject *places, *ends, *spans;
    long long first;
    int64_t ends_count;
    if (!is_tuple(tables) || !PyArg_ParseTuple(tables, "OOOL", &places, &ends, &spans, &first))
        return false;
    t->places = column(held, places, "places", 4, &t->days, false);
    t->ends = column(held, ends, "ends", 4, &ends_count, false);
    t->spans = column(held, spans, "spans", 4, &t->span_count, false);
    t->first = first;
    if (held->has_failed)
        return false;
    return (ends_count == t->days && first >= INT32_MIN && first <= INT32_MAX && t->days <= MOST_TABLED_DAYS)
           || wrong("a table of days");
}

static PyObject *core_charge(PyObject *self, PyObject *args)
{
    PyObject *shares_of, *tables, *columns_of[4], *out_of, *result = 0;
    long long start, net_days;
    charge_clause c;
    day_tables t;
    charge_rows_in in;
    (void)self;
    if (!PyArg_ParseTuple(args, "(LLddddddO)O(OOOO)O", &start, &net_days, &c.rate, &c.month_added,
                          &c.month_half_below, &c.part_added, &c.part_half_below, &c.surely, &shares_of, &tables,
                          columns_of, columns_of + 1, columns_of + 2, columns_of + 3, &out_of))
        return 0;
    columns held = {0};
    int64_t shares, issued, paid, months, outs;
    c.shares = column(&held, shares_of, "shares", 8, &shares, false);
    in.amounts = column(&held, columns_of[0], "amounts", 8, &in.count, false);
    in.issued = column(&held, columns_of[1], "issued", 4, &issued, false);
    in.paid = column(&held, columns_of[2], "paid", 4, &paid, false);
    in.billing_months = column(&held, columns_of[3], "billing_months", 8, &months, false);
    int64_t *out = column(&held, out_of, "charges", 8, &outs, true);
    in.is_one = months == 1;
    c.start = start;
    c.net_days = net_days;
    bool fits = shares == PLACES_OF_PART && issued == in.count && paid == in.count && outs == in.count
                && (months == 1 || months == in.count) && start >= FROM_INVOICE && start <= FROM_NEXT_BILL
                && net_days >= INT32_MIN && net_days <= INT32_MAX;
    if (!held.has_failed && are_day_tables(&held, tables, &t) && (fits || wrong("a column"))) {
        int64_t doubts;
        Py_BEGIN_ALLOW_THREADS
        doubts = charge_rows(&c, &t, &in, out);
        Py_END_ALLOW_THREADS
        result = PyLong_FromLongLong(doubts);
    }
    release(&held);
    return result;
}

static bool are_timings(const timing *of, int64_t count)
{
    for (int64_t i = 0; i < count; i++)
        if (of[i].last < 0 || of[i].last > MOST_TABLED_DAYS || of[i].start < 0 || of[i].start > MOST_TABLED_DAYS
            || of[i].is_next_bill < 0 || of[i].is_next_bill > 1 || of[i].clock < CALENDAR_MONTHS || of[i].clock > COARSE_DAYS
            || of[i].counted < 0 || of[i].counted > 1)
            return wrong("a timing");
    return true;
}

static bool are_growths(const programs_of_figures *p, int64_t tables)
{
    for (int64_t i = 0; i < p->growth_count; i++) {
        const growth *g = p->growths + i;
        bool fits = g->timing >= 0 && g->timing < p->timing_count && g->how >= EACH_MONTH && g->how <= EACH_DAY_ROUNDED
                    && g->to_even >= 0 && g->to_even <= 1 && (g->how != POWERS || (g->table >= 0 && g->table < tables))
                    && g->rounding >= HALF_UP && g->rounding <= DOWN && g->top >= 0 && g->bottom >= 1
                    && g->bottom <= INT64_MAX >> 5 && g->top >> 9 <= g->bottom && g->surely <= 0x1p52;
        if (!fits)
            return wrong("a growth");
    }
    return true;
}

static bool are_figures(const programs_of_figures *p, int64_t shares, int64_t grains)
{
    for (int64_t i = 0; i < p->figure_count; i++) {
        const figure *f = p->figures + i;
        if (f->growth < 0 || f->growth >= p->growth_count || f->shares < 0 || f->shares >= shares || f->grains < 0
            || f->grains >= grains || f->to_even < 0 || f->to_even > 1)
            return wrong("a figure");
    }
    return true;
}

static bool are_programs(columns *held, PyObject *of, programs_of_figures *p)
{
    enum { TIMING = sizeof(timing) / 8, GROWTH = sizeof(growth) / 8, FIGURE = sizeof(figure) / 8 };
    PyObject *parts[6];
    int64_t shares, grains, powers;
    long long steps;
    if (!is_tuple(of)
        || !PyArg_ParseTuple(of, "OOOOOOL", parts, parts + 1, parts + 2, parts + 3, parts + 4, parts + 5, &steps))
        return false;
    p->timings = column(held, parts[0], "timings", 8, &p->timing_count, false);
    p->growths = column(held, parts[1], "growths", 8, &p->growth_count, false);
    p->figures = column(held, parts[2], "figures", 8, &p->figure_count, false);
    p->shares = column(held, parts[3], "shares", 8, &shares, false);
    p->grains = column(held, parts[4], "grains", 8, &grains, false);
    p->powers = column(held, parts[5], "powers", 8, &powers, false);
    p->steps = steps;
    if (held->has_failed)
        return false;
    if (p->timing_count % TIMING || p->growth_count % GROWTH || p->figure_count % FIGURE || shares % PLACES_OF_PART
        || grains % PLACES_OF_PART || steps < 1 || steps > MOST_TABLED_DAYS || powers % (3 * steps))
        return wrong("a column");
    p->timing_count /= TIMING;
    p->growth_count /= GROWTH;
    p->figure_count /= FIGURE;
    return are_timings(p->timings, p->timing_count) && are_growths(p, powers / (3 * steps))
           && are_figures(p, shares / PLACES_OF_PART, grains / PLACES_OF_PART);
}

/* The facts of billed rows; a column that a table does not have is None. */
static bool are_billed(columns *held, PyObject *of, billed_rows *in)
{
    PyObject *parts[7];
    long long not_given;
    int64_t counts[5];
    if (!is_tuple(of)
        || !PyArg_ParseTuple(of, "OOOOOOOL", parts, parts + 1, parts + 2, parts + 3, parts + 4, parts + 5, parts + 6,
                             &not_given))
        return false;
    in->rows.amounts = column(held, parts[0], "amounts", 8, &in->rows.count, false);
    in->rows.issued = column(held, parts[1], "issued", 4, counts, false);
    in->rows.paid = column(held, parts[2], "paid", 4, counts + 1, false);
    in->rows.billing_months = column(held, parts[3], "billing_months", 8, counts + 2, false);
    in->billed = column(held, parts[4], "billed", 8, counts + 3, false);
    bool fits = counts[0] == in->rows.count && counts[1] == in->rows.count && counts[3] == in->rows.count;
    for (int i = 0; i < 2; i++) {
        in->others[i] = 0;
        if (parts[5 + i] != Py_None) {
            in->others[i] = column(held, parts[5 + i], "another sum", 8, counts + 4, false);
            fits = fits && counts[4] == in->rows.count;
        }
    }
    in->rows.is_one = counts[2] == 1;
    in->not_given = not_given;
    if (held->has_failed)
        return false;
    return (fits && (in->rows.is_one || counts[2] == in->rows.count)) || wrong("a column");
}

static bool are_combinations(columns *held, PyObject *of, const programs_of_figures *p, combinations *c)
{
    PyObject *parts[3];
    if (!is_tuple(of) || !PyArg_ParseTuple(of, "OOO", parts, parts + 1, parts + 2))
        return false;
    c->figures = column(held, parts[0], "figures of combinations", 8, &c->count, false);
    c->sizes = column(held, parts[1], "sizes of readings", 8, &c->reading_count, false);
    c->allowed = column(held, parts[2], "allowed combinations", 8, &c->allowed_count, false);
    if (held->has_failed)
        return false;
    bool fits = c->count && c->allowed_count;
    for (int64_t i = 0; i < c->count && fits; i++)
        fits = c->figures[i] >= 0 && c->figures[i] < p->figure_count;
    for (int64_t i = 0; i < c->allowed_count && fits; i++)
        fits = c->allowed[i] >= 0 && c->allowed[i] < c->count;
    int64_t rest = c->count;
    for (int64_t i = 0; i < c->reading_count && fits; i++) {
        fits = c->sizes[i] >= 1 && rest % c->sizes[i] == 0;
        rest /= fits ? c->sizes[i] : 1;
    }
    return (fits && rest == 1) || wrong("a combination");
}

static PyObject *core_match_readings(PyObject *self, PyObject *args)
{
    PyObject *programs, *tables, *rows, *combined, *codes_of, *from_of, *result = 0;
    programs_of_figures p;
    day_tables t;
    billed_rows in;
    combinations c;
    int64_t counts[2];
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOOO", &programs, &tables, &rows, &combined, &codes_of, &from_of))
        return 0;
    columns held = {0};
    int32_t *codes = column(&held, codes_of, "codes", 4, counts, true);
    int64_t *from_allowed = column(&held, from_of, "from_allowed", 8, counts + 1, true);
    if (!held.has_failed && are_programs(&held, programs, &p) && are_day_tables(&held, tables, &t)
        && are_billed(&held, rows, &in) && are_combinations(&held, combined, &p, &c)
        && ((counts[0] == in.rows.count && counts[1] == in.rows.count) || wrong("a column"))) {
        match_keys keys;
        bool is_done;
        Py_BEGIN_ALLOW_THREADS
        is_done = match_readings(&p, &t, &in, &c, codes, from_allowed, &keys);
        Py_END_ALLOW_THREADS
        result = is_done ? PyBytes_FromStringAndSize((const char *)keys.keys, (Py_ssize_t)(keys.count * keys.width))
                         : PyErr_NoMemory();
        free(keys.keys);
    }
    release(&held);
    return result;
}

static PyObject *core_match_mistakes(PyObject *self, PyObject *args)
{
    PyObject *programs, *tables, *rows, *mistakes_of, *codes_of, *result = 0;
    programs_of_figures p;
    day_tables t;
    billed_rows in;
    int64_t count, size;
    (void)self;
    if (!PyArg_ParseTuple(args, "OOOOO", &programs, &tables, &rows, &mistakes_of, &codes_of))
        return 0;
    columns held = {0};
    enum { MISTAKE = sizeof(mistake) / 8 };
    int32_t *codes = column(&held, codes_of, "codes", 4, &size, true);
    const mistake *mistakes = column(&held, mistakes_of, "mistakes", 8, &count, false);
    bool fits = !held.has_failed && are_programs(&held, programs, &p) && are_day_tables(&held, tables, &t)
                && are_billed(&held, rows, &in) && (size == in.rows.count || wrong("a column"))
                && (count % MISTAKE == 0 || wrong("a mistake"));
    count /= MISTAKE;
    for (int64_t i = 0; i < count && fits; i++)
        fits = (mistakes[i].figure >= 0 && mistakes[i].figure < p.figure_count && mistakes[i].column >= 0
                && mistakes[i].column <= 2 && mistakes[i].days_later >= -1 && mistakes[i].days_later <= 1)
               || wrong("a mistake");
    if (fits) {
        Py_BEGIN_ALLOW_THREADS
        match_mistakes(&p, &t, &in, mistakes, count, codes);
        Py_END_ALLOW_THREADS
        Py_INCREF(Py_None);
        result = Py_None;
    }
    release(&held);
    return result;
}

/* Write words by their places: the offsets of all, and their bytes, of which there may be more at the end. */
static bool write_words(const int32_t *codes, int64_t count, const int32_t *offsets, int64_t words,
                        const uint8_t *bytes, int32_t *out_offsets, uint8_t *out, int64_t room)
{
    enum { AT_ONCE = 32 }; /* a short word is copied with what lies behind it, which the next one writes over */
    int64_t at = 0, readable = words ? offsets[words] : 0;
    out_offsets[0] = 0;
    for (int64_t i = 0; i < count; i++) {
        int32_t code = codes[i];
        if (code < 0 || code >= words)
            return false;
        int64_t start = offsets[code], size = offsets[code + 1] - start;
        if (size <= AT_ONCE && start <= readable - AT_ONCE && at <= room - AT_ONCE)
            memcpy(out + at, bytes + start, AT_ONCE);
        else if (size <= room - at)
            memcpy(out + at, bytes + start, (size_t)size);
        else
            return false;
        at += size;
        out_offsets[i + 1] = (int32_t)at;
    }
    return true;
}

static PyObject *core_words(PyObject *self, PyObject *args)
{
    PyObject *parts[5], *result = 0;
    (void)self;
    if (!PyArg_ParseTuple(args, "O(OO)OO", parts, parts + 1, parts + 2, parts + 3, parts + 4))
        return 0;
    columns held = {0};
    keys words;
    int64_t count, out_count, room;
    const int32_t *codes = column(&held, parts[0], "codes", 4, &count, false);
    int32_t *out_offsets = column(&held, parts[3], "offsets", 4, &out_count, true);
    uint8_t *out = column(&held, parts[4], "bytes", 1, &room, true);
    if (!held.has_failed && are_keys(&held, parts[1], parts[2], false, &words)) {
        bool fits = words.offsets && out_count == count + 1 && room <= INT32_MAX;
        if (fits) {
            Py_BEGIN_ALLOW_THREADS
            fits = write_words(codes, count, words.offsets, words.count, words.bytes, out_offsets, out, room);
            Py_END_ALLOW_THREADS
        }
        if (fits || wrong("a word")) {
            Py_INCREF(Py_None);
            result = Py_None;
        }
    }
    release(&held);
    return result;
}

static PyMethodDef methods[] = {
    {"charge", core_charge, METH_VARARGS, "Charge rows under a rate that compounds by the month."},
    {"match_readings", core_match_readings, METH_VARARGS, "Find the readings that give what was billed."},
    {"match_mistakes", core_match_mistakes, METH_VARARGS, "Find the first mistake that gives what was billed."},
    {"words", core_words, METH_VARARGS, "Write words by their places."},
    {"sip_hash", core_sip_hash, METH_VARARGS, "Hash a text by a secret, as keys are hashed."},
    {"codes", core_codes, METH_VARARGS, "Number the keys of columns in their order."},
    {"arrange", core_arrange, METH_VARARGS, "Bring the rows of accounts together."},
    {"starts", core_starts, METH_VARARGS, "Write where the rows of each account begin."},
    {"move", core_move, METH_VARARGS, "Bring the rows of accounts side by side."},
    {"settle", core_settle, METH_VARARGS, "Settle accounts of invoices and payments alone."},
    {"replay", core_replay, METH_VARARGS, "Replay accounts in columns."},
    {0, 0, 0, 0},
};

enum { LAYOUT_VERSION = 6 };

static int add_layout(PyObject *of)
{
    /* of the tables that the library writes: another one would be read wrongly */
    return PyModule_AddIntConstant(of, "LAYOUT", LAYOUT_VERSION * 1000 + (long)(sizeof(node) / 8));
}

static PyModuleDef_Slot slots[] = {{Py_mod_exec, (void *)add_layout}, {0, 0}};

static PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT, .m_name = "_core", .m_methods = methods, .m_slots = slots};

PyMODINIT_FUNC PyInit__core(void)
{
    make_calendar();
    return PyModuleDef_Init(&module);
}
