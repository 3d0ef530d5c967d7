// SPDX-License-Identifier: GPL-2.0
#include "cmd/cmd.h"

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/usage.h"
#include "util/array.h"
#include "util/descriptors.h"
#include "util/error.h"
#include "util/version.h"

#define DEFAULT_CONFIG "/etc/ersym/ersym.yaml"

static const struct command {
	const char *name;
	int (*function)(struct context *ctx, int argc, char **argv);
	const char *arguments;
	const char *help;
	bool changes;
} commands[] = {
	{ "check", cmd_check, NULL, "read and validate the configuration" },
	{ "diff", cmd_diff, "[--commands]", "print what apply would change" },
	{ "apply", cmd_apply, "[--confirm TIME]", "put the configuration in force", true },
	{ "confirm", cmd_confirm, NULL, "keep what apply --confirm has applied", true },
	{ "history", cmd_history, NULL, "list the last ten configurations" },
	{ "rollback", cmd_rollback, "[ENTRY] [--dry-run]", "put back what was in force", true },
	{ "recover", cmd_recover, NULL, "complete a change that was interrupted", true },
	{ "show", cmd_show, "circuits|violations|config", "print what is in force" },
	{ "flows", cmd_flows, "[--in C] [--out C] [--strayed]", "list connections" },
	{ "monitor", cmd_monitor, NULL, "print events as they happen" },
	{ "doctor", cmd_doctor, NULL, "look for what is wrong around ersym" },
	{ "metrics", cmd_metrics, "[--inetd]", "print counters as OpenMetrics" },
	{ "flush", cmd_flush, "[--in C] [--out C] [--strayed]", "end connections", true },
	{ "circuit", cmd_circuit, "C down|up|auto [--why TEXT]", "set a circuit's state", true },
	{ "run", cmd_run, NULL, "keep in force what was applied, as a service" },
	{ "clear", cmd_clear, NULL, "remove everything that apply made", true },
};

static void print_help(void)
{
	size_t i;

	puts("Usage: ersym [-j] [-c FILE] COMMAND\n"
	     "\n"
	     "Commands:");
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];
		int width;

		width = printf("  %s %s", c->name, c->arguments ? c->arguments : "");
		printf("%*s%s\n", width < 42 ? 42 - width : 1, "", c->help);
	}
	puts("\n"
	     "Options:\n"
	     "  -j, --json                              JSON output, for programs\n"
	     "  -c, --config FILE                       default: " DEFAULT_CONFIG "\n"
	     "  -h, --help                              print this text\n"
	     "  -V, --version                           print the version\n"
	     "\n"
	     "Exit status: 0 done; 1 refused or failed, or diff and show circuits found that\n"
	     "something that was applied is not in force, or doctor warnings; 2 usage; 3 doctor\n"
	     "found errors. See ersym(8).");
}

static bool is(const char *argument, const char *brief, const char *full)
{
	return !strcmp(argument, brief) || !strcmp(argument, full);
}

/*
 * Removes the options of every command from argv, wherever they are, so that a command sees
 * only its own. Returns -1 to continue, or the exit status.
 */
static int take_options(struct context *ctx, int *argc, char **argv)
{
	static const char config_is[] = "--config=";
	int i, kept = 1;

	for (i = 1; i < *argc; i++) {
		char *arg = argv[i];

		if (is(arg, "-h", "--help")) {
			print_help();
			return EXIT_SUCCESS;
		}
		if (is(arg, "-V", "--version")) {
			puts("ersym " ERSYM_VERSION);
			return EXIT_SUCCESS;
		}
		if (!strcmp(arg, "--")) {
			while (++i < *argc)
				argv[kept++] = argv[i];
			break;
		}
		if (is(arg, "-c", "--config") && i + 1 == *argc)
			return usage_error("%s needs a file", arg);

		if (is(arg, "-j", "--json"))
			ctx->json = true;
		else if (is(arg, "-c", "--config"))
			ctx->config = argv[++i];
		else if (!strncmp(arg, config_is, strlen(config_is)))
			ctx->config = arg + strlen(config_is);
		else if (!strncmp(arg, "-c", 2))
			ctx->config = arg + 2;
		else if (kept > 1 || arg[0] != '-')
			argv[kept++] = arg;
		else
			return usage_error("unknown option %s", arg);
	}
	argv[kept] = NULL;
	*argc = kept;
	return -1;
}

static int run(struct context *ctx, int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return usage_error("a command is missing");
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];

		if (strcmp(argv[1], c->name))
			continue;
		if (!c->arguments && argc > 2)
			return usage_error("%s takes no arguments: %s", c->name, argv[2]);
		/* It is not ended in the middle because nobody reads what it prints. */
		if (c->changes)
			signal(SIGPIPE, SIG_IGN);
		return c->function(ctx, argc - 1, argv + 1);
	}
	return usage_error("unknown command %s", argv[1]);
}

int main(int argc, char **argv)
{
	struct context ctx = { .config = DEFAULT_CONFIG, .program = argv[0] };
	int status;

	/* Without /dev/null there is no place where a message could be printed safely. */
	if (descriptors_complete())
		return EXIT_FAILURE;
	status = take_options(&ctx, &argc, argv);
	if (status < 0)
		status = run(&ctx, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		error("cannot write the output: %s", strerror(errno));
		status = EXIT_FAILURE;
	}
	return status;
}
