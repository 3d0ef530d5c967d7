/* SPDX-License-Identifier: GPL-2.0 */
/* The commands: a file each, listed in main.c; diff is apply that only plans. */
#ifndef ERSYM_CMD_CMD_H
#define ERSYM_CMD_CMD_H

#include <stdbool.h>

#include "model/site.h"

/* Exit status, beside EXIT_SUCCESS and EXIT_FAILURE. */
#define EXIT_USAGE 2

/**
 * struct context - the options that every command takes
 * @json: output is JSON, for programs
 * @config: path of the configuration file
 * @program: argv[0] of the process
 */
struct context {
	bool json;
	const char *config;
	const char *program;
};

/*
 * argv[0] is the name of the command. The options of struct context are taken
 * out already, and a command that takes no arguments gets none. The result is
 * the exit status.
 */
int cmd_check(struct context *ctx, int argc, char **argv);
int cmd_diff(struct context *ctx, int argc, char **argv);
int cmd_apply(struct context *ctx, int argc, char **argv);
int cmd_show(struct context *ctx, int argc, char **argv);
int cmd_flows(struct context *ctx, int argc, char **argv);
int cmd_monitor(struct context *ctx, int argc, char **argv);
int cmd_flush(struct context *ctx, int argc, char **argv);
int cmd_clear(struct context *ctx, int argc, char **argv);

/**
 * load_site() - reads the configuration file, and prints what is wrong with it
 * @site: written; site_free() is due in every case
 *
 * Return: 0, or a negative errno: there were errors.
 */
int load_site(const struct context *ctx, struct site *site);

/**
 * usage_error() - says what is wrong with the command line
 * Return: EXIT_USAGE
 */
__attribute__((format(printf, 1, 2)))
int usage_error(const char *format, ...);

#endif
