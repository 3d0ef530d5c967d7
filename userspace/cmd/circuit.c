// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "backend/lock.h"
#include "cmd/applied.h"
#include "cmd/usage.h"
#include "print/diagnostic.h"
#include "print/json.h"
#include "print/operations.h"
#include "print/override.h"
#include "restore/restore.h"
#include "transaction/override.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"

/* struct request - the arguments of the command */
struct request {
	const char *circuit;
	enum word word;
	const char *why;
};

static int parse_word(const char *text, enum word *word)
{
	static const char *const words[] = {
		[WORD_AUTO] = "auto",
		[WORD_DOWN] = "down",
		[WORD_UP] = "up",
	};
	size_t i;

	for (i = 0; i < ARRAY_SIZE(words) && strcmp(words[i], text); i++)
		;
	if (i == ARRAY_SIZE(words))
		return usage_error("a circuit cannot be set %s: use down, up or auto", text);
	*word = (enum word)i;
	return 0;
}

static int parse_why(int argc, char **argv, const char **why)
{
	static const char option[] = "--why";
	size_t len = strlen(option);
	int used = 1;

	*why = "";
	if (!argc)
		return 0;
	if (!strncmp(argv[0], option, len) && argv[0][len] == '=') {
		*why = argv[0] + len + 1;
	} else if (strcmp(argv[0], option)) {
		return usage_error("circuit does not take %s", argv[0]);
	} else if (argc == 1) {
		return usage_error("--why needs a text");
	} else {
		*why = argv[1];
		used = 2;
	}
	if (argc > used)
		return usage_error("circuit does not take %s", argv[used]);
	if (!why_is_valid(*why))
		return usage_error("the text of --why is one line of at most %d bytes",
				   WHY_SIZE - 1);
	return 0;
}

static int parse(struct request *request, int argc, char **argv)
{
	int ret;

	if (argc < 3)
		return usage_error("circuit needs the name of a circuit, and one of down, up and auto");
	request->circuit = argv[1];
	ret = parse_word(argv[2], &request->word);
	if (!ret)
		ret = parse_why(argc - 3, argv + 3, &request->why);
	if (!ret && request->word == WORD_AUTO && request->why[0])
		return usage_error("auto removes the state that was set, and keeps no text: leave out --why");
	return ret;
}

/* "no circuit is named cn: there are us and eu" */
static void say_unknown(const struct site *site, const char *name)
{
	char *known = xstrdup("");
	size_t i;

	for (i = 0; i < site->n_circuit; i++) {
		char *longer = xasprintf("%s%s%s", known,
					 !i ? "" : i + 1 < site->n_circuit ? ", " : " and ",
					 site->circuit[i].name);

		free(known);
		known = longer;
	}
	error("no circuit is named %s: there %s %s", name, site->n_circuit == 1 ? "is" : "are",
	      known);
	free(known);
}

static const struct circuit *find(const struct applied *applied, const char *name)
{
	const struct circuit *circuit;

	if (!applied->known) {
		error("nothing is in force: run \"ersym apply\" first");
		return NULL;
	}
	circuit = site_circuit(&applied->site, name);
	if (!circuit) {
		say_unknown(&applied->site, name);
	} else if (!circuit->n_link) {
		error("circuit %s is remote: set it on the host that has its links", name);
		return NULL;
	}
	return circuit;
}

static void print(const struct context *ctx, const struct applied *applied,
		  const struct override *o)
{
	size_t index = o->circuit - applied->site.circuit;
	const struct condition *condition = &o->transaction.conditions.v[index];

	if (ctx->json) {
		json_print(override_json(o->circuit->name, condition, o->why,
					 &o->transitions, &o->transaction.operations), stdout);
	} else {
		operations_text(&o->transaction.operations, stdout);
		override_text(o->circuit->name, condition, o->why, &o->transitions, stdout);
	}
}

static int set_state(const struct context *ctx, const struct applied *applied, struct override *o)
{
	struct kernel kernel;
	int ret = kernel_open(&kernel, applied->site.engine == ENGINE_MODULE);

	if (ret)
		return ret;
	ret = circuit_override(o, &kernel, &applied->site);
	if (ret == -EEXIST)
		diagnostics_print(&o->transaction.diags, applied->kept.path, stderr);
	if (!ret)
		print(ctx, applied, o);
	transitions_free(&o->transitions);
	transaction_free(&o->transaction);
	kernel_close(&kernel);
	return ret;
}

/* What is planned then follows the configuration that is in force. */
static int complete_change(void)
{
	struct in_force kept;
	int ret = in_force_open(&kept);

	if (!ret)
		ret = restore_first(&kept);
	in_force_close(&kept);
	return ret;
}

int cmd_circuit(struct context *ctx, int argc, char **argv)
{
	struct override override = { 0 };
	struct request request = { 0 };
	struct applied applied;
	int ret = parse(&request, argc, argv);

	if (ret)
		return ret;
	if (lock_take())
		return EXIT_FAILURE;
	if (complete_change())
		return EXIT_FAILURE;
	ret = applied_read(&applied);
	if (!ret)
		override.circuit = find(&applied, request.circuit);
	if (override.circuit) {
		override.word = request.word;
		override.why = request.why;
		ret = set_state(ctx, &applied, &override);
	}
	applied_free(&applied);
	return ret || !override.circuit ? EXIT_FAILURE : EXIT_SUCCESS;
}
