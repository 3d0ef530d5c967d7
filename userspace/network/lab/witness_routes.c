// SPDX-License-Identifier: GPL-2.0
#include "network/lab/witness.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "network/lab/sessions.h"
#include "network/lab/table.h"
#include "util/alloc.h"

/* Between two looks, in milliseconds. */
#define PAUSE 400
/*
 * A lab whose sessions are those of the model, with nothing left to send or to read, has
 * come to rest when nothing has changed for so many looks.
 */
#define LOOKS_AT_REST 60
/*
 * Sessions that are not those of the model wait for a timer, of which the hold time is the
 * longest, 30 seconds, or begin again. This is many times as long, as each look takes time.
 */
#define LOOKS_IN_VAIN 500
/* The same routes so many times are no accident. */
#define LOOKS_EQUAL 2

/**
 * struct look - what a lab is like
 * @routes: a list for each device
 */
struct look {
	struct lines *routes;
	struct sessions sessions;
};

/* Prints the lines of a list that another one lacks. */
static size_t print_missing(const char *device, const char *who, const struct lines *of,
			    const struct lines *from)
{
	size_t n = 0, i;

	for (i = 0; i < of->n; i++) {
		if (lines_have(from, of->v[i]))
			continue;
		printf("%s: only the %s has %s\n", device, who, of->v[i]);
		n++;
	}
	return n;
}

static void free_all(struct lines *lines, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++)
		lines_free(&lines[i]);
	free(lines);
}

static bool all_equal(const struct lines *a, const struct lines *b, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (!lines_equal(&a[i], &b[i]))
			return false;
	}
	return true;
}

static void look_free(struct look *look, size_t n)
{
	if (look->routes)
		free_all(look->routes, n);
	sessions_free(&look->sessions);
	*look = (struct look){ 0 };
}

/*
 * Reads all routes, and then all sessions. A device that is off has none, whatever its
 * namespace still has.
 */
static int look_at(const struct lab *lab, const struct routes *routes, struct look *look)
{
	size_t n = lab->net->n_device, i;
	int err;

	*look = (struct look){ .routes = xcalloc(n + 1, sizeof(*look->routes)) };
	err = table_observed(lab, look->routes);
	for (i = 0; i < n; i++) {
		if (routes->outage->device[i])
			lines_free(&look->routes[i]);
	}
	return err ? err : sessions_observe(lab, routes, &look->sessions);
}

static bool is_same(const struct look *a, const struct look *b, size_t n)
{
	return all_equal(a->routes, b->routes, n) &&
	       lines_equal(&a->sessions.missing, &b->sessions.missing) &&
	       lines_equal(&a->sessions.left, &b->sessions.left);
}

static bool has_rested(const struct look *look, size_t still)
{
	return still >= LOOKS_AT_REST && !look->sessions.missing.n && !look->sessions.left.n;
}

/*
 * Looks again and again. @seen: the last look, of the lab at rest or as it is expected:
 * a session that is up in vain, until its hold time ends, is no matter then.
 */
static int look_until_rest(const struct lab *lab, const struct routes *routes,
			   const struct lines *expected, struct look *seen)
{
	const struct timespec pause = { .tv_nsec = PAUSE * 1000000 };
	size_t n = lab->net->n_device, equal = 0, still = 0, looks = 0;
	struct look look;
	int err;

	while (equal < LOOKS_EQUAL && !has_rested(seen, still) && looks++ < LOOKS_IN_VAIN) {
		err = look_at(lab, routes, &look);
		still = seen->routes && is_same(seen, &look, n) ? still + 1 : 0;
		equal = all_equal(expected, look.routes, n) && !look.sessions.missing.n ?
			equal + 1 : 0;
		look_free(seen, n);
		*seen = look;
		if (err)
			return err;
		nanosleep(&pause, NULL);
	}
	return 0;
}

static size_t print_lines(const struct lines *lines)
{
	size_t i;

	for (i = 0; i < lines->n; i++)
		puts(lines->v[i]);
	return lines->n;
}

static size_t print_differences(const struct network *net, const struct lines *expected,
				const struct look *seen)
{
	size_t differ = print_lines(&seen->sessions.missing), i;

	for (i = 0; i < net->n_device; i++) {
		const char *name = net->device[i].name;

		differ += print_missing(name, "model", &expected[i], &seen->routes[i]);
		differ += print_missing(name, "lab", &seen->routes[i], &expected[i]);
	}
	return differ ? differ + print_lines(&seen->sessions.left) : 0;
}

int witness_routes(const struct lab *lab, const struct routes *routes,
		   struct testimony *testimony)
{
	size_t n = lab->net->n_device, i;
	struct lines *expected = xcalloc(n + 1, sizeof(*expected));
	struct look seen = { 0 };
	int err;

	for (i = 0; i < n; i++) {
		table_expected(routes, (unsigned int)i, &expected[i]);
		testimony->routes += expected[i].n;
	}
	err = look_until_rest(lab, routes, expected, &seen);
	if (!err)
		testimony->differ += print_differences(lab->net, expected, &seen);
	look_free(&seen, n);
	free_all(expected, n);
	return err;
}
