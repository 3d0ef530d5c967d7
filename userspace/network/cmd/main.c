// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/cmd/cmd.h"
#include "util/alloc.h"
#include "util/array.h"
#include "util/error.h"
#include "util/version.h"

#define DEFAULT_PATH "network.yaml"

static const struct command {
	const char *name;
	int (*function)(struct net_context *ctx, int argc, char **argv);
	const char *arguments;
	const char *help;
} commands[] = {
	{ "check", net_cmd_check, "", "read the description and look for mistakes" },
	{ "show", net_cmd_show, "routes DEVICE|sessions|expanded|latency",
	  "print the network as understood" },
	{ "walk", net_cmd_walk, "FROM TO [PORT]", "follow a request and its answer" },
	{ "verify", net_cmd_verify, "[--all] [--fail none|each|pairs]",
	  "walk every service; let things fail" },
	{ "trace", net_cmd_trace, "[FROM=]FILE...", "compare what traceroute has seen" },
	{ "export", net_cmd_export, "frr|ersym DIR", "write configurations" },
	{ "lab", net_cmd_lab, "up|test|down NAME [FAILURE...]",
	  "build it of real routers, and compare" },
};

int net_usage_error(const char *format, ...)
{
	char *what;
	va_list ap;

	va_start(ap, format);
	what = xvasprintf(format, ap);
	va_end(ap);
	error("%s", what);
	free(what);
	fputs("Try \"ersym-net --help\".\n", stderr);
	return EXIT_USAGE;
}

static void print_help(void)
{
	size_t i;

	puts("Usage: ersym-net [-j] [-c FILE] COMMAND\n"
	     "\n"
	     "Commands:");
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		const struct command *c = &commands[i];
		int width = printf("  %s %s", c->name, c->arguments);

		printf("%*s%s\n", width < 47 ? 47 - width : 1, "", c->help);
	}
	puts("\n"
	     "Options:\n"
	     "  -j, --json                                   JSON output, for programs\n"
	     "  -c, --config FILE                            default: " DEFAULT_PATH "\n"
	     "  -h, --help                                   print this text\n"
	     "  -V, --version                                print the version\n"
	     "\n"
	     "Exit status: 0 all is well, 1 a mistake or a bad verdict, 2 usage. See ersym-net(8).");
}

static bool is(const char *argument, const char *brief, const char *full)
{
	return !strcmp(argument, brief) || !strcmp(argument, full);
}

/*
 * Takes the options of every command out of argv, wherever they are. Returns -1 to
 * go on, or the exit status.
 */
static int take_options(struct net_context *ctx, int *argc, char **argv)
{
	int i, kept = 1;

	for (i = 1; i < *argc; i++) {
		char *arg = argv[i];

		if (is(arg, "-h", "--help")) {
			print_help();
			return EXIT_SUCCESS;
		}
		if (is(arg, "-V", "--version")) {
			puts("ersym-net " ERSYM_VERSION);
			return EXIT_SUCCESS;
		}
		if (is(arg, "-j", "--json")) {
			ctx->json = true;
		} else if (is(arg, "-c", "--config")) {
			if (++i == *argc)
				return net_usage_error("%s needs a file", arg);
			ctx->path = argv[i];
		} else if (kept > 1 || arg[0] != '-') {
			argv[kept++] = arg;
		} else {
			return net_usage_error("unknown option %s", arg);
		}
	}
	argv[kept] = NULL;
	*argc = kept;
	return -1;
}

static int run(struct net_context *ctx, int argc, char **argv)
{
	size_t i;

	if (argc < 2)
		return net_usage_error("which command?");
	for (i = 0; i < ARRAY_SIZE(commands); i++) {
		if (!strcmp(argv[1], commands[i].name))
			return commands[i].function(ctx, argc - 1, argv + 1);
	}
	return net_usage_error("unknown command %s", argv[1]);
}

int main(int argc, char **argv)
{
	struct net_context ctx = { .path = DEFAULT_PATH };
	int status;

	status = take_options(&ctx, &argc, argv);
	if (status < 0)
		status = run(&ctx, argc, argv);
	if (fflush(stdout) || ferror(stdout)) {
		error("cannot write the output: %s", strerror(errno));
		status = EXIT_FAILURE;
	}
	return status;
}
