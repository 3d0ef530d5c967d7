// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "network/print/failure.h"
#include "network/print/pairs.h"
#include "network/print/verify.h"
#include "print/json.h"

enum fail {
	FAIL_NONE,
	FAIL_EACH,
	FAIL_PAIRS,
};

/**
 * struct trials - failures, as they are tried
 * @list: for JSON, or NULL
 */
struct trials {
	struct failure_totals totals;
	json_t *list;
};

static void report(const struct aftermath *aftermath, void *context)
{
	struct trials *trials = context;

	failure_count(aftermath, &trials->totals);
	if (trials->list)
		json_push(trials->list, aftermath_json(aftermath));
	else
		aftermath_text(aftermath, stdout);
}

/**
 * struct request - what is asked for
 * @all: every pair of address classes, too
 * @fail: what fails
 */
struct request {
	bool all;
	enum fail fail;
};

/* @object: for JSON, or NULL. Return: whether nothing is lost. */
static bool fail(const struct loaded *loaded, const struct verification *result, bool pairs,
		 json_t *object)
{
	struct trials trials = { .list = object ? json_array() : NULL };

	failures_try(&loaded->routes, result, pairs, report, &trials);
	if (object)
		json_add(object, "failures", trials.list);
	else
		failure_totals_text(&trials.totals, stdout);
	return !trials.totals.lossy && !trials.totals.lasting;
}

/* @context: a JSON array, or NULL. */
static void report_pair(const struct routes *routes, const struct trips *trips, void *context)
{
	if (context)
		json_push(context, pair_json(routes, trips));
	else
		pair_text(routes, trips, stdout);
}

/* @object: for JSON, or NULL. Return: whether nothing is faulty. */
static bool all(const struct loaded *loaded, json_t *object)
{
	json_t *faulty = object ? json_array() : NULL;
	struct address_classes classes;
	struct pair_totals totals;

	address_classes_find(&loaded->routes, &classes);
	pairs_try(&loaded->routes, &classes, &totals, report_pair, faulty);
	address_classes_free(&classes);
	if (object) {
		json_add(object, "pairs", pair_totals_json(&totals));
		json_add(object, "faulty", faulty);
	} else {
		pair_totals_text(&totals, stdout);
	}
	return !totals.faulty;
}

static int verify(const struct net_context *ctx, const struct loaded *loaded,
		  const struct request *request)
{
	bool plain = !request->all && request->fail == FAIL_NONE, good = true;
	json_t *object = ctx->json && !plain ? json_object() : NULL;
	struct verification result;
	size_t i;

	verification_run(&loaded->routes, &result);
	if (object)
		json_add(object, "services", verification_json(&loaded->routes, &result));
	else if (ctx->json)
		json_print(verification_json(&loaded->routes, &result), stdout);
	else
		verification_text(&loaded->routes, &result, stdout);
	for (i = 0; i < result.n; i++)
		good &= verified_is_good(&loaded->net, &result.v[i]);
	if (!plain && !object)
		putchar('\n');
	if (request->all)
		good &= all(loaded, object);
	if (request->fail != FAIL_NONE)
		good &= fail(loaded, &result, request->fail == FAIL_PAIRS, object);
	if (object)
		json_print(object, stdout);
	verification_free(&result);
	return good ? EXIT_SUCCESS : EXIT_FAILURE;
}

/* Return: whether it is one. */
static bool parse_fail(const char *text, enum fail *mode)
{
	static const char *const names[] = {
		[FAIL_NONE] = "none", [FAIL_EACH] = "each", [FAIL_PAIRS] = "pairs",
	};
	int i;

	for (i = FAIL_NONE; text && i <= FAIL_PAIRS; i++) {
		if (strcmp(text, names[i]))
			continue;
		*mode = (enum fail)i;
		return true;
	}
	return false;
}

int net_cmd_verify(struct net_context *ctx, int argc, char **argv)
{
	struct request request = { .fail = FAIL_NONE };
	int status = EXIT_FAILURE, i;
	struct loaded loaded;

	for (i = 1; i < argc; i++) {
		if (!strcmp(argv[i], "--all"))
			request.all = true;
		else if (strcmp(argv[i], "--fail"))
			return net_usage_error("unknown argument %s of verify", argv[i]);
		else if (!parse_fail(argv[++i], &request.fail))
			return net_usage_error("--fail needs none, each or pairs");
	}
	if (load_or_say(ctx, &loaded)) {
		status = verify(ctx, &loaded, &request);
		if (findings_errors(&loaded.findings))
			status = EXIT_FAILURE;
	}
	loaded_free(&loaded);
	return status;
}
